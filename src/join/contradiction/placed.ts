import type { EpochStatistics } from '../../core/index.js';
import type { Stated } from './claims.js';
import { RARE, keysOf } from './keys.js';
import { weighed, type Weighed } from './subject.js';

/** A chunk's claims as they stand in a corpus. */
export interface Placed {
  /** In the order of the claims. */
  readonly weighed: readonly Weighed[];
  /** The keys of all claims, ascending, and of each the number of the claim that it is of. */
  readonly keys: Float64Array;
  readonly owners: Uint16Array;
}

/** By chunk, for the statistics object they were told with; that goes with one `rare` only. */
const MADE = new WeakMap<EpochStatistics, WeakMap<Stated, Placed>>();

/** @param rare Chunks that may hold two lemmas by which claims meet */
export function placedIn(stated: Stated, statistics: EpochStatistics, rare = RARE): Placed {
  let made = MADE.get(statistics);
  if (made === undefined) MADE.set(statistics, (made = new WeakMap()));
  const known = made.get(stated);
  if (known !== undefined) return known;
  const owned = stated.claims.flatMap((claim, owner) => Array.from(keysOf(claim, statistics, rare), (key) => ({ key, owner })));
  owned.sort((a, b) => a.key - b.key || a.owner - b.owner);
  const fresh = { weighed: stated.claims.map((claim) => weighed(claim, statistics)), keys: Float64Array.from(owned, ({ key }) => key), owners: Uint16Array.from(owned, ({ owner }) => owner) };
  made.set(stated, fresh);
  return fresh;
}

/** Numbers of the claims of two chunks that have a key in common, each pair once, by the first and then by the second. */
export function meetingOf({ keys, owners }: Placed, other: Placed): (readonly [number, number])[] {
  const { keys: theirs, owners: theirOwners } = other;
  const across = other.weighed.length;
  const met: number[] = [];
  let [i, j] = [0, 0];
  while (i < keys.length && j < theirs.length) {
    const ours = keys[i] ?? 0;
    const their = theirs[j] ?? 0;
    if (ours < their) i += 1;
    else if (their < ours) j += 1;
    else {
      let endB = j;
      while (theirs[endB] === ours) endB += 1;
      for (; keys[i] === ours; i += 1) for (let at = j; at < endB; at += 1) met.push((owners[i] ?? 0) * across + (theirOwners[at] ?? 0));
      j = endB;
    }
  }
  return (met.length < 2 ? met : [...new Set(met)].sort((one, two) => one - two)).map((pair) => [Math.floor(pair / across), pair % across]);
}
