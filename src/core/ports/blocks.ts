import type { BlockMeta } from './block.js';
import type { EmbeddingChoice } from './embeddings.js';
import type { JudgeSettings } from './judge.js';
import type { Parser } from './parse.js';
import type { Reader } from './read.js';
import type { JsonObject } from '../json.js';
import type {
  BlockKind, ChunkDraft, DateEvidence, Dimension, EdgeDraft, FindingDraft, ParsedDocument, ResolvedDates, RuleId, Score, Signal, Span,
} from '../model/index.js';

// ---- chunk --------------------------------------------------------------------------------------------------

/** Counts the tokens of a text exactly as the embedding model's tokenizer would. Never throws on any text. */
export interface CountTokens {
  (text: string): number;
  /** Counts spans of one text that is looked at once: `over(text)(start, end)` equals the count of `text.slice(start, end)`. */
  over?(text: string): (start: number, end: number) => number;
}

/** Cuts a document. Spans are ascending in `start`, never empty, on surrogate boundaries, and slice back to text. */
export interface Chunker<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'chunker';
  run(document: ParsedDocument, options: Options): Promise<readonly ChunkDraft[]> | readonly ChunkDraft[];
}

// ---- score --------------------------------------------------------------------------------------------------

/** All that a chunk scorer may know. Everything in here is part of the key its result is cached by. */
export interface ScoreInput {
  readonly text: string;
  readonly headingPath: readonly string[];
  readonly kinds: readonly BlockKind[];
  readonly parentItem: string | null;
  readonly tokens: number;
  readonly language: string | null;
  readonly mediaType: string;
  /** Whether the chunk ends its document. */
  readonly last: boolean;
}

export interface Measurement {
  readonly score: Score;
  readonly signals: readonly Signal[];
  /** Spans in these findings are relative to the chunk's text. */
  readonly findings: readonly FindingDraft[];
}

/** Measures one chunk and knows nothing of other chunks. */
export interface ChunkScorer<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'scorer';
  readonly level: 'chunk';
  readonly dimension: Dimension;
  readonly rules: readonly RuleId[];
  run(input: ScoreInput, options: Options): Measurement;
}

export interface DocumentScoreInput {
  readonly path: string;
  readonly source: string;
  readonly title: string | null;
  readonly text: string;
  readonly language: string | null;
  readonly mediaType: string;
  readonly declared: JsonObject;
  /** Evidence from the reader and the parser. */
  readonly dates: readonly DateEvidence[];
  /** Its chunks in order: where they stand and under which headings. */
  readonly parts: readonly DocumentPart[];
}

/** A chunk as a document scorer sees it; the span is in the document's text. */
export interface DocumentPart extends Span {
  readonly headingPath: readonly string[];
}

/** Chunks of a document with dates of their own. */
export interface DatedSection extends Span {
  readonly dates: ResolvedDates;
  /** Best first. */
  readonly ladder: readonly DateEvidence[];
  /** Those of the document that hold for it. */
  readonly findings: readonly FindingDraft[];
}

/** How a document's score falls with its age. */
export interface Decay {
  /** Days to half the score; `null` = it never falls. */
  readonly halfLifeDays: number | null;
  /** Days before it begins to. */
  readonly graceDays: number;
}

/** Stored once per document version. Says nothing of age: a night passing must not change it. */
export interface DocumentAssessment {
  /** Kind of document (`policy`, `release-notes`, `how-to` …); `null` = could not tell. */
  readonly type: string | null;
  /** As the options have it for its type and source; absent = the scorer works it out when it is asked. */
  readonly decay?: Decay;
  readonly dates: ResolvedDates;
  /** All evidence, best first. */
  readonly ladder: readonly DateEvidence[];
  readonly findings: readonly FindingDraft[];
  /** Parts whose own dates go before the document's, apart from each other and in order; absent = there are none. */
  readonly sections?: readonly DatedSection[];
}

/** What a document assessment means at a time. */
export interface Ageing {
  readonly score: Score;
  /** Days since `dates.value`; `null` when undated. */
  readonly ageDays: number | null;
  readonly expired: boolean;
  /** Findings that hold at this time. Their messages name dates, not ages, so that they stay equal night after night. */
  readonly findings: readonly FindingDraft[];
}

/** Measures one document, and says what that comes to at a given time. */
export interface DocumentScorer<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'scorer';
  readonly level: 'document';
  readonly dimension: Dimension;
  readonly rules: readonly RuleId[];
  /** Names of sources in the options, each with its place there: one that the pipeline does not read is refused, as its setting would do nothing. */
  sourcesNamed?(options: Options): readonly { readonly name: string; readonly path: readonly (string | number)[] }[];
  run(input: DocumentScoreInput, options: Options): DocumentAssessment;
  /** Pure; the score never rises as `now` grows. `now` in ms since the epoch. */
  at(assessment: DocumentAssessment, now: number, options: Options): Ageing;
  /**
   * First time (ms) at which the score at or after it is below `score`, or the age at or above `ageDays`;
   * `null` = never. Lets a run know when a verdict next changes without trying every day.
   */
  crossing(assessment: DocumentAssessment, threshold: { score: number } | { ageDays: number } | { expired: true }, options: Options): number | null;
  /** Times (ms) at which the findings of `at` change by themselves, in any order. */
  changesAt(assessment: DocumentAssessment, options: Options): readonly number[];
}

