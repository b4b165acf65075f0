import { keyOfHalves, type EpochStatistics } from '../../core/index.js';
import type { Claim } from './claims.js';
import { hash32 } from './ids.js';

/**
 * A claim meets others by pairs of its rarest lemmas: 6 give 15 pairs. Statements that share three lemmas and more than half
 * of their weight nearly always share two of the five rarest, those in other words less often; single lemmas
 * gave 13 to 40 times the candidates on four documentation sets, and no planted pair more.
 */
const KEY_LEMMAS = 6;
/** Beside them, a claim that gives a value meets others by each of its rarest lemmas and the kind of the value. */
const SLOT_LEMMAS = 3;

/**
 * Two lemmas that more chunks hold than this bring nobody together: a third is needed. What was tried is in docs/adr/0018. Copies share all
 * three, however many they are. A claim of two common lemmas and no value ("Added in Redis 7.0") meets nobody.
 */
export const RARE = 32;

/** What brings a claim together with others: pairs of its rare lemmas, and a rare lemma of it with the kind of a value; where both are common, a third is needed. */
export function keysOf(claim: Claim, statistics: EpochStatistics, rare: number): ReadonlySet<number> {
  const rarest = rarestOf(claim, statistics);
  const keys = new Set<number>();
  for (const [at, one] of rarest.entries()) {
    for (const [beside, other] of rarest.slice(at + 1).entries()) {
      if (one.count <= rare) keys.add(keyOf(one.id, other.id));
      else for (const third of rarest.slice(at + beside + 2)) keys.add(withThird(one.id, other.id, third.id));
    }
  }
  const leading = rarest.slice(0, SLOT_LEMMAS);
  for (const slot of claim.slots) {
    const kind = hash32(slot);
    for (const [at, one] of leading.entries()) {
      if (one.count <= rare) keys.add(pairKey(one.id, kind));
      else for (const other of leading.slice(at + 1)) keys.add(withThird(one.id, other.id, kind));
    }
  }
  return keys;
}

interface Counted { readonly lemma: string; readonly id: number; readonly count: number }

/** A claim's rarest lemmas, the rarest first. */
function rarestOf(claim: Claim, statistics: EpochStatistics): Counted[] {
  const counted = claim.lemmas.map((lemma, at): Counted => ({ lemma, id: claim.ids[at] ?? 0, count: Math.max(1, statistics.frequency(lemma)) }));
  return counted.sort((a, b) => a.count - b.count || (a.lemma < b.lemma ? -1 : 1)).slice(0, KEY_LEMMAS);
}

const keyOf = (a: number, b: number): number => (a < b ? pairKey(a, b) : pairKey(b, a));

function withThird(a: number, b: number, c: number): number {
  const [low = 0, middle = 0, high = 0] = [a, b, c].sort((one, other) => one - other);
  return pairKey(Math.imul(low ^ (middle >>> 16), 0x9e3779b1) ^ middle, high);
}

function pairKey(a: number, b: number): number {
  const low = Math.imul(a ^ (b >>> 15), 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  const high = Math.imul(b ^ (a >>> 13), 0x27d4eb2f) + a;
  return keyOfHalves(high ^ (high >>> 12), low);
}
