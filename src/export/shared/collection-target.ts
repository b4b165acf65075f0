import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { WinnowError, excerpt, withinTime, type ExportContext, type ExportLedger, type ExportReport, type ExportSnapshot, type Exporter, type Json, type SnapshotItem, type VerifyReport } from '../../core/index.js';
import { batchesOf } from './batches.js';
import { MAX_LISTED, compare, isSame } from './compare.js';
import { RETRY_AFTER_MS, patiently, type Patience } from './patience.js';
import { OTHERWISE } from './records.js';
import { foreign, stampFaults, stampOf, type Stamp } from './stamp.js';

/** How often a target that lost what it acknowledged is told again. */
const MENDS = 2;
/** More items than this are read back with all others rather than by their ids. */
const MOST_LOOKED_UP = 2_000;

/** Id and hash (`itemHash`) of an item as it is held; of one that is told otherwise than we would, something else. */
export type Held = readonly [id: string, hash: string];

/** Some of what a collection holds, and where the next of it begins; `null` = nowhere. */
export interface Page {
  readonly held: readonly Held[];
  readonly next: Json;
}

/** A collection as anybody would read it. Each call is one request, that may be made again when it is not known whether it was done. */
export interface Collection {
  /** `null` = it does not say that Winnow made it; `undefined` = there is no place where it could. */
  readonly stamp: Stamp | null | undefined;
  /** What can be read of it: every item, those that are asked for, or none. Of what is not read, the ledger tells. */
  readonly sees: 'all' | 'asked' | 'nothing';
  /** Every item, whoever wrote it, page by page, from where the page before it ended; `null` = from the beginning. Asked of what `sees` all. */
  page(from: Json): Promise<Page>;
  /** Those of these that are there. Not asked of what sees nothing. */
  some(items: readonly SnapshotItem[]): Promise<readonly Held[]>;
  /** Asked of what `sees` all. */
  count(): Promise<number>;
  seal(stamp: Stamp): Promise<void>;
}

/** A collection to change. */
export interface CollectionWriter extends Collection {
  /** Whether others see it now; else `publish` puts it in the place of what they see. */
  readonly live: boolean;
  /** `anew` = whatever is held under these ids goes first: it did not become what it should be. */
  put(items: readonly SnapshotItem[], anew: boolean): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  publish(): Promise<void>;
}

/** A store of items by id that changes them some at a time, by requests that can fail each by itself. */
export interface CollectionFormat<Options> {
  /** The target in words, without secrets: `the collection "chunks" at http://localhost:8000`. */
  name(options: Options, context: ExportContext): string;
  /** What others see; `null` = there is no such collection. */
  open(options: Options, context: ExportContext): Promise<Collection | null>;
  /** What is to be changed, made where there is none. Not called where nothing is to be changed. */
  prepare(options: Options, snapshot: ExportSnapshot, context: ExportContext, ledger: ExportLedger): Promise<CollectionWriter>;
  /** Why the target cannot hold this item; `null` = it can. Asked of all items before anything is changed. */
  refuses?(item: SnapshotItem, options: Options): string | null;
  readonly isTransient: Patience['isTransient'];
  readonly askedMs?: Patience['askedMs'];
  /** An error without secrets. */
  readonly shown?: (error: unknown) => Error;
  /** Items and characters in one request, requests at the same time, and milliseconds after which one counts as lost. */
  readonly requests: { readonly items: number; readonly chars: number; readonly atOnce: number; readonly timeoutMs: number };
}

/**
 * A target that is changed by many requests. What it holds is read and compared with the snapshot, and every item is looked at, before anything is changed; then what
 * differs is written, after that what must go is deleted, so that of a collection that readers see meanwhile nothing released is missing; then what was written is read
 * back and all items are counted. One that lost what it acknowledged is told again, twice at most. A request that fails is made again, three times.
 *
 * Errors: `export-failed`, `export-mismatch`, `target-foreign`.
 */
