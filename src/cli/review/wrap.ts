const NARROW = /^[\u0020-\u007e\u00a0-\u02ff]$/u;
const NONE = /^[\p{Mn}\p{Me}]$/u;
const WIDE = /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})$/u;
/** A colour that our own painter has set; document text holds none, it was made printable. */
const PIECES = /\u001b\[(\d+)m|[^\u001b]/gu;
const TAB = '    ';

/** Columns of a terminal that a character takes. */
function columnsFor(char: string): number {
  if (NARROW.test(char)) return 1;
  return NONE.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
}

/** A painted line in pieces that fit into so many columns, broken at spaces where there are some. Colours end with each piece and begin again with the next. At most `max` pieces. */
export function wrapped(line: string, columns: number, max = Infinity): string[] {
  const width = Math.max(2, columns);
  const pieces: string[] = [];
  let [piece, used, colour] = ['', 0, ''];
  // Where the piece may be broken: its length and columns after the last space, and the colour that held there.
  let space: { readonly at: number; readonly used: number; readonly colour: string } | null = null;
  const end = (text: string, held: string): void => { pieces.push(held === '' ? text : `${text}\u001b[0m`); };
  for (const [part, code] of line.replaceAll('\t', TAB).matchAll(PIECES)) {
    if (pieces.length >= max) return pieces;
    if (code !== undefined) {
      colour = code === '0' ? '' : part;
      piece += part;
      continue;
    }
    const wide = columnsFor(part);
    if (used + wide > width) {
      const broken = part !== ' ' && space !== null;
      const [head, rest, held]: [string, string, string] = broken && space !== null ? [piece.slice(0, space.at), piece.slice(space.at), space.colour] : [piece, '', colour];
      end(head.trimEnd(), held);
      piece = `${held}${rest}`;
      used = broken && space !== null ? used - space.used : 0;
      space = null;
      if (part === ' ') continue;
    }
    piece += part;
    used += wide;
    if (part === ' ' && used > 1) space = { at: piece.length, used, colour };
  }
  if (pieces.length < max) end(piece, colour);
  return pieces;
}

/** The beginning of a painted line that fits into so many columns. */
export function fitted(line: string, columns: number): string {
  let [text, used, painted] = ['', 0, false];
  for (const [part, code] of line.replaceAll('\t', TAB).matchAll(PIECES)) {
    if (code !== undefined) painted = code !== '0';
    else if ((used += columnsFor(part)) > columns) break;
    text += part;
  }
  return painted ? `${text}\u001b[0m` : text;
}
