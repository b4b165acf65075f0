import { excerpt } from '../../../core/index.js';
import { lettersOf } from '../letters.js';
import { memo, type Known } from '../memo.js';
import { SOUND, type Reading, type StructureRule } from '../rule.js';
import { isOnly, type View } from '../view.js';

/** Fewer words than this give no statistics. */
const MIN_WORDS = 20;
/** `s p a c e d` runs of at least this many single letters; shorter ones are enumerations. */
const MIN_SPACED = 8;
const SPACED = /(?<![\p{L}\p{N}])(?:\p{L}[ \u00a0]){7,200}\p{L}(?![\p{L}\p{N}])/gu;
const MAX_SPACED_SHARE = 0.1;
/**
 * Words no language writes like that: a symbol or a digit between lower-case letters (`wo|d`, `c0nt`, `te~xt`), or five
 * Latin letters and more without a vowel in lower case. Sound technical prose stays under 3 % of its words.
 */
const BROKEN_WORD = /^\p{L}*\p{Ll}[|~^¬¦§¤°¢£¥©®\\*+=<>{}[\]]\p{Ll}+\p{L}*$|^\p{Ll}+[01358]\p{Ll}+$|^[bcdfghjklmnpqrstvwxzß]{5,}$/u;
/** Letters with a vowel among them: no broken word, and quicker to see. */
const SPELLED = /^[A-Za-z]{0,12}[AEIOUaeiou][A-Za-z]{0,30}$/u;
const MAX_BROKEN_SHARE = 0.15;
/** Longer than German's longest compound in use, `Rindfleischetikettierungsüberwachungsgesetz` (43 letters). */
const MAX_WORD_LETTERS = 44;
/** `camelCase` is written on purpose. */
const GLUED = /^\p{L}[\p{Ll}\p{M}.,;:]+$/u;
const MAX_GLUED_SHARE = 0.2;
/**
 * Vowels are 33 % (Polish, Czech) to 48 % (Italian, Finnish) of the letters of languages in Latin script; text whose
 * letters were shifted or drawn at random has 6/26 = 23 % and less, or far more.
 */
const MIN_VOWELS = 0.24;
const MAX_VOWELS = 0.62;
const MIN_LETTERS = 120;

interface Symptom {
  /** Share of the text it takes, 0..1. */
  readonly share: number;
  readonly limit: number;
  readonly what: string;
  readonly example: string;
}

/** Text that came out of a scanner or a PDF as noise: broken words, glued words, spaced letters, wrong letters. */
export const garbled: StructureRule = {
  id: 'structure/garbled',
  check(view) {
    if (!view.isSpaced || isOnly(view, 'code', 'table')) return SOUND;
    const tokens = view.runningTokens();
    const symptoms = [spacedLetters(view, tokens), ...(tokens.length >= MIN_WORDS ? [brokenWords(view.knownTokens())] : []), gluedWords(tokens), ...(view.isLatin && isOddAtAll(view) ? [oddLetters(tokens)] : [])];
    const found = symptoms.filter((symptom) => symptom !== null && symptom.share > symptom.limit);
    const worst = found.reduce<Symptom | null>((best, one) => (one !== null && (best === null || one.share > best.share) ? one : best), null);
    return worst === null ? SOUND : readingOf(worst);
  },
};

function readingOf({ share, what, example, limit }: Symptom): Reading {
  const percent = Math.round(100 * share);
  return {
    signals: { garbledShare: share },
    fault: {
      // Half of the text: nobody can tell what it said.
      factor: share >= 0.5 ? 0.1 : 0.35, severity: 'warning', span: null, seen: `${percent} % ${what}`, expected: `at most ${Math.round(100 * limit)} %`,
      message: `Unexpected ${what} in ${percent} % of the text, such as \`${excerpt(example, 60)}\`, expected at most ${Math.round(100 * limit)} %`,
    },
  };
}

function spacedLetters(view: View, tokens: readonly string[]): Symptom | null {
  if (tokens.filter((token) => token.length === 1).length < MIN_SPACED) return null;
  const runs = view.plain.match(SPACED)?.filter((run) => !isEnumeration(run)) ?? [];
  const letters = runs.reduce((sum, run) => sum + (run.length + 1) / 2, 0);
  return runs.length === 0 ? null : { share: letters / Math.max(1, view.letters.all), limit: MAX_SPACED_SHARE, what: 'spaced letters', example: runs[0] ?? '' };
}

/** `a b c d e f g h`: letters in order, or the same one, are listed, not torn apart. */
function isEnumeration(run: string): boolean {
  const letters = run.split(/[ \u00a0]/u).map((letter) => letter.toLowerCase().codePointAt(0) ?? 0);
  return letters.every((letter, index) => index === 0 || letter - (letters[index - 1] ?? 0) <= 1 && letter >= (letters[index - 1] ?? 0));
}

const isBroken = memo((token) => Number(!SPELLED.test(token) && BROKEN_WORD.test(token)));

function brokenWords(tokens: readonly Known[]): Symptom {
  const broken = tokens.filter((token) => isBroken(token) === 1).map(({ word }) => word);
  return { share: broken.length / tokens.length, limit: MAX_BROKEN_SHARE, what: 'broken words', example: broken.slice(0, 3).join(' ') };
}

function gluedWords(tokens: readonly string[]): Symptom | null {
  const letters = tokens.reduce((sum, token) => sum + token.length, 0);
  if (letters < MIN_LETTERS) return null;
  const glued = tokens.filter((token) => token.length > MAX_WORD_LETTERS && GLUED.test(token));
  return { share: glued.reduce((sum, token) => sum + token.length, 0) / letters, limit: MAX_GLUED_SHARE, what: 'words glued together', example: glued[0] ?? '' };
}

/** Whether the vowels of all letters come near a limit; words in capitals, which are left out below, move the share by less. */
function isOddAtAll({ letters: { all, vowels } }: View): boolean {
  const share = vowels / Math.max(1, all);
  return share < MIN_VOWELS + 0.08 || share > MAX_VOWELS - 0.08;
}

function oddLetters(tokens: readonly string[]): Symptom | null {
  const mostlyCapitals = tokens.filter((token) => token === token.toUpperCase()).length > tokens.length * 0.6;
  const words = mostlyCapitals ? tokens : tokens.filter((token) => token !== token.toUpperCase());
  const { all, vowels } = lettersOf(words.join(' '));
  if (all < MIN_LETTERS) return null;
  const vowelShare = vowels / all;
  if (vowelShare >= MIN_VOWELS && vowelShare <= MAX_VOWELS) return null;
  return { share: 1, limit: 0, what: `letters of no language (${Math.round(100 * vowelShare)} % vowels)`, example: tokens.slice(0, 6).join(' ') };
}
