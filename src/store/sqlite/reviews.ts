import { ATTENTION_VERDICTS, STATUS_VERDICTS, type DocumentAssessment, type HeldChunk, type SourceCounts, type Status, type StoreReviews } from '../../core/index.js';
import { editedAssessment } from '../../core/edits.js';
import { list, type Connection } from './connection.js';
import { stands } from './decision-log.js';
import { EditReader } from './edits.js';
import { decisionEvent, type DecisionRow } from './rows.js';
import { readVerdictBody } from './verdict-body.js';
import { generationRecord, type GenerationRow } from './runs.js';
import { knownScorerNo } from './scores.js';
import type { TextCache } from './texts.js';

interface HeldRow {
  id: string; chunk_no: number; document_id: string; source: string; authority: number; owner: string | null; access: string | null; path: string; record: string | null; title: string | null;
  tokens: number; status: HeldChunk['status']; body: string; from_gen: number; published_at: string;
}

const AT = (alias: string): string => `${alias}.from_gen <= @at AND ${alias}.to_gen > @at`;

/** Word for word as in the index `decision_attention`: with a parameter SQLite would not use it. */
const ATTENDING = [...ATTENTION_VERDICTS, 'waive'].map((verdict) => `'${verdict}'`).join(', ');

/** CROSS JOIN holds SQLite to beginning with the verdicts: few of them are not accepted. */
const HELD = `FROM verdict x CROSS JOIN placement p ON p.chunk_no = x.chunk_no CROSS JOIN membership m ON m.version_no = p.version_no AND ${AT('m')}`;

const HELD_COLUMNS = 'c.id, x.chunk_no, d.id AS document_id, s.name AS source, s.authority, s.owner, s.access, d.path, d.record, v.title, p.tokens, x.status, x.body, x.from_gen, g.published_at';
const HELD_NAMES = `JOIN version v ON v.version_no = m.version_no JOIN document d ON d.doc_no = m.doc_no JOIN source s ON s.source_no = d.source_no JOIN generation g ON g.number = x.from_gen`;

/** Ids of chunks are hashes: those below this are the share. */
const sampleBound = (share: number): string => (share >= 1 ? 'g' : Math.floor(share * 2 ** 32).toString(16).padStart(8, '0'));

function heldChunk(row: HeldRow): HeldChunk {
  const { reasons, survivor } = readVerdictBody(row.body);
  return {
    chunkId: row.id, documentId: row.document_id, source: { name: row.source, authority: row.authority, owner: row.owner, access: row.access }, path: row.path, record: row.record,
    title: row.title, tokens: row.tokens, status: row.status, reasons, survivor, sinceGeneration: row.from_gen, heldSince: row.published_at,
  };
}

