import { resolve } from 'node:path';
import { z } from 'zod';
import {
  WinnowError, excerpt, isWinnowError, messageOf, sha256,
  type ExportContext, type ExportLedger, type ExportReport, type ExportSnapshot, type Exporter, type Json, type KeptItem, type SnapshotItem, type VerifyReport,
} from '../../core/index.js';
import { MAX_LISTED, compare, isSame } from './compare.js';
import { digestOf } from './digest.js';
import { stageFile, type StagedFile } from './files.js';
import { disagreements, faults, manifestOf, manifestPathOf, readManifest, writeManifest } from './manifest.js';

export interface FileOptions {
  readonly path: string;
}

/** What a target file holds. Ids and hashes are kept, texts are not: about 200 bytes a chunk. */
export interface TargetState {
  /** Id -> SHA-256 of the item's canonical JSON; of an item that the file tells otherwise than we would, of something else. */
  readonly items: ReadonlyMap<string, string>;
  readonly bytes: number;
  /** Of the whole file. */
  readonly sha256: string;
  /** Broken places, ids that come twice. At most 1,000. */
  readonly problems: readonly string[];
}

/** A file that is as it was left has not what the ledger says. */
export class NotThere extends Error {}

/** How items stand in a file. */
export interface FileFormat {
  /** The bytes of the file. Equal items in equal order give equal bytes. */
  encode(items: AsyncIterable<SnapshotItem>): AsyncIterable<Uint8Array>;
  /** The same bytes, with those of items that are as they were taken from the file at `path`, which has them in the same order. Throws `NotThere` for one that it has not. */
  copy?(items: AsyncIterable<SnapshotItem | KeptItem>, path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Reads a target file as a stream; `null` when there is none. Throws for one that cannot be read at all. */
  scan(path: string, signal: AbortSignal): Promise<TargetState | null>;
}

/**
 * A target that is one file, with a manifest beside it. The file is written under another name, synced and renamed, so readers see the old one or the new one; the
 * manifest follows in the same way. A crash between the two leaves a file that `verify` faults and the next `apply` mends. A file that already holds the snapshot is
 * left untouched.
 *
 * Errors: `export-failed` (disk, rights, a folder in the file's place; the old file stays), `export-mismatch` (read back, the file was not what had been written).
 */
export function fileTarget(format: FileFormat): Required<Pick<Exporter<FileOptions>, 'apply' | 'stillHolds' | 'verify'>> {
  return {
    apply: (given, snapshot, ledger, context) => apply(format, given, snapshot, ledger, context),
    stillHolds,
    verify: (given, snapshot, context) => verify(format, given, snapshot, context),
  };
}

async function apply(format: FileFormat, given: FileOptions, snapshot: ExportSnapshot, ledger: ExportLedger, context: ExportContext): Promise<ExportReport> {
  const path = resolve(context.baseDir, given.path);
  let file: StagedFile | null = null;
  try {
    const before = await heldBefore(format, path, ledger, context);
    // Of a file that is gone, the ledger still knows which chunks must no longer be there.
    const tally = new Tally(before?.items ?? new Map<string, string>(), before === null ? ledger : null);
    file = (before?.asLeft === true ? await stageCopy(format, path, { snapshot, tally, signal: context.signal }) : null)
      ?? await stageFile(path, format.encode(tally.counted(snapshot.items(), context.signal)));
    const manifest = manifestOf(snapshot, tally.count, file.written);
    if (before?.sha256 !== file.written.sha256) {
      context.signal.throwIfAborted();
      await file.commit();
    }
    context.proving?.();
    await readBack(path, file, context.signal);
    const manifestPath = manifestPathOf(path);
    const old = await readManifest(manifestPath);
    if (typeof old === 'string' || disagreements(old, manifest).length > 0) await writeManifest(manifestPath, manifest);
    return { upserted: tally.upserted, deleted: tally.deleted(), verified: 'read-back', receipt: { ...file.written } };
  } catch (error) {
    context.signal.throwIfAborted();
    if (isWinnowError(error)) throw error;
    throw new WinnowError('export-failed', `Cannot write "${excerpt(path, 300)}": ${excerpt(messageOf(error), 240)}`, { cause: error });
  } finally {
    await file?.discard().catch(() => undefined);
  }
}

/** The file anew, with what did not change taken from the one there is; `null` where that cannot be done. */
async function stageCopy(format: FileFormat, path: string, { snapshot: { changes }, tally, signal }: { snapshot: ExportSnapshot; tally: Tally; signal: AbortSignal }): Promise<StagedFile | null> {
  if (format.copy === undefined || changes === undefined) return null;
  try {
    return await stageFile(path, format.copy(tally.counted(changes(), signal), path, signal));
  } catch (error) {
    if (!(error instanceof NotThere)) throw error;
    tally.begin();
    return null;
  }
}

/** What the file holds; `null` when there is none. One that is as it was left is not taken apart: the ledger knows its items. */
async function heldBefore(format: FileFormat, path: string, ledger: ExportLedger, { receipt, signal }: ExportContext): Promise<Pick<TargetState, 'items' | 'sha256'> & { asLeft?: boolean } | null> {
  const left = receiptSchema.safeParse(receipt);
  const found = left.success ? await digestOf(path, signal) : null;
  return found !== null && found.sha256 === left.data?.sha256 ? { items: ledger, sha256: found.sha256, asLeft: true } : format.scan(path, signal);
}

/** Counts items as they pass, and what they change against those there were. */
class Tally {
  count = 0;
  upserted = 0;
  private kept = 0;

