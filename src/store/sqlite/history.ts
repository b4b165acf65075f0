import { excerpt, type Between, type ChunkDifference, type ChunkState, type DocumentDifference, type DocumentState, type Heir, type Predecessor, type Status, type StoreHistory } from '../../core/index.js';
import { PENDING, list, type Connection } from './connection.js';
import { refuseDropped } from './retention.js';
import { decidedChunk } from './verdict-body.js';
import type { TextCache } from './texts.js';

/** The beginning of a chunk that is told of it, in UTF-16 units. */
const QUOTE_CHARS = 200;

/** A chunk that came or left did so with a version of its document; one that stayed has a verdict that begins in between. */
const CHANGED = `SELECT d.id FROM (
    SELECT doc_no FROM membership WHERE from_gen > @from AND from_gen <= @to OR to_gen > @from AND to_gen <= @to
    UNION SELECT c.doc_no FROM verdict x CROSS JOIN chunk c ON c.chunk_no = x.chunk_no WHERE x.from_gen > @from AND x.from_gen <= @to) k
  CROSS JOIN document d ON d.doc_no = k.doc_no ORDER BY d.uri`;

interface DocumentRow { doc_no: number; id: string; source: string; path: string; record: string | null }
interface VersionRow { version_no: number; title: string | null; content_hash: string; source_hash: string; parser_key: string }
interface SideRow { status: Status; next_change_at: number | null; body: string }
interface Interval { from_gen: number; to_gen: number }
type ChunkRow = { chunk_no: number; id: string; seq: number } & { [Column in keyof SideRow as `a_${Column}` | `b_${Column}`]: SideRow[Column] | null };

const SIDE = (alias: 'a' | 'b'): string => ['status', 'next_change_at', 'body'].map((column) => `${alias}.${column} AS ${alias}_${column}`).join(', ');
/** A chunk is in a generation where it has a verdict there. */
const DIFFERENT = `SELECT c.chunk_no, c.id, ${SIDE('a')}, ${SIDE('b')} FROM (SELECT chunk_no, min(seq) AS seq FROM (
      SELECT chunk_no, seq FROM placement WHERE version_no = @after UNION ALL SELECT chunk_no, 1000000000 + seq FROM placement WHERE version_no = @before) GROUP BY chunk_no) k
  CROSS JOIN chunk c ON c.chunk_no = k.chunk_no
  LEFT JOIN verdict a ON a.chunk_no = k.chunk_no AND a.from_gen <= @from AND a.to_gen > @from
  LEFT JOIN verdict b ON b.chunk_no = k.chunk_no AND b.from_gen <= @to AND b.to_gen > @to
  WHERE a.status IS NOT b.status ORDER BY k.seq`;

const ended = (toGen: number): number | null => (toGen >= PENDING ? null : toGen);

export function historyMethods(db: Connection, texts: TextCache): StoreHistory {
  return {
    async documentsChanged(between) {
      for (const at of [between.from, between.to]) refuseDropped(db, at);
      return db.all<{ id: string }>(CHANGED, between).map(({ id }) => id);
    },
    async documentDifferences(documentIds, between) {
      for (const at of [between.from, between.to]) refuseDropped(db, at);
      return db.read(() => db.all<DocumentRow>(
        `SELECT d.doc_no, d.id, s.name AS source, d.path, d.record FROM json_each(?) k CROSS JOIN document d ON d.id = k.value CROSS JOIN source s ON s.source_no = d.source_no ORDER BY d.uri`,
        list(documentIds),
      ).map((row) => difference(db, texts, row, between)));
    },
    async documentOf(chunkId) {
      return db.get<{ documentId: string; source: string; path: string; record: string | null }>(
        'SELECT d.id AS documentId, s.name AS source, d.path, d.record FROM chunk c JOIN document d USING (doc_no) JOIN source s USING (source_no) WHERE c.id = ?', chunkId,
      ) ?? null;
    },
    async stands(id) {
      const rows = db.all<Interval>(
        `SELECT m.from_gen, m.to_gen FROM membership m WHERE m.from_gen < ${PENDING} AND (m.doc_no = (SELECT doc_no FROM document WHERE id = ?1)
           OR m.version_no IN (SELECT p.version_no FROM placement p JOIN chunk c USING (chunk_no) WHERE c.id = ?1)) ORDER BY m.from_gen`, id,
      );
      return joined(rows).map(({ from_gen, to_gen }) => ({ fromGeneration: from_gen, toGeneration: ended(to_gen) }));
    },
  };
}

/** Intervals that meet as one. */
function joined(rows: readonly Interval[]): Interval[] {
  const spans: Interval[] = [];
  for (const row of rows) {
    const last = spans.at(-1);
    if (last !== undefined && last.to_gen >= row.from_gen) last.to_gen = Math.max(last.to_gen, row.to_gen);
    else spans.push({ ...row });
  }
  return spans;
}