export type Scorer<Options = unknown> = ChunkScorer<Options> | DocumentScorer<Options>;

// ---- join ---------------------------------------------------------------------------------------------------

/** What a join may know of a chunk (or, for `unit: 'document'`, of a document: then `text` is the document's). */
export interface JoinInput {
  /** Public id of the chunk or document. */
  readonly id: string;
  readonly documentId: string;
  readonly text: string;
  /** Offset of `text` in the document's text; spans in edges are in the document's text. */
  readonly offset: number;
  readonly title: string | null;
  readonly path: string;
  readonly source: string;
  readonly headingPath: readonly string[];
  readonly parentItem: string | null;
  readonly kinds: readonly BlockKind[];
  readonly language: string | null;
  readonly access: string | null;
  readonly authority: number;
  readonly mediaType: string;
  readonly declared: JsonObject;
  /** The document's. */
  readonly dates: ResolvedDates;
  readonly type: string | null;
  /** Vector of `normaliseText(text)`, for a join that asked for it (`Join.embedding`); of any length but 0 and shared: not to be changed. */
  readonly embedding?: Float32Array;
}

/** Parts of an input that a join can do without. */
export type IgnoredField = 'title' | 'headingPath' | 'parentItem' | 'kinds' | 'language' | 'access' | 'authority' | 'mediaType' | 'declared' | 'dates' | 'type';

/** Frequencies of terms over the corpus, frozen for an epoch. */
export interface EpochStatistics {
  /** Nodes counted. */
  readonly nodes: number;
  /** Nodes that hold the term, or documents that hold the one of `Join.documentTerms`; 0 when the epoch never saw it or saw too few. */
  frequency(term: string | number): number;
}

/** A join member with all that deciding on a cluster needs. */
export interface JoinMember {
  readonly id: string;
  readonly documentId: string;
  readonly path: string;
  readonly source: string;
  readonly authority: number;
  readonly access: string | null;
  /** Declared product version, if any: copies of different versions never collapse. */
  readonly version: string | null;
  readonly dates: ResolvedDates;
  readonly tokens: number;
  readonly structureScore: Score;
  /** Held back for another reason than this join. */
  readonly heldBack: boolean;
  /** Number of the person's decision that pins it as canonical, the newer the higher; of a document, the newest on one of its chunks. `null` = none does. */
  readonly pin: number | null;
  /** Members with the same node are copies by the join's own `node` identity. */
  readonly node: number;
  /** What `Join.mark` found in it; spans are in the document's text. */
  readonly marks: readonly FindingDraft[];
  /** Edges with `aside: 'counted'` whose a it is. */
  readonly asides: number;
}

export interface JoinEdge extends EdgeDraft {
  readonly aId: string;
  readonly bId: string;
  readonly aNode: number;
  readonly bNode: number;
}

/** What a join concludes about one member of a connected component. */
export interface JoinOutcome {
  readonly id: string;
  readonly score: Score;
  readonly canonical: boolean;
  /** Public id of the member kept in this one's place, when there is one. */
  readonly survivor: string | null;
  readonly findings: readonly FindingDraft[];
}

/**
 * A corpus-wide relation as pure, sharded pieces. The engine keeps keys, finds buckets, verifies pairs and keeps edges
 * up to date: a pair is a candidate when both sides share a key whose bucket takes both in and `filter` lets it pass, so
 * an incremental run gives what a full one would within an epoch.
 */
