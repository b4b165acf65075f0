import type { JsonObject } from '../../json.js';
import type { DateEvidence, FindingDraft } from '../../model/index.js';
import type { DocumentAssessment, DocumentPart, Measurement } from '../blocks.js';
import type { ChunkRow } from './ingest.js';
import type { RunFence } from './runs.js';

/** A chunk as it stands at some point of view. */
export interface StoredChunk extends ChunkRow {
  readonly documentId: string;
  readonly uri: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly text: string;
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  /** Changes whenever the placement or its document version does. */
  readonly rowId: number;
}

export interface StoredDocument {
  readonly documentId: string;
  readonly uri: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly contentHash: string;
  readonly sourceHash: string;
  readonly parserKey: string;
  readonly title: string | null;
  readonly language: string | null;
  readonly mediaType: string;
  readonly declared: JsonObject;
  readonly dates: readonly DateEvidence[];
  readonly findings: readonly FindingDraft[];
  readonly chunks: number;
  /** The item failed in the last run and this is its last good version. */
  readonly carried: boolean;
  readonly versionId: number;
}

/** A document that a scorer has not assessed. */
export interface UnassessedDocument extends StoredDocument {
  readonly text: string;
  readonly parts: readonly DocumentPart[];
}

export interface StoreScores {
  /** Chunks of the pending state that lack a measurement under one of these keys; `missing` says which. */
  unmeasured(scorerKeys: readonly string[], page: { limit: number; afterRow?: number }): Promise<readonly (StoredChunk & { missing: readonly string[] })[]>;
  /** Measurements by scorer key. */
  putMeasurements(fence: RunFence, rows: readonly { rowId: number; measurements: ReadonlyMap<string, Measurement> }[]): Promise<void>;
  /** Says that every chunk of the pending state is measured under these keys: until a document version comes or leaves, `unmeasured` need not look. */
  settleMeasurements(fence: RunFence, scorerKeys: readonly string[]): Promise<void>;
  /** May give fewer than `limit` where their texts are long, but one at least while there is one. */
  unassessed(scorerKey: string, page: { limit: number; afterVersion?: number }): Promise<readonly UnassessedDocument[]>;
  putAssessments(fence: RunFence, scorerKey: string, rows: readonly { versionId: number; assessment: DocumentAssessment }[]): Promise<void>;
}
