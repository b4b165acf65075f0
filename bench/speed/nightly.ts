/** What nights cost at 100,000 chunks from 20,000 files: the first one, those without a change, and those with 1% of the documents changed; and a report of what is there. */
import { appendFileSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { summaryOf, winnow, type Measured } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { NOW, filesIn, inKeptFolder } from '../lib/places.js';
import { sample, seeded } from '../lib/random.js';
import { writePages } from './review-corpus.js';

const CHUNKS_A_PAGE = 5;
const CHANGED_SHARE = 0.01;
/** Nights of either kind, in turn. */
const NIGHTS = 5;
const SENTENCE_WORDS = 14;
const REPORTS = 3;

/** Puts words of the page itself in another order at its end: one and the same sentence would make copies of them all. */
function edit(file: string, night: number): void {
  const words = readFileSync(file, 'utf8').match(/\p{L}+/gu) ?? [];
  appendFileSync(file, `\n\n${sample(words, SENTENCE_WORDS, seeded(words.length * (night + 1))).join(' ')}.\n`);
}

const row = (label: string, ran: Measured): string[] => {
  const { cpuSeconds, wallSeconds, peakRssMb } = ran;
  const { work, corpus } = summaryOf(ran);
  return [label, cpuSeconds.toFixed(2), wallSeconds.toFixed(2), peakRssMb === null ? 'not available' : peakRssMb.toFixed(0), String(work.processed), String(corpus.chunks.total)];
};

const sizeOf = (store: string): number => ['', '-wal'].reduce((sum, ending) => sum + (statSync(`${store}${ending}`, { throwIfNoEntry: false })?.size ?? 0), 0);

/** The first run: what it took, and what its store came to. */
interface First { readonly ran: Measured; readonly textBytes: number; readonly storeBytes: number }

async function firstOf(folder: string, night: () => Promise<Measured>): Promise<First> {
  const kept = join(folder, 'first.json');
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as First;
  const ran = await night();
  const docs = join(folder, 'docs');
  const first = { ran: { ...ran, stderr: '' }, textBytes: filesIn(docs, ['.md']).reduce((sum, file) => sum + statSync(join(docs, file)).size, 0), storeBytes: sizeOf(join(folder, 'store.db')) };
  writeFileSync(kept, JSON.stringify(first));
  return first;
}

async function measure(folder: string): Promise<Figure[]> {
  const docs = join(folder, 'docs');
  if (!existsSync(docs)) writePages(docs, CHUNKS_A_PAGE);
  const sources = readdirSync(docs).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const pipeline = writePipeline(folder, { name: 'nightly', read: sources.map((name) => folderSource(name, join('docs', name))), export: [{ use: 'jsonl', with: { path: 'out/corpus.jsonl' } }] });
  const store = join(folder, 'store.db');
  const files = filesIn(docs, ['.md']);
  const night = (): Promise<Measured> => winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });

  const { ran: first, textBytes, storeBytes } = await firstOf(folder, night);
  const [still, changed]: [Measured[], Measured[]] = [[], []];
  const edited = Math.round(files.length * CHANGED_SHARE);
  for (let number = 0; number < NIGHTS; number += 1) {
    still.push(await night());
    for (const file of sample(files, edited, seeded(number + 1))) edit(join(docs, file), number);
    changed.push(await night());
  }
  const reports: Measured[] = [];
  for (let number = 0; number < REPORTS; number += 1) reports.push(await winnow(['report', '--html', join(folder, 'report.html'), '--store', store, '--quiet']));
  console.log(`${files.length} files in ${sources.length} sources, ${(textBytes / 1e6).toFixed(0)} MB of text; default scores, joins and policy, JSONL export; CPU of the whole process tree\n`);
  console.log(table(['night', 'cpu s', 'wall s', 'peak RSS MB', 'processed', 'chunks'], [
    row('first', first), ...still.map((one) => row('nothing changed', one)), ...changed.map((one) => row(`${edited} files edited`, one))]));
  console.log(`report, HTML: ${reports.map(({ wallSeconds, cpuSeconds }) => `${wallSeconds.toFixed(2)} s (${cpuSeconds.toFixed(2)} s CPU)`).join(', ')}`);
  const [stillCpu, changedCpu] = [still, changed].map((nights) => median(nights.map(({ cpuSeconds }) => cpuSeconds))) as [number, number];
  const share = first.cpuSeconds * (edited / files.length);
  return [
    { key: 'nightly.unchangedCpuSeconds', label: 'night without a change: CPU', value: stillCpu, unit: 's' },
    { key: 'nightly.changedCostRatio', label: '1% changed: CPU beyond that, over what these documents cost in the first run', value: (changedCpu - stillCpu) / share, unit: '' },
    { key: 'nightly.reportSeconds', label: 'report of it, as a page', value: median(reports.map(({ wallSeconds }) => wallSeconds)), unit: 's' },
    { key: 'nightly.firstCpuSeconds', label: 'first run: CPU', value: first.cpuSeconds, unit: 's' },
    { key: 'nightly.storeOverText', label: 'size of the store over that of the files, after the first run', value: storeBytes / textBytes, unit: '' },
  ];
}

export const nightly: Bench = {
  name: 'nightly', group: 'speed', needs: ['contradiction'],
  run: () => inKeptFolder('nightly', measure),
};
