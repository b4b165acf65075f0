import type { Status } from './document.js';
import type { FindingDraft } from './finding.js';

/** What a person says of a chunk's release. */
export const STATUS_VERDICTS = ['approve', 'reject', 'requeue'] as const;
/** What a person says of a chunk among its copies: this one is the canonical; or again whichever is best. Says nothing of its release. */
export const PIN_VERDICTS = ['canonical', 'unpin'] as const;
export const PERSON_VERDICTS = [...STATUS_VERDICTS, ...PIN_VERDICTS] as const;
export type StatusVerdict = (typeof STATUS_VERDICTS)[number];
export type PinVerdict = (typeof PIN_VERDICTS)[number];
export type PersonVerdict = StatusVerdict | PinVerdict;
export type SubjectKind = 'chunk' | 'document';

/** What a person saw when they decided: hashes and rule ids, never scores. */
export interface DecisionEvidence {
  /** SHA-256 of the chunk's exact text (of the document's text for a document). */
  readonly contentHash: string;
  /** SHA-256 of the normalised text: white space alone does not make a decision lapse. */
  readonly textHash: string;
  /** Rules that had fired, sorted. */
  readonly rules: readonly string[];
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
  /** Hash of the event before (64 zeros for the first). */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all the other fields. */
  readonly hash: string;
}

export function isPin(event: DecisionEvent): event is DecisionEvent<PinVerdict> {
  return (PIN_VERDICTS as readonly string[]).includes(event.verdict);
}

export function isOnStatus(event: DecisionEvent): event is DecisionEvent<StatusVerdict> {
  return !isPin(event);
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
