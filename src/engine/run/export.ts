import { resolve } from 'node:path';
import {
  WinnowError, asWinnowError, type ExportContext, type ExportLedger, type ExportSnapshot, type Store, type VerifyReport,
} from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { itemHash, snapshot } from './released.js';

export interface ExportOutcome {
  readonly target: string;
  readonly upserted: number;
  readonly deleted: number;
  readonly verified: 'read-back' | 'ledger';
}

export interface ExportRequest {
  /** Names of targets; none = all of the pipeline. */
  readonly targets?: readonly string[];
  /** Another path for a target that writes a file; the target's ledger is then left alone. */
  readonly out?: string;
  readonly signal?: AbortSignal;
}

type Target = Pipeline['exports'][number];

function targetsOf(pipeline: Pipeline, request: ExportRequest): Target[] {
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

/** What the ledger must be told for the target to be known to hold the snapshot. */
async function ledgerChanges(ledger: ExportLedger, snapshot: ExportSnapshot): Promise<{ upserted: [string, string][]; deleted: string[] }> {
  const gone = new Set(ledger.keys());
  const upserted: [string, string][] = [];
  for await (const item of snapshot.items()) {
    const hash = itemHash(item);
    gone.delete(item.id);
    if (ledger.get(item.id) !== hash) upserted.push([item.id, hash]);
  }
  return { upserted, deleted: [...gone] };
}

/** Brings targets in step with the current generation. The ledger is written after the target acknowledged, never before. */
export async function exportTargets(pipeline: Pipeline, store: Store, request: ExportRequest = {}): Promise<ExportOutcome[]> {
  const released = await snapshot(pipeline, store);
  const context: ExportContext = { baseDir: pipeline.baseDir, signal: request.signal ?? new AbortController().signal };
  const outcomes: ExportOutcome[] = [];
  for (const entry of targetsOf(pipeline, request)) {
    const ledger = request.out === undefined ? await store.ledger(entry.target) : new Map<string, string>();
    try {
      const report = await entry.block.apply(entry.options, released, ledger, context);
      if (request.out === undefined) await store.putLedger(entry.target, released.generation, await ledgerChanges(ledger, released));
      outcomes.push({ target: entry.target, upserted: report.upserted, deleted: report.deleted, verified: report.verified });
    } catch (error) {
      context.signal.throwIfAborted();
      throw asWinnowError(error, 'export-failed');
    }
  }
  return outcomes;
}

/** Reads targets back and compares them with the current generation. Changes nothing. */
export async function verifyTargets(pipeline: Pipeline, store: Store, request: ExportRequest = {}): Promise<{ target: string; report: VerifyReport }[]> {
  const released = await snapshot(pipeline, store);
  const context: ExportContext = { baseDir: pipeline.baseDir, signal: request.signal ?? new AbortController().signal };
  return Promise.all(targetsOf(pipeline, request).map(async (entry) => ({ target: entry.target, report: await entry.block.verify(entry.options, released, context) })));
}
