import type { IgnoredField, JoinUnit } from '../../core/index.js';
import { OPEN } from './connection.js';
import type { JoinState } from './join-state.js';

/** A log that a join left behind by this many changes is not kept for it: it looks at everything once more. */
const MOST_CHANGES = 200_000;

interface Seen { readonly seen: number | null }

/** Document versions that came or left since the join was last in step, or all of them; takes one parameter. */
export function versionsSince({ db, joinNo }: JoinState): { readonly sql: string; readonly since: number; readonly all: boolean } {
  const seen = db.get<Seen>('SELECT seen FROM join_epoch WHERE join_no = ?', joinNo)?.seen ?? null;
  return seen === null
    ? { sql: 'SELECT version_no FROM membership WHERE from_gen > ? ORDER BY version_no', since: -1, all: true }
    : { sql: 'SELECT DISTINCT version_no FROM membership_change WHERE change_no > ? ORDER BY version_no', since: seen, all: false };
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

/** When two rows of a subject, p and o, or two versions, v and w, look the same in a field. What a document never changes is left out. */
const EQUAL: Partial<Record<IgnoredField, string>> = {
  title: 'v.title IS w.title', language: 'v.language IS w.language', mediaType: 'v.media_type = w.media_type', declared: 'v.declared = w.declared',
};
const EQUAL_IN_CHUNKS: Partial<Record<IgnoredField, string>> = { headingPath: 'p.heading_path = o.heading_path', parentItem: 'p.parent_item IS o.parent_item', kinds: 'p.kinds = o.kinds' };

function equalBut(ignored: readonly IgnoredField[], unit: JoinUnit): string {
  const fields = Object.entries({ ...EQUAL, ...(unit === 'chunk' ? EQUAL_IN_CHUNKS : {}) }).filter(([field]) => !ignored.includes(field as IgnoredField)).map(([, sql]) => sql);
  const assessed = (['dates', 'type'] as const).filter((field) => !ignored.includes(field)).map((field) => `json_extract(x.body, '$.${field}') IS json_extract(y.body, '$.${field}')`);
  const sameAssessments = `NOT EXISTS (SELECT 1 FROM assessment x WHERE x.version_no = v.version_no AND NOT EXISTS (
    SELECT 1 FROM assessment y WHERE y.version_no = w.version_no AND y.scorer_no = x.scorer_no AND ${assessed.join(' AND ')}))`;
  return [unit === 'chunk' ? 'p.content_hash = o.content_hash' : 'v.content_hash = w.content_hash', ...fields, ...(assessed.length > 0 ? [sameAssessments] : [])].join(' AND ');
}

/** Gives subjects that look the same in their new row that row; calls with the nodes of those that stand at another place. Returns how many. */
export function moveEqual(state: JoinState, unit: JoinUnit, ignored: readonly IgnoredField[], shifted: (nodeNo: number) => void): number {
  const { sql, since } = versionsSince(state);
  const { of, row, no } = SUBJECTS[unit];
  const before = unit === 'chunk'
    ? 'CROSS JOIN placement o ON o.row_no = j.row_no CROSS JOIN version w ON w.version_no = o.version_no CROSS JOIN version v ON v.version_no = k.version_no'
    : 'CROSS JOIN version w ON w.version_no = j.row_no';
  const moved = state.db.all<{ subject_no: number; node_no: number | null; row_no: number; shifted: number }>(
    `SELECT j.subject_no, j.node_no, ${row} AS row_no, ${unit === 'chunk' ? 'p.start <> o.start' : '0'} AS shifted
     FROM (${sql}) k CROSS JOIN membership m ON m.version_no = k.version_no AND m.to_gen = ${OPEN} ${of}
     CROSS JOIN join_member j ON j.join_no = ? AND j.subject_no = ${no} AND j.row_no <> ${row} ${before} WHERE ${equalBut(ignored, unit)}`, since, state.joinNo,
  );
  for (const subject of moved) {
    state.db.run('UPDATE join_member SET row_no = ? WHERE join_no = ? AND subject_no = ?', subject.row_no, state.joinNo, subject.subject_no);
    if (subject.shifted === 1 && subject.node_no !== null) shifted(subject.node_no);
  }
  return moved.length;
}

/**
 * Numbers of subjects that the join holds and the pending state does not, at most `limit`. A join that was never in step is looked through
 * as a whole: what an interrupted run entered may stand in a version that no membership names any more.
 */
export function goneSubjects(state: JoinState, unit: JoinUnit, limit: number): number[] {
  const { of, no, live } = SUBJECTS[unit];
  const { sql, since, all } = versionsSince(state);
  const found = all
    ? state.db.all<{ subject_no: number }>(`SELECT j.subject_no FROM join_member j WHERE j.join_no = ? AND NOT EXISTS (${live}) LIMIT ?`, state.joinNo, limit)
    : state.db.all<{ subject_no: number }>(
      `SELECT DISTINCT j.subject_no FROM (${sql}) k ${of} CROSS JOIN join_member j ON j.join_no = ? AND j.subject_no = ${no}
       WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.version_no = k.version_no AND m.to_gen = ${OPEN}) AND NOT EXISTS (${live}) LIMIT ?`,
      since, state.joinNo, limit,
    );
  return found.map((row) => row.subject_no);
}

/** Takes note that the join has seen every change; what no join needs any more goes. */
export function sawAll({ db, joinNo }: JoinState): void {
  const last = db.get<{ last: number }>("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'membership_change'), 0) AS last")?.last ?? 0;
  db.run('UPDATE join_epoch SET seen = ? WHERE join_no = ?', last, joinNo);
  db.run('UPDATE join_epoch SET seen = NULL WHERE seen < ?', last - MOST_CHANGES);
  db.run('DELETE FROM membership_change WHERE change_no <= (SELECT coalesce(min(seen), ?) FROM join_epoch)', last);
}
