import { OPEN, PENDING, type Connection } from './connection.js';
import { PURGED } from './texts.js';

/** Tables whose rows live in intervals, with what makes two of their rows the same state. */
const INTERVALS = [
  { table: 'membership', same: ['doc_no', 'version_no'], columns: ['doc_no', 'version_no'] },
  { table: 'verdict', same: ['chunk_no', 'status', 'body'], columns: ['chunk_no', 'status', 'next_change_at', 'body'] },
  { table: 'edge', same: ['join_no', 'a_no', 'b_no', 'kind', 'body'], columns: ['join_no', 'of', 'kind', 'a_node', 'b_node', 'a_no', 'b_no', 'body'] },
] as const;

/** Takes back what an unfinished run has made: intervals opened go, intervals closed open again. */
export function discardPending(db: Connection): void {
  for (const { table } of INTERVALS.filter((entry) => entry.table !== 'verdict')) {
    db.run(`DELETE FROM ${table} WHERE from_gen = ${PENDING}`);
    db.run(`UPDATE ${table} SET to_gen = ${OPEN} WHERE to_gen = ${PENDING}`);
  }
  db.run('DELETE FROM staged_verdict');
}

/**
 * Makes generation `number` hold what generation `to` held. Intervals open in both stay untouched, so that a rollback
 * costs what changed between the two. Items of documents that moved forget their fingerprints and the joins their
 * epochs: the next run looks at both anew.
 */
export function revertTo(db: Connection, to: number, number: number): void {
  discardPending(db);
  for (const { table, same, columns } of INTERVALS) {
    const equal = same.map((column) => `o.${column} IS t.${column}`).join(' AND ');
    db.run(
      `UPDATE ${table} AS t SET to_gen = ?1 WHERE t.to_gen = ${OPEN} AND t.from_gen > ?2
         AND NOT EXISTS (SELECT 1 FROM ${table} o WHERE ${equal} AND o.from_gen <= ?2 AND o.to_gen > ?2)`,
      number, to,
    );
    db.run(
      `INSERT INTO ${table} (${columns.join(', ')}, from_gen, to_gen)
         SELECT ${columns.map((column) => `t.${column}`).join(', ')}, ?1, ${OPEN} FROM ${table} t
         WHERE t.from_gen <= ?2 AND t.to_gen > ?2 AND t.to_gen <> ${OPEN}
           AND NOT EXISTS (SELECT 1 FROM ${table} o WHERE ${equal} AND o.to_gen = ${OPEN})`,
      number, to,
    );
  }
  // What was purged since does not come back.
  db.run(`DELETE FROM membership WHERE from_gen = ? AND version_no IN (SELECT version_no FROM version WHERE parser_key = '${PURGED}')`, number);
  db.run('DELETE FROM verdict WHERE from_gen = ?1 AND NOT EXISTS (SELECT 1 FROM placement p JOIN membership m USING (version_no) WHERE p.chunk_no = verdict.chunk_no AND m.from_gen <= ?1 AND m.to_gen > ?1)', number);
  db.run(
    `UPDATE item SET gone = 0, fingerprint = NULL, stage_key = NULL WHERE item_no IN (
       SELECT d.item_no FROM document d JOIN membership m USING (doc_no) WHERE m.from_gen = ?1 OR m.to_gen = ?1)`,
    number,
  );
  // Items whose pending membership was discarded look unchanged though they are not: forget those too.
  db.run(
    `UPDATE item SET fingerprint = NULL, stage_key = NULL WHERE source_hash IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM document d JOIN membership m USING (doc_no) JOIN version v USING (version_no)
       WHERE d.item_no = item.item_no AND m.to_gen = ${OPEN} AND v.source_hash = item.source_hash)`,
  );
  db.run("UPDATE join_epoch SET join_key = ''");
  db.run(`INSERT OR IGNORE INTO undecided SELECT chunk_no FROM verdict WHERE to_gen = ${OPEN} OR to_gen = ?`, number);
}
