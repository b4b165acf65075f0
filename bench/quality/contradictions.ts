/**
 * Contradictions in pairs of chunks that were written for it by somebody who had not read the join (`contradictions/README.md`): how many are found, and how many
 * pairs that look like it and are both true are flagged. Every chunk is a document of its own; only what is told of the two of a pair counts.
 * What the join looks for may be chosen by the `dev` half, the other is only reported.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EdgeLine } from '../../src/index.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { NOW, inFolder, root } from '../lib/places.js';
import { interval } from '../lib/scores.js';

interface Chunk { readonly path: string; readonly title: string; readonly headings: readonly string[]; readonly text: string }
interface Pair { readonly id: string; readonly label: 'contradiction' | 'look-alike'; readonly kind: string; readonly half: 'dev' | 'final'; readonly a: Chunk; readonly b: Chunk }
type Found = 'likely' | 'possible' | 'differs by scope' | 'nothing';

const IMPLICIT = 'implicit';

function pairsOf(): Pair[] {
  return readFileSync(join(root, 'bench', 'quality', 'contradictions', 'pairs.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Pair);
}

/** As Markdown, in a folder a pair; two chunks of one page are one file. */
function write(folder: string, { id, a, b }: Pair): void {
  const put = (chunks: readonly Chunk[]): void => {
    const [first] = chunks;
    if (first === undefined) return;
    const file = join(folder, id, first.path);
    mkdirSync(dirname(file), { recursive: true });
    const sections = chunks.map(({ headings, text }) => `${headings.map((heading, depth) => `${'#'.repeat(Math.min(6, depth + 1))} ${heading}`).join('\n\n')}\n\n${text}\n`);
    writeFileSync(file, `---\ntitle: ${JSON.stringify(first.title)}\n---\n${sections.join('\n')}`);
  };
  if (a.path === b.path) put([a, b]);
  else for (const chunk of [a, b]) put([chunk]);
}

async function judged(folder: string, pairs: readonly Pair[]): Promise<Map<string, Found>> {
  const corpus = join(folder, 'corpus');
  for (const pair of pairs) write(corpus, pair);
  const pipeline = writePipeline(folder, { name: 'contradictions', read: [folderSource('pairs', corpus)], join: [{ use: 'contradiction', with: {} }] });
  const store = join(folder, 'store.db');
  await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
  const found = new Map<string, Found>(pairs.map(({ id }) => [id, 'nothing']));
  const better: readonly Found[] = ['nothing', 'differs by scope', 'possible', 'likely'];
  for (const kind of ['contradicts', 'differs-by-scope'] as const) {
    for (const { a, b, certainty } of linesOf<EdgeLine>(await winnow(['list', 'edges', '--kind', kind, '--json', '--store', store]))) {
      const [one, other] = [a.path?.split('/')[0], b.path?.split('/')[0]];
      if (one === undefined || one !== other) continue;
      const told: Found = kind === 'differs-by-scope' ? 'differs by scope' : certainty === 'likely' ? 'likely' : 'possible';
      if (better.indexOf(told) > better.indexOf(found.get(one) ?? 'nothing')) found.set(one, told);
    }
  }
  return found;
}

interface Score { readonly precision: number; readonly recall: number; readonly f1: number; readonly lookAlikes: number }

/** Of the explicit kinds against the look-alikes; `flagged`: what counts as found. */
function scoreOf(pairs: readonly Pair[], flagged: (id: string) => boolean): Score {
  const explicit = pairs.filter(({ label, kind }) => label === 'contradiction' && kind !== IMPLICIT);
  const alike = pairs.filter(({ label }) => label === 'look-alike');
  const [hits, alarms] = [explicit, alike].map((some) => some.filter(({ id }) => flagged(id)).length) as [number, number];
  const [precision, recall] = [hits / Math.max(1, hits + alarms), hits / Math.max(1, explicit.length)];
  return { precision, recall, f1: 2 * precision * recall / Math.max(1e-9, precision + recall), lookAlikes: alarms / Math.max(1, alike.length) };
}

async function measure(folder: string): Promise<Figure[]> {
  const pairs = pairsOf();
  const found = await judged(folder, pairs);
  const levels: readonly { name: string; flagged: (id: string) => boolean }[] = [
    { name: 'likely', flagged: (id) => found.get(id) === 'likely' }, { name: 'likely or possible', flagged: (id) => found.get(id) === 'likely' || found.get(id) === 'possible' },
  ];
  const figures: Figure[] = [];
  const rows: string[][] = [];
  for (const half of ['dev', 'final'] as const) {
    const own = pairs.filter((pair) => pair.half === half);
    for (const { name, flagged } of levels) {
      const { precision, recall, f1, lookAlikes } = scoreOf(own, flagged);
      const [explicit, alike] = [own.filter(({ label, kind }) => label === 'contradiction' && kind !== IMPLICIT), own.filter(({ label }) => label === 'look-alike')];
      const implicit = own.filter(({ kind }) => kind === IMPLICIT);
      rows.push([half, name, precision.toFixed(3), `${recall.toFixed(3)} (${interval(recall * explicit.length, explicit.length)})`, f1.toFixed(3), `${lookAlikes.toFixed(3)} (${interval(lookAlikes * alike.length, alike.length)})`, `${String(implicit.filter(({ id }) => flagged(id)).length)} of ${String(implicit.length)}`]);
      if (half === 'final' && name !== 'likely') {
        figures.push({ key: 'contradictions.explicitF1', label: 'contradictions: explicit kinds of the reported half, F1 of what is likely or possible', value: f1, unit: '' },
          { key: 'contradictions.lookAlikes', label: 'contradictions: look-alikes of the reported half that are flagged', value: lookAlikes, unit: '' });
      }
    }
  }
  console.log(`${pairs.length} pairs\n\n${table(['half', 'flagged', 'precision', 'recall of explicit kinds', 'F1', 'look-alikes flagged', 'implicit found'], rows)}\n`);
  const dev = pairs.filter(({ half }) => half === 'dev');
  const kinds = [...new Set(dev.map(({ label, kind }) => `${label} ${kind}`))].sort();
  console.log(`The half that is looked at, by kind\n\n${table(['kind', 'pairs', 'likely', 'possible', 'differs by scope', 'nothing'], kinds.map((name) => {
    const own = dev.filter(({ label, kind }) => `${label} ${kind}` === name);
    return [name, String(own.length), ...(['likely', 'possible', 'differs by scope', 'nothing'] as const).map((what) => String(own.filter(({ id }) => found.get(id) === what).length))];
  }))}`);
  if (process.env['WINNOW_BENCH_LIST'] !== undefined) for (const { id, label } of dev) if ((label === 'contradiction') !== (found.get(id) === 'likely' || found.get(id) === 'possible')) console.log(`${id} ${found.get(id) ?? ''}`);
  return figures;
}

export const contradictions: Bench = { name: 'contradictions', group: 'quality', needs: [], run: () => inFolder(measure) };
