import { excerpt, groupBy, type EdgeDraft, type EdgeSide, type JoinUnit, type StoredEdge } from '../../core/index.js';
import { OPEN, PENDING, list, type Connection } from './connection.js';
import type { JoinState } from './join-state.js';
import type { TextCache } from './texts.js';

export interface EdgeRow {
  edge_no: number; join_no: number; join_name: string; of: StoredEdge['of']; kind: EdgeDraft['kind']; a_node: number; b_node: number; a_no: number; b_no: number;
  body: string; a_id: string; b_id: string; from_gen: number; to_gen: number;
}

/** Edges with the public ids of both sides, for a WHERE clause to follow. */
export const EDGE_SELECT = `SELECT e.*, j.name AS join_name,
  CASE e.of WHEN 'chunks' THEN (SELECT id FROM chunk WHERE chunk_no = e.a_no) ELSE (SELECT id FROM document WHERE doc_no = e.a_no) END AS a_id,
  CASE e.of WHEN 'chunks' THEN (SELECT id FROM chunk WHERE chunk_no = e.b_no) ELSE (SELECT id FROM document WHERE doc_no = e.b_no) END AS b_id
  FROM edge e JOIN join_epoch j USING (join_no)`;

export function storedEdge(row: EdgeRow): StoredEdge {
  const { a, b, ...body } = JSON.parse(row.body) as TerseBody;
  return { a: { span: null, ...a }, b: { span: null, ...b }, cue: null, differs: null, ...body, kind: row.kind, join: row.join_name, of: row.of, aId: row.a_id, bId: row.b_id, aNode: row.a_node, bNode: row.b_node };
}

/** A quotation mark inside a JSON string is escaped, so that no quoted text has these. */
const ASIDE = '"aside":true';
const COUNTED = '"aside":"counted"';

/** The ends of an edge must be decided again: none where no verdict rests on it, its a where it is counted. */
function markEnds(db: Connection, edge: { of: string; a_no: number; b_no: number; body?: string }): void {
  if (edge.body?.includes(ASIDE) === true) return;
  for (const no of edge.body?.includes(COUNTED) === true ? [edge.a_no] : [edge.a_no, edge.b_no]) {
    if (edge.of === 'chunks') db.run('INSERT OR IGNORE INTO undecided VALUES (?)', no);
    else db.run(`INSERT OR IGNORE INTO undecided SELECT p.chunk_no FROM placement p JOIN membership m ON m.version_no = p.version_no AND m.to_gen = ${OPEN} WHERE m.doc_no = ?`, no);
  }
}

function closeEdge(db: Connection, edge: Pick<EdgeRow, 'edge_no' | 'of' | 'a_no' | 'b_no' | 'from_gen' | 'body'>): void {
  if (edge.from_gen === PENDING) db.run('DELETE FROM edge WHERE edge_no = ?', edge.edge_no);
  else db.run(`UPDATE edge SET to_gen = ${PENDING} WHERE edge_no = ?`, edge.edge_no);
  markEnds(db, edge);
}

/** Open edges of which one of the nodes is a side, each once. */
function openEdgesOf({ db, joinNo }: JoinState, nodes: readonly number[]): EdgeRow[] {
  const rows = ['a_node', 'b_node'].flatMap((side) => db.all<EdgeRow>(`SELECT e.* FROM json_each(?) k CROSS JOIN edge e ON e.join_no = ? AND e.${side} = k.value AND e.to_gen = ${OPEN}`, list(nodes), joinNo));
  return [...new Map(rows.map((row) => [row.edge_no, row])).values()];
}

export function hasEdges({ db, joinNo }: JoinState, nodeNo: number): boolean {
  return ['a_node', 'b_node'].some((side) => db.get(`SELECT 1 FROM edge WHERE join_no = ? AND ${side} = ? AND to_gen = ${OPEN} LIMIT 1`, joinNo, nodeNo) !== undefined);
}

export function closeEdgesOf(state: JoinState, nodeNo: number): void {
  for (const edge of openEdgesOf(state, [nodeNo])) closeEdge(state.db, edge);
}

