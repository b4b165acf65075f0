/** What Winnow is compared with: packages of the bench's own, installed when a bench first asks for them. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './places.js';

const bench = join(root, 'bench');

/** Imports a peer by name. Types are the caller's word: the packages are not there when the bench is type-checked. */
export async function peer<Module>(name: string): Promise<Module> {
  if (!existsSync(join(bench, 'node_modules', name))) execFileSync('npm', ['ci', '--prefix', bench, '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
  return (await import(pathToFileURL(createRequire(join(bench, 'package.json')).resolve(name)).href)) as Module;
}
