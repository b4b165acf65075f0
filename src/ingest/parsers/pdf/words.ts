/** Parts of a divided word that are looked up. */
const MAX_PART = 40;

/** The words of a document, to tell a word divided at a line's end from one that is written with a hyphen. */
export class Words {
  private readonly known = new Set<string>();

  constructor(lines: readonly string[]) {
    for (const line of lines) {
      // The last word of a line may be the first half of one.
      for (const [word] of line.matchAll(/[\p{L}\p{M}]{2,40}(?:[-\u2010][\p{L}\p{M}]{2,40}){0,2}(?![-\u00ad\u2010]?$)/gu)) this.known.add(word.toLowerCase());
    }
  }

  /**
   * Joins lines of which the first ends with a hyphen. The hyphen goes when the whole word stands elsewhere, or when its parts are no words of the document;
   * it stays when the word stands elsewhere with it, or both parts are words by themselves (`user-` and `defined`). A soft hyphen always goes.
   */
  rejoin(above: string, below: string): string {
    const stem = above.slice(0, -1);
    if (above.endsWith('\u00ad')) return stem + below;
    const first = /[\p{L}\p{M}]+$/u.exec(stem.slice(-MAX_PART))?.[0].toLowerCase() ?? '';
    const second = /^[\p{L}\p{M}]+/u.exec(below.slice(0, MAX_PART))?.[0].toLowerCase() ?? '';
    if (this.known.has(first + second)) return stem + below;
    const keeps = this.known.has(`${first}-${second}`) || (this.known.has(first) && this.known.has(second));
    return keeps ? above + below : stem + below;
  }
}
