import type { Span } from '../../../core/index.js';
import { blank } from '../../../core/language/index.js';
import { speaksToModel } from '../model-speech.js';

/** Text in a Markdown source that no reader of the page sees. */
export interface Hidden extends Span {
  readonly said: string;
  /** What hides it: `display:none`, `hidden`, `a comment to a model`. */
  readonly how: string;
}

/** More than any page has on purpose. */
const MAX_ELEMENTS = 200;
/** The end of an element is sought so far, in UTF-16 units: a page hides no more on purpose, and 200 searches stay short. */
const MAX_ELEMENT_CHARS = 50_000;
/** Elements that a page hides to open them later, or that hold no text. */
const NO_ELEMENTS = /^(?:details|summary|dialog|script|style|template|svg|img|input|br|hr|source|meta|link|iframe|video|audio|path)$/u;
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
/** Code spans within one paragraph. */
const CODE_SPAN = /(`{1,5})(?!`)(?:[^`\n]|\n(?!\s*\n)){1,2000}?\1(?!`)/gu;

/**
 * Elements of raw HTML (or JSX) that their own style or `hidden` attribute takes out of sight, and comments that speak to a model, in order.
 * `code` are the spans of code blocks, ascending: what they show is meant to be read. An element that is not closed hides the rest of its paragraph.
 */
export function hiddenIn(source: string, from: number, code: readonly Span[]): readonly Hidden[] {
  if (!source.includes('<')) return [];
  const shown = withoutCode(source, from, code);
  const comments = commentsOf(shown);
  const speaking = comments.map(({ start, end }): Hidden => ({ start, end, said: shown.slice(start + OPEN.length, end - CLOSE.length), how: 'a comment to a model' }))
    .filter(({ said }) => speaksToModel(said)).slice(0, MAX_ELEMENTS);
  return [...elementsOf(without(shown, comments), source), ...speaking].sort((a, b) => a.start - b.start);
}

const [OPEN, CLOSE] = ['<!--', '-->'];

function commentsOf(shown: string): Span[] {
  const comments: Span[] = [];
  for (let start = shown.indexOf(OPEN); start >= 0; start = shown.indexOf(OPEN, comments.at(-1)?.end ?? 0)) {
    const close = shown.indexOf(CLOSE, start + OPEN.length);
    if (close < 0) break;
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
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(shown); tag !== null && found.length < MAX_ELEMENTS; tag = TAG.exec(shown)) {
    const [whole, name = '', attributes = ''] = tag;
    if (NO_ELEMENTS.test(name.toLowerCase()) || attributes.trimEnd().endsWith('/')) continue;
    const how = hidingOf(attributes);
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
