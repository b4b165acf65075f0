import type {
  BlockKind, ChunkRow, DateEvidence, DecisionEvent, DocumentAssessment, FindingDraft, JsonObject, Measurement, OtherSide, Signal, StoredChunk, StoredDocument,
} from '../../core/index.js';
import type { Connection } from './connection.js';
import type { TextCache } from './texts.js';

export interface PlacementRow {
  row_no: number; version_no: number; chunk_no: number; seq: number; start: number; end: number; heading_path: string; page: number | null;
  parent_item: string | null; tokens: number; kinds: string; ordinal: number; content_hash: string; text_hash: string; last: number; context: string; id: string;
}

export function chunkRow(row: PlacementRow): ChunkRow {
  return {
    id: row.id, start: row.start, end: row.end, headingPath: JSON.parse(row.heading_path) as string[], page: row.page, parentItem: row.parent_item,
    tokens: row.tokens, kinds: JSON.parse(row.kinds) as BlockKind[], ordinal: row.ordinal, contentHash: row.content_hash, textHash: row.text_hash,
    last: row.last === 1, context: row.context,
  };
}

export interface DocumentRow {
  doc_no: number; document_id: string; uri: string; source: string; path: string; record: string | null; version_no: number; document_hash: string;
  source_hash: string; parser_key: string; title: string | null; language: string | null; media_type: string; declared: string; dates: string;
  document_findings: string; chunks: number; carried: number;
}

/** Columns of `DocumentRow`, for `membership m JOIN document d JOIN version v JOIN source s`. */
export const DOCUMENT_COLUMNS = `d.doc_no, d.id AS document_id, d.uri, s.name AS source, d.path, d.record, v.version_no, v.content_hash AS document_hash, v.source_hash,
  v.parser_key, v.title, v.language, v.media_type, v.declared, v.dates, v.findings AS document_findings, v.chunks,
  (SELECT i.code IS NOT NULL FROM item i WHERE i.item_no = d.item_no) AS carried`;
export const DOCUMENT_JOINS = 'JOIN document d ON d.doc_no = m.doc_no JOIN version v ON v.version_no = m.version_no JOIN source s ON s.source_no = d.source_no';

export function storedDocument(row: DocumentRow): StoredDocument {
  return {
    documentId: row.document_id, uri: row.uri, source: row.source, path: row.path, record: row.record, contentHash: row.document_hash, sourceHash: row.source_hash,
    parserKey: row.parser_key, title: row.title, language: row.language, mediaType: row.media_type, declared: JSON.parse(row.declared) as JsonObject,
    dates: JSON.parse(row.dates) as DateEvidence[], findings: JSON.parse(row.document_findings) as FindingDraft[], chunks: row.chunks,
    carried: row.carried === 1, versionId: row.version_no,
  };
}

export type StoredChunkRow = PlacementRow & Pick<DocumentRow, 'document_id' | 'uri' | 'source' | 'path' | 'record' | 'title' | 'language' | 'media_type'>;

/** Columns of `StoredChunkRow`, for `DOCUMENT_JOINS` with `placement p` and `chunk c`. */
export const STORED_CHUNK_COLUMNS = 'p.*, c.id, d.id AS document_id, d.uri, s.name AS source, d.path, d.record, v.title, v.language, v.media_type';

export function storedChunk(row: StoredChunkRow, texts: TextCache): StoredChunk {
  return {
    ...chunkRow(row), documentId: row.document_id, uri: row.uri, source: row.source, path: row.path, record: row.record,
    text: texts.of(row.version_no).slice(row.start, row.end), title: row.title, language: row.language, mediaType: row.media_type, rowId: row.row_no,
  };
}

export interface DecisionRow {
  seq: number; at: string; actor: string; subject_kind: DecisionEvent['subjectKind']; subject_id: string; verdict: DecisionEvent['verdict']; reason: string;
  evidence: string; other: string | null; withdraws: number | null; until: string | null; assignee: string | null; edit: string | null; previous_hash: string; hash: string;
}

export function decisionEvent(row: DecisionRow): DecisionEvent {
  return {
    seq: row.seq, at: row.at, actor: row.actor, subjectKind: row.subject_kind, subjectId: row.subject_id, verdict: row.verdict, reason: row.reason,
    evidence: JSON.parse(row.evidence) as DecisionEvent['evidence'], ...(row.other === null ? {} : { other: JSON.parse(row.other) as OtherSide }),
    ...(row.withdraws === null ? {} : { withdraws: row.withdraws }), ...(row.until === null ? {} : { until: row.until }), ...(row.assignee === null ? {} : { assignee: row.assignee }), ...(row.edit === null ? {} : { edit: JSON.parse(row.edit) as NonNullable<DecisionEvent['edit']> }),
    previousHash: row.previous_hash, hash: row.hash,
  };
}

type SignalRow = readonly [name: string, value: Signal['value'], unit?: Signal['unit'] | null, confidence?: number];

/** Signals as they are kept: a list each instead of an object, as there are some ten of every chunk and their members' names would be most of it. */
export const signalsText = (signals: readonly Signal[]): string => JSON.stringify(signals.map(({ name, value, unit, confidence }): SignalRow => (
  confidence !== undefined ? [name, value, unit ?? null, confidence] : unit !== undefined ? [name, value, unit] : [name, value])));

/** Stores of schema 13 and before hold objects. */
const readSignals = (text: string): Signal[] => (JSON.parse(text) as (SignalRow | Signal)[]).map((one) => ('name' in one ? one : signalOf(one)));

const signalOf = ([name, value, unit, confidence]: SignalRow): Signal => ({ name, value, ...(unit === undefined || unit === null ? {} : { unit }), ...(confidence === undefined ? {} : { confidence }) });

export function measurementsOf(db: Connection, rowNo: number): ReadonlyMap<string, Measurement> {
  const rows = db.all<{ key: string; score: number | null; signals: string; findings: string }>(
    'SELECT r.key, s.score, s.signals, s.findings FROM measurement s JOIN scorer r USING (scorer_no) WHERE s.row_no = ?', rowNo,
  );
  return new Map(rows.map((row) => [row.key, {
    score: row.score, signals: readSignals(row.signals), findings: JSON.parse(row.findings) as FindingDraft[],
  }]));
}

export function assessmentsOf(db: Connection, versionNo: number): ReadonlyMap<string, DocumentAssessment> {
  const rows = db.all<{ key: string; body: string }>('SELECT r.key, a.body FROM assessment a JOIN scorer r USING (scorer_no) WHERE a.version_no = ?', versionNo);
  return new Map(rows.map((row) => [row.key, JSON.parse(row.body) as DocumentAssessment]));
}
