/**
 * What is handed on in one piece, in UTF-16 units. The C library of Linux gives memory of more than 128 KB back at once, until
 * a larger piece was given back: from then on it keeps as much as that for later. One text of ten megabytes
 * that is copied as a whole makes the process larger for good (docs/adr/0008).
 */
export const PIECE_CHARS = 32_768;

/** The text in pieces of at most `PIECE_CHARS` that make it up in order; none of them cuts a character in two. */
export function* piecesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + PIECE_CHARS, text.length);
    if (to < text.length && isLowSurrogate(text.charCodeAt(to)) && isHighSurrogate(text.charCodeAt(to - 1))) to -= 1;
    yield text.slice(from, to);
    from = to;
  }
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
