/**
 * The keys of the paraphrase join over random vectors: how many pairs of a cosine meet in one, beside what theory says, and what they
 * cost. How near the vectors of real paraphrases are is the model's matter and measured nowhere here.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Signs from '../../src/core/signs.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { root } from '../lib/places.js';
import { seeded } from '../lib/random.js';

const [THRESHOLD, RECALL] = [0.92, 0.99];
/** Of each cosine: a share of .99 of so many has a standard deviation of .0014. */
const PAIRS = 5000;
const COSINES = [0, 0.2, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98];
/** As many numbers as small local models and two hosted ones give. */
const LENGTHS = [384, 1536, 3072];
const TIMED = 500;

/** Normally distributed numbers (Box and Muller 1958). */
function normals(seed: number): () => number {
  const random = seeded(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Two vectors of this cosine in a random direction. */
function pairAt(cosine: number, length: number, normal: () => number, { unitOf, cosineOf }: typeof Signs): [Float32Array, Float32Array] {
  const a = unitOf(Float32Array.from({ length }, normal))!;
  const other = Float32Array.from({ length }, normal);
  const along = cosineOf(a, other);
  const across = unitOf(other.map((value, at) => value - along * a[at]!))!;
  return [a, a.map((value, at) => cosine * value + Math.sqrt(1 - cosine ** 2) * across[at]!)];
}

function microsOf(work: () => void, times: number): number {
  const before = process.cpuUsage();
  for (let at = 0; at < times; at += 1) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

async function measure(): Promise<Figure[]> {
  const signs = (await import(pathToFileURL(join(root, 'dist/core/signs.js')).href)) as typeof Signs;
  const { bandsFor, recallOf, sameSide } = signs;
  const bands = bandsFor(THRESHOLD, RECALL);
  const normal = normals(92);
  const met = COSINES.map((cosine) => {
    let pairs = 0;
    for (let at = 0; at < PAIRS; at += 1) {
      const [a, b] = pairAt(cosine, LENGTHS[0]!, normal, signs);
      const keys = new Set(signs.signKeys(a, bands));
      if (signs.signKeys(b, bands).some((key) => keys.has(key))) pairs += 1;
    }
    return { cosine, share: pairs / PAIRS };
  });
  console.log(`${bands.bands} keys of ${bands.bits} signs, for ${RECALL} of the pairs at cosine ${THRESHOLD}; ${PAIRS} pairs of random vectors of ${LENGTHS[0]} numbers each\n`);
  console.log(table(['cosine', 'equal signs', 'pairs that meet', 'theory'], met.map(({ cosine, share }) => [String(cosine), sameSide(cosine).toFixed(3), share.toFixed(4), recallOf(bands, cosine).toFixed(4)])));
  const costs = LENGTHS.map((length) => {
    const [a, b] = pairAt(0.5, length, normal, signs);
    signs.signKeys(a, bands); // the signs that are drawn once, and V8's compiling
    return { length, keys: microsOf(() => signs.signKeys(a, bands), TIMED), cosine: microsOf(() => signs.cosineOf(a, b), 100 * TIMED) };
  });
  console.log(`\n${table(['numbers', 'keys, us', 'a cosine, us'], costs.map(({ length, keys, cosine }) => [String(length), keys.toFixed(0), cosine.toFixed(2)]))}`);
  return [
    { key: 'paraphrases.leastRecall', label: `paraphrases: least share that meets, from cosine ${THRESHOLD} up`, value: Math.min(...met.filter(({ cosine }) => cosine >= THRESHOLD).map(({ share }) => share)), unit: '' },
    { key: 'paraphrases.unrelatedShare', label: 'paraphrases: share of pairs at cosine .3 that meet', value: met.find(({ cosine }) => cosine === 0.3)!.share, unit: '' },
    ...costs.map(({ length, keys }): Figure => ({ key: `paraphrases.keyMicros${length}`, label: `paraphrases: CPU of the keys of ${length} numbers`, value: keys, unit: 'us' })),
  ];
}

export const paraphrases: Bench = { name: 'paraphrases', group: 'quality', needs: [], run: measure };
