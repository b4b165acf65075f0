import { Parser } from 'htmlparser2';
import { limitDepth } from '../../core/html-depth.js';
import { asText } from './hostile.js';

/** All tags that are ever written, none of them with more than a number. Others give their text. */
const TAGS: ReadonlySet<string> = new Set([
  'p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'blockquote', 'pre', 'div', 'section', 'article', 'aside', 'figure', 'figcaption', 'address',
  'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'em', 'strong', 'b', 'i', 'u', 's', 'del', 'ins', 'code', 'kbd', 'samp', 'sub', 'sup', 'small', 'mark', 'q', 'cite',
]);
const VOID: ReadonlySet<string> = new Set(['br', 'hr']);
/** Their text is marked as one: cells belong to their row. */
const BLOCKS: ReadonlySet<string> = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'dt', 'dd', 'blockquote', 'pre', 'div', 'section', 'article', 'aside', 'figcaption', 'address', 'caption', 'tr']);
/** What of a page is no text to read. No more than that: what stands in an element that is left open must not be hidden from who decides. */
const LEFT_OUT: ReadonlySet<string> = new Set(['script', 'style', 'title']);
const NUMBERS: Readonly<Record<string, readonly string[]>> = { ol: ['start'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] };
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])/iu;
/** Deeper ones give their text: a browser cannot nest without end. */
const MAX_DEPTH = 100;
/** Letters and digits of a block that must be found in the chunk; two that both end in "page 3" are not the same. */
const MIN_MARKED = 12;
const ENDS = 60;
/** Of a block or a chunk no more is compared, in UTF-16 units. */
const MAX_COMPARED = 20_000;
/** Links with longer words do not show their address. */
const MAX_ADDRESS = 2000;

interface Frame {
  readonly tag: string | null;
  readonly leftOut: boolean;
  /** Where its start tag stands among the parts; -1 = it is no block. */
  readonly at: number;
  readonly target: string | null;
  own: string;
}

/**
 * Markup of a source file, written anew: from a list of tags, without any attribute but numbers of rows and columns, so that nothing of it is loaded, run, styled or followed.
 * Links and pictures are text with their address beside it, and text that the page hides is shown and named. Blocks with the words of the chunk are marked, the first with the id `chunk`.
 */
export function markupHtml(html: string, chunk: string | null): string {
  const writer = new Writer(chunk === null ? '' : fold(chunk.slice(0, MAX_COMPARED)));
  new Parser({
    onopentag: (name, attributes) => { writer.open(name, attributes); }, onclosetag: () => { writer.close(); }, ontext: (text) => { writer.text(text); },
  }, { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true }).end(limitDepth(html));
  return writer.html;
}

class Writer {
  readonly #parts: string[] = [];
  readonly #frames: Frame[] = [];
  readonly #chunk: string;
  #leftOut = 0;
  #depth = 0;
  #marked = false;

  constructor(chunk: string) {
    this.#chunk = chunk;
  }

  get html(): string {
    return this.#parts.join('');
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const leftOut = LEFT_OUT.has(name);
    const shown = !leftOut && this.#leftOut === 0;
    if (leftOut) this.#leftOut += 1;
    const tag = shown && TAGS.has(name) && this.#depth < MAX_DEPTH ? name : null;
    this.#frames.push({ tag, leftOut, at: tag !== null && BLOCKS.has(tag) ? this.#parts.length : -1, target: shown && name === 'a' ? attributes['href'] ?? null : null, own: '' });
    if (!shown) return;
    if (tag !== null) {
      this.#depth += 1;
      this.#parts.push(`<${tag}${numbersOf(tag, attributes)}>`);
    } else if (VOID.has(name)) this.#parts.push(`<${name}>`);
    else if (name === 'img' || name === 'image') this.#parts.push(imageOf(attributes));
    if (attributes['hidden'] !== undefined || HIDDEN.test(attributes['style'] ?? '')) this.#parts.push('<span class="unseen">hidden on the page:</span> ');
  }

  close(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    const { tag, at, leftOut, target, own } = frame;
    if (leftOut) this.#leftOut -= 1;
    if (target !== null && target.trim() !== '' && (own.length > MAX_ADDRESS || target.trim() !== own.trim())) this.#parts.push(` <span class="target">(${asText(target)})</span>`);
    // Of a link only its own words are compared with its address; they belong to the block around it, as do all that are in no block of their own.
    if (at < 0) this.#give(own);
    if (tag === null) return;
    this.#depth -= 1;
    if (at >= 0 && this.#isOfChunk(own, tag)) this.#mark(at);
    this.#parts.push(`</${tag}>`);
  }

  text(text: string): void {
    if (this.#leftOut > 0) return;
    this.#give(text);
    this.#parts.push(asText(text));
  }

  #give(text: string): void {
    const within = this.#frames.at(-1);
    if (within !== undefined && within.own.length < MAX_COMPARED) within.own += text;
  }

  #isOfChunk(own: string, tag: string): boolean {
    if (this.#chunk === '') return false;
    const words = fold(own.slice(0, MAX_COMPARED));
    if (words.length < MIN_MARKED) return words !== '' && (words === this.#chunk || (/^h[1-6]$/u.test(tag) && this.#chunk.startsWith(words)));
    if (this.#chunk.includes(words) || words.includes(this.#chunk)) return true;
    return words.length > ENDS && (this.#chunk.includes(words.slice(0, ENDS)) || this.#chunk.includes(words.slice(-ENDS)));
  }

  #mark(at: number): void {
    this.#parts[at] = this.#parts[at]?.replace(/>$/u, `${this.#marked ? '' : ' id="chunk"'} class="chunk">`) ?? '';
    this.#marked = true;
  }
}

function numbersOf(tag: string, attributes: Readonly<Record<string, string>>): string {
  return (NUMBERS[tag] ?? []).map((name) => (/^\d{1,4}$/u.test(attributes[name] ?? '') ? ` ${name}="${attributes[name] ?? ''}"` : '')).join('');
}

function imageOf({ alt = '', src = '' }: Readonly<Record<string, string>>): string {
  const where = src.startsWith('data:') ? 'in the file' : src;
  return `<span class="image">[image: ${asText(alt)}] ${where === '' ? '' : `(${asText(where)})`}</span>`;
}

/** Letters and digits alone: what reading, line breaks and typography leave the same. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
