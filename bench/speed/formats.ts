/**
 * Documents and megabytes a second by format: read, parsed, cut, scored and decided, nothing joined. Every round starts a new
 * process with a new store; rounds go through the formats in turn, so that a busy minute does not fall on one of them.
 */
import { join } from 'node:path';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { summaryOf, winnow } from '../lib/measure.js';
import { writePipeline } from '../lib/pipeline.js';
import { NOW, inFolder } from '../lib/places.js';
import { FORMATS, makeFormat, type Made } from './format-files.js';

const ROUNDS = 3;

interface Round { readonly wall: number; readonly cpu: number; readonly rss: number | null; readonly documents: number; readonly failed: number; readonly chunks: number }

async function once(folder: string, made: Made, round: number): Promise<Round> {
  const pipeline = writePipeline(folder, { name: made.format, read: [made.source], join: [] }, `${made.format}.yaml`);
  const ran = await winnow(['run', pipeline, '--store', join(folder, `${made.format}-${round}.db`), '--now', NOW, '--json'], { expect: [0, 3] });
  const { work, corpus } = summaryOf(ran);
  return { wall: ran.wallSeconds, cpu: ran.cpuSeconds, rss: ran.peakRssMb, documents: work.processed, failed: work.failed, chunks: corpus.chunks.total };
}

function report(made: Made, rounds: readonly Round[]): { row: string[]; figures: Figure[] } {
  const [wall, cpu] = [median(rounds.map((round) => round.wall)), median(rounds.map((round) => round.cpu))];
  const rss = rounds.every((round) => round.rss !== null) ? Math.max(...rounds.map((round) => round.rss ?? 0)) : null;
  const { documents, failed, chunks } = rounds[0]!;
  const megabytes = made.bytes / 1e6;
  return {
    row: [made.format, String(documents), String(failed), String(chunks), megabytes.toFixed(1), wall.toFixed(2), cpu.toFixed(2), (documents / wall).toFixed(0), (megabytes / wall).toFixed(2),
      rss === null ? 'not available' : rss.toFixed(0), rounds.map((round) => round.wall.toFixed(2)).join(' ')],
    figures: [
      { key: `formats.${made.format}DocumentsPerSecond`, label: `${made.format}: documents a second`, value: documents / wall, unit: 'documents/s' },
      { key: `formats.${made.format}MbPerSecond`, label: `${made.format}: source bytes a second`, value: megabytes / wall, unit: 'MB/s' },
      { key: `formats.${made.format}PeakRssMb`, label: `${made.format}: peak RSS of the main process`, value: rss, unit: 'MB' },
    ],
  };
}

export const formats: Bench = {
  name: 'formats', group: 'speed', needs: ['contradiction', 'wcxb-dev', 'hostile-pdf'],
  run: () => inFolder(async (folder) => {
    const made: Made[] = [];
    for (const format of FORMATS) made.push(await makeFormat(format, folder));
    const rounds = new Map<string, Round[]>(made.map(({ format }) => [format, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const one of made) rounds.get(one.format)?.push(await once(folder, one, round));
    }
    const reports = made.map((one) => report(one, rounds.get(one.format) ?? []));
    console.log(table(['format', 'documents', 'failed', 'chunks', 'MB', 'wall s', 'cpu s', 'documents/s', 'MB/s', 'peak RSS MB', 'rounds, wall s'], reports.map(({ row }) => row)));
    console.log('\nStarting up is in every figure; a row or a line is a document. PDF: a random sample of broken and sound files, failures counted apart.');
    return reports.flatMap(({ figures }) => figures);
  }),
};
