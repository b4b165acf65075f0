import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import { isOnly } from '../view.js';

const MIN_TOKENS = 12;
const MIN_GLUED = 3;
/** Sound documentation has one such word in thousands; half the spaces lost gives one in ten. */
const MAX_SHARE = 0.02;
const WORTHLESS = 0.3;
/** Gopher takes a mean word length of 3 to 10 characters (arXiv 2112.11446, table A1). */
const MAX_MEAN_LENGTH = 10;
/** Languages that write compounds or long endings in one word. */
const COMPOUNDING: ReadonlySet<string | null> = new Set(['de', 'nl', 'sv', 'da', 'no', 'fi', 'hu', 'tr']);
/** Longer than `internationalization` (20) and `compartmentalization` (20). */
const MAX_WORD = 20;

/** English articles, prepositions and auxiliaries that run into one another: no English word holds one of these pairs. */
const PAIR = /(?:of|in|to|on|and|for|with|from|by|at|is|that|into|when|if|are|all|as|over|than|or|under)(?:the(?!s[ei]|n|r|m)|this|your|these)|(?:will|can|must|should|may|would|could|not|to)be(?![a-z]{0,3}$|l|t|s|n|h|c|e)|(?:itis|thisis|thatis|youcan|ifyou|canbe|hasbeen|asa|isa|witha|fora|ofa)$/u;
/** A stop without the space behind it: `end.The`, `first,second`. Names of hosts and files have a point before a small letter. */
const JOINT = /\p{Ll}{2}(?:[,;!?](?=\p{L}{2})|[.:](?=\p{Lu}\p{Ll}))\p{L}/u;
const LETTERS = /^\p{Lu}?\p{Ll}+$/u;
const ONLY_LETTERS = /^\p{L}[\p{L}.,;:]+$/u;

/** Spaces between words are gone. */
export const gluedWords: StructureRule = {
  id: 'structure/glued-words',
  check(view) {
    if (!view.isSpaced || !view.isLatin || isOnly(view, 'table', 'code')) return SOUND;
    const tokens = view.runningTokens();
    if (tokens.length < MIN_TOKENS) return SOUND;
    const isCompounding = COMPOUNDING.has(view.language().main);
    let [letters, words] = [0, 0];
    const glued: string[] = [];
    for (const token of tokens) {
      const isWord = LETTERS.test(token);
      letters += isWord ? token.length : 0;
      words += Number(isWord);
      if (token.length < 5) continue;
      if ((isWord && token.length > MAX_WORD && !isCompounding) || (token.length < 100 && ONLY_LETTERS.test(token) && PAIR.test(token)) || (!isWord && token.length < 100 && JOINT.test(token))) glued.push(token);
    }
    const share = glued.length / tokens.length;
    const isLong = !isCompounding && words >= MIN_TOKENS && letters / words > MAX_MEAN_LENGTH;
    const signals = { gluedShare: share };
    if (!isLong && (glued.length < MIN_GLUED || share <= MAX_SHARE)) return { ...SOUND, signals };
    const shown = excerpt((glued.length > 0 ? glued : tokens).slice(0, 3).join(' '), 60);
    const seen = isLong ? `${Math.round(letters / words)} characters a word` : `${Math.round(100 * share)} % glued words`;
    return {
      signals,
      fault: faultOf(share >= WORTHLESS ? 0.12 : 0.4, `Unexpected words without spaces between them (${seen}), such as \`${shown}\`, expected words set apart`, seen, `at most ${100 * MAX_SHARE} % and ${MAX_MEAN_LENGTH} characters a word`),
    };
  },
};
