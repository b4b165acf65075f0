import { canonicalJson, defineJoin, normaliseText, sha256, type EpochStatistics, type JoinInput } from '../../core/index.js';
import { contextScopeKey } from '../../core/language/index.js';
import { hash32, prepare, type Claim, type Stated } from './claims.js';
import { contradictionOptions, type ContradictionOptions } from './options.js';
import { reduce } from './reduce.js';
import { verify } from './verify.js';

export type { ContradictionOptions } from './options.js';

/**
 * A claim meets others by pairs of its rarest lemmas: 6 give 15 pairs. Statements that share three lemmas and more than half
 * of their weight nearly always share two of the five rarest, those in other words less often; single lemmas
 * gave 13 to 40 times the candidates on four documentation sets, and no planted pair more.
 */
const KEY_LEMMAS = 6;
/** Beside them, a claim that gives a value meets others by each of its rarest lemmas and the kind of the value. */
const SLOT_LEMMAS = 3;

/**
 * Statements about the same thing that cannot both hold. A pair in the same words needs one typed difference (number, unit, date, version,
 * negation, modal, opposite, quantifier) in otherwise the same statement, and passes only when platform, plan, region,
 * version, names, conditions and headings do not tell the two apart.
 */
export const contradictionJoin = defineJoin<ContradictionOptions, Stated>({
  id: 'contradiction',
  version: 7,
  unit: 'chunk',
  dimension: 'contradiction',
  rules: ['contradiction/likely', 'contradiction/possible'],
  options: contradictionOptions,
  judging: { kind: 'contradicts', of: ({ judge }) => judge },
  prepare,
  node: (input, prepared) => (prepared.claims.length === 0 ? null : nodeOf(input, prepared)),
  terms: (prepared) => new Set(prepared.claims.flatMap((claim) => claim.lemmas)),
  keys: (prepared, _options, statistics) => new Set(prepared.claims.flatMap((claim) => keysOf(claim, statistics))),
  bucket: { cap: 8, overflow: 'hubs' },
  verify,
  sameNode: null,
  reduce,
});

/** Everything that a verdict on a pair rests on: the text, and the context that gates it. */
function nodeOf(input: JoinInput, { context }: Stated): string {
  return sha256(canonicalJson([normaliseText(input.text), contextScopeKey(context.scope), context.raw, context.folder, [...context.all].sort(), input.documentId]));
}

function keysOf(claim: Claim, statistics: EpochStatistics): number[] {
  const counted = claim.lemmas.map((lemma, at) => ({ lemma, id: claim.ids[at] ?? 0, count: Math.max(1, statistics.frequency(lemma)) }));
  const rarest = counted.sort((a, b) => a.count - b.count || (a.lemma < b.lemma ? -1 : 1)).slice(0, KEY_LEMMAS).map(({ id }) => id);
  const slots = claim.slots.map(hash32);
  const ordered = [...rarest].sort((a, b) => a - b);
  return [...ordered.flatMap((one, at) => ordered.slice(at + 1).map((other) => pairKey(one, other))), ...rarest.slice(0, SLOT_LEMMAS).flatMap((lemma) => slots.map((slot) => pairKey(lemma, slot)))];
}

/** 52 bits of two 32-bit hashes. */
function pairKey(a: number, b: number): number {
  const low = Math.imul(a ^ (b >>> 15), 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  const high = Math.imul(b ^ (a >>> 13), 0x27d4eb2f) + a;
  return ((high ^ (high >>> 12)) & 0xfffff) * 0x1_0000_0000 + (low >>> 0);
}
