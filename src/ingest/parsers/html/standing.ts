import { wordsOf } from '../../../core/index.js';
import type { FlatDom } from '../flat-dom.js';
import { controlledIds, describingIds, spokenText } from './hidden-uses.js';
import type { TextLengths } from './lengths.js';
import { hasOpener, isCaption } from './openers.js';
import { isTitled } from './titled.js';
import { ordersModel, speaksToModel } from '../model-speech.js';
import { Styles, type Hidden } from './styles.js';

/** Never text of a page. */
export const SILENT: ReadonlySet<string> = new Set(['script', 'style', 'template', 'head', 'iframe', 'svg', 'select', 'textarea', 'input', 'progress', 'meter']);
/** What a page has around its content, by element. */
const CHROME_TAGS = new Set(['nav', 'aside', 'footer', 'noscript', 'noframes', 'noembed', 'button', 'dialog']);
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
const COLLAPSED = /(?:^|[\s_-])(?:tab(?:s|bed|panel|panels|pane|content)?(?![a-z])|panel|pane(?![a-z])|accordion|collaps|expand|faq|answer|details|toggle|slide|carousel|spoiler|(?:read|show)-?more)/iu;
const FOR_SCREEN_READERS = /(?:^|[\s_-])(?:sr|screen-?reader|visually-?hidden|visuallyhidden|assistive|skip|a11y)/iu;
const TRANSIENT = /(?:^|[\s_-])(?:modal|popup|popover|dropdown|tooltip|toast|menu|overlay|lightbox|spinner|loading|loader|alert|dialog|banner|notice|error|success|katex|mathjax|mjx|icon|cookie|consent|lazy|lazyload|aos|cloak|no-?results?|skeleton|lang(?:uage)?-[a-z]{2}(?![a-z]))/iu;
/** Names of text that fades in when it is scrolled to. */
const FADING = /(?:^|[\s_-])(?:aos|wow|s?reveal|fade-?(?:in|up|down|left|right)|animate|in-?view|appear)/iu;
const FADED_BY = /^(?:opacity|visibility|transform)$/u;
/** What is opened on demand fades in as well. */
const OPENED = /(?:^|[\s_-])(?:modal|popup|popover|dropdown|tooltip|toast|menu|overlay|lightbox|spinner|loading|loader|alert|dialog|notice|error|success|cookie|consent)/iu;
/** Properties by which parts of a page wait to be opened. */
const COLLAPSING = /^(?:display|visibility|(?:max-)?height|content-visibility|opacity)$/u;
/** Properties by which text is kept for those who hear a page. */
const TO_BE_HEARD = /^(?:clip|(?:-webkit-)?clip-path|(?:max-)?(?:width|height)|left|right|top|bottom|inset.*|margin.*|text-indent)$/u;
const LABELS = /^(?:a|label|legend|caption|figcaption|h[1-6]|th|button|summary|li)$/u;
const MAX_HEARD_WORDS = 5;
const MAX_LABEL_WORDS = 12;
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
  private readonly styles: Styles;
  private readonly controlled: ReadonlySet<string>;
  private readonly describing: ReadonlySet<string>;
  private readonly places: ReadonlySet<string>;
  private readonly names = new Map<string, Names>();
  private readonly opened = new Map<number, boolean>();
  private readonly openers = new Map<number, boolean>();
  private readonly language: string | null;
  private readonly spoken = new Map<number, boolean>();

  constructor(private readonly dom: FlatDom, private readonly all: TextLengths) {
    this.styles = new Styles(dom);
    this.controlled = controlledIds(dom);
    this.describing = describingIds(dom);
    const html = dom.tag.indexOf('html');
    this.language = dom.attribute(html, 'lang')?.slice(0, 2).toLowerCase() ?? null;
    this.places = new Set([...dom.withTag('template')].map((node) => dom.attribute(node, 'id') ?? ''));
  }

  judge(node: number): Judged {
    const tag = this.dom.tag[node] ?? '';
    if (tag === '') return this.lettersOutOfSight(node);
    if (SILENT.has(tag)) return chromeBy(null);
    return this.chrome(node, tag) ?? this.outOfSight(node) ?? this.namedChrome(node, tag) ?? SHOWN;
  }

  private chrome(node: number, tag: string): Judged | null {
    if (CHROME_TAGS.has(tag) && !this.waived.has(tag)) return chromeBy(tag);
    const role = this.dom.attribute(node, 'role');
    return role !== null && CHROME_ROLES.test(role) && !this.waived.has(`role ${role}`) ? chromeBy(`role ${role}`) : null;
  }

  private outOfSight(node: number): Judged | null {
    const by = this.hiddenBy(node);
    if (by !== null) return this.waived.has(`hidden ${by.rule}`) ? null : this.hidden(node, this.namesOf(node).text, by);
    return this.namesOf(node).isForScreenReaders && this.isPart(node) ? { kind: 'hidden', how: 'class', honest: !this.speaks(node), by: null } : null;
  }

  /** Letters that are out of sight beside others of the same element that are shown. */
  private lettersOutOfSight(node: number): Judged {
    const hidden = this.styles.hiddenBy(node);
    return hidden === null || this.isOpenedAbove(node, hidden) || this.waived.has(`hidden ${ruleOf(hidden)}`) ? SHOWN : { kind: 'hidden', how: howOf(hidden), honest: hidden.isRevealed, by: `hidden ${ruleOf(hidden)}` };
  }

  private namedChrome(node: number, tag: string): Judged | null {
    if (isRootLike(tag) || !this.isPart(node)) return null;
    if (tag === 'form' && !this.waived.has('form')) return chromeBy('form');
    const { ofChrome } = this.namesOf(node);
    if (ofChrome.length === 0) return null;
    const isShort = (this.all.text[node] ?? 0) <= MAX_SHORT_CHARS;
    const word = ofChrome.find((name) => (isShort || CHROME_WORDS.has(name)) && !this.waived.has(`name ${name}`));
    return word === undefined ? null : chromeBy(`name ${word}`, ABOUT_WORDS.has(word));
  }

  private namesOf(node: number): Names {
    const classes = this.dom.attribute(node, 'class') ?? '';
    const id = isTitled(this.dom, node, classes) ? null : this.dom.attribute(node, 'id');
    const key = id === null ? classes : `${classes} ${id}`;
    let names = this.names.get(key);
    if (names === undefined) this.names.set(key, names = readNames(key.trim()));
    return names;
  }

  private hidden(node: number, names: string, { how, rule, style }: HiddenBy): Judged {
    const id = this.dom.attribute(node, 'id');
    const speaks = this.speaks(node);
    const allNames = `${names} ${(style?.selector ?? '').replace(/[^\w-]/gu, ' ')}`;
    const isCollapsed = this.dom.attribute(node, 'role') === 'tabpanel' || COLLAPSED.test(allNames) || (id !== null && (this.controlled.has(id) || this.isStreamed(id))) || this.hasOpener(node);
    if (isCollapsed && !speaks && (style === null || COLLAPSING.test(style.property))) return SHOWN;
    if (style !== null && !speaks && this.fadesIn(node, allNames, style)) return SHOWN;
    return { kind: 'hidden', how, honest: !speaks && this.isHonest(node, names, allNames, style), by: `hidden ${rule}` };
  }

  private isHonest(node: number, names: string, allNames: string, style: Hidden | null): boolean {
    const id = this.dom.attribute(node, 'id');
    return FOR_SCREEN_READERS.test(names) || TRANSIENT.test(allNames) || this.dom.attribute(node, 'popover') !== null
      || style?.isRevealed === true || this.isOtherLanguage(node) || this.dom.attribute(node, 'tabindex') === '-1'
      || ((style === null || COLLAPSING.test(style.property)) && isCaption(spokenText(this.dom, node))) || (id !== null && this.describing.has(id)) || (style !== null && TO_BE_HEARD.test(style.property) && this.isLabel(node));
  }

  /** By an animation, or by a script when a reader scrolls to it: part of the text. */
  private fadesIn(node: number, names: string, { property, isAnimated, isRevealed }: Hidden): boolean {
    if (!FADED_BY.test(property) || OPENED.test(names)) return false;
    return isAnimated || this.styles.isRepeated(property) || (isRevealed && FADING.test(names)) || ['data-aos', 'data-sal', 'data-animate', 'data-animation'].some((name) => this.dom.attribute(node, name) !== null);
  }

  /** The page in another language, which a switch shows. */
  private isOtherLanguage(node: number): boolean {
    const own = this.dom.attribute(node, 'lang');
    return own !== null && this.language !== null && own.slice(0, 2).toLowerCase() !== this.language;
  }

  /** React leaves a `template` where each streamed part belongs. */
  private isStreamed(id: string): boolean {
    return STREAMED.test(id) && (this.places.has(`B:${id.slice(2)}`) || this.places.has(`P:${id.slice(2)}`));
  }

  private hiddenBy(node: number): HiddenBy | null {
    const hidden = this.dom.attribute(node, 'hidden');
    // Brackets around readings for browsers without ruby: more words are a message.
    if (this.dom.tag[node] === 'rp') return { how: 'rp', rule: 'rp', style: null };
    if (hidden !== null && hidden !== 'until-found') return { how: 'hidden attribute', rule: 'hidden attribute', style: null };
    if (this.dom.attribute(node, 'aria-hidden') === 'true') return { how: 'aria-hidden', rule: 'aria-hidden', style: null };
    const style = this.styles.hiddenBy(node);
    return style === null || this.isOpenedAbove(node, style) ? null : { how: howOf(style), rule: ruleOf(style), style };
  }

  private hasOpener(node: number): boolean {
    const known = this.openers.get(node) ?? hasOpener(this.dom, node);
    this.openers.set(node, known);
    return known;
  }

  /** What an element inherits goes when the element it comes from is opened. */
  private isOpenedAbove(node: number, { origin }: Hidden): boolean {
    if (origin === node || this.dom.tag[origin] === '') return false;
    const known = this.opened.get(origin);
    if (known !== undefined) return known;
    const by = this.hiddenBy(origin);
    const isOpened = by !== null && this.hidden(origin, this.namesOf(origin).text, by).kind === 'shown';
    this.opened.set(origin, isOpened);
    return isOpened;
  }

  /** Said to be heard, not seen: a label, a heading, a link, or a few words. */
  private isLabel(node: number): boolean {
    const words = wordsOf(spokenText(this.dom, node)).length;
    if (words <= MAX_HEARD_WORDS) return true;
    if (words > MAX_LABEL_WORDS) return false;
    for (let [at, steps] = [node, 0]; at >= 0 && steps < 4; at = this.dom.parent[at] ?? -1, steps += 1) if (LABELS.test(this.dom.tag[at] ?? '')) return true;
    return false;
  }

  /** What hides a node, whatever else it is. */
  hiding(node: number): string | null {
    return this.hiddenBy(node)?.how ?? null;
  }

  /** What would hide a node if its rule were not waived. */
  waivedHiding(node: number): string | null {
    if (this.waived.size === 0) return null;
    const letters = this.dom.tag[node] === '' ? this.styles.hiddenBy(node) : null;
    const by = letters === null ? this.dom.tag[node] === '' ? null : this.hiddenBy(node) : { how: howOf(letters), rule: ruleOf(letters) };
    return by !== null && this.waived.has(`hidden ${by.rule}`) ? by.how : null;
  }

  /** Whether any text below a node orders a model about, however far down. */
  ordersModel(node: number): boolean {
    if (ordersModel(spokenText(this.dom, node))) return true;
    for (let at = node; at < this.dom.endOf(node); at += 1) if (this.dom.tag[at] === '' && ordersModel(this.dom.data[at] ?? '')) return true;
    return false;
  }

  private speaks(node: number): boolean {
    const known = this.spoken.get(node);
    if (known !== undefined) return known;
    const speaks = speaksToModel(spokenText(this.dom, node));
    this.spoken.set(node, speaks);
    return speaks;
  }

  /** Not so much of the page that a name or a form cannot mean all of it. */
  private isPart(node: number): boolean {
    return (this.all.text[node] ?? 0) <= this.all.total * MAX_CHROME_SHARE;
  }
}

