/** Peers that are Python packages, in an environment of the bench's own, made when a bench first asks for it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.js';

const folder = join(root, 'bench', '.venv');
const requirements = join(root, 'bench', 'requirements.txt');
/** Holds the requirements that the environment was made with. */
const made = join(folder, 'made-with.txt');

/** What is missing to make the environment; `null` when it is there or can be made. */
export function lackingForPython(): string | null {
  if (isMade()) return null;
  try {
    execFileSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'no python3 with venv and pip, which the peers need';
  }
}

const isMade = (): boolean => existsSync(made) && readFileSync(made, 'utf8') === readFileSync(requirements, 'utf8');

/** The environment's interpreter. Every package is pinned and none is looked up for another: what the peers' cores do not import is not installed. */
export function python(): string {
  const interpreter = join(folder, 'bin', 'python');
  if (isMade()) return interpreter;
  rmSync(folder, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: ['ignore', 2, 2] });
  execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--requirement', requirements], { stdio: ['ignore', 2, 2] });
  writeFileSync(made, readFileSync(requirements));
  return interpreter;
}