export function collectionTarget<Options>(format: CollectionFormat<Options>, retryAfterMs: readonly number[] = RETRY_AFTER_MS): Required<Pick<Exporter<Options>, 'apply' | 'stillHolds' | 'verify'>> {
  const patience: Patience = { retryAfterMs, isTransient: format.isTransient, ...(format.askedMs === undefined ? {} : { askedMs: format.askedMs }) };
  const asking = (options: Options, context: ExportContext): Asking => {
    const name = format.name(options, context);
    return {
      name, context, requests: format.requests,
      ask: (to, what) => patiently(patience, { signal: context.signal, cannot: `Cannot ${to} ${name}` }, () => withinTime(shownBy(format, what), format.requests.timeoutMs, context.signal)),
    };
  };
  return {
    apply: (options, snapshot, ledger, context) => apply(format, options, snapshot, { ledger, asking: asking(options, context) }),
    async stillHolds(options, receipt, snapshot, context) {
      const left = receiptSchema.safeParse(receipt);
      if (!left.success || left.data.generation !== snapshot.generation) return false;
      try {
        const { ask } = asking(options, context);
        const reader = await ask('read', () => format.open(options, context));
        // How long its vectors should be is not known here: nothing was embedded.
        const due = reader?.stamp?.dimensions === null || reader?.stamp?.dimensions === undefined ? snapshot : { ...snapshot, dimensions: reader.stamp.dimensions };
        if (reader?.sees !== 'all' || faultsOf(reader, due, snapshot.count).length > 0) return false;
        return (await ask('count', () => reader.count())) === snapshot.count ? 'ledger' : false;
      } catch {
        context.signal.throwIfAborted();
        return false; // `apply` meets the same fault and names it
      }
    },
    verify: (options, snapshot, context) => verify(format, options, snapshot, asking(options, context)),
  };
}

/** What a request throws may tell how the connection was made. */
const shownBy = <Result>({ shown }: Pick<CollectionFormat<never>, 'shown'>, what: () => Promise<Result>): Promise<Result> => (shown === undefined ? what() : what().catch((error: unknown) => { throw shown(error); }));

const receiptSchema = z.object({ generation: z.int() });

interface Asking {
  readonly name: string;
  readonly context: ExportContext;
  readonly requests: CollectionFormat<unknown>['requests'];
  /** Makes one request, and again where that may help. */
  readonly ask: <Result>(to: string, what: () => Promise<Result>) => Promise<Result>;
}

type Hashes = ReadonlyMap<string, string>;

const faultsOf = ({ stamp }: Collection, snapshot: ExportSnapshot, chunks: number): string[] => (stamp === undefined ? [] : stampFaults(stamp, stampOf(snapshot, chunks)));

async function apply<Options>(format: CollectionFormat<Options>, options: Options, snapshot: ExportSnapshot, on: { readonly ledger: ExportLedger; readonly asking: Asking }): Promise<ExportReport> {
  const { ledger, asking } = on;
  const { ask, context, name } = asking;
  const due = await released(format, options, snapshot, asking);
  const stamp = stampOf(snapshot, due.size);
  const changed = { upserted: new Set<string>(), deleted: new Set<string>() };
  for (let mends = 0; ; mends += 1) {
    const reader = await ask('read', () => format.open(options, context));
    const seen: Hashes = reader === null ? new Map() : reader.sees === 'all' ? await all(reader, asking) : known(ledger, context.intended ?? [], mends === 0 ? new Set() : changed.upserted);
    if (reader !== null && isForeign(reader, snapshot, ledger, seen)) throw foreign(name, reader.stamp ?? null, snapshot.pipeline);
    const difference = differenceOf(seen, due);
    for (const id of difference.put) changed.upserted.add(id);
    for (const id of difference.remove) changed.deleted.add(id);
    const same = reader !== null && difference.put.size + difference.remove.length === 0;
    if (same) {
      // All of it was read just now: that is its proof.
      if (reader.stamp !== undefined && !isDeepStrictEqual(reader.stamp, stamp)) await ask('bring in step', () => reader.seal(stamp));
      return reportOf(changed, snapshot, reader.sees);
    }
    if (mends > MENDS) throw new WinnowError('export-mismatch', `Read back ${mends} times from ${name}: not what was written`);
    const writer = await ask('bring in step', () => format.prepare(options, snapshot, context, ledger));
    const work = writer.sees !== 'all' || (writer.live && reader !== null) ? difference : differenceOf(await all(writer, asking), due);
    await write(writer, work, { snapshot, anew: mends > 0 }, asking);
    await ask('bring in step', () => writer.seal(stamp));
    context.proving?.();
    if (!(await isProved(writer, work.put, due, { snapshot, asking }))) continue;
    if (!writer.live) await ask('publish', () => writer.publish());
    return reportOf(changed, snapshot, writer.sees);
  }
}

