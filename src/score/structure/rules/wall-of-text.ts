import { excerpt, wordsOf } from '../../../core/index.js';
import { SOUND, faultOf, type Reading, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** Legal prose has 40 words between two stops of any kind at most; names set apart by nothing have more. */
const MAX_WORDS = 60;
/** A paragraph of so many words fills a page of print: the breaks between several were lost. */
const MAX_PARAGRAPH = 300;
const MIN_PARAGRAPH_CHARS = 1200;
/** So many characters hold 60 words at the least. */
const MIN_CHARS = 180;
/** A stop of any kind, a bracket, a quotation mark, a bullet, a blank line. */
const STOP = /[.,;:!?…()[\]{}"“”„«»•|*_`<>/\u2013\u2014]|\n[ \t]*\n|\s-\s/u;

/** Running text without a stop: breaks and punctuation were lost. */
export const wallOfText: StructureRule = {
  id: 'structure/wall-of-text',
  check(view) {
    if (!view.isSpaced || view.prose.length < MIN_CHARS) return SOUND;
    const paragraph = longParagraph(view);
    const longest = view.prose.split(STOP).reduce((best, run) => (run.length > best.length ? run : best), '').trim();
    if (longest.length < MIN_CHARS) return paragraph;
    const words = wordsOf(longest).length;
    if (words < MAX_WORDS) return paragraph;
    return { signals: { wordsWithoutStop: words }, fault: faultOf(0.45, `Unexpected ${words} words without a stop: \`${excerpt(longest, 60)}\`, expected at most ${MAX_WORDS}`, `${words} words without a stop`, `at most ${MAX_WORDS}`) };
  },
};

/** A paragraph that is several. */
function longParagraph(view: View): Reading {
  if (view.prose.length < MIN_PARAGRAPH_CHARS) return SOUND;
  const longest = view.prose.split(/\n[ \t]*\n/u).reduce((best, one) => (one.length > best.length ? one : best), '').trim();
  const words = longest.length < MIN_PARAGRAPH_CHARS ? 0 : wordsOf(longest).length;
  if (words <= MAX_PARAGRAPH) return SOUND;
  return { fault: faultOf(0.6, `Unexpected paragraph of ${words} words: \`${excerpt(longest, 60)}\`, expected at most ${MAX_PARAGRAPH}`, `a paragraph of ${words} words`, `at most ${MAX_PARAGRAPH}`) };
}
