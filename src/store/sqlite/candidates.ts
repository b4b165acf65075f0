import { isWeak, sharesEnough, type BucketRule, type Candidates } from '../../core/index.js';
import { list } from './connection.js';
import { largeBuckets, mostOf, type Bucket, type LargeBucket } from './large-buckets.js';
import { EntryBuffer, sortEntries, type KeyEntries } from './key-entries.js';
import { entriesAt } from './key-pages.js';
import { unpackKeys } from './node-keys.js';
import type { JoinState } from './join-state.js';

/** Rows asked for in one statement. */
const PAGE = 10_000;
/** Added to what a pair shares for a strong key; weak ones count one each. */
const STRONG = 2 ** 20;

/**
 * Candidate pairs of the nodes asked for, and the nodes whose place in a bucket over the cap has changed since the join was last in
 * step. The keys of all of them are looked for in one pass over the key pages.
 */
export function candidatesOf(state: JoinState, nodes: readonly number[], rule: BucketRule): Candidates {
  const entries = entriesAt(state, probesOf(state, nodes));
  const buckets = sharedBuckets(entries);
  const large = largeBuckets(state, entries, buckets.filter((bucket) => bucket.to - bucket.from > mostOf(bucket, rule)), rule);
  const asked = new Map(nodes.map((node, at) => [node, at]));
  const { bucketsOf, weakKeysOf } = byNode(entries, buckets, asked);
  const found = new Map<number, number[]>();
  const shared = new Shared(rule.weakShare);
  for (const [at, node] of nodes.entries()) {
    shared.clear();
    for (const bucket of bucketsOf(at)) {
      const strong = !isWeak(bucket.key);
      const places = large.get(bucket)?.placesFor(node) ?? null;
      if (places !== null) for (const place of places) shared.add(entries.nodes[place] ?? 0, strong, entries.weak[place] ?? 0);
      else for (let place = bucket.from; place < bucket.to; place += 1) shared.add(entries.nodes[place] ?? 0, strong, entries.weak[place] ?? 0);
    }
    found.set(node, shared.enoughFor(node, weakKeysOf(at)));
  }
  return {
    partners: withoutOthers(state, found, asked), moved: movedIn([...large.values()], asked), common: new Set([...large].flatMap(([{ key }, { common }]) => (common ? [key] : []))),
  };
}

/** What one node shares with each of the others, itself among them. */
class Shared {
  readonly #share: number | undefined;
  readonly #counts = new Map<number, number>();
  readonly #weak = new Map<number, number>();

  constructor(share: number | undefined) {
    this.#share = share;
  }

  clear(): void {
    this.#counts.clear();
    this.#weak.clear();
  }

  add(other: number, strong: boolean, weak: number): void {
    const before = this.#counts.get(other);
    if (before === undefined) this.#weak.set(other, weak);
    this.#counts.set(other, (before ?? 0) + (strong ? STRONG : 1));
  }

  /** The other nodes with which `node`, which has so many weak keys, shares enough, ascending. */
  enoughFor(node: number, weak: number): number[] {
    const nodes: number[] = [];
    for (const [other, count] of this.#counts) {
      if (other === node) continue;
      if (this.#share === undefined || count >= STRONG || sharesEnough(count, weak, this.#weak.get(other) ?? 0, this.#share)) nodes.push(other);
    }
    return nodes.sort((a, b) => a - b);
  }
}

/** The keys to look for, ascending, each once: those of the nodes, and of nodes that left since the join was last in step. */
function probesOf({ db, joinNo }: JoinState, nodes: readonly number[]): Float64Array {
  const probes = new EntryBuffer(32 * nodes.length);
  const take = (rows: readonly { keys: Buffer }[]): void => {
    for (const row of rows) for (const key of unpackKeys(row.keys)) probes.push(key, 0, 0, 0);
  };
  for (let from = 0; from < nodes.length; from += PAGE) {
    take(db.all('SELECT keys FROM join_node WHERE node_no IN (SELECT value FROM json_each(?))', list(nodes.slice(from, from + PAGE))));
  }
  take(db.all('SELECT keys FROM join_departed WHERE join_no = ?', joinNo));
  const { keys } = sorted(probes);
  let kept = 0;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    if (at > 0 && key === keys[kept - 1]) continue;
    keys[kept] = key;
    kept += 1;
  }
  return keys.subarray(0, kept);
}

function sorted(buffer: EntryBuffer): KeyEntries {
  const entries = buffer.view();
  sortEntries(entries);
  return entries;
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

interface ByNode { readonly bucketsOf: (at: number) => Generator<Bucket>; readonly weakKeysOf: (at: number) => number }

/** The buckets of each node asked for and how many weak keys it has, by its place among them. */
function byNode({ nodes, weak }: KeyEntries, buckets: readonly Bucket[], asked: ReadonlyMap<number, number>): ByNode {
  const weakKeys = new Uint16Array(asked.size);
  const ends = new Uint32Array(asked.size + 1);
  const each = (visit: (at: number, bucket: number, place: number) => void): void => {
    for (const [number, { from, to }] of buckets.entries()) {
      for (let place = from; place < to; place += 1) {
        const at = asked.get(nodes[place] ?? 0);
        if (at !== undefined) visit(at, number, place);
      }
    }
  };
  each((at, _, place) => {
    ends[at + 1] = (ends[at + 1] ?? 0) + 1;
    weakKeys[at] = weak[place] ?? 0;
  });
  for (let at = 1; at < ends.length; at += 1) ends[at] = (ends[at] ?? 0) + (ends[at - 1] ?? 0);
  const starts = ends.slice();
  const numbers = new Uint32Array(ends[ends.length - 1] ?? 0);
  each((at, bucket) => {
    const place = starts[at] ?? 0;
    numbers[place] = bucket;
    starts[at] = place + 1;
  });
  const bucketsOf = function* bucketsOf(at: number): Generator<Bucket> {
    for (let place = ends[at] ?? 0; place < (ends[at + 1] ?? 0); place += 1) {
      const bucket = buckets[numbers[place] ?? 0];
      if (bucket !== undefined) yield bucket;
    }
  };
  return { bucketsOf, weakKeysOf: (at) => weakKeys[at] ?? 0 };
}

/** Without partners that went, and without those that are touched and not asked for: their turn comes, and the pair with it. */
function withoutOthers({ db, joinNo }: JoinState, found: Map<number, number[]>, asked: ReadonlyMap<number, number>): Candidates['partners'] {
  const others = new Set<number>();
  for (const partners of found.values()) for (const other of partners) if (!asked.has(other)) others.add(other);
  const all = [...others];
  const ready = new Set<number>();
  for (let from = 0; from < all.length; from += PAGE) {
    const rows = db.all<{ node_no: number }>(
      `SELECT n.node_no FROM json_each(?) k CROSS JOIN join_node n ON n.node_no = k.value
       WHERE NOT EXISTS (SELECT 1 FROM join_touched t WHERE t.join_no = ? AND t.node_no = n.node_no)`, list(all.slice(from, from + PAGE)), joinNo,
    );
    for (const row of rows) ready.add(row.node_no);
  }
  for (const [node, partners] of found) found.set(node, partners.filter((other) => asked.has(other) || ready.has(other)));
  return found;
}

function movedIn(large: readonly LargeBucket[], asked: ReadonlyMap<number, number>): number[] {
  const moved = new Set<number>();
  for (const bucket of large) for (const node of bucket.moved) if (!asked.has(node)) moved.add(node);
  return [...moved].sort((a, b) => a - b);
}
