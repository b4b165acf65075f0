import type { JoinState } from './join-state.js';

/** Rows asked for in one statement. */
const PAGE = 10_000;
const NOBODY = -1;

interface NodeRow { node_no: number; order_hash: number; weak: number }

/**
 * What is asked of nodes for every entry of the key pages, by their number: 10 bytes for each number between the first and the last node of the
 * join. Numbers are given anew with every epoch, so that few of them are nobody's.
 */
export class NodeTable {
  readonly #least: number;
  readonly #order: Float64Array;
  readonly #weak: Uint16Array;
  /** Places in the order of buckets of nodes that left since the join was last in step. */
  readonly departed: ReadonlyMap<number, number>;
  /** Nodes up to this number were there when the join was last in step. */
  readonly settled: number;

  constructor({ db, joinNo }: JoinState) {
    const range = db.get<{ least: number | null; last: number | null }>('SELECT min(node_no) AS least, max(node_no) AS last FROM join_node WHERE +join_no = ?', joinNo);
    this.#least = range?.least ?? 0;
    const size = (range?.last ?? -1) - this.#least + 1;
    this.#order = new Float64Array(size).fill(NOBODY);
    this.#weak = new Uint16Array(size);
    for (let from = this.#least - 1, more = size > 0; more;) {
      const rows = db.all<NodeRow>('SELECT node_no, order_hash, weak FROM join_node WHERE +join_no = ? AND node_no > ? ORDER BY node_no LIMIT ?', joinNo, from, PAGE);
      for (const { node_no, order_hash, weak } of rows) {
        this.#order[node_no - this.#least] = order_hash;
        this.#weak[node_no - this.#least] = weak;
      }
      more = rows.length === PAGE;
      from = rows.at(-1)?.node_no ?? from;
    }
    this.departed = new Map(db.all<Pick<NodeRow, 'node_no' | 'order_hash'>>('SELECT node_no, order_hash FROM join_departed WHERE join_no = ?', joinNo).map((row) => [row.node_no, row.order_hash]));
    this.settled = db.get<{ settled: number }>('SELECT settled FROM join_epoch WHERE join_no = ?', joinNo)?.settled ?? 0;
  }

  isLiving(node: number): boolean {
    return (this.#order[node - this.#least] ?? NOBODY) !== NOBODY;
  }

  /** Whether it was a member when the join was last in step. */
  wasMember(node: number): boolean {
    return node <= this.settled && (this.isLiving(node) || this.departed.has(node));
  }

  /** A node's place in the order of its buckets, 52 bits; of one that left before the join was last in step, 0. */
  orderOf(node: number): number {
    const order = this.#order[node - this.#least] ?? NOBODY;
    return order === NOBODY ? (this.departed.get(node) ?? 0) : order;
  }

  /** How many weak keys a living node has, 65,535 at most: pairs that share too few of them are passed over without a look at the nodes. */
  weakOf(node: number): number {
    return this.#weak[node - this.#least] ?? 0;
  }
}

/** The table asked for last: it holds until nodes come or leave. */
export class NodeTables {
  #last: { readonly key: string; readonly table: NodeTable } | null = null;

  of(state: JoinState): NodeTable {
    const { db, joinNo } = state;
    const epoch = db.get<Record<string, number>>('SELECT number, last_node, dead_entries, settled FROM join_epoch WHERE join_no = ?', joinNo);
    const key = JSON.stringify([joinNo, db.pragma('data_version'), epoch]);
    if (this.#last?.key !== key) this.#last = { key, table: new NodeTable(state) };
    return this.#last.table;
  }

  /** For when keys of nodes that went are taken out, and what tells states apart begins anew. */
  forget(): void {
    this.#last = null;
  }
}
