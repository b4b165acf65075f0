import type { FlatDom } from '../flat-dom.js';

const HEADING = /^h[1-6]$/u;

/**
 * Whether an element's id says its title: that of a heading, or of a section that begins with the heading. Programs make such ids
 * of what the title says (`#comments`, `#skip-list`, `#menu`), which is no name of a part around the content.
 */
export function isTitled(dom: FlatDom, node: number, classes: string): boolean {
  const tag = dom.tag[node] ?? '';
  if (HEADING.test(tag)) return true;
  if (tag !== 'section' && !/(?:^|\s)(?:section|sect\d)(?:\s|$)/u.test(classes)) return false;
  const id = dom.attribute(node, 'id');
  const heading = id === null ? null : firstHeading(dom, node);
  return id !== null && heading !== null && slugOf(textOf(dom, heading)) === slugOf(id);
}

/** The heading that a section begins with; anchors and white space may stand before it. */
function firstHeading(dom: FlatDom, node: number): number | null {
  const end = Math.min(dom.endOf(node), node + 12);
  for (let at = node + 1; at < end; at += 1) {
    const tag = dom.tag[at] ?? '';
    if (HEADING.test(tag)) return at;
    if (tag === '' ? (dom.data[at] ?? '').trim() !== '' : tag !== 'a' && tag !== 'span' && tag !== 'header' && tag !== 'div') return null;
  }
  return null;
}

function textOf(dom: FlatDom, node: number): string {
  let text = '';
  for (let at = node + 1; at < dom.endOf(node) && text.length < 200; at += 1) if (dom.tag[at] === '') text += dom.data[at] ?? '';
  return text;
}

/** As programs make ids of titles: letters and digits with hyphens between; numbers before and the sign of a link behind count for nothing. */
const slugOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^[-\d]+/u, '').replace(/-+$/u, '');
