import {
  asWinnowError, documentIdOf, isWinnowError, uriOf,
  type ErrorCode, type FailureInfo, type ItemFailure, type ItemKey, type ItemResult, type ItemState, type ReadFailure, type SourceItem, type Tombstones, type WorkCounts,
} from '../../core/index.js';
import { parserById } from '../../ingest/parsers/index.js';
import { checkTokenizer, tokenizerIn } from '../../ingest/tokens/index.js';
import type { Pipeline } from '../../config/index.js';
import { contentOf, type ItemContent } from '../item-content.js';
import type { ParserHost } from '../parser-host/index.js';
import type { RunContext } from './context.js';
import { inOrder } from './in-order.js';
import type { Reused } from './ledger.js';
import { charsOf, documentsOf, failureOf, type Outcome } from './outcome.js';
import { lineageOfChanged, linkRenamed } from './predecessors.js';
import { recordNames, versionOf } from './versions.js';

const BATCH = 128;
/** Text that waits to be stored, in UTF-16 units: half a hundred long pages, and never much more than one hostile file's. */
const MAX_HELD_CHARS = 2_000_000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Source = Pipeline['sources'][number];

/** A file that changes between hashing and parsing is hashed anew: so often altogether. */
const READ_ATTEMPTS = 3;

export interface Ingested {
  readonly work: WorkCounts;
  /** Sources that could not be read at all and that nothing is known of from before: the corpus is without them. */
  readonly unseen: readonly string[];
  readonly reused: Reused;
  /** Items that had failed before and were tried again. */
  readonly retried: number;
  /** Documents that were purged and are still in the sources: left out. */
  readonly purged: number;
}

/** Reads every source and brings the pending state in step with it. Books are kept in documents. */
export async function ingest(context: RunContext, host: ParserHost): Promise<Ingested> {
  const work: Mutable<WorkCounts> = { discovered: 0, unchanged: 0, processed: 0, failed: 0, removed: 0 };
  work.removed += await context.store.putSources(context.fence, context.pipeline.sources.map((source) => source.info));
  await checkTokenizerOf(context.pipeline);
  for (const [id, options] of Object.entries(context.pipeline.parserOptions)) (await parserById(id))?.check?.(options);
  const ingestion = new Ingestion(context, host, { work, tombstones: await context.store.tombstones() });
  for (const source of context.pipeline.sources) await ingestion.source(source);
  await linkRenamed(context);
  context.progress.end();
  const { unseen, reused, retried, purged } = ingestion;
  if (purged > 0) context.progress.warn(`${purged} purged ${purged === 1 ? 'document is' : 'documents are'} still in the sources, and left out: take them out there, or lift the purge with winnow purge --lift`);
  return { work, unseen, reused, retried, purged };
}

/** Before anything is parsed, like the checks of parsers: a tokenizer that is not there is a fault of the pipeline, not of a document. */
async function checkTokenizerOf({ chunker }: Pipeline): Promise<void> {
  const named = tokenizerIn(chunker.options);
  if (named !== null) await checkTokenizer(named);
}

class Ingestion {
  readonly #context: RunContext;
  readonly #host: ParserHost;
  readonly #work: Mutable<WorkCounts>;
  readonly #validKeys: ReadonlySet<string>;
  readonly unseen: string[] = [];
  readonly reused: Mutable<Reused> = { fingerprint: 0, bytes: 0, version: 0 };
  retried = 0;
  purged = 0;
  readonly #tombstones: Tombstones;

  constructor(context: RunContext, host: ParserHost, { work, tombstones }: { readonly work: Mutable<WorkCounts>; readonly tombstones: Tombstones }) {
    this.#context = context;
    this.#host = host;
    this.#work = work;
    this.#tombstones = tombstones;
    this.#validKeys = new Set([...context.pipeline.parserKeys.values()].map((key) => this.#stageKey(key)));
  }

