/** Damage planted in sound chunks of real documentation, and what is flagged there without any. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScoreInput } from '../../src/core/index.js';
import { mean, table } from '../lib/figures.js';
import { CORPORA, corpusFolder, filesIn } from '../lib/places.js';
import { KINDS, plant, type Ground } from '../lib/planted-damage.js';
import { sample, seeded } from '../lib/random.js';
import { isReported, type ScoredChunk, type Structure } from './structure-scoring.js';

const SEED = 20261126;
const PER_KIND = 50;
const GROUNDS = 1500;
/** Below it the default policy holds a chunk back. */
const HELD = 0.5;

export interface Doc { readonly corpus: string; readonly path: string; readonly chunks: readonly ScoreInput[] }

export async function documentsOf({ chunksOf }: Structure): Promise<Doc[]> {
  const documents: Doc[] = [];
  for (const corpus of CORPORA) {
    for (const path of filesIn(corpusFolder(corpus), ['.md', '.mdx'])) {
      documents.push({ corpus, path: `${corpus}/${path}`, chunks: await chunksOf(readFileSync(join(corpusFolder(corpus), path), 'utf8'), path, 'text/markdown') });
    }
  }
  return documents;
}

interface Outcome { readonly flagged: boolean; readonly held: boolean; readonly rules: readonly string[] }

function outcomeOf(chunks: readonly ScoredChunk[]): Outcome {
  return { flagged: chunks.some(({ rules }) => rules.length > 0), held: chunks.some(({ score }) => score < HELD), rules: [...new Set(chunks.flatMap(({ rules }) => rules))] };
}

/** A chunk's text as a document by itself, under the headings it had. */
async function outcomeOfText(structure: Structure, text: string, headingPath: readonly string[]): Promise<Outcome> {
  const inputs = await structure.chunksOf(text, 'page.md', 'text/markdown');
  return outcomeOf(inputs.map((input) => structure.score({ ...input, headingPath: [...headingPath, ...input.headingPath.filter((one) => !headingPath.includes(one))] })));
}

function groundsOf(documents: readonly Doc[], seed: number): Ground[] {
  const all = documents.flatMap(({ path, chunks }) => chunks.map(({ text, headingPath }, index) => ({ id: `${path}#${index}`, text, headingPath })));
  return sample(all.filter(({ text }) => text.split(/\s+/u).length >= 60), GROUNDS, seeded(seed));
}

const share = (outcomes: readonly Outcome[], key: 'flagged' | 'held'): number => mean(outcomes.map((outcome) => Number(outcome[key])));

export interface PlantedFigures { readonly flaggedRecall: number; readonly heldRecall: number; readonly flaggedPrecision: number; readonly heldPrecision: number; readonly leastFlagged: number }

const precision = (hits: number, falseHits: number): number => (hits + falseHits === 0 ? 1 : hits / (hits + falseHits));

