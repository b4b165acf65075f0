const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML, in elements and attributes. Signs that no reader sees, and those that turn the direction of text, are written out. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? char);
}

const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, (char) => (char === '\n' ? ' ' : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`));

/** Text for a Markdown cell: nothing in it is markup, HTML, a link, somebody's name or the end of a cell, and it can be read as it is. */
export function markdown(text: string): string {
  return visible(text).replace(/[&<>]/gu, (char) => ENTITIES[char] ?? char).replace(/[\\`*_[\]|~]/gu, '\\$&').replaceAll('://', '&#58;//').replace(/\bwww\./giu, (start) => `${start.slice(0, -1)}&#46;`).replaceAll('@', '&#64;');
}
