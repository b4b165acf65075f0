import type { Json, StoreExports } from '../../core/index.js';
import { PENDING, type Connection } from './connection.js';
import { exportVectorMethods } from './embeddings.js';

/** A chunk whose verdict changed in between has a row that ends or begins there; only such rows are counted. What people said of metadata goes out with the chunks. What a dropped generation released is not known. */
const RELEASED_DIFFERS = `SELECT EXISTS (SELECT 1 FROM generation WHERE number > @since AND number <= @at AND (made_by <> 'review' OR note = 'metadata')) OR EXISTS (
    SELECT 1 FROM generation WHERE number = @since AND dropped <> 0) OR EXISTS (
  SELECT 1 FROM verdict WHERE (from_gen > @since AND from_gen <= @at) OR (to_gen > @since AND to_gen <= @at) GROUP BY chunk_no
  HAVING sum(status = 'accepted' AND from_gen <= @since AND to_gen > @since) <> sum(status = 'accepted' AND from_gen <= @at AND to_gen > @at)) AS differs`;

/** What else than runs, and reviews of verdicts, lies between two generations; or the earlier one is not kept. */
const UNCERTAIN = `SELECT NOT EXISTS (SELECT 1 FROM generation WHERE number = @since AND dropped = 0)
  OR EXISTS (SELECT 1 FROM generation WHERE number > @since AND number <= @at AND made_by NOT IN ('run', 'review')) AS uncertain`;

/** Documents that came, left or have another version; those with a chunk whose verdict was renewed; and, whenever that was, those whose metadata people edited. */
const ANEW = `
  SELECT d.id FROM membership m JOIN document d USING (doc_no) WHERE (m.from_gen > @since AND m.from_gen <= @at) OR (m.to_gen > @since AND m.to_gen <= @at)
  UNION SELECT d.id FROM (SELECT chunk_no FROM verdict WHERE from_gen > @since AND from_gen <= @at UNION SELECT chunk_no FROM verdict WHERE to_gen > @since AND to_gen <= @at AND to_gen < ${PENDING}) x
    CROSS JOIN placement p ON p.chunk_no = x.chunk_no CROSS JOIN membership m ON m.version_no = p.version_no AND m.from_gen <= @at AND m.to_gen > @at CROSS JOIN document d ON d.doc_no = m.doc_no
  UNION SELECT subject_id FROM decision WHERE verdict = 'edit'`;

export function exportMethods(db: Connection): StoreExports {
  return {
    ...exportVectorMethods(db),
    async acknowledged(target) {
      const row = db.get<{ generation: number; export_key: string; receipt: string }>('SELECT generation, export_key, receipt FROM target WHERE target = ?', target);
      return row === undefined ? null : { generation: row.generation, exportKey: row.export_key, receipt: JSON.parse(row.receipt) as Json };
    },
    async releasedDiffers(since, at) {
      return db.get<{ differs: number }>(RELEASED_DIFFERS, { since, at })?.differs === 1;
    },
    async releasedAnew(since, at) {
      return db.read(() => {
        if (since > at || db.get<{ uncertain: number }>(UNCERTAIN, { since, at })?.uncertain !== 0) return null;
        return new Set(db.all<{ id: string }>(ANEW, { since, at }).map(({ id }) => id));
      });
    },
    async ledger(target) {
      const rows = db.all<{ chunk_id: string; item_hash: string }>('SELECT chunk_id, item_hash FROM ledger WHERE target = ? AND present = 1', target);
      return new Map(rows.map((row) => [row.chunk_id, row.item_hash]));
    },
    async putLedger(target, { generation, exportKey, receipt }, changes) {
      db.write(() => {
        db.run('INSERT OR REPLACE INTO target (target, generation, export_key, receipt) VALUES (?, ?, ?, ?)', target, generation, exportKey, JSON.stringify(receipt));
        for (const [id, hash] of changes.upserted) {
          db.run(
            `INSERT INTO ledger (target, chunk_id, item_hash, generation, present) VALUES (?, ?, ?, ?, 1)
             ON CONFLICT (target, chunk_id) DO UPDATE SET item_hash = excluded.item_hash, generation = excluded.generation, present = 1`, target, id, hash, generation,
          );
        }
        db.run('DELETE FROM export_intent WHERE target = ?', target);
        for (const id of changes.deleted) db.run('UPDATE ledger SET present = 0, generation = ? WHERE target = ? AND chunk_id = ?', generation, target, id);
      });
    },
    async intend(target, chunkIds) {
      db.write(() => {
        for (const id of chunkIds) db.run('INSERT OR IGNORE INTO export_intent (target, chunk_id) VALUES (?, ?)', target, id);
      });
    },
    async intended(target) {
      return db.all<{ chunk_id: string }>('SELECT chunk_id FROM export_intent WHERE target = ?', target).map((row) => row.chunk_id);
    },
    async exportsOf(chunkId) {
      return db.all<{ target: string; generation: number; present: number }>('SELECT target, generation, present FROM ledger WHERE chunk_id = ? ORDER BY target', chunkId)
        .map((row) => ({ ...row, present: row.present === 1 }));
    },
  };
}
