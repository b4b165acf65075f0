import type { FlatDom } from '../flat-dom.js';
import { hiddenNames, hidingDeclaration, type HiddenNames } from './hidden-css.js';
import type { TextLengths } from './lengths.js';

/** Never text of a page. */
export const SILENT: ReadonlySet<string> = new Set(['script', 'style', 'template', 'head', 'iframe', 'svg', 'select', 'textarea', 'input']);
/** What a page has around its content, by element. */
const CHROME_TAGS = new Set(['nav', 'aside', 'footer', 'noscript', 'button', 'dialog']);
const CHROME_ROLES = /^(?:navigation|banner|contentinfo|complementary|search|dialog|alertdialog|menu|menubar|toolbar|tablist|alert|status|tooltip)$/u;
/** Words of class names and ids of what stands around the content. */
const CHROME_WORDS = new Set([
  'cookie', 'cookies', 'consent', 'gdpr', 'share', 'sharing', 'social', 'related', 'recommended', 'recommendations', 'breadcrumb', 'breadcrumbs', 'sidebar',
  'newsletter', 'subscribe', 'comments', 'commentlist', 'disqus', 'pagination', 'pager', 'advert', 'advertisement', 'ads', 'promo', 'toc', 'navbar', 'nav',
  'navigation', 'footer', 'helpful', 'feedback', 'skip', 'skiplink', 'toolbar', 'masthead', 'menu', 'submenu', 'megamenu', 'popup', 'popmake', 'modal', 'lightbox',
  'offcanvas', 'trending', 'popular', 'reviews', 'okendo', 'yotpo', 'bazaarvoice', 'onetrust', 'cookiebot', 'didomi', 'usercentrics', 'trustarc', 'iubenda',
]);
/** Words of what stands around the content when it is short: a row of tags, a call to sign up. */
const SHORT_CHROME_WORDS = new Set(['tags', 'cta', 'banner', 'login', 'signup', 'optin', 'wishlist', 'minicart']);
/** The same of what tells about the page: who wrote it, and when. It is no content, but its dates count. */
const ABOUT_WORDS = new Set(['author', 'bio', 'byline', 'meta', 'postmeta']);
const MAX_SHORT_CHARS = 300;
/** Words that mark text meant to be shown later (collapsed) or to be heard instead of seen. */
const COLLAPSED = /(?:^|[\s_-])(?:tab|tabs|tabpanel|panel|pane|accordion|collapse|collapsed|collapsible|expand|expandable|faq|answer|details|toggle|slide|carousel)/iu;
const FOR_SCREEN_READERS = /(?:^|[\s_-])(?:sr|screen-?reader|visually-?hidden|visuallyhidden|assistive|skip|a11y)/iu;
const TRANSIENT = /(?:^|[\s_-])(?:modal|popup|popover|dropdown|tooltip|toast|menu|overlay|lightbox|spinner|loading|loader|alert|dialog|banner|notice|error|success|katex|mathjax|mjx|icon|cookie|consent)/iu;
/** What React streams behind the page's frame, to be put in its place by a script. */
const STREAMED = /^S:[\da-f]+$/u;
/** A class name alone does not make more than half a page's text chrome: `has-sidebar` stands on many a body. */
const MAX_CHROME_SHARE = 0.5;

export type Standing =
  | { readonly kind: 'shown' }
  /** Around the content; `isAbout`: it tells about the page itself. */
  | { readonly kind: 'chrome'; readonly isAbout: boolean }
  /** Out of sight; `how` says by what. `honest` for the skip links and such that every page has. */
  | { readonly kind: 'hidden'; readonly how: string; readonly honest: boolean };

/** A standing with the rule it came by; `null` for rules that no page is an exception to. */
export type Judged = Standing & { readonly by: string | null };

const SHOWN: Judged = { kind: 'shown', by: null };
const chromeBy = (by: string | null, isAbout = false): Judged => ({ kind: 'chrome', isAbout, by });

/** The rules by which an element stands, whatever its ancestors do; those that a page is an exception to are waived by name. */
export class StandingRules {
  readonly waived = new Set<string>();
  private readonly css: HiddenNames;
  private readonly controlled: ReadonlySet<string>;

  constructor(private readonly dom: FlatDom, private readonly all: TextLengths) {
    this.css = hiddenNames([...dom.withTag('style')].map((node) => dom.data.slice(node + 1, dom.endOf(node)).join('')).join('\n'));
    this.controlled = controlledIds(dom);
  }

  judge(node: number): Judged {
    const tag = this.dom.tag[node] ?? '';
    if (tag === '') return SHOWN;
    if (SILENT.has(tag)) return chromeBy(null);
    return this.chrome(node, tag) ?? this.outOfSight(node) ?? this.namedChrome(node, tag) ?? SHOWN;
  }

  private chrome(node: number, tag: string): Judged | null {
    if (CHROME_TAGS.has(tag) && !this.waived.has(tag)) return chromeBy(tag);
    const role = this.dom.attribute(node, 'role') ?? '';
    return CHROME_ROLES.test(role) && !this.waived.has(`role ${role}`) ? chromeBy(`role ${role}`) : null;
  }

  private outOfSight(node: number): Judged | null {
    const names = this.namesOf(node);
    const how = this.hiddenBy(node);
    if (how !== null) return this.waived.has(`hidden ${how}`) ? null : this.hidden(node, names, how);
    return FOR_SCREEN_READERS.test(names) && this.isPart(node) ? { kind: 'hidden', how: 'class', honest: true, by: null } : null;
  }

  private namedChrome(node: number, tag: string): Judged | null {
    if (isRootLike(tag) || !this.isPart(node)) return null;
    if (tag === 'form' && !this.waived.has('form')) return chromeBy('form');
    const isShort = (this.all.text[node] ?? 0) <= MAX_SHORT_CHARS;
    const word = wordsOfNames(this.namesOf(node)).find((name) => (CHROME_WORDS.has(name) || (isShort && (SHORT_CHROME_WORDS.has(name) || ABOUT_WORDS.has(name)))) && !this.waived.has(`name ${name}`));
    return word === undefined ? null : chromeBy(`name ${word}`, ABOUT_WORDS.has(word));
  }

  private namesOf(node: number): string {
    return `${this.dom.attribute(node, 'class') ?? ''} ${this.dom.attribute(node, 'id') ?? ''}`.trim();
  }

  private hidden(node: number, names: string, how: string): Judged {
    const id = this.dom.attribute(node, 'id');
    const isCollapsed = this.dom.attribute(node, 'role') === 'tabpanel' || COLLAPSED.test(names) || (id !== null && (this.controlled.has(id) || STREAMED.test(id)));
    if (isCollapsed && /^(?:hidden|display|height|max-height|visibility|aria-hidden|\.|#)/u.test(how)) return SHOWN;
    return { kind: 'hidden', how, honest: FOR_SCREEN_READERS.test(names) || TRANSIENT.test(names), by: `hidden ${how}` };
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

  /** Not so much of the page that a name or a form cannot mean all of it. */
  private isPart(node: number): boolean {
    return (this.all.text[node] ?? 0) <= this.all.total * MAX_CHROME_SHARE;
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

function wordsOfNames(names: string): string[] {
  return names === '' ? [] : names.slice(0, 500).replace(/([a-z])([A-Z])/gu, '$1-$2').toLowerCase().split(/[^a-z0-9]+/u);
}

function isRootLike(tag: string): boolean {
  return tag === 'html' || tag === 'body' || tag === 'main' || tag === 'article' || /^h[1-6]$/u.test(tag);
}
