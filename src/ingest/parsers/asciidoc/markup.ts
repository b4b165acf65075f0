/** Without lines that include another file: Asciidoctor's secure mode makes links of them, also in the middle of code. */
export function withoutIncludes(source: string): string {
  return source.split('\n').filter((line) => !(line.startsWith('include::') && line.trimEnd().endsWith(']'))).join('\n');
}

const NOTE_CELLS = /<table>\n<tr>\n<td class="icon">\n<div class="title">([^<>\n]{1,60})<\/div>\n<\/td>\n<td class="content">/gu;

/** Notes and warnings as paragraphs that begin with what they are, instead of tables of a sign and a text. */
export function withPlainNotes(html: string): string {
  return html.replace(NOTE_CELLS, (_cells, name: string) => `<table role="presentation">\n<tr>\n<td>${name}: `);
}
