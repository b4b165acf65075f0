import type { FlatDom } from '../flat-dom.js';

/** Characters of text below each node, and of those the characters within links. */
export interface TextLengths {
  readonly text: Int32Array;
  readonly links: Int32Array;
  /** Of the whole page. */
  readonly total: number;
  readonly totalLinks: number;
}

/** Lengths of text below nodes; what is below a node that does not count is not added to those around it. */
export function lengthsOf(dom: FlatDom, counts: (node: number) => boolean): TextLengths {
  const text = dom.textChars.slice();
  const links = new Int32Array(dom.size);
  let total = 0;
  let totalLinks = 0;
  for (let node = dom.size - 1; node >= 0; node -= 1) {
    if (dom.tag[node] === 'a') links[node] = text[node] ?? 0;
    if (!counts(node)) continue;
    const parent = dom.parent[node] ?? -1;
    if (parent < 0) {
      total += text[node] ?? 0;
      totalLinks += links[node] ?? 0;
      continue;
    }
    text[parent] = (text[parent] ?? 0) + (text[node] ?? 0);
    links[parent] = (links[parent] ?? 0) + (links[node] ?? 0);
  }
  return { text, links, total, totalLinks };
}
