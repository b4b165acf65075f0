/** Pieces of a text to be put in another's place, applied together; an edit inside a piece that is replaced already is dropped. */
export class Edits {
  private readonly edits: { readonly start: number; readonly end: number; readonly by: string }[] = [];

  replace(start: number, end: number, by = ''): void {
    this.edits.push({ start, end, by });
  }

  applyTo(text: string): string {
    const parts: string[] = [];
    let at = 0;
    for (const { start, end, by } of this.edits.sort((a, b) => a.start - b.start)) {
      if (start < at) continue;
      parts.push(text.slice(at, start), by);
      at = end;
    }
    return parts.join('') + text.slice(at);
  }
}
