import type { FlatDom } from '../flat-dom.js';
import { hiddenNames, hidingDeclaration, type HiddenNames } from './hidden-css.js';

/** What a page has around its content, by element. */
const CHROME_TAGS = new Set(['nav', 'aside', 'footer', 'script', 'style', 'template', 'noscript', 'head', 'button', 'iframe', 'dialog', 'svg', 'select', 'textarea', 'input']);
const CHROME_ROLES = /^(?:navigation|banner|contentinfo|complementary|search|dialog|alertdialog|menu|menubar|toolbar|tablist|alert|status|tooltip)$/u;
/** Words of class names and ids of what stands around the content. */
const CHROME_WORDS = new Set([
  'cookie', 'cookies', 'consent', 'gdpr', 'share', 'sharing', 'social', 'related', 'recommended', 'recommendations', 'breadcrumb', 'breadcrumbs', 'sidebar',
  'newsletter', 'subscribe', 'comments', 'commentlist', 'disqus', 'pagination', 'pager', 'advert', 'advertisement', 'ads', 'promo', 'toc', 'navbar', 'nav',
  'navigation', 'footer', 'helpful', 'feedback', 'skip', 'skiplink', 'toolbar', 'masthead',
]);
/** Words that mark text meant to be shown later (collapsed) or to be heard instead of seen. */
const COLLAPSED = /(?:^|[\s_-])(?:tab|tabs|tabpanel|panel|pane|accordion|collapse|collapsed|collapsible|expand|expandable|faq|answer|details|toggle|slide|carousel)/iu;
const FOR_SCREEN_READERS = /(?:^|[\s_-])(?:sr|screen-?reader|visually-?hidden|visuallyhidden|assistive|skip|a11y)/iu;
const TRANSIENT = /(?:^|[\s_-])(?:modal|popup|popover|dropdown|tooltip|toast|menu|overlay|lightbox|spinner|loading|loader|alert|dialog|banner|notice|error|success|katex|mathjax|mjx|icon|cookie|consent)/iu;
/** A class name alone does not make more than half a page's text chrome: `has-sidebar` stands on many a body. */
const MAX_CHROME_SHARE = 0.5;

export type Standing =
  | { readonly kind: 'shown' }
  | { readonly kind: 'chrome' }
  /** Out of sight; `how` says by what. `honest` for the skip links and such that every page has. */
  | { readonly kind: 'hidden'; readonly how: string; readonly honest: boolean };

const SHOWN: Standing = { kind: 'shown' };
const CHROME: Standing = { kind: 'chrome' };

/** A page's elements with what they count: text lengths by subtree, and how each element stands to its content. */
export class Page {
  /** Characters of visible text below each node. */
  readonly textLength: Int32Array;
  /** Of those, characters within links. */
  readonly linkLength: Int32Array;
  private readonly css: HiddenNames;
  private readonly controlled: ReadonlySet<string>;
  private readonly total: number;

  constructor(readonly dom: FlatDom) {
    this.css = hiddenNames([...dom.withTag('style')].map((node) => dom.data.slice(node + 1, dom.endOf(node)).join('')).join('\n'));
    this.controlled = controlledIds(dom);
    const { text, links } = lengthsOf(dom);
    this.textLength = text;
    this.linkLength = links;
    this.total = dom.parent.reduce((sum, parent, node) => (parent < 0 ? sum + (text[node] ?? 0) : sum), 0);
  }

  /** How one element stands, whatever its ancestors do. */
  standing(node: number): Standing {
    const tag = this.dom.tag[node] ?? '';
    if (tag === '') return SHOWN;
    if (CHROME_TAGS.has(tag) || CHROME_ROLES.test(this.dom.attribute(node, 'role') ?? '')) return CHROME;
    const names = `${this.dom.attribute(node, 'class') ?? ''} ${this.dom.attribute(node, 'id') ?? ''}`.trim();
    const how = this.hiddenBy(node);
    if (how !== null) return this.hidden(node, names, how);
    if (names !== '' && FOR_SCREEN_READERS.test(names) && this.short(node)) return { kind: 'hidden', how: 'class', honest: true };
    if ((tag === 'form' || (names !== '' && isChromeName(names))) && this.short(node) && !isRootLike(tag)) return CHROME;
    return SHOWN;
  }

  private hidden(node: number, names: string, how: string): Standing {
    const id = this.dom.attribute(node, 'id');
    const collapsed = this.dom.attribute(node, 'role') === 'tabpanel' || COLLAPSED.test(names) || (id !== null && this.controlled.has(id));
    if (collapsed && /^(?:hidden|display|height|max-height|visibility|aria-hidden|\.|#)/u.test(how)) return SHOWN;
    return { kind: 'hidden', how, honest: FOR_SCREEN_READERS.test(names) || TRANSIENT.test(names) };
  }

  private hiddenBy(node: number): string | null {
    const hidden = this.dom.attribute(node, 'hidden');
    if (hidden !== null && hidden !== 'until-found') return 'hidden attribute';
    if (this.dom.attribute(node, 'aria-hidden') === 'true') return 'aria-hidden';
    const declaration = hidingDeclaration(this.dom.attribute(node, 'style') ?? '');
    if (declaration !== null) return declaration;
    const id = this.dom.attribute(node, 'id');
    if (id !== null && this.css.ids.has(id)) return `#${id}`;
    if (this.css.classes.size === 0) return null;
    const name = (this.dom.attribute(node, 'class') ?? '').split(/\s+/u).find((word) => this.css.classes.has(word));
    return name === undefined ? null : `.${name}`;
  }

  private short(node: number): boolean {
    return (this.textLength[node] ?? 0) <= this.total * MAX_CHROME_SHARE;
  }
}

/** Ids that a control of the page opens: tabs, accordions, `aria-controls`. */
function controlledIds(dom: FlatDom): Set<string> {
  const ids = new Set<string>();
  for (let node = 0; node < dom.size; node += 1) {
    for (const name of ['aria-controls', 'data-target', 'data-bs-target', 'href']) {
      const value = dom.attribute(node, name);
      if (value !== null && value.length <= 200 && (name === 'aria-controls' || value.startsWith('#'))) ids.add(value.replace(/^#/u, ''));
    }
  }
  return ids;
}

function lengthsOf(dom: FlatDom): { text: Int32Array; links: Int32Array } {
  const text = new Int32Array(dom.size);
  const links = new Int32Array(dom.size);
  for (let node = dom.size - 1; node >= 0; node -= 1) {
    const tag = dom.tag[node] ?? '';
    if (tag === '') text[node] = (dom.data[node] ?? '').trim().length;
    if (tag === 'a') links[node] = text[node] ?? 0;
    const parent = dom.parent[node] ?? -1;
    if (parent < 0 || CHROME_TAGS.has(tag)) continue;
    text[parent] = (text[parent] ?? 0) + (text[node] ?? 0);
    links[parent] = (links[parent] ?? 0) + (links[node] ?? 0);
  }
  return { text, links };
}

function isChromeName(names: string): boolean {
  return names.slice(0, 500).replace(/([a-z])([A-Z])/gu, '$1-$2').toLowerCase().split(/[^a-z0-9]+/u).some((word) => CHROME_WORDS.has(word));
}

function isRootLike(tag: string): boolean {
  return tag === 'html' || tag === 'body' || tag === 'main' || tag === 'article' || /^h[1-6]$/u.test(tag);
}
