import { defineJoin } from '../../../core/index.js';
import { BUCKET_CAP } from '../cluster.js';
import { BOILERPLATE_DOCUMENTS } from '../options.js';
import { documentCopiesOptions, type DocumentCopiesOptions } from './options.js';
import { keysOf, nodeOf, prepare, type PreparedDocument } from './prepared.js';
import { reduce } from './reduce.js';
import { verify } from './verify.js';

export type { DocumentCopiesOptions } from './options.js';

/**
 * Copies of whole documents, and text that one document has from another. Candidates by MinHash-LSH (near copies) and by the lowest
 * shingles (reuse); every pair is verified with exact set measures. Nothing is held back for it: chunks that are copies are the
 * duplication join's, which also tells what differs.
 */
export const documentCopiesJoin = defineJoin<DocumentCopiesOptions, PreparedDocument>({
  id: 'document-copies',
  // Goes up with SIGNATURE_VERSION: keys in the store are of this version's values.
  version: 1,
  unit: 'document',
  dimension: 'duplication',
  rules: ['duplication/document'],
  options: documentCopiesOptions,
  ignores: ['title', 'headingPath', 'parentItem', 'kinds', 'language', 'access', 'authority', 'mediaType', 'declared', 'dates', 'type'],
  prepare,
  node: nodeOf,
  keys: keysOf,
  bucket: { cap: BUCKET_CAP, overflow: 'hubs', commonBeyond: BOILERPLATE_DOCUMENTS - 1 },
  verify,
  sameNode: {
    kind: 'duplicate', a: { quote: '', span: null }, b: { quote: '', span: null }, score: 1, certainty: 'exact', cue: null, differs: null, method: 'equal normalised text',
  },
  reduce,
});
