import { GENESIS, type ChainLink } from './chain.js';
import { sha256 } from './ids.js';
import { canonicalJson } from './json.js';
import type { PurgeDraft, PurgeEntry } from './model/index.js';

/** Shorter texts, in UTF-16 units, are those of documents that have nothing to do with each other: only longer ones are told again by their hash. */
export const TELLING_CHARS = 80;

/** Makes the entry that follows `previous` (`null` = the first). `at` is ISO 8601. */
export function linkPurge(previous: ChainLink | null, { act, at, actor, reason, selection, documents, sources }: PurgeDraft & { readonly at: string }): PurgeEntry {
  const { seq, hash } = previous ?? GENESIS;
  const entry = { seq: seq + 1, act, at, actor, reason, selection, documents, sources, previousHash: hash };
  return { ...entry, hash: hashOf(entry) };
}

function hashOf({ seq, act, at, actor, reason, selection, documents, sources, previousHash }: Omit<PurgeEntry, 'hash'>): string {
  return sha256(canonicalJson({ seq, act, at, actor, reason, selection, documents: documents.map(({ id, contents }) => ({ id, contents: [...contents] })), sources: { ...sources }, previousHash }));
}

/** The seq at which the log of purges was changed; `null` = it is whole. */
export function brokenPurgeAt(entries: readonly PurgeEntry[]): number | null {
  let head: ChainLink = GENESIS;
  for (const entry of entries) {
    if (entry.seq !== head.seq + 1 || entry.previousHash !== head.hash || hashOf(entry) !== entry.hash) return head.seq + 1;
    head = entry;
  }
  return null;
}
