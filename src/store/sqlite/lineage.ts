import type { Heir, StoreLineage } from '../../core/index.js';
import { OPEN, PENDING, type Connection } from './connection.js';
import { STORED_CHUNK_COLUMNS, decisionEvent, storedChunk, type DecisionRow, type StoredChunkRow } from './rows.js';
import type { TextCache } from './texts.js';

/** Whether the pending state holds the chunk whose number is in a column. */
const held = (chunk: string): string =>
  `EXISTS (SELECT 1 FROM placement q JOIN membership o ON o.version_no = q.version_no AND o.to_gen = ${OPEN} WHERE q.chunk_no = ${chunk})`;

export function putHeirs(db: Connection, heirs: readonly Heir[]): void {
  for (const { chunkId, heirId, taken } of heirs) {
    const numbers = db.get<{ chunk_no: number; heir_no: number }>(
      'SELECT a.chunk_no, b.chunk_no AS heir_no FROM chunk a, chunk b WHERE a.id = ? AND b.id = ? AND a.id <> b.id', chunkId, heirId,
    );
    if (numbers === undefined) continue;
    // The one that was heir before no longer has the last word on the chunk's decision.
    db.run('INSERT OR IGNORE INTO undecided SELECT heir_no FROM heir WHERE chunk_no = ?', numbers.chunk_no);
    db.run('INSERT OR REPLACE INTO heir (chunk_no, heir_no, taken) VALUES (?, ?, ?)', numbers.chunk_no, numbers.heir_no, taken);
    db.run('INSERT OR IGNORE INTO undecided VALUES (?)', numbers.heir_no);
  }
}

export function lineageMethods(db: Connection, texts: TextCache): StoreLineage {
  return {
    async putHeirs(fence, heirs) {
      db.fenced(fence, () => { putHeirs(db, heirs); });
    },
    async heirOf(chunkId) {
      return db.get<Heir>(
        'SELECT a.id AS chunkId, b.id AS heirId, h.taken FROM heir h JOIN chunk a ON a.chunk_no = h.chunk_no JOIN chunk b ON b.chunk_no = h.heir_no WHERE a.id = ?', chunkId,
      ) ?? null;
    },
    async decidedDepartures({ takenBelow }) {
      return db.all<{ chunkId: string; documentId: string }>(
        `SELECT DISTINCT c.id AS chunkId, d.id AS documentId
         FROM membership m JOIN placement p ON p.version_no = m.version_no JOIN chunk c ON c.chunk_no = p.chunk_no JOIN document d ON d.doc_no = m.doc_no
         WHERE m.to_gen = ${PENDING} AND NOT ${held('c.chunk_no')}
           AND (EXISTS (SELECT 1 FROM decision e WHERE e.subject_id = c.id) OR EXISTS (
             SELECT 1 FROM verdict v WHERE v.chunk_no = c.chunk_no AND v.to_gen = ${OPEN}
               AND (json_extract(v.body, '$.decisionSeq') IS NOT NULL OR json_extract(v.body, '$.pin') IS NOT NULL OR instr(v.body, '"decision/lapsed"') > 0)))
           AND NOT EXISTS (SELECT 1 FROM heir h WHERE h.chunk_no = c.chunk_no AND h.taken >= ? AND ${held('h.heir_no')})
         ORDER BY c.id`, takenBelow,
      );
    },
    async changedDocuments(page) {
      return db.read(() => db.all<{ id: string; version_no: number }>(
        `SELECT d.id, m.version_no FROM membership m JOIN document d USING (doc_no) WHERE m.from_gen = ${PENDING} AND m.to_gen = ${OPEN} AND d.id > ? ORDER BY d.id LIMIT ?`,
        page.after ?? '', page.limit,
      ).map(({ id, version_no }) => ({
        documentId: id,
        chunks: db.all<{ id: string; start: number; end: number }>(
          'SELECT c.id, p.start, p."end" FROM placement p JOIN chunk c USING (chunk_no) WHERE p.version_no = ? ORDER BY p.seq', version_no,
        ).map((chunk) => ({ id: chunk.id, text: texts.of(version_no).slice(chunk.start, chunk.end) })),
      })));
    },
    async decisionsIn(documentId) {
      return db.all<DecisionRow>(
        'SELECT e.* FROM document d JOIN chunk c ON c.doc_no = d.doc_no JOIN decision e ON e.subject_id = c.id WHERE d.id = ? ORDER BY e.seq', documentId,
      ).map(decisionEvent);
    },
    async lastHeld(id) {
      return db.get<{ number: number | null }>(
        `SELECT max((SELECT max(g.number) FROM generation g WHERE g.number >= m.from_gen AND g.number < m.to_gen AND g.dropped = 0)) AS number
         FROM membership m WHERE m.from_gen < ${PENDING} AND (m.doc_no = (SELECT doc_no FROM document WHERE id = ?1)
           OR m.version_no IN (SELECT p.version_no FROM placement p JOIN chunk c USING (chunk_no) WHERE c.id = ?1))`, id,
      )?.number ?? null;
    },
    async formerChunks({ limit, after }) {
      return db.read(() => db.all<StoredChunkRow & { from_gen: number; to_gen: number }>(
        `SELECT ${STORED_CHUNK_COLUMNS}, min(m.from_gen) AS from_gen, max(m.to_gen) AS to_gen
         FROM (SELECT * FROM placement q WHERE q.row_no > ? AND EXISTS (SELECT 1 FROM membership o WHERE o.version_no = q.version_no AND o.from_gen < ${PENDING}) ORDER BY q.row_no LIMIT ?) p
           CROSS JOIN membership m ON m.version_no = p.version_no AND m.from_gen < ${PENDING}
           CROSS JOIN version v ON v.version_no = p.version_no CROSS JOIN document d ON d.doc_no = v.doc_no CROSS JOIN source s ON s.source_no = d.source_no CROSS JOIN chunk c ON c.chunk_no = p.chunk_no
         GROUP BY p.row_no ORDER BY p.row_no`, after ?? 0, limit,
      ).map((row) => {
        const { id, rowId, documentId, source, path, record, title, headingPath, page, text, context, contentHash } = storedChunk(row, texts);
        return { id, rowId, documentId, source, path, record, title, headingPath, page, text, context, contentHash, fromGeneration: row.from_gen, toGeneration: row.to_gen >= PENDING ? null : row.to_gen };
      }));
    },
  };
}
