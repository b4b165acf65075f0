import { WinnowError, excerpt, type Span } from '../../../core/index.js';
import { trimSpan } from '../layout.js';

/**
 * Where the pieces of a splitter stand in the text they were cut from. The pieces must be literal stretches of the text in
 * order, trimmed or not, that leave out nothing but white space; they may overlap.
 *
 * Each piece is sought backwards from the first text not yet held. Its true place is never behind that point, so the place
 * found is the true one or a later one with the same words: the spans hold all text even where it repeats itself.
 * A piece whose words already stand in the spans adds none.
 *
 * @throws WinnowError `internal` when a piece cannot be found or text is left over.
 */
export function locatePieces(text: string, pieces: Iterable<string>): Span[] {
  const spans: Span[] = [];
  let held = 0;
  for (const piece of pieces) {
    const words = piece.trim();
    if (words === '') continue;
    const at = text.lastIndexOf(words, firstVisible(text, held));
    if (at < 0) throw new WinnowError('internal', `The splitter changed the text: cannot find \`${excerpt(words, 60)}\` at or before character ${held}`);
    const span = trimSpan(text, at, at + words.length);
    if (span.end <= held || span.start >= span.end) continue;
    while ((spans.at(-1)?.start ?? -1) >= span.start) spans.pop();
    spans.push(span);
    held = at + words.length;
  }
  if (text.slice(held).trim() !== '') throw new WinnowError('internal', `The splitter lost text from character ${held} on: \`${excerpt(text.slice(held), 60)}\``);
  return spans;
}

function firstVisible(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/u.test(text.charAt(at))) at += 1;
  return at;
}
