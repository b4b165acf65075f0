import type { FlatDom } from '../flat-dom.js';
import { lengthsOf, type TextLengths } from './lengths.js';
import { SILENT, StandingRules, type Standing } from './standing.js';

export type { Standing } from './standing.js';

/** Less text than this is no page: a rule that leaves so little is wrong about it, and one that takes so little does no harm. */
const MIN_PAGE_CHARS = 600;
/** Rules that say little by themselves are wrong about a page already when they take this share of it: `opacity: 0` is how scripts fade text in. */
const DOUBTFUL = /^(?:aside|name (?!footer$|cookies?$|consent$|gdpr$|newsletter$|subscribe$|advert)|hidden (?:opacity|visibility))/u;
const MAX_TAKEN_SHARE = 0.5;
/** What scripts undo to show a page. Nothing is moved back from off the screen, or given another size or colour. */
const REVEALED_BY_SCRIPT = /^hidden (?:opacity|visibility|content-visibility|display|hidden attribute)/u;
const MAX_WAIVED = 8;

/**
 * A page's elements with what they count: text lengths by subtree, and how each element stands to its content.
 *
 * A rule that takes most of a page's text is wrong about that page: an `aside` around the article, text that is transparent until
 * a script fades it in, comments where they are the content. Such rules are waived for the page; what hides text is waived only
 * where scripts undo it, never for orders to a model, and what it hid is still reported (`revealedBy`). Saved pages come without their scripts.
 */
export class Page {
  /** Of what is shown. */
  readonly lengths: TextLengths;
  private readonly rules: StandingRules;
  private readonly all: TextLengths;
  private readonly standings: (Standing | undefined)[] = [];

  constructor(readonly dom: FlatDom) {
    this.all = lengthsOf(dom, (node) => !SILENT.has(dom.tag[node] ?? ''));
    this.rules = new StandingRules(dom, this.all);
    this.waive();
    this.lengths = lengthsOf(dom, (node) => this.standing(node).kind === 'shown');
  }

  /** How one element stands, whatever its ancestors do. */
  standing(node: number): Standing {
    return (this.standings[node] ??= this.rules.judge(node));
  }

  /** What keeps an element out of sight until a script shows it, where its text counts all the same; `null` = nothing does. */
  revealedBy(node: number): string | null {
    return this.rules.waivedHiding(node);
  }

  /** What hides an element, also one that is left out for another reason; `null` = nothing does. */
  hiding(node: number): string | null {
    return this.dom.tag[node] === '' ? null : this.rules.hiding(node);
  }

  /** Shown characters outside links below a node; -1 = the whole tree. */
  prose(node: number): number {
    const { text, links, total, totalLinks } = this.lengths;
    return node < 0 ? total - totalLinks : (text[node] ?? 0) - (links[node] ?? 0);
  }

  /** Waives the rules that take too much, the worst first: what one leaves, another may take. */
  private waive(): void {
    for (let round = 0; round < MAX_WAIVED; round += 1) {
      const { taken, left } = this.takenByRule();
      const [worst] = [...taken].filter(([rule, chars]) => this.isWrong(rule, chars, left)).sort((a, b) => b[1] - a[1]);
      if (worst === undefined) return;
      this.rules.waived.add(worst[0]);
      this.standings.length = 0;
    }
  }

  private isWrong(rule: string, chars: number, left: number): boolean {
    if (chars < MIN_PAGE_CHARS || (rule.startsWith('hidden ') && !REVEALED_BY_SCRIPT.test(rule))) return false;
    return left < MIN_PAGE_CHARS || (DOUBTFUL.test(rule) && chars > (this.all.total - this.all.totalLinks) * MAX_TAKEN_SHARE);
  }

  /** Characters outside links that each rule takes at the outermost places where it does, and all characters that are left. */
  private takenByRule(): { taken: ReadonlyMap<string, number>; left: number } {
    const taken = new Map<string, number>();
    let left = 0;
    for (let node = 0; node < this.dom.size; node += 1) {
      const judged = this.rules.judge(node);
      this.standings[node] = judged;
      if (judged.kind === 'shown') {
        if (this.dom.tag[node] === '') left += this.all.text[node] ?? 0;
        continue;
      }
      if (judged.kind === 'hidden' && this.rules.ordersModel(node)) taken.set(judged.by ?? '', -Infinity);
      else if (judged.by !== null) taken.set(judged.by, (taken.get(judged.by) ?? 0) + (this.all.text[node] ?? 0) - (this.all.links[node] ?? 0));
      node = this.dom.endOf(node) - 1;
    }
    return { taken, left };
  }
}
