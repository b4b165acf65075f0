import { excerpt } from '../../../core/index.js';
import { memo, type Known } from '../memo.js';
import { SOUND, faultOf, type Reading, type StructureRule } from '../rule.js';
import { isOnly } from '../view.js';

const MIN_TOKENS = 12;
/** Of so many letters in all, half in words of this length: all spaces of a paragraph are gone, and few words are left to count. Longer than German's longest compound in use (43). */
const MIN_LETTERS = 100;
const ENDLESS = 44;
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
const PAIR = /(?:of|in|to|on|and|for|with|from|by|at|is|that|into|when|if|are|all|as|over|than|or|under)(?:the(?!s[ei]|n|r|m)|this|your|these)|(?:will|can|must|should|may|would|could|not|to)be(?![a-z]{0,3}$|l|t|s|n|h|c|e)|(?:itis|thisis|thatis|youcan|ifyou|canbe|hasbeen|asa|isa|witha|fora|ofa)$/iu;
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
    const endless = endlessOf(tokens);
    if (endless !== null) return endless;
    if (tokens.length < MIN_TOKENS) return SOUND;
    const isCompounding = COMPOUNDING.has(view.language().main);
    const { glued, letters, words } = countsOf(view.knownTokens(), isCompounding);
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

interface Counts { readonly glued: readonly string[]; readonly letters: number; readonly words: number }

/** The tokens that are several words, and how many words of how many letters there are. */
function countsOf(tokens: readonly Known[], isCompounding: boolean): Counts {
  let inside: ReadonlySet<string> | null = null;
  let [letters, words] = [0, 0];
  const glued: string[] = [];
  for (const token of tokens) {
    const { word } = token;
    const form = formOf(token);
    const isWord = form !== OTHER && form !== JOINED;
    letters += isWord ? word.length : 0;
    words += Number(isWord);
    if (word.length < 5) continue;
    const isEndless = isWord && !isCompounding && word.length > MAX_WORD;
    if (isEndless || form === JOINED || form === PAIRED || (form === SPLITTABLE && isGlued(word, (inside ??= new Set(tokens.map((one) => one.word)))))) glued.push(word);
  }
  return { glued, letters, words };
}

/** Articles, pronouns and verbs that begin and end no longer word of their language: English, German, French, Spanish, Italian, Portuguese and Dutch. */
const NEVER_INSIDE = new Set(`the of and is are was were that this these which from you your will have has when they its
  der die das und ist sind wird werden nicht eine einen einem einer des dem den kann können sie auch
  les des une est sont que qui dans pour par sur avec vous cette ces aux
  los las una con para por del está como più sono della nel che gli uma não são dos das het een van voor wordt deze`.split(/\s+/u));
const MIN_HALF = 3;
/** The longest of them. */
const MAX_SMALL = 6;
const MAX_GLUED = 30;

/** What is left of a word without the small word it begins or ends with: `viathe`, `lesfichiers`. */
function halvesOf(token: string): readonly string[] {
  if (token.length > MAX_GLUED) return [];
  const word = token.toLowerCase();
  const halves: string[] = [];
  for (let size = 2; size <= Math.min(MAX_SMALL, word.length - MIN_HALF); size += 1) {
    const at = word.length - size;
    if (NEVER_INSIDE.has(word.slice(0, size))) halves.push(word.slice(size));
    if (NEVER_INSIDE.has(word.slice(at))) halves.push(word.slice(0, at));
  }
  return halves;
}

/** Whether a word is a small word and another word of the text run together. */
function isGlued(token: string, inside: ReadonlySet<string>): boolean {
  return halvesOf(token).some((half) => inside.has(half) || NEVER_INSIDE.has(half));
}

/** What a token looks like by itself: no word, two words with a stop inside, a word, a word that holds an impossible pair, one that begins or ends like a small word. */
const [OTHER, JOINED, WORD, PAIRED, SPLITTABLE] = [0, 1, 2, 3, 4];

const formOf = memo((token) => {
  const isWord = LETTERS.test(token);
  if (token.length < 5 || token.length >= 100) return isWord ? WORD : OTHER;
  if (!isWord && (JOINT.test(token) || (ONLY_LETTERS.test(token) && PAIR.test(token)))) return JOINED;
  if (!isWord) return OTHER;
  return PAIR.test(token) ? PAIRED : halvesOf(token).length > 0 ? SPLITTABLE : WORD;
});

/** A text without any spaces, in whatever language that has some. */
function endlessOf(tokens: readonly string[]): Reading | null {
  const endless = tokens.filter((token) => token.length > ENDLESS && ENDLESS_WORD.test(token) && (token.match(/\p{N}/gu) ?? []).length < token.length / 20);
  const [all, long] = [tokens, endless].map((some) => some.reduce((sum, token) => sum + token.length, 0));
  if (all === undefined || long === undefined || long < MIN_LETTERS || long < all / 2) return null;
  const shown = excerpt(endless[0] ?? '', 60);
  return { fault: faultOf(0.12, `Unexpected words without spaces between them, such as \`${shown}\`, expected words set apart`, shown, 'words set apart') };
}

/** Letters with the stops, brackets and quotation marks of sentences: no path, no key, no encoded data. */
const ENDLESS_WORD = /^[\p{L}\p{N}$_'’"“”«»()[\],;:.!?–-]+$/u;
