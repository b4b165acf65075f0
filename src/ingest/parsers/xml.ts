import { WinnowError } from '../../core/index.js';
import { FlatDom } from './flat-dom.js';

export type XmlAttributes = Readonly<Record<string, string>>;

/** Where a tag stands in the part's text: UTF-16 offsets, half open. */
export interface TagSpan {
  readonly start: number;
  readonly end: number;
}

/** Names are local ones: programs choose their own prefixes. Attributes keep theirs, as `id` and `r:id` stand on one element. */
export interface XmlHandlers {
  open?(name: string, attributes: XmlAttributes, at: TagSpan): void;
  text?(data: string): void;
  close?(name: string, at: TagSpan): void;
}

/** Word nests some 15 elements a table level; the parser takes time in the square of the depth. */
const MAX_DEPTH = 2_000;

/** The text of a part: UTF-8 unless a byte order mark says UTF-16, the two that office formats may use (ECMA-376 part 2, 6.2.5). */
export function xmlText(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/**
 * Reads XML from beginning to end without making a tree. Declared entities are never resolved, so they can neither grow nor reach a file.
 * @throws WinnowError `file-broken` for elements nested deeper than 2,000
 */
export async function readXml(text: string, handlers: XmlHandlers): Promise<void> {
  const { Parser } = await import('htmlparser2');
  let depth = 0;
  const parser: InstanceType<typeof Parser> = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new WinnowError('file-broken', `Unexpected elements nested deeper than ${MAX_DEPTH}, expected a document`);
      handlers.open?.(localName(name), attributes, { start: parser.startIndex, end: parser.endIndex + 1 });
    },
    ontext(data) {
      handlers.text?.(data);
    },
    onclosetag(name) {
      depth -= 1;
      handlers.close?.(localName(name), { start: parser.startIndex, end: parser.endIndex + 1 });
    },
  }, { xmlMode: true, decodeEntities: true });
  parser.end(text);
}

/**
 * An XML part as a flat tree with local names. Of `AlternateContent` the richer choice stays, not the fallback that says the same to older programs.
 * @throws WinnowError as `readXml`
 */
export async function xmlTree(bytes: Uint8Array): Promise<FlatDom> {
  const dom = new FlatDom();
  const open: number[] = [];
  let skipped = 0;
  await readXml(xmlText(bytes), {
    open(name, attributes) {
      if (skipped > 0 || name === 'Fallback') skipped += 1;
      else {
        open.push(dom.append(name, '', open.at(-1) ?? -1));
        for (const attribute of Object.keys(attributes)) dom.addAttribute(attribute, attributes[attribute] ?? '');
      }
    },
    text(data) {
      if (skipped === 0) dom.append('', data, open.at(-1) ?? -1);
    },
    close() {
      if (skipped > 0) {
        skipped -= 1;
        return;
      }
      const node = open.pop();
      if (node !== undefined) dom.end[node] = dom.size;
    },
  });
  return dom;
}

/** An attribute by its local name, whatever its prefix. */
export function attributeOf(attributes: XmlAttributes | null | undefined, name: string): string | null {
  if (attributes === null || attributes === undefined) return null;
  if (Object.hasOwn(attributes, name)) return attributes[name] ?? null;
  for (const [key, value] of Object.entries(attributes)) if (key.endsWith(`:${name}`)) return value;
  return null;
}

/** Children of an element that have one of the names, in order. */
export function* childrenOf(dom: FlatDom, node: number, ...names: readonly string[]): Generator<number> {
  for (let at = node + 1; at < dom.endOf(node); at = dom.endOf(at)) if (names.includes(dom.tag[at] ?? '')) yield at;
}

/** The first element found by going down from `node` along the names; `null` when one is missing. */
export function childOf(dom: FlatDom, node: number, ...path: readonly string[]): number | null {
  let at = node;
  for (const name of path) {
    const [next] = childrenOf(dom, at, name);
    if (next === undefined) return null;
    at = next;
  }
  return at;
}

/** The first descendant of that name; `null` without one. */
export function descendantOf(dom: FlatDom, node: number, name: string): number | null {
  for (let at = node + 1; at < dom.endOf(node); at += 1) if (dom.tag[at] === name) return at;
  return null;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
