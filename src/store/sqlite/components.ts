import type { At, FindingDraft, JoinUnit, StoreDecisions } from '../../core/index.js';
import { list, viewOf, type Connection } from './connection.js';
import { EDGE_SELECT, storedEdge, type EdgeRow } from './edges.js';
import { joinNo } from './join-state.js';

/**
 * Connected components around subjects, breadth first over the edges of a point of view that are not `aside`. Members that share a node are
 * tied by the edges from the node's first member, so edges alone tell everything.
 */
export function componentsOf(
  db: Connection, join: string, unit: JoinUnit, subjectIds: readonly string[], at: At,
): Awaited<ReturnType<StoreDecisions['components']>> {
  const number = joinNo(db, join);
  const view = viewOf(at);
  const [table, no] = unit === 'chunk' ? ['chunk', 'chunk_no'] : ['document', 'doc_no'];
  const seen = new Set<number>();
  const nodes = new Map<number, number>();
  const edges = new Map<number, EdgeRow>();
  // CROSS JOIN holds SQLite to the order: it would go through all members of the join.
  let frontier = db.all<{ no: number }>(
    `SELECT t.${no} AS no FROM json_each(?) k CROSS JOIN ${table} t ON t.id = k.value CROSS JOIN join_member m ON m.join_no = ? AND m.subject_no = t.${no} AND m.node_no IS NOT NULL`, list(subjectIds), number,
  ).map((row) => row.no);
  while (frontier.length > 0) {
    for (const subject of frontier) seen.add(subject);
    const found = ['a_no', 'b_no'].flatMap((side) => db.all<EdgeRow>(
      `${EDGE_SELECT} WHERE e.join_no = ? AND e.${side} IN (SELECT value FROM json_each(?)) AND e.from_gen <= ? AND e.to_gen > ? AND json_extract(e.body, '$.aside') IS NULL`, number, list(frontier), view, view,
    ));
    for (const edge of found) {
      edges.set(edge.edge_no, edge);
      nodes.set(edge.a_no, edge.a_node).set(edge.b_no, edge.b_node);
    }
    frontier = [...new Set(found.flatMap((edge) => [edge.a_no, edge.b_no]))].filter((subject) => !seen.has(subject));
  }
  const members = db.all<{ no: number; id: string; marks: string | null }>(
    `SELECT t.${no} AS no, t.id, m.marks FROM ${table} t LEFT JOIN join_mark m ON m.join_no = ? AND m.subject_no = t.${no}
     WHERE t.${no} IN (SELECT value FROM json_each(?)) ORDER BY t.id`, number, list([...seen]),
  );
  const asides = new Map(db.all<{ no: number; asides: number }>(
    `SELECT a_no AS no, count(*) AS asides FROM edge WHERE join_no = ? AND a_no IN (SELECT value FROM json_each(?)) AND from_gen <= ? AND to_gen > ? AND json_extract(body, '$.aside') = 'counted' GROUP BY a_no`,
    number, list([...seen]), view, view,
  ).map((row) => [row.no, row.asides]));
  return {
    members: members.map(({ no: subject, id, marks }) => ({
      id, node: nodes.get(subject) ?? -subject, marks: marks === null ? [] : JSON.parse(marks) as FindingDraft[], asides: asides.get(subject) ?? 0,
    })),
    edges: [...edges.values()].filter((edge) => edge.a_node !== edge.b_node).map(storedEdge),
  };
}
