/** Whether the structure score of a text that an engine took from a PDF ranks like the quality that was measured against a gold text. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../src/core/collections.js';
import { mean, table } from '../lib/figures.js';
import { data } from '../lib/places.js';
import { bootstrapped, intervalText, spearman, type Interval } from '../lib/ranks.js';
import { wordScore } from '../lib/word-f1.js';
import { documentScore, isReported, type Structure } from './structure-scoring.js';

const SEED = 20261126;

/** A document as one engine read it. */
export interface Pair { readonly document: string; readonly engine: string; readonly score: number; readonly quality: number; readonly rules: readonly string[] }
interface Reading { readonly document: string; readonly engine: string; readonly text: string; readonly quality: number; readonly mediaType: string }

interface Evaluation { readonly documents: readonly { readonly document_id: string; readonly scores: { readonly overall: number | null } }[] }

function odlReadings(): Reading[] {
  const folder = join(data('odl-bench-gold'), 'prediction');
  return readdirSync(folder).sort().flatMap((engine) => {
    const { documents } = JSON.parse(readFileSync(join(folder, engine, 'evaluation.json'), 'utf8')) as Evaluation;
    return documents.flatMap(({ document_id: document, scores }) => {
      const file = join(folder, engine, 'markdown', `${document}.md`);
      return scores.overall === null || !existsSync(file) ? [] : [{ document, engine, text: readFileSync(file, 'utf8'), quality: scores.overall, mediaType: 'text/markdown' }];
    });
  });
}

/** A text with NUL is refused as binary; here it is to be ranked, with the sign decoders put in its place. */
const withoutNul = (text: string): string => text.replaceAll('\0', '\ufffd');

/** The archive keeps no figure per text: word-F1 against the gold text, as for our own readings of PDFs. */
function pypdfReadings(): Reading[] {
  const folder = join(data('pypdf-benchmarks'), 'read');
  return readdirSync(join(folder, 'results')).sort().flatMap((engine) => readdirSync(join(folder, 'extraction-ground-truth')).sort().flatMap((file) => {
    const path = join(folder, 'results', engine, file);
    if (!existsSync(path)) return [];
    const text = withoutNul(readFileSync(path, 'utf8'));
    return [{ document: file, engine, text, quality: wordScore(text, readFileSync(join(folder, 'extraction-ground-truth', file), 'utf8')).f1, mediaType: 'text/plain' }];
  }));
}

async function pairsOf(readings: readonly Reading[], { chunksOf, score }: Structure): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const { document, engine, text, quality, mediaType } of readings) {
    const chunks = (await chunksOf(text, mediaType === 'text/markdown' ? 'page.md' : 'page.txt', mediaType)).map(score);
    pairs.push({ document, engine, quality, score: documentScore(chunks), rules: chunks.flatMap(({ rules }) => rules) });
  }
  return pairs;
}

const rho = (pairs: readonly Pair[]): number | null => spearman(pairs.map(({ score }) => score), pairs.map(({ quality }) => quality));

/** Mean over the documents of the rank correlation across engines; a document whose scores are all equal tells no engines apart and counts 0. */
const within = (documents: readonly (readonly Pair[])[]): number => mean(documents.map((pairs) => rho(pairs) ?? 0));

export interface Ranks { readonly pooled: Interval; readonly within: Interval; readonly engines: number | null }

function ranksOf(name: string, pairs: readonly Pair[]): Ranks {
  const documents = [...groupBy(pairs, ({ document }) => document).values()];
  const pooled = bootstrapped(documents, (some) => rho(some.flat()), SEED);
  const inDocument = bootstrapped(documents, within, SEED);
  const engines = [...groupBy(pairs, ({ engine }) => engine)];
  const engineRho = spearman(engines.map(([, ofEngine]) => mean(ofEngine.map(({ score }) => score))), engines.map(([, ofEngine]) => mean(ofEngine.map(({ quality }) => quality))));
  console.log(`\n${name}: ${pairs.length} pairs of ${documents.length} documents and ${engines.length} engines`);
  console.log(`  Spearman over all pairs ${intervalText(pooled)}; within a document, across engines ${intervalText(inDocument)}; of the engines' means ${engineRho?.toFixed(3) ?? 'none'}`);
  console.log(table(['engine', 'mean score', 'mean quality', 'rho across documents'], engines.map(([engine, ofEngine]) => [
    engine, mean(ofEngine.map(({ score }) => score)).toFixed(3), mean(ofEngine.map(({ quality }) => quality)).toFixed(3), intervalText(bootstrapped(ofEngine.map((pair) => [pair]), (some) => rho(some.flat()), SEED)),
  ])));
  return { pooled, within: inDocument, engines: engineRho };
}

export interface RankFigures { readonly odl: Ranks; readonly pypdf: Ranks }

/** Both sets; of the first the half that no rule was made with. The second is too small to be split. */
export async function rankFigures(structure: Structure): Promise<RankFigures> {
  const odl = await pairsOf(odlReadings(), structure);
  ranksOf('odl-bench-gold, development half', odl.filter(({ document }) => !isReported(document)));
  const reported = ranksOf('odl-bench-gold, reported half', odl.filter(({ document }) => isReported(document)));
  const pypdf = ranksOf('pypdf-benchmarks', await pairsOf(pypdfReadings(), structure));
  return { odl: reported, pypdf };
}
