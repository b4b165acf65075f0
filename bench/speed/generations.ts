/** What a store costs on disk after thirty nights in which a hundredth of the documents was edited, with every generation kept and with a retention rule; and what of it is what. */
import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { summaryOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, inFolder } from '../lib/places.js';
import { sample, seeded } from '../lib/random.js';
import { fill } from './documentation.js';

const require = createRequire(join(import.meta.dirname, '..', '..', 'package.json'));

/** Of the chosen files, so that thirty nights twice take minutes: about 8,000 chunks. */
const FILES = 700;
const NIGHTS = 30;
const CHURN = 0.01;
const KEEP_LAST = 7;
const SENTENCE_WORDS = 14;

interface Size { readonly bytes: number; readonly used: number; readonly tables: ReadonlyMap<string, number> }

function sizeOf(store: string): Size {
  const db = new (require('better-sqlite3') as new (path: string) => Database.Database)(store);
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
    const pageSize = Number(db.pragma('page_size', { simple: true }));
    const free = Number(db.pragma('freelist_count', { simple: true }));
    const rows = db.prepare<[], { name: string; bytes: number }>('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC').all();
    const { size } = statSync(store);
    return { bytes: size, used: size - pageSize * free, tables: new Map(rows.map(({ name, bytes }) => [name, bytes])) };
  } finally {
    db.close();
  }
}

/** The text of the current documents, in bytes of UTF-8 as SQLite has it. */
function textBytes(store: string): number {
  const db = new (require('better-sqlite3') as new (path: string) => Database.Database)(store);
  try {
    const open = 2 ** 52;
    return db.prepare<[number, number], { bytes: number }>(
      `SELECT (SELECT total(octet_length(t.text)) FROM membership m JOIN version_text t USING (version_no) WHERE m.to_gen = ?)
         + (SELECT total(octet_length(t.text)) FROM membership m JOIN version_text_rest t USING (version_no) WHERE m.to_gen = ?) AS bytes`,
    ).get(open, open)!.bytes;
  } finally {
    db.close();
  }
}

/** A sentence of the file's own words in another order: one and the same would make copies of all that are edited. */
function edit(file: string, night: number): void {
  const words = readFileSync(file, 'utf8').match(/\p{L}+/gu) ?? [];
  appendFileSync(file, `\n\n${sample(words, SENTENCE_WORDS, seeded(words.length * (night + 1))).join(' ')}.\n`);
}

interface Nights { readonly chunks: number; readonly text: number; readonly first: Size; readonly last: Size; readonly seconds: number }

async function nights(folder: string, retain: 'all' | { readonly keepLast: number }): Promise<Nights> {
  const docs = join(folder, 'docs');
  const files = fill(docs, FILES);
  const pipeline = writePipeline(folder, { name: 'generations', read: CORPORA.map((corpus) => folderSource(corpus, join('docs', corpus))), retain });
  const store = join(folder, 'store.db');
  const edited = Math.max(1, Math.round(files.length * CHURN));
  let [seconds, chunks] = [0, 0];
  let first: Size | null = null;
  for (let night = 0; night < NIGHTS; night += 1) {
    if (night > 0) for (let at = 0; at < edited; at += 1) edit(join(docs, files[(night * edited + at) % files.length] ?? ''), night);
    const ran = await winnow(['run', pipeline, '--store', store, '--now', NOW, '--quiet', '--json'], { expect: [0, 3] });
    seconds += ran.wallSeconds;
    chunks = summaryOf(ran).corpus.chunks.total;
    first ??= sizeOf(store);
  }
  if (first === null) throw new Error('there was no night');
  return { chunks, text: textBytes(store), first, last: sizeOf(store), seconds };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);

async function measure(): Promise<Figure[]> {
  const all = await inFolder((folder) => nights(folder, 'all'));
  const few = await inFolder((folder) => nights(folder, { keepLast: KEEP_LAST }));
  const names = [...new Set([...all.last.tables.keys(), ...all.first.tables.keys()])];
  const grown = (name: string): number => (all.last.tables.get(name) ?? 0) - (all.first.tables.get(name) ?? 0);
  console.log(`${FILES} files, ${all.chunks.toLocaleString('en-US')} chunks, ${megabytes(all.text)} MB of text; ${NIGHTS} generations, in each but the first ${CHURN * 100}% of the files edited; ${(all.seconds + few.seconds).toFixed(0)} s\n`);
  console.log(table(['store, MB', 'used', 'file'], [
    ['1 generation', megabytes(all.first.used), megabytes(all.first.bytes)], [`${NIGHTS} generations, all kept`, megabytes(all.last.used), megabytes(all.last.bytes)],
    [`${NIGHTS} generations, keepLast ${KEEP_LAST}`, megabytes(few.last.used), megabytes(few.last.bytes)],
  ]));
  console.log('');
  console.log(table(['table or index', '1, MB', `${NIGHTS}, MB`, 'grown, MB', `keepLast ${KEEP_LAST}, MB`], names.sort((a, b) => (all.last.tables.get(b) ?? 0) - (all.last.tables.get(a) ?? 0)).slice(0, 30).map((name) => [
    name, megabytes(all.first.tables.get(name) ?? 0), megabytes(all.last.tables.get(name) ?? 0), megabytes(grown(name)), megabytes(few.last.tables.get(name) ?? 0)])));
  return [
    { key: 'generations.ratio', label: `store after ${NIGHTS} generations at 1% churn over one`, value: all.last.used / all.first.used, unit: '' },
    { key: 'generations.keptRatio', label: `the same with keepLast ${KEEP_LAST}`, value: few.last.used / few.first.used, unit: '' },
    { key: 'generations.textRatio', label: 'store of one generation over its text', value: all.first.used / all.text, unit: '' },
  ];
}

export const generations: Bench = { name: 'generations', group: 'speed', needs: ['contradiction'], run: measure };
