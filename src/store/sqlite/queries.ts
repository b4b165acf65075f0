import type { ChunkView, DocumentView, SourceInfo, Status, StoreQueries } from '../../core/index.js';
import { OPEN, type Connection } from './connection.js';
import { editedAssessments, editedDeclared, editedSource } from '../../core/edits.js';
import { EditReader } from './edits.js';
import { EDGE_SELECT, storedEdge, type EdgeRow } from './edges.js';
import { RELEASED_IDS, released, releasedOf, type ReleasedRow } from './released.js';
import { releasedText } from './text-hash.js';
import {
  DOCUMENT_COLUMNS, DOCUMENT_JOINS, assessmentsOf, measurementsOf, storedChunk, storedDocument, type DocumentRow, type PlacementRow,
} from './rows.js';
import { refuseDropped } from './retention.js';
import type { TextCache } from './texts.js';
import { decidedChunk, type VerdictRow } from './verdict-body.js';

interface SourceColumns { source: string; authority: number; owner: string | null; access: string | null }
type ChunkViewRow = PlacementRow & DocumentRow & SourceColumns & { verdict_status: Status; next_change_at: number | null; verdict_body: string; released_in: number | null };

const SOURCE_COLUMNS = 's.authority, s.owner, s.access';
const AT = (alias: string): string => `${alias}.from_gen <= @at AND ${alias}.to_gen > @at`;
const CHUNK_VIEW = `SELECT p.*, c.id, ${DOCUMENT_COLUMNS}, ${SOURCE_COLUMNS}, x.status AS verdict_status, x.next_change_at, x.body AS verdict_body,
    (SELECT r.generation FROM release r WHERE r.chunk_no = p.chunk_no AND r.content_hash = ${releasedText('p')} AND r.generation <= @at) AS released_in
  FROM membership m ${DOCUMENT_JOINS} JOIN placement p ON p.version_no = m.version_no JOIN chunk c ON c.chunk_no = p.chunk_no
  JOIN verdict x ON x.chunk_no = p.chunk_no AND ${AT('x')}`;
const DOCUMENT_VIEW = `SELECT ${DOCUMENT_COLUMNS}, ${SOURCE_COLUMNS} FROM membership m ${DOCUMENT_JOINS}`;

const sourceInfo = (row: SourceColumns): SourceInfo => ({ name: row.source, authority: row.authority, owner: row.owner, access: row.access });

