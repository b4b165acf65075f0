/** Accents that take room of their own, and the marks that join the letter before them. */
const MARKS: ReadonlyMap<string, string> = new Map([
  ['`', '\u0300'], ['\u00b4', '\u0301'], ['^', '\u0302'], ['\u02c6', '\u0302'], ['~', '\u0303'], ['\u02dc', '\u0303'], ['\u00af', '\u0304'], ['\u02d8', '\u0306'],
  ['\u02d9', '\u0307'], ['\u00a8', '\u0308'], ['\u02da', '\u030a'], ['\u02dd', '\u030b'], ['\u02c7', '\u030c'], ['\u00b8', '\u0327'], ['\u02db', '\u0328'],
]);
const DOTLESS: ReadonlyMap<string, string> = new Map([['\u0131', 'i'], ['\u0237', 'j']]);

export function isAccent(character: string): boolean {
  return MARKS.has(character);
}

/** The letter that an accent drawn over a base makes (`´` and `ı`: `í`); `null` where there is none, as for the hats of formulas. */
export function accented(accent: string, base: string): string | null {
  const mark = MARKS.get(accent);
  if (mark === undefined) return null;
  const letter = `${DOTLESS.get(base) ?? base}${mark}`.normalize('NFC');
  return /^\p{L}$/u.test(letter) ? letter : null;
}
