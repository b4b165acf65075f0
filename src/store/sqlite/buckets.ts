import type { BucketRule } from '../../core/index.js';
import type { JoinState } from './joins.js';

interface Entry { readonly key: number; readonly order: number; readonly nodeNo: number }

/** How many nodes of the bucket come before the entry, at most `limit`. */
function rank(state: JoinState, entry: Entry, limit: number): number {
  const row = state.db.get<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM join_bucket WHERE join_no = ? AND key = ? AND (order_hash, node_no) < (?, ?) LIMIT ?)`,
    state.joinNo, entry.key, entry.order, entry.nodeNo, limit,
  );
  return row?.n ?? 0;
}

function nodeAt(state: JoinState, key: number, index: number): number | null {
  const row = state.db.get<{ node_no: number }>(
    'SELECT node_no FROM join_bucket WHERE join_no = ? AND key = ? ORDER BY order_hash, node_no LIMIT 1 OFFSET ?', state.joinNo, key, index,
  );
  return row?.node_no ?? null;
}

/**
 * A node came into a bucket. Beyond the cap only the first `cap` nodes count (as hubs or as the sample): when the new
 * one is among them, it pushes one out, whose pairs change too.
 */
export function nodeJoinedBucket(state: JoinState, entry: Entry, rule: BucketRule, touch: (nodeNo: number) => void): void {
  const displaced = nodeAt(state, entry.key, rule.cap);
  if (displaced !== null && displaced !== entry.nodeNo && rank(state, entry, rule.cap) < rule.cap) touch(displaced);
}

/** A node left a bucket (its entry is gone already): when it was among the first `cap`, the next one moves up. */
export function nodeLeftBucket(state: JoinState, entry: Entry, rule: BucketRule, touch: (nodeNo: number) => void): void {
  const movedUp = nodeAt(state, entry.key, rule.cap - 1);
  if (movedUp !== null && rank(state, entry, rule.cap) < rule.cap) touch(movedUp);
}

/** Nodes that share a bucket with the node and that the bucket pairs it with. */
function partnersIn(state: JoinState, key: number, nodeNo: number, rule: BucketRule): number[] {
  const first = state.db.all<{ node_no: number }>(
    'SELECT node_no FROM join_bucket WHERE join_no = ? AND key = ? ORDER BY order_hash, node_no LIMIT ?', state.joinNo, key, rule.cap + 1,
  ).map((row) => row.node_no);
  if (first.length <= rule.cap) return first;
  const counted = first.slice(0, rule.cap);
  const among = counted.includes(nodeNo);
  if (rule.overflow === 'sample') return among ? counted : [];
  if (!among) return counted;
  return state.db.all<{ node_no: number }>('SELECT node_no FROM join_bucket WHERE join_no = ? AND key = ?', state.joinNo, key).map((row) => row.node_no);
}

export function candidatesOf(state: JoinState, nodes: readonly number[], rule: BucketRule): Map<number, readonly number[]> {
  const asked = new Set(nodes);
  const waiting = (nodeNo: number): boolean =>
    !asked.has(nodeNo) && state.db.get('SELECT 1 FROM join_touched WHERE join_no = ? AND node_no = ?', state.joinNo, nodeNo) !== undefined;
  return new Map(nodes.map((nodeNo) => {
    const keys = state.db.all<{ key: number }>('SELECT key FROM join_bucket WHERE node_no = ?', nodeNo);
    const partners = new Set(keys.flatMap(({ key }) => partnersIn(state, key, nodeNo, rule)));
    partners.delete(nodeNo);
    return [nodeNo, [...partners].filter((other) => !waiting(other)).sort((a, b) => a - b)] as const;
  }));
}
