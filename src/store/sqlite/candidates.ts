import { isWeak, sharesEnough, type BucketRule, type Candidates } from '../../core/index.js';
import { list } from './connection.js';
import { largeBuckets, mostOf, type Bucket, type LargeBucket } from './large-buckets.js';
import type { KeyEntries } from './key-entries.js';
import { entriesAt, keysOf } from './key-pages.js';
import { NodeSet } from './node-set.js';
import type { NodeTable } from './node-table.js';
import type { JoinState } from './join-state.js';

/** Rows asked for in one statement. */
const PAGE = 10_000;
/** Added to what a pair shares for a strong key; weak ones count one each. */
const STRONG = 2 ** 20;

/**
 * Candidate pairs of the nodes asked for, and the nodes whose place in a bucket over the cap has changed since the join was last in
 * step. The keys of all of them are looked for in one pass over the key pages.
 */
export function candidatesOf(state: JoinState, nodes: readonly number[], rule: BucketRule, table: NodeTable): Candidates {
  const entries = entriesAt(state, keysOf(state, new NodeSet([...nodes, ...table.departed.keys()])));
  const buckets = sharedBuckets(entries);
  const large = largeBuckets(entries, buckets.filter((bucket) => bucket.to - bucket.from > mostOf(bucket, rule)), rule, table);
  const asked = new Map(nodes.map((node, at) => [node, at]));
  const bucketsOf = byNode(entries, buckets, asked);
  const found = new Map<number, number[]>();
  const shared = new Shared(rule.weakShare, table);
  for (const [at, node] of nodes.entries()) {
    shared.clear();
    for (const bucket of bucketsOf(at)) {
      const strong = !isWeak(bucket.key);
      const places = large.get(bucket)?.placesFor(node) ?? null;
      if (places !== null) for (const place of places) shared.add(entries.nodes[place] ?? 0, strong);
      else for (let place = bucket.from; place < bucket.to; place += 1) shared.add(entries.nodes[place] ?? 0, strong);
    }
    found.set(node, shared.enoughFor(node));
  }
  return {
    partners: withoutOthers(state, found, asked), moved: movedIn([...large.values()], asked), common: new Set([...large].flatMap(([{ key }, { common }]) => (common ? [key] : []))),
  };
}

/** What one node shares with each of the others, itself among them. */
class Shared {
  readonly #share: number | undefined;
  readonly #table: NodeTable;
  readonly #counts = new Map<number, number>();

  constructor(share: number | undefined, table: NodeTable) {
    this.#share = share;
    this.#table = table;
  }

  clear(): void {
    this.#counts.clear();
  }

  add(other: number, strong: boolean): void {
    this.#counts.set(other, (this.#counts.get(other) ?? 0) + (strong ? STRONG : 1));
  }

  /** The other nodes with which `node` shares enough, ascending. */
  enoughFor(node: number): number[] {
    const weak = this.#table.weakOf(node);
    const nodes: number[] = [];
    for (const [other, count] of this.#counts) {
      if (other === node || !this.#table.isLiving(other)) continue;
      if (this.#share === undefined || count >= STRONG || sharesEnough(count, weak, this.#table.weakOf(other), this.#share)) nodes.push(other);
    }
    return nodes.sort((a, b) => a - b);
  }
}

/** The buckets that hold more than one node; those that went may be among them. */
function sharedBuckets({ keys }: KeyEntries): Bucket[] {
  const buckets: Bucket[] = [];
  let from = 0;
  while (from < keys.length) {
    let to = from + 1;
    while (to < keys.length && keys[to] === keys[from]) to += 1;
    if (to - from > 1) buckets.push({ key: keys[from] ?? 0, from, to });
    from = to;
  }
  return buckets;
}

/** The buckets of each node asked for, by its place among them. */
function byNode({ nodes }: KeyEntries, buckets: readonly Bucket[], asked: ReadonlyMap<number, number>): (at: number) => Generator<Bucket> {
  const ends = new Uint32Array(asked.size + 1);
  const each = (visit: (at: number, bucket: number) => void): void => {
    for (const [number, { from, to }] of buckets.entries()) {
      for (let place = from; place < to; place += 1) {
        const at = asked.get(nodes[place] ?? 0);
        if (at !== undefined) visit(at, number);
      }
    }
  };
  each((at) => { ends[at + 1] = (ends[at + 1] ?? 0) + 1; });
  for (let at = 1; at < ends.length; at += 1) ends[at] = (ends[at] ?? 0) + (ends[at - 1] ?? 0);
  const starts = ends.slice();
  const numbers = new Uint32Array(ends[ends.length - 1] ?? 0);
  each((at, bucket) => {
    const place = starts[at] ?? 0;
    numbers[place] = bucket;
    starts[at] = place + 1;
  });
  return function* bucketsOf(at: number): Generator<Bucket> {
    for (let place = ends[at] ?? 0; place < (ends[at + 1] ?? 0); place += 1) {
      const bucket = buckets[numbers[place] ?? 0];
      if (bucket !== undefined) yield bucket;
    }
  };
}

/** Without partners that are touched and not asked for: their turn comes, and the pair with it. */
function withoutOthers({ db, joinNo }: JoinState, found: Map<number, number[]>, asked: ReadonlyMap<number, number>): Candidates['partners'] {
  const others = new Set<number>();
  for (const partners of found.values()) for (const other of partners) if (!asked.has(other)) others.add(other);
  const all = [...others];
  const waiting = new Set<number>();
  for (let from = 0; from < all.length; from += PAGE) {
    const rows = db.all<{ node_no: number }>(
      'SELECT t.node_no FROM json_each(?) k CROSS JOIN join_touched t ON t.join_no = ? AND t.node_no = k.value', list(all.slice(from, from + PAGE)), joinNo,
    );
    for (const row of rows) waiting.add(row.node_no);
  }
  if (waiting.size > 0) for (const [node, partners] of found) found.set(node, partners.filter((other) => !waiting.has(other)));
  return found;
}

function movedIn(large: readonly LargeBucket[], asked: ReadonlyMap<number, number>): number[] {
  const moved = new Set<number>();
  for (const bucket of large) for (const node of bucket.moved) if (!asked.has(node)) moved.add(node);
  return [...moved].sort((a, b) => a - b);
}