export function closeAllEdges({ db, joinNo }: JoinState): void {
  for (const edge of db.all<EdgeRow>(`SELECT * FROM edge WHERE join_no = ? AND to_gen = ${OPEN}`, joinNo)) closeEdge(db, edge);
}

interface Wanted { readonly kind: EdgeDraft['kind']; readonly aNode: number; readonly bNode: number; readonly aNo: number; readonly bNo: number; readonly body: string }

const signature = (edge: { kind: string; aNo: number; bNo: number; body: string }): string => `${edge.kind} ${edge.aNo} ${edge.bNo} ${edge.body}`;

/** `anyClosed`: whether an edge may be one that this run has closed. */
function openEdge({ db, joinNo }: JoinState, unit: JoinUnit, edge: Wanted, anyClosed: boolean): void {
  const of = unit === 'chunk' ? 'chunks' : 'documents';
  const closed = !anyClosed ? undefined : db.get<{ edge_no: number }>(
    `SELECT edge_no FROM edge WHERE join_no = ? AND a_no = ? AND b_no = ? AND to_gen = ${PENDING} AND kind = ? AND body = ? LIMIT 1`,
    joinNo, edge.aNo, edge.bNo, edge.kind, edge.body,
  );
  if (closed !== undefined) {
    db.run(`UPDATE edge SET to_gen = ${OPEN}, a_node = ?, b_node = ? WHERE edge_no = ?`, edge.aNode, edge.bNode, closed.edge_no);
  } else {
    db.run(
      `INSERT INTO edge (join_no, of, kind, a_node, b_node, a_no, b_no, body, from_gen, to_gen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ${PENDING}, ${OPEN})`,
      joinNo, of, edge.kind, edge.aNode, edge.bNode, edge.aNo, edge.bNo, edge.body,
    );
  }
  markEnds(db, { of, a_no: edge.aNo, b_no: edge.bNo, body: edge.body });
}

/** Gives an open edge another draft between the same subjects; one that is not open is left as it is. */
export function reviseEdge(state: JoinState, edgeNumber: number, draft: EdgeDraft): void {
  const edge = state.db.get<EdgeRow>(`SELECT * FROM edge WHERE edge_no = ? AND join_no = ? AND to_gen = ${OPEN}`, edgeNumber, state.joinNo);
  if (edge === undefined) return;
  closeEdge(state.db, edge);
  openEdge(state, edge.of === 'chunks' ? 'chunk' : 'document', { kind: draft.kind, aNode: edge.a_node, bNode: edge.b_node, aNo: edge.a_no, bNo: edge.b_no, body: edgeBody(draft) }, true);
}

interface Member { readonly no: number; readonly id: string; readonly quote: string }

interface MemberRow { node: number; no: number; id: string; version_no: number; start: number; end: number }

/** Members of nodes, lowest id first: the first stands for its node. */
function membersOf({ db, joinNo }: JoinState, nodes: readonly number[], unit: JoinUnit, texts: TextCache): Map<number, Member[]> {
  const rows = unit === 'chunk'
    ? db.all<MemberRow>(
      `SELECT m.node_no AS node, m.subject_no AS no, c.id, p.version_no, p.start, p."end" FROM json_each(?) k CROSS JOIN join_member m ON m.node_no = k.value JOIN chunk c ON c.chunk_no = m.subject_no
       JOIN placement p ON p.row_no = m.row_no WHERE m.join_no = ? ORDER BY c.id`, list(nodes), joinNo)
    : db.all<MemberRow>(
      `SELECT m.node_no AS node, m.subject_no AS no, d.id, m.row_no AS version_no, 0 AS start, 400 AS "end" FROM json_each(?) k CROSS JOIN join_member m ON m.node_no = k.value
       JOIN document d ON d.doc_no = m.subject_no WHERE m.join_no = ? ORDER BY d.id`, list(nodes), joinNo);
  const quoted = (row: MemberRow): string => excerpt(texts.of(row.version_no).slice(row.start, row.end));
  return new Map([...groupBy(rows, ({ node }) => node)].map(([node, group]) => [node, group.map((row) => ({ no: row.no, id: row.id, quote: group.length > 1 ? quoted(row) : '' }))]));
}

