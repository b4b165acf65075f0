import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { WinnowError, isWinnowError, messageOf, type ErrorCode, type PurgeEntry } from '../../core/index.js';
import { fileAside, foldLog, freeName, giveUpLease, importSalvage, openSqliteStore, placeStore, salvage, type Salvage } from '../../store/sqlite/index.js';
import { readPurgeList } from '../purge/list-file.js';
import { longerLog, replayPurges } from '../purge/replay.js';
import { backupFolder, backupsOf, faultOf, manifestFor, problemText, stamp } from './backups.js';

export interface RestoreRequest {
  /** A file, the name of one in `backups` beside the store, or `latest`. */
  readonly backup: string;
  /** Carry decisions over that were made since the backup, where their log follows on it. Default false. */
  readonly keepDecisions?: boolean;
  /** Part of the former store's new name. Default `replaced`. */
  readonly label?: 'replaced' | 'damaged';
  readonly now?: Date;
}

export interface RestoreResult {
  readonly backup: string;
  /** What the store holds now; `null` = nothing was published yet. */
  readonly generation: number | null;
  readonly pipeline: string | null;
  /** Where the former store is; `null` = there was none. */
  readonly aside: string | null;
  /** What the former store held that this one does not. */
  readonly left: {
    /** The newest generation it had; `null` = none, or not to be read. */
    readonly generation: number | null;
    readonly decisions: number;
  };
  /** Decisions that were carried over; the next run applies them. */
  readonly carried: number;
  /** Purges since the backup was made, which it was purged by before it took the store's place. */
  readonly purges: number;
}

/** Finds the file that is meant. Fails with `backup-not-found`. */
async function fileOf(location: string, backup: string): Promise<string> {
  if (backup === 'latest') {
    const [newest] = await backupsOf(location);
    if (newest === undefined) throw new WinnowError('backup-not-found', `there is no backup in ${backupFolder(location)}`);
    return newest.file;
  }
  const found = [resolve(backup), ...(isAbsolute(backup) ? [] : [join(backupFolder(location), backup), join(backupFolder(location), `${backup}.db`)])].find((file) => existsSync(file));
  if (found === undefined) throw new WinnowError('backup-not-found', `there is no backup "${backup}", neither here nor in ${backupFolder(location)}`);
  return found;
}

/**
 * Puts a backup in a store's place. The backup is copied, brought to this schema and checked first; the former store gets another name and is never deleted. Fails with
 * `backup-not-found`, `backup-damaged`, `pipeline-mismatch`, `store-busy` while anybody has the store open.
 */
export async function restoreStore(location: string, { backup, keepDecisions = false, label = 'replaced', now = new Date() }: RestoreRequest): Promise<RestoreResult> {
  const file = await fileOf(location, backup);
  if (file === resolve(location)) throw new WinnowError('usage', `${file} is the store itself`, { next: 'Name a backup; `winnow backup --list` shows them.' });
  const former = existsSync(location) ? await refuseInUse(location) : null;
  const fresh = `${location}.restoring`;
  await discard(fresh);
  try {
    const { pipeline, decisions } = await prepared(file, fresh);
    if (former !== null && former !== 'damaged' && former.pipeline !== null && pipeline !== null && former.pipeline !== pipeline) {
      throw new WinnowError('pipeline-mismatch', `${location} holds the corpus of pipeline "${former.pipeline}", ${file} that of "${pipeline}"`);
    }
    const read = former === null ? NOTHING : await salvage(location);
    const carried = importSalvage(fresh, keepDecisions ? read : { ...read, decisions: [] });
    const { purges, generation } = await purged(fresh, longerLog(readPurgeList(location), read.purges), now);
    foldLog(fresh);
    const aside = former === null ? null : replace(location, fresh, `${label}-${stamp(now)}`);
    if (aside === null) placeStore(fresh, location);
    return { backup: file, generation, pipeline, aside, purges, left: { generation: read.generation, decisions: Math.max(0, read.decisions.length - decisions - carried) }, carried };
  } finally {
    await discard(fresh);
  }
}

export const NOTHING: Salvage = { decisions: [], cutShort: null, exported: [], generation: null, purges: [] };

export const discard = async (fresh: string): Promise<void> => {
  for (const ending of ['', '-wal', '-shm', '-journal']) await rm(fresh + ending, { force: true });
};

/** Errors that a store which is to be replaced may have. */
const BEYOND_USE: ReadonlySet<ErrorCode> = new Set(['store-damaged', 'store-newer']);

/** What the store is that is to be replaced. Fails with `store-busy` while a run holds it. */
export async function refuseInUse(location: string): Promise<{ readonly pipeline: string | null } | 'damaged'> {
  try {
    const store = openSqliteStore(location, { create: false });
    try {
      const holder = await store.leaseHolder();
      if (holder !== null) throw new WinnowError('store-busy', `${location} is held by run ${holder.runId} (process ${holder.pid} on ${holder.host}) since ${holder.since}`);
      return { pipeline: (await store.pipeline())?.name ?? null };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (isWinnowError(error) && BEYOND_USE.has(error.code)) return 'damaged';
    throw error;
  }
}

/** Takes out of a copy what was purged since it was made. */
export async function purged(fresh: string, entries: readonly PurgeEntry[], now: Date): Promise<{ readonly purges: number; readonly generation: number | null }> {
  const store = openSqliteStore(fresh, { create: false, keepFormer: false });
  try {
    const purges = await replayPurges(store, entries, now.getTime());
    return { purges, generation: (await store.currentGeneration())?.number ?? null };
  } finally {
    await store.close();
  }
}

/** A copy of a backup that was looked at from end to end. Fails with `backup-damaged`. */
async function prepared(file: string, fresh: string): Promise<{ pipeline: string | null; generation: number | null; decisions: number }> {
  const fault = await faultOf({ file, manifest: await manifestFor(file) });
  if (fault !== null) throw damaged(file, fault);
  try {
    await mkdir(dirname(fresh), { recursive: true });
    await copyFile(file, fresh);
  } catch (error) {
    throw new WinnowError('store-unwritable', `cannot copy ${file} to ${fresh}: ${messageOf(error)}`, { cause: error });
  }
  try {
    const store = openSqliteStore(fresh, { create: false, keepFormer: false });
    let held: { pipeline: string | null; generation: number | null; decisions: number };
    try {
      const problems = await store.check();
      if (problems.length > 0) throw damaged(file, problemText(problems));
      held = { pipeline: (await store.pipeline())?.name ?? null, generation: (await store.currentGeneration())?.number ?? null, decisions: await store.decisionSeq() };
    } finally {
      await store.close();
    }
    giveUpLease(fresh);
    return held;
  } catch (error) {
    if (isWinnowError(error) && error.code === 'store-damaged') throw damaged(file, error.message, error);
    throw error;
  }
}

const damaged = (file: string, why: string, cause?: unknown): WinnowError => new WinnowError('backup-damaged', `${file} cannot be restored: ${why}`, { cause });

/** Puts a finished file in the place of a store, which gets another name. Returns that name. */
export function replace(location: string, fresh: string, ending: string): string {
  try {
    foldLog(location);
  } catch (error) {
    // A file that SQLite cannot use is put aside with its log.
    if (!isWinnowError(error) || error.code !== 'store-damaged') throw error;
  }
  const aside = freeName(`${location}.${ending}`);
  fileAside(location, aside);
  placeStore(fresh, location);
  return aside;
}