export interface Join<Options = unknown, Prepared = unknown> extends BlockMeta<Options> {
  readonly kind: 'join';
  readonly unit: 'chunk' | 'document';
  readonly dimension: Dimension;
  readonly rules: readonly RuleId[];
  /**
   * What no piece looks at: they are given a constant instead. A subject of which only this, or its place in the document, differs from before
   * is not joined again; places must serve for the spans of edges and nothing else. Absent = all of it is looked at.
   */
  readonly ignores?: readonly IgnoredField[];
  /** Has texts embedded before `prepare`. For `unit: 'chunk'`. Equal normalised texts have one vector, so `node` must tell other texts apart. */
  readonly embedding?: {
    /** The embeddings, the id of those that a plugin brings, or a model that runs here. Their key becomes part of the join's. `null` = nothing is embedded. */
    of(options: Options): EmbeddingChoice | null;
    /** Whether this input is embedded: what takes no part need not cost anything. */
    wants(input: JoinInput, options: Options): boolean;
  };
  /**
   * Has a judge asked, once the join is done, about its edges of one kind; none of them may be `aside`. One that it contradicts becomes an edge aside
   * (`different-scope`: of the kind `differs-by-scope`; `no-contradiction`: of that kind), one that it bears out becomes likely.
   */
  readonly judging?: {
    readonly kind: EdgeDraft['kind'];
    /** `null` = nobody is asked. These stand under the option `judge` alone: no other piece is given that, and the join's key does not rest on it. */
    of(options: Options): JudgeSettings | null;
  };
  /** Subjects whose view is kept in memory between the pairs that need it; absent = 8,000. Views of some ten kilobytes and more should be fewer. */
  readonly keep?: number;
  /** Its pieces take less than sending texts to a worker thread and having each thread `prepare` them would: one thread does them all. */
  readonly light?: true;
  /** CPU-heavy view of an input (shingles, claims); kept in memory for a while, never stored. */
  prepare(input: JoinInput, options: Options): Prepared;
  /** Identity: inputs with equal values are one node. `null` = takes no part (an empty text). */
  node(input: JoinInput, prepared: Prepared, options: Options, statistics: EpochStatistics): string | null;
  /** Terms to count for the epoch's statistics, each once. Absent = the join needs none. */
  terms?(prepared: Prepared, options: Options): Iterable<string>;
  /**
   * For terms that are too many to be counted one by one: 52-bit hashes, told from the input alone and counted once a document. Those
   * in fewer than `least` documents are forgotten. A join has these or `terms`.
   */
  readonly documentTerms?: { of(input: JoinInput, options: Options): Iterable<number>; least(options: Options): number };
  /** Bucket keys (`keyOf`: integers of 44 bits). */
  keys(prepared: Prepared, options: Options, statistics: EpochStatistics): Iterable<number>;
  readonly bucket: {
    /** Largest bucket in which every pair is a candidate. */
    readonly cap: number;
    /** Beyond it, by lowest node hash or as `Join.order` has it: `hubs` pairs the first `cap` with all, `sample` pairs the first `cap` among themselves. */
    readonly overflow: 'hubs' | 'sample';
    /**
     * Absent = one shared key makes a pair. Else odd keys are weak: two nodes that share no even key must share this share (0..1] of
     * the weak keys of the one that has fewer, and one at least. A key is shared where its bucket takes both in.
     */
    readonly weakShare?: number;
    /**
     * At most `cap`. Odd keys that more nodes than this have are common: they make no pair, and `verify` is told which they are
     * (`JoinSide.common`). Absent = however many have a key, it counts.
     */
    readonly commonBeyond?: number;
  };
  /**
   * Where a node stands in the order of its buckets, [0, 1), the lower the earlier: who should count in a bucket beyond its cap. Known to some nine digits;
   * of equals, the node hash says. Nodes that differ in it are two. Absent = the node hash alone, which is fair to all.
   */
  order?(prepared: Prepared, options: Options): number;
  /** A cheap test before `verify`. */
  filter?(a: Prepared, b: Prepared, options: Options, statistics: EpochStatistics): boolean;
  /** The edges between two nodes, none when they are not related. Called once a pair, a and b in node order. */
  verify(a: JoinSide<Prepared>, b: JoinSide<Prepared>, options: Options, statistics: EpochStatistics): readonly EdgeDraft[];
  /** The edge between members of one node (exact duplicates); `null` = being one node means nothing by itself. */
  readonly sameNode: EdgeDraft | null;
  /** What the epoch tells of a subject by itself; spans are in its text. Kept with it until it is joined again, and given to `reduce`. */
  mark?(prepared: Prepared, options: Options, statistics: EpochStatistics): readonly FindingDraft[];
  /**
   * Concludes over one connected component (edges that are not `aside`, and members that share a node). Pure; the order of the inputs must not matter.
   * Called a second time with `heldBack` set once the policy has looked at every member, so that the canonical is one that can stay.
   */
  reduce(component: { members: readonly JoinMember[]; edges: readonly JoinEdge[] }, options: Options): readonly JoinOutcome[];
}

export interface JoinSide<Prepared> {
  readonly input: JoinInput;
  readonly prepared: Prepared;
  /** All common keys (`Join.bucket.commonBeyond`) that the two sides of the pair share are among these; absent = there are none. */
  readonly common?: ReadonlySet<number>;
}

// ---- definitions --------------------------------------------------------------------------------------------

type Definition<Block extends { kind: string }> = Omit<Block, 'kind'>;

export const defineReader = <O>(block: Definition<Reader<O>>): Reader<O> => Object.freeze({ kind: 'reader', ...block });
export const defineParser = <O>(block: Definition<Parser<O>>): Parser<O> => Object.freeze({ kind: 'parser', ...block });
export const defineChunker = <O>(block: Definition<Chunker<O>>): Chunker<O> => Object.freeze({ kind: 'chunker', ...block });
export function defineScorer<O>(block: Definition<ChunkScorer<O>>): ChunkScorer<O>;
export function defineScorer<O>(block: Definition<DocumentScorer<O>>): DocumentScorer<O>;
export function defineScorer<O>(block: Definition<ChunkScorer<O>> | Definition<DocumentScorer<O>>): Scorer<O> {
  return Object.freeze({ kind: 'scorer', ...block });
}
export const defineJoin = <O, P>(block: Definition<Join<O, P>>): Join<O, P> => Object.freeze({ kind: 'join', ...block });
