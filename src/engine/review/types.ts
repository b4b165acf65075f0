import type { ChunkVerdict, Dispute, EditField, PairVerdict, Precedence, Rendering, Score, Severity, Span, Status } from '../../core/index.js';
import type { CauseKind } from '../../curate/index.js';
import type { ChunkStory } from '../explain.js';
import type { DiffPart } from '../explain/word-diff.js';
import type { BehindTarget, Conflict, SeenEvidence, StatusChange } from '../run/index.js';
import type { DecisionLine, ReasonLine } from '../views/index.js';

/** What the screens need to know of the shapes within these. */
export type { ChunkStory, Conflict, EditField, DecisionLine, Dispute, Precedence, SeenEvidence, Severity, Span, Status, StatusChange };

export type { CauseKind };

/** Document text may be quoted in its message: hostile, text only. */
export type QueueReason = ReasonLine;

/** One chunk that is held back. All texts are hostile. */
export interface QueueItem {
  /** Of the chunk. */
  readonly id: string;
  readonly documentId: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly title: string | null;
  readonly headingPath: readonly string[];
  /** The beginning of its text, one line, at most 240 UTF-16 units. */
  readonly excerpt: string;
  readonly tokens: number;
  readonly status: Status;
  readonly reasons: readonly QueueReason[];
  /** Owner of its source. */
  readonly owner: string | null;
  readonly scores: Readonly<Record<string, Score>>;
  /** When the generation that holds it back was published, ISO 8601. */
  readonly heldSince: string;
  /** Likely damage of leaving or releasing it unseen, >= 0, more is worse (docs/review.md). */
  readonly damage: number;
  /** Whose it is, by the newest word on it: assigned, or the owner of a waiver that has ended; `null` = nobody's. */
  readonly assignee: string | null;
  /** Out of the queue until then, ISO 8601; `null` = it is not snoozed. */
  readonly snoozedUntil: string | null;
  /** Known to somebody, and nobody's work until its text or what is found in it changes. */
  readonly acknowledged: boolean;
  readonly evidence: SeenEvidence;
}

export interface QueueGroup {
  /** Stays the same while the cause does. Opaque, URL-safe. */
  readonly key: string;
  readonly kind: CauseKind;
  /** A line that names the cause: `"30 days" against "14 days"`. Hostile. */
  readonly title: string;
  /** The rule that leads its first item's reasons. */
  readonly rule: string;
  readonly damage: number;
  readonly count: number;
  /** At most 5 names. */
  readonly sources: readonly string[];
  /** Of its oldest item. */
  readonly heldSince: string;
  /** The one with the most likely damage. */
  readonly lead: QueueItem;
}

export interface QueueQuery {
  /** In text, path, title or reasons; case does not count. */
  readonly text?: string | undefined;
  readonly source?: string | undefined;
  /** `dimension/name`, or `dimension` for all of its rules. */
  readonly rule?: string | undefined;
  readonly kind?: CauseKind | undefined;
  readonly owner?: string | undefined;
  /** Default: `quarantined`, what waits for a person. */
  readonly status?: 'quarantined' | 'rejected' | undefined;
  /** Only items whose score of this dimension is lower than `below`. */
  readonly dimension?: string | undefined;
  readonly below?: number | undefined;
  /** Held back since this day or later, ISO 8601. */
  readonly since?: string | undefined;
  /** Held back before this day. */
  readonly before?: string | undefined;
  /** `''` = what is nobody's. */
  readonly assignee?: string | undefined;
  /** Default: `open`, what asks for attention now; `all` has what is snoozed and acknowledged too. */
  readonly attention?: 'open' | 'snoozed' | 'acknowledged' | 'all' | undefined;
  /** Default: `damage`, most likely damage first. */
  readonly order?: 'damage' | 'newest' | 'oldest' | 'path' | undefined;
}

export interface Facet { readonly name: string; readonly count: number }

