/** What a UTF-16 unit is to the word scanner; the same numbers stand in `assembly/index.ts`. */
export const OTHER = 0;
export const LETTER = 1;
export const DIGIT = 2;
export const UNDERSCORE = 3;
/** A character of a script without spaces: a word of its own. */
export const UNSPACED = 4;
/** Joins two words to one: don't, 2.0.1, example.com. */
export const JOINER = 5;
/** Joins two digits: 1,000, 10:30, 2024/05. */
export const NUMBER_JOINER = 6;
/** Joins two digits, or is a minus before one. */
export const HYPHEN = 7;
/** Changes what a number says: %, currencies, degrees, the minus sign. */
export const SIGN = 8;
/** After these a hyphen before a digit is a minus. */
export const BEFORE_MINUS = 9;
/** First half of a letter beyond the basic plane. */
export const HIGH_SURROGATE = 10;

const UNITS = 0x1_0000;
const GROUPS: readonly (readonly [kind: number, characters: RegExp])[] = [
  [LETTER, /[\p{L}\p{N}\p{M}]/u],
  [DIGIT, /\p{Nd}/u],
  [UNSPACED, /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u],
  [UNDERSCORE, /_/u],
  [JOINER, /['’.]/u],
  [NUMBER_JOINER, /[,:/]/u],
  [HYPHEN, /-/u],
  [SIGN, /[%$€£¥°−]/u],
  [BEFORE_MINUS, /[\s(=]/u],
];

/** Ranges of one class, most of the plane: looking at each of their units takes a while. Ideographs, syllables, what has no meaning of its own. */
const RANGES: readonly (readonly [from: number, to: number, kind: number])[] = [[0x3400, 0x4dc0, UNSPACED], [0x4e00, 0xa000, UNSPACED], [0xac00, 0xd7a4, LETTER], [0xd800, 0xf900, OTHER]];

let table: Uint8Array | null = null;

/** The class of every UTF-16 unit. Halves of pairs: scripts and ideographs are letters, pictures and mathematical signs are not. */
export function unitClasses(): Uint8Array {
  if (table !== null) return table;
  table = new Uint8Array(UNITS);
  for (let unit = 0; unit < UNITS; unit += 1) {
    const range = RANGES.find(([from]) => from === unit);
    if (range !== undefined) {
      table.fill(range[2], range[0], range[1]);
      unit = range[1] - 1;
      continue;
    }
    const character = String.fromCharCode(unit);
    for (const [kind, characters] of GROUPS) if (characters.test(character)) table[unit] = kind;
  }
  // U+10000 to U+1CFFF (scripts) and U+20000 to U+3FFFF (ideographs).
  table.fill(HIGH_SURROGATE, 0xd800, 0xd834);
  table.fill(HIGH_SURROGATE, 0xd840, 0xd8c0);
  return table;
}

const WORD_MARK = 0x80;
const DIGIT_MARK = 0x40;
const JOINER_MARK = 0x20;
const NUMBER_JOINER_MARK = 0x10;
const UNDERSCORE_MARK = 0x08;
/** The scanner stops here and looks at the unit by itself. */
const STOP_MARK = 0x04;
const LINE_MARK = 0x02;
/** May begin what `pastOpening` skips. */
const OPENING_MARK = 0x01;
const MARKS_OF_CLASS: ReadonlyMap<number, number> = new Map([
  [LETTER, WORD_MARK], [DIGIT, WORD_MARK | DIGIT_MARK], [UNDERSCORE, UNDERSCORE_MARK], [JOINER, JOINER_MARK], [NUMBER_JOINER, NUMBER_JOINER_MARK], [HYPHEN, NUMBER_JOINER_MARK],
  [UNSPACED, STOP_MARK], [SIGN, STOP_MARK], [HIGH_SURROGATE, STOP_MARK],
]);
const MARKS_OF_CHARACTERS: readonly (readonly [characters: string, mark: number])[] = [['<]&', STOP_MARK], ['\n', LINE_MARK], [' \t>`~-*+0123456789', OPENING_MARK]];

/** For every UTF-16 unit what many are told apart by at once: a bit a question. `assembly/text.ts` takes them from the highest down. */
export function unitMarks(): Uint8Array {
  const marks = unitClasses().map((kind) => MARKS_OF_CLASS.get(kind) ?? 0);
  for (const [characters, mark] of MARKS_OF_CHARACTERS) {
    for (const character of characters) marks[character.charCodeAt(0)] = (marks[character.charCodeAt(0)] ?? 0) | mark;
  }
  return marks;
}
