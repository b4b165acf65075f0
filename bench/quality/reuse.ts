/**
 * Whether the measures of the duplication join tell reused text from text of one's own (Clough and Stevenson 2011: 95 short answers to
 * five tasks, each copied from a source by cutting, light or heavy revision, or written without it), and what the joins themselves say
 * with their default options. Thresholds that are chosen here are judged on the task that they were not chosen on.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentCopies, duplication, overlap, shinglesOf, type Duplication } from '../lib/duplication.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { data } from '../lib/places.js';
import { bootstrapped, intervalText, ranksOf } from '../lib/ranks.js';

const WIDTHS = [1, 2, 3, 4, 5] as const;
/** As the join has them: containment is that of the smaller set, here always the answer's. */
const MEASURES = ['jaccard', 'containment'] as const;
const NAMES = { jaccard: 'Jaccard', containment: 'containment' } as const;
const KINDS = ['cut', 'light', 'heavy', 'non'] as const;
const SEED = 57;
const CURVE = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const WANTED_ACCURACY = 0.9;

interface Answer { readonly file: string; readonly task: string; readonly kind: string; readonly text: string; readonly source: string }
interface Scored { readonly task: string; readonly reused: boolean; readonly score: number }
interface Held { readonly name: string; readonly auc: number; readonly accuracy: number; readonly thresholds: readonly number[]; readonly scored: readonly Scored[] }

