/**
 * Writes so many chunks with vectors into an SQLite file with sqlite-vec: by the exporter, or as its own documentation has it, by prepared statements in one transaction. The rows are in memory
 * before the clock starts. Prints the seconds until all was written, and until that was proved.
 *
 *   tsx export-child.ts exporter|bulk <file> <chunks> <dimensions>
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type Database from 'better-sqlite3';
import type * as Core from '../../src/core/index.js';
import type * as Exporters from '../../src/export/index.js';
import { corpusFiles, realChunks } from '../lib/real-chunks.js';
import { madeChunks } from '../lib/synthetic-chunks.js';
import { root } from '../lib/places.js';

const [side, file = '', chunks, dimensions] = process.argv.slice(2);
const [count, length] = [Number(chunks), Number(dimensions)];
const built = async <Module>(path: string): Promise<Module> => (await import(pathToFileURL(join(root, 'dist', path)).href)) as Module;
const { snapshotItem, uuidOf } = await built<typeof Core>('core/index.js');
const { sqliteVecExporter } = await built<typeof Exporters>('export/index.js');

/** Numbers that repeat in no vector and are the same tomorrow. */
function vectorOf(seed: number): Float32Array {
  let state = (seed + 1) * 2_654_435_761 >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

const items = [...madeChunks(realChunks(corpusFiles(), count), count)].map(({ text }, at) => snapshotItem({
  id: uuidOf('bench', String(at)), text: text.slice(0, 1600),
  metadata: {
    source: `source-${at % 20}`, path: `folder-${at % 250}/page-${Math.floor(at / 20)}.md`, record: null, title: 'Notes of one team', headingPath: ['Notes of one team', 'Details'], page: null, span: { start: 0, end: 1600 }, parentItem: null,
    context: '', tokens: 300, contentHash: uuidOf(String(at)), dates: { value: '2026-10-01', published: null, modified: '2026-10-01', effective: null, expires: null }, language: 'en', version: null, access: null, owner: 'team', documentId: uuidOf('page', String(at % 20)), releasedIn: 1,
  },
}, vectorOf(at)));

/** When all was written and was going to be read back; of the bulk path, the end. */
let written = NaN;

async function exporter(): Promise<void> {
  const snapshot: Core.ExportSnapshot = { generation: 1, pipeline: 'bench', pipelineHash: '', decidedAt: '2026-11-23', count, dimensions: length, async *items() { yield* items; } };
  await sqliteVecExporter.apply(sqliteVecExporter.options.parse({ path: file }), snapshot, new Map(), { baseDir: root, signal: new AbortController().signal, proving: () => { written = performance.now(); } });
}

function bulk(): void {
  const require = createRequire(join(root, 'package.json'));
  const db = new (require('better-sqlite3') as new (path: string) => Database.Database)(file);
  (require('sqlite-vec') as { load(db: Database.Database): void }).load(db);
  db.exec(`CREATE TABLE chunks (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, metadata TEXT NOT NULL);
    CREATE VIRTUAL TABLE chunks_vectors USING vec0(no INTEGER PRIMARY KEY, embedding FLOAT[${length}] DISTANCE_METRIC=cosine, source TEXT, path TEXT, language TEXT, version TEXT, access TEXT, date TEXT)`);
  const text = db.prepare('INSERT INTO chunks (no, id, text, metadata) VALUES (?, ?, ?, ?)');
  const vector = db.prepare('INSERT INTO chunks_vectors (no, embedding, source, path, language, version, access, date) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  db.transaction(() => {
    for (const [at, item] of items.entries()) {
      const { source, path, language } = item.metadata;
      text.run(at + 1, item.id, item.text, JSON.stringify(item.metadata));
      vector.run(BigInt(at + 1), Buffer.from(item.vector?.buffer ?? new ArrayBuffer(0)), source, path, language, '', '', '2026-10-01');
    }
  })();
  db.close();
  written = performance.now();
}

const began = performance.now();
if (side === 'exporter') await exporter();
else bulk();
console.log(JSON.stringify({ written: (written - began) / 1000, proved: (performance.now() - began) / 1000 }));