  #stageKey(parserKey: string): string {
    return `${parserKey} ${this.#context.pipeline.chunker.key}`;
  }

  async source(source: Source): Promise<void> {
    const { signal, progress } = this.#context;
    progress.stage(`reading ${source.info.name}`);
    const known = await this.#context.store.outstanding(this.#context.fence, { of: 'unmetItems', source: source.info.name });
    if (known > 0) progress.expect(known);
    let items: SourceItem[] = [];
    let failures: ReadFailure[] = [];
    const flush = async (): Promise<void> => {
      await this.#failures(source, failures);
      await this.#batch(source, items);
      [items, failures] = [[], []];
    };
    for await (const entry of this.#entries(source, known === 0)) {
      signal.throwIfAborted();
      if ('item' in entry) items.push(entry.item);
      else failures.push(entry.failure);
      if (items.length + failures.length >= BATCH) await flush();
    }
    await flush();
    await this.#removeUnmet(source);
  }

  /** What a reader yields; what it throws is a failure of the source. What is thrown while its items are worked on is not. */
  async *#entries({ block, options }: Source, isNew: boolean): AsyncGenerator<{ item: SourceItem } | { failure: ReadFailure }> {
    const { pipeline: { baseDir, limits: { maxItemBytes } }, signal, progress } = this.#context;
    try {
      yield* block.read(options, { baseDir, signal, maxItemBytes, ...(isNew ? { announce: (count: number) => { progress.expect(count); } } : {}) });
    } catch (error) {
      signal.throwIfAborted();
      yield { failure: { path: '', error: asWinnowError(error, 'source-failed') } };
    }
  }

  async #batch(source: Source, items: readonly SourceItem[]): Promise<void> {
    if (items.length === 0) return;
    const { store, progress } = this.#context;
    const keys = items.map((item) => ({ source: source.info.name, path: item.path, record: item.record ?? null }));
    const states = await store.itemStates(keys);
    const settled: Outcome[] = [];
    const open: { readonly item: SourceItem; readonly state: ItemState | null }[] = [];
    for (const [index, item] of items.entries()) {
      const outcome = this.#settled(source, item, states[index] ?? null);
      if (outcome === null) open.push({ item, state: states[index] ?? null });
      else settled.push(outcome);
    }
    progress.advance(settled.length);
    await this.#done(settled);
    const outcomes = inOrder(open.length, { atOnce: this.#context.pipeline.limits.parserProcesses * 2, held: MAX_HELD_CHARS, weigh: charsOf }, async (index) => {
      const one = open[index];
      if (one === undefined) throw new Error(`No item ${index}`);
      const outcome = await this.#item(source, one.item, one.state);
      progress.advance(1);
      return outcome;
    });
    for await (const some of outcomes) await this.#done(some);
  }

  async #done(outcomes: readonly Outcome[]): Promise<void> {
    this.#context.signal.throwIfAborted();
    if (outcomes.length === 0) return;
    this.#work.discovered += sum(outcomes.map(documentsOf));
    await this.#record(outcomes);
    await this.#context.store.heartbeat(this.#context.fence);
  }

  /** What becomes of an item that need not be read: nearly all of a night. */
  #settled(source: Source, item: SourceItem, state: ItemState | null): Outcome | null {
    const key = { source: source.info.name, path: item.path, record: item.record ?? null };
    const { documents } = this.#tombstones;
    if (documents.size > 0 && documents.has(documentIdOf(uriOf(key.source, key.path, key.record)))) return { kind: 'purged', documents: 1 };
    const sameFingerprint = item.fingerprint !== null && item.fingerprint === (state?.failure?.fingerprint ?? state?.fingerprint ?? null);
    if (this.#context.full || state === null || !sameFingerprint) return null;
    if (this.#isCurrent(state)) return { kind: 'unchanged', key, documents: state.documents, by: 'fingerprint' };
    return state.failure?.retry === false ? { kind: 'failed-again', key, documents: state.documents } : null;
  }

  #isCurrent({ failure, stageKey }: ItemState): boolean {
    return failure === null && stageKey !== null && this.#validKeys.has(stageKey);
  }

  async #item(source: Source, item: SourceItem, state: ItemState | null): Promise<Outcome> {
    const key = { source: source.info.name, path: item.path, record: item.record ?? null };
    const failed = (stage: FailureInfo['stage'], error: unknown, code: ErrorCode): Outcome => ({
      kind: 'failed', documents: state?.documents ?? 0, attempts: (state?.failure?.attempts ?? 0) + 1, failure: { ...key, stage, ...failureOf(error, code), fingerprint: item.fingerprint },
    });
    this.#context.signal.throwIfAborted();
    if (state !== null && state.failure !== null) this.retried += 1;
    return this.#fresh(source, item, { known: !this.#context.full && state !== null && this.#isCurrent(state) ? state : null, key, failed });
  }

  /** Reads an item, and parses it where its bytes are not those that are `known`. */
  async #fresh(source: Source, item: SourceItem, { known, key, failed }: {
    readonly known: ItemState | null; readonly key: ItemKey; readonly failed: (stage: FailureInfo['stage'], error: unknown, code: ErrorCode) => Outcome;
  }): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      let content: ItemContent;
      try {
        content = await contentOf(item);
      } catch (error) {
        return failed('read', error, 'item-unreadable');
      }
      if (known?.sourceHash === content.sourceHash) return { kind: 'unchanged', key, documents: known.documents, fingerprint: item.fingerprint, by: 'bytes' };
      if (this.#tombstones.contents.has(content.sourceHash)) return { kind: 'purged', documents: 1 };
      try {
        return this.#withoutPurged(await this.#parse(source, item, content));
      } catch (error) {
        this.#context.signal.throwIfAborted();
        if (!hasChanged(error)) return failed('parse', error, 'parse-failed');
        if (attempt === READ_ATTEMPTS) return failed('read', error, 'changed-while-reading');
      }
    }
  }

  /** An item may hold documents that were purged beside others. */
  #withoutPurged(result: ItemResult): Outcome {
    const { documents, contents } = this.#tombstones;
    const kept = result.documents.filter(({ documentId, contentHash }) => !documents.has(documentId) && !contents.has(contentHash));
    const purged = result.documents.length - kept.length;
    return purged > 0 && kept.length === 0 ? { kind: 'purged', documents: purged } : { kind: 'parsed', result: purged === 0 ? result : { ...result, documents: kept }, purged };
  }

  async #parse(source: Source, item: SourceItem, { content, sourceHash }: ItemContent): Promise<ItemResult> {
    const { pipeline, signal } = this.#context;
    const { parserId, documents } = await this.#host.parse({
      parserId: null, parserOptions: pipeline.parserOptions, content, path: item.path, mediaType: item.mediaType, declared: item.declared, signal,
      chunker: { id: pipeline.chunker.block.id, options: pipeline.chunker.options },
    });
    const parserKey = pipeline.parserKeys.get(parserId) ?? parserId;
    const itemDates = (await item.dates?.()) ?? [];
    const itemFindings = (await item.findings?.()) ?? [];
    const provenance = (await item.provenance?.()) ?? null;
    const records = recordNames(item.record, documents);
    const versions = documents.map((document, index) => versionOf(document, records[index] ?? null, {
      source: source.info.name, item, itemDates, itemFindings, provenance, sourceHash, parserKey,
    }));
    return {
      source: source.info.name, path: item.path, record: item.record ?? null, fingerprint: item.fingerprint, sourceHash, stageKey: this.#stageKey(parserKey), documents: versions,
    };
  }

  async #record(outcomes: readonly Outcome[]): Promise<void> {
    const { store, fence } = this.#context;
    const of = <Kind extends Outcome['kind']>(kind: Kind): Extract<Outcome, { kind: Kind }>[] =>
      outcomes.filter((outcome): outcome is Extract<Outcome, { kind: Kind }> => outcome.kind === kind);
    const parsed = of('parsed').map((outcome) => outcome.result);
    this.purged += sum([...of('purged').map((outcome) => outcome.documents), ...of('parsed').map((outcome) => outcome.purged)]);
    const put = await store.putItems(fence, parsed, await lineageOfChanged(store, await this.#link(parsed)));
    await store.touchItems(fence, [...of('unchanged').map(({ key, fingerprint }) => (fingerprint === undefined ? key : { ...key, fingerprint })), ...of('failed-again').map(({ key }) => key)]);
    await store.putFailures(fence, of('failed').map((outcome) => outcome.failure));
    for (const { failure, documents, attempts } of of('failed')) this.#tell(failure, documents, attempts);
    const single = parsed.filter((item) => item.documents.length === 1).length;
    const fresh = this.#context.full ? put.changed + put.same : Math.max(put.changed, single);
    this.#work.processed += fresh;
    const version = put.changed + put.same - fresh;
    this.reused.version += version;
    for (const { by, documents } of of('unchanged')) this.reused[by] += documents;
    this.#work.unchanged += version + sum(of('unchanged').map((outcome) => outcome.documents));
    this.#work.removed += put.removed;
    this.#work.failed += sum([...of('failed'), ...of('failed-again')].map((outcome) => Math.max(1, outcome.documents)));
  }

  /** Failures a reader met: one document each, or all that was known below the source or folder that cannot be seen. */
  async #failures(source: Source, failures: readonly ReadFailure[]): Promise<void> {
    if (failures.length === 0) return;
    const { store, fence, progress } = this.#context;
    const rows = failures.map(({ path, record, error }): ItemFailure => ({
      source: source.info.name, path, record: record ?? null, stage: 'read', ...failureOf(error, 'item-unreadable'), fingerprint: null,
    }));
    for (const row of rows) {
      const wide = row.path === '' || row.path.endsWith('/');
      const [state] = await store.itemStates([row]);
      const known = wide ? await this.#documentsBelow(source.info.name, row.path) : (state?.documents ?? 0);
      this.#work.discovered += Math.max(1, known);
      this.#work.failed += Math.max(1, known);
      if (row.path === '' && known === 0) this.unseen.push(source.info.name);
      this.#tell(row, known, (state?.failure?.attempts ?? 0) + 1);
      if (wide) progress.warn(`${source.info.name}${row.path === '' ? '' : `/${row.path}`}: ${row.message}`);
    }
    await store.putFailures(fence, rows);
  }

  /** Tells of a failure, without its message, which may quote what a document says. `documents`: those that it stands for. */
  #tell({ source, path, record, stage, code }: ItemFailure, documents: number, attempts: number): void {
    const one = documents <= 1 && path !== '' && !path.endsWith('/');
    this.#context.progress.event?.({
      event: 'document-failed', source, path, record, documentId: one ? documentIdOf(uriOf(source, path, record)) : null, stage, code, attempts, carried: documents > 0,
    });
  }

  /** Documents of items this run has not met, below a folder: those that a failure now stands for. */
  async #documentsBelow(source: string, folder: string): Promise<number> {
    let count = 0;
    for await (const item of this.#unmet(source)) if (item.path.startsWith(folder)) count += item.documents;
    return count;
  }

  async #removeUnmet(source: Source): Promise<void> {
    const { store, fence } = this.#context;
    let gone: ItemKey[] = [];
    for await (const item of this.#unmet(source.info.name)) gone.push(item);
    while (gone.length > 0) {
      this.#work.removed += await store.removeItems(fence, gone.slice(0, BATCH));
      gone = gone.slice(BATCH);
    }
  }

  async *#unmet(source: string): AsyncGenerator<ItemState> {
    for (let after: ItemKey | undefined; ;) {
      const page = await this.#context.store.unmetItems(this.#context.fence, source, { limit: 1000, ...(after === undefined ? {} : { after }) });
      yield* page;
      after = page.filter((item) => item.path !== '').at(-1);
      if (after === undefined) return;
    }
  }

  /** Documents whose chunks may have come from published ones: those that had a version before. */
  async #link(parsed: readonly ItemResult[]): Promise<ItemResult['documents']> {
    return (await this.#context.store.currentGeneration()) === null ? [] : parsed.flatMap((item) => item.documents);
  }
}

const hasChanged = (error: unknown): boolean => isWinnowError(error) && error.code === 'changed-while-reading';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
