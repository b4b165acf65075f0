import { canonicalJson, defineJoin, normaliseText, sha256, type JoinInput } from '../../core/index.js';
import { contextScopeKey } from '../../core/language/index.js';
import { bandsFor, signKeys } from '../../core/signs.js';
import { mayState, prepare, type Stated } from './claims.js';
import { contradictionOptions, type ContradictionOptions } from './options.js';
import { placedIn } from './placed.js';
import { reduce } from './reduce.js';
import { verify } from './verify.js';

export type { ContradictionOptions } from './options.js';

/** Share of the pairs of chunks exactly at the option `cosine` that meet. */
const VECTOR_RECALL = 0.95;

/**
 * Statements about the same thing that cannot both hold. A pair in the same words needs one typed difference (number, unit, date, version,
 * negation, modal, opposite, quantifier) in otherwise the same statement, and passes only when platform, plan, region,
 * version, names, conditions and headings do not tell the two apart.
 */
export const contradictionJoin = defineJoin<ContradictionOptions, Stated>({
  id: 'contradiction',
  version: 9,
  unit: 'chunk',
  dimension: 'contradiction',
  rules: ['contradiction/likely', 'contradiction/possible'],
  options: contradictionOptions,
  embedding: { of: ({ embeddings }) => embeddings, wants: mayState },
  judging: { kind: 'contradicts', of: ({ judge }) => judge },
  prepare,
  node: (input, prepared) => (prepared.claims.length === 0 ? null : nodeOf(input, prepared)),
  terms: (prepared) => new Set(prepared.claims.flatMap((claim) => claim.lemmas)),
  keys: (prepared, { cosine }, statistics) => new Set([...placedIn(prepared, statistics).keys, ...(prepared.vector === null ? [] : signKeys(prepared.vector, bandsFor(cosine, VECTOR_RECALL)))]),
  keep: 20_000,
  light: true,
  bucket: { cap: 8, overflow: 'hubs' },
  verify,
  sameNode: null,
  reduce,
});

/** Everything that a verdict on a pair rests on: the text, and the context that gates it. */
function nodeOf(input: JoinInput, { context }: Stated): string {
  return sha256(canonicalJson([normaliseText(input.text), contextScopeKey(context.scope), context.raw, context.folder, [...context.all], input.documentId]));
}