/** What is known of a collection that is not read: what it acknowledged, but for what is being told again, and what exports that came to no end may have put there. */
const known = (ledger: ExportLedger, intended: readonly string[], again: ReadonlySet<string>): Hashes =>
  new Map([...[...ledger].filter(([id]) => !again.has(id)), ...intended.filter((id) => !again.has(id)).map((id) => [id, OTHERWISE] as const)]);

/** Whether it is somebody else's. One with no place for a stamp is, where it holds other things before anything of ours went there. */
function isForeign({ stamp, sees }: Collection, { pipeline }: ExportSnapshot, ledger: ExportLedger, seen: Hashes): boolean {
  return stamp === undefined ? sees === 'all' && ledger.size === 0 && [...seen.values()].includes(OTHERWISE) : stamp?.pipeline !== pipeline;
}

function reportOf({ upserted, deleted }: { readonly upserted: ReadonlySet<string>; readonly deleted: ReadonlySet<string> }, { generation }: ExportSnapshot, sees: Collection['sees']): ExportReport {
  // Of one that tells what it is asked for, what was written is read back; where nothing was, nothing.
  const isRead = sees === 'all' || (sees === 'asked' && upserted.size > 0);
  return { upserted: upserted.size, deleted: deleted.size, verified: isRead ? 'read-back' : 'ledger', receipt: { generation } };
}

/** What is to be held: id -> hash. Every item is looked at before anything is changed. */
async function released<Options>(format: CollectionFormat<Options>, options: Options, snapshot: ExportSnapshot, { context, name }: Asking): Promise<Hashes> {
  const due = new Map<string, string>();
  try {
    for await (const item of snapshot.items()) {
      context.signal.throwIfAborted();
      const refused = format.refuses?.(item, options) ?? null;
      if (refused !== null) throw new WinnowError('export-failed', `${name} cannot hold the chunk ${item.id}: ${refused}`, { next: 'Hold such chunks back by the policy, have them cut smaller (`chunk.with.maxTokens`), or name another target.' });
      due.set(item.id, item.hash);
    }
  } catch (error) {
    context.signal.throwIfAborted();
    throw asFailure(error, name);
  }
  return due;
}

const asFailure = (error: unknown, name: string): WinnowError =>
  error instanceof WinnowError ? error : new WinnowError('export-failed', `Cannot bring in step ${name}: ${excerpt(error instanceof Error ? error.message : String(error), 240)}`, { cause: error });

interface Work { readonly put: ReadonlySet<string>; readonly remove: readonly string[] }

function differenceOf(held: Hashes, due: Hashes): Work {
  const put = new Set<string>();
  for (const [id, hash] of due) if (held.get(id) !== hash) put.add(id);
  return { put, remove: [...held.keys()].filter((id) => !due.has(id)) };
}

async function all(reader: Collection, { ask }: Asking): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  let from: Json = null;
  do {
    const at: Json = from;
    const page: Page = await ask('read', () => reader.page(at));
    for (const [id, hash] of page.held) held.set(id, hash);
    from = page.next;
  } while (from !== null);
  return held;
}

