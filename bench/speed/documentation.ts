/** Documentation to run over: real Markdown, chosen once. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CORPORA, corpusFolder, filesIn } from '../lib/places.js';
import { byHash } from '../lib/random.js';

/** Of 2,202 files, in the order of the hashes of their names: they make about 20,000 chunks with the default chunker. */
export const FILES = 1730;
const ENDINGS = ['.md', '.mdx'];

/** Copies the chosen files, or the first of them, and returns their paths in the order of their hashes. */
export function fill(folder: string, count = FILES): string[] {
  const files = byHash(CORPORA.flatMap((corpus) => filesIn(corpusFolder(corpus), ENDINGS).map((path) => `${corpus}/${path}`))).slice(0, count);
  for (const file of files) {
    const [corpus = '', ...rest] = file.split('/');
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(corpusFolder(corpus), ...rest), join(folder, file));
  }
  return files;
}