export function reviewMethods(db: Connection, texts: TextCache): StoreReviews {
  return {
    async heldChunks({ at, limit, after, since }) {
      return db.read(() => {
        const from = after === undefined ? -1 : (db.get<{ chunk_no: number }>('SELECT chunk_no FROM chunk WHERE id = ?', after)?.chunk_no ?? -1);
        return db.all<HeldRow>(
          `SELECT ${HELD_COLUMNS} ${HELD} JOIN chunk c ON c.chunk_no = x.chunk_no ${HELD_NAMES}
           WHERE ${AT('x')} AND x.status <> 'accepted' AND x.chunk_no > @from ${since === undefined ? '' : 'AND x.from_gen > @since'} ORDER BY x.chunk_no LIMIT @limit`,
          { at, from, limit, ...(since === undefined ? {} : { since }) },
        ).map(heldChunk);
      });
    },
    async auditSample({ at, share, since }) {
      return db.all<HeldRow>(
        `SELECT ${HELD_COLUMNS} FROM chunk c CROSS JOIN verdict x ON x.chunk_no = c.chunk_no AND ${AT('x')} CROSS JOIN placement p ON p.chunk_no = c.chunk_no
           CROSS JOIN membership m ON m.version_no = p.version_no AND ${AT('m')} ${HELD_NAMES}
         WHERE c.id < @bound AND x.status = 'accepted' AND json_extract(x.body, '$.decisionSeq') IS NULL ${since === undefined ? '' : 'AND x.from_gen > @since'} ORDER BY x.chunk_no`,
        { at, bound: sampleBound(share), ...(since === undefined ? {} : { since }) },
      ).map(heldChunk);
    },
    async auditOutcome(share) {
      const row = db.get<{ looked: number; missed: number }>(
        `SELECT count(*) AS looked, count(*) FILTER (WHERE d.verdict = 'reject') AS missed FROM chunk c CROSS JOIN decision d ON d.subject_id = c.id
         WHERE c.id < @bound AND d.subject_kind = 'chunk' AND d.verdict IN ('approve', 'reject') AND ${stands('d')}
           AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.subject_id = d.subject_id AND n.verdict IN ('approve', 'reject', 'requeue', 'waive') AND n.seq > d.seq AND ${stands('n')})
           AND EXISTS (SELECT 1 FROM verdict x JOIN generation f ON f.number = x.from_gen LEFT JOIN generation t ON t.number = x.to_gen
             WHERE x.chunk_no = c.chunk_no AND x.status = 'accepted' AND json_extract(x.body, '$.decisionSeq') IS NULL AND f.published_at <= d.at AND (t.number IS NULL OR t.published_at >= d.at))`,
        { bound: sampleBound(share) },
      );
      return { looked: row?.looked ?? 0, missed: row?.missed ?? 0 };
    },
    async decidedSince({ at, since }) {
      return db.all<{ id: string }>(
        'SELECT DISTINCT c.id FROM verdict x JOIN chunk c USING (chunk_no) WHERE x.from_gen > @since AND x.from_gen <= @at', { at, since },
      ).map(({ id }) => id);
    },
    async heldContaining(text, at) {
      const wanted = text.toLowerCase();
      return db.read(() => db.all<{ id: string; version_no: number; start: number; end: number }>(
        `SELECT c.id, m.version_no, p.start, p."end" ${HELD} JOIN chunk c ON c.chunk_no = x.chunk_no WHERE ${AT('x')} AND x.status <> 'accepted' ORDER BY m.version_no`, { at },
      ).filter(({ version_no, start, end }) => texts.of(version_no).slice(start, end).toLowerCase().includes(wanted)).map(({ id }) => id));
    },
    async chunkStatuses({ at, limit, after }) {
      return db.all<{ id: string; status: Status }>(
        `SELECT c.id, x.status FROM chunk c CROSS JOIN verdict x ON x.chunk_no = c.chunk_no AND ${AT('x')} WHERE c.id > @after ORDER BY c.id LIMIT @limit`, { at, limit, after: after ?? '' },
      );
    },
    async attention() {
      return db.all<DecisionRow>(
        `SELECT d.* FROM decision d WHERE d.verdict IN (${ATTENDING}) AND ${stands('d')}
           AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.subject_id = d.subject_id AND n.seq > d.seq AND ${stands('n')}
             AND CASE d.verdict WHEN 'waive' THEN n.verdict IN (SELECT value FROM json_each(?)) ELSE n.verdict = d.verdict END) ORDER BY d.seq`, list(STATUS_VERDICTS),
      ).map(decisionEvent);
    },
    async listGenerations({ limit, before }) {
      return db.all<GenerationRow>('SELECT * FROM generation WHERE number < ? ORDER BY number DESC LIMIT ?', before ?? Number.MAX_SAFE_INTEGER, limit).map(generationRecord);
    },
    async decisionsBefore({ limit, before }) {
      return db.all<DecisionRow>('SELECT * FROM decision WHERE seq < ? ORDER BY seq DESC LIMIT ?', before ?? Number.MAX_SAFE_INTEGER, limit).map(decisionEvent);
    },
    async reasonsGiven({ verdict, limit }) {
      return db.all<{ reason: string; uses: number }>(
        `SELECT reason, count(*) AS uses FROM (SELECT seq, reason, verdict FROM decision ORDER BY seq DESC LIMIT 1000)
         WHERE reason <> '' AND (verdict = @verdict OR @verdict IS NULL AND verdict <> 'withdraw') GROUP BY reason ORDER BY uses DESC, max(seq) DESC LIMIT @limit`, { verdict: verdict ?? null, limit },
      );
    },
    async sourceCounts(at) {
      return db.read(() => sourceCounts(db, at));
    },
    async assessedChunks(at, scorerKey) {
      const edits = new EditReader(db, { at });
      // Many documents have one date; those that people said something of stand alone.
      return db.read(() => db.all<{ source: string; body: string | null; document: string | null; document_hash: string | null; chunks: number }>(
        `SELECT s.name AS source, a.body, CASE WHEN o.subject_id IS NULL THEN NULL ELSE d.id END AS document, CASE WHEN o.subject_id IS NULL THEN NULL ELSE v.content_hash END AS document_hash, sum(v.chunks) AS chunks
         FROM membership m JOIN version v USING (version_no) JOIN document d ON d.doc_no = m.doc_no JOIN source s ON s.source_no = d.source_no
           LEFT JOIN assessment a ON a.version_no = m.version_no AND a.scorer_no = @scorer
           LEFT JOIN (SELECT DISTINCT subject_id FROM decision WHERE verdict = 'edit') o ON o.subject_id = d.id
         WHERE ${AT('m')} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3`, { at, scorer: knownScorerNo(db, scorerKey) },
      ).map(({ source, body, document, document_hash: contentHash, chunks }) => {
        const assessment = body === null ? null : (JSON.parse(body) as DocumentAssessment);
        return { source, chunks, assessment: assessment === null || document === null || contentHash === null ? assessment : editedAssessment(assessment, edits.of(document, contentHash)) };
      }));
    },
    async statusChanges(from, to) {
      return db.all<{ from: Status | null; to: Status | null; chunks: number }>(
        `WITH moved AS (SELECT DISTINCT chunk_no FROM verdict WHERE from_gen > @from AND from_gen <= @to OR to_gen > @from AND to_gen <= @to)
         SELECT a.status AS "from", b.status AS "to", count(*) AS chunks FROM moved
           LEFT JOIN verdict a ON a.chunk_no = moved.chunk_no AND a.from_gen <= @from AND a.to_gen > @from
           LEFT JOIN verdict b ON b.chunk_no = moved.chunk_no AND b.from_gen <= @to AND b.to_gen > @to
         WHERE a.status IS NOT b.status GROUP BY 1, 2`, { from, to },
      );
    },
  };
}