export interface QueuePage {
  readonly generation: number;
  /** Of all that match, not of this page. */
  readonly items: number;
  readonly groups: number;
  /** Counts of items over all that waits, whatever the query: for filters. */
  readonly facets: { readonly sources: readonly Facet[]; readonly rules: readonly Facet[]; readonly kinds: readonly Facet[]; readonly owners: readonly Facet[]; readonly assignees: readonly Facet[] };
  /** Items that are out of the queue for now. */
  readonly snoozed: number;
  readonly acknowledged: number;
  readonly page: readonly QueueGroup[];
  /** For `after`; `null` = this is the last page. */
  readonly next: string | null;
}

/** The items of one group that match the query. */
export interface GroupPage {
  readonly generation: number;
  readonly group: QueueGroup;
  readonly items: readonly QueueItem[];
  readonly next: string | null;
}

export type { DiffPart };

/** The other side of a pair. All texts are hostile. */
export interface Counterpart {
  readonly relation: 'contradiction' | 'copy' | 'newer';
  readonly id: string;
  readonly documentId: string;
  readonly source: string;
  readonly path: string;
  readonly title: string | null;
  readonly headingPath: readonly string[];
  readonly text: string;
  readonly status: Status;
  readonly canonical: boolean;
  readonly owner: string | null;
  /** 0..1, 1 = most trusted. */
  readonly authority: number;
  /** ISO 8601, as precise as known; `null` = undated. */
  readonly date: string | null;
  /** Which of the two is newer, by the dates believed; `null` = nothing tells. */
  readonly newer: 'this' | 'other' | null;
  /** What is quoted on each side, in the chunk's own text. */
  readonly here: Span | null;
  readonly there: Span | null;
  readonly dispute: Dispute | null;
  readonly precedence: Precedence | null;
  /** How its text differs from the item's, word by word; `null` for texts too long. */
  readonly diff: readonly DiffPart[] | null;
  readonly evidence: SeenEvidence;
}

/** All that a reviewer needs to decide on one chunk. */
export interface ReviewItem {
  readonly item: QueueItem;
  /** Key of its group in the queue; `null` where it is not held back. */
  readonly group: string | null;
  readonly story: ChunkStory;
  /** The chunk in its document: `text.slice(chunk.start, chunk.end)` is the chunk; findings' spans count from `offset`. */
  readonly around: { readonly text: string; readonly offset: number; readonly chunk: Span; readonly documentLength: number };
  readonly counterparts: readonly Counterpart[];
}

/** A document as it was parsed. All texts are hostile. */
export interface DocumentPreview {
  readonly generation: number;
  readonly id: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly title: string | null;
  /** Of what was parsed: of `text/markdown` the text is the source itself, of other types what was extracted. */
  readonly mediaType: string;
  readonly text: string;
  /** The chunk that was asked for; `null` = none was. */
  readonly chunk: Span | null;
  /** What the source file looks like; `null` = it was not asked for. */
  readonly look: SourceLook | null;
}

/**
 * The source file read again, where it is still what was parsed; else why it is not shown: `gone` from its source, other bytes than those that were parsed
 * (`changed`), a source that is only read as a whole (`remote`) or a format that nothing here draws (`format`), `failed` with what the parser said.
 */
export type SourceLook =
  | { readonly rendering: Rendering }
  | { readonly rendering: null; readonly why: 'gone' | 'changed' | 'remote' | 'format' }
  | { readonly rendering: null; readonly why: 'failed'; readonly message: string };

/** What is decided, and on what as it was seen. */
export interface Choice {
  readonly id: string;
  readonly evidence: SeenEvidence;
}

export type DecisionAct =
  /** On each item by itself. `until` goes with `waive` and `snooze`, `assignee` with `assign` (`''` = nobody's) and `waive` (whose it is when it ends; default: the actor). */
  | { readonly verdict: ChunkVerdict; readonly items: readonly Choice[]; readonly reason?: string | undefined; /** ISO 8601. */ readonly until?: string | undefined; readonly assignee?: string | undefined }
  /** This side of a contradiction holds: it is approved, the other side rejected. */
  | { readonly verdict: 'side-right'; readonly right: Choice; readonly wrong: Choice; readonly reason?: string | undefined }
  /** Keep this one of its copies, and release it: pinned as canonical and approved; the others give way to it. */
  | { readonly verdict: 'keep'; readonly item: Choice; readonly reason?: string | undefined }
  /**
   * On a document's metadata, which stays as it is in the source: what counts from now on, while the document's text stays the same. `date` is ISO 8601, as precise as known; `authority` 0..1; `null` = none.
   * `contentHash` is the document's (`story.document.contentHash`), as it was seen.
   */
  | { readonly verdict: 'edit'; readonly documentId: string; readonly contentHash: string; readonly field: EditField; readonly value: string | number | null; readonly reason?: string | undefined }
  | { readonly verdict: PairVerdict; readonly pair: readonly [Choice, Choice]; readonly reason?: string | undefined }
  /** Takes back what keeps items out of the queue: snoozes that have not ended, and that they are known, whoever said so. `usage` where nothing does. It cannot be undone: say it again. */
  | { readonly verdict: 'reopen'; readonly items: readonly Choice[]; readonly reason?: string | undefined };

