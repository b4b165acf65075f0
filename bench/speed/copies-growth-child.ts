/**
 * One step in a process of its own: `copies-growth-child.ts STORE fill CHUNKS` makes a store of so many chunks, `... join [WORKERS]` runs the
 * stage that finds copies over it as a run does, with so many worker threads, `... edit SHARE NIGHT` changes one chunk in the middle of each of so many documents.
 * Prints a `GrowthStep`.
 */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type * as Config from '../../src/config/index.js';
import type { ChunkDraft, ItemResult, RunFence, Store } from '../../src/core/index.js';
import type * as Joining from '../../src/engine/run/join.js';
import type * as Versions from '../../src/engine/run/versions.js';
import type * as Sqlite from '../../src/store/sqlite/index.js';
import { seeded } from '../lib/random.js';
import { corpusFiles, realChunks } from '../lib/real-chunks.js';
import { madeChunks } from '../lib/synthetic-chunks.js';
import { root } from '../lib/places.js';

export interface GrowthStep { readonly chunks: number; readonly real: number; readonly cpuSeconds: number; readonly wallSeconds: number; readonly peakRssMb: number }

// As the command does.
setFlagsFromString('--heap-growing-percent=60');

const CHUNKS_A_DOCUMENT = 10;
const DOCUMENTS_A_TRANSACTION = 500;
/** More pieces than the documentation sets give. */
const ALL = 1_000_000;
const SOURCE = 'growth';

const built = async <Module>(...path: string[]): Promise<Module> => (await import(pathToFileURL(join(root, 'dist', ...path)).href)) as Module;
const { versionOf } = await built<typeof Versions>('engine', 'run', 'versions.js');
const [location = '', what = '', ...rest] = process.argv.slice(2);
const { openSqliteStore } = await built<typeof Sqlite>('store', 'sqlite', 'index.js');

function itemOf(path: string, texts: readonly string[]): ItemResult {
  let start = 0;
  const chunks = texts.map((text): ChunkDraft => {
    const draft = { start, end: start + text.length, headingPath: [path], page: null, parentItem: null, tokens: Math.ceil(text.length / 4), kinds: ['paragraph'] } as const;
    start += text.length + 2;
    return draft;
  });
  const text = texts.join('\n\n');
  const context = { source: SOURCE, item: { path, declared: {} } as never, itemDates: [], itemFindings: [], provenance: null, sourceHash: `${path} ${text.length}`, parserKey: 'made@1' };
  const document = versionOf({ text, title: path, language: 'en', mediaType: 'text/markdown', declared: {}, dates: [], findings: [], chunks } as never, null, context);
  return { source: SOURCE, path, record: null, fingerprint: document.versionKey, sourceHash: document.sourceHash, stageKey: 'made@1', documents: [document] };
}

async function withRun(store: Store, work: (fence: RunFence) => Promise<void>): Promise<void> {
  const fence = await store.beginRun({
    pipeline: 'growth', pipelineFile: 'growth.yaml', definition: { name: 'growth' }, pipelineHash: 'growth', now: Date.now(), pid: process.pid, host: hostname(),
  });
  await store.putSources(fence, [{ name: SOURCE, authority: 0.5, owner: null, access: null }]);
  await work(fence);
  await store.endRun(fence, { status: 'succeeded', generation: null, work: null, summary: null, finishedAt: new Date().toISOString() });
}

/** Returns how many of the chunks are real text. */
async function fill(store: Store, fence: RunFence, count: number): Promise<number> {
  const pieces = realChunks(corpusFiles(), ALL);
  let [texts, items, number, real]: [string[], ItemResult[], number, number] = [[], [], 0, 0];
  const flush = async (): Promise<void> => {
    await store.putItems(fence, items);
    items = [];
  };
  for (const { text, planted } of madeChunks(pieces, count)) {
    if (planted === null && real < pieces.length) real += 1;
    texts.push(text);
    if (texts.length < CHUNKS_A_DOCUMENT) continue;
    items.push(itemOf(`${String(number)}.md`, texts));
    number += 1;
    texts = [];
    if (items.length >= DOCUMENTS_A_TRANSACTION) await flush();
  }
  await flush();
  return real;
}

/** The chunk in the middle of each of the documents gets a few words of its own in another order. */
async function edit(store: Store, fence: RunFence, share: number, night: number): Promise<void> {
  const random = seeded(night);
  const documents = Math.round((await store.countSubjects('chunk')) / CHUNKS_A_DOCUMENT);
  const step = Math.max(1, Math.round(1 / share));
  for (let number = night % step; number < documents; number += step) {
    const path = `${String(number)}.md`;
    const texts = await textsOf(store, path);
    const middle = Math.floor(texts.length / 2);
    const words = texts[middle]!.split(' ');
    for (let swap = 0; swap < 6; swap += 1) {
      const [a, b] = [Math.floor(random() * words.length), Math.floor(random() * words.length)];
      [words[a], words[b]] = [words[b]!, words[a]!];
    }
    texts[middle] = words.join(' ');
    await store.putItems(fence, [itemOf(path, texts)]);
  }
}

async function textsOf(store: Store, path: string): Promise<string[]> {
  const number = Number.parseInt(path, 10);
  // Rows are numbered in the order in which they were put; a document that was edited before is at the end and is left alone.
  const rows = Array.from({ length: CHUNKS_A_DOCUMENT }, (_, at) => number * CHUNKS_A_DOCUMENT + at + 1);
  return (await store.subjectsAt('chunk', rows)).map(({ text }) => text);
}

const { loadPipelineObject, resolvePipeline } = await built<typeof Config>('config', 'index.js');
const { join: joinAll } = await built<typeof Joining>('engine', 'run', 'join.js');
const pipeline = await resolvePipeline(loadPipelineObject({ version: 1, name: 'growth', read: [{ name: SOURCE, use: 'files', with: { root: '.' } }], score: [], join: [{ use: 'duplication' }], limits: what === 'join' && rest[0] !== undefined ? { joinWorkers: Number(rest[0]) } : {} }));

async function stage(store: Store, fence: RunFence): Promise<void> {
  const progress = { stage() {}, expect() {}, advance() {}, end() {}, warn() {} };
  await joinAll({ pipeline, store, fence, now: Date.now(), full: false, guards: false, signal: new AbortController().signal, progress });
}

const store = openSqliteStore(location);
let real = 0;
let [cpuSeconds, wallSeconds] = [0, 0];
await withRun(store, async (fence) => {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  if (what === 'fill') real = await fill(store, fence, Number(rest[0]));
  else if (what === 'edit') await edit(store, fence, Number(rest[0]), Number(rest[1]));
  else await stage(store, fence);
  const { user, system } = process.cpuUsage(cpu);
  [cpuSeconds, wallSeconds] = [(user + system) / 1e6, (performance.now() - wall) / 1000];
});
const chunks = await store.countSubjects('chunk');
await store.close();
process.stdout.write(JSON.stringify({ chunks, real, cpuSeconds, wallSeconds, peakRssMb: process.resourceUsage().maxRSS / 1024 } satisfies GrowthStep));