export function queryMethods(db: Connection, texts: TextCache): StoreQueries {
  const chunkView = (row: ChunkViewRow, edits: EditReader): ChunkView => {
    const edited = edits.of(row.document_id, row.document_hash);
    return {
      ...storedChunk(row, texts), sourceInfo: editedSource(sourceInfo(row), edited), declared: editedDeclared(storedDocument(row).declared, edited),
      decided: decidedChunk({ status: row.verdict_status, next_change_at: row.next_change_at, body: row.verdict_body } satisfies VerdictRow),
      measurements: measurementsOf(db, row.row_no), assessments: editedAssessments(assessmentsOf(db, row.version_no), edited), releasedIn: row.released_in,
    };
  };
  const documentView = (row: DocumentRow & SourceColumns, at: number, edits: EditReader): DocumentView => {
    const edited = edits.of(row.document_id, row.document_hash);
    const stored = storedDocument(row);
    const statuses: Record<Status, number> = { accepted: 0, quarantined: 0, rejected: 0 };
    const counts = db.all<{ status: Status; n: number }>(
      `SELECT x.status, count(*) AS n FROM placement p JOIN verdict x ON x.chunk_no = p.chunk_no AND ${AT('x')} WHERE p.version_no = @version GROUP BY x.status`,
      { at, version: row.version_no },
    );
    for (const count of counts) statuses[count.status] = count.n;
    return { ...stored, declared: editedDeclared(stored.declared, edited), sourceInfo: editedSource(sourceInfo(row), edited), assessments: editedAssessments(assessmentsOf(db, row.version_no), edited), statuses };
  };
  const placeOf = (at: number, id: string): { uri: string; seq: number } | undefined => db.get(
    `SELECT d.uri, p.seq FROM chunk c JOIN placement p USING (chunk_no) JOIN membership m ON m.version_no = p.version_no AND ${AT('m')} JOIN document d ON d.doc_no = m.doc_no WHERE c.id = @id`, { at, id },
  );
  const from = (at: number, after: string | undefined): { uri: string; seq: number } => (after === undefined ? undefined : placeOf(at, after)) ?? { uri: '', seq: -1 };
  return {
    async listChunks(query) {
      refuseDropped(db, query.at);
      const after = query.after === undefined ? undefined : placeOf(query.at, query.after);
      const edits = new EditReader(db, query);
      // Conditions that are always written, for a document that may be null, kept SQLite from looking up the one document.
      const wanted = [
        ...(query.status === undefined ? [] : ['AND x.status = @status']), ...(query.documentId === undefined ? [] : ['AND d.id = @document']),
        ...(after === undefined ? [] : ['AND d.uri >= @uri AND (d.uri, p.seq) > (@uri, @seq)']),
      ].join(' ');
      return db.read(() => db.all<ChunkViewRow>(
        `${CHUNK_VIEW} WHERE ${AT('m')} ${wanted} ORDER BY d.uri, p.seq LIMIT @limit`,
        { at: query.at, limit: query.limit, ...(query.status === undefined ? {} : { status: query.status }), ...(query.documentId === undefined ? {} : { document: query.documentId }), ...(after ?? {}) },
      ).map((row) => chunkView(row, edits)));
    },
    async listReleased({ at, documentId, after, limit }) {
      refuseDropped(db, at);
      return db.read(() => {
        const rows = db.all<ReleasedRow>(released(documentId !== undefined), { at, limit, ...from(at, after), ...(documentId === undefined ? {} : { document: documentId }) });
        return releasedOf(db, texts, rows);
      });
    },
    async listReleasedIds({ at, after, limit }) {
      refuseDropped(db, at);
      return db.read(() => db.all<{ id: string; documentId: string }>(RELEASED_IDS, { at, limit, ...from(at, after) }));
    },
    async listDocuments(query) {
      refuseDropped(db, query.at);
      const after = query.after === undefined ? '' : (db.get<{ uri: string }>('SELECT uri FROM document WHERE id = ?', query.after)?.uri ?? '');
      const edits = new EditReader(db, query);
      return db.read(() => db.all<DocumentRow & SourceColumns>(
        `${DOCUMENT_VIEW} WHERE ${AT('m')} AND d.uri > @after ORDER BY d.uri LIMIT @limit`, { at: query.at, after, limit: query.limit },
      ).map((row) => documentView(row, query.at, edits)));
    },
    async listEdges(query) {
      refuseDropped(db, query.at);
      return db.all<EdgeRow>(
        `SELECT * FROM (${EDGE_SELECT}) AS e WHERE ${AT('e')} AND e.edge_no > @after AND (@kind IS NULL OR e.kind = @kind)
           AND (@chunk IS NULL OR e.a_id = @chunk OR e.b_id = @chunk) ORDER BY e.edge_no LIMIT @limit`,
        { at: query.at, after: query.after ?? 0, kind: query.kind ?? null, chunk: query.chunkId ?? null, limit: query.limit },
      ).map((row) => ({ ...storedEdge(row), edgeNumber: row.edge_no }));
    },
    async chunk(id, at) {
      refuseDropped(db, at);
      return db.read(() => {
        const row = db.get<ChunkViewRow>(`${CHUNK_VIEW} WHERE ${AT('m')} AND c.id = @id`, { at, id });
        return row === undefined ? null : chunkView(row, new EditReader(db, { at }));
      });
    },
    async document(id, at) {
      refuseDropped(db, at);
      return db.read(() => {
        const row = db.get<DocumentRow & SourceColumns>(`${DOCUMENT_VIEW} WHERE ${AT('m')} AND d.id = @id`, { at, id });
        return row === undefined ? null : { ...documentView(row, at, new EditReader(db, { at })), text: texts.of(row.version_no) };
      });
    },
    async predecessorsOf(chunkId) {
      return db.all<{ chunkId: string; predecessorId: string; share: number }>(
        `SELECT a.id AS chunkId, b.id AS predecessorId, p.share FROM predecessor p JOIN chunk a ON a.chunk_no = p.chunk_no JOIN chunk b ON b.chunk_no = p.predecessor_no
         WHERE a.id = ? ORDER BY p.share DESC, b.id`, chunkId,
      );
    },
    async verdictHistory(chunkId) {
      return db.all<VerdictRow & { from_gen: number; to_gen: number }>(
        'SELECT v.* FROM verdict v JOIN chunk c USING (chunk_no) WHERE c.id = ? ORDER BY v.from_gen', chunkId,
      ).map((row) => ({ ...decidedChunk(row), fromGeneration: row.from_gen, toGeneration: row.to_gen === OPEN ? null : row.to_gen }));
    },
  };
}
