import type { View } from './view.js';

/**
 * Together the measures take at most 15 % off the score, less and less the more there are, so that they rank texts and hold back none: 0.6, the least factor of what is only
 * reported, times 0.85 is 0.51. Weights are rounded from what ranks like measured quality (`npm run bench -- structure`, development half).
 */
const MOST = 0.15;
/** Fewer words of running text say nothing of form. */
const MIN_WORDS = 5;
/** Fewer words have no share of function words to speak of. */
const MIN_LANGUAGE_WORDS = 20;
/** Function words are at least this share of running text: 90 % of sound documentation has 29 % and more. Gopher asks for two of eight (arXiv 2112.11446, table A1). */
const FUNCTION_WORDS = 0.3;
/** A tenth of the words with digits is usual where amounts and versions are told. */
const FIGURES = 0.1;
const WEIGHTS = { functionWords: 0.25, openParagraphs: 0.08, brokenLines: 0.08, unmarkedHeadings: 0.06, shortLines: 0.15, figures: 0.1 } as const;
/** Shorter lines hold a few words. */
const SHORT = 25;
const MAX_HEADING = 80;

const ENDED = /[.!?:;…。！？]["'”’)\]*_`]{0,4}$/u;
const STARTS_SMALL = /^\p{Ll}/u;
const HEADING_LIKE = /^(?:\*\*|__|\d{1,2}[.)\s]|\p{Lu})[^|]{2,}[^.,;:!?|]$/u;

interface Shape { prose: number; written: number; paragraphs: number; open: number; wrapped: number; short: number; headingLike: number; hasHeading: boolean }

export interface Shade { readonly factor: number; readonly signals: Readonly<Record<string, number>> }

const NONE: Shade = { factor: 1, signals: {} };

/** Measures of form that tell a text that came through whole from one that came through in pieces, without any of them being a fault by itself. */
export function shadeOf(view: View): Shade {
  const takes = takesOf(view);
  if (takes === null) return NONE;
  const taken = Object.entries(WEIGHTS).reduce((sum, [name, weight]) => sum + weight * takes[name as keyof typeof WEIGHTS], 0);
  return { factor: 1 - MOST * (1 - Math.exp(-taken / MOST)), signals: { openParagraphs: takes.openParagraphs } };
}

/** The measures, 0..1 each; `null` for too little text. */
function takesOf(view: View): Readonly<Record<keyof typeof WEIGHTS, number>> | null {
  const words = view.isSpaced ? view.proseWords() : [];
  if (words.length < MIN_WORDS) return null;
  const shape = shapeOf(view);
  const isMarked = view.input.mediaType !== 'text/plain';
  const { main, share } = view.language();
  return {
    functionWords: words.length < MIN_LANGUAGE_WORDS ? 0 : Math.max(0, FUNCTION_WORDS - (main === null ? 0 : share)),
    openParagraphs: shape.open / Math.max(1, shape.paragraphs),
    brokenLines: isMarked ? shape.wrapped / Math.max(1, shape.prose) : 0,
    unmarkedHeadings: isMarked && !shape.hasHeading && view.input.headingPath.length === 0 && shape.headingLike > 0 ? 1 : 0,
    shortLines: shape.short / Math.max(1, shape.written),
    figures: Math.max(0, words.filter((word) => /\d/u.test(word)).length / words.length - FIGURES),
  };
}

function shapeOf(view: View): Shape {
  const shape: Shape = { prose: 0, written: 0, paragraphs: 0, open: 0, wrapped: 0, short: 0, headingLike: 0, hasHeading: false };
  let [before, isFirst] = ['', true];
  const close = (isAlone: boolean): void => {
    if (before === '') return;
    shape.paragraphs += 1;
    if (ENDED.test(before)) return;
    shape.open += 1;
    if (isAlone && before.length <= MAX_HEADING && HEADING_LIKE.test(before)) shape.headingLike += 1;
  };
  for (const { start, end, kind } of view.lines) {
    if (kind !== 'blank') shape.written += 1;
    if (kind === 'heading') shape.hasHeading = true;
    const line = kind === 'prose' ? view.text.slice(start, end).trim() : '';
    if (line === '') {
      close(isFirst);
      [before, isFirst] = ['', true];
      continue;
    }
    shape.prose += 1;
    const isOpen = !ENDED.test(line);
    if (isOpen && line.length < SHORT) shape.short += 1;
    if (before !== '') {
      isFirst = false;
      if (STARTS_SMALL.test(line) && !ENDED.test(before)) shape.wrapped += 1;
    }
    before = line;
  }
  close(isFirst);
  return shape;
}
