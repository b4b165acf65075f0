/**
 * From texts to clusters of near-duplicates at Jaccard 0.8, texts in memory, one core: the pieces of the duplication join as built beside
 * datasketch. The store, and what the join looks at besides (headings, versions, what differs), are in neither side.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Kernel from '../../src/join/duplication/kernel/index.js';
import type * as MinHash from '../../src/join/duplication/minhash.js';
import type * as Options from '../../src/join/duplication/options.js';
import type * as Entries from '../../src/store/sqlite/key-entries.js';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { inFolder, root } from '../lib/places.js';
import { lackingForPython, python } from '../lib/python.js';
import { corpusFiles, realChunks, versionFiles } from '../lib/real-chunks.js';

const [CHUNKS, ROUNDS, THRESHOLD] = [20_000, 5, 0.8];

/** A pass of ours is over too soon for the clock: it is repeated for this long. */
const LEAST_SECONDS = 1;

interface Pass { readonly cpu: number; readonly pairs: number; readonly clusters: number }
interface Side { readonly key: string; readonly name: string; readonly does: string; pass(): Pass }

const built = async <Module>(...path: string[]): Promise<Module> => (await import(pathToFileURL(join(root, 'dist', ...path)).href)) as Module;

async function ours(texts: readonly string[]): Promise<Side> {
  const { signatureKernel } = await built<typeof Kernel>('join', 'duplication', 'kernel', 'index.js');
  const { bandKeys, setOf, shared } = await built<typeof MinHash>('join', 'duplication', 'minhash.js');
  const { bandingOf, duplicationOptions } = await built<typeof Options>('join', 'duplication', 'options.js');
  const { EntryBuffer, sortEntries } = await built<typeof Entries>('store', 'sqlite', 'key-entries.js');
  const options = duplicationOptions.parse({ jaccard: THRESHOLD });
  const banding = bandingOf(options);
  const kernel = signatureKernel();
  const run = (): Omit<Pass, 'cpu'> => {
    const sequences: Int32Array[] = [];
    const entries = new EntryBuffer(banding.bands * texts.length);
    for (const [at, text] of texts.entries()) {
      const { sequence, values } = kernel.sketch(text, { shingleWords: options.shingleWords, hashes: banding.bands * banding.rows });
      sequences.push(sequence);
      for (const key of bandKeys(values, banding)) entries.push(key, at);
    }
    const { keys, nodes } = entries.view();
    sortEntries(entries.view());
    const sets = new Map<number, Int32Array>();
    const set = (at: number): Int32Array => {
      const known = sets.get(at) ?? setOf(sequences[at]!);
      sets.set(at, known);
      return known;
    };
    const seen = new Set<number>();
    const pairs: [number, number][] = [];
    for (let from = 0, to = 1; from < keys.length; from = to, to += 1) {
      while (to < keys.length && keys[to] === keys[from]) to += 1;
      for (let a = from; a < to; a += 1) {
        for (let b = a + 1; b < to; b += 1) {
          const pair = nodes[a]! * texts.length + nodes[b]!;
          if (seen.has(pair)) continue;
          seen.add(pair);
          const [left, right] = [set(nodes[a]!), set(nodes[b]!)];
          const common = shared(left, right);
          if (common >= THRESHOLD * (left.length + right.length - common)) pairs.push([nodes[a]!, nodes[b]!]);
        }
      }
    }
    return { pairs: pairs.length, clusters: clustersOf(pairs) };
  };
  run(); // compiled by V8 before it is timed
  return {
    key: 'winnow', name: 'winnow',
    does: `words, shingles of five and ${banding.bands * banding.rows} MinHash values by the kernel; ${banding.bands} bands of ${banding.rows} (99% of the pairs at 0.8), sorted; every candidate by the exact Jaccard of its shingles (32-bit hashes); clusters`,
    pass() {
      const before = process.cpuUsage();
      let [found, passes, spent] = [{ pairs: 0, clusters: 0 }, 0, 0];
      while (spent < LEAST_SECONDS) {
        found = run();
        passes += 1;
        const { user, system } = process.cpuUsage(before);
        spent = (user + system) / 1e6;
      }
      return { ...found, cpu: spent / passes };
    },
  };
}

