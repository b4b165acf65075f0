import type { FlatDom } from '../flat-dom.js';

const MAX_ID_CHARS = 200;
const MAX_NODES = 2_000;
const MAX_CHARS = 4_000;

/** Ids that a control of the page opens: tabs, accordions, `aria-controls`. */
export function controlledIds(dom: FlatDom): Set<string> {
  return idsIn(dom, ['aria-controls', 'data-target', 'data-bs-target', 'href', 'popovertarget'], (name, value) => name.startsWith('aria') || name === 'popovertarget' || value.startsWith('#'));
}

/** Ids of what names or describes another element to those who hear a page. */
export function describingIds(dom: FlatDom): Set<string> {
  return idsIn(dom, ['aria-describedby', 'aria-labelledby', 'aria-details', 'aria-errormessage'], () => true);
}

function idsIn(dom: FlatDom, names: readonly string[], counts: (name: string, value: string) => boolean): Set<string> {
  const ids = new Set<string>();
  const given = names.filter((name) => dom.hasAttribute(name));
  if (given.length === 0) return ids;
  for (let node = 0; node < dom.size; node += 1) {
    if (dom.attributeCount(node) === 0) continue;
    for (const name of given) {
      const value = dom.attribute(node, name);
      if (value !== null && value.length <= MAX_ID_CHARS && counts(name, value)) for (const id of value.split(/\s+/u)) ids.add(id.replace(/^#/u, ''));
    }
  }
  return ids;
}

/** The beginning of the text below a node, whatever it is in. */
export function spokenText(dom: FlatDom, node: number): string {
  const parts: string[] = [];
  let chars = 0;
  for (let at = node; at < Math.min(dom.endOf(node), node + MAX_NODES) && chars < MAX_CHARS; at += 1) {
    if (dom.tag[at] !== '') continue;
    const data = (dom.data[at] ?? '').slice(0, MAX_CHARS);
    parts.push(data);
    chars += data.length;
  }
  return parts.join(' ');
}
