import type { Page } from './page.js';

/** Names that site generators give the element around the content. */
const CONTENT_NAMES = /(?:^|\s)(?:main-content|article-body|article-content|post-content|entry-content|page-content|markdown-body|wiki-content|content-body|rst-content)(?:\s|$)/iu;
/** A container is left for its child while the child keeps this share of the text that is no link. */
const KEPT_SHARE = 0.85;
/** What a page marks as its content and holds less of its text than this is a part of it: one card, one review. */
const MIN_MARKED_SHARE = 0.3;

/**
 * The node around a page's main content: `main` or `role=main`, a lone or dominant `article`, a well-known class, else the
 * smallest element that keeps nearly all text outside links and the first heading. -1 = the whole tree.
 */
export function mainContent(page: Page): number {
  const { dom } = page;
  const mains: number[] = [];
  const articles: number[] = [];
  const named: number[] = [];
  for (let node = 0; node < dom.size; node += 1) {
    const standing = page.standing(node);
    if (standing.kind !== 'shown') node = dom.endOf(node) - 1;
    else if (dom.tag[node] === 'main' || dom.attribute(node, 'role') === 'main') mains.push(node);
    else if (dom.tag[node] === 'article') articles.push(node);
    else if (CONTENT_NAMES.test((dom.attribute(node, 'class') ?? '').slice(0, 500)) || dom.attribute(node, 'itemprop') === 'articleBody') named.push(node);
  }
  const enough = (node: number | null): number | null => (node !== null && page.prose(node) >= page.prose(-1) * MIN_MARKED_SHARE ? node : null);
  return enough(longest(page, mains)) ?? enough(dominant(page, articles)) ?? enough(longest(page, named)) ?? byDensity(page);
}

function longest(page: Page, nodes: readonly number[]): number | null {
  let best: number | null = null;
  for (const node of nodes) if (page.prose(node) > (best === null ? 0 : page.prose(best))) best = node;
  return best;
}

/** One article among several is the content only when it has more text than all the others: else the page is a list. */
function dominant(page: Page, articles: readonly number[]): number | null {
  const best = longest(page, articles);
  if (best === null) return null;
  const inside = page.dom.endOf(best);
  const others = articles.filter((node) => node < best || node >= inside).reduce((sum, node) => sum + page.prose(node), 0);
  return page.prose(best) >= others ? best : null;
}

function byDensity(page: Page): number {
  const { dom } = page;
  const firstHeading = dom.tag.indexOf('h1');
  let current = -1;
  for (;;) {
    const child = heaviestChild(page, current);
    if (child === null) return current;
    const whole = page.prose(current);
    const losesHeading = firstHeading >= 0 && (current < 0 || holds(page, current, firstHeading)) && !holds(page, child, firstHeading);
    if (page.prose(child) < whole * KEPT_SHARE || losesHeading || !/^(?:html|body|div|section|article|td|table|tbody|tr|center|form)$/u.test(dom.tag[child] ?? '')) return current;
    current = child;
  }
}

function heaviestChild(page: Page, node: number): number | null {
  const { dom } = page;
  let best: number | null = null;
  const end = node < 0 ? dom.size : dom.endOf(node);
  for (let child = node + 1; child < end; child = dom.endOf(child)) {
    if (dom.tag[child] === '' || page.standing(child).kind !== 'shown') continue;
    if (best === null || page.prose(child) > page.prose(best)) best = child;
  }
  return best;
}

function holds(page: Page, node: number, inner: number): boolean {
  return inner >= node && inner < page.dom.endOf(node);
}
