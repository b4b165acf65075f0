import { WinnowError, excerpt, toJsonObject, type DateEvidence, type JsonObject } from '../../../core/index.js';
import { evidenceOf, readDate } from '../../dates.js';
import type { FlatDom } from '../flat-dom.js';
import { partName } from '../ooxml.js';
import { attributeOf, childrenOf, xmlTree } from '../xml.js';
import { Archive } from '../zip.js';

/** A document of the book, in the order in which it is read. */
export interface SpineItem {
  readonly part: string;
  readonly mediaType: string;
  /** Holds the table of contents. */
  readonly isContents: boolean;
}

/** Scrambled fonts (EPUB 3.3, 4.2.5; Adobe's older way) hide no text. */
const FONT_SCRAMBLING = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#rc']);
/** The publisher's own word. */
const PUBLISHED_CONFIDENCE = 0.7;
/** Set by the program that packed the book. */
const MODIFIED_CONFIDENCE = 0.6;

/** The package of an EPUB (EPUB 3.3, 5; OPF 2.0.1): what it says of the book, and which documents make it up. */
export class Book {
  private constructor(readonly archive: Archive, private readonly name: string, private readonly dom: FlatDom) {}

  /** @throws WinnowError `file-broken` when the archive or its package document cannot be read, `file-encrypted` when its text is encrypted, and as `Archive` */
  static async open(bytes: Uint8Array): Promise<Book> {
    const archive = Archive.open(bytes);
    await refuseEncrypted(archive);
    const container = await treeOf(archive, 'META-INF/container.xml');
    const [root] = container === null ? [] : [...container.withTag('rootfile')];
    const named = container === null || root === undefined ? null : partName('', container.attribute(root, 'full-path') ?? '');
    const name = named !== null && archive.has(named) ? named : (archive.names.find((entry) => entry.toLowerCase().endsWith('.opf')) ?? null);
    const dom = name === null ? null : await treeOf(archive, name);
    if (name === null || dom === null) throw new WinnowError('file-broken', 'Unexpected archive without a readable package document (.opf), expected a book');
    return new Book(archive, name, dom);
  }

  get spine(): readonly SpineItem[] {
    const items = new Map<string, SpineItem>();
    for (const node of this.dom.withTag('item')) {
      const id = this.dom.attribute(node, 'id');
      const part = this.part(this.dom.attribute(node, 'href') ?? '');
      const isContents = /(?:^|\s)nav(?:\s|$)/u.test(this.dom.attribute(node, 'properties') ?? '');
      if (id !== null) items.set(id, { part, isContents, mediaType: this.dom.attribute(node, 'media-type') ?? '' });
    }
    const spine = new Map<string, SpineItem>();
    for (const node of this.dom.withTag('itemref')) {
      const item = items.get(this.dom.attribute(node, 'idref') ?? '');
      if (item !== undefined) spine.set(item.part, item);
    }
    const contents = this.contentsOfGuide();
    const guided = [...spine.values()].map((item) => (contents.has(item.part) ? { ...item, isContents: true } : item));
    // The guide of a book of one document leads to the list at its head.
    return guided.every(({ isContents }) => isContents) ? [...spine.values()] : guided;
  }

  /** Titles of documents by the table of contents: of each one, the first entry that leads to it. */
  async titles(): Promise<ReadonlyMap<string, string>> {
    const titles = new Map<string, string>();
    for (const node of this.dom.withTag('item')) {
      const isNav = /(?:^|\s)nav(?:\s|$)/u.test(this.dom.attribute(node, 'properties') ?? '');
      if (!isNav && this.dom.attribute(node, 'media-type') !== 'application/x-dtbncx+xml') continue;
      const part = this.part(this.dom.attribute(node, 'href') ?? '');
      const dom = await treeOf(this.archive, part);
      if (dom !== null) for (const [href, label] of isNav ? linksOf(dom) : navPointsOf(dom)) {
        const target = partOf(part, href);
        if (label !== '' && !titles.has(target)) titles.set(target, label);
      }
    }
    return titles;
  }