/** What an act did, or would do. */
export interface ActResult {
  /** The one published; of a preview the one it rests on. */
  readonly generation: number;
  /** First and last number of its decisions in the log, for `undo`; `null` = a preview. */
  readonly act: { readonly first: number; readonly last: number } | null;
  readonly decided: readonly StatusChange[];
  /** Chunks whose status follows from it. */
  readonly others: readonly StatusChange[];
  /** Targets that no longer hold what is released. */
  readonly behind: readonly BehindTarget[];
}

/** A reason somebody gave before, to be used again. */
export interface ReasonTemplate { readonly reason: string; readonly uses: number }

export interface SourceHealth {
  readonly source: string;
  readonly owner: string | null;
  readonly chunks: Readonly<Record<Status, number>>;
  /** Mean score by dimension over chunks that were measured; `null` = none was. */
  readonly scores: Readonly<Record<string, Score>>;
}

export interface Overview {
  readonly pipeline: string;
  readonly generation: { readonly number: number; readonly publishedAt: string; readonly madeBy: string; readonly pinned: boolean };
  readonly documents: Readonly<Record<'total' | 'accepted' | 'partial' | 'quarantined' | 'rejected' | 'failed', number>>;
  readonly chunks: Readonly<Record<'total' | Status, number>>;
  readonly sources: readonly SourceHealth[];
  /** Rules by the chunks they hold back, most first; at most 12. */
  readonly rules: readonly Facet[];
  /** Generations in order, the last 60. */
  readonly trend: readonly { readonly generation: number; readonly at: string; readonly madeBy: string; readonly accepted: number; readonly quarantined: number; readonly rejected: number }[];
  /** Chunks by the age of their date in days; `null` = undated. Upper bounds are exclusive; the last has none. */
  readonly ages: readonly { readonly label: string; readonly chunks: number }[];
  /** Chunks whose status the last run changed, by what it became. */
  readonly lastRun: { readonly id: string; readonly at: string; readonly status: string; readonly newlyHeld: number; readonly newlyReleased: number; readonly left: number } | null;
  /** What waits, by owner of the source. */
  readonly waiting: readonly { readonly owner: string | null; readonly items: number; readonly oldest: string }[];
  /** How the sample of what is released was judged: of `looked`, `missed` were rejected; the rate's 95% Wilson interval. `null` = the pipeline asks for no sample. */
  readonly audit: { readonly share: number; readonly waiting: number; readonly looked: number; readonly missed: number; readonly interval: readonly [low: number, high: number] } | null;
  readonly failures: number;
  readonly behind: readonly BehindTarget[];
}

/** The policy that verdicts rest on: CEL expressions (docs/policy.md). */
export interface PolicyView {
  /** `policy@` and 12 hex digits. */
  readonly key: string;
  readonly reject: readonly string[];
  readonly quarantine: readonly string[];
  /** The pipeline file that a new policy would be written to; `null` = there is none, it can only be shown. */
  readonly file: string | null;
  /** Numbers that expressions compare a value with: what can be moved. `at` and `length` say where the number stands in the expression. */
  readonly thresholds: readonly { readonly list: 'reject' | 'quarantine'; readonly index: number; readonly at: number; readonly length: number; readonly value: number }[];
}

export interface PolicyChoice {
  readonly reject: readonly string[];
  readonly quarantine: readonly string[];
}

