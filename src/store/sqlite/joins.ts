import { isWeak, keyOf, type JoinNodeRow, type JoinUnit, type RunFence, type StoreJoins, type StoreProblem } from '../../core/index.js';
import { OPEN, list, type Connection } from './connection.js';
import { candidatesOf } from './candidates.js';
import { joinNo, type JoinState } from './join-state.js';
import { EntryBuffer } from './key-entries.js';
import { addSegment, allEntries, compactSegments, countEntries } from './key-pages.js';
import { closeAllEdges, closeEdgesOf, hasEdges, replaceEdges } from './edges.js';
import { identityOf } from './node-identity.js';
import { NodeTables } from './node-table.js';
import { subjectsOf, SUBJECT_SQL, type SubjectRow } from './subjects.js';
import type { TextCache } from './texts.js';
import { goneSubjects, moveEqual, sawAll, unjoinedRows } from './unjoined.js';

/** Entries of nodes that went, as a share of all, from which on the key pages are written anew. */
const MOST_DEAD = 0.25;
/** Weak keys of a node are counted up to here. */
const MOST_WEAK = 0xffff;

const touch = (state: JoinState, nodeNo: number): void => {
  state.db.run('INSERT OR IGNORE INTO join_touched (join_no, node_no) VALUES (?, ?)', state.joinNo, nodeNo);
};

/** Numbers for new nodes. None is given twice, or the entries of a node that went would be those of another. */
class NodeNumbers {
  readonly #state: JoinState;
  #last: number;

  constructor(state: JoinState) {
    this.#state = state;
    this.#last = state.db.get<{ last: number }>('SELECT max(last_node) AS last FROM join_epoch')?.last ?? 0;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  keep(): void {
    this.#state.db.run('UPDATE join_epoch SET last_node = ? WHERE join_no = ?', this.#last, this.#state.joinNo);
  }
}

/** The node of this identity; made when it is new, with the entries that the key pages still have to be given. */
function nodeNo(state: JoinState, { identity, orderHash }: ReturnType<typeof identityOf>, keys: readonly number[], numbers: NodeNumbers, entries: EntryBuffer): number {
  const { db } = state;
  const known = db.get<{ node_no: number }>('SELECT node_no FROM join_node WHERE join_no = ? AND identity = ?', state.joinNo, identity);
  if (known !== undefined) return known.node_no;
  const distinct = [...new Set(keys)];
  const made = numbers.next();
  const weak = Math.min(MOST_WEAK, distinct.filter(isWeak).length);
  db.run('INSERT INTO join_node (node_no, join_no, identity, order_hash, keys, weak) VALUES (?, ?, ?, ?, ?, ?)', made, state.joinNo, identity, orderHash, distinct.length, weak);
  for (const key of distinct) entries.push(key, made);
  return made;
}

/** A subject leaves its node; a node without members goes, with its edges. */
function leaveNode(state: JoinState, subjectNo: number): void {
  const { db } = state;
  const member = db.get<{ node_no: number | null }>('DELETE FROM join_member WHERE join_no = ? AND subject_no = ? RETURNING node_no', state.joinNo, subjectNo);
  const node = member?.node_no ?? null;
  if (node === null) return;
  if (db.get('SELECT 1 FROM join_member WHERE node_no = ? LIMIT 1', node) !== undefined) {
    touch(state, node);
    return;
  }
  closeEdgesOf(state, node);
  db.run('INSERT INTO join_departed (join_no, node_no, order_hash) SELECT join_no, node_no, order_hash FROM join_node WHERE node_no = ?', node);
  db.run('UPDATE join_epoch SET dead_entries = dead_entries + (SELECT keys FROM join_node WHERE node_no = ?) WHERE join_no = ?', node, state.joinNo);
  db.run('DELETE FROM join_touched WHERE join_no = ? AND node_no = ?', state.joinNo, node);
  db.run('DELETE FROM join_node WHERE node_no = ?', node);
}

function keepMarks({ db, joinNo: number }: JoinState, subject: { readonly no: number; readonly member: number | null }, { marks = [] }: Pick<JoinNodeRow, 'marks'>): void {
  if (subject.member !== null) db.run('DELETE FROM join_mark WHERE join_no = ? AND subject_no = ?', number, subject.no);
  if (marks.length > 0) db.run('INSERT INTO join_mark VALUES (?, ?, ?)', number, subject.no, JSON.stringify(marks));
}

/** The number of a subject by its row, and the node it is a member of so far. */
const SUBJECT_WITH_NODE: Record<JoinUnit, string> = {
  chunk: `SELECT p.chunk_no AS no, n.identity, j.subject_no AS member FROM placement p LEFT JOIN join_member j ON j.join_no = ? AND j.subject_no = p.chunk_no
    LEFT JOIN join_node n ON n.node_no = j.node_no WHERE p.row_no = ?`,
  document: `SELECT v.doc_no AS no, n.identity, j.subject_no AS member FROM version v LEFT JOIN join_member j ON j.join_no = ? AND j.subject_no = v.doc_no
    LEFT JOIN join_node n ON n.node_no = j.node_no WHERE v.version_no = ?`,
};