  constructor(private readonly before: ReadonlyMap<string, string>, private readonly ledger: ExportLedger | null) {}

  async *counted<Item extends SnapshotItem | KeptItem>(items: AsyncIterable<Item>, signal: AbortSignal): AsyncGenerator<Item> {
    for await (const item of items) {
      signal.throwIfAborted();
      this.count += 1;
      if (this.before.get(item.id) !== item.hash) this.upserted += 1;
      if ((this.ledger ?? this.before).has(item.id)) this.kept += 1;
      yield item;
    }
  }

  begin(): void {
    [this.count, this.upserted, this.kept] = [0, 0, 0];
  }

  /** Chunks that were there and are not any more. */
  deleted(): number {
    return (this.ledger ?? this.before).size - this.kept;
  }
}

const receiptSchema = z.object({ bytes: z.int(), sha256: z.string() });

/** By the bytes of the file and what its manifest says; the items were compared when the receipt was given. */
async function stillHolds(given: FileOptions, receipt: Json, snapshot: ExportSnapshot, context: ExportContext): Promise<boolean> {
  const path = resolve(context.baseDir, given.path);
  const left = receiptSchema.safeParse(receipt);
  if (!left.success) return false;
  try {
    const found = await digestOf(path, context.signal);
    if (found?.sha256 !== left.data.sha256) return false;
    const manifest = await readManifest(manifestPathOf(path));
    return typeof manifest !== 'string' && disagreements(manifest, manifestOf(snapshot, snapshot.count, left.data)).length === 0;
  } catch {
    context.signal.throwIfAborted();
    return false; // `apply` meets the same fault and names it
  }
}

/** The bytes written are the bytes there: items and ids follow from that. */
async function readBack(path: string, { written }: StagedFile, signal: AbortSignal): Promise<void> {
  const found = await digestOf(path, signal);
  if (found?.sha256 === written.sha256) return;
  const seen = found === null ? 'nothing' : `${found.bytes} bytes with SHA-256 ${found.sha256}`;
  throw new WinnowError('export-mismatch', `Read back from "${excerpt(path, 300)}": ${seen}, expected ${written.bytes} bytes with ${written.sha256}`);
}

async function verify(format: FileFormat, given: FileOptions, snapshot: ExportSnapshot, context: ExportContext): Promise<VerifyReport> {
  const path = resolve(context.baseDir, given.path);
  const { state, problems } = await lookAt(format, path, context.signal);
  const { expected, ...difference } = await compare(state.items, snapshot, context.signal);
  problems.push(...state.problems);
  if (problems.length === 0) problems.push(...(await manifestProblems(path, manifestOf(snapshot, expected, state))));
  return { ok: isSame({ expected, ...difference }) && problems.length === 0, expected, found: state.items.size, ...difference, problems: problems.slice(0, MAX_LISTED) };
}

const NOTHING: TargetState = { items: new Map(), bytes: 0, sha256: sha256(''), problems: [] };

async function lookAt(format: FileFormat, path: string, signal: AbortSignal): Promise<{ state: TargetState; problems: string[] }> {
  try {
    const state = await format.scan(path, signal);
    return state === null ? { state: NOTHING, problems: [`there is no file "${excerpt(path, 300)}"`] } : { state, problems: [] };
  } catch (error) {
    signal.throwIfAborted();
    return { state: NOTHING, problems: [`the file cannot be read: ${excerpt(messageOf(error), 240)}`] };
  }
}

async function manifestProblems(path: string, expected: ReturnType<typeof manifestOf>): Promise<string[]> {
  const manifest = await readManifest(manifestPathOf(path));
  return typeof manifest === 'string' ? [manifest] : faults(manifest, expected);
}
