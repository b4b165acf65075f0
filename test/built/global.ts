import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILT, MAIN, ROOT } from './index.js';

function newestIn(folder: string): number {
  return Math.max(0, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name)).mtimeMs));
}

/** Before any test: builds what is shipped where a source is newer than it, so that tests of the command run what the sources say. */
export default function buildOnce(): void {
  if (existsSync(MAIN) && newestIn(BUILT) >= newestIn(join(ROOT, 'src'))) return;
  execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'inherit' });
}
