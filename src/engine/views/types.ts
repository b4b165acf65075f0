import type { Json, DateSource, DecisionEvent, DecisionEvidence, DocumentStatus, EdgeDraft, EdgeKind, FailureInfo, Judged, OtherSide, PairVerdict, PersonVerdict, Related, RunStatus, Score, Severity, Span, Status, SubjectKind, WorkCounts } from '../../core/index.js';

/** What `winnow list chunks --json` prints, a line each. */
export interface ChunkLine {
  readonly id: string;
  readonly documentId: string;
  readonly source: string;
  /** Relative to the source's root, with `/`. */
  readonly path: string;
  /** Row or record of `path`; `null` when the item is the document. */
  readonly record: string | null;
  readonly title: string | null;
  readonly headingPath: readonly string[];
  readonly page: number | null;
  readonly span: Span;
  readonly text: string;
  /** What is embedded before `text`; `''` = nothing. */
  readonly context: string;
  readonly tokens: number;
  readonly contentHash: string;
  readonly status: Status;
  readonly canonical: boolean;
  /** Id of the chunk kept in this one's place. */
  readonly survivor: string | null;
  /** `policy@<hash>` or `person:<actor>`. */
  readonly by: string;
  /** The four dimensions always, and others where measured; `null` = not checked. */
  readonly scores: Readonly<Record<string, Score>>;
  readonly date: DateLine | null;
  readonly reasons: readonly ReasonLine[];
}

export interface DateLine {
  readonly value: string;
  readonly source: DateSource | null;
  readonly confidence: number | null;
}

export interface ReasonLine {
  readonly rule: string;
  readonly message: string;
  readonly severity: Severity;
}

/** What `winnow list documents --json` prints, a line each. */
export interface DocumentLine {
  readonly id: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly title: string | null;
  readonly type: string | null;
  readonly language: string | null;
  readonly status: DocumentStatus;
  /** Of the document itself, when it is held back for want of chunks. */
  readonly reasons: readonly ReasonLine[];
  readonly contentHash: string;
  readonly date: {
    readonly value: string | null; readonly published: string | null; readonly modified: string | null; readonly effective: string | null;
    readonly expires: string | null; readonly source: DateSource | null; readonly confidence: number | null;
  };
  readonly chunks: number;
  /** Its item failed in the last run; this is its last good version. */
  readonly carried: boolean;
}

/** What `winnow list findings --json` prints, a line each. Spans are in the document's text. */
export interface FindingLine {
  readonly rule: string;
  readonly severity: Severity;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly documentId: string;
  readonly chunkId: string | null;
  readonly span: Span | null;
  readonly message: string;
  readonly seen: string | null;
  readonly expected: string | null;
  readonly related: Related | null;
}

export interface EdgeSideLine {
  readonly chunkId?: string;
  readonly documentId?: string;
  readonly path: string | null;
  readonly quote: string;
}

/** What `winnow list edges --json` prints, a line each. */
export interface EdgeLine {
  readonly kind: EdgeKind;
  readonly a: EdgeSideLine;
  readonly b: EdgeSideLine;
  readonly of: 'chunks' | 'documents';
  readonly score: number;
  readonly certainty: EdgeDraft['certainty'];
  readonly cue: EdgeDraft['cue'];
  readonly differs: readonly [string, string] | null;
  readonly method: string;
  /** What told the direction, for people; `null` where nothing had to. */
  readonly because: string | null;
  /** The side that is kept, where exactly one is. */
  readonly canonical: 'a' | 'b' | null;
  /** What a judge said of it; its own words may be the documents'. Absent where none said anything that counts. `unsettled`: it said two things. */
  readonly judged?: Pick<Judged, 'by' | 'verdict' | 'because'>;
  /** What a person said of the two texts, against the join; it is believed. Absent where nobody did. */
  readonly person?: { readonly verdict: PairVerdict; readonly actor: string; readonly at: string; readonly seq: number };
}

/** What `winnow list failures --json` prints, a line each. */
export interface FailureLine {
  readonly id: string;
  readonly source: string;
  /** `''` for the source as a whole. */
  readonly path: string;
  readonly record: string | null;
  readonly stage: FailureInfo['stage'];
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly carried: boolean;
}

/** What `winnow list runs --json` prints, a line each, newest first. */
export interface RunLine {
  readonly id: string;
  readonly pipeline: string;
  readonly pipelineHash: string;
  readonly status: RunStatus;
  readonly generation: number | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly durationMs: number | null;
  readonly work: WorkCounts | null;
  /** As `winnow run --json` has them; `null` where there is none. */
  readonly ledger: Json;
  readonly guards: Json;
}

/**
 * What became of a decision. `stands`: on the chunk decided on; `carried`: on a chunk that came from it; `lapsed`: what it rested on
 * has changed; `gone`: so has all of its text; `superseded`: a person decided again; `ended`: a requeue whose text has changed, or what was for a time that has passed;
 * `withdrawn`: it was taken back.
 */
export type DecisionFate = 'stands' | 'carried' | 'lapsed' | 'gone' | 'superseded' | 'ended' | 'withdrawn';

/** What `winnow list decisions --json` prints, a line each, oldest first. */
export interface DecisionLine {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly verdict: PersonVerdict;
  readonly reason: string;
  /** Of the hash chain, with which the whole event can be verified again (docs/decisions.md, The log). */
  readonly subjectKind: SubjectKind;
  readonly evidence: DecisionEvidence;
  /** The second chunk of a pair; absent for the others. */
  readonly other?: OtherSide;
  /** Of `edit`, where `chunkId` is the document's id. */
  readonly edit?: NonNullable<DecisionEvent['edit']>;
  /** Number of the decision that it takes back; absent for the others. */
  readonly withdraws?: number;
  readonly until?: string;
  readonly assignee?: string;
  readonly previousHash: string;
  readonly hash: string;
  /** The chunk decided on, and where it stood last. */
  readonly chunkId: string;
  readonly documentId: string | null;
  readonly source: string | null;
  readonly path: string | null;
  readonly record: string | null;
  readonly fate: DecisionFate;
  /** The chunk on which it stands or lapsed, or on which a person decided again; `null` = none is left. */
  readonly on: string | null;
  readonly why: string | null;
}

export interface ViewQuery {
  readonly status?: string;
  readonly rule?: string;
  readonly limit?: number;
}
