import type { Status } from './document.js';
import type { FindingDraft } from './finding.js';

/** What a person says of a chunk's release. `waive`: as `approve`, but for a time. */
export const STATUS_VERDICTS = ['approve', 'reject', 'requeue', 'waive'] as const;
/** What a person says of a chunk among its copies: this one is the canonical; or again whichever is best. Says nothing of its release. */
export const PIN_VERDICTS = ['canonical', 'unpin'] as const;
/** What a person says of two chunks that a join ties together: that it is wrong about them. Holds while both texts do. */
export const PAIR_VERDICTS = ['not-duplicate', 'not-contradiction'] as const;
/**
 * What a person says of who looks at a held-back chunk, and when; it stays held back. `acknowledge`: known, and nobody's work until its text or what is found in it
 * changes; `snooze`: not before a time; `assign`: it is somebody's.
 */
export const ATTENTION_VERDICTS = ['acknowledge', 'snooze', 'assign'] as const;
/** What a person says of chunks one by one. */
export const CHUNK_VERDICTS = [...STATUS_VERDICTS, ...PIN_VERDICTS, ...ATTENTION_VERDICTS] as const;
/** What people may say of a document's metadata: when it was last known to be true, whose it is, which product version it is of, how far it is trusted (0..1). */
export const EDIT_FIELDS = ['date', 'owner', 'version', 'authority'] as const;
export type EditField = (typeof EDIT_FIELDS)[number];
/** `withdraw` takes an earlier decision back, as if it had not been made. */
export const PERSON_VERDICTS = [...CHUNK_VERDICTS, ...PAIR_VERDICTS, 'edit', 'withdraw'] as const;
export type StatusVerdict = (typeof STATUS_VERDICTS)[number];
export type PinVerdict = (typeof PIN_VERDICTS)[number];
export type PairVerdict = (typeof PAIR_VERDICTS)[number];
export type AttentionVerdict = (typeof ATTENTION_VERDICTS)[number];
export type ChunkVerdict = StatusVerdict | PinVerdict | AttentionVerdict;
export type PersonVerdict = (typeof PERSON_VERDICTS)[number];
/** `pair`: the chunk named as the subject and the one named as `other`. */
export type SubjectKind = 'chunk' | 'document' | 'pair';

/** What a person saw when they decided: hashes and rule ids, never scores. */
export interface DecisionEvidence {
  /** SHA-256 of the chunk's exact text (of the document's text for a document). */
  readonly contentHash: string;
  /** SHA-256 of the normalised text: white space alone does not make a decision lapse. */
  readonly textHash: string;
  /** Rules that had fired, sorted. */
  readonly rules: readonly string[];
}

/** The second chunk of a decision on a pair, as it was seen. */
export interface OtherSide extends Pick<DecisionEvidence, 'contentHash' | 'textHash'> {
  readonly id: string;
}

/** A person's decision: append-only, one link of a hash chain. */
export interface DecisionEvent<Said extends PersonVerdict = PersonVerdict> {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly subjectKind: SubjectKind;
  /** Public id of the chunk or document. */
  readonly subjectId: string;
  readonly verdict: Said;
  readonly reason: string;
  readonly evidence: DecisionEvidence;
  /** Of a pair. */
  readonly other?: OtherSide;
  /** Of `edit`, whose subject is a document: it holds while the document's content is the one of the evidence. `null` = it has none. */
  readonly edit?: { readonly field: EditField; readonly value: string | number | null };
  /** Of `withdraw`: the `seq` of the decision that it takes back. */
  readonly withdraws?: number;
  /** Of `waive` and `snooze`: when it ends by itself, ISO 8601 with a time. */
  readonly until?: string;
  /** Of `assign`: whose it is; `''` = nobody's. Of `waive`: its owner, whose the chunk is when it waits again. */
  readonly assignee?: string;
  /** Hash of the event before (64 zeros for the first). */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all the other fields. */
  readonly hash: string;
}

export function isPin(event: DecisionEvent): event is DecisionEvent<PinVerdict> {
  return (PIN_VERDICTS as readonly string[]).includes(event.verdict);
}

export function isOnPair(event: DecisionEvent): event is DecisionEvent<PairVerdict> {
  return (PAIR_VERDICTS as readonly string[]).includes(event.verdict);
}

export function isOnAttention(event: DecisionEvent): event is DecisionEvent<AttentionVerdict> {
  return (ATTENTION_VERDICTS as readonly string[]).includes(event.verdict);
}

/** Whether two decisions answer the same question of the same subject: of them the newer one counts. */
export function isSameQuestion(a: DecisionEvent, b: DecisionEvent): boolean {
  if (isOnAttention(a)) return a.verdict === b.verdict;
  if (isOnPair(a)) return a.verdict === b.verdict && textsOf(a) === textsOf(b);
  if (a.edit !== undefined) return b.verdict === 'edit' && a.edit.field === b.edit?.field;
  return isPin(a) ? isPin(b) : isOnStatus(a) && isOnStatus(b);
}

const textsOf = ({ evidence, other }: DecisionEvent): string => [evidence.textHash, other?.textHash ?? ''].sort().join(' ');

/** Whether a decision that is for a time has ended. `now`: ms since the epoch. */
export const hasEnded = ({ until }: Pick<DecisionEvent, 'until'>, now: number): boolean => until !== undefined && now >= Date.parse(until);

export function isOnStatus(event: DecisionEvent): event is DecisionEvent<StatusVerdict> {
  return (STATUS_VERDICTS as readonly string[]).includes(event.verdict);
}

/** Why a chunk is held back, or how it came to be released. */
export interface Reason extends FindingDraft {
  /** The policy expression that rested on it; absent for a person's decision. */
  readonly expression?: string;
}

/** The decided state of one chunk. */
export interface Verdict {
  readonly status: Status;
  readonly canonical: boolean;
  /** `policy@<hash>` or `person:<actor>`. */
  readonly by: string;
  readonly reasons: readonly Reason[];
  /** When the verdict next changes by itself (ms since the epoch); `null` = never. */
  readonly nextChangeAt: number | null;
}
