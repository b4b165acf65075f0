import { excerpt, wordsOf } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** A passage is a sentence or two; shorter ones are titles, names and sayings. */
const MIN_LETTERS = 60;
/** A character of Chinese or Japanese says as much as three letters. */
const UNSPACED_WEIGHT = 3;
const MIN_OTHER_WORDS = 20;

const SCRIPTS: readonly (readonly [string, RegExp, number])[] = [
  ['Cyrillic', /\p{Script=Cyrillic}/gu, 1], ['Greek', /\p{Script=Greek}/gu, 1], ['Arabic', /\p{Script=Arabic}/gu, 1], ['Hebrew', /\p{Script=Hebrew}/gu, 1], ['Devanagari', /\p{Script=Devanagari}/gu, 1], ['Thai', /\p{Script=Thai}/gu, 1],
  ['Hangul', /\p{Script=Hangul}/gu, 2], ['Han and Kana', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, UNSPACED_WEIGHT],
];
const BEYOND_LATIN = /[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufdff]/u;

interface Other { readonly language: string; readonly main: string; readonly example: string; readonly share: number }

/** A passage in another language than the rest. */
export const mixedLanguage: StructureRule = {
  id: 'structure/mixed-language',
  check(view) {
    const other = otherScript(view) ?? otherLanguage(view);
    if (other === null) return SOUND;
    const shown = excerpt(other.example, 60);
    return {
      signals: { otherLanguage: other.share },
      fault: faultOf(0.45, `Unexpected passage in ${other.language} in a text in ${other.main}: \`${shown}\`, expected one language`, `${other.language}: ${shown}`, `${other.main} alone`),
    };
  },
};

function otherLanguage(view: View): Other | null {
  const { main, other } = view.language();
  if (main === null || other === null) return null;
  const words = view.runningWords();
  return { language: other.language, main, example: words.slice(other.from, other.from + 12).join(' '), share: (other.to - other.from) / words.length };
}

/** Lines mostly in one script beside as much in Latin script. */
function otherScript(view: View): Other | null {
  if (!BEYOND_LATIN.test(view.said)) return null;
  const latinWords = view.runningWords().filter((word) => /^[a-zA-ZÀ-ɏ]{2,}$/u.test(word)).length;
  if (latinWords < MIN_OTHER_WORDS) return null;
  for (const [language, pattern, weight] of SCRIPTS) {
    let weighed = 0;
    let example = '';
    for (const { start, end, kind } of view.lines) {
      if (kind !== 'prose' && kind !== 'list') continue;
      const line = view.said.slice(start, end);
      const letters = (line.match(pattern) ?? []).length;
      if (letters * weight < MIN_LETTERS / 2 || letters < (line.match(/\p{L}/gu) ?? []).length / 2) continue;
      weighed += letters * weight;
      if (example === '') example = line.trim();
    }
    if (weighed >= MIN_LETTERS) return { language, main: 'Latin script', example, share: weighed / Math.max(1, weighed + wordsOf(view.prose).join('').length) };
  }
  return null;
}
