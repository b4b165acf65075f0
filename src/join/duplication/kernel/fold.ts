/** Marks of trade, which NFKC makes letters of the word before, and what says how a sign is drawn. */
const NOT_SAID = /[™℠]|[\uFE00-\uFE0F]/gu;

/** Whether all of a text is ASCII: UTF-8 has as many bytes as units then, and only then. Counting them is far faster than looking for another one. */
export const isAscii = (text: string): boolean => Buffer.byteLength(text, 'utf8') === text.length;

/** The text as words are compared: NFKC, lower case. */
export function foldText(text: string): string {
  return (isAscii(text) ? text : text.replace(NOT_SAID, ' ').normalize('NFKC')).toLowerCase();
}

/** A unit that folds together with its neighbours, or to more than one unit. */
export const NOT_ALONE = 0xffff;

/** Composes with the letter before it, or changes order with its neighbours. */
const COMBINING = /[\p{M}\u1160-\u11FF]/u;
/** Small letters of this one depend on where it stands in its word. */
const SIGMA = 0x3a3;
/** Ideographs and syllables that are folded already: most of the plane, and looking at each takes a while. */
const AS_THEY_ARE: readonly (readonly [from: number, to: number])[] = [[0x3400, 0xa000], [0xac00, 0xd7a4], [0xe000, 0xf900]];

/** U+1F400 to U+1F7FF, most pictures: nothing there folds or combines, other halves of pairs may. A second half goes with its first. */
const PICTURES = 0xd83d;

/** What `foldText` makes of each UTF-16 unit by itself, `NOT_ALONE` where it takes a look at its neighbours. */
export function foldedUnits(): Uint16Array {
  const units = new Uint16Array(0x1_0000).fill(NOT_ALONE);
  for (let unit = 0; unit < 0xd800; unit += 1) {
    const range = AS_THEY_ARE.find(([from, to]) => unit >= from && unit < to);
    units[unit] = range === undefined ? foldedUnit(unit) : unit;
  }
  units[PICTURES] = PICTURES;
  for (let unit = 0xdc00; unit < 0xe000; unit += 1) units[unit] = unit;
  for (let unit = 0xe000; unit < NOT_ALONE; unit += 1) units[unit] = foldedUnit(unit);
  return units;
}

function foldedUnit(unit: number): number {
  const character = String.fromCharCode(unit);
  const folded = foldText(character);
  return folded.length !== 1 || unit === SIGMA || (COMBINING.test(character) && folded !== ' ') ? NOT_ALONE : folded.charCodeAt(0);
}
