import type { PurgeEntry, Store } from '../../core/index.js';
import { candidatesOf } from './select.js';

/** Purges an older copy of a store of what was purged since. `entries`: the log as it is now, from its beginning. Returns how many entries were missing. */
export async function replayPurges(store: Store, entries: readonly PurgeEntry[], now: number): Promise<number> {
  const known = await store.purges();
  const isPrefix = known.every(({ hash }, index) => entries[index]?.hash === hash);
  const missing = isPrefix ? entries.slice(known.length) : entries.filter(({ hash }) => !known.some((entry) => entry.hash === hash));
  for (const entry of missing) {
    const { act, actor, reason, selection, documents } = entry;
    const ids = [...documents.map(({ id }) => id), ...(act === 'lift' ? [] : await sameTexts(store, entry))];
    await store.purge({ act, actor, reason, selection, documents: ids }, { now, ...(isPrefix ? { entry } : {}) });
  }
  if (missing.length > 0) await store.compact();
  return missing.length;
}

/** Documents of the copy that have another name there: their newest text is one that was purged. */
async function sameTexts(store: Store, { documents }: PurgeEntry): Promise<string[]> {
  const contents = new Set(documents.flatMap((document) => document.contents));
  const found: string[] = [];
  for await (const { documentId, versions } of candidatesOf(store)) if (contents.has(versions.at(-1)?.contentHash ?? '')) found.push(documentId);
  return found;
}

/** The longer of two logs of which one goes on from the other. */
export const longerLog = <Entry extends PurgeEntry>(a: readonly Entry[], b: readonly Entry[]): readonly Entry[] => (b.length > a.length ? b : a);
