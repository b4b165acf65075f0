import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readmeWithDemo } from './generate/demo-output.js';
import { generatedFiles } from './generate/files.js';

/**
 * Writes every generated file.
 *
 *   npm run generate
 *   npm run generate -- --check   lists what is stale instead, and exits 1
 *   npm run generate -- --demo    runs the built demo first and puts what it printed into README
 */
const root = join(import.meta.dirname, '..');
if (process.argv.includes('--demo')) writeFileSync(join(root, 'README.md'), readmeWithDemo(root));

const current = (path: string): string | null => {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
};

const stale = [...(await generatedFiles(root))].filter(([path, content]) => current(path) !== content);
if (process.argv.includes('--check')) {
  for (const [path] of stale) process.stdout.write(`stale: ${path}\n`);
  if (stale.length > 0) {
    process.stdout.write('run `npm run generate` and commit what it writes\n');
    process.exitCode = 1;
  }
} else {
  for (const [path, content] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    process.stdout.write(`wrote ${path}\n`);
  }
}