/** Replaces all edges of the touched nodes; those that stay the same keep their interval. */
export function replaceEdges(
  state: JoinState,
  change: {
    unit: JoinUnit; touched: readonly number[]; edges: readonly { aNode: number; bNode: number; draft: EdgeDraft }[]; sameNode: EdgeDraft | null; texts: TextCache;
  },
): void {
  const members = membersOf(state, [...new Set([...change.touched, ...change.edges.flatMap(({ aNode, bNode }) => [aNode, bNode])])], change.unit, change.texts);
  const of = (nodeNo: number): Member[] => members.get(nodeNo) ?? [];
  const wanted = new Map<string, Wanted>();
  const want = (edge: Wanted): void => { wanted.set(signature(edge), edge); };
  for (const { aNode, bNode, draft } of change.edges) {
    const [a, b] = draft.reversed === true ? [bNode, aNode] : [aNode, bNode];
    for (const [aNo, bNo] of ends(of(a), of(b), change.sameNode !== null)) want({ kind: draft.kind, aNode: a, bNode: b, aNo, bNo, body: edgeBody(draft) });
  }
  if (change.sameNode !== null) {
    for (const nodeNo of change.touched) {
      for (const edge of copiesOf(nodeNo, of(nodeNo), change.sameNode)) want(edge);
    }
  }
  for (const edge of openEdgesOf(state, change.touched)) {
    if (!wanted.delete(signature({ kind: edge.kind, aNo: edge.a_no, bNo: edge.b_no, body: edge.body }))) closeEdge(state.db, edge);
  }
  const anyClosed = state.db.get(`SELECT 1 FROM edge WHERE to_gen = ${PENDING} LIMIT 1`) !== undefined;
  for (const edge of wanted.values()) openEdge(state, change.unit, edge, anyClosed);
  for (const nodeNo of change.touched) {
    for (const member of of(nodeNo)) markEnds(state.db, { of: change.unit === 'chunk' ? 'chunks' : 'documents', a_no: member.no, b_no: member.no });
  }
  state.db.run('DELETE FROM join_touched WHERE join_no = ? AND node_no IN (SELECT value FROM json_each(?))', state.joinNo, list(change.touched));
}

/** Members of one node that an edge is spelled out for, where nothing else ties them together. */
const SPELLED_OUT = 8;

/** Subjects an edge between two nodes stands for: the first of each where copies are tied to it, else every member. */
function ends(a: readonly Member[], b: readonly Member[], tied: boolean): [number, number][] {
  const count = tied ? 1 : SPELLED_OUT;
  return a.slice(0, count).flatMap((left) => b.slice(0, count).map((right): [number, number] => [left.no, right.no]));
}

/** A star from the node's first member to the others: equal texts need no verifying. */
function copiesOf(nodeNo: number, members: readonly Member[], draft: EdgeDraft): Wanted[] {
  const [first, ...others] = members;
  if (first === undefined) return [];
  return others.map((other) => ({
    kind: draft.kind, aNode: nodeNo, bNode: nodeNo, aNo: first.no, bNo: other.no,
    body: edgeBody({ ...draft, a: { quote: first.quote, span: null }, b: { quote: other.quote, span: null } }),
  }));
}

/** What an edge's `body` column holds: without what SQL needs to see, and without members that are null. */
type TerseBody = Omit<EdgeDraft, 'kind' | 'reversed' | 'a' | 'b' | 'cue' | 'differs'> & Partial<Pick<EdgeDraft, 'cue' | 'differs'>> & Readonly<Record<'a' | 'b', Pick<EdgeSide, 'quote'> & Partial<EdgeSide>>>;

function edgeBody(draft: EdgeDraft): string {
  const { kind: _kind, reversed: _reversed, ...body } = draft;
  const terse = ({ span, ...side }: EdgeSide): Partial<EdgeSide> => (span === null ? side : { ...side, span });
  return JSON.stringify({ ...body, a: terse(body.a), b: terse(body.b), cue: body.cue ?? undefined, differs: body.differs ?? undefined });
}
