/**
 * Writes src/score/structure/language/english-trigrams.ts: which runs of three letters stand in English words.
 *
 *   npx tsx scripts/make-letter-table.ts /usr/share/dict/american-english
 *
 * The list that was taken is Debian's `wamerican` (SCOWL, Copyright 2000-2011 by Kevin Atkinson, free to use, copy, modify and sell, with what is made of it).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run in fewer words is one of names and loan words. */
const MIN_WORDS = 3;
const SIGNS = 27;

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('give a list of words, one a line');
const counts = new Uint32Array(SIGNS ** 3);
const words = new Set(readFileSync(path, 'utf8').split('\n').map((line) => line.trim().toLowerCase().replace(/'s$/u, '')).filter((word) => /^[a-z]{2,}$/u.test(word)));
for (const word of words) {
  const codes = [0, ...Array.from(word, (letter) => letter.charCodeAt(0) - 96), 0];
  for (let at = 0; at + 2 < codes.length; at += 1) counts[(codes[at]! * SIGNS + codes[at + 1]!) * SIGNS + codes[at + 2]!]! += 1;
}
const bits = new Uint8Array(Math.ceil(counts.length / 8));
counts.forEach((count, index) => {
  if (count >= MIN_WORDS) bits[index >> 3]! |= 1 << (index & 7);
});
const lines = Buffer.from(bits).toString('base64').match(/.{1,160}/gu) ?? [];
writeFileSync(join(import.meta.dirname, '../src/score/structure/language/english-trigrams.ts'), `/**
 * Which runs of three signs (0 = a word's edge, 1 to 26 = a to z; index (first * 27 + second) * 27 + third) stand in at least ${MIN_WORDS} of ${words.size} English words: a bit each,
 * base64. Made by scripts/make-letter-table.ts from SCOWL (Copyright 2000-2011 by Kevin Atkinson, free to use, copy, modify and sell, with what is made of it).
 */
export const ENGLISH_TRIGRAMS = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`);
console.log(`${words.size} words, ${counts.filter((count) => count >= MIN_WORDS).length} of ${counts.length} runs`);
