import { canonicalJson, defineJoin, normaliseText, sha256, type JoinInput } from '../../core/index.js';
import { contextScopeKey } from '../../core/language/index.js';
import { prepare, type Stated } from './claims.js';
import { keysOf } from './keys.js';
import { contradictionOptions, type ContradictionOptions } from './options.js';
import { reduce } from './reduce.js';
import { verify } from './verify.js';

export type { ContradictionOptions } from './options.js';

/**
 * Statements about the same thing that cannot both hold. A pair in the same words needs one typed difference (number, unit, date, version,
 * negation, modal, opposite, quantifier) in otherwise the same statement, and passes only when platform, plan, region,
 * version, names, conditions and headings do not tell the two apart.
 */
export const contradictionJoin = defineJoin<ContradictionOptions, Stated>({
  id: 'contradiction',
  version: 8,
  unit: 'chunk',
  dimension: 'contradiction',
  rules: ['contradiction/likely', 'contradiction/possible'],
  options: contradictionOptions,
  judging: { kind: 'contradicts', of: ({ judge }) => judge },
  prepare,
  node: (input, prepared) => (prepared.claims.length === 0 ? null : nodeOf(input, prepared)),
  terms: (prepared) => new Set(prepared.claims.flatMap((claim) => claim.lemmas)),
  keys: (prepared, _options, statistics) => keysOf(prepared.claims, statistics),
  bucket: { cap: 8, overflow: 'hubs' },
  verify,
  sameNode: null,
  reduce,
});

/** Everything that a verdict on a pair rests on: the text, and the context that gates it. */
function nodeOf(input: JoinInput, { context }: Stated): string {
  return sha256(canonicalJson([normaliseText(input.text), contextScopeKey(context.scope), context.raw, context.folder, [...context.all].sort(), input.documentId]));
}
