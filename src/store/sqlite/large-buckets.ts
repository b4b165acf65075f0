import { isWeak, type BucketRule } from '../../core/index.js';
import type { KeyEntries } from './key-entries.js';
import type { NodeTable } from './node-table.js';

/** The entries of one key, [from, to). */
export interface Bucket { readonly key: number; readonly from: number; readonly to: number }

/** A bucket that holds more entries than the cap; some may be of nodes that went. */
export interface LargeBucket {
  /** With whom a living node is a pair, as places of entries; itself and nodes that went may be among them. `null` = with all of the bucket. */
  placesFor(node: number): readonly number[] | null;
  /** Living nodes whose partners here have changed since the join was last in step, because they came among those that count or left them. */
  readonly moved: readonly number[];
  /** More nodes have the key than may have one that counts (`BucketRule.commonBeyond`). */
  readonly common: boolean;
}

/** How many nodes of a bucket may count. */
export const mostOf = ({ key }: Bucket, { cap, commonBeyond }: BucketRule): number => (isCommonable(key, commonBeyond) ? (commonBeyond ?? cap) : cap);

const isCommonable = (key: number, commonBeyond: number | undefined): boolean => commonBeyond !== undefined && isWeak(key);

/**
 * Beyond the cap only the first `cap` nodes of a bucket count, in the order of their hashes: as hubs, or as the sample. Of a key that may
 * become common all count, or none.
 */
export function largeBuckets(entries: KeyEntries, buckets: readonly Bucket[], rule: BucketRule, table: NodeTable): Map<Bucket, LargeBucket> {
  return new Map(buckets.map((bucket): [Bucket, LargeBucket] => {
    const common = isCommonable(bucket.key, rule.commonBeyond);
    const { now, then } = countedIn(entries, bucket, common ? Infinity : mostOf(bucket, rule), table);
    if (!common) return [bucket, { ...pairing(entries, now, rule), common: false, moved: differing(entries, then, now, table) }];
    const most = mostOf(bucket, rule);
    const counted = (places: readonly number[]): readonly number[] => (places.length > most ? [] : places);
    return [bucket, { placesFor: () => counted(now), common: now.length > most, moved: differing(entries, counted(then), counted(now), table) }];
  }));
}

/** Places of the first `most` nodes of a bucket in its order, now and when the join was last in step. */
function countedIn({ nodes }: KeyEntries, { from, to }: Bucket, most: number, table: NodeTable): { readonly now: readonly number[]; readonly then: readonly number[] } {
  const [living, former]: [number[], number[]] = [[], []];
  for (let place = from; place < to; place += 1) {
    const node = nodes[place] ?? 0;
    if (table.isLiving(node)) living.push(place);
    if (table.wasMember(node)) former.push(place);
  }
  const now = firstOf(living, most, nodes, table);
  const isSame = living.length === former.length && living.every((place, at) => place === former[at]);
  return { now, then: isSame ? now : firstOf(former, most, nodes, table) };
}

function pairing({ nodes }: KeyEntries, counted: readonly number[], { overflow }: BucketRule): Pick<LargeBucket, 'placesFor'> {
  const first = new Set(counted.map((place) => nodes[place] ?? 0));
  return { placesFor: (node) => (overflow === 'sample' ? (first.has(node) ? counted : []) : first.has(node) ? null : counted) };
}

/** The first of the places in the order of buckets. */
function firstOf(places: readonly number[], most: number, nodes: Uint32Array, table: NodeTable): readonly number[] {
  const orderAt = (place: number): number => table.orderOf(nodes[place] ?? 0);
  let last = Infinity;
  if (places.length > most) {
    const orders = new Float64Array(places.length);
    for (let at = 0; at < places.length; at += 1) orders[at] = orderAt(places[at] ?? 0);
    last = orders.sort()[most - 1] ?? Infinity;
  }
  return places.filter((place) => orderAt(place) <= last).sort((a, b) => orderAt(a) - orderAt(b) || (nodes[a] ?? 0) - (nodes[b] ?? 0)).slice(0, most);
}

/** Living nodes that are at one of two lists of places only. */
function differing({ nodes }: KeyEntries, a: readonly number[], b: readonly number[], table: NodeTable): number[] {
  if (a === b) return [];
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((one) => !inB.has(one)), ...b.filter((one) => !inA.has(one))].map((place) => nodes[place] ?? 0).filter((node) => table.isLiving(node));
}
