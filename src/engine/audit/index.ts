import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkPipeline, describeIssues, loadPipelineFile, resolvePipeline, type LoadedPipeline } from '../../config/index.js';
import { WinnowError, excerpt, nearest, type ExportContext, type Exporter, type IndexItem, type IndexReader, type Reason } from '../../core/index.js';
import { exporters } from '../../export/index.js';
import { openSqliteStore } from '../../store/sqlite/index.js';
import { openCorpus, type Corpus } from '../corpus.js';
import { runPipeline, silent, type ProgressSink } from '../run/index.js';
import { chunkViews } from '../views/index.js';
import { compareWith } from './against.js';
import { itemKey, noteIndex, placeOf, type NotedIndex, type NotedItem } from './items.js';
import type { AuditResult, HeldItem } from './result.js';

export type { AuditResult, HeldItem, StrayItem } from './result.js';

/** Where the index is written down, for as long as it takes. */
const INDEX_FILE = 'index.jsonl';

export interface AuditRequest {
  /** Kind of index: the id of an exporter that reads indexes (`jsonl`, `parquet`, `sqlite-vec`, `lancedb`, `pgvector`, `chroma`, `langchain`). */
  readonly use: string;
  /** Its options: where it is, and which of its fields are what. */
  readonly with: Readonly<Record<string, unknown>>;
  /** What paths are relative to. Default: the working directory. */
  readonly cwd?: string;
  /** A pipeline whose scorers, joins, policy and plugins are used instead of the defaults. */
  readonly pipelineFile?: string;
  /** A store with whose released corpus the index is compared. */
  readonly store?: string;
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each checks its own options
const LISTED: readonly Exporter<any>[] = exporters;

/** Kinds of index that can be audited. */
export const indexKinds = (): string[] => LISTED.flatMap(({ id, index }) => (index === undefined ? [] : [id]));

/**
 * Reads an index that Winnow need not have filled, scores it, and says what would be held back, and, against a corpus, what should not be there. Changes nothing.
 * @throws WinnowError `index-unreadable`, `usage` for options that its kind does not take, those of reading a pipeline and a store
 */
export async function auditIndex(request: AuditRequest): Promise<AuditResult> {
  const { cwd = process.cwd(), signal = new AbortController().signal, progress = silent } = request;
  const reader = readerOf(request.use);
  const options = optionsOf(reader, request);
  const context: ExportContext = { baseDir: cwd, signal };
  const items = (): AsyncIterable<IndexItem> => reader.items(options, context);
  const folder = await mkdtemp(join(tmpdir(), 'winnow-audit-'));
  try {
    const file = join(folder, INDEX_FILE);
    progress.stage('reading the index');
    const noted = await noteIndex(items(), file, { progress, signal, withRuns: request.store !== undefined }).finally(() => { progress.end(); });
    const scored = await scoredIndex(noted, { file, folder, request });
    return { index: reader.name(options, context), items: noted.items, withoutText: noted.withoutText, ...scored, corpus: await compared(noted, items, request) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readerOf(use: string): IndexReader {
  const found = LISTED.find(({ id }) => id === use)?.index;
  if (found !== undefined) return found as IndexReader;
  const meant = nearest(use, indexKinds());
  throw new WinnowError('usage', `there is no kind of index "${excerpt(use, 60)}"${meant === null ? '' : `, did you mean ${meant}?`} (there are: ${indexKinds().join(', ')})`);
}

function optionsOf(reader: IndexReader, { use, with: given }: AuditRequest): unknown {
  const parsed = reader.options.safeParse(given);
  const known = 'shape' in reader.options ? Object.keys(reader.options.shape as object) : [];
  if (!parsed.success) throw new WinnowError('usage', [`these options do not go with an index of the kind ${use}`, ...describeIssues(parsed.error.issues, [], () => known)].join('\n  '), { next: 'Give each as --with name=value; docs/audit.md lists them.' });
  return parsed.data;
}

function pipelineFor(file: string, { pipelineFile, cwd = process.cwd() }: AuditRequest): LoadedPipeline {
  const given = pipelineFile === undefined ? null : loadPipelineFile(resolve(cwd, pipelineFile));
  const read = [{ name: 'index', use: 'jsonl', with: { path: file, records: 'chunks', maxLineBytes: 256 * 1024 * 1024 } }];
  return { definition: checkPipeline({ ...(given?.definition ?? { version: 1 }), name: 'audit', read, export: [] }, 'the audit'), file: null, baseDir: given === null ? cwd : dirname(given.file ?? cwd) };
}

type Scored = Pick<AuditResult, 'chunks' | 'health' | 'held'>;

/** Curates the index in a store of its own that is gone afterwards. */
async function scoredIndex(noted: NotedIndex, on: { readonly file: string; readonly folder: string; readonly request: AuditRequest }): Promise<Scored> {
  const { file, folder, request } = on;
  const { now, signal, progress } = request;
  if (noted.byText.size === 0) return { chunks: { total: 0, accepted: 0, quarantined: 0, rejected: 0 }, health: 0, held: [] };
  const pipeline = await resolvePipeline(pipelineFor(file, request));
  const store = openSqliteStore(join(folder, 'audit.db'), { create: true });
  try {
    await runPipeline(pipeline, {
      store, exports: false, judge: false, guards: false, ...(now === undefined ? {} : { now }), ...(signal === undefined ? {} : { signal }), ...(progress === undefined ? {} : { progress }),
    });
    return await verdicts({ store, pipeline, generation: await store.currentGeneration() }, noted);
  } finally {
    await store.close();
  }
}

async function verdicts(corpus: Corpus, { byText }: NotedIndex): Promise<Scored> {
  const chunks = { total: 0, accepted: 0, quarantined: 0, rejected: 0 };
  const found: { readonly item: NotedItem; readonly status: HeldItem['status']; readonly reasons: readonly Reason[] }[] = [];
  const places = new Map<string, string>();
  for await (const { id, record, text, decided } of chunkViews(corpus)) {
    const item = byText.get(itemKey(record ?? '', text))?.shift() ?? { id: '', path: record, text: excerpt(text, 160) };
    places.set(id, item.path ?? item.id);
    chunks.total += 1;
    chunks[decided.status] += 1;
    if (decided.status !== 'accepted') found.push({ item, status: decided.status, reasons: decided.reasons });
  }
  const held = found.map(({ item, status, reasons }): HeldItem => ({ ...item, status, reasons: reasons.map((reason) => ({ rule: reason.rule, severity: reason.severity, message: inPlace(reason, places) })) }));
  return { chunks, health: chunks.total === 0 ? 0 : Math.floor((chunks.accepted / chunks.total) * 1000) / 10, held };
}

/** A message that names the other side of a pair by where that comes from, not by the file that the index was written down in. */
function inPlace({ message, related }: Reason, places: ReadonlyMap<string, string>): string {
  const place = places.get(related?.chunkId ?? '');
  return place === undefined ? message : message.replace(`\`${INDEX_FILE}\``, `\`${excerpt(place, 100)}\``);
}

async function compared(noted: NotedIndex, items: () => AsyncIterable<IndexItem>, { store, cwd = process.cwd() }: AuditRequest): Promise<AuditResult['corpus']> {
  if (store === undefined || noted.runs === null) return null;
  const corpus = await openCorpus(resolve(cwd, store), 'remembered');
  try {
    return await compareWith(corpus, placed(items()), noted.runs);
  } finally {
    await corpus.store.close();
  }
}

async function* placed(items: AsyncIterable<IndexItem>): AsyncGenerator<IndexItem & { readonly path: string | null }> {
  for await (const item of items) yield { ...item, path: placeOf(item.metadata) };
}
