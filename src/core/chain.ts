import { sha256 } from './ids.js';
import { canonicalJson } from './json.js';
import type { DecisionEvent } from './model/index.js';
import type { DecisionDraft } from './ports/index.js';

/** A place in the chain: the newest event that is known to be sound. */
export interface ChainLink {
  readonly seq: number;
  readonly hash: string;
}

export const GENESIS: ChainLink = Object.freeze({ seq: 0, hash: '0'.repeat(64) });

/** Makes the event that follows `previous` (`null` = the first). `at` is ISO 8601. */
export function linkEvent(previous: ChainLink | null, draft: DecisionDraft & { readonly at: string }): DecisionEvent {
  const { seq, hash } = previous ?? GENESIS;
  const event = {
    seq: seq + 1,
    at: draft.at,
    actor: wellFormed(draft.actor),
    subjectKind: draft.subjectKind,
    subjectId: draft.subjectId,
    verdict: draft.verdict,
    reason: wellFormed(draft.reason),
    evidence: { contentHash: draft.evidence.contentHash, textHash: draft.evidence.textHash, rules: [...draft.evidence.rules].sort() },
    ...(draft.other === undefined ? {} : { other: { id: draft.other.id, contentHash: draft.other.contentHash, textHash: draft.other.textHash } }),
    ...(draft.edit === undefined ? {} : { edit: { field: draft.edit.field, value: typeof draft.edit.value === 'string' ? wellFormed(draft.edit.value) : draft.edit.value } }),
    ...(draft.withdraws === undefined ? {} : { withdraws: draft.withdraws }),
    ...(draft.until === undefined ? {} : { until: draft.until }),
    ...(draft.assignee === undefined ? {} : { assignee: wellFormed(draft.assignee) }),
    previousHash: hash,
  };
  return { ...event, hash: hashOf(event) };
}

/** SHA-256 of the canonical JSON of all fields but the hash itself; what a decision does not have is not in it. */
function hashOf({ seq, at, actor, subjectKind, subjectId, verdict, reason, evidence, other, edit, withdraws, until, assignee, previousHash }: Omit<DecisionEvent, 'hash'>): string {
  return sha256(canonicalJson({ seq, at, actor, subjectKind, subjectId, verdict, reason, evidence, other, edit, withdraws, until, assignee, previousHash }));
}

/** Lone surrogates become U+FFFD, as a UTF-8 store would make them: what is hashed must be what is read back. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

export type ChainReport =
  | { readonly ok: true; /** The last event; `from` when there was none. */ readonly head: ChainLink }
  | { readonly ok: false; /** The seq expected where the chain breaks. */ readonly brokenAt: number; readonly why: string };

/**
 * Follows the chain from `from` (default: the beginning) and finds an edit, a gap, an insertion, a change of order. What it
 * cannot find from inside: events cut off at the end, and a chain hashed anew from the edit on. Keep `head` elsewhere (a
 * manifest, a log) and compare: that finds both.
 */
export async function verifyChain(events: Iterable<DecisionEvent> | AsyncIterable<DecisionEvent>, from: ChainLink = GENESIS): Promise<ChainReport> {
  let head = from;
  for await (const event of events) {
    const why = faultOf(event, head);
    if (why !== null) return { ok: false, brokenAt: head.seq + 1, why };
    head = { seq: event.seq, hash: event.hash };
  }
  return { ok: true, head };
}

function faultOf(event: DecisionEvent, previous: ChainLink): string | null {
  if (event.seq !== previous.seq + 1) return `Unexpected seq ${event.seq} after ${previous.seq}, expected ${previous.seq + 1}`;
  if (event.previousHash !== previous.hash) return `Unexpected previous hash ${event.previousHash}, expected that of decision ${previous.seq}: ${previous.hash}`;
  const expected = hashOf(event);
  return event.hash === expected ? null : `Unexpected hash ${event.hash}, expected ${expected}: a field of decision ${event.seq} was changed`;
}