async function plantedOf(structure: Structure, documents: readonly Doc[], label: string): Promise<PlantedFigures> {
  const planted = plant(groundsOf(documents, SEED), PER_KIND, SEED);
  const rows: string[][] = [];
  const damaged: Outcome[] = [];
  const sound: Outcome[] = [];
  let leastFlagged = 1;
  for (const { name } of KINDS) {
    const ofKind = planted.filter(({ kind }) => kind === name);
    const hit: Outcome[] = [];
    const undamaged: Outcome[] = [];
    for (const { text, headingPath, ground } of ofKind) {
      hit.push(await outcomeOfText(structure, text, headingPath));
      undamaged.push(await outcomeOfText(structure, ground.text, ground.headingPath));
    }
    damaged.push(...hit);
    sound.push(...undamaged);
    leastFlagged = Math.min(leastFlagged, share(hit, 'flagged'));
    const counts = new Map<string, number>();
    for (const rule of hit.flatMap(({ rules }) => rules)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    rows.push([
      name, String(ofKind.length), share(hit, 'flagged').toFixed(2), precision(share(hit, 'flagged'), share(undamaged, 'flagged')).toFixed(2), share(hit, 'held').toFixed(2), precision(share(hit, 'held'), share(undamaged, 'held')).toFixed(2),
      [...counts].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([rule, count]) => `${rule.replace('structure/', '')} ${count}`).join(', '),
    ]);
  }
  console.log(`\nPlanted damage, ${label}: recall, and precision against the same chunks undamaged`);
  console.log(table(['kind', 'texts', 'flagged', 'P', 'held', 'P', 'by'], rows));
  const figures = {
    flaggedRecall: share(damaged, 'flagged'), heldRecall: share(damaged, 'held'), leastFlagged,
    flaggedPrecision: precision(share(damaged, 'flagged'), share(sound, 'flagged')), heldPrecision: precision(share(damaged, 'held'), share(sound, 'held')),
  };
  console.log(`all kinds: flagged ${figures.flaggedRecall.toFixed(3)} (P ${figures.flaggedPrecision.toFixed(3)}), held ${figures.heldRecall.toFixed(3)} (P ${figures.heldPrecision.toFixed(3)}); undamaged: flagged ${share(sound, 'flagged').toFixed(3)}, held ${share(sound, 'held').toFixed(3)}`);
  return figures;
}

export interface SoundFigures { readonly flaggedShare: number; readonly heldShare: number; readonly cpuMsPerChunk: number }

/** All chunks of the documentation sets as they stand there. */
function soundOf({ score }: Structure, documents: readonly Doc[], label: string): SoundFigures {
  const before = process.cpuUsage();
  const scored = documents.map(({ corpus, chunks }) => ({ corpus, outcomes: chunks.map((chunk) => outcomeOf([score(chunk)])) }));
  const { user, system } = process.cpuUsage(before);
  const all = scored.flatMap(({ outcomes }) => outcomes);
  const rows = CORPORA.map((corpus) => {
    const outcomes = scored.filter((one) => one.corpus === corpus).flatMap((one) => one.outcomes);
    return [corpus, String(outcomes.length), `${(100 * share(outcomes, 'flagged')).toFixed(2)}%`, `${(100 * share(outcomes, 'held')).toFixed(2)}%`];
  });
  console.log(`\nSound documentation, ${label}`);
  console.log(table(['corpus', 'chunks', 'with a finding', 'below 0.5'], [...rows, ['all', String(all.length), `${(100 * share(all, 'flagged')).toFixed(2)}%`, `${(100 * share(all, 'held')).toFixed(2)}%`]]));
  const counts = new Map<string, { flagged: number; held: number }>();
  for (const { rules, held } of all) for (const rule of rules) counts.set(rule, { flagged: (counts.get(rule)?.flagged ?? 0) + 1, held: (counts.get(rule)?.held ?? 0) + Number(held) });
  console.log(table(['rule', 'chunks', 'of them below 0.5'], [...counts].sort((a, b) => b[1].flagged - a[1].flagged).map(([rule, { flagged, held }]) => [rule, String(flagged), String(held)])));
  const cpuMsPerChunk = (user + system) / 1000 / Math.max(1, all.length);
  console.log(`${(1000 * cpuMsPerChunk).toFixed(0)} ms of CPU for 1,000 chunks`);
  return { flaggedShare: share(all, 'flagged'), heldShare: share(all, 'held'), cpuMsPerChunk };
}

export interface DocumentationFigures { readonly planted: PlantedFigures; readonly sound: SoundFigures }

/** Both over the half of the files that no rule was made with; the other half is printed before. */
export async function documentationFigures(structure: Structure): Promise<DocumentationFigures> {
  const documents = await documentsOf(structure);
  const [developed, reported] = [documents.filter(({ path }) => !isReported(path)), documents.filter(({ path }) => isReported(path))];
  soundOf(structure, developed, 'development half');
  await plantedOf(structure, developed, 'development half');
  const sound = soundOf(structure, reported, 'reported half');
  return { planted: await plantedOf(structure, reported, 'reported half'), sound };
}
