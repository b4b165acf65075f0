import { Parser, type Handler } from 'htmlparser2';
import { FlatDom } from './flat-dom.js';
import { limitDepth } from '../../core/html-depth.js';

const MAX_COMMENTS = 500;
const MAX_COMMENT_CHARS = 5_000;

/**
 * Parses HTML with htmlparser2. Comments stand apart, directives are left out.
 * `selfClosing`: `<title/>` is a whole element, as in XHTML; in HTML its text would run on to the next `</title>`.
 */
export function flatDomOf(html: string, { selfClosing = false } = {}): FlatDom {
  const dom = new FlatDom();
  // Outside of SVG a CDATA section is a comment that ends at the next `>` (HTML 13.2.5.42); htmlparser2 lets it run to `]]>`.
  fillTree(dom, limitDepth(html.replaceAll('<![CDATA[', '<!CDATA '), selfClosing), selfClosing);
  return dom;
}

/** Reads HTML into a flat tree as htmlparser2 reports it, without a tree of objects in between. */
function fillTree(dom: FlatDom, html: string, recognizeSelfClosing: boolean): void {
  const builder = new TreeBuilder(dom);
  new TreeParser(builder, { xmlMode: false, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true, recognizeSelfClosing }).end(html);
}

/** Tells the builder where a start tag ends, which htmlparser2 reports only together with an object of all its attributes. */
class TreeParser extends Parser {
  constructor(private readonly builder: TreeBuilder, options: ConstructorParameters<typeof Parser>[1]) {
    super(builder, options);
  }

  override onopentagend(end: number): void {
    this.builder.isWithinTag = false;
    super.onopentagend(end);
  }

  override onselfclosingtag(end: number): void {
    this.builder.isWithinTag = false;
    super.onselfclosingtag(end);
  }

  override onclosetag(start: number, end: number): void {
    super.onclosetag(start, end);
    this.builder.isWithinTag = false;
  }

  override onend(): void {
    this.builder.dropUnfinished();
    super.onend();
  }
}

class TreeBuilder implements Partial<Handler> {
  isWithinTag = false;
  private readonly open: number[] = [];
  /** The innermost open element; -1 = none. */
  private parent = -1;
  /** The text node that more text goes on; -1 = none. */
  private text = -1;
  /** A few names stand on all elements: one string for each is compared and hashed once. */
  private readonly names = new Map<string, string>();

  constructor(private readonly dom: FlatDom) {}

  onopentagname(name: string): void {
    let known = this.names.get(name);
    if (known === undefined) this.names.set(name, known = name);
    this.parent = this.dom.append(known, '', this.parent);
    this.open.push(this.parent);
    this.text = -1;
    this.isWithinTag = true;
  }

  onattribute(name: string, value: string): void {
    const isNew = this.dom.addAttribute(name, value);
    // A declarative shadow root is no template: it is shown in the place of its parent.
    if (isNew && name === 'shadowrootmode' && /^(?:open|closed)$/iu.test(value) && this.dom.tag[this.parent] === 'template') this.dom.tag[this.parent] = 'shadow-root';
  }

  onclosetag(): void {
    const node = this.open.pop();
    if (node === undefined) return;
    this.dom.end[node] = this.dom.size;
    this.parent = this.open.at(-1) ?? -1;
    this.text = -1;
  }

  ontext(data: string): void {
    if (this.text < 0) this.text = this.dom.append('', data, this.parent);
    else this.dom.data[this.text] = (this.dom.data[this.text] ?? '') + data;
  }

  oncomment(data: string): void {
    if (this.dom.comments.length < MAX_COMMENTS) this.dom.comments.push(data.slice(0, MAX_COMMENT_CHARS));
    this.text = -1;
  }

  onprocessinginstruction(): void {
    this.text = -1;
  }

  /** A tag that the document breaks off in is no element. */
  dropUnfinished(): void {
    if (!this.isWithinTag) return;
    this.open.pop();
    this.dom.dropLast();
  }
}
