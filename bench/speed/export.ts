/** Exports of 100,000 chunks with vectors of 384 numbers: into SQLite and LanceDB beside their own bulk paths, and by the built command from a store, where nothing changed, and where all is read back. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { measured, summaryOf, winnow, type Measured } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { NOW, inFolder, root } from '../lib/places.js';
import { CHUNKS, writePages } from './review-corpus.js';

const [DIMENSIONS, ROUNDS] = [384, 3];

/** Embeddings that cost next to nothing, so that what is measured is ours. */
const PLUGIN = `export const made = {
  kind: 'embeddings', id: 'made', version: 1, textsPerBatch: 512, batchesAtOnce: 1, timeoutMs: 60000,
  create: () => ({
    embedDocuments: async (texts) => texts.map((text) => {
      let state = 1;
      for (let at = 0; at < text.length; at += 7) state = (Math.imul(state, 31) + text.charCodeAt(at)) >>> 0;
      return Array.from({ length: ${DIMENSIONS} }, () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32 - 0.5; });
    }),
  }),
};
`;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

interface Times { readonly written: number; readonly proved: number }

async function againstBulk(folder: string, target: 'sqlite-vec' | 'lancedb'): Promise<Record<'exporter' | 'bulk', Times[]>> {
  const times = { exporter: [] as Times[], bulk: [] as Times[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of round % 2 === 0 ? (['exporter', 'bulk'] as const) : (['bulk', 'exporter'] as const)) {
      const path = join(folder, `${side}.${target}`);
      const ran = await measured([process.execPath, '--import', 'tsx', join(root, 'bench', 'speed', 'export-child.ts'), target, side, path, String(CHUNKS), String(DIMENSIONS)], { cwd: join(root, 'bench') });
      if (ran.exitCode !== 0) throw new Error(`${target}, ${side}: ${ran.stderr}`);
      times[side].push(JSON.parse(ran.stdout) as Times);
      rmSync(path, { recursive: true });
    }
  }
  return times;
}

const BULK_PATHS = { 'sqlite-vec': 'prepared statements in one transaction', lancedb: 'tables of Arrow, made before, added' };

async function ofBulk(folder: string, target: 'sqlite-vec' | 'lancedb'): Promise<number> {
  const times = await againstBulk(folder, target);
  const [ours, bulk] = [times.exporter.map(({ written }) => written), times.bulk.map(({ written }) => written)];
  const proofOfOurs = times.exporter.map(({ written, proved }) => proved - written);
  console.log(`${CHUNKS} chunks with ${DIMENSIONS} numbers each into ${target}, from memory, seconds (alternating):`);
  const raw = (what: string, values: readonly number[]): void => { console.log(`  ${what.padEnd(40)}   ${values.map((value) => value.toFixed(2)).join(', ')}`); };
  raw('the exporter, compared first and written', ours);
  raw('read back and compared, after that', proofOfOurs);
  raw(BULK_PATHS[target], bulk);
  console.log('');
  return median(bulk) / median(ours);
}

async function measure(folder: string): Promise<Figure[]> {
  const ratios = [await ofBulk(folder, 'sqlite-vec'), await ofBulk(folder, 'lancedb')] as const;

  writeFileSync(join(folder, 'embeddings.mjs'), PLUGIN);
  const sources = writePages(join(folder, 'docs'));
  const pipeline = writePipeline(folder, {
    name: 'export', plugins: ['./embeddings.mjs'], read: sources.map((name) => folderSource(name, join('docs', name))), join: [], policy: {},
    export: [{ use: 'jsonl', with: { path: 'out/a.jsonl' } }, { use: 'parquet', with: { path: 'out/a.parquet' } }, { use: 'sqlite-vec', with: { path: 'out/a.db', embeddings: 'made' } }, { use: 'lancedb', with: { path: 'out/a.lancedb', embeddings: 'made' } }],
  });
  const at = ['--store', join(folder, 'store.db')];
  const { corpus: { chunks } } = summaryOf(await winnow(['run', pipeline, ...at, '--now', NOW, '--json'], { expect: [0, 3], cwd: folder }));
  const rows: string[][] = [];
  const row = (what: string, ran: Measured): Measured => {
    rows.push([what, ran.wallSeconds.toFixed(1), ran.cpuSeconds.toFixed(1), ran.peakRssMb?.toFixed(0) ?? '-']);
    return ran;
  };
  const peaks: number[] = [];
  const unchanged: number[] = [];
  const proofs: number[] = [];
  for (const [target, file] of [['jsonl', 'a.jsonl'], ['parquet', 'a.parquet'], ['sqlite-vec', 'a.db'], ['lancedb', 'a.lancedb']] as const) {
    rmSync(join(folder, 'out', file), { recursive: true });
    const whole = row(`${target}: all of it, vectors known`, await winnow(['export', target, ...at], { cwd: folder }));
    const same = row(`${target}: nothing changed, --if-changed`, await winnow(['export', target, '--if-changed', ...at], { cwd: folder }));
    const again = row(`${target}: nothing changed, read and compared`, await winnow(['export', target, ...at], { cwd: folder }));
    const proof = row(`${target}: verify`, await winnow(['verify', target, ...at], { cwd: folder }));
    peaks.push(...[whole, same, again, proof].map(({ peakRssMb }) => peakRssMb ?? NaN));
    unchanged.push(same.cpuSeconds);
    proofs.push(proof.cpuSeconds);
  }
  console.log(`the built command on a store of ${chunks.total} chunks, ${chunks.accepted} released:\n`);
  console.log(table(['export', 'wall s', 'CPU s', 'peak RSS MB'], rows));
  return [
    { key: 'export.sqliteVecOfBulk', label: `chunks/s into sqlite-vec, of its own bulk path (medians of ${ROUNDS})`, value: ratios[0], unit: '' },
    { key: 'export.lancedbOfBulk', label: `chunks/s into LanceDB, of its own bulk path (medians of ${ROUNDS})`, value: ratios[1], unit: '' },
    { key: 'export.unchangedCpuSeconds', label: 'nothing changed, the slowest target', value: Math.max(...unchanged), unit: 's CPU' },
    { key: 'export.verifyCpuSeconds', label: 'read back and compared, the slowest target', value: Math.max(...proofs), unit: 's CPU' },
    { key: 'export.peakRssMb', label: 'peak RSS of any export or verify', value: Math.max(...peaks), unit: 'MB' },
  ];
}

export const exporting: Bench = { name: 'export', group: 'speed', needs: ['contradiction'], run: () => inFolder(measure) };
