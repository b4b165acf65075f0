/**
 * Facts of five documentation sets told once more elsewhere, with another value or the other way round (`lib/plant-flips.ts`, made by somebody who had not read the
 * join): how many the contradiction join finds, and how much it flags beside them. The seed is only reported; look at others.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChunkLine, EdgeLine } from '../../src/index.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, corpusFolder, filesIn, inFolder } from '../lib/places.js';
import { plantFlips, type PlantedSentence } from '../lib/plant-flips.js';
import { wordsOf } from '../lib/quotes.js';

const SEED = Number(process.env['WINNOW_BENCH_SEED'] ?? 2026);
const COUNT = 100;
/** Flags beside what was planted, of 1,000 chunks, that a reviewer can be asked to bear. */
const FLAGS = 2;

interface Outcome { readonly planted: readonly PlantedSentence[]; readonly found: ReadonlyMap<PlantedSentence, number>; readonly others: readonly number[]; readonly chunks: number }

async function flipped(folder: string, corpus: string): Promise<Outcome> {
  const source = corpusFolder(corpus);
  const documents = filesIn(source, ['.md']).map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }));
  const { documents: written, planted } = plantFlips(documents, { seed: SEED, count: COUNT });
  const root = join(folder, corpus, 'corpus');
  for (const { path, text } of written) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const pipeline = writePipeline(join(folder, corpus), { name: corpus, read: [folderSource('docs', root)], join: [{ use: 'contradiction' }] });
  const store = join(folder, corpus, 'store.db');
  await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
  const chunks = linesOf<ChunkLine>(await winnow(['list', 'chunks', '--json', '--store', store])).length;
  const byQuote = new Map(planted.map((one) => [`${one.path} ${wordsOf(one.quote)}`, one]));
  const found = new Map<PlantedSentence, number>();
  const others: number[] = [];
  for (const { a, b, score } of linesOf<EdgeLine>(await winnow(['list', 'edges', '--kind', 'contradicts', '--json', '--store', store]))) {
    const plant = byQuote.get(`${a.path ?? ''} ${wordsOf(a.quote)}`) ?? byQuote.get(`${b.path ?? ''} ${wordsOf(b.quote)}`);
    if (plant === undefined) others.push(score);
    else if ([a, b].some((side) => wordsOf(side.quote).includes(wordsOf(plant.ofQuote)) || wordsOf(plant.ofQuote).includes(wordsOf(side.quote)))) found.set(plant, Math.max(score, found.get(plant) ?? 0));
  }
  return { planted, found, others, chunks };
}

async function measure(folder: string): Promise<Figure[]> {
  const outcomes = new Map<string, Outcome>();
  for (const corpus of CORPORA) outcomes.set(corpus, await flipped(folder, corpus));
  const all = [...outcomes.values()];
  const chunks = all.reduce((sum, one) => sum + one.chunks, 0);
  const planted = all.reduce((sum, one) => sum + one.planted.length, 0);
  const others = all.flatMap((one) => one.others).sort((x, y) => y - x);
  // The least score at which no more than two of a thousand chunks' worth of others are flagged.
  const least = others[Math.floor(FLAGS * chunks / 1000)] ?? 0;
  const foundAt = (one: Outcome, from: number): number => [...one.found.values()].filter((score) => score > from).length;
  const share = all.reduce((sum, one) => sum + foundAt(one, least), 0) / Math.max(1, planted);
  console.log(`seed ${SEED}; found: an edge from the planted sentence to the one it was made of\n\n${table(['corpus', 'chunks', 'planted', 'found likely', 'found at all', 'others likely', 'others', 'others per 1,000 chunks'], [...outcomes].map(([corpus, one]) => [
    corpus, String(one.chunks), String(one.planted.length), String([...one.found.values()].filter((score) => score >= 0.75).length), String(one.found.size), String(one.others.filter((score) => score >= 0.75).length), String(one.others.length), (1000 * one.others.length / one.chunks).toFixed(2),
  ]))}\n\nat ${FLAGS} others of 1,000 chunks (scores above ${least.toFixed(3)}): ${share.toFixed(3)} of ${planted} found`);
  const kinds = [...new Set(all.flatMap((one) => one.planted.map(({ kind }) => kind)))].sort();
  console.log(`\n${table(['kind', 'planted', 'found'], kinds.map((kind) => [kind, String(all.flatMap((one) => one.planted).filter((plant) => plant.kind === kind).length), String(all.flatMap((one) => [...one.found.keys()]).filter((plant) => plant.kind === kind).length)]))}`);
  return [
    { key: 'plantedContradictions.found', label: `planted-contradictions: share found at ${FLAGS} other flags of 1,000 chunks`, value: share, unit: '' },
    { key: 'plantedContradictions.othersPerThousand', label: 'planted-contradictions: other pairs flagged of 1,000 chunks, likely or possible', value: 1000 * others.length / chunks, unit: '' },
  ];
}

export const plantedContradictions: Bench = { name: 'planted-contradictions', group: 'quality', needs: ['contradiction'], run: () => inFolder(measure) };
