import type { JoinUnit } from '../../core/index.js';
import { OPEN } from './connection.js';
import type { JoinState } from './join-state.js';

/** A log that a join left behind by this many changes is not kept for it: it looks at everything once more. */
const MOST_CHANGES = 200_000;

interface Seen { readonly seen: number | null }

/** Document versions that came or left since the join was last in step, or all of them; takes one parameter. */
function versionsSince({ db, joinNo }: JoinState): { readonly sql: string; readonly since: number } {
  const seen = db.get<Seen>('SELECT seen FROM join_epoch WHERE join_no = ?', joinNo)?.seen ?? null;
  return seen === null
    ? { sql: 'SELECT version_no FROM membership WHERE from_gen > ? ORDER BY version_no', since: -1 }
    : { sql: 'SELECT DISTINCT version_no FROM membership_change WHERE change_no > ? ORDER BY version_no', since: seen };
}

const SUBJECTS: Record<JoinUnit, { readonly of: string; readonly row: string; readonly no: string; readonly live: string }> = {
  chunk: {
    of: 'CROSS JOIN placement p ON p.version_no = k.version_no', row: 'p.row_no', no: 'p.chunk_no',
    live: `SELECT 1 FROM placement q JOIN membership m ON m.version_no = q.version_no AND m.to_gen = ${OPEN} WHERE q.chunk_no = j.subject_no`,
  },
  document: {
    of: 'CROSS JOIN version v ON v.version_no = k.version_no', row: 'v.version_no', no: 'v.doc_no',
    live: `SELECT 1 FROM membership m WHERE m.doc_no = j.subject_no AND m.to_gen = ${OPEN}`,
  },
};

/** Rows of the subjects of the pending state that the join has not seen as they are now, ascending. */
export function unjoinedRows(state: JoinState, unit: JoinUnit): number[] {
  const { of, row, no } = SUBJECTS[unit];
  const { sql, since } = versionsSince(state);
  return state.db.all<{ row_no: number }>(
    `SELECT ${row} AS row_no FROM (${sql}) k CROSS JOIN membership m ON m.version_no = k.version_no AND m.to_gen = ${OPEN} ${of}
     WHERE NOT EXISTS (SELECT 1 FROM join_member j WHERE j.join_no = ? AND j.subject_no = ${no} AND j.row_no = ${row}) ORDER BY ${row}`, since, state.joinNo,
  ).map((found) => found.row_no);
}

/** Numbers of subjects that the join holds and the pending state does not, at most `limit`. */
export function goneSubjects(state: JoinState, unit: JoinUnit, limit: number): number[] {
  const { of, no, live } = SUBJECTS[unit];
  const { sql, since } = versionsSince(state);
  return state.db.all<{ subject_no: number }>(
    `SELECT DISTINCT j.subject_no FROM (${sql}) k ${of} CROSS JOIN join_member j ON j.join_no = ? AND j.subject_no = ${no} WHERE NOT EXISTS (${live}) LIMIT ?`,
    since, state.joinNo, limit,
  ).map((found) => found.subject_no);
}

/** Takes note that the join has seen every change; what no join needs any more goes. */
export function sawAll({ db, joinNo }: JoinState): void {
  const last = db.get<{ last: number }>("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'membership_change'), 0) AS last")?.last ?? 0;
  db.run('UPDATE join_epoch SET seen = ? WHERE join_no = ?', last, joinNo);
  db.run('UPDATE join_epoch SET seen = NULL WHERE seen < ?', last - MOST_CHANGES);
  db.run('DELETE FROM membership_change WHERE change_no <= (SELECT coalesce(min(seen), ?) FROM join_epoch)', last);
}
