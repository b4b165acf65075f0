import type { Cue } from './edge.js';
import type { Span } from './span.js';

export type Severity = 'info' | 'warning' | 'error';
/** `dimension/name`, for example `freshness/stale`. A retired id is never used again. */
export type RuleId = `${string}/${string}`;
export type Dimension = 'structure' | 'freshness' | 'duplication' | 'contradiction' | (string & {});

/** The other side of a finding about two things. */
export interface Related {
  readonly documentId?: string;
  readonly chunkId?: string;
  readonly path?: string;
  readonly quote?: string;
}

/**
 * The first criterion that told the kept one of two copies from the one that gives way. `held-back`: for another reason; `pin`: a
 * person's, what was seen are the decisions' numbers; `measured`: the
 * kept one was measured against every copy of a large cluster; `source`: chunks of a better source say nearly all of it; `holds`: the
 * kept one holds the other and more; `elsewhere`: it was kept already, in place of what the other stood behind.
 */
export type Criterion =
  | 'held-back' | 'pin' | 'measured' | 'source' | 'holds' | 'authority' | 'date' | 'tokens' | 'structure' | 'path' | 'id' | 'elsewhere';

/** Why a copy gives way to the one that is kept: kept with its finding, as the join decided it. */
export interface Precedence {
  readonly relation: 'exact' | 'near' | 'contained' | 'paraphrase';
  /** 0..1: 1, the Jaccard, the containment or the cosine. */
  readonly similarity: number;
  readonly by: Criterion;
  /** What the criterion saw on the kept one and on the copy; `null` = nothing, as the date of an undated page. */
  readonly kept: string | number | null;
  readonly copy: string | number | null;
}

/** Two statements that cannot both hold, seen from the one that has the finding; `related` is the other. */
export interface Dispute {
  /** What makes them disagree. */
  readonly cue: Cue;
  /** The words that differ, here and there. */
  readonly words: readonly [here: string, there: string];
  /** Different wordings in the corpus that say the one and the other; copies of one sentence count once. */
  readonly voices: readonly [here: number, there: number];
  /** What tells which side is to be believed; `null` = nothing does. `held-back`: a side is, for another reason (superseded, stale, damaged). */
  readonly by: 'held-back' | 'authority' | 'date' | null;
  /** What `by` saw on both sides. */
  readonly standing: readonly [here: string | number | null, there: string | number | null];
  /** `keep-this`, `keep-other` by what tells; `ask-owner` where nothing does. */
  readonly proposal: 'keep-this' | 'keep-other' | 'ask-owner';
  /** The judge that says so too, both ways round; absent = none was asked. */
  readonly judge?: string;
}

/** What a block reports. The span refers to the document's text. */
export interface FindingDraft {
  readonly rule: RuleId;
  readonly severity: Severity;
  /** Names the fault, not the check, and must not change as time passes: it is kept with the decision. */
  readonly message: string;
  readonly seen?: string | null;
  readonly expected?: string | null;
  readonly span?: Span | null;
  readonly related?: Related | null;
  /** Counts only where one of these is found too: what is no fault by itself. */
  readonly beside?: readonly RuleId[];
  /** Of a copy that gives way to `related`. */
  readonly precedence?: Precedence;
  /** Of a contradiction with `related`. */
  readonly dispute?: Dispute;
}

/** One measurement. Never a verdict. */
export interface Signal {
  readonly name: string;
  readonly value: number | string | boolean | null;
  readonly unit?: string;
  /** 0..1 */
  readonly confidence?: number;
}

/** Score of one dimension: 0..1, 1 = good; `null` = not checked, which is not passed. */
export type Score = number | null;
