import { z } from 'zod';
import {
  WinnowError, type ExportContext, type ExportReport, type ExportSnapshot, type Exporter, type Json, type SnapshotItem, type VerifyReport,
} from '../../core/index.js';
import { batchesOf } from './batches.js';
import { MAX_LISTED, compare, isSame } from './compare.js';
import { RETRY_AFTER_MS, patiently } from './patience.js';
import { stampFaults, stampOf, type Stamp } from './stamp.js';

/** Rows written, deleted or looked up at once. */
const BATCH = { items: 500, chars: 4_000_000 };
/** More rows than this are read back with all others rather than one by one. */
const MOST_LOOKED_UP = 2_000;
/** How often a target that lost what it acknowledged is told again. */
const MENDS = 2;

/** What a target holds, as anybody would read it. */
export interface TableReader {
  /** Of the target itself; `null` = it has none that can be read. */
  stamp(): Promise<Stamp | null>;
  /** Every row, whoever wrote it: id and hash (`itemHash`) of the item it holds; of a row that tells an item otherwise than we would, something else. */
  rows(): AsyncIterable<readonly [id: string, hash: string]>;
  /** The same of some rows; those that are not there are left out. */
  rowsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  count(): Promise<number>;
  /** Faults that no row shows. */
  problems(): Promise<readonly string[]>;
  /** What `stillHolds` recognises the target by; `null` = nothing does just now. */
  receipt(): Promise<Json>;
  close(): Promise<void>;
}

