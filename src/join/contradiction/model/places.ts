import { contextConflict, lexiconWord, type Word } from '../../../core/language/index.js';
import type { Context } from '../context.js';
import { hasId, hash32, sharedShare } from '../ids.js';

/** What the places of two claims say, whatever the claims. */
interface Places {
  readonly a: Context;
  readonly b: Context;
  /** By name; the same whichever comes first. */
  readonly values: readonly (readonly [string, number])[];
  /** Words of a title, and of the nearest heading, that the other side's chunk does not have. */
  readonly titleA: readonly Word[];
  readonly titleB: readonly Word[];
  readonly leafA: readonly Word[];
  readonly leafB: readonly Word[];
}

let last: readonly [Places, Places] | null = null;

/** Read once for all claims of two chunks, whichever side of a pair is taken first. */
export function placesOf(a: Context, b: Context): Places {
  for (const known of last ?? []) if (known.a === a && known.b === b) return known;
  const one: Places = {
    a, b, titleA: ownWords(a.title, b), titleB: ownWords(b.title, a), leafA: ownWords(a.leaf, b), leafB: ownWords(b.leaf, a),
    values: [
      ['contextLikeness', sharedShare(a.all, b.all) ?? UNKNOWN], ['leafLikeness', likeness(new Set(a.leaf), new Set(b.leaf))], ['titleLikeness', likeness(new Set(a.title), new Set(b.title))], ['saidLikeness', sharedShare(a.said, b.said) ?? UNKNOWN], ['fileLikeness', likeness(new Set(a.file), new Set(b.file))],
      ['sameDocument', Number(a.documentId === b.documentId)], ['sameFolder', Number(a.folder === b.folder)], ['sameHeadings', Number(a.headings.at(-1)?.join(' ') === b.headings.at(-1)?.join(' '))], ['contextConflict', Number(contextConflict(a.scope, b.scope) !== null)],
    ],
  };
  last = [one, { a: b, b: a, titleA: one.titleB, titleB: one.titleA, leafA: one.leafB, leafB: one.leafA, values: one.values }];
  return one;
}

const ownWords = (lemmas: readonly string[], { all, said }: Context): Word[] => lemmas.filter((lemma) => !hasId(all, hash32(lemma)) && !hasId(said, hash32(lemma))).map(lexiconWord);

/** Where there is nothing to compare. */
const UNKNOWN = 0.5;

/** Share (0..1) of the smaller set that the other has; 0.5 where one is empty. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  if (small.size === 0) return UNKNOWN;
  let shared = 0;
  for (const lemma of small) if (large.has(lemma)) shared += 1;
  return shared / small.size;
}
