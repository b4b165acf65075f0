/** Documentation that the contradiction model learns from: none of it is among what it is judged by. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChunkLine } from '../../src/index.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { NOW, data, filesIn, inFolder, unpacked } from '../lib/places.js';
import { plantFlips, plantLookAlikes, type PlantedSentence } from '../lib/plant-flips.js';

interface Fetched { readonly name: string; readonly url: string; readonly sha256: string; readonly folder: string }

/** Markdown documentation in released packages (hatch: MIT, starlette: BSD-3-Clause, fastify: MIT). */
const FETCHED: readonly Fetched[] = [
  { name: 'hatch', url: 'https://files.pythonhosted.org/packages/4d/55/45033136574fc89bce07e2c64e4ffb151df5007518b2739b54c95838e14f/hatch-1.18.2.tar.gz', sha256: '7f365f1a5b8f1a8162813daed9bf9fce83f15dc933fc99c6d04cbb942e64f4d0', folder: 'hatch-1.18.2/docs' },
  { name: 'starlette', url: 'https://files.pythonhosted.org/packages/ad/eb/4e197bf26b023abafc5e9043ec8710d7de0fcb032d0969045236d72aa0b1/starlette-1.9.0.tar.gz', sha256: '3d931de246ed870e35ce605974440816ef895e592f255d1396cfdf191d4c4318', folder: 'starlette-1.9.0/docs' },
  { name: 'fastify', url: 'https://registry.npmjs.org/fastify/-/fastify-5.12.8.tgz', sha256: '459048aabd9311309f4f95b36e8ca065e3a4613ded292bcf50442926931e4748', folder: 'package/docs' },
];
/** Of plants in other words, and of plants in the words of what they contradict. */
const SEEDS = [{ seed: 11, sameWords: false }, { seed: 12, sameWords: false }, { seed: 13, sameWords: false }, { seed: 14, sameWords: true }, { seed: 15, sameWords: true }];
const COUNT = 100;

export interface TrainingCorpus {
  readonly name: string;
  readonly seed: number;
  /** Whether its contradictions are told in the words of what they contradict. */
  readonly sameWords: boolean;
  readonly chunks: readonly Pick<ChunkLine, 'id' | 'documentId' | 'path' | 'title' | 'headingPath' | 'text'>[];
  /** Contradictions that were planted, and sentences that say the same in other words. */
  readonly flips: readonly PlantedSentence[];
  readonly alikes: readonly PlantedSentence[];
}

function fetched({ name, url, sha256, folder }: Fetched): string {
  const target = join(unpacked, 'train', name);
  if (existsSync(target)) return join(target, folder);
  mkdirSync(target, { recursive: true });
  const archive = execFileSync('curl', ['-sSfL', url], { maxBuffer: 256 * 1024 * 1024 });
  const seen = createHash('sha256').update(archive).digest('hex');
  if (seen !== sha256) throw new Error(`${url}: sha256 is ${seen}, expected ${sha256}`);
  execFileSync('tar', ['xzf', '-', '-C', target], { input: archive });
  return join(target, folder);
}

/** Each of the sets with plants of each seed, chunked by the built command; kept in `.data` once made. */
export async function trainingCorpora(): Promise<TrainingCorpus[]> {
  // React Native's documentation: CC-BY-4.0.
  const sets = [{ name: 'react-native', folder: join(data('doc-versions'), 'react-native-docs', 'docs') }, ...FETCHED.map((one) => ({ name: one.name, folder: fetched(one) }))];
  const made: TrainingCorpus[] = [];
  for (const { name, folder } of sets) for (const { seed, sameWords } of SEEDS) made.push(await planted(name, folder, seed, sameWords));
  return made;
}

async function planted(name: string, folder: string, seed: number, sameWords: boolean): Promise<TrainingCorpus> {
  const kept = join(unpacked, 'train', `${name}-${seed}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as TrainingCorpus;
  const documents = filesIn(folder, ['.md']).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const flipped = plantFlips(documents, { seed, count: COUNT, sameWords });
  const restated = plantLookAlikes(flipped.documents, { seed: seed + 1000, count: COUNT });
  return inFolder(async (temporary) => {
    for (const { path, text } of restated.documents) {
      const file = join(temporary, 'corpus', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const pipeline = writePipeline(temporary, { name, read: [folderSource('docs', join(temporary, 'corpus'))], join: [] });
    const store = join(temporary, 'store.db');
    await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
    const chunks = linesOf<ChunkLine>(await winnow(['list', 'chunks', '--json', '--store', store])).map(({ id, documentId, path, title, headingPath, text }) => ({ id, documentId, path, title, headingPath, text }));
    const corpus: TrainingCorpus = { name, seed, sameWords, chunks, flips: flipped.planted, alikes: restated.planted };
    writeFileSync(kept, JSON.stringify(corpus));
    return corpus;
  });
}