/** One change of a target. Others see all of it on `commit`, and none of it before; closed without, it never was. */
export interface TableWriter {
  rows(): AsyncIterable<readonly [id: string, hash: string]>;
  put(items: readonly SnapshotItem[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  commit(stamp: Stamp): Promise<void>;
  close(): Promise<void>;
}

/** A store of rows by id that can change many of them at once. */
export interface TableFormat<Options> {
  /** The target in words, without secrets: `the table "chunks" in /data/chunks.db`. */
  name(options: Options, context: ExportContext): string;
  /** `null` = there is no such target yet. */
  read(options: Options, context: ExportContext): Promise<TableReader | null>;
  /** Makes what is not there yet, and anew what holds vectors of another length. Throws `target-foreign` for what belongs to another pipeline or program. */
  write(options: Options, snapshot: ExportSnapshot, context: ExportContext): Promise<TableWriter>;
  /** Whether it may go better in a moment. */
  isTransient(error: unknown): boolean;
  stillHolds(options: Options, receipt: Json, context: ExportContext): Promise<boolean | 'ledger'>;
}

/**
 * A target of rows by id. What it holds is read and compared with the snapshot; what differs is written and deleted in batches, as one change; then what was written
 * is read back, and all rows are counted. A target that lost what it acknowledged is told again, twice at most. A connection that fails is tried again, three times.
 *
 * Errors: `export-failed`, `export-mismatch`, `target-foreign`.
 */
export function tableTarget<Options>(format: TableFormat<Options>, retryAfterMs: readonly number[] = RETRY_AFTER_MS): Required<Pick<Exporter<Options>, 'apply' | 'stillHolds' | 'verify'>> {
  const patience = { retryAfterMs, isTransient: (error: unknown) => format.isTransient(error) };
  const patient = <Result>({ options, context, to }: { readonly options: Options; readonly context: ExportContext; readonly to: string }, what: () => Promise<Result>): Promise<Result> =>
    patiently(patience, { signal: context.signal, cannot: `Cannot ${to} ${format.name(options, context)}` }, what);
  return {
    async apply(options, snapshot, _ledger, context) {
      const changed = { upserted: new Set<string>(), deleted: new Set<string>() };
      for (let mends = 0; ; mends += 1) {
        const receipt = await patient({ options, context, to: 'bring in step' }, () => attempt(format, options, snapshot, { context, changed }));
        if (receipt !== undefined) return report(changed, receipt === null ? null : { generation: snapshot.generation, target: receipt });
        if (mends === MENDS) throw new WinnowError('export-mismatch', `Read back ${mends + 1} times from ${format.name(options, context)}: not what was written`);
      }
    },
    async stillHolds(options, receipt, snapshot, context) {
      const left = receiptSchema.safeParse(receipt);
      if (!left.success || left.data.generation !== snapshot.generation) return false;
      try {
        return await format.stillHolds(options, left.data.target, context);
      } catch {
        context.signal.throwIfAborted();
        return false; // `apply` meets the same fault and names it
      }
    },
    verify: (options, snapshot, context) => patient({ options, context, to: 'read' }, () => verify(format, options, snapshot, context)),
  };
}

const receiptSchema = z.object({ generation: z.int(), target: z.json() });

interface Changed { readonly upserted: Set<string>; readonly deleted: Set<string> }

const report = ({ upserted, deleted }: Changed, receipt: Json): ExportReport => ({ upserted: upserted.size, deleted: deleted.size, verified: 'read-back', receipt });

/** One change and its proof: the receipt, or `undefined` where what was read back is not what was written. */
async function attempt<Options>(format: TableFormat<Options>, options: Options, snapshot: ExportSnapshot, on: { readonly context: ExportContext; readonly changed: Changed }): Promise<Json | undefined> {
  const { context, changed } = on;
  const { signal } = context;
  const written = new Map<string, string>();
  let released = 0;
  const writer = await format.write(options, snapshot, context);
  try {
    const held = new Map<string, string>();
    for await (const [id, hash] of writer.rows()) held.set(id, hash);
    const gone = new Set(held.keys());
    const differing = async function* (): AsyncGenerator<SnapshotItem> {
      for await (const item of snapshot.items()) {
        signal.throwIfAborted();
        released += 1;
        gone.delete(item.id);
        if (held.get(item.id) === item.hash) continue;
        written.set(item.id, item.hash);
        yield item;
      }
    };
    for await (const batch of batchesOf(differing(), BATCH)) await writer.put(batch);
    for (const ids of slicesOf([...gone])) await writer.remove(ids);
    signal.throwIfAborted();
    await writer.commit(stampOf(snapshot, released));
    for (const id of written.keys()) changed.upserted.add(id);
    for (const id of gone) changed.deleted.add(id);
  } finally {
    await writer.close();
  }
  context.proving?.();
  return proof(format, options, context, { written, released });
}

/** What was not written was read a moment ago: what was is read now, and all rows are counted. */
async function proof<Options>(format: TableFormat<Options>, options: Options, context: ExportContext, due: { readonly written: ReadonlyMap<string, string>; readonly released: number }): Promise<Json | undefined> {
  const { written, released } = due;
  const reader = await format.read(options, context);
  if (reader === null) return undefined;
  try {
    if ((await reader.count()) !== released) return undefined;
    let proved = 0;
    if (written.size > MOST_LOOKED_UP) {
      for await (const [id, hash] of reader.rows()) if (written.get(id) === hash) proved += 1;
    } else {
      for (const ids of slicesOf([...written.keys()])) for (const [id, hash] of await reader.rowsOf(ids)) if (written.get(id) === hash) proved += 1;
    }
    return proved === written.size ? await reader.receipt() : undefined;
  } finally {
    await reader.close();
  }
}

async function verify<Options>(format: TableFormat<Options>, options: Options, snapshot: ExportSnapshot, context: ExportContext): Promise<VerifyReport> {
  const held = new Map<string, string>();
  const problems: string[] = [];
  let stamp: Stamp | null = null;
  const reader = await format.read(options, context);
  try {
    if (reader === null) problems.push(`there is no ${format.name(options, context).replace(/^the /u, '')}`);
    else {
      stamp = await reader.stamp();
      for await (const [id, hash] of reader.rows()) held.set(id, hash);
      problems.push(...(await reader.problems()));
    }
  } finally {
    await reader?.close();
  }
  const { expected, ...difference } = await compare(held, snapshot, context.signal);
  if (reader !== null && problems.length === 0) problems.push(...stampFaults(stamp, stampOf(snapshot, expected)));
  return { ok: isSame({ expected, ...difference }) && problems.length === 0, expected, found: held.size, ...difference, problems: problems.slice(0, MAX_LISTED) };
}

function* slicesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += BATCH.items) yield ids.slice(at, at + BATCH.items);
}
