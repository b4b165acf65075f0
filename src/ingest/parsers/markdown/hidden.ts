import type { Span } from '../../../core/index.js';
import { blank } from '../../../core/language/index.js';
import { speaksToModel } from '../model-speech.js';
import { spokenIn, type Hidden } from './spoken.js';

/** More than any page has on purpose. */
const MAX_ELEMENTS = 200;
/** The end of an element is sought so far, in UTF-16 units: a page hides no more on purpose, and 200 searches stay short. */
const MAX_ELEMENT_CHARS = 50_000;
/** Elements that a page opens later by themselves, or that hold no text. */
const NO_ELEMENTS = /^(?:dialog|script|style|template|svg|img|input|br|hr|source|meta|link|iframe|video|audio|path)$/u;
const TAG = /<([a-z][a-z0-9-]{0,20})((?:\s[^<>]{0,1000})?)>/giu;
const STYLE = /\sstyle\s*=\s*(?:"([^"]{1,800})"|'([^']{1,800})'|\{\{([^{}]{1,800})\}\})/iu;
const HIDDEN_ATTRIBUTE = /\s(?:hidden)(?=[\s>/]|$|\s*=\s*(?:""|"hidden"|\{true\}))/iu;
/** Declarations, as in CSS or as in a JSX style object, by which an element is out of sight. */
const HIDING: readonly RegExp[] = [
  /(?:^|[;,{\s])(display)\s*:\s*['"]?(none)/iu,
  /(?:^|[;,{\s])(visibility)\s*:\s*['"]?(hidden|collapse)/iu,
  /(?:^|[;,{\s])(opacity)\s*:\s*['"]?(0(?:\.0{1,6}\d?)?)\s*(?=[;,}'"%!]|$)/iu,
  /(?:^|[;,{\s])(font-?size)\s*:\s*['"]?([0-2](?:\.\d{1,4})?(?:px|pt)?|0\.?[0-9]?r?em)\s*(?=[;,}'"!]|$)/iu,
  /(?:^|[;,{\s])(color)\s*:\s*['"]?(transparent|rgba\([^()]{1,40},\s*0\))/iu,
  /(?:^|[;,{\s])(left|right|top|text-?indent|margin-?left|margin-?top)\s*:\s*['"]?(-\d{4,6}(?:px|pt|em|rem)?)/iu,
];
/** White letters, of which nothing on the page says that something is behind them: no background in the element or in one so near before it, in UTF-16 units. */
const WHITE = /(?:\scolor\s{0,5}=\s{0,5}["']?|[;"'{\s]color\s{0,5}:\s{0,5}['"]?)(?:white\b|#f{3}\b|#f[c-f]f[c-f]f[c-f]\b|rgba?\(\s?25[2-5]\s?,\s?25[2-5]\s?,\s?25[2-5]\b)/iu;
const BACKGROUND = /background|bgcolor/iu;
const MAX_NEAR = 5_000;
/** Code spans within one paragraph. */
const CODE_SPAN = /(`{1,5})(?!`)(?:[^`\n]|\n(?!\s*\n)){1,2000}?\1(?!`)/gu;

/**
 * Elements of raw HTML (or JSX) that their own style or `hidden` attribute takes out of sight, and comments that speak to a model, in order.
 * `code` are the spans of code blocks, ascending: what they show is meant to be read. An element that is not closed hides the rest of its paragraph.
 */
export function hiddenIn(source: string, from: number, code: readonly Span[], mdx: boolean): readonly Hidden[] {
  const shown = withoutCode(source, from, code);
  const comments = commentsOf(shown);
  const speaking = comments.map(({ start, end }): Hidden => ({ start, end, said: shown.slice(start + OPEN.length, end).replace(/-->$/u, ''), how: 'a comment to a model' }))
    .filter(({ said }) => speaksToModel(said)).slice(0, MAX_ELEMENTS);
  const plain = without(shown, comments);
  return [...elementsOf(plain, source), ...speaking, ...spokenIn(plain, source, from, mdx)].sort((a, b) => a.start - b.start);
}

const [OPEN, CLOSE] = ['<!--', '-->'];

function commentsOf(shown: string): Span[] {
  const comments: Span[] = [];
  for (let start = shown.indexOf(OPEN); start >= 0; start = shown.indexOf(OPEN, comments.at(-1)?.end ?? 0)) {
    const close = shown.indexOf(CLOSE, start + OPEN.length);
    if (close < 0) {
      // Never closed, it takes the rest of the page where it begins a line (CommonMark 4.6).
      if (/(?:^|\n) {0,3}$/u.test(shown.slice(Math.max(0, start - 4), start))) comments.push({ start, end: shown.length });
      break;
    }
    comments.push({ start, end: close + CLOSE.length });
  }
  return comments;
}

function withoutCode(source: string, from: number, code: readonly Span[]): string {
  return without(source, [{ start: 0, end: from }, ...code]).replace(CODE_SPAN, blank);
}

/** The text with spaces in place of some spans, which are ascending. */
function without(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    parts.push(text.slice(at, start), ' '.repeat(end - start));
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

function elementsOf(shown: string, source: string): Hidden[] {
  const found: Hidden[] = [];
  const classes = hidingClasses(source);
  let background = -Infinity;
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(shown); tag !== null && found.length < MAX_ELEMENTS; tag = TAG.exec(shown)) {
    const [whole, name = '', attributes = ''] = tag;
    if (NO_ELEMENTS.test(name.toLowerCase()) || attributes.trimEnd().endsWith('/')) continue;
    if (BACKGROUND.test(attributes)) background = tag.index;
    const how = hidingOf(attributes) ?? classHiding(attributes, classes) ?? (WHITE.test(attributes) && tag.index - background > MAX_NEAR ? 'white letters' : null);
    if (how === null) continue;
    const inner = tag.index + whole.length;
    const close = closeOf(shown, name, inner);
    found.push({ start: tag.index, end: close.end, said: source.slice(inner, close.start).replace(/<[^<>]{0,1000}>/gu, ' '), how });
    TAG.lastIndex = close.end;
  }
  return found;
}

function hidingOf(attributes: string): string | null {
  const style = STYLE.exec(attributes);
  const declarations = style?.[1] ?? style?.[2] ?? style?.[3] ?? '';
  for (const pattern of HIDING) {
    const match = pattern.exec(declarations);
    if (match !== null) return `${(match[1] ?? '').toLowerCase()}:${(match[2] ?? '').toLowerCase()}`;
  }
  return HIDDEN_ATTRIBUTE.test(attributes.replace(STYLE, blank)) ? 'hidden' : null;
}

/** Classes that a style sheet within the page hides with, and how. */
function hidingClasses(source: string): ReadonlyMap<string, string> {
  const classes = new Map<string, string>();
  if (!source.includes('<style')) return classes;
  for (const { 0: sheet } of source.matchAll(/<style[\s>][^<]{0,20000}/giu)) {
    for (const [, name = '', declarations = ''] of sheet.matchAll(/(?<![\w:-])\.([\w-]{1,60})\s{0,20}\{([^{}]{0,800})\}/gu)) {
      const match = HIDING.map((pattern) => pattern.exec(declarations)).find((each) => each !== null);
      if (match) classes.set(name, `${(match[1] ?? '').toLowerCase()}:${(match[2] ?? '').toLowerCase()}`);
    }
  }
  return classes;
}

function classHiding(attributes: string, classes: ReadonlyMap<string, string>): string | null {
  if (classes.size === 0) return null;
  const [, double, single] = /\sclass(?:Name)?\s{0,5}=\s{0,5}(?:"([^"]{1,800})"|'([^']{1,800})')/u.exec(attributes) ?? [];
  for (const name of (double ?? single ?? '').split(/\s+/u)) {
    const how = classes.get(name);
    if (how !== undefined) return how;
  }
  return null;
}

/** The closing tag that belongs to an element whose content begins at `from`. */
function closeOf(shown: string, name: string, from: number): Span {
  let open = 1;
  for (const tag of shown.slice(from, from + MAX_ELEMENT_CHARS).matchAll(new RegExp(`<(/?)${name}(?=[\\s>/])[^<>]{0,1000}>`, 'giu'))) {
    if (tag[1] === '/') open -= 1;
    else if (!tag[0].endsWith('/>')) open += 1;
    if (open === 0) return { start: from + tag.index, end: from + tag.index + tag[0].length };
  }
  const paragraph = shown.indexOf('\n\n', from);
  const end = paragraph < 0 ? shown.length : paragraph;
  return { start: end, end };
}
