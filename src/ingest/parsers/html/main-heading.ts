import { wordsOf } from '../../../core/index.js';
import type { FlatDom } from '../flat-dom.js';

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
    const words = wordsOf(dom.textOf(node, MAX_CHARS).toLowerCase());
    const share = words.length === 0 || wanted.size === 0 ? 0 : words.filter((word) => wanted.has(word)).length / Math.max(words.length, wanted.size);
    const isFirst = dom.tag[node] === 'h1';
    const rank = words.length === 0 ? 0 : share + (isFirst ? 0.3 : share >= LEAST_SHARE ? 0 : -1);
    if (rank > bestRank) [best, bestRank] = [node, rank];
  }
  return best;
}
