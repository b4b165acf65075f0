import type { Reason, Status } from '../../core/index.js';

/** Where an item of an index stands, as people know it. */
interface AuditPlace {
  /** As the index has it. */
  readonly id: string;
  /** What its metadata says of where it comes from; `null` = nothing. */
  readonly path: string | null;
  /** Its beginning. */
  readonly text: string;
}

/** An item that the policy would hold back. */
export interface HeldItem extends AuditPlace {
  readonly status: Exclude<Status, 'accepted'>;
  readonly reasons: readonly Pick<Reason, 'rule' | 'severity' | 'message'>[];
}

/** An item that should not be in the index, as a corpus has it. */
export interface StrayItem extends AuditPlace {
  /** Its words stand in a chunk that is held back, in one that left the corpus, or nowhere in it. */
  readonly why: 'held-back' | 'left' | 'unknown';
  /** The chunk that has most of its words; `null` where none does. */
  readonly chunkId: string | null;
  /** How much of it stands in released chunks, 0..1. */
  readonly released: number;
}

export interface AuditResult {
  /** The index in words. */
  readonly index: string;
  readonly items: number;
  /** Items that have no text: they cannot be looked at. */
  readonly withoutText: number;
  /** Items by what would become of them. */
  readonly chunks: { readonly total: number; readonly accepted: number; readonly quarantined: number; readonly rejected: number };
  /** Accepted items in percent of all that have a text, one decimal, rounded down; 0 when there is none. */
  readonly health: number;
  readonly held: readonly HeldItem[];
  /** What the released corpus says of it; `null` = it was compared with none. */
  readonly corpus: {
    readonly store: string;
    readonly generation: number;
    readonly released: number;
    readonly stray: readonly StrayItem[];
    /** Released chunks of which the index has less than half. */
    readonly missing: number;
    /** Their ids, 1,000 at most. */
    readonly missingIds: readonly string[];
  } | null;
}
