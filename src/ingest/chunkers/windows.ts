import { safeIndex, type CountTokens, type Span } from '../../core/index.js';
import { trimSpan } from './layout.js';

/** A first guess at the UTF-16 units in a token, for English; the loop below corrects it. */
const CHARS_PER_TOKEN = 4;
const SPACE = /\s/u;
/** Ends a clause, or a statement of code, where there is no white space: in East Asian text and in code without line ends. */
const CLAUSE_END = /[,;:，、；：・」』）}\]]/u;
/** Belongs to the character before it: vowel signs, accents, variants and skin tones of emoji, what a joiner joins. */
const GOES_ON = /^(?:\p{M}|\p{Emoji_Modifier}|\u200d)/u;
/** UTF-16 units that a character with its marks has at most; more are cut anywhere. */
const MAX_CLUSTER = 40;
/** A window is grown no further once it holds this share of the limit. */
const FULL_ENOUGH = 0.8;

/**
 * Cuts a span into windows of at most `maxTokens` tokens each, at white space in the last fifth of a window where there
 * is some, else behind a comma or its kin, else between characters. Windows hold all text but white space and share at most `overlapTokens` tokens.
 */
export function windowsOf(text: string, span: Span, maxTokens: number, count: CountTokens, overlapTokens = 0): readonly Span[] {
  const windows: Span[] = [];
  const whole = trimSpan(text, span.start, span.end);
  let { start } = whole;
  let guess = maxTokens * CHARS_PER_TOKEN;
  while (start < whole.end) {
    const size = fittingSize(text, { start, end: whole.end }, guess, maxTokens, count);
    const reach = start + size;
    const end = reach < whole.end ? friendlyEnd(text, start, reach) : whole.end;
    const window = trimSpan(text, start, end);
    windows.push(window);
    start = end < whole.end ? backFrom(text, window, end, Math.floor((size * overlapTokens) / maxTokens), overlapTokens, count) : end;
    while (start < whole.end && SPACE.test(text.charAt(start))) start += 1;
    guess = size;
  }
  return windows;
}

/** Where a window starts that repeats about `chars` UTF-16 units before `end`, and never more than `overlapTokens`. */
function backFrom(text: string, before: Span, end: number, chars: number, overlapTokens: number, count: CountTokens): number {
  for (let back = chars; back > 0; back = Math.floor(back * 0.8)) {
    const start = safeIndex(text, end - back);
    if (start > before.start && count(text.slice(start, end)) <= overlapTokens) return start;
  }
  return end;
}

function fittingSize(text: string, span: Span, guess: number, maxTokens: number, count: CountTokens): number {
  const tokensOf = (size: number): number => count(text.slice(span.start, span.start + size));
  const left = span.end - span.start;
  const onBoundary = (size: number): number => {
    const end = safeIndex(text, span.start + Math.min(left, size));
    return end > span.start ? end - span.start : Math.min(left, 2);
  };
  let size = onBoundary(guess);
  let tokens = tokensOf(size);
  while (tokens > maxTokens && size > 2) {
    size = onBoundary(Math.min(size - 1, Math.floor((size * maxTokens * 0.95) / tokens)));
    tokens = tokensOf(size);
  }
  while (size < left && tokens < maxTokens * FULL_ENOUGH) {
    const larger = onBoundary(Math.ceil(size * 1.25) + 1);
    const more = tokensOf(larger);
    if (larger <= size || more > maxTokens) break;
    size = larger;
    tokens = more;
  }
  return size;
}

function friendlyEnd(text: string, start: number, end: number): number {
  for (let at = end; at > start + (end - start) * FULL_ENOUGH; at -= 1) {
    if (SPACE.test(text.charAt(at - 1))) return at;
  }
  for (let at = end; at > start + (end - start) * FULL_ENOUGH; at -= 1) {
    if (CLAUSE_END.test(text.charAt(at - 1)) && !goesOn(text, at)) return at;
  }
  for (let at = end; at > Math.max(start, end - MAX_CLUSTER); at = safeIndex(text, at - 1)) {
    if (!goesOn(text, at)) return at;
  }
  return end;
}

/** Whether what stands at `at` is part of the character before it. */
function goesOn(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === 0x200d || GOES_ON.test(text.slice(at, at + 2));
}
