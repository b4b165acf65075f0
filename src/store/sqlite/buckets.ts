import { isWeak, sharesEnough, type BucketRule, type Candidates } from '../../core/index.js';
import { list } from './connection.js';
import type { JoinState } from './join-state.js';

/** A node in one of its buckets. */
export interface BucketEntry {
  readonly key: number;
  readonly orderHash: number;
  readonly nodeNo: number;
}

/** Keys as they are kept with their node: 64-bit floats, which hold 52-bit integers exactly. */
export const packKeys = (keys: readonly number[]): Buffer => Buffer.from(Float64Array.from(keys).buffer);

export function unpackKeys(blob: Buffer): number[] {
  return [...new Float64Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength))];
}

/** Of the keys those whose bucket holds more than `size` nodes. */
function keysBeyond(state: JoinState, keys: readonly number[], size: number): number[] {
  return state.db.all<{ key: number }>(
    `SELECT k.value AS key FROM json_each(?) k
     WHERE (SELECT count(*) FROM (SELECT 1 FROM join_bucket b WHERE b.join_no = ? AND b.key = k.value LIMIT ?)) > ?`, list(keys), state.joinNo, size + 1, size,
  ).map((row) => row.key);
}

/** Nodes of a bucket from place `from` on, at most `limit` (-1 = all), in the bucket's order. */
function nodesOf(state: JoinState, key: number, from: number, limit: number): number[] {
  return state.db.all<{ node_no: number }>(
    'SELECT node_no FROM join_bucket WHERE join_no = ? AND key = ? ORDER BY order_hash, node_no LIMIT ? OFFSET ?', state.joinNo, key, limit, from,
  ).map((row) => row.node_no);
}

/**
 * Nodes come into buckets. Beyond the cap only the first `cap` nodes of a bucket count (as hubs or as the sample): those
 * that newcomers push out stand right behind the cap now, and their pairs change too. A key that becomes common changes the
 * pairs of all that had it. Entries go in by key, which is the order of the pages they land on.
 */
export function enterBuckets(state: JoinState, entries: readonly BucketEntry[], rule: BucketRule, touch: (nodeNo: number) => void): void {
  const coming = new Map<number, number>();
  for (const { key } of entries) coming.set(key, (coming.get(key) ?? 0) + 1);
  for (const key of becomingCommon(state, coming, rule)) {
    for (const nodeNo of nodesOf(state, key, 0, -1)) touch(nodeNo);
  }
  for (const { key, orderHash, nodeNo } of entries.toSorted((a, b) => a.key - b.key)) {
    state.db.run('INSERT INTO join_bucket (join_no, key, order_hash, node_no) VALUES (?, ?, ?, ?)', state.joinNo, key, orderHash, nodeNo);
  }
  for (const key of keysBeyond(state, [...coming.keys()].filter((one) => isCapped(one, rule)), rule.cap)) {
    for (const nodeNo of nodesOf(state, key, rule.cap, coming.get(key) ?? 0)) touch(nodeNo);
  }
}

/** Keys that may become common are not capped: no pair is made of more nodes than `commonBeyond`. */
const isCapped = (key: number, { commonBeyond }: BucketRule): boolean => commonBeyond === undefined || !isWeak(key);

/** Of the keys with newcomers those that some nodes have already and that become common by them. To be asked before they are in. */
function becomingCommon(state: JoinState, coming: ReadonlyMap<number, number>, { commonBeyond }: BucketRule): number[] {
  if (commonBeyond === undefined) return [];
  return state.db.all<{ key: number; size: number }>(
    `SELECT * FROM (SELECT k.value AS key, (SELECT count(*) FROM (SELECT 1 FROM join_bucket b WHERE b.join_no = ? AND b.key = k.value LIMIT ?)) AS size FROM json_each(?) k)
     WHERE size > 0`, state.joinNo, commonBeyond + 1, list([...coming.keys()].filter(isWeak)),
  ).flatMap(({ key, size }) => (size <= commonBeyond && size + (coming.get(key) ?? 0) > commonBeyond ? [key] : []));
}

/** A node leaves its buckets: where others stood behind the cap, the first of them may move up; a key may be common no more. */
export function leaveBuckets(state: JoinState, entries: readonly BucketEntry[], rule: BucketRule, touch: (nodeNo: number) => void): void {
  for (const key of keysBeyond(state, entries.map((entry) => entry.key).filter((one) => isCapped(one, rule)), rule.cap)) {
    for (const nodeNo of nodesOf(state, key, rule.cap, 1)) touch(nodeNo);
  }
  const { commonBeyond } = rule;
  if (commonBeyond !== undefined) {
    const common = keysBeyond(state, entries.map((entry) => entry.key).filter(isWeak), commonBeyond);
    const still = new Set(keysBeyond(state, common, commonBeyond + 1));
    for (const key of common) if (!still.has(key)) for (const nodeNo of nodesOf(state, key, 0, -1)) touch(nodeNo);
  }
  for (const { key, orderHash, nodeNo } of entries) {
    state.db.run('DELETE FROM join_bucket WHERE join_no = ? AND key = ? AND order_hash = ? AND node_no = ?', state.joinNo, key, orderHash, nodeNo);
  }
}

