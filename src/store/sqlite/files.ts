import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { WinnowError, isWinnowError } from '../../core/index.js';
import { Connection } from './connection.js';
import { syncFile, syncFolder } from './sync.js';

/** What SQLite keeps beside a file while it is in use. A log left beside another file would be taken for that file's own. */
const COMPANIONS = ['-wal', '-shm', '-journal'] as const;

/** `wanted`, or the first of `wanted-2`, `wanted-3` ... that nothing has. */
export function freeName(wanted: string, ending = ''): string {
  for (let number = 1; ; number += 1) {
    const name = `${wanted}${number === 1 ? '' : `-${number}`}${ending}`;
    if (!existsSync(name)) return name;
  }
}

/**
 * Writes the log of a store into its file and removes it, so that the file is all there is. Fails with `store-busy` while anybody else has the store open: whoever
 * goes on writing to a file that was replaced writes to nobody.
 */
export function foldLog(location: string): void {
  const db = new Connection(location, { create: false });
  try {
    if (db.pragma('journal_mode = DELETE') === 'wal') throw inUse(location);
  } catch (error) {
    throw isWinnowError(error) && error.code === 'store-busy' ? inUse(location, error) : error;
  } finally {
    db.close();
  }
}

const inUse = (location: string, cause?: unknown): WinnowError => new WinnowError('store-busy', `${location} is in use by another process`, {
  cause, next: 'Stop what has it open (a run, `winnow serve`, `winnow review`) and try again.',
});

/** Gives the file at a location a second name, with what SQLite keeps beside it. The location stays taken until `placeStore`: a run would make a new store there. */
export function fileAside(location: string, aside: string): void {
  for (const companion of COMPANIONS) if (existsSync(location + companion)) renameSync(location + companion, aside + companion);
  try {
    linkSync(location, aside);
  } catch {
    // A file system without second names.
    copyFileSync(location, aside);
    syncFile(aside);
  }
  syncFolder(dirname(aside));
}

/** Puts a finished file in the place of a store, in one step. */
export function placeStore(from: string, location: string): void {
  for (const companion of COMPANIONS) rmSync(location + companion, { force: true });
  syncFile(from);
  renameSync(from, location);
  syncFolder(dirname(location));
}
