import type { FlatDom } from '../flat-dom.js';

/** Texts below a node with spaces between. */
export function joined(dom: FlatDom, node: number, end: number): string {
  let text = '';
  for (let at = node; at < end && text.length < 120; at += 1) if (dom.tag[at] === '') text += ` ${dom.data[at] ?? ''}`;
  return text.replace(/\s+/gu, ' ').trim();
}

/** Characters of text below a node, counted up to a limit. */
export function charsIn(dom: FlatDom, node: number, limit: number): number {
  let chars = 0;
  for (let at = node; at < dom.endOf(node) && chars < limit && at < node + 400; at += 1) {
    if (dom.tag[at] === 'script' || dom.tag[at] === 'style') at = dom.endOf(at) - 1;
    else chars += dom.textChars[at] ?? 0;
  }
  return chars;
}

/** Names of the element around a date and of the one around that. */
export function makeOf(dom: FlatDom, node: number): string {
  const element = dom.tag[node] === '' ? (dom.parent[node] ?? -1) : node;
  const above = dom.parent[element] ?? -1;
  return [element, above].map((at) => (at < 0 ? '' : `${dom.tag[at] ?? ''}.${dom.attribute(at, 'class') ?? ''}`)).join(' ').slice(0, 200);
}