/** Some files are in the character set of Windows. */
function textOf(folder: string, file: string): string {
  const bytes = readFileSync(join(folder, file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function answersOf(folder: string): Answer[] {
  const rows = readFileSync(join(folder, 'file_information.csv'), 'utf8').trim().split(/\r?\n/u).slice(1).map((line) => line.split(','));
  return rows.filter(([, , kind]) => kind !== 'orig').map(([file = '', task = '', kind = '']) => (
    { file, task, kind, text: textOf(folder, file), source: textOf(folder, `orig_task${task}.txt`) }));
}

/** Area under the ROC curve: the share of (reused, own) pairs in the right order, ties half (Mann-Whitney). */
function aucOf(scored: readonly Scored[]): number | null {
  const ranks = ranksOf(scored.map(({ score }) => score));
  const reused = scored.filter((one) => one.reused).length;
  const own = scored.length - reused;
  if (reused === 0 || own === 0) return null;
  const sum = scored.reduce((total, one, at) => total + (one.reused ? ranks[at]! : 0), 0);
  return (sum - (reused * (reused + 1)) / 2) / (reused * own);
}

const rightAt = (scored: readonly Scored[], threshold: number): number => scored.filter(({ score, reused }) => score >= threshold === reused).length;

/** The threshold that is right most often, half way between two scores; the middle one of several. */
function bestThreshold(scored: readonly Scored[]): number {
  const scores = [...new Set(scored.map(({ score }) => score))].sort((a, b) => a - b);
  const cuts = scores.slice(1).map((score, at) => (score + scores[at]!) / 2);
  const most = Math.max(...cuts.map((cut) => rightAt(scored, cut)));
  const best = cuts.filter((cut) => rightAt(scored, cut) === most);
  return best[best.length >> 1]!;
}

const tasksOf = (scored: readonly Scored[]): string[] => [...new Set(scored.map(({ task }) => task))].sort();

function heldOut(name: string, scored: readonly Scored[]): Held {
  const tasks = tasksOf(scored);
  const thresholds = tasks.map((task) => bestThreshold(scored.filter((one) => one.task !== task)));
  const right = tasks.reduce((sum, task, at) => sum + rightAt(scored.filter((one) => one.task === task), thresholds[at]!), 0);
  return { name, auc: aucOf(scored) ?? Number.NaN, accuracy: right / scored.length, thresholds, scored };
}

/** The measure is chosen with the threshold, both on the other tasks. */
function chosenAndHeldOut(all: readonly Held[]): number {
  const total = all[0]!.scored.length;
  const right = tasksOf(all[0]!.scored).reduce((sum, task, at) => {
    const rest = (held: Held): Scored[] => held.scored.filter((one) => one.task !== task);
    const best = all.reduce((a, b) => (rightAt(rest(b), b.thresholds[at]!) > rightAt(rest(a), a.thresholds[at]!) ? b : a));
    return sum + rightAt(best.scored.filter((one) => one.task === task), best.thresholds[at]!);
  }, 0);
  return right / total;
}

/** Each answer beside its source through the built join, as two documents. */
function throughJoin(duplicates: Duplication, answers: readonly Answer[]): { right: number; rightWithKeys: number } {
  const found = new Map<string, { all: number; edges: number; candidates: number }>(KINDS.map((kind) => [kind, { all: 0, edges: 0, candidates: 0 }]));
  for (const { file, kind, text, source } of answers) {
    const [a, b] = [duplicates.side(text, file), duplicates.side(source, 'source')];
    const of = (side: typeof a): number[] => Object.values(duplicates.keys(side)).flat();
    const keys = new Set(of(a));
    const row = found.get(kind)!;
    const edge = duplicates.verify(a, b).some((one) => ['duplicate', 'near-duplicate', 'contained'].includes(one.kind));
    row.all += 1;
    row.edges += edge ? 1 : 0;
    row.candidates += edge && of(b).some((key) => keys.has(key)) ? 1 : 0;
  }
  const { jaccard, containment, shingleWords } = duplicates.options;
  console.log(`the join, default options (Jaccard ${jaccard} or containment ${containment} of ${shingleWords}-word shingles):\n`);
  console.log(table(['answers', 'of them', 'edge to the source', 'and found by keys'], [...found].map(([kind, row]) => [kind, ...[row.all, row.edges, row.candidates].map(String)])));
  const rightOf = (what: 'edges' | 'candidates'): number => [...found].reduce((sum, [kind, row]) => sum + (kind === 'non' ? row.all - row[what] : row[what]), 0);
  return { right: rightOf('edges') / answers.length, rightWithKeys: rightOf('candidates') / answers.length };
}

/** Each answer beside its source as the two documents of a corpus: what the document-copies join finds by its keys and verifies. */
async function throughDocuments(answers: readonly Answer[]): Promise<number> {
  const copies = await documentCopies();
  const found = new Map<string, { all: number; edges: number }>(KINDS.map((kind) => [kind, { all: 0, edges: 0 }]));
  for (const { file, kind, text, source } of answers) {
    const row = found.get(kind)!;
    row.all += 1;
    row.edges += copies.related(text, file, source) ? 1 : 0;
  }
  const { jaccard, containment, shingleWords } = copies.options;
  console.log(`\nthe join of whole documents, default options (Jaccard ${jaccard} or containment ${containment} of ${shingleWords}-word shingles with a passage to show), found by its keys and verified:\n`);
  console.log(table(['answers', 'of them', 'edge to the source'], [...found].map(([kind, row]) => [kind, String(row.all), String(row.edges)])));
  return [...found].reduce((sum, [kind, { all, edges }]) => sum + (kind === 'non' ? all - edges : edges), 0) / answers.length;
}

function scoresOf(duplicates: Duplication, answers: readonly Answer[]): Held[] {
  return WIDTHS.flatMap((width) => {
    const overlaps = answers.map((answer) => ({ answer, ...overlap(shinglesOf(duplicates.words(answer.text), width), shinglesOf(duplicates.words(answer.source), width)) }));
    return MEASURES.map((measure) => heldOut(`${NAMES[measure]}, ${width} word${width === 1 ? '' : 's'}`,
      overlaps.map((one) => ({ task: one.answer.task, reused: one.answer.kind !== 'non', score: one[measure] }))));
  });
}

const range = (values: readonly number[]): string => `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;

function curves(all: readonly Held[]): void {
  const shown = all.filter(({ name }) => name.startsWith(NAMES.containment));
  console.log(`\naccuracy by threshold, ${NAMES.containment} (chosen with the answers in view: only to see how it runs):\n`);
  console.log(table(['threshold', ...WIDTHS.map((width) => `${width} word${width === 1 ? '' : 's'}`)], CURVE.map((threshold) => [
    threshold.toFixed(2), ...shown.map(({ scored }) => (rightAt(scored, threshold) / scored.length).toFixed(3))])));
}

export const reuse: Bench = {
  name: 'reuse', group: 'quality', needs: ['clough-stevenson'],
  async run() {
    const duplicates = await duplication();
    const answers = answersOf(join(data('clough-stevenson'), 'data'));
    const { right, rightWithKeys } = throughJoin(duplicates, answers);
    const ofDocuments = await throughDocuments(answers);
    const all = scoresOf(duplicates, answers);
    console.log(`\n${answers.length} answers, ${answers.filter(({ kind }) => kind !== 'non').length} of them reused; thresholds chosen on four tasks, accuracy on the fifth:\n`);
    console.log(table(['measure', 'AUC', 'accuracy', 'thresholds chosen'], all.map(({ name, auc, accuracy, thresholds }) => [name, auc.toFixed(3), accuracy.toFixed(3), range(thresholds)])));
    curves(all);
    const best = all.reduce((a, b) => (b.auc > a.auc ? b : a));
    console.log(`\nhighest AUC: ${best.name}, ${intervalText(bootstrapped(best.scored, aucOf, SEED))} (95%, bootstrap over answers)`);
    const reaching = all.filter(({ accuracy }) => accuracy >= WANTED_ACCURACY);
    console.log(reaching.length === 0 ? `no measure reaches ${WANTED_ACCURACY} on tasks left out` : `${WANTED_ACCURACY} and more on tasks left out: ${reaching.map(({ name, accuracy, thresholds }) => `${name} ${accuracy.toFixed(3)} (at ${range(thresholds)})`).join('; ')}`);
    const shipped = all.find(({ name }) => name === `${NAMES.containment}, ${duplicates.options.shingleWords} words`);
    return [
      { key: 'reuse.bestAuc', label: `reuse: AUC of ${best.name}, the best`, value: best.auc, unit: '' },
      { key: 'reuse.shippedAuc', label: 'reuse: AUC of containment as the join has it', value: shipped?.auc ?? null, unit: '' },
      { key: 'reuse.shippedAccuracy', label: 'reuse: accuracy of the chunk join\'s edges, default options', value: right, unit: '' },
      { key: 'reuse.documentAccuracy', label: 'reuse: accuracy of the edges of whole documents, default options, found by keys', value: ofDocuments, unit: '' },
      { key: 'reuse.foundAccuracy', label: 'reuse: the same of pairs that its keys find', value: rightWithKeys, unit: '' },
      { key: 'reuse.shippedMeasureHeldOutAccuracy', label: 'reuse: containment as the join has it, threshold chosen on other tasks', value: shipped?.accuracy ?? null, unit: '' },
      { key: 'reuse.heldOutAccuracy', label: 'reuse: measure and threshold chosen on other tasks', value: chosenAndHeldOut(all), unit: '' },
    ] satisfies Figure[];
  },
};
