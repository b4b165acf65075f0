import type { BlockKind, JoinSubject, JoinUnit, JsonObject } from '../../core/index.js';
import { assessmentsOf } from './rows.js';
import type { TextCache } from './texts.js';
import type { Connection } from './connection.js';

export interface SubjectRow {
  id: string; document_id: string; row_no: number; version_no: number; start: number; end: number | null; heading_path: string; parent_item: string | null; kinds: string;
  path: string; title: string | null; language: string | null; media_type: string; declared: string; source: string; authority: number; owner: string | null; access: string | null;
}

const COMMON = `d.id AS document_id, m.version_no, d.path, v.title, v.language, v.media_type, v.declared, s.name AS source, s.authority, s.owner, s.access
  FROM membership m JOIN document d ON d.doc_no = m.doc_no JOIN version v ON v.version_no = m.version_no JOIN source s ON s.source_no = d.source_no`;

/** A join's subjects in the pending state: chunks, or documents whole. `row` changes whenever the subject does. */
export const SUBJECT_SQL: Record<JoinUnit, { select: string; from: string; row: string; no: string; id: string }> = {
  chunk: {
    select: `SELECT c.id, p.row_no, p.start, p."end", p.heading_path, p.parent_item, p.kinds, ${COMMON}
      JOIN placement p ON p.version_no = m.version_no JOIN chunk c ON c.chunk_no = p.chunk_no`,
    from: 'FROM membership m JOIN placement p ON p.version_no = m.version_no', row: 'p.row_no', no: 'p.chunk_no', id: 'c.id',
  },
  document: {
    select: `SELECT d.id, m.version_no AS row_no, 0 AS start, NULL AS "end", '[]' AS heading_path, NULL AS parent_item, '[]' AS kinds, ${COMMON}`,
    from: 'FROM membership m', row: 'm.version_no', no: 'm.doc_no', id: 'd.id',
  },
};

/** Rows as subjects; what those of a document version share is read once for all of them. */
export function subjectsOf(db: Connection, texts: TextCache, rows: readonly SubjectRow[]): JoinSubject[] {
  const shared = new Map<number, Pick<JoinSubject, 'declared' | 'assessments' | 'source'>>();
  return rows.map((row) => {
    let version = shared.get(row.version_no);
    if (version === undefined) {
      version = {
        declared: JSON.parse(row.declared) as JsonObject, assessments: assessmentsOf(db, row.version_no),
        source: { name: row.source, authority: row.authority, owner: row.owner, access: row.access },
      };
      shared.set(row.version_no, version);
    }
    const text = texts.of(row.version_no);
    return {
      id: row.id, documentId: row.document_id, rowId: row.row_no, text: row.end === null ? text : text.slice(row.start, row.end), offset: row.start,
      title: row.title, path: row.path, headingPath: JSON.parse(row.heading_path) as string[], parentItem: row.parent_item, kinds: JSON.parse(row.kinds) as BlockKind[],
      language: row.language, mediaType: row.media_type, ...version,
    };
  });
}
