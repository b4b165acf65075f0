/**
 * The built contradiction join, which counts what it is asked: loaded as a plugin it takes the place of the built-in one. The run's own report has none of this.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Join, JoinInput } from '../../src/core/index.js';
import type * as Candidates from '../../src/join/contradiction/candidates.js';
import type { Stated } from '../../src/join/contradiction/claims.js';
import { root } from '../lib/places.js';

export interface Counts {
  readonly claims: number;
  readonly nodes: number;
  /** Keys of all nodes: postings that are kept. */
  readonly postings: number;
  /** Members of the buckets of every node, each bucket up to its cap: what the search for partners goes through. */
  readonly postingsVisited: number;
  /** Pairs of nodes that share a key. */
  readonly candidates: number;
  /** Pairs of claims of these that are judged. */
  readonly judged: number;
  /** Pairs that a claim is a side of: the number that half, nine in ten and all but a hundredth of the claims have at most, and the most. */
  readonly sidesOf: readonly [half: number, most90: number, most99: number, most: number];
}

const part = async (name: string): Promise<unknown> => import(pathToFileURL(join(root, 'dist', 'join', 'contradiction', `${name}.js`)).href);
const { contradictionJoin: built } = (await part('index')) as { contradictionJoin: Join<unknown, Stated> };
const { candidatesOf } = (await part('candidates')) as typeof Candidates;

const claims = new Map<string, number>();
const buckets = new Map<number, number>();
const sides = new Map<string, number>();
let [nodes, candidates, judged] = [0, 0, 0];

export const counting: Join<unknown, Stated> = Object.freeze<Join<unknown, Stated>>({
  ...built,
  prepare: (input: JoinInput, options) => {
    const prepared = built.prepare(input, options);
    claims.set(input.id, prepared.claims.length);
    return prepared;
  },
  keys: (prepared, options, statistics) => {
    const keys = [...new Set(built.keys(prepared, options, statistics))];
    nodes += 1;
    for (const key of keys) buckets.set(key, (buckets.get(key) ?? 0) + 1);
    return keys;
  },
  verify: (a, b, options, statistics) => {
    candidates += 1;
    for (const pair of candidatesOf(a.prepared, b.prepared, statistics)) {
      judged += 1;
      for (const [{ input }, { start }] of [[a, pair.a], [b, pair.b]] as const) add(`${input.id} ${String(start)}`);
    }
    return built.verify(a, b, options, statistics);
  },
});

function add(claim: string): void {
  sides.set(claim, (sides.get(claim) ?? 0) + 1);
}

export function counts(): Counts {
  const sizes = [...buckets.values()];
  const { cap } = built.bucket;
  const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
  const all = sum(claims.values());
  const ofClaims = [...Array.from({ length: Math.max(0, all - sides.size) }, () => 0), ...[...sides.values()].sort((a, b) => a - b)];
  const at = (share: number): number => ofClaims[Math.min(ofClaims.length - 1, Math.floor(share * ofClaims.length))] ?? 0;
  return { sidesOf: [at(0.5), at(0.9), at(0.99), at(1)], claims: all, nodes, postings: sum(sizes), postingsVisited: sum(sizes.map((size) => size * Math.min(size, cap))), candidates, judged };
}
