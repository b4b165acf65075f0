import { resolve } from 'node:path';
import {
  WinnowError, asWinnowError, differenceCounts, embeddingKey, type ExportContext, type ExportLedger, type ExportReport, type ExportSnapshot, type KeptItem, type SnapshotItem, type Store, type VerifyReport,
} from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { silent, type ProgressSink } from './context.js';
import { embedded, estimateOf, withKnownVectors, type EmbeddingEstimate } from './export-vectors.js';
import { changedItems, itemKey, snapshot } from './released.js';
import { TargetsFailed, type TargetFailure } from './targets-failed.js';

export interface ExportOutcome {
  readonly target: string;
  readonly upserted: number;
  readonly deleted: number;
  readonly verified: 'read-back' | 'ledger';
}

export interface TargetReport {
  readonly target: string;
  readonly report: VerifyReport;
}

/** What an export would change, told by reading the target. */
export interface TargetPlan {
  readonly target: string;
  /** Chunks released. */
  readonly released: number;
  /** Chunks the target holds now. */
  readonly holds: number;
  readonly add: number;
  readonly change: number;
  readonly delete: number;
  /** What is wrong with the target itself; an export mends it. */
  readonly problems: readonly string[];
  /** What a model would be asked for first; `null` = the target holds no vectors. */
  readonly embedding: EmbeddingEstimate | null;
}

export interface TargetsRequest {
  /** Names of targets; none = all of the pipeline. */
  readonly targets?: readonly string[];
  /** Another path for a target that writes a file; the target's ledger is then left alone. */
  readonly out?: string;
  readonly signal?: AbortSignal;
  /** A target that acknowledged this very generation is only asked whether it still holds it. */
  readonly unlessInStep?: boolean;
  /**
   * Leave targets alone that never acknowledged anything: what they hold is not known, so a corpus that lacks whole sources
   * would empty them. They are not in the outcomes.
   */
  readonly onlyKnown?: boolean;
  readonly progress?: ProgressSink;
  /** Told of each target that was brought in step, before the next one is begun. */
  readonly onDone?: (outcome: ExportOutcome) => void;
}

type Target = Pipeline['exports'][number];

function targetsOf(pipeline: Pipeline, request: TargetsRequest): Target[] {
  const named = request.targets ?? [];
  const unknown = named.find((name) => !pipeline.exports.some((entry) => entry.target === name));
  if (unknown !== undefined || pipeline.exports.length === 0) {
    const there = pipeline.exports.map((entry) => entry.target).join(', ') || 'none';
    throw new WinnowError('target-unknown', `the pipeline "${pipeline.name}" has no export target${unknown === undefined ? '' : ` "${unknown}"`} (there are: ${there})`);
  }
  const chosen = pipeline.exports.filter((entry) => named.length === 0 || named.includes(entry.target));
  if (request.out === undefined) return chosen;
  const [only] = chosen;
  if (only === undefined || chosen.length > 1) throw new WinnowError('usage', '--out goes with one target: name it');
  const options = only.block.options.safeParse({ ...(only.options as object), path: resolve(request.out) });
  if (!options.success) throw new WinnowError('usage', `the target "${only.target}" writes no file: --out does not go with it`);
  return [{ ...only, options: options.data }];
}

interface LedgerChanges { readonly upserted: [string, string][]; readonly deleted: string[] }

/** A snapshot that tells how far a target has come with it. */
function withProgress(snapshot: ExportSnapshot, progress: ProgressSink): ExportSnapshot {
  const told = async function* <Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    for await (const item of items) {
      yield item;
      progress.advance(1);
    }
  };
  return withStreams(snapshot, told);
}

/** A snapshot whose streams pass through something. */
function withStreams(snapshot: ExportSnapshot, through: <Item extends SnapshotItem | KeptItem>(items: AsyncIterable<Item>) => AsyncIterable<Item>): ExportSnapshot {
  const { changes } = snapshot;
  return { ...snapshot, items: () => through(snapshot.items()), ...(changes === undefined ? {} : { changes: () => through(changes()) }) };
}

