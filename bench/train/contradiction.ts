/**
 * Trains the model of the contradiction join and writes `src/join/contradiction/model/trees.json`.
 *
 *     npx tsx train/contradiction.ts
 *
 * Learns from pairs written for it (`pairs/`, see the README there) and from documentation with planted contradictions and restatements (`corpora.ts`), whose own
 * pairs count as no contradictions. Nothing of what `bench/quality` reports by is among them. The same data and seed give the same bytes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/places.js';
import { seeded } from '../lib/random.js';
import { boost, type Example } from './boost.js';
import { trainingCorpora } from './corpora.js';
import { ofCorpus, ofWritten, writtenPairs, type Told } from './examples.js';

/** Corpora differ by their plants only: what stands there anyway is taken from the first of a set. */
const FIRST_SEED = 11;
/** Cosine below which pairs of a corpus are so many that a share of them is taken. */
const LOOSE = 0.45;
const LOOSE_TAKEN = 0.25;
/** What an example counts; chosen by the `dev` half of `quality/contradictions` and by plants of other seeds than the reported one. */
const WEIGHTS = { natural: 1, loose: 0.3, planted: 3, sameWords: 1, contradiction: 2, lookAlike: 3 };

export async function examples(): Promise<Told[]> {
  const random = seeded(1);
  const corpora = await trainingCorpora();
  const told = corpora.flatMap((corpus) => ofCorpus(corpus).filter(({ label }) => label !== 'natural' || corpus.seed === FIRST_SEED));
  const kept = told.filter(({ label, cosine }) => label !== 'natural' || cosine >= LOOSE || random() < LOOSE_TAKEN);
  return [...kept, ...['company', 'organisations', 'products', 'public', 'software', 'technical'].flatMap((name) => ofWritten(writtenPairs('train', 'pairs', `${name}.jsonl`), name))];
}

export function weighed(one: Told): Example {
  return { features: one.features, yes: one.yes, weight: weightOf(one) };
}

function weightOf({ label, cosine, sameWords, weight = 1 }: Told): number {
  if (label === 'natural') return cosine < LOOSE ? WEIGHTS.loose : WEIGHTS.natural;
  if (label === 'flip' && sameWords) return WEIGHTS.sameWords;
  return label === 'flip' || label === 'restated' ? WEIGHTS.planted : weight * (label === 'contradiction' ? WEIGHTS.contradiction : WEIGHTS.lookAlike);
}

async function main(): Promise<void> {
  const told = await examples();
  const model = boost(told.map(weighed));
  const counts = [...new Set(told.map(({ label }) => label))].map((label) => `${told.filter((one) => one.label === label).length} ${label}`);
  writeFileSync(join(root, 'src', 'join', 'contradiction', 'model', 'trees.json'), `${JSON.stringify(model)}\n`);
  console.log(`${told.length} pairs of claims (${counts.join(', ')}), ${model.features.length} features, ${model.trees.length} trees`);
}

if (process.argv[1]?.endsWith('contradiction.ts') === true) await main();