export function joinMethods(db: Connection, texts: TextCache): StoreJoins {
  const state = (name: string): JoinState => ({ db, joinNo: joinNo(db, name) });
  const tables = new NodeTables();
  const changed = (joins: JoinState, by: number): void => { db.run('UPDATE join_epoch SET changed = changed + ? WHERE join_no = ?', by, joins.joinNo); };
  return {
    async beginEpoch(fence: RunFence, join, joinKey, statistics) {
      return db.fenced(fence, () => {
        const last = db.get<{ number: number }>('SELECT number FROM join_epoch WHERE name = ?', join)?.number ?? 0;
        db.run(
          `INSERT INTO join_epoch (name, join_key, number, nodes, changed) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET join_key = excluded.join_key, number = excluded.number, nodes = excluded.nodes, changed = excluded.changed`,
          join, joinKey, last + 1, statistics.nodes, -statistics.nodes, // entering what was counted is no change
        );
        const current = state(join);
        for (const table of ['join_frequency', 'join_node', 'join_member', 'join_mark', 'join_page', 'join_departed', 'join_touched']) db.run(`DELETE FROM ${table} WHERE join_no = ?`, current.joinNo);
        db.run('UPDATE join_epoch SET settled = 0, seen = NULL, dead_entries = 0 WHERE join_no = ?', current.joinNo);
        closeAllEdges(current);
        for (const [term, nodes] of statistics.frequencies) db.run('INSERT OR REPLACE INTO join_frequency VALUES (?, ?, ?)', current.joinNo, typeof term === 'number' ? term : keyOf(term), nodes);
        return { number: last + 1, nodes: statistics.nodes, changed: 0 };
      });
    },
    async epoch(join, joinKey) {
      return db.get<{ number: number; nodes: number; changed: number }>('SELECT number, nodes, max(0, changed) AS changed FROM join_epoch WHERE name = ? AND join_key = ?', join, joinKey) ?? null;
    },
    async frequencies(join, terms) {
      const number = joinNo(db, join);
      const all = 'SELECT term, nodes FROM join_frequency WHERE join_no = ?';
      if (terms === undefined) return new Map(db.all<{ term: number; nodes: number }>(all, number).map((row) => [String(row.term), row.nodes]));
      const words = new Map(terms.map((term) => [keyOf(term), term]));
      return new Map(db.all<{ term: number; nodes: number }>(`${all} AND term IN (SELECT value FROM json_each(?))`, number, list([...words.keys()])).map((row) => [words.get(row.term) ?? '', row.nodes]));
    },
    async countSubjects(unit) {
      const sql = unit === 'chunk' ? 'SELECT coalesce(sum(v.chunks), 0) AS n FROM membership m JOIN version v USING (version_no)' : 'SELECT count(*) AS n FROM membership m';
      return db.get<{ n: number }>(`${sql} WHERE m.to_gen = ${OPEN}`)?.n ?? 0;
    },
    async joinSubjects(unit, page) {
      const sql = SUBJECT_SQL[unit];
      return db.read(() => subjectsOf(db, texts, db.all<SubjectRow>(
        `${sql.select} WHERE m.to_gen = ${OPEN} AND ${sql.row} > ? ORDER BY ${sql.row} LIMIT ?`, page.afterRow ?? 0, page.limit,
      )));
    },
    async unjoinedRows(join, unit) {
      return unjoinedRows(state(join), unit);
    },
    async moveEqualSubjects(fence, join, unit, ignored) {
      return db.fenced(fence, () => {
        const current = state(join);
        return moveEqual(current, unit, ignored, (node) => { if (hasEdges(current, node)) touch(current, node); });
      });
    },
    async putJoinNodes(fence, join, unit, rows) {
      db.fenced(fence, () => {
        const current = state(join);
        changed(current, rows.length);
        const numbers = new NodeNumbers(current);
        const entries = new EntryBuffer();
        for (const row of rows) {
          const subject = db.get<{ no: number; identity: Buffer | null; member: number | null }>(SUBJECT_WITH_NODE[unit], current.joinNo, row.rowId);
          if (subject === undefined) continue;
          const identity = row.node === null ? null : identityOf({ node: row.node, order: row.order });
          const stays = identity !== null && subject.identity?.equals(identity.identity) === true;
          if (subject.member !== null && !stays) leaveNode(current, subject.no);
          const node = identity === null ? null : nodeNo(current, identity, row.keys, numbers, entries);
          db.run('INSERT OR REPLACE INTO join_member (join_no, subject_no, row_no, node_no) VALUES (?, ?, ?, ?)', current.joinNo, subject.no, row.rowId, node);
          keepMarks(current, subject, row);
          if (node !== null) touch(current, node);
        }
        numbers.keep();
        addSegment(current, entries.view());
      });
    },
    async dropJoinNodes(fence, join, unit, page) {
      return db.fenced(fence, () => {
        const current = state(join);
        const gone = goneSubjects(current, unit, page.limit);
        for (const subject of gone) {
          leaveNode(current, subject);
          keepMarks(current, { no: subject, member: subject }, {});
        }
        changed(current, gone.length);
        return gone.length;
      });
    },
    async touchedNodes(join, page) {
      return db.all<{ node_no: number }>('SELECT node_no FROM join_touched WHERE join_no = ? ORDER BY node_no LIMIT ?', joinNo(db, join), page.limit).map((row) => row.node_no);
    },
    async touchNodes(fence, join, nodes) {
      db.fenced(fence, () => {
        const current = state(join);
        for (const node of nodes) touch(current, node);
      });
    },
    async candidates(join, nodes, rule) {
      return db.read(() => {
        const current = state(join);
        return candidatesOf(current, nodes, rule, tables.of(current));
      });
    },
    async settleJoin(fence, join) {
      db.fenced(fence, () => { settle(state(join)); });
      tables.forget();
    },
    async nodeRows(join, unit, nodes) {
      const id = unit === 'chunk' ? '(SELECT c.id FROM chunk c WHERE c.chunk_no = j.subject_no)' : '(SELECT d.id FROM document d WHERE d.doc_no = j.subject_no)';
      // SQLite takes the other columns from the row that holds the minimum.
      return new Map(db.all<{ node_no: number; row_no: number }>(
        `SELECT j.node_no, j.row_no, min(${id}) FROM json_each(?) k CROSS JOIN join_member j ON j.node_no = k.value WHERE j.join_no = ? GROUP BY j.node_no`, list(nodes), joinNo(db, join),
      ).map((row) => [row.node_no, row.row_no]));
    },
    async subjectsAt(unit, rows) {
      const sql = SUBJECT_SQL[unit];
      return db.read(() => subjectsOf(db, texts, db.all<SubjectRow>(
        `${sql.select} WHERE m.to_gen = ${OPEN} AND ${sql.row} IN (SELECT value FROM json_each(?)) ORDER BY ${sql.row}`, list(rows),
      )));
    },
    async putEdges(fence, join, unit, touched, edges, sameNode) {
      db.fenced(fence, () => { replaceEdges(state(join), { unit, touched, edges, sameNode, texts }); });
    },
    async joinStats(join) {
      const number = joinNo(db, join);
      const count = (sql: string): number => db.get<{ n: number }>(sql, number)?.n ?? 0;
      return {
        nodes: count('SELECT count(*) AS n FROM join_node WHERE join_no = ?'),
        subjects: count('SELECT count(*) AS n FROM join_member WHERE join_no = ?'),
        changedSinceEpoch: count('SELECT changed AS n FROM join_epoch WHERE join_no = ?'),
      };
    },
  };
}