/** The first nodes, in order, of those of the buckets that hold more than one; all keys in one statement. */
function sharedBuckets(state: JoinState, keys: readonly number[], most: number): { key: number; nodes: number[] }[] {
  return state.db.all<{ key: number; nodes: string }>(
    `SELECT * FROM (
       SELECT k.value AS key, (SELECT group_concat(node_no) FROM (SELECT node_no FROM join_bucket b WHERE b.join_no = ? AND b.key = k.value ORDER BY order_hash, node_no LIMIT ?)) AS nodes
       FROM json_each(?) k)
     WHERE instr(nodes, ',') > 0`, state.joinNo, most, list(keys),
  ).map(({ key, nodes }) => ({ key, nodes: nodes.split(',').map(Number) }));
}

/** Partners a bucket gives to those of its nodes that are asked for. */
function pairUp(
  state: JoinState, { key, nodes: first }: { key: number; nodes: readonly number[] }, asked: readonly number[], rule: BucketRule, pair: (nodeNo: number, partners: readonly number[]) => void,
): void {
  if (first.length <= rule.cap) {
    for (const nodeNo of asked) pair(nodeNo, first);
    return;
  }
  const counted = first.slice(0, rule.cap);
  const hubs = new Set(counted);
  const all = rule.overflow === 'hubs' && asked.some((nodeNo) => hubs.has(nodeNo)) ? nodesOf(state, key, 0, -1) : counted;
  for (const nodeNo of asked) {
    if (hubs.has(nodeNo)) pair(nodeNo, all);
    else if (rule.overflow === 'hubs') pair(nodeNo, counted);
  }
}

/** Keys of nodes. */
function keysOf(state: JoinState, nodes: readonly number[]): Map<number, ReadonlySet<number>> {
  const rows = state.db.all<{ node_no: number; keys: Buffer }>('SELECT node_no, keys FROM join_node WHERE node_no IN (SELECT value FROM json_each(?))', list(nodes));
  return new Map(rows.map((row) => [row.node_no, new Set(unpackKeys(row.keys))]));
}

/**
 * Candidate pairs of the nodes asked for. Most buckets hold one node and are passed over inside SQLite; the others are
 * read once, whoever asks.
 */
export function candidatesOf(state: JoinState, nodes: readonly number[], rule: BucketRule): Candidates {
  const own = keysOf(state, nodes);
  const askedBy = new Map<number, number[]>();
  for (const [nodeNo, keys] of own) {
    for (const key of keys) {
      const asked = askedBy.get(key);
      if (asked === undefined) askedBy.set(key, [nodeNo]);
      else asked.push(nodeNo);
    }
  }
  const partners = new Map(nodes.map((nodeNo) => [nodeNo, new Set<number>()]));
  const common = new Set<number>();
  for (const bucket of sharedBuckets(state, [...askedBy.keys()].sort((a, b) => a - b), rule.cap + 1)) {
    if (!isCapped(bucket.key, rule) && bucket.nodes.length > (rule.commonBeyond ?? 0)) {
      common.add(bucket.key);
      continue;
    }
    pairUp(state, bucket, askedBy.get(bucket.key) ?? [], rule, (nodeNo, others) => {
      const found = partners.get(nodeNo);
      for (const other of others) if (other !== nodeNo) found?.add(other);
    });
  }
  const waiting = waitingAmong(state, nodes, [...partners.values()]);
  for (const found of partners.values()) for (const other of found) if (waiting.has(other)) found.delete(other);
  if (rule.weakShare !== undefined) dropWeak(state, own, partners, rule.weakShare);
  return { common, partners: new Map([...partners].map(([nodeNo, others]) => [nodeNo, [...others].sort((a, b) => a - b)])) };
}

/** Takes away the partners that share too little. */
function dropWeak(state: JoinState, own: ReadonlyMap<number, ReadonlySet<number>>, partners: ReadonlyMap<number, Set<number>>, weakShare: number): void {
  const others = new Set([...partners.values()].flatMap((found) => [...found]).filter((nodeNo) => !own.has(nodeNo)));
  const theirs = keysOf(state, [...others]);
  const none: ReadonlySet<number> = new Set();
  for (const [nodeNo, found] of partners) {
    const keys = own.get(nodeNo) ?? none;
    for (const other of found) if (!sharesEnough(keys, own.get(other) ?? theirs.get(other) ?? none, weakShare)) found.delete(other);
  }
}

/** Of the partners those that are touched and not asked for: their turn comes, and the pair with it. */
function waitingAmong(state: JoinState, asked: readonly number[], partners: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const others = new Set<number>();
  for (const set of partners) for (const nodeNo of set) others.add(nodeNo);
  for (const nodeNo of asked) others.delete(nodeNo);
  const rows = state.db.all<{ node_no: number }>(
    'SELECT node_no FROM join_touched WHERE join_no = ? AND node_no IN (SELECT value FROM json_each(?))', state.joinNo, list([...others]),
  );
  return new Set(rows.map((row) => row.node_no));
}
