import type { CheerioAPI } from 'cheerio/slim';
import { limitDepth } from './html-depth.js';

type Node = ReturnType<CheerioAPI['root']>[0]['childNodes'][number];

/**
 * An HTML tree as arrays in document order, so that everything that looks at it is a loop: a million nested elements
 * cannot overflow the stack. The descendants of node `i` are `i + 1` up to (not including) `end[i]`.
 */
export class FlatDom {
  /** Lower-case tag name; `''` for text. */
  readonly tag: string[] = [];
  /** Text of a text node; `''` for elements. */
  readonly data: string[] = [];
  readonly attributes: (Readonly<Record<string, string>> | null)[] = [];
  /** Names of attributes that occur at all: most of what is asked for does not. */
  readonly attributeNames = new Set<string>();
  readonly parent: number[] = [];
  readonly end: number[] = [];
  /** What comments say, of the first ones and from their beginning. */
  readonly comments: string[] = [];

  get size(): number {
    return this.tag.length;
  }

  attribute(node: number, name: string): string | null {
    const attributes = this.attributes[node] ?? null;
    // Most elements do not have what is asked for, and that is told faster this way.
    const value = attributes?.[name];
    return value !== undefined && attributes !== null && Object.hasOwn(attributes, name) ? value : null;
  }

  endOf(node: number): number {
    return this.end[node] ?? this.size;
  }

  /** Text below a node, white space folded, at most `max` UTF-16 units. */
  textOf(node: number, max: number): string {
    let text = '';
    for (let at = node; at < this.endOf(node) && text.length < max * 2; at += 1) {
      const tag = this.tag[at] ?? '';
      if (tag === 'script' || tag === 'style') at = this.endOf(at) - 1;
      else text += tag === '' ? (this.data[at] ?? '') : BREAKS.has(tag) ? ' ' : '';
    }
    return text.replace(/\s+/gu, ' ').trim().slice(0, max);
  }

  /** Adds a node at the end and gives its index; whoever adds below it sets `end` when the element closes. */
  append(tag: string, data: string, attributes: Readonly<Record<string, string>> | null, parent: number): number {
    const index = this.size;
    this.tag.push(tag);
    this.data.push(data);
    this.attributes.push(attributes);
    if (attributes !== null) for (const name of Object.keys(attributes)) this.attributeNames.add(name);
    this.parent.push(parent);
    this.end.push(index + 1);
    return index;
  }

  /** Elements with one of the tags, in document order. */
  *withTag(...tags: readonly string[]): Generator<number> {
    const wanted = new Set(tags);
    for (let at = 0; at < this.size; at += 1) if (wanted.has(this.tag[at] ?? '')) yield at;
  }
}

const MAX_COMMENTS = 500;
const MAX_COMMENT_CHARS = 5_000;
const BREAKS = new Set(['p', 'div', 'br', 'li', 'tr', 'td', 'th', 'section', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dt', 'dd']);

/**
 * Parses HTML with htmlparser2 (cheerio's forgiving, fast mode) and flattens it. Comments stand apart, directives are left out.
 * `selfClosing`: `<title/>` is a whole element, as in XHTML; in HTML its text would run on to the next `</title>`.
 */
export async function flatDomOf(html: string, { selfClosing = false } = {}): Promise<FlatDom> {
  const { load } = await import('cheerio/slim');
  // Outside of SVG a CDATA section is a comment that ends at the next `>` (HTML 13.2.5.42); htmlparser2 lets it run to `]]>`.
  const $ = load(limitDepth(html.replaceAll('<![CDATA[', '<!CDATA '), selfClosing), {
    xml: { xmlMode: false, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true, recognizeSelfClosing: selfClosing },
  });
  return flatten($.root()[0]?.childNodes ?? []);
}

function flatten(roots: readonly Node[]): FlatDom {
  const dom = new FlatDom();
  const stack: { readonly nodes: readonly Node[]; next: number; readonly owner: number }[] = [{ nodes: roots, next: 0, owner: -1 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const node = frame.nodes[frame.next];
    frame.next += 1;
    if (node === undefined) {
      if (frame.owner >= 0) dom.end[frame.owner] = dom.size;
      stack.pop();
    } else if (node.nodeType === 3) {
      dom.append('', 'data' in node ? node.data : '', null, frame.owner);
    } else if (node.nodeType === 8) {
      if (dom.comments.length < MAX_COMMENTS && 'data' in node) dom.comments.push(node.data.slice(0, MAX_COMMENT_CHARS));
    } else if ('attribs' in node) {
      const index = dom.append(shownAs(node.name.toLowerCase(), node.attribs), '', node.attribs, frame.owner);
      stack.push({ nodes: node.childNodes, next: 0, owner: index });
    } else if ('children' in node) {
      stack.push({ nodes: node.childNodes, next: 0, owner: -1 });
    }
  }
  return dom;
}

/** A declarative shadow root is no template: it is shown in the place of its parent. */
function shownAs(name: string, attributes: Readonly<Record<string, string>>): string {
  return name === 'template' && /^(?:open|closed)$/iu.test(attributes['shadowrootmode'] ?? '') ? 'shadow-root' : name;
}
