/** A stretch of text, or a character that nobody would see. */
export type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'hidden'; readonly label: string; readonly title: string };

// Control and format characters (bidi overrides, zero widths, tags), private use, lone surrogates, fillers that draw nothing, and variation
// selectors, which can carry a hidden message; one after an emoji only chooses its picture.
// eslint-disable-next-line no-misleading-character-class -- single code points are looked for, not what they combine to
const HIDDEN = /(?:[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\u115F\u1160\u3164\uFFA0\u2800\u034F\u180B-\u180F\u{E0100}-\u{E01EF}\uFE00-\uFE0E]|(?<!\p{Extended_Pictographic})\uFE0F)+/gu;
/** More of them in a row become one token: a wall of tokens hides what is around it. */
const MAX_APART = 3;

const NAMES: Readonly<Record<string, string>> = {
  '0000': 'null', '0007': 'bell', '0008': 'backspace', '0009': 'tab', '000A': 'line break', '000D': 'carriage return', '001B': 'escape', '007F': 'delete', '00AD': 'soft hyphen',
  '061C': 'Arabic letter mark', '200B': 'zero width space', '200C': 'zero width non-joiner', '200D': 'zero width joiner', '200E': 'left-to-right mark', '200F': 'right-to-left mark',
  '202A': 'left-to-right embedding', '202B': 'right-to-left embedding', '202C': 'end of directional formatting', '202D': 'left-to-right override', '202E': 'right-to-left override',
  '2028': 'line separator', '2029': 'paragraph separator', '2060': 'word joiner', '2066': 'left-to-right isolate', '2067': 'right-to-left isolate', '2068': 'first strong isolate',
  '2069': 'end of isolate', '2800': 'blank Braille pattern', '3164': 'Hangul filler', 'FEFF': 'byte order mark',
};

/** Text in pieces that can be shown: what cannot be seen is named. `lines` keeps line breaks and tabs as they are. */
export function pieces(text: string, lines: boolean): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  const keep = (until: number): void => {
    if (until > from) found.push({ kind: 'text', text: lines ? text.slice(from, until) : text.slice(from, until).replace(/[\n\t\r]+/gu, ' ') });
  };
  for (const { 0: run, index } of text.matchAll(HIDDEN)) {
    const plain = run.replace(/[\n\t]|\r(?=\n)/gu, '');
    if (plain === '') continue; // line breaks and tabs are no secret
    keep(index);
    // Line breaks within the run stay, so that the lines of the text do.
    found.push(...runPieces(run, lines));
    from = index + run.length;
  }
  keep(text.length);
  return found;
}

function runPieces(run: string, lines: boolean): Piece[] {
  return run.split(/([\n\t]+)/u).flatMap((part): Piece[] => {
    if (part === '') return [];
    if (/^[\n\t]/u.test(part)) return [{ kind: 'text', text: lines ? part : ' ' }];
    const points = Array.from(part).filter((char) => char !== '\r' || part === '\r').map(codePoint);
    if (points.length > MAX_APART) {
      const some = points.slice(0, 12).map((point) => `U+${point}`).join(' ');
      return [{ kind: 'hidden', label: `${points.length} hidden`, title: `${points.length} characters that cannot be seen: ${some}${points.length > 12 ? ' …' : ''}` }];
    }
    return points.map((point) => ({ kind: 'hidden', label: `U+${point}`, title: `U+${point}${NAMES[point] === undefined ? ', a character that cannot be seen' : `, ${NAMES[point]}`}` }));
  });
}

const codePoint = (char: string): string => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** The same for places that take a string only: titles, labels, options. */
export function printable(text: string, max = 200): string {
  const shown = pieces(text.slice(0, max * 4), false).map((piece) => (piece.kind === 'text' ? piece.text : `[${piece.label}]`)).join('').replace(/\s+/gu, ' ').trim();
  return shown.length <= max ? shown : `${shown.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
