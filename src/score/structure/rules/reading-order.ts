import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import { isOnly } from '../view.js';

const MIN_WORDS = 30;
/**
 * Two impossible neighbours, and one in 150 words. Sound documentation has one in 8,000 words; columns read across have one at every sixth to tenth seam,
 * with two seams a line (`npm run bench -- structure`, development half).
 */
const MIN_BREAKS = 2;
const MAX_SHARE = 1 / 150;
/** One place alone may be a slip of the pen: it is reported in short texts, and holds back none. */
const MAX_LONELY_SHARE = 1 / 100;
const LONELY = 0.6;
const WORTHLESS = 0.05;

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u));
const VERBS = 'is are was were has have had will would can could must should may might';
/** Relative clauses end in a preposition and go on with a verb (`what we talked of is`): forms of `be` may follow one. What cannot follow an article, a possessive, an auxiliary, a preposition or `to` in one English sentence. */
const AFTER: readonly (readonly [string, string])[] = [
  ['the a an', `the a an of to that with from by as it they ${VERBS} be been at these its their you we because also this than and or but into about our your all`],
  ['their its your our my', `the a an of to ${VERBS} and or with from by their its your our it they this that`],
  ['can could must should would might', `of is are was were had will would can could must should may might from into because than been that your our their its`],
  ['of from with into between during', `had could must should they he she we because be then to`],
  ['to', `of are had has will would can could should may might to if because`],
  ['is are was were been be', `is are was were had would could should has`],
];
const FOLLOWERS: ReadonlyMap<string, ReadonlySet<string>> = new Map(AFTER.flatMap(([words, after]) => words.split(' ').map((word) => [word, set(after)] as const)));
/** Words that begin no sentence in small letters: behind a full stop they belong to another one. */
const NO_START = set('of and or the is are was were to with which that by from into than has have be been as for in on at a an they will can you we');
/** Words in capitals that begin a sentence: behind a small word without a stop they are out of place. */
const OPENERS = set('The This These Those When However In For You We To There They After Before While Because Although Since It If');
const WORD = /[\p{L}\p{N}]+(?:['’.\-_][\p{L}\p{N}]+)*/gu;
const GAP = /^(?: |[ \t]{0,2}\n[ \t]{0,2})$/u;
const STOP = /^[.!?](?: |[ \t]{0,2}\n[ \t]{0,2})$/u;
/** `The Hague` and `The Data Office` are names. */
const BEGINS = /^\s\p{Ll}/u;
const SMALL = /^\p{Ll}{2,}$/u;

/** English in which neighbours come from different sentences: columns read across, shuffled lines, floats put into the text. */
export const readingOrder: StructureRule = {
  id: 'structure/reading-order',
  check(view) {
    if (!view.isLatin || isOnly(view, 'table', 'code', 'list-item') || view.proseWords().length < MIN_WORDS) return SOUND;
    const text = view.proseSaid();
    let [before, end, breaks, words] = ['', 0, 0, 0];
    let first: { start: number; end: number } | null = null;
    for (const match of text.matchAll(WORD)) {
      const [word] = match;
      words += 1;
      if (match.index - end < 6 && isBreak(before, text.slice(end, match.index), word, text.slice(match.index + word.length, match.index + word.length + 2))) {
        breaks += 1;
        first ??= { start: end - before.length, end: match.index + word.length };
      }
      before = word;
      end = match.index + word.length;
    }
    const share = breaks / Math.max(1, words);
    const signals = { brokenOrder: share };
    if (first === null || share < (breaks < MIN_BREAKS ? MAX_LONELY_SHARE : MAX_SHARE) || view.language().main !== 'en') return { ...SOUND, signals };
    const shown = excerpt(view.text.slice(Math.max(0, first.start - 20), first.end + 20), 60);
    return {
      signals,
      fault: faultOf(breaks < MIN_BREAKS ? LONELY : share >= WORTHLESS ? 0.3 : 0.4, `Unexpected neighbours in ${breaks} ${breaks === 1 ? 'place' : 'places'} of ${words} words, such as \`${shown}\`, expected sentences in their order`, `${breaks} broken`, 'none', first),
    };
  },
};

function isBreak(before: string, gap: string, word: string, after: string): boolean {
  if (GAP.test(gap)) return (FOLLOWERS.get(before)?.has(word) ?? false) || (OPENERS.has(word) && SMALL.test(before) && BEGINS.test(after));
  return NO_START.has(word) && before !== 'etc' && STOP.test(gap) && before.length > 2 && SMALL.test(before);
}