/** Nothing is touched and nothing has departed from here on; key pages that hold too much of nodes that went are written anew. */
function settle(state: JoinState): void {
  const { db } = state;
  db.run('DELETE FROM join_departed WHERE join_no = ?', state.joinNo);
  db.run('UPDATE join_epoch SET settled = last_node WHERE join_no = ?', state.joinNo);
  sawAll(state);
  const dead = db.get<{ dead: number }>('SELECT dead_entries AS dead FROM join_epoch WHERE join_no = ?', state.joinNo)?.dead ?? 0;
  if (dead <= MOST_DEAD * countEntries(state)) return;
  const living = new Set(db.all<{ node_no: number }>('SELECT node_no FROM join_node WHERE join_no = ?', state.joinNo).map((row) => row.node_no));
  compactSegments(state, (node) => living.has(node));
  db.run('UPDATE join_epoch SET dead_entries = 0 WHERE join_no = ?', state.joinNo);
}

/** Faults in what the joins keep, for `Store.check`. */
export function joinProblems(db: Connection): StoreProblem[] {
  const lost = db.get<{ n: number }>('SELECT count(*) AS n FROM join_member j WHERE j.node_no IS NOT NULL AND NOT EXISTS (SELECT 1 FROM join_node n WHERE n.node_no = j.node_no)')?.n ?? 0;
  const keyless = db.all<{ name: string }>("SELECT name FROM join_epoch WHERE join_key <> ''").reduce((sum, { name }) => sum + nodesWithoutEntries({ db, joinNo: joinNo(db, name) }), 0);
  return [
    ...(lost > 0 ? [{ code: 'join-member-without-node', message: `${lost} join members point at no node` }] : []),
    ...(keyless > 0 ? [{ code: 'join-node-without-keys', message: `the key pages lack keys of ${keyless} nodes` }] : []),
  ];
}

/** How many nodes have more keys than entries. */
function nodesWithoutEntries(state: JoinState): number {
  const missing = new Map(state.db.all<{ node_no: number; n: number }>('SELECT node_no, keys AS n FROM join_node WHERE join_no = ?', state.joinNo).map((row) => [row.node_no, row.n]));
  for (const { nodes } of allEntries(state)) for (const node of nodes) missing.set(node, (missing.get(node) ?? 0) - 1);
  return [...missing.values()].filter((count) => count > 0).length;
}
