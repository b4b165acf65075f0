import type { JudgeVerdict } from '../ports/judge.js';
import type { Span } from './span.js';

export type EdgeKind = 'duplicate' | 'near-duplicate' | 'contained' | 'supersedes' | 'contradicts' | 'differs-by-scope' | 'no-contradiction' | 'same-subject' | 'newer-version';
/** What tells the two sides apart, or apart from being equal; `person`: somebody who decided so. */
export type Cue =
  | 'number' | 'unit' | 'sign' | 'date' | 'version' | 'negation' | 'modal' | 'antonym' | 'quantifier' | 'status' | 'boolean' | 'default' | 'entity' | 'person';

export interface EdgeSide {
  readonly quote: string;
  /** Of the quote, in the side's own document text. */
  readonly span: Span | null;
}

/** What a judge said of an edge, the same both ways round, and what the rules had said. */
export interface Judged {
  /** Name of the judge: `openai:gpt-4.1-mini`. */
  readonly by: string;
  /** `unsettled`: it said one thing one way round and another the other way, so that what the rules said stands. */
  readonly verdict: JudgeVerdict | 'unsettled';
  /** The judge's own words, which may be those of the documents. */
  readonly because: string | null;
  /** What it changed. */
  readonly was: Pick<EdgeDraft, 'kind' | 'certainty' | 'because'>;
}

/**
 * A relation between two chunks or two documents, as a join's `verify` reports it.
 * `contained`: a is contained in b. `supersedes`: a supersedes b. `same-subject`: b speaks for a. `newer-version`: b documents a later version than the one a calls current. The other kinds have no direction.
 */
export interface EdgeDraft {
  readonly kind: EdgeKind;
  readonly a: EdgeSide;
  readonly b: EdgeSide;
  /** 0..1; what it measures is the method's to say (Jaccard, containment, likelihood). */
  readonly score: number;
  readonly certainty: 'exact' | 'verified' | 'likely' | 'possible';
  readonly cue: Cue | null;
  /** True when the draft's `a` is the second argument of `verify`: how a join gives a direction. */
  readonly reversed?: boolean;
  /**
   * Ties no component together, and `reduce` is not given it. `true`: kept and shown, no verdict rests on it. `counted`: `reduce` is told how many
   * go out from a member (`JoinMember.asides`).
   */
  readonly aside?: true | 'counted';
  /** The words that differ: [of a, of b]. */
  readonly differs: readonly [string, string] | null;
  /** How it was verified: `jaccard word-5 >= 0.8`. */
  readonly method: string;
  /** What told the direction, for people: `the date in its name (2026 after 2023)`. */
  readonly because?: string;
  /** Of `supersedes`: passages of b's document that a has no counterpart of, in order. */
  readonly unmatched?: readonly Span[];
  /** Set after `verify`, where a judge was asked about it. */
  readonly judged?: Judged;
}
