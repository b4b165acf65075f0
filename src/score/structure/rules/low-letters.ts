import { excerpt } from '../../../core/index.js';
import { lettersOf } from '../letters.js';
import { SOUND, type StructureRule } from '../rule.js';
import { isOnly } from '../view.js';

/** Below this many visible characters a share says nothing. */
const MIN_CHARS = 60;
/**
 * Gopher keeps documents in which 80 % of the words have a letter (arXiv 2112.11446, table A1). That is for web pages of
 * 50 words and more; a chunk of release notes or figures may be much poorer and sound, so that both the words with a
 * letter and the letters themselves must be the smaller part.
 */
const MIN_SHARE = 0.5;

const SPACE = /\s/u;

/** Text that is mostly digits and symbols, outside tables and code. */
export const lowLetters: StructureRule = {
  id: 'structure/low-letters',
  check(view) {
    const text = view.prose;
    const chars = visibleOf(text);
    if (chars < MIN_CHARS || isOnly(view, 'table', 'code')) return SOUND;
    const letters = text === view.plain ? view.letters.all : lettersOf(text).all;
    const letterShare = letters / chars;
    const signals = { letterShare };
    if (letterShare >= MIN_SHARE || wordShareOf(text) >= MIN_SHARE) return { ...SOUND, signals };
    const percent = Math.round(100 * letterShare);
    return {
      signals,
      fault: {
        factor: letterShare < MIN_SHARE / 10 ? 0.12 : 0.3, severity: 'warning', seen: `${percent} % letters in \`${excerpt(text, 60)}\``, expected: `at least ${100 * MIN_SHARE} % letters`,
        message: `Unexpected text of ${percent} % letters, expected at least ${100 * MIN_SHARE} % outside tables and code`, span: null,
      },
    };
  },
};

/** Characters that are no spaces. */
function visibleOf(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0xa0 ? unit < 0x1680 || !SPACE.test(text.charAt(at)) : unit > 32 && unit < 0xa0 || unit < 9 || (unit > 13 && unit < 32)) count += 1;
  }
  return count;
}

/** Share of the words that have a letter. */
function wordShareOf(text: string): number {
  const tokens = text.match(/\S+/gu) ?? [];
  return tokens.filter((token) => /\p{L}/u.test(token)).length / tokens.length;
}
