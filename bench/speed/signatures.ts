/**
 * From text to MinHash signature, 128 permutations over shingles of five words, one core: our kernels beside the Python packages that
 * are used for this. All take the same texts and start from the text itself; what each of them does is printed beside its figure.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Kernel from '../../src/join/duplication/kernel/index.js';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { inFolder, root } from '../lib/places.js';
import { lackingForPython, python } from '../lib/python.js';
import { corpusFiles, realChunks, versionFiles } from '../lib/real-chunks.js';

const [CHUNKS, ROUNDS] = [10_000, 5];
const SHAPE = { shingleWords: 5, hashes: 128 } as const;
/** A pass of ours is over too soon for the clock: it is repeated for this long. */
const LEAST_SECONDS = 1;

interface Pass { readonly secondsOfCpu: number; readonly shingling: number | null }
interface Side { readonly key: string; readonly name: string; readonly does: string; pass(): Pass }

function ours(kernel: Kernel.SignatureKernel, texts: readonly string[]): Side {
  const sketchAll = (): void => {
    for (const text of texts) if (kernel.sketch(text, SHAPE).values.length !== SHAPE.hashes) throw new Error('a signature is incomplete');
  };
  sketchAll(); // compiled by V8 before it is timed
  return {
    key: kernel.name === 'wasm-simd' ? 'wasm' : 'javascript', name: `winnow, ${kernel.name}`,
    does: 'NFKC where not ASCII, lower case; words, numbers with their signs, characters of scripts without spaces; skips tags, link targets, entities, bullets, fences; '
      + '32-bit hashes of words and runs of five, not made a set; 128 times multiply and add modulo 2^32; gives the shingles as well',
    pass() {
      const before = process.cpuUsage();
      let [passes, spent] = [0, 0];
      while (spent < LEAST_SECONDS) {
        sketchAll();
        passes += 1;
        const { user, system } = process.cpuUsage(before);
        spent = (user + system) / 1e6;
      }
      return { secondsOfCpu: spent / passes, shingling: null };
    },
  };
}

const PEERS = [
  ['datasketch-update-batch', 'updateBatch', 'datasketch 2.0.0, update_batch', 'lower case, \\w+, a set of runs of five as bytes (ours, in Python); SHA-1; a MinHash a text, whose permutations (affine32, its default) are drawn anew'],
  ['datasketch-bulk', 'bulk', 'datasketch 2.0.0, bulk', 'the same; the permutations are drawn once and copied'],
  ['datasketch-bulk-legacy', 'bulkLegacy', 'datasketch 2.0.0, bulk, legacy', 'the same with the permutations of its versions before 2: modulo 2^61 - 1'],
  ['text-dedup', 'textDedup', 'text-dedup 0.4.0, embed_func', 'its own function: lower case, split at every \\W, a set of runs of five as bytes; SHA-1 (its default); numpy modulo 2^61 - 1; 16 bands of 8 as bytes'],
  ['text-dedup-xxh3', 'textDedupXxh3', 'text-dedup 0.4.0, embed_func, xxh3', 'the same with --hash_func xxh3'],
] as const;

function peersOf(file: string): Side[] {
  const interpreter = python();
  const script = join(root, 'bench', 'speed', 'signatures-peers.py');
  // Numpy's own threads would make it more than one core.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  return PEERS.map(([argument, key, name, does]) => ({
    key, name, does,
    pass() {
      const { cpu, shingling } = JSON.parse(execFileSync(interpreter, [script, file, argument], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 2] })) as { cpu: number; shingling: number };
      return { secondsOfCpu: cpu, shingling: key.startsWith('textDedup') ? null : shingling };
    },
  }));
}

/** The kernels must agree, or one of them is fast at something else. */
function checkEqual(a: Kernel.SignatureKernel, b: Kernel.SignatureKernel, texts: readonly string[]): void {
  const differs = texts.find((text) => a.sketch(text, SHAPE).values.join() !== b.sketch(text, SHAPE).values.join());
  if (differs !== undefined) throw new Error(`${a.name} and ${b.name} give other values for: ${differs.slice(0, 200)}`);
}

async function measure(folder: string): Promise<readonly Figure[]> {
  const { javascriptKernel, signatureKernel } = (await import(pathToFileURL(join(root, 'dist', 'join', 'duplication', 'kernel', 'index.js')).href)) as typeof Kernel;
  const texts = realChunks([...corpusFiles(), ...versionFiles()], CHUNKS);
  const file = join(folder, 'chunks.json');
  writeFileSync(file, JSON.stringify(texts));
  const [fast, plain] = [signatureKernel(), javascriptKernel()];
  checkEqual(fast, plain, texts);
  const kernels = fast.name === plain.name ? [plain] : [fast, plain];
  const lack = lackingForPython();
  if (lack !== null) console.log(`${lack}: left out`);
  const sides = [...kernels.map((kernel) => ours(kernel, texts)), ...(lack === null ? peersOf(file) : [])];

  const passes = new Map<string, Pass[]>(sides.map(({ key }) => [key, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) passes.get(side.key)?.push(side.pass());
  }
  const chars = texts.reduce((sum, text) => sum + text.length, 0);
  console.log(`${texts.length} different pieces of ${(chars / texts.length).toFixed(0)} characters in the mean, whole paragraphs of five Markdown documentation sets and of all versions of two others; `
    + `CPU of one core, ${ROUNDS} rounds, every other one in reverse order\n`);
  return report(sides, passes, texts.length);
}

function report(sides: readonly Side[], passes: ReadonlyMap<string, readonly Pass[]>, chunks: number): Figure[] {
  const rates = new Map([...passes].map(([key, all]) => [key, all.map(({ secondsOfCpu }) => chunks / secondsOfCpu)]));
  const rateOf = (key: string): number | null => (rates.has(key) ? median(rates.get(key)!) : null);
  const fastest = rateOf('wasm');
  const ratioTo = (key: string): number | null => (fastest === null || rateOf(key) === null ? null : fastest / rateOf(key)!);
  console.log(table(['side', 'chunks/s', 'wasm-simd is times as fast', 'of its time shingling', 'rounds, chunks/s'], sides.map(({ key, name }) => {
    const shares = passes.get(key)!.flatMap(({ shingling, secondsOfCpu }) => (shingling === null ? [] : [shingling / secondsOfCpu]));
    return [name, rateOf(key)!.toFixed(0), ratioTo(key)?.toFixed(1) ?? '', shares.length === 0 ? '' : median(shares).toFixed(2), rates.get(key)!.map((rate) => rate.toFixed(0)).join(' ')];
  })));
  console.log('');
  for (const { name, does } of sides) console.log(`${name}: ${does}`);
  return [
    ...sides.map(({ key, name }): Figure => ({ key: `signatures.${key}ChunksPerSecond`, label: `signatures: ${name}`, value: rateOf(key), unit: 'chunks/s' })),
    ...PEERS.map(([, key, name]): Figure => ({ key: `signatures.${key}Ratio`, label: `signatures: wasm-simd, as a multiple of ${name}`, value: ratioTo(key), unit: '' })),
  ];
}

export const signatures: Bench = {
  name: 'signatures', group: 'speed', needs: ['contradiction', 'doc-versions'],
  run: () => inFolder(measure),
};
