import type { DocumentStatus, GenerationRecord, PersonVerdict, Status } from '../../core/index.js';
import type { ChangeCauseKind } from '../../curate/index.js';
import type { ReasonLine } from '../views/index.js';

export interface DiffQuery {
  /** The earlier generation: its number, `previous`, `~2`, or a time. Default: the one before the current. */
  readonly from?: string | number | Date;
  /** The later one. Default: the current. */
  readonly to?: string | number | Date;
  /** Lines of one kind alone. */
  readonly only?: 'documents' | 'chunks';
  /** Only what has this status now or, where it left, had it. */
  readonly status?: string;
  readonly source?: string;
  /** Only what this rule came to or went from: `dimension/name`, or `dimension` for all of its rules. */
  readonly rule?: string;
  readonly limit?: number;
}

/** `changed`: another version of the document; `status`: the same version with another status. Chunks never change: a text that does is another chunk. */
export type Change = 'added' | 'removed' | 'changed' | 'status';

/** What is behind a change. */
export interface DiffCause {
  readonly kind: ChangeCauseKind;
  readonly message: string;
  /** With which it took effect, as far as generations are kept, how that came about and when. */
  readonly generation: number;
  readonly by: GenerationRecord['by'];
  readonly at: string;
  /** Reasons that the earlier verdict did not have, and that the later one does not have. Of documents those of their chunks. */
  readonly rules: { readonly came: readonly ReasonLine[]; readonly went: readonly ReasonLine[] };
  /** A person's, where one is behind it. */
  readonly decision?: { readonly seq: number; readonly at: string; readonly actor: string; readonly verdict: PersonVerdict; readonly reason: string };
  /** Hashes of the document's text before and after; `null` = it was not there. */
  readonly document?: { readonly from: string | null; readonly to: string | null };
  /** Where the text of a chunk came from or went: the likeliest first, with the share of the text, 0..1. */
  readonly chunks?: readonly { readonly chunkId: string; readonly share: number }[];
  /** Of a renamed document: the other name. */
  readonly renamed?: { readonly documentId: string; readonly source: string; readonly path: string; readonly record: string | null };
}

interface Place {
  readonly change: Change;
  readonly documentId: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly cause: DiffCause;
}

/** A line of `winnow diff --json`. */
export type DiffLine = DocumentDiffLine | ChunkDiffLine;

export interface DocumentDiffLine extends Place {
  readonly type: 'document';
  readonly title: string | null;
  /** `null` = not in that generation. */
  readonly status: { readonly from: DocumentStatus | null; readonly to: DocumentStatus | null };
  readonly chunks: { readonly from: number; readonly to: number };
}

export interface ChunkDiffLine extends Place {
  readonly type: 'chunk';
  readonly change: Exclude<Change, 'changed'>;
  readonly chunkId: string;
  readonly headingPath: readonly string[];
  /** The beginning of its text. */
  readonly quote: string;
  readonly status: { readonly from: Status | null; readonly to: Status | null };
}

export interface ChangeCounts {
  readonly documents: Readonly<Record<Change, number>>;
  readonly chunks: Readonly<Record<Exclude<Change, 'changed'>, number>>;
}

/** What `winnow diff --summary --json` prints. */
export interface DiffSummary extends ChangeCounts {
  readonly from: DiffGeneration;
  readonly to: DiffGeneration;
  /** Generations between the two, the earlier left out, the later one counted; by how they came about. */
  readonly generations: Readonly<Record<GenerationRecord['by'], number>>;
  /** Rollbacks among them. */
  readonly rollbacks: readonly { readonly generation: number; readonly restores: number | null; readonly note: string | null }[];
  /** Lines by what is behind them, the most first. */
  readonly causes: readonly { readonly kind: ChangeCauseKind; readonly documents: number; readonly chunks: number }[];
  /** Chunks by the statuses that they went from and to; `null` = not in that generation. The most first. */
  readonly statuses: readonly { readonly from: Status | null; readonly to: Status | null; readonly chunks: number }[];
  /** Chunks of another status by the rules that came to and went from them, the most first. */
  readonly rules: readonly { readonly rule: string; readonly came: number; readonly went: number }[];
}

export interface DiffGeneration {
  readonly number: number;
  readonly publishedAt: string;
  readonly decidedAt: string;
  readonly by: GenerationRecord['by'];
}
