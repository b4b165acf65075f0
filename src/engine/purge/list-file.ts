import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { WinnowError, brokenPurgeAt, messageOf, type PurgeEntry } from '../../core/index.js';
import { syncFolder } from '../../store/sqlite/index.js';

const entrySchema = z.object({
  seq: z.int(), act: z.enum(['purge', 'lift']), at: z.string(), actor: z.string(), reason: z.string(), selection: z.enum(['documents', 'source', 'expression']),
  documents: z.array(z.object({ id: z.string(), contents: z.array(z.string()) })), sources: z.record(z.string(), z.int()), previousHash: z.string(), hash: z.string(),
});

/** Beside the store: a backup that is older than a purge is purged by it when it is restored. */
export const purgeListOf = (location: string): string => `${location}.purged.jsonl`;

/** The list beside a store; nothing = there is none. Fails with `store-damaged` where it was changed: what is missing in it would come back. */
export function readPurgeList(location: string): PurgeEntry[] {
  const file = purgeListOf(location);
  if (!existsSync(file)) return [];
  try {
    const entries = readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line): PurgeEntry => entrySchema.parse(JSON.parse(line)));
    const broken = brokenPurgeAt(entries);
    if (broken !== null) throw new Error(`entry ${broken} does not follow on the one before`);
    return entries;
  } catch (error) {
    throw new WinnowError('store-damaged', `the list of purges ${file} cannot be used: ${messageOf(error)}`, {
      cause: error, next: 'Copy it from another place that has it, or write it anew from the store with `winnow purge --list`.',
    });
  }
}

/** Makes the list hold all these entries. One that was cut short by a crash is written anew. */
export function writePurgeList(location: string, entries: readonly PurgeEntry[]): void {
  const file = purgeListOf(location);
  const text = entries.map(({ seq, act, at, actor, reason, selection, documents, sources, previousHash, hash }) => `${JSON.stringify({ seq, act, at, actor, reason, selection, documents, sources, previousHash, hash })}\n`).join('');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (before === text) return;
  const handle = openSync(file, text.startsWith(before) ? 'a' : 'w', 0o600);
  try {
    writeSync(handle, text.startsWith(before) ? text.slice(before.length) : text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolder(dirname(file));
}
