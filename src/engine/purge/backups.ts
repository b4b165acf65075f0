import { copyFile, rename, rm } from 'node:fs/promises';
import { messageOf, type PurgeEntry } from '../../core/index.js';
import { foldLog, giveUpLease, openSqliteStore } from '../../store/sqlite/index.js';
import { backupsOf, remakeManifest } from '../backup/backups.js';
import { replayPurges } from './replay.js';

export interface PurgedBackup {
  readonly file: string;
  /** Why it still holds what it held; `null` = it does not. */
  readonly error: string | null;
}

/** Rewrites the backups beside a store without what was purged. Each is replaced in one step, and stays as it is where that fails. */
export async function purgeBackups(location: string, entries: readonly PurgeEntry[], now: Date): Promise<PurgedBackup[]> {
  const done: PurgedBackup[] = [];
  for (const { file } of await backupsOf(location)) {
    const copy = `${file}.copy`;
    try {
      await copyFile(file, copy);
      giveUpLease(copy);
      const store = openSqliteStore(copy, { create: false, keepFormer: false });
      try {
        await replayPurges(store, entries, now.getTime());
      } finally {
        await store.close();
      }
      foldLog(copy);
      await rename(copy, file);
      await remakeManifest(file);
      done.push({ file, error: null });
    } catch (error) {
      done.push({ file, error: messageOf(error) });
    } finally {
      for (const ending of ['', '-wal', '-shm']) await rm(copy + ending, { force: true });
    }
  }
  return done;
}
