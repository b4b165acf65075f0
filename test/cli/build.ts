import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const LOCK = join(ROOT, 'node_modules', '.winnow-test-build');
const STALE_LOCK_MS = 120_000;

function newestIn(folder: string): number {
  return Math.max(0, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs));
}

const isBuilt = (): boolean => existsSync(MAIN) && statSync(MAIN).mtimeMs >= newestIn(join(ROOT, 'src'));

function lockAge(): number {
  try {
    return Date.now() - statSync(LOCK).mtimeMs;
  } catch {
    return 0;
  }
}

/** Builds the command once for all test files that run at the same time, and only when a source is newer than it. */
export async function build(): Promise<void> {
  while (!isBuilt()) {
    try {
      mkdirSync(LOCK);
    } catch {
      if (lockAge() > STALE_LOCK_MS) rmSync(LOCK, { recursive: true, force: true });
      await sleep(200);
      continue;
    }
    try {
      if (!isBuilt()) await promisify(execFile)(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json'], { cwd: ROOT });
      return;
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
  }
}
