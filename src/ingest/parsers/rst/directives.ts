/** What becomes of a directive: its content is code, a table or text, with or without the line that names it; or it is left out. */
export type Treatment = 'code' | 'table' | 'named' | 'content' | 'dropped';

export interface Directive {
  readonly name: string;
  readonly treatment: Treatment;
  /** What stands behind the two colons. */
  readonly argument: string;
}

const NAMES: Readonly<Record<Exclude<Treatment, 'named'>, readonly string[]>> = {
  code: ['code', 'code-block', 'sourcecode', 'parsed-literal', 'math', 'prompt', 'doctest', 'testcode', 'testoutput', 'productionlist', 'ipython', 'console', 'terminal'],
  table: ['csv-table', 'list-table', 'table'],
  // Their arguments are file names, classes and conditions.
  content: ['figure', 'only', 'ifconfig', 'container', 'compound', 'class', 'rst-class', 'cssclass', 'highlights', 'epigraph', 'pull-quote', 'tabs', 'tab-set', 'grid', 'glossary', 'hlist'],
  // Made by other programs, or from other files, or said to programs.
  dropped: [
    'image', 'toctree', 'include', 'literalinclude', 'raw', 'index', 'highlight', 'contents', 'sectnum', 'section-numbering', 'meta', 'role', 'default-role', 'replace', 'unicode', 'date',
    'graphviz', 'graph', 'digraph', 'uml', 'plantuml', 'mermaid', 'inheritance-diagram', 'tabularcolumns', 'currentmodule', 'py:currentmodule', 'module', 'py:module', 'moduleauthor', 'sectionauthor',
    'codeauthor', 'bibliography', 'target-notes', 'header', 'footer', 'testsetup', 'testcleanup', 'plot', 'video', 'youtube', 'automodule', 'autosummary',
  ],
};
const TREATMENTS = new Map(Object.entries(NAMES).flatMap(([treatment, names]) => names.map((name) => [name, treatment as Treatment])));

/** The directive a line opens (`.. name:: argument`); those that are not known keep their line and content: notes, warnings, signatures of functions. */
export function directiveOf(text: string): Directive | null {
  const match = /^\.\. +([A-Za-z][\w:+.-]{0,60}?) ?::(?:\s+(.*))?$/su.exec(text);
  const name = match?.[1]?.toLowerCase();
  return name === undefined ? null : { name, treatment: TREATMENTS.get(name) ?? 'named', argument: (match?.[2] ?? '').trim() };
}

/** A footnote or citation, whose text is shown; all else behind two dots that is no directive is not. */
export function isFootnote(text: string): boolean {
  return /^\.\. +\[[^\]\n]{1,80}\](?:\s|$)/u.test(text);
}

export function isExplicit(text: string): boolean {
  return text === '..' || text === '__' || /^(?:\.\.|__)\s/u.test(text);
}