  get title(): string | null {
    const title = this.field('title');
    return title === null ? null : excerpt(title, 300);
  }

  get language(): string | null {
    const language = this.field('language');
    return language !== null && /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u.test(language) ? language : null;
  }

  get declared(): JsonObject {
    const authors = [...this.dom.withTag('creator')].slice(0, 50).map((node) => this.dom.textOf(node, 200)).filter((name) => name !== '');
    const fields = {
      author: authors.length === 0 ? null : authors.join(', '), publisher: this.field('publisher'), subject: this.field('subject'),
      description: this.field('description'), identifier: this.field('identifier'), rights: this.field('rights'),
    };
    return toJsonObject(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)));
  }

  get dates(): readonly DateEvidence[] {
    const found: DateEvidence[] = [];
    for (const node of this.dom.withTag('date')) {
      const event = attributeOf(Object.fromEntries(this.dom.attributesOf(node)), 'event') ?? 'publication';
      const date = readDate(this.dom.textOf(node, 60));
      if (date === null || !/publication|modification/u.test(event)) continue;
      const kind = event.includes('modification') ? 'modified' : 'published';
      found.push(evidenceOf(kind, date, 'meta', PUBLISHED_CONFIDENCE, `dc:date${kind === 'modified' ? ' (modification)' : ''}`));
    }
    for (const node of this.dom.withTag('meta')) {
      const date = this.dom.attribute(node, 'property') === 'dcterms:modified' ? readDate(this.dom.textOf(node, 60)) : null;
      if (date !== null) found.push(evidenceOf('modified', date, 'file-properties', MODIFIED_CONFIDENCE, 'dcterms:modified'));
    }
    return found.slice(0, 20);
  }

  private field(tag: string): string | null {
    const [node] = this.dom.withTag(tag);
    const value = node === undefined ? '' : this.dom.textOf(node, 2000);
    return value === '' ? null : value;
  }

  /** Documents that the guide names as the table of contents. A place within a document (`text.xhtml#toc`) says nothing of the rest of it. */
  private contentsOfGuide(): ReadonlySet<string> {
    const parts = new Set<string>();
    for (const node of this.dom.withTag('reference')) {
      const href = this.dom.attribute(node, 'href') ?? '';
      if (this.dom.attribute(node, 'type') === 'toc' && !/#./u.test(href)) parts.add(this.part(href));
    }
    return parts;
  }

  private part(href: string): string {
    return partOf(this.name, href);
  }
}

async function treeOf(archive: Archive, part: string): Promise<FlatDom | null> {
  const bytes = archive.read(part);
  return bytes === null ? null : xmlTree(bytes);
}

/** The entry that a link leads to, without its place inside. */
function partOf(from: string, href: string): string {
  const path = href.split('#', 1)[0] ?? '';
  try {
    return partName(from, decodeURIComponent(path));
  } catch {
    return partName(from, path);
  }
}

function* linksOf(dom: FlatDom): Generator<readonly [href: string, label: string]> {
  for (const node of dom.withTag('a')) yield [dom.attribute(node, 'href') ?? '', dom.textOf(node, 300)];
}

function* navPointsOf(dom: FlatDom): Generator<readonly [href: string, label: string]> {
  for (const node of dom.withTag('navPoint')) {
    const [label] = childrenOf(dom, node, 'navLabel');
    const [content] = childrenOf(dom, node, 'content');
    if (label !== undefined && content !== undefined) yield [dom.attribute(content, 'src') ?? '', dom.textOf(label, 300)];
  }
}

async function refuseEncrypted(archive: Archive): Promise<void> {
  const dom = await treeOf(archive, 'META-INF/encryption.xml');
  if (dom === null) return;
  for (const node of dom.withTag('EncryptedData')) {
    const [method] = childrenOf(dom, node, 'EncryptionMethod');
    const algorithm = method === undefined ? '' : (dom.attribute(method, 'Algorithm') ?? '');
    if (!FONT_SCRAMBLING.has(algorithm.toLowerCase())) throw new WinnowError('file-encrypted', 'The text of the book is encrypted (digital rights management)');
  }
}
