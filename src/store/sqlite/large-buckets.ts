import { isWeak, type BucketRule } from '../../core/index.js';
import { list } from './connection.js';
import type { JoinState } from './join-state.js';
import type { KeyEntries } from './key-entries.js';

/** Rows asked for in one statement. */
const PAGE = 10_000;

/** The entries of one key, [from, to). */
export interface Bucket { readonly key: number; readonly from: number; readonly to: number }

/** A bucket that holds more entries than the cap; some may be of nodes that went. */
export interface LargeBucket {
  /** With whom a living node is a pair; itself may be among them. */
  partnersOf(node: number): readonly number[];
  weakOf(node: number): number;
  /** Living nodes whose partners here have changed since the join was last in step, because they came among those that count or left them. */
  readonly moved: readonly number[];
  /** More nodes have the key than may have one that counts (`BucketRule.commonBeyond`). */
  readonly common: boolean;
}

interface NodeRow { node_no: number; order_hash: number }

/** How many nodes of a bucket may count. */
export const mostOf = ({ key }: Bucket, { cap, commonBeyond }: BucketRule): number => (isCommonable(key, commonBeyond) ? (commonBeyond ?? cap) : cap);

const isCommonable = (key: number, commonBeyond: number | undefined): boolean => commonBeyond !== undefined && isWeak(key);

/**
 * Beyond the cap only the first `cap` nodes of a bucket count, in the order of their hashes: as hubs, or as the sample. Of a key that may
 * become common all count, or none.
 */
export function largeBuckets(state: JoinState, { nodes, weak }: KeyEntries, buckets: readonly Bucket[], rule: BucketRule): Map<Bucket, LargeBucket> {
  const wanted = new Set<number>();
  for (const { from, to } of buckets) for (const node of nodes.subarray(from, to)) wanted.add(node);
  const { living, departed } = hashesOf(state, [...wanted]);
  const settled = state.db.get<{ settled: number }>('SELECT settled FROM join_epoch WHERE join_no = ?', state.joinNo)?.settled ?? 0;
  return new Map(buckets.map((bucket) => {
    const all = [...nodes.subarray(bucket.from, bucket.to)];
    const now = all.filter((node) => living.has(node));
    const then = all.filter((node) => node <= settled && (living.has(node) || departed.has(node)));
    const commonable = isCommonable(bucket.key, rule.commonBeyond);
    const most = mostOf(bucket, rule);
    const countedOf = (nodes: readonly number[]): readonly number[] => {
      if (commonable) return nodes.length > most ? [] : nodes;
      return firstOf(nodes, most, (node) => living.get(node) ?? departed.get(node) ?? 0);
    };
    const [counted, before] = [countedOf(now), countedOf(then)];
    const common = commonable && now.length > most;
    const weakKeys = new Map(all.map((node, at) => [node, weak[bucket.from + at] ?? 0]));
    return [bucket, { ...largeBucket(common ? [] : now, counted, rule), common, moved: differing(before, counted).filter((node) => living.has(node)), weakOf: (node) => weakKeys.get(node) ?? 0 }];
  }));
}

function largeBucket(living: readonly number[], counted: readonly number[], { overflow }: BucketRule): Pick<LargeBucket, 'partnersOf'> {
  const first = new Set(counted);
  return {
    partnersOf(node) {
      if (overflow === 'sample') return first.has(node) ? counted : [];
      return first.has(node) ? living : counted;
    },
  };
}

/** Order hashes of the nodes that live, and of those that left since the join was last in step. */
function hashesOf({ db, joinNo }: JoinState, nodes: readonly number[]): { living: Map<number, number>; departed: Map<number, number> } {
  const living = new Map<number, number>();
  for (let from = 0; from < nodes.length; from += PAGE) {
    const rows = db.all<NodeRow>('SELECT n.node_no, n.order_hash FROM json_each(?) k CROSS JOIN join_node n ON n.node_no = k.value', list(nodes.slice(from, from + PAGE)));
    for (const row of rows) living.set(row.node_no, row.order_hash);
  }
  const departed = db.all<NodeRow>('SELECT node_no, order_hash FROM join_departed WHERE join_no = ?', joinNo);
  return { living, departed: new Map(departed.map((row) => [row.node_no, row.order_hash])) };
}

/** The first `cap` in a bucket's order. Most of a large bucket is looked at once. */
function firstOf(nodes: readonly number[], cap: number, hashOf: (node: number) => number): number[] {
  const first: { node: number; hash: number }[] = [];
  for (const node of nodes) {
    const hash = hashOf(node);
    const last = first[cap - 1];
    if (last !== undefined && (last.hash < hash || (last.hash === hash && last.node < node))) continue;
    let at = first.length;
    for (let other = first[at - 1]; other !== undefined && (hash < other.hash || (hash === other.hash && node < other.node)); other = first[at - 1]) at -= 1;
    first.splice(at, 0, { node, hash });
    if (first.length > cap) first.pop();
  }
  return first.map(({ node }) => node);
}

function differing(a: readonly number[], b: readonly number[]): number[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((one) => !inB.has(one)), ...b.filter((one) => !inA.has(one))];
}
