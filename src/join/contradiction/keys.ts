import type { EpochStatistics } from '../../core/index.js';
import { hash32, type Claim } from './claims.js';

/**
 * A claim meets others by pairs of its rarest lemmas: 6 give 15 pairs. Statements that share three lemmas and more than half
 * of their weight nearly always share two of the five rarest, those in other words less often; single lemmas
 * gave 13 to 40 times the candidates on four documentation sets, and no planted pair more.
 */
const KEY_LEMMAS = 6;
/** Beside them, a claim that gives a value meets others by each of its rarest lemmas and the kind of the value. */
const SLOT_LEMMAS = 3;

/** Hashes of a claim's rarest lemmas, the rarest first. */
type Rarest = Int32Array;

/** By the claims of a chunk, for the statistics object they were told with. */
const MADE = new WeakMap<EpochStatistics, WeakMap<readonly Claim[], readonly Rarest[]>>();

/** For each claim of a chunk. */
export function rarestOf(claims: readonly Claim[], statistics: EpochStatistics): readonly Rarest[] {
  let made = MADE.get(statistics);
  if (made === undefined) MADE.set(statistics, (made = new WeakMap()));
  const known = made.get(claims);
  if (known !== undefined) return known;
  const fresh = claims.map((claim) => {
    const counted = claim.lemmas.map((lemma, at) => ({ lemma, id: claim.ids[at] ?? 0, count: Math.max(1, statistics.frequency(lemma)) }));
    return Int32Array.from(counted.sort((a, b) => a.count - b.count || (a.lemma < b.lemma ? -1 : 1)).slice(0, KEY_LEMMAS), ({ id }) => id);
  });
  made.set(claims, fresh);
  return fresh;
}

/** What brings a chunk together with others: pairs of rare lemmas of a claim, and a rare lemma of it with the kind of a value. */
export function keysOf(claims: readonly Claim[], statistics: EpochStatistics): Set<number> {
  const keys = new Set<number>();
  const rarest = rarestOf(claims, statistics);
  for (const [at, { slots }] of claims.entries()) {
    const ids = rarest[at] ?? new Int32Array();
    for (const [first, one] of ids.entries()) for (const other of ids.subarray(first + 1)) keys.add(one < other ? pairKey(one, other) : pairKey(other, one));
    for (const slot of slots) for (const lemma of ids.subarray(0, SLOT_LEMMAS)) keys.add(pairKey(lemma, hash32(slot)));
  }
  return keys;
}

/** Whether two claims have a key in common: two of their rarest lemmas, or one of the very rarest and the kind of a value. */
export function shareKey(a: Claim, rarestA: Rarest, b: Claim, rarestB: Rarest): boolean {
  let [shared, leading] = [0, false];
  for (let i = 0; i < rarestA.length; i += 1) {
    const j = rarestB.indexOf(rarestA[i] ?? 0);
    if (j === -1) continue;
    shared += 1;
    leading ||= i < SLOT_LEMMAS && j < SLOT_LEMMAS;
  }
  return shared >= 2 || (leading && a.slots.some((slot) => b.slots.includes(slot)));
}

/** 52 bits of two 32-bit hashes. */
function pairKey(a: number, b: number): number {
  const low = Math.imul(a ^ (b >>> 15), 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  const high = Math.imul(b ^ (a >>> 13), 0x27d4eb2f) + a;
  return ((high ^ (high >>> 12)) & 0xfffff) * 0x1_0000_0000 + (low >>> 0);
}
