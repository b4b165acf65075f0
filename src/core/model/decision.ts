import type { Status } from './document.js';
import type { FindingDraft } from './finding.js';

export const PERSON_VERDICTS = ['approve', 'reject', 'requeue'] as const;
export type PersonVerdict = (typeof PERSON_VERDICTS)[number];
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
export interface DecisionEvent {
  /** 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly subjectKind: SubjectKind;
  /** Public id of the chunk or document. */
  readonly subjectId: string;
  readonly verdict: PersonVerdict;
  readonly reason: string;
  readonly evidence: DecisionEvidence;
  /** Hash of the event before (64 zeros for the first). */
  readonly previousHash: string;
  /** SHA-256 of the canonical JSON of all the other fields. */
  readonly hash: string;
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