/** Since when, at a generation, it is what it is there: in one interval, or in several of the same value that follow on each other; or gone. Intervals are ascending. */
function turnedAt(intervals: readonly (Interval & { value: unknown })[], at: number): number {
  let index = intervals.findLastIndex(({ from_gen }) => from_gen <= at);
  const last = intervals[index];
  if (last === undefined) return at;
  if (last.to_gen <= at) return last.to_gen;
  let since = last.from_gen;
  for (index -= 1; index >= 0; index -= 1) {
    const before = intervals[index];
    if (before?.to_gen !== since || before.value !== last.value) break;
    since = before.from_gen;
  }
  return since;
}

function difference(db: Connection, texts: TextCache, { doc_no, id, source, path, record }: DocumentRow, { from, to }: Between): DocumentDifference {
  const [before, after] = [versionAt(db, doc_no, from), versionAt(db, doc_no, to)];
  const stayed = before !== undefined && after !== undefined;
  const versions = db.all<Interval & { value: number }>(`SELECT from_gen, to_gen, ${stayed ? 'version_no' : '0'} AS value FROM membership WHERE doc_no = ? AND from_gen < ${PENDING} ORDER BY from_gen`, doc_no);
  const rows = db.all<ChunkRow>(DIFFERENT, { before: before?.version_no ?? -1, after: after?.version_no ?? -1, from, to });
  return {
    documentId: id, source, path, record, from: documentState(db, before, from), to: documentState(db, after, to), sameVersion: before?.version_no === after?.version_no, generation: turnedAt(versions, to),
    chunks: rows.map((row): ChunkDifference => {
      const [was, is] = [sideOf(row, 'a'), sideOf(row, 'b')];
      const verdicts = db.all<Interval & { value: Status | null }>(
        `SELECT from_gen, to_gen, ${was !== null && is !== null ? 'status' : 'NULL'} AS value FROM verdict WHERE chunk_no = ? ORDER BY from_gen`, row.chunk_no,
      );
      return {
        chunkId: row.id, from: was === null || before === undefined ? null : chunkState(db, texts, row, was, before.version_no), to: is === null || after === undefined ? null : chunkState(db, texts, row, is, after.version_no),
        generation: turnedAt(verdicts, to), predecessors: was === null ? predecessorsOf(db, row.chunk_no) : [], heir: is === null ? heirOf(db, row.chunk_no) : null,
      };
    }),
  };
}

function versionAt(db: Connection, docNo: number, at: number): VersionRow | undefined {
  return db.get<VersionRow>(
    `SELECT v.version_no, v.title, v.content_hash, v.source_hash, v.parser_key FROM membership m JOIN version v USING (version_no)
     WHERE m.doc_no = @doc AND m.from_gen <= @at AND m.to_gen > @at`, { doc: docNo, at },
  );
}

function documentState(db: Connection, version: VersionRow | undefined, at: number): DocumentState | null {
  if (version === undefined) return null;
  const statuses: Record<Status, number> = { accepted: 0, quarantined: 0, rejected: 0 };
  for (const { status, n } of db.all<{ status: Status; n: number }>(
    'SELECT x.status, count(*) AS n FROM placement p CROSS JOIN verdict x ON x.chunk_no = p.chunk_no AND x.from_gen <= @at AND x.to_gen > @at WHERE p.version_no = @version GROUP BY x.status', { at, version: version.version_no },
  )) statuses[status] = n;
  return { title: version.title, contentHash: version.content_hash, sourceHash: version.source_hash, parserKey: version.parser_key, statuses };
}

function sideOf(row: ChunkRow, side: 'a' | 'b'): SideRow | null {
  const [status, body] = [row[`${side}_status`], row[`${side}_body`]];
  return status === null || body === null ? null : { status, body, next_change_at: row[`${side}_next_change_at`] };
}

function chunkState(db: Connection, texts: TextCache, { chunk_no: chunk }: ChunkRow, side: SideRow, version: number): ChunkState {
  const placement = db.get<{ start: number; end: number; heading_path: string }>('SELECT start, "end", heading_path FROM placement WHERE chunk_no = @chunk AND version_no = @version', { chunk, version });
  return {
    decided: decidedChunk(side), headingPath: placement === undefined ? [] : JSON.parse(placement.heading_path) as string[],
    quote: placement === undefined ? '' : excerpt(texts.of(version).slice(placement.start, placement.end), QUOTE_CHARS),
  };
}

function predecessorsOf(db: Connection, chunkNo: number): Predecessor[] {
  return db.all<Predecessor>(
    'SELECT a.id AS chunkId, b.id AS predecessorId, p.share FROM predecessor p JOIN chunk a ON a.chunk_no = p.chunk_no JOIN chunk b ON b.chunk_no = p.predecessor_no WHERE p.chunk_no = ? ORDER BY p.share DESC, b.id', chunkNo,
  );
}

function heirOf(db: Connection, chunkNo: number): Heir | null {
  return db.get<Heir>('SELECT a.id AS chunkId, b.id AS heirId, h.taken FROM heir h JOIN chunk a ON a.chunk_no = h.chunk_no JOIN chunk b ON b.chunk_no = h.heir_no WHERE h.chunk_no = ?', chunkNo) ?? null;
}
