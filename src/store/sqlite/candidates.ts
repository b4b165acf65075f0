import { isWeak, sharesEnough, type BucketRule, type Candidates } from '../../core/index.js';
import { list } from './connection.js';
import { EntryBuffer, sortEntries } from './key-entries.js';
import { entriesAt } from './key-pages.js';
import { unpackKeys } from './node-keys.js';
import type { JoinState } from './join-state.js';

/** Rows asked for in one statement. */
const PAGE = 10_000;

/** What is known of a node that shares a key with another. */
interface Node {
  /** Place in a bucket: by this, then by number. */
  readonly orderHash: number;
  readonly weakKeys: number;
  /** It left since the join was last in step. */
  readonly departed: boolean;
}

interface NodeRow { node_no: number; order_hash: number; weak_keys: number }

interface Bucket { readonly key: number; readonly nodes: readonly number[] }

/**
 * Candidate pairs of the nodes asked for, and the nodes whose place in a bucket over the cap has changed since the join was last in
 * step. The keys of all of them are looked for in one pass over the key pages.
 */
export function candidatesOf(state: JoinState, nodes: readonly number[], rule: BucketRule): Candidates {
  const departed = departedNodes(state);
  const asked = new Set(nodes);
  const buckets = sharedBuckets(state, probesOf(state, nodes, departed.keys));
  const known = knownNodes(state, buckets, departed.nodes);
  const waiting = waitingAmong(state, asked, known);
  const settled = state.db.get<{ settled: number }>('SELECT settled FROM join_epoch WHERE join_no = ?', state.joinNo)?.settled ?? 0;
  const shared = new Map<number, Map<number, Shared>>();
  const moved = new Set<number>();
  for (const bucket of buckets) {
    const living = bucket.nodes.filter((nodeNo) => known.get(nodeNo)?.departed === false);
    const counted = bucket.nodes.length > rule.cap ? firstOf(living, known, rule.cap) : living;
    if (bucket.nodes.length > rule.cap) {
      const before = firstOf(bucket.nodes.filter((nodeNo) => nodeNo <= settled && known.has(nodeNo)), known, rule.cap);
      for (const nodeNo of differing(before, counted)) if (known.get(nodeNo)?.departed === false && !asked.has(nodeNo)) moved.add(nodeNo);
    }
    for (const [nodeNo, others] of partnersIn(living, counted, rule)) {
      if (asked.has(nodeNo)) for (const other of others) if (other !== nodeNo && !waiting.has(other)) count(shared, nodeNo, other, bucket.key);
    }
  }
  const weakOf = (nodeNo: number): number => known.get(nodeNo)?.weakKeys ?? 0;
  return {
    partners: new Map(nodes.map((nodeNo) => [nodeNo, [...(shared.get(nodeNo) ?? NONE)]
      .filter(([other, { strong, weak }]) => rule.weakShare === undefined || strong > 0 || sharesEnough(weak, weakOf(nodeNo), weakOf(other), rule.weakShare))
      .map(([other]) => other).sort((a, b) => a - b)])),
    moved: [...moved].sort((a, b) => a - b),
  };
}

interface Shared { strong: number; weak: number }

const NONE: ReadonlyMap<number, Shared> = new Map();

function count(shared: Map<number, Map<number, Shared>>, nodeNo: number, other: number, key: number): void {
  let own = shared.get(nodeNo);
  if (own === undefined) shared.set(nodeNo, own = new Map<number, Shared>());
  let both = own.get(other);
  if (both === undefined) own.set(other, both = { strong: 0, weak: 0 });
  if (isWeak(key)) both.weak += 1;
  else both.strong += 1;
}

/** The keys to look for, ascending, each once. */
function probesOf(state: JoinState, nodes: readonly number[], departed: readonly number[]): Float64Array {
  const probes = new EntryBuffer(32 * nodes.length + departed.length + 1);
  for (let from = 0; from < nodes.length; from += PAGE) {
    const rows = state.db.all<{ keys: Buffer }>('SELECT keys FROM join_node WHERE node_no IN (SELECT value FROM json_each(?))', list(nodes.slice(from, from + PAGE)));
    for (const row of rows) for (const key of unpackKeys(row.keys)) probes.push(key, 0);
  }
  for (const key of departed) probes.push(key, 0);
  const entries = probes.view();
  sortEntries(entries);
  let kept = 0;
  for (let at = 0; at < entries.keys.length; at += 1) {
    const key = entries.keys[at] ?? 0;
    if (at > 0 && key === entries.keys[kept - 1]) continue;
    entries.keys[kept] = key;
    kept += 1;
  }
  return entries.keys.subarray(0, kept);
}