function clustersOf(pairs: readonly (readonly [number, number])[]): number {
  const parents = new Map<number, number>();
  const top = (one: number): number => {
    let at = one;
    for (let parent = parents.get(at); parent !== undefined && parent !== at; parent = parents.get(at)) at = parent;
    return at;
  };
  for (const pair of pairs) for (const one of pair) if (!parents.has(one)) parents.set(one, one);
  for (const [a, b] of pairs) parents.set(top(a), top(b));
  return new Set([...parents.keys()].map(top)).size;
}

const PEERS = [
  ['datasketchLsh', 'datasketch 2.0.0, bulk + MinHashLSH', [], 'lower case, \\w+, a set of runs of five as bytes (ours, in Python); MinHash.bulk, 128 permutations; MinHashLSH at 0.8 (bands of its own choice): inserts all, queries each; its candidates are not verified'],
  ['datasketchVerified', 'the same, verified and clustered', ['verify'], 'candidates by the exact Jaccard of the sets of shingles, united by union-find'],
] as const;

function peers(file: string): Side[] {
  const script = join(root, 'bench', 'speed', 'end-to-end-peers.py');
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  return PEERS.map(([key, name, args, does]) => ({
    key, name, does, pass: () => JSON.parse(execFileSync(python(), [script, file, ...args], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 2] })) as Pass,
  }));
}

async function measure(folder: string): Promise<Figure[]> {
  const texts = realChunks([...corpusFiles(), ...versionFiles()], CHUNKS);
  const file = join(folder, 'chunks.json');
  writeFileSync(file, JSON.stringify(texts));
  const lack = lackingForPython();
  if (lack !== null) console.log(`${lack}: left out`);
  const sides = [await ours(texts), ...(lack === null ? peers(file) : [])];
  const passes = new Map<string, Pass[]>(sides.map(({ key }) => [key, []]));
  for (let round = 0; round < ROUNDS; round += 1) for (const side of round % 2 === 0 ? sides : sides.toReversed()) passes.get(side.key)!.push(side.pass());
  const rates = new Map([...passes].map(([key, all]) => [key, all.map(({ cpu }) => texts.length / cpu)]));
  const own = median(rates.get('winnow')!);
  console.log(`${texts.length} pieces of documentation and of its versions; CPU of one core, ${ROUNDS} rounds, every other one in reverse order\n`);
  console.log(table(['side', 'chunks/s', 'winnow is times as fast', 'pairs', 'clusters', 'rounds, chunks/s'], sides.map(({ key, name }) => {
    const last = passes.get(key)!.at(-1)!;
    return [name, median(rates.get(key)!).toFixed(0), key === 'winnow' ? '' : (own / median(rates.get(key)!)).toFixed(1), String(last.pairs), String(last.clusters), rates.get(key)!.map((rate) => rate.toFixed(0)).join(' ')];
  })));
  console.log('');
  for (const { name, does } of sides) console.log(`${name}: ${does}`);
  const ratio = (key: string): number | null => (rates.has(key) ? own / median(rates.get(key)!) : null);
  return [
    { key: 'endToEnd.chunksPerSecond', label: 'copies end to end, texts in memory', value: own, unit: 'chunks/s' },
    { key: 'endToEnd.datasketchRatio', label: 'copies end to end, as a multiple of datasketch bulk + MinHashLSH', value: ratio('datasketchLsh'), unit: '' },
    { key: 'endToEnd.datasketchVerifiedRatio', label: 'copies end to end, as a multiple of the same verified and clustered', value: ratio('datasketchVerified'), unit: '' },
  ];
}

export const endToEnd: Bench = {
  name: 'end-to-end', group: 'speed', needs: ['contradiction', 'doc-versions'],
  run: () => inFolder(measure),
};
