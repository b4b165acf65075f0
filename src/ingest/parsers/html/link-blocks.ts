import type { Page } from './page.js';

/** Nearly all of the text is links. */
const MIN_LINK_SHARE = 0.75;
const MIN_LINKS = 3;
const MIN_CHARS = 20;
/** A block with more of the content than this may be the content. */
const MAX_BLOCK_SHARE = 0.2;
/** Where links are more of the content than this, they are the content: listings, indexes. */
const MAX_CONTENT_LINK_SHARE = 0.3;

/**
 * Boxes of links beside prose: related posts, tags, neighbours, without a name that says so. Lists and tables of the text itself
 * are none: what a page enumerates is its content, linked or not.
 */
export class LinkBlocks {
  private readonly chars: number;
  private readonly arePart: boolean;

  constructor(private readonly page: Page, root: number) {
    const { text, links, total, totalLinks } = page.lengths;
    this.chars = root < 0 ? total : (text[root] ?? 0);
    const linked = root < 0 ? totalLinks : (links[root] ?? 0);
    this.arePart = linked <= this.chars * MAX_CONTENT_LINK_SHARE;
  }

  holds(node: number): boolean {
    const { dom, lengths: { text, links } } = this.page;
    const tag = dom.tag[node];
    if (!this.arePart || (tag !== 'div' && tag !== 'section')) return false;
    const chars = text[node] ?? 0;
    if (chars < MIN_CHARS || chars > this.chars * MAX_BLOCK_SHARE || (links[node] ?? 0) < chars * MIN_LINK_SHARE) return false;
    let found = 0;
    for (let at = node + 1; at < dom.endOf(node) && found < MIN_LINKS; at += 1) if (dom.tag[at] === 'a') found += 1;
    return found >= MIN_LINKS;
  }
}
