import { excerpt, wordsOf, type FindingDraft } from '../../../core/index.js';
import { spokenText } from './hidden-uses.js';
import { mayMeanModel, speaksToModel } from '../model-speech.js';
import type { Page } from './page.js';

/** Fewer words are a label, not a message to a reader who cannot see it. */
const MIN_HIDDEN_WORDS = 3;
/** Text for the eye only, such as icons and formula layouts, is marked `aria-hidden`; a message has more words. */
const MIN_ARIA_HIDDEN_WORDS = 6;
const MAX_FINDINGS = 20;
/** Elements whose text no reader of the page sees, whatever its styles. */
const UNSEEN = new Set(['template', 'noscript', 'noframes', 'noembed', 'progress', 'meter', 'textarea', 'select', 'svg', 'iframe', 'object', 'datalist', 'canvas', 'audio', 'video']);
/** What browsers do not run, and pages keep text in. */
const NOTES = /^(?:text\/(?:plain|markdown|x-?markdown|llms\.txt|prompt|html)|application\/ld\+json)$/iu;
/** What pages say to people without scripts. */
const NOTICE = /script|\bjs\b|browser|naviga|cookie|enable|disqus|powered by|frames?\b/iu;
const MIN_NOTICE_WORDS = 8;
/** Parts of a page or a picture that are no text of it. */
const SYMBOLS = /^(?:style|script|symbol|defs|title|desc|metadata)$/u;
const ADDRESSES = /^(?:href|src|srcset|style|class|id|action|d|points|on.*|integrity|type|rel|name|for|target|width|height|lang|dir|role|xmlns.*)$/u;
const MIN_SPOKEN_CHARS = 20;
/** Attribute text looked at on one page. */
const MAX_ATTRIBUTE_CHARS = 500_000;

/** Decides what is left out, and reports what was out of sight without an honest use. */
export class HiddenText {
  readonly findings: FindingDraft[] = [];
  private readonly reported = new Set<number>();

  constructor(private readonly page: Page) {}

  skips(node: number): boolean {
    const standing = this.page.standing(node);
    if (standing.kind === 'hidden' && !standing.honest) this.reportNode(node, standing.how);
    return standing.kind !== 'shown';
  }

  /** Looks where no text of the page comes from, for words that speak to a model: comments, attributes, templates, what is hidden in navigation. */
  listen(): void {
    const { dom } = this.page;
    let left = MAX_ATTRIBUTE_CHARS;
    const quiet = new Set<string>();
    const hear = (name: string, value: string): void => {
      if (value.length < MIN_SPOKEN_CHARS || left <= 0 || ADDRESSES.test(name)) return;
      left -= value.length;
      // The same class of things says the same on hundreds of elements.
      if (!mayMeanModel(value) || quiet.has(value)) return;
      if (speaksToModel(value)) this.report(value, `${name.slice(0, 40)} attribute`);
      else quiet.add(value);
    };
    for (const comment of dom.comments) if (speaksToModel(comment)) this.report(comment, 'comment');
    for (let node = 0; node < dom.size && this.findings.length < MAX_FINDINGS; node += 1) {
      const tag = dom.tag[node] ?? '';
      if (tag === '') continue;
      dom.eachAttribute(node, hear);
      const revealed = this.page.revealedBy(node);
      const waiting = revealed === null ? '' : dom.textOf(node, 500);
      if (wordsOf(waiting).length >= MIN_HIDDEN_WORDS) this.report(waiting, `${revealed ?? ''}, until a script shows it`);
      if (this.reported.has(node) || revealed !== null) {
        node = dom.endOf(node) - 1;
        continue;
      }
      const how = this.unseen(node, tag);
      if (how === null) continue;
      const said = spokenText(dom, node);
      if (speaksToModel(tag === 'script' ? said.replaceAll('"', ' . ') : said)) this.report(said, how);
      else if (!this.reportUnspoken(node, tag)) continue;
      node = dom.endOf(node) - 1;
    }
  }

  private unseen(node: number, tag: string): string | null {
    if (tag === 'script') return NOTES.test(this.page.dom.attribute(node, 'type') ?? '') ? tag : null;
    if (UNSEEN.has(tag) || (tag === 'dialog' && this.page.dom.attribute(node, 'open') === null)) return tag;
    const standing = this.page.standing(node);
    return standing.kind === 'hidden' ? standing.how : standing.kind === 'chrome' ? this.page.hiding(node) : null;
  }

  /** What no reader sees and what is no use of such an element either: prose in `noscript`, text of a picture that cannot be seen in it. */
  private reportUnspoken(node: number, tag: string): boolean {
    const { dom } = this.page;
    if (tag !== 'svg' && tag !== 'noscript' && tag !== 'noframes') return false;
    const said: string[] = [];
    let how: string | null = tag === 'svg' && ['width', 'height'].some((side) => dom.attribute(node, side) === '0') ? tag : this.page.hiding(node);
    const isAll = how !== null || tag !== 'svg';
    for (let at = node + 1; at < dom.endOf(node); at += 1) {
      const inner = dom.tag[at] ?? '';
      if (tag !== 'svg' && /^(?:img|picture|iframe|video|form)$/u.test(inner)) return false;
      const hiding = isAll || inner === '' ? null : this.page.hiding(at);
      if (hiding !== null) {
        how ??= hiding;
        said.push(dom.textOf(at, 500));
      } else if (inner === '' && isAll) said.push(dom.data[at] ?? '');
      if (hiding !== null || SYMBOLS.test(inner) || (tag !== 'svg' && inner === 'a')) at = dom.endOf(at) - 1;
    }
    return this.reportSaid(said.join(' '), how, tag);
  }

  private reportSaid(text: string, how: string | null, tag: string): boolean {
    if (wordsOf(text).length < (tag === 'svg' ? MIN_HIDDEN_WORDS : MIN_NOTICE_WORDS) || (tag !== 'svg' && NOTICE.test(text))) return false;
    this.report(text, how ?? tag);
    return true;
  }

  private reportNode(node: number, how: string): void {
    this.reported.add(node);
    const text = this.page.dom.textOf(node, 500);
    if (wordsOf(text).length >= (how === 'aria-hidden' ? MIN_ARIA_HIDDEN_WORDS : MIN_HIDDEN_WORDS)) this.report(text, how);
  }

  private report(said: string, how: string): void {
    if (this.findings.length >= MAX_FINDINGS) return;
    const text = said.slice(0, 2_000).replace(/\s+/gu, ' ').trim();
    this.findings.push({
      rule: 'safety/hidden-text',
      severity: 'warning',
      message: `Unexpected hidden text \`${excerpt(text, 160)}\` (${how}), expected none`,
      seen: excerpt(text, 500),
      expected: 'only text that a reader of the page can see',
      span: null,
    });
  }
}
