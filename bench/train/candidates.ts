/** The candidate pairs of claims of a corpus, as the contradiction join finds them, in memory; more of them than it does, since these corpora are small and common lemmas bring claims together as well. */
import { contradictionJoin } from '../../src/join/contradiction/index.js';
import type { Claim, Stated } from '../../src/join/contradiction/claims.js';
import { candidatesOf } from '../../src/join/contradiction/candidates.js';
import { keysOf } from '../../src/join/contradiction/keys.js';
import type { EpochStatistics, JoinInput } from '../../src/core/index.js';

export interface Prepared { readonly input: JoinInput; readonly stated: Stated }
export interface ClaimPair { readonly a: Prepared; readonly b: Prepared; readonly ours: Claim; readonly theirs: Claim; readonly cosine: number }

const HOWEVER_COMMON = Infinity;
const OPTIONS = contradictionJoin.options.parse({});

export function prepared(inputs: readonly JoinInput[]): Prepared[] {
  return inputs.map((input) => {
    const stated = contradictionJoin.prepare(input, OPTIONS);
    return { input, stated: { ...stated, claims: stated.claims.map(withoutState) } };
  });
}

/** Nothing is learnt from pairs that a state alone brings together: the model does not see states, and is no surer of anything when it is asked by them (AUC 0.7705 instead of 0.771). */
function withoutState(claim: Claim): Claim {
  return { ...claim, slots: claim.slots.filter((slot) => !slot.startsWith('status:')) };
}

export function statisticsOf(chunks: readonly Prepared[]): EpochStatistics {
  const counts = new Map<string | number, number>();
  for (const { stated } of chunks) for (const term of contradictionJoin.terms?.(stated, OPTIONS) ?? []) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { nodes: chunks.length, frequency: (term) => counts.get(term) ?? 0 };
}

/** Pairs of chunks that share a key; in a bucket beyond the cap the first of them with all. */
export function chunkPairs(chunks: readonly Prepared[], statistics: EpochStatistics): [Prepared, Prepared][] {
  const buckets = new Map<unknown, number[]>();
  for (const [at, { stated }] of chunks.entries()) {
    for (const key of new Set(stated.claims.flatMap((claim) => [...keysOf(claim, statistics, HOWEVER_COMMON)]))) buckets.set(key, [...(buckets.get(key) ?? []), at]);
  }
  const pairs = new Set<number>();
  for (const bucket of buckets.values()) {
    for (const [index, one] of bucket.slice(0, contradictionJoin.bucket.cap).entries()) for (const other of bucket.slice(index + 1)) pairs.add(one * chunks.length + other);
  }
  return [...pairs].map((pair) => [chunks[Math.floor(pair / chunks.length)]!, chunks[pair % chunks.length]!]);
}

export function claimPairs(chunks: readonly Prepared[], statistics: EpochStatistics): ClaimPair[] {
  return chunkPairs(chunks, statistics).flatMap(([a, b]) => candidatesOf(a.stated, b.stated, statistics, { rare: HOWEVER_COMMON }).map(({ a: ours, b: theirs, cosine }) => ({ a, b, ours, theirs, cosine })));
}
