import { isWeak, type BucketRule } from '../../core/index.js';
import { list } from './connection.js';
import type { JoinState } from './join-state.js';
import type { KeyEntries } from './key-entries.js';

/** Rows asked for in one statement. */
const PAGE = 10_000;
/** Nodes looked up beyond the cap at first, as a share of it: some of a large bucket's first have gone. */
const SPARE = 0.25;
/** By how much more are looked up when they do not suffice. */
const MORE = 4;

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
export function largeBuckets(state: JoinState, entries: KeyEntries, buckets: readonly Bucket[], rule: BucketRule): Map<Bucket, LargeBucket> {
  const orders = new Orders(state);
  const looking = buckets.map((bucket) => new FirstOf(entries, bucket, isCommonable(bucket.key, rule.commonBeyond) ? Infinity : mostOf(bucket, rule), orders));
  for (let open = looking; open.length > 0;) {
    orders.look(open.flatMap((one) => one.next()));
    open = open.filter((one) => !one.isFound());
  }
  return new Map(looking.map((first): [Bucket, LargeBucket] => {
    const { bucket } = first;
    const { now, then } = first.found();
    if (!isCommonable(bucket.key, rule.commonBeyond)) return [bucket, { ...pairing(entries, now, rule), common: false, moved: differing(entries, then, now, orders) }];
    const most = mostOf(bucket, rule);
    const counted = (places: readonly number[]): readonly number[] => (places.length > most ? [] : places);
    return [bucket, { placesFor: () => counted(now), common: now.length > most, moved: differing(entries, counted(then), counted(now), orders) }];
  }));
}

function pairing({ nodes }: KeyEntries, counted: readonly number[], { overflow }: BucketRule): Pick<LargeBucket, 'placesFor'> {
  const first = new Set(counted.map((place) => nodes[place] ?? 0));
  return { placesFor: (node) => (overflow === 'sample' ? (first.has(node) ? counted : []) : first.has(node) ? null : counted) };
}

/** Order hashes of nodes, looked up as they are needed. */
class Orders {
  readonly #state: JoinState;
  /** Nodes up to this number were there when the join was last in step. */
  readonly settled: number;
  readonly living = new Map<number, number>();
  /** Of nodes that left since the join was last in step. */
  readonly departed: ReadonlyMap<number, number>;
  readonly #looked = new Set<number>();

  constructor(state: JoinState) {
    const { db, joinNo } = state;
    this.#state = state;
    this.settled = db.get<{ settled: number }>('SELECT settled FROM join_epoch WHERE join_no = ?', joinNo)?.settled ?? 0;
    this.departed = new Map(db.all<NodeRow>('SELECT node_no, order_hash FROM join_departed WHERE join_no = ?', joinNo).map((row) => [row.node_no, row.order_hash]));
  }

  look(nodes: readonly number[]): void {
    const fresh = [...new Set(nodes)].filter((node) => !this.#looked.has(node));
    for (let from = 0; from < fresh.length; from += PAGE) {
      const rows = this.#state.db.all<NodeRow>('SELECT n.node_no, n.order_hash FROM json_each(?) k CROSS JOIN join_node n ON n.node_no = k.value', list(fresh.slice(from, from + PAGE)));
      for (const row of rows) this.living.set(row.node_no, row.order_hash);
    }
    for (const node of fresh) this.#looked.add(node);
  }

  isLiving(node: number): boolean {
    return this.living.has(node);
  }

  /** Whether it was a member when the join was last in step. */
  wasMember(node: number): boolean {
    return node <= this.settled && (this.living.has(node) || this.departed.has(node));
  }

  of(node: number): number {
    return this.living.get(node) ?? this.departed.get(node) ?? 0;
  }
}

interface NodeRow { node_no: number; order_hash: number }

/** The first nodes of a bucket in its order, now and when the join was last in step: found among those whose order begins low enough. */
class FirstOf {
  readonly bucket: Bucket;
  readonly #entries: KeyEntries;
  readonly #most: number;
  readonly #orders: Orders;
  /** Places looked at. */
  #places: readonly number[] = [];
  #wanted: number;

  constructor(entries: KeyEntries, bucket: Bucket, most: number, orders: Orders) {
    this.bucket = bucket;
    this.#entries = entries;
    this.#most = most;
    this.#orders = orders;
    this.#wanted = Math.ceil(most * (1 + SPARE));
  }

  /** Nodes that have to be looked up now. */
  next(): number[] {
    const { from, to } = this.bucket;
    const { nodes, order } = this.#entries;
    const all = to - from;
    const last = this.#wanted >= all ? Infinity : (order.slice(from, to).sort()[this.#wanted - 1] ?? Infinity);
    const places: number[] = [];
    for (let place = from; place < to; place += 1) if ((order[place] ?? 0) <= last) places.push(place);
    this.#places = places;
    this.#wanted *= MORE;
    return places.map((place) => nodes[place] ?? 0);
  }

  isFound(): boolean {
    const { nodes } = this.#entries;
    if (this.#places.length === this.bucket.to - this.bucket.from) return true;
    const count = (is: (node: number) => boolean): number => this.#places.reduce((sum, place) => sum + Number(is(nodes[place] ?? 0)), 0);
    return count((node) => this.#orders.isLiving(node)) >= this.#most && count((node) => this.#orders.wasMember(node)) >= this.#most;
  }

  /** Places of the first, in their order. */
  found(): { readonly now: readonly number[]; readonly then: readonly number[] } {
    const { nodes } = this.#entries;
    const nodeAt = (place: number): number => nodes[place] ?? 0;
    const byOrder = (a: number, b: number): number => this.#orders.of(nodeAt(a)) - this.#orders.of(nodeAt(b)) || nodeAt(a) - nodeAt(b);
    const sorted = [...this.#places].sort(byOrder);
    return {
      now: sorted.filter((place) => this.#orders.isLiving(nodeAt(place))).slice(0, this.#most),
      then: sorted.filter((place) => this.#orders.wasMember(nodeAt(place))).slice(0, this.#most),
    };
  }
}

/** Living nodes that are at one of two lists of places only. */
function differing({ nodes }: KeyEntries, a: readonly number[], b: readonly number[], orders: Orders): number[] {
  const [inA, inB] = [a, b].map((places) => new Set(places));
  return [...a.filter((one) => inB?.has(one) !== true), ...b.filter((one) => inA?.has(one) !== true)].map((place) => nodes[place] ?? 0).filter((node) => orders.isLiving(node));
}