async function write(writer: CollectionWriter, { put, remove }: Work, on: { readonly snapshot: ExportSnapshot; readonly anew: boolean }, asking: Asking): Promise<void> {
  const { ask, context, requests, name } = asking;
  try {
    await atOnce(requests.atOnce, batchesOf(chosen(on.snapshot, put), requests), async (batch) => {
      // Of one that can be read, it is read what it holds.
      if (writer.sees !== 'all') await context.intend?.(batch.map(({ id }) => id));
      await ask('bring in step', () => writer.put(batch, on.anew));
    }, context.signal);
    await atOnce(requests.atOnce, slicesOf(remove, requests.items), (ids) => ask('bring in step', () => writer.remove(ids)), context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    throw asFailure(error, name);
  }
}

async function* chosen(snapshot: ExportSnapshot, ids: ReadonlySet<string>): AsyncGenerator<SnapshotItem> {
  if (ids.size === 0) return;
  for await (const item of snapshot.items()) if (ids.has(item.id)) yield item;
}

/** Requests, so many at a time, of pieces that are taken as they are needed. The first that fails ends it, once those under way have ended. */
async function atOnce<Piece>(most: number, pieces: AsyncIterable<Piece> | Iterable<Piece>, request: (piece: Piece) => Promise<void>, signal: AbortSignal): Promise<void> {
  const under = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const piece of pieces) {
    signal.throwIfAborted();
    const made: Promise<void> = request(piece).catch((error: unknown) => { failures.push(error); }).finally(() => under.delete(made));
    under.add(made);
    if (under.size >= most) await Promise.race(under);
    if (failures.length > 0) break;
  }
  await Promise.all(under);
  if (failures.length > 0) throw failures[0];
}

/** What was not written was read a moment ago, or is known by the ledger: what was is read now, and all items are counted. */
async function isProved(writer: CollectionWriter, written: ReadonlySet<string>, due: Hashes, on: { readonly snapshot: ExportSnapshot; readonly asking: Asking }): Promise<boolean> {
  const { snapshot, asking } = on;
  const { ask } = asking;
  if (writer.sees === 'nothing') return true;
  if (writer.sees === 'all' && (await ask('count', () => writer.count())) !== due.size) return false;
  const held = writer.sees === 'all' && written.size > MOST_LOOKED_UP ? await all(writer, asking) : await lookedUp(writer, chosen(snapshot, written), asking);
  return [...written].every((id) => held.get(id) === due.get(id));
}

async function lookedUp(collection: Collection, items: AsyncIterable<SnapshotItem>, { ask, context, requests }: Asking): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  await atOnce(requests.atOnce, batchesOf(items, requests), async (batch) => {
    for (const [id, hash] of await ask('read', () => collection.some(batch))) held.set(id, hash);
  }, context.signal);
  return held;
}

async function verify<Options>(format: CollectionFormat<Options>, options: Options, snapshot: ExportSnapshot, asking: Asking): Promise<VerifyReport> {
  const { ask, context, name } = asking;
  const reader = await ask('read', () => format.open(options, context));
  const held = reader === null || reader.sees === 'nothing' ? new Map<string, string>() : reader.sees === 'all' ? await all(reader, asking) : await lookedUp(reader, snapshot.items(), asking);
  const { expected, ...difference } = await compare(held, snapshot, context.signal);
  const problems = reader === null ? [`there is no ${name.replace(/^the /u, '')}`] : reader.sees === 'nothing' ? ['nothing of what it holds can be read'] : faultsOf(reader, snapshot, expected);
  return {
    ok: isSame({ expected, ...difference }) && problems.length === 0, expected, found: held.size, ...difference, problems: problems.slice(0, MAX_LISTED),
    ...(reader?.sees === 'asked' ? { unproved: ['whether it holds anything else: it does not list what it holds'] } : {}),
  };
}

function* slicesOf(ids: readonly string[], most: number): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += most) yield ids.slice(at, at + most);
}
