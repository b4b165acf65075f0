import { wordsOf } from '../../../core/index.js';
import type { FlatDom } from '../flat-dom.js';

/** Parts of a page that hold no date of the page. */
export const NEVER: ReadonlySet<string> = new Set(['script', 'style', 'template', 'iframe', 'svg', 'select', 'textarea', 'button', 'noscript', 'nav', 'dialog', 'option', 'title', 'code', 'pre']);
const MAX_HEADINGS = 200;
const MAX_CHARS = 300;
/** A heading with less of the title's words than this is not the page's, when another has more. */
const LEAST_SHARE = 0.5;

/** The heading that names the page: the one most like its title, `h1` before others; -1 where there is none. */
export function mainHeading(dom: FlatDom, title: string | null): number {
  const wanted = new Set(wordsOf((title ?? '').toLowerCase()));
  let [best, bestRank] = [-1, 0];
  let seen = 0;
  for (const node of dom.withTag('h1', 'h2', 'h3')) {
    if ((seen += 1) > MAX_HEADINGS) break;
    if (isPassedOver(dom, node)) continue;
    const words = wordsOf(textOf(dom, node).toLowerCase());
    const share = words.length === 0 || wanted.size === 0 ? 0 : words.filter((word) => wanted.has(word)).length / Math.max(words.length, wanted.size);
    const isFirst = dom.tag[node] === 'h1';
    const rank = words.length === 0 ? 0 : share + (isFirst ? 0.3 : share >= LEAST_SHARE ? 0 : -1);
    if (rank > bestRank) [best, bestRank] = [node, rank];
  }
  return best;
}

/** In navigation, a dialog or what browsers never show. */
function isPassedOver(dom: FlatDom, node: number): boolean {
  for (let at = dom.parent[node] ?? -1; at >= 0; at = dom.parent[at] ?? -1) if (NEVER.has(dom.tag[at] ?? '')) return true;
  return false;
}

/** Some headings are pictures. */
function textOf(dom: FlatDom, node: number): string {
  const text = dom.textOf(node, MAX_CHARS);
  for (let at = node + 1; at < dom.endOf(node) && text === ''; at += 1) if (dom.tag[at] === 'img') return (dom.attribute(at, 'alt') ?? '').slice(0, MAX_CHARS);
  return text;
}
