import { excerpt } from '../../../core/index.js';
import { SPELLED_LANGUAGES, isOddEverywhere, isOddWord } from '../language/letter-runs.js';
import { distinct, memo, type Known } from '../memo.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import { isOnly, type View } from '../view.js';

/** Distinct words that a share is worth taking of. */
const MIN_DISTINCT = 20;
const MIN_ODD = 4;
const MIN_OTHER_ODD = 6;
/**
 * Share of the distinct words that are odd. Documentation full of product names has 0 % in the middle and 6.7 % at the 99th percentile, a fifth of the
 * words misread gives 8 % and more, a third 20 % (`npm run bench -- structure`, development half).
 */
const MAX_SHARE = 0.1;
/**
 * In the other languages, whose lists of words are shorter: German and French manuals of Debian (devref, debian-reference, maint-guide, Apache, LilyPond) have 2 to 3 % in the
 * middle and 9 to 11 % at the 97th percentile, a character misread in fourteen gives 14 % and more.
 */
const MAX_OTHER_SHARE = 0.14;
/**
 * Without function words of any language, a text spelled like none of those that are known was turned round, shifted or read with the wrong letters: that gives 45 to 95 %.
 * The 10,000 commonest words of 20 other languages have 6 % (Romanian) to 40 % (Polish); letters that only such languages have leave a text to them.
 */
const MAX_NO_SHARE = 0.45;
const ELSEWHERE = /[\u0100-\u0151\u0154-\u024f\u1e00-\u1eff]/u;
const WORTHLESS = 0.3;
const PLAIN = /^[A-Z]?[a-z]{2,}$/u;
const SPELLED = /^\p{Lu}?\p{Ll}{2,}$/u;
/** Digits and a capital I that stand for letters: `app1ication`, `c0ntain`, `1ist`, `appIy`. `v1beta2`, `1st` and `clientId` are written on purpose. */
const MISREAD = /^\p{Lu}?\p{Ll}+[01589]\p{Ll}{2,}$|^[01]\p{Ll}{3,}$|^\p{Lu}?\p{Ll}+I[bcghjklqruvwxyz]\p{Ll}*$|^\p{Lu}?\p{Ll}{3,}[01]$/u;

/** Text in which many words have letters that words of its language have not: a bad scan, a font without its character map. */
export const ocrNoise: StructureRule = {
  id: 'structure/ocr-noise',
  check(view) {
    if (!view.isLatin || isOnly(view, 'table', 'code')) return SOUND;
    const words = distinct(view.knownWords());
    if (words.length < MIN_DISTINCT) return SOUND;
    const spelling = spellingOf(view);
    if (spelling === null) return SOUND;
    let regular = 0;
    const odd: string[] = [];
    for (const word of words) {
      const form = spelling.formOf(word);
      if (form === REGULAR) regular += 1;
      if (form === ODD) odd.push(word.word);
    }
    const known = regular + odd.length;
    const share = odd.length / Math.max(1, known);
    const signals = { oddWords: share };
    if (known < MIN_DISTINCT || odd.length < spelling.least || share <= spelling.limit || areNames(words, odd, spelling.limit)) return { ...SOUND, signals };
    const percent = Math.round(100 * share);
    const limit = Math.round(100 * spelling.limit);
    const shown = excerpt(odd.slice(0, 5).join(' '), 60);
    return {
      signals,
      fault: faultOf(share >= WORTHLESS ? 0.12 : 0.4, `Unexpected letters in ${percent} % of the words, such as \`${shown}\`, expected at most ${limit} % that are spelled like no ${spelling.name} word`, `${percent} % odd words`, `at most ${limit} %`),
    };
  },
};

/** Lists of references are full of names; a bad scan has as many misread words that begin with small letters. */
function areNames(words: readonly Known[], odd: readonly string[], limit: number): boolean {
  const isSmall = (word: string): boolean => /^[\p{Ll}\p{N}]/u.test(word);
  const small = words.filter(({ word }) => isSmall(word)).length;
  return small >= MIN_DISTINCT / 2 && odd.filter(isSmall).length < (small * limit) / 2;
}

/** What a word looks like: none that can be told, one of the language, one that is not. */
const [UNKNOWN, REGULAR, ODD] = [0, 1, 2];

interface Spelling { readonly name: string; readonly limit: number; readonly least: number; formOf(word: Known): number }

function formBy(words: RegExp, isOdd: (word: string) => boolean): (word: string) => number {
  return (word) => (words.test(word) ? (isOdd(word) ? ODD : REGULAR) : word.length > 2 && MISREAD.test(word) ? ODD : UNKNOWN);
}

const formAnywhere = formBy(SPELLED, isOddEverywhere);
const ANY: Spelling = { name: 'known', limit: MAX_NO_SHARE, least: MIN_OTHER_ODD, formOf: ({ word }) => formAnywhere(word) };
const ENGLISH: Spelling = { name: 'English', limit: MAX_SHARE, least: MIN_ODD, formOf: memo(formBy(PLAIN, (word) => isOddWord('en', word))) };

function spellingBy(language: string): Spelling {
  const form = formBy(SPELLED, (word) => isOddWord(language, word));
  return { name: `\`${language}\` or English`, limit: MAX_OTHER_SHARE, least: MIN_OTHER_ODD, formOf: ({ word }) => form(word) };
}

const SPELLINGS: ReadonlyMap<string, Spelling> = new Map([...SPELLED_LANGUAGES].map((language) => [language, language === 'en' ? ENGLISH : spellingBy(language)]));

/** How the text's words should be spelled; `null` in languages of which that is not known. */
function spellingOf(view: View): Spelling | null {
  const { main } = view.language();
  if (main === null) return ELSEWHERE.test(view.prose) ? null : ANY;
  return SPELLINGS.get(main) ?? null;
}
