import type { DocumentAssessment, JsonObject, ReleasedChunk, Score } from '../../core/index.js';
import type { Connection } from './connection.js';
import { editedAssessments, editedDeclared } from '../../core/edits.js';
import { EditReader } from './edits.js';
import { assessmentsOf } from './rows.js';
import { releasedText } from './text-hash.js';
import type { TextCache } from './texts.js';

export interface ReleasedRow {
  id: string; document_id: string; source: string; path: string; record: string | null; version_no: number; document_hash: string; title: string | null; language: string | null; declared: string;
  access: string | null; owner: string | null; heading_path: string; page: number | null; start: number; end: number; parent_item: string | null; context: string; tokens: number; content_hash: string; released_in: number | null; scores: string;
}

const CHUNKS = `CROSS JOIN placement p ON p.version_no = m.version_no CROSS JOIN chunk c ON c.chunk_no = p.chunk_no
  CROSS JOIN verdict x ON x.chunk_no = p.chunk_no AND x.from_gen <= @at AND x.to_gen > @at AND x.status = 'accepted'`;
const PLACE = 'd.uri >= @uri AND (d.uri > @uri OR p.seq > @seq) ORDER BY d.uri, p.seq LIMIT @limit';

/** Accepted chunks of a generation from a place on, of all documents or of one. CROSS JOIN holds SQLite to the order of documents, in which the rows are wanted. */
export const released = (document: boolean): string => `SELECT c.id, d.id AS document_id, s.name AS source, d.path, d.record, m.version_no, v.content_hash AS document_hash, v.title, v.language, v.declared, s.access, s.owner,
    p.heading_path, p.page, p.start, p."end", p.parent_item, p.context, p.tokens, p.content_hash,
    (SELECT r.generation FROM release r WHERE r.chunk_no = p.chunk_no AND r.content_hash = ${releasedText('p')} AND r.generation <= @at) AS released_in,
    (SELECT json_group_object(r.key, s.score) FROM measurement s JOIN scorer r USING (scorer_no) WHERE s.row_no = p.row_no) AS scores
  FROM document d CROSS JOIN membership m ON m.doc_no = d.doc_no AND m.from_gen <= @at AND m.to_gen > @at
  CROSS JOIN version v ON v.version_no = m.version_no CROSS JOIN source s ON s.source_no = d.source_no ${CHUNKS}
  WHERE ${document ? 'd.id = @document AND ' : ''}${PLACE}`;

/** The ids of those chunks and of their documents. */
export const RELEASED_IDS = `SELECT c.id, d.id AS documentId FROM document d CROSS JOIN membership m ON m.doc_no = d.doc_no AND m.from_gen <= @at AND m.to_gen > @at ${CHUNKS} WHERE ${PLACE}`;

interface VersionParts { readonly declared: JsonObject; readonly assessments: ReadonlyMap<string, DocumentAssessment>; readonly owner: string | null }

/** Rows as chunks; what a version's chunks share is read once for all of them. */
export function releasedOf(db: Connection, texts: TextCache, rows: readonly ReleasedRow[]): ReleasedChunk[] {
  const versions = new Map<number, VersionParts>();
  const edits = new EditReader(db);
  const partsOf = (row: ReleasedRow): VersionParts => {
    const known = versions.get(row.version_no);
    if (known !== undefined) return known;
    const edited = edits.of(row.document_id, row.document_hash);
    const parts = {
      declared: editedDeclared(JSON.parse(row.declared) as JsonObject, edited), assessments: editedAssessments(assessmentsOf(db, row.version_no), edited),
      owner: edited.owner === undefined ? row.owner : edited.owner,
    };
    versions.set(row.version_no, parts);
    return parts;
  };
  return rows.map((row) => ({
    id: row.id, documentId: row.document_id, source: row.source, path: row.path, record: row.record, text: texts.of(row.version_no).slice(row.start, row.end),
    title: row.title, headingPath: JSON.parse(row.heading_path) as string[], page: row.page, start: row.start, end: row.end, parentItem: row.parent_item, context: row.context, tokens: row.tokens,
    contentHash: row.content_hash, language: row.language, access: row.access, releasedIn: row.released_in, scores: new Map(Object.entries(JSON.parse(row.scores) as Record<string, Score>)), ...partsOf(row),
  }));
}