/** The buckets that hold more than one node, with all of them, in no order; those that went may be among them. */
function sharedBuckets(state: JoinState, probes: Float64Array): Bucket[] {
  const { keys, nodes } = entriesAt(state, probes);
  const buckets: Bucket[] = [];
  let from = 0;
  while (from < keys.length) {
    let to = from + 1;
    while (to < keys.length && keys[to] === keys[from]) to += 1;
    if (to - from > 1) buckets.push({ key: keys[from] ?? 0, nodes: [...nodes.subarray(from, to)] });
    from = to;
  }
  return buckets;
}

function departedNodes({ db, joinNo }: JoinState): { nodes: Map<number, Node>; keys: number[] } {
  const rows = db.all<NodeRow & { keys: Buffer }>('SELECT node_no, order_hash, 0 AS weak_keys, keys FROM join_departed WHERE join_no = ?', joinNo);
  return {
    nodes: new Map(rows.map((row) => [row.node_no, { orderHash: row.order_hash, weakKeys: 0, departed: true }])),
    keys: rows.flatMap((row) => [...unpackKeys(row.keys)]),
  };
}

/** The nodes of the buckets that live, or left since the join was last in step. */
function knownNodes(state: JoinState, buckets: readonly Bucket[], departed: ReadonlyMap<number, Node>): Map<number, Node> {
  const known = new Map<number, Node>();
  const wanted = new Set<number>();
  for (const { nodes } of buckets) for (const nodeNo of nodes) wanted.add(nodeNo);
  const all = [...wanted];
  for (let from = 0; from < all.length; from += PAGE) {
    const rows = state.db.all<NodeRow>('SELECT node_no, order_hash, weak_keys FROM join_node WHERE node_no IN (SELECT value FROM json_each(?))', list(all.slice(from, from + PAGE)));
    for (const row of rows) known.set(row.node_no, { orderHash: row.order_hash, weakKeys: row.weak_keys, departed: false });
  }
  for (const nodeNo of all) {
    const gone = departed.get(nodeNo);
    if (gone !== undefined) known.set(nodeNo, gone);
  }
  return known;
}

/** The first `cap` in a bucket's order, in that order. Most of a large bucket is looked at once. */
function firstOf(nodes: readonly number[], known: ReadonlyMap<number, Node>, cap: number): number[] {
  const before = (a: number, b: number): boolean => {
    const [left, right] = [known.get(a)?.orderHash ?? 0, known.get(b)?.orderHash ?? 0];
    return left < right || (left === right && a < b);
  };
  const first: number[] = [];
  for (const nodeNo of nodes) {
    const last = first[cap - 1];
    if (last !== undefined && !before(nodeNo, last)) continue;
    let at = first.length;
    while (at > 0 && before(nodeNo, first[at - 1] ?? 0)) at -= 1;
    first.splice(at, 0, nodeNo);
    if (first.length > cap) first.pop();
  }
  return first;
}

function differing(a: readonly number[], b: readonly number[]): number[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((one) => !inB.has(one)), ...b.filter((one) => !inA.has(one))];
}

/** With whom each living node of a bucket is a pair, itself among them. */
function* partnersIn(living: readonly number[], counted: readonly number[], { cap, overflow }: BucketRule): Generator<[number, readonly number[]]> {
  const all = living.length <= cap || overflow === 'sample' ? counted : living;
  const first = new Set(counted);
  for (const nodeNo of all) yield [nodeNo, first.has(nodeNo) ? all : counted];
}

/** Of the nodes those that are touched and not asked for: their turn comes, and the pair with it. */
function waitingAmong({ db, joinNo }: JoinState, asked: ReadonlySet<number>, known: ReadonlyMap<number, Node>): ReadonlySet<number> {
  const others = [...known.keys()].filter((nodeNo) => !asked.has(nodeNo));
  const waiting = new Set<number>();
  for (let from = 0; from < others.length; from += PAGE) {
    const rows = db.all<{ node_no: number }>('SELECT node_no FROM join_touched WHERE join_no = ? AND node_no IN (SELECT value FROM json_each(?))', joinNo, list(others.slice(from, from + PAGE)));
    for (const row of rows) waiting.add(row.node_no);
  }
  return waiting;
}
