import { defineJoin } from '../../core/index.js';
import { mark, paragraphTerms } from './boilerplate.js';
import { BUCKET_CAP } from './cluster.js';
import { keysOf, nodeOf } from './keys.js';
import { PASSAGE_SHARE } from './minhash.js';
import { duplicationOptions, type DuplicationOptions } from './options.js';
import { prepare, type Shingled } from './prepared.js';
import { reduce } from './reduce.js';
import { verify } from './verify.js';

export type { DuplicationOptions } from './options.js';

/**
 * Copies, near copies and excerpts. Candidates by MinHash-LSH (whole chunks) and winnowing (passages); every pair is
 * verified with exact set measures on word shingles. Copies that differ in a fact or in what they apply to are not copies:
 * their edge keeps the difference (`cue`, `differs`) and nothing is held back for it here.
 */
export const duplicationJoin = defineJoin<DuplicationOptions, Shingled>({
  id: 'duplication',
  // Goes up with SIGNATURE_VERSION: keys in the store are of this version's values.
  version: 6,
  unit: 'chunk',
  dimension: 'duplication',
  rules: ['duplication/exact', 'duplication/near', 'duplication/contained', 'duplication/boilerplate'],
  options: duplicationOptions,
  // Dates and authority are those of members, which `reduce` is given; who may read decides there too.
  ignores: ['dates', 'authority', 'access'],
  // Words, hashes and sets of a chunk of 1 KB take some 25 KB.
  keep: 2000,
  prepare,
  node: nodeOf,
  documentTerms: paragraphTerms,
  keys: keysOf,
  bucket: { cap: BUCKET_CAP, overflow: 'hubs', weakShare: PASSAGE_SHARE },
  verify,
  sameNode: {
    kind: 'duplicate', a: { quote: '', span: null }, b: { quote: '', span: null }, score: 1, certainty: 'exact', cue: null, differs: null, method: 'equal normalised text',
  },
  mark,
  reduce,
});