/** A snapshot that notes, while the target reads it, what the ledger must be told afterwards. */
class NotedSnapshot {
  readonly #snapshot: ExportSnapshot;
  readonly #ledger: ExportLedger;
  #changes: LedgerChanges | null = null;

  constructor(snapshot: ExportSnapshot, ledger: ExportLedger) {
    this.#snapshot = snapshot;
    this.#ledger = ledger;
  }

  get view(): ExportSnapshot {
    return withStreams(this.#snapshot, (items) => this.#noted(items));
  }

  async *#noted<Item extends SnapshotItem | KeptItem>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    const gone = new Set(this.#ledger.keys());
    const upserted: [string, string][] = [];
    for await (const item of items) {
      gone.delete(item.id);
      if (this.#ledger.get(item.id) !== item.hash) upserted.push([item.id, item.hash]);
      yield item;
    }
    this.#changes = { upserted, deleted: [...gone] };
  }

  /** A target that read no snapshot to its end is no reason to note half of one. */
  async changes(): Promise<LedgerChanges> {
    if (this.#changes === null) for await (const _ of this.#noted(this.#snapshot.items()));
    return this.#changes ?? { upserted: [], deleted: [] };
  }
}

/**
 * Brings targets in step with the current generation. The ledger is written after the target acknowledged, never before. One that fails holds up no other: its error is
 * thrown once all had their turn.
 */
export async function bringInStep(pipeline: Pipeline, store: Store, request: TargetsRequest = {}): Promise<ExportOutcome[]> {
  const progress = request.progress ?? silent;
  const released = await snapshot(pipeline, store);
  const context: ExportContext = { baseDir: pipeline.baseDir, signal: request.signal ?? new AbortController().signal };
  const outcomes: ExportOutcome[] = [];
  const failures: TargetFailure[] = [];
  for (const entry of targetsOf(pipeline, request)) {
    if (request.onlyKnown === true && (await store.acknowledged(entry.target)) === null) continue;
    try {
      const outcome = await bringOneInStep(entry, { pipeline, store, released, context, progress, request });
      outcomes.push(outcome);
      request.onDone?.(outcome);
      progress.event?.({ event: 'exported', ...outcome });
    } catch (error) {
      context.signal.throwIfAborted();
      failures.push({ target: entry.target, error: asWinnowError(error, 'export-failed'), acknowledged: (await store.acknowledged(entry.target))?.generation ?? null });
    } finally {
      progress.end();
    }
  }
  const [first] = failures;
  if (first !== undefined) throw failureOf(first, failures, outcomes.length);
  if (request.targets === undefined && request.onlyKnown !== true) await store.dropExportVectors(pipeline.exports.flatMap(({ embeddings }) => (embeddings === null ? [] : [embeddingKey(embeddings)])));
  return outcomes;
}

/** One failure in its own words, several with the words of all. */
function failureOf(first: TargetFailure, failures: readonly TargetFailure[], done: number): TargetsFailed {
  if (failures.length === 1 && done === 0) return new TargetsFailed(first.error, first.error.message, failures);
  const words = failures.map(({ target, error }) => `${target}: ${error.message}`).join('; ');
  return new TargetsFailed(first.error, `${failures.length} of ${failures.length + done} targets could not be brought in step. ${words}`, failures);
}

interface Exporting {
  readonly pipeline: Pipeline;
  readonly store: Store;
  readonly released: ExportSnapshot;
  readonly context: ExportContext;
  readonly progress: ProgressSink;
  readonly request: TargetsRequest;
}

async function bringOneInStep(entry: Target, on: Exporting): Promise<ExportOutcome> {
  const { store, released, context, progress, request } = on;
  const { target } = entry;
  const exportKey = `${on.pipeline.hash} ${entry.key} ${itemKey(on.pipeline)}`;
  const last = await store.acknowledged(target);
  const sameAsked = request.out === undefined && request.unlessInStep === true && last !== null && last.generation === released.generation && last.exportKey === exportKey;
  if (sameAsked && last.receipt !== null) {
    progress.stage(`looking at ${target}`);
    const holds = (await entry.block.stillHolds?.(entry.options, last.receipt, released, context)) ?? false;
    progress.end();
    if (holds !== false) return { target, upserted: 0, deleted: 0, verified: holds === 'ledger' ? 'ledger' : 'read-back' };
  }
  const wanted = entry.embeddings === null ? released : await embedded(released, entry.embeddings, { store, signal: context.signal, progress });
  progress.stage(`exporting ${target}`);
  progress.expect(released.count);
  const told: ExportContext = {
    ...context,
    ...(request.out === undefined && last !== null ? { receipt: last.receipt } : {}),
    ...(request.out === undefined ? { intended: await store.intended(target), intend: (chunkIds: readonly string[]) => store.intend(target, chunkIds) } : {}),
    proving() {
      progress.end();
      progress.stage(`reading ${target} back`);
    },
  };
  if (request.out !== undefined) return outcomeOf(entry, await entry.block.apply(entry.options, withProgress(wanted, progress), new Map(), told));
  const ledger = await store.ledger(target);
  const anew = last !== null && last.exportKey === exportKey && entry.embeddings === null ? await store.releasedAnew(last.generation, released.generation) : null;
  const known: ExportSnapshot = anew === null ? wanted : { ...wanted, changes: () => changedItems(on.pipeline, store, released.generation, { anew, ledger }) };
  const noted = new NotedSnapshot(withProgress(known, progress), ledger);
  const report = await entry.block.apply(entry.options, noted.view, ledger, told);
  await store.putLedger(target, { generation: released.generation, exportKey, receipt: report.receipt ?? null }, await noted.changes());
  return outcomeOf(entry, report);
}

const outcomeOf = ({ target }: Target, { upserted, deleted, verified }: ExportReport): ExportOutcome => ({ target, upserted, deleted, verified });

/** Reads targets back and compares them with the current generation. Changes nothing, and asks no model. */
export async function readBack(pipeline: Pipeline, store: Store, request: TargetsRequest = {}): Promise<TargetReport[]> {
  const progress = request.progress ?? silent;
  const released = await snapshot(pipeline, store);
  const context: ExportContext = { baseDir: pipeline.baseDir, signal: request.signal ?? new AbortController().signal };
  const reports: TargetReport[] = [];
  for (const entry of targetsOf(pipeline, request)) {
    const due = entry.embeddings === null ? released : await withKnownVectors(released, entry.embeddings, store);
    progress.stage(`verifying ${entry.target}`);
    progress.expect(released.count);
    try {
      reports.push({ target: entry.target, report: await entry.block.verify(entry.options, withProgress(due, progress), context) });
    } catch (error) {
      context.signal.throwIfAborted();
      // One that cannot be read is not proved, and keeps no other from being.
      reports.push({ target: entry.target, report: unread(released.count, asWinnowError(error, 'export-failed').message) });
    } finally {
      progress.end();
    }
  }
  return reports;
}

const unread = (expected: number, problem: string): VerifyReport => ({ ok: false, expected, found: 0, missing: [], extra: [], different: [], problems: [problem] });

/** What exports would change. Changes nothing, and asks no model. */
export async function plan(pipeline: Pipeline, store: Store, request: TargetsRequest = {}): Promise<TargetPlan[]> {
  const released = await snapshot(pipeline, store);
  const plans: TargetPlan[] = [];
  for (const { target, report } of await readBack(pipeline, store, request)) {
    const embeddings = pipeline.exports.find((entry) => entry.target === target)?.embeddings ?? null;
    const { missing, extra, different } = differenceCounts(report);
    plans.push({
      target, released: report.expected, holds: report.found, add: missing, change: different, delete: extra, problems: report.problems,
      embedding: embeddings === null ? null : await estimateOf(released, embeddings, store),
    });
  }
  return plans;
}