function sourceCounts(db: Connection, at: number): SourceCounts[] {
  const live = `FROM membership m JOIN document d ON d.doc_no = m.doc_no JOIN source s ON s.source_no = d.source_no JOIN placement p ON p.version_no = m.version_no`;
  const statuses = db.all<{ source: string; owner: string | null; status: Status; n: number }>(
    `SELECT s.name AS source, s.owner, x.status, count(*) AS n ${live} JOIN verdict x ON x.chunk_no = p.chunk_no AND ${AT('x')} WHERE ${AT('m')} GROUP BY s.source_no, x.status ORDER BY s.name`, { at },
  );
  const scores = db.all<{ source: string; key: string; n: number; total: number }>(
    `SELECT s.name AS source, r.key, count(e.score) AS n, total(e.score) AS total ${live} JOIN measurement e ON e.row_no = p.row_no JOIN scorer r USING (scorer_no) WHERE ${AT('m')} GROUP BY s.source_no, r.scorer_no
     UNION ALL SELECT s.name, j.key, count(j.value), total(j.value) ${live} JOIN verdict x ON x.chunk_no = p.chunk_no AND ${AT('x')}, json_each(x.body, '$.scores') j WHERE ${AT('m')} GROUP BY s.source_no, j.key`, { at },
  );
  const sources = new Map<string, { owner: string | null; chunks: Record<Status, number> }>();
  for (const { source, owner, status, n } of statuses) {
    const known = sources.get(source) ?? { owner, chunks: { accepted: 0, quarantined: 0, rejected: 0 } };
    known.chunks[status] = n;
    sources.set(source, known);
  }
  return [...sources].map(([source, { owner, chunks }]) => ({
    source, owner, chunks, measured: Object.fromEntries(scores.filter((row) => row.source === source && row.n > 0).map(({ key, n, total }) => [key, { count: n, sum: total }])),
  }));
}