interface HiddenBy { readonly how: string; readonly rule: string; readonly style: Hidden | null }

const howOf = ({ property, value, selector }: Hidden): string => `${property}:${value.slice(0, 40)}${selector === null ? '' : ` by ${selector.slice(0, 40)}`}`;
/** Rules of a sheet are waived by their selector, declarations on elements by what they say. */
const ruleOf = ({ property, value, selector }: Hidden): string => (selector === null ? `${property}:${value}`.slice(0, 60) : `${property} by ${selector}`);

/** Class names and id of an element. */
interface Names {
  readonly text: string;
  readonly isForScreenReaders: boolean;
  /** Words in it of what stands around the content, or does when it is short. */
  readonly ofChrome: readonly string[];
}

function readNames(text: string): Names {
  const ofChrome = wordsOfNames(text).filter((word) => CHROME_WORDS.has(word) || SHORT_CHROME_WORDS.has(word) || ABOUT_WORDS.has(word));
  return { text, isForScreenReaders: FOR_SCREEN_READERS.test(text), ofChrome };
}

function wordsOfNames(names: string): string[] {
  return names === '' ? [] : names.slice(0, 500).replace(/([a-z])([A-Z])/gu, '$1-$2').toLowerCase().split(/[^a-z0-9]+/u);
}

function isRootLike(tag: string): boolean {
  return tag === 'html' || tag === 'body' || tag === 'main' || tag === 'article' || /^h[1-6]$/u.test(tag);
}
