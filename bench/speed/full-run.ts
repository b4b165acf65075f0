/**
 * A full run over about 20,000 chunks of real Markdown, what a second run costs when nothing or 1% has changed, what
 * contradiction adds, and where the time goes.
 */
import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { summaryOf, winnow, type Measured } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, inFolder } from '../lib/places.js';
import { FILES, fill } from './documentation.js';
import { printProfile } from './profile.js';

const WITHOUT_CONTRADICTION = [{ use: 'supersession' }, { use: 'duplication' }, { use: 'document-copies' }];

const row = (label: string, ran: Measured): string[] => {
  const { work } = summaryOf(ran);
  return [label, ran.wallSeconds.toFixed(2), ran.cpuSeconds.toFixed(2), ran.peakRssMb === null ? 'not available' : ran.peakRssMb.toFixed(0), String(work.processed), String(work.unchanged), String(work.failed)];
};

async function measure(folder: string): Promise<Figure[]> {
  const files = fill(join(folder, 'docs'));
  const read = CORPORA.map((corpus) => folderSource(corpus, join('docs', corpus)));
  const target = [{ use: 'jsonl', with: { path: 'out/corpus.jsonl' } }];
  const pipeline = writePipeline(folder, { name: 'full', read, join: WITHOUT_CONTRADICTION, export: target });
  const store = join(folder, 'store.db');
  const run = (...more: string[]): Promise<Measured> => winnow(['run', pipeline, '--store', store, '--now', NOW, '--json', ...more], { expect: [0, 3] });

  const full = await run();
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, 'docs', file)).size, 0);
  const again = await run();
  const edited = files.slice(0, Math.round(FILES / 100));
  for (const file of edited) appendFileSync(join(folder, 'docs', file), '\n\nThis sentence was added after the first night, to see what one edit costs.\n');
  const afterEdits = await run();
  const chunks = summaryOf(full).corpus.chunks.total;

  console.log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${chunks} chunks; default scores and policy, joins without contradiction, JSONL export\n`);
  console.log(table(['run', 'wall s', 'cpu s', 'peak RSS MB', 'processed', 'unchanged', 'failed'], [
    row('full', full), row('nothing changed', again), row(`${edited.length} files edited`, afterEdits)]));
  const unchanged = summaryOf(again);
  if (unchanged.work.processed !== 0) console.log(`\nthe second run processed ${unchanged.work.processed} documents, expected none`);

  const profile = await printProfile(folder, { read, join: WITHOUT_CONTRADICTION });
  return [
    { key: 'fullRun.cpuSeconds', label: `full run: CPU, ${chunks} chunks, without contradiction`, value: full.cpuSeconds, unit: 's' },
    { key: 'fullRun.cpuSecondsPer20k', label: 'full run: CPU, scaled to 20,000 chunks', value: (full.cpuSeconds * 20_000) / chunks, unit: 's' },
    { key: 'fullRun.chunksPerSecond', label: 'full run: chunks a second of wall time', value: chunks / full.wallSeconds, unit: 'chunks/s' },
    { key: 'fullRun.peakRssMb', label: 'full run: peak RSS of the main process', value: full.peakRssMb, unit: 'MB' },
    { key: 'fullRun.unchangedWallRatio', label: 'nothing changed: wall time of the full run', value: again.wallSeconds / full.wallSeconds, unit: '' },
    { key: 'fullRun.unchangedCpuRatio', label: 'nothing changed: CPU of the full run', value: again.cpuSeconds / full.cpuSeconds, unit: '' },
    { key: 'fullRun.unchangedParsersStarted', label: 'nothing changed: parsers started', value: profile.parsersStartedAgain, unit: '' },
    { key: 'fullRun.editedWallRatio', label: '1% edited: wall time of the full run', value: afterEdits.wallSeconds / full.wallSeconds, unit: '' },
    { key: 'fullRun.editedCpuRatio', label: '1% edited: CPU of the full run', value: afterEdits.cpuSeconds / full.cpuSeconds, unit: '' },
    { key: 'fullRun.contradictionCpuPer1000', label: 'contradiction alone: CPU per 1,000 chunks', value: (profile.contradictionCpuSeconds * 1000) / profile.chunks, unit: 's' },
  ];
}

export const fullRun: Bench = {
  name: 'full-run', group: 'speed', needs: ['contradiction'],
  run: () => inFolder(measure),
};