/** One chunk whose status another policy would change. Hostile texts. */
export interface PolicyExample {
  readonly id: string;
  readonly source: string;
  readonly path: string;
  readonly title: string | null;
  readonly excerpt: string;
  readonly scores: Readonly<Record<string, Score>>;
  readonly from: Status;
  readonly to: Status;
  /** Why it would be held back; `[]` = it would be released. */
  readonly reasons: readonly QueueReason[];
}

/** What another policy would make of the current corpus. */
export interface PolicyPreview {
  readonly generation: number;
  readonly key: string;
  /** Chunks that were decided by both policies, and how many there are; fewer = a sample, counts are of the sample. */
  readonly looked: number;
  readonly chunks: number;
  readonly now: Readonly<Record<Status, number>>;
  readonly then: Readonly<Record<Status, number>>;
  readonly changes: readonly { readonly from: Status; readonly to: Status; readonly count: number; /** At most 8. */ readonly examples: readonly PolicyExample[] }[];
}

/** How people judged what a rule held back: of those they decided on, how many they kept out. */
export interface RulePrecision {
  readonly rule: string;
  /** Rejected, of `decided` (rejected and approved). */
  readonly kept: number;
  readonly decided: number;
  /** kept / decided and its 95% Wilson interval. */
  readonly precision: number;
  readonly interval: readonly [low: number, high: number];
}

/**
 * Reviewing one corpus over a long time: sees what runs and other reviewers publish. Methods reject with a `WinnowError`:
 * `id-unknown`, `usage`, `nothing-to-export` before the first run; `decide` and `undo` with `DecisionConflict`.
 */
export interface ReviewDesk {
  overview(): Promise<Overview>;
  /** `limit` 1..200, default 50. `after`: `next` of the page before. */
  queue(query: QueueQuery, page?: { readonly after?: string | undefined; readonly limit?: number | undefined }): Promise<QueuePage>;
  /** `limit` 1..1000, default 100. */
  group(key: string, query: QueueQuery, page?: { readonly after?: string | undefined; readonly limit?: number | undefined }): Promise<GroupPage>;
  item(id: string): Promise<ReviewItem>;
  /** A document, and where a chunk of it stands; with what its source file looks like where that is asked for. Ids are whole. */
  preview(documentId: string, asked?: { readonly chunk?: string | undefined; readonly source?: boolean | undefined }): Promise<DocumentPreview>;
  /** `preview`: works out what it would do and publishes nothing. */
  decide(act: DecisionAct, by: { readonly actor: string; readonly preview?: boolean | undefined }): Promise<ActResult>;
  /** Takes back all decisions of an act, as if they had not been made; what of it has been taken back already stays so. */
  undo(act: { readonly first: number; readonly last: number }, by: { readonly actor: string; readonly reason?: string | undefined }): Promise<ActResult>;
  /** Acknowledges everything that waits and is not acknowledged yet, in one act: only what is new asks for attention from then on. Nothing is released. `preview`: counts it, and does nothing. */
  baseline(by: { readonly actor: string; readonly reason: string; readonly preview?: boolean }): Promise<{ readonly items: number; readonly act: { readonly first: number; readonly last: number } | null }>;
  policy(): Promise<PolicyView>;
  /** Decides the corpus by another policy and publishes nothing. `whole: false` looks at a sample of 2,000 chunks. Rejects with `policy-invalid`. */
  previewPolicy(choice: PolicyChoice, options?: { readonly whole?: boolean | undefined }): Promise<PolicyPreview>;
  /** Writes a policy into the pipeline file, comments kept; the next run decides by it. `expectKey`: the policy it is to replace, else `decision-conflict`. */
  savePolicy(choice: PolicyChoice, by: { readonly actor: string; readonly expectKey: string }): Promise<PolicyView>;
  /** Of rules that people decided on, most decisions first. */
  precision(): Promise<readonly RulePrecision[]>;
  reasons(verdict?: string): Promise<readonly ReasonTemplate[]>;
  /** The log, newest first. `before`: a number of the log. */
  decisions(page?: { readonly before?: number | undefined; readonly limit?: number | undefined }): Promise<readonly DecisionLine[]>;
  /** The whole log, oldest first. */
  log(): AsyncIterable<DecisionLine>;
  close(): Promise<void>;
}
