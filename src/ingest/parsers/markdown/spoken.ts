import type { Span } from '../../../core/index.js';
import { speaksToModel } from '../model-speech.js';

/** Text in a Markdown source that no reader of the page sees. */
export interface Hidden extends Span {
  readonly said: string;
  /** What hides it: `display:none`, `hidden`, `a comment to a model`. */
  readonly how: string;
}

/** More than any page has on purpose, of each kind. */
const MAX_PLACES = 2_000;
/** What stands between such marks is looked at so far, in UTF-16 units. */
const MAX_CHARS = 20_000;

/** Marks between which nothing is shown: processing instructions, character data, elements whose text is not that of the page, comments of kramdown and of Obsidian. */
const CLOSED: readonly (readonly [open: string, close: string, how: string])[] = [
  ['<?', '?>', 'a processing instruction to a model'], ['<![CDATA[', ']]>', 'character data to a model'], ['<!DOCTYPE', '>', 'a declaration to a model'],
  ...['template', 'script', 'textarea', 'noscript', 'style'].map((name) => [`<${name}`, `</${name}>`, `a ${name} to a model`] as const),
  ['{::comment}', '{:/comment}', 'a comment to a model'], ['%%', '%%', 'a comment to a model'],
];
const MDX_COMMENT = ['{/*', '*/}', 'a comment to a model'] as const;
/** `[text](where "title")`, `![alternative](where "title")`. */
const LINK = /(!?)\[([^[\]]{0,1000})\]\(([^()\s]{0,1000})(?:\s{1,20}(?:"([^"]{0,1000})"|'([^']{0,1000})'|\(([^()]{0,1000})\)))?\s{0,20}\)/gu;
/** `[name]: where "title"`, and notes (`[^name]: text`). */
const DEFINITION = /^ {0,3}\[([^\]\n]{1,300})\]:([^\n]{1,20000})$/gmu;
/** A place that a note belongs to. */
const NOTE = /\[(\^[^\]\n]{1,300})\](?!:)/gu;
const TAG = /<[a-z][a-z0-9-]{0,20}\s([^<>]{1,4000})>/giu;
const VALUE = /=\s{0,20}(?:"([^"]{1,4000})"|'([^']{1,4000})')/gu;
const INFO = /^ {0,3}(?:`{3,20}|~{3,20})[ \t]{0,20}[^\s`~]{0,60}([^\n`]{10,2000})$/gmu;

/**
 * Words to a model in places of a Markdown source that its page does not show: titles and destinations of links, definitions and unused notes, attributes of raw HTML, behind
 * the language of a listing, and between the marks of comments. `shown` is the source with spaces in place of code and of HTML comments.
 */
export function spokenIn(shown: string, source: string, from: number, mdx: boolean): readonly Hidden[] {
  const found: Hidden[] = [];
  const add = (start: number, end: number, said: string, how: string): void => {
    if (speaksToModel(said)) found.push({ start, end, said: said.trim(), how });
  };
  for (const [open, close, how] of mdx ? [...CLOSED, MDX_COMMENT] : CLOSED) for (const { start, end } of between(shown, open, close)) add(start, end, source.slice(start, end), how);
  for (const { index, 0: whole, 1: image, 2: text = '', 3: where = '', 4: double, 5: single, 6: round } of take(shown.matchAll(LINK))) {
    const said = `${image === '!' ? text : ''} ${double ?? single ?? round ?? ''} ${wordsOfLink(where)}`;
    const start = image === '!' ? index : index + text.length + 3;
    add(start, image === '!' ? index + whole.length : index + whole.length - 1, said, image === '!' ? 'an alternative text to a model' : 'a link to a model');
  }
  const used = new Set(Array.from(shown.matchAll(NOTE), ([, name]) => name ?? ''));
  for (const { index, 0: whole, 1: name = '', 2: rest = '' } of take(shown.matchAll(DEFINITION))) {
    if (used.has(name)) continue;
    add(index, index + whole.length, name.startsWith('^') ? rest : `${name} ${wordsOfLink(rest).replace(/["'()]/gu, ' ')}`, name.startsWith('^') ? 'an unused note to a model' : 'a link definition to a model');
  }
  for (const { index, 0: whole, 1: attributes = '' } of take(shown.matchAll(TAG))) {
    add(index, index + whole.length, Array.from(attributes.matchAll(VALUE), ([, double, single]) => double ?? single ?? '').join(' '), 'an attribute to a model');
  }
  for (const { index, 0: whole, 1: said = '' } of take(source.slice(from).matchAll(INFO))) add(from + index + whole.length - said.length, from + index + whole.length, said, 'a listing to a model');
  return found;
}

/** Words to a model in front matter, values and comments, line by line. */
export function spokenInFields(front: string): readonly Hidden[] {
  if (!speaksToModel(front)) return [];
  const found: Hidden[] = [];
  for (const { index, 0: line } of front.matchAll(/[^\n]+/gu)) if (speaksToModel(line)) found.push({ start: index, end: index + line.length, said: line, how: 'front matter to a model' });
  return found.length > 0 ? found.slice(0, 20) : [{ start: 0, end: front.length, said: front, how: 'front matter to a model' }];
}

function* take<T>(items: Iterable<T>): Generator<T> {
  let count = 0;
  for (const item of items) {
    if ((count += 1) > MAX_PLACES) return;
    yield item;
  }
}

function between(shown: string, open: string, close: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = shown.indexOf(open); start >= 0 && spans.length < MAX_PLACES; start = shown.indexOf(open, spans.at(-1)?.end ?? 0)) {
    const inner = start + open.length;
    const end = shown.slice(inner, inner + MAX_CHARS).indexOf(close);
    spans.push({ start, end: end < 0 ? inner : inner + end + close.length });
  }
  return spans;
}

/** Signs that stand for spaces in addresses. */
function wordsOfLink(where: string): string {
  return where.replace(/%20|[+_]/gu, ' ');
}
