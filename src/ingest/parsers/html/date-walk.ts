import type { DateKind } from '../../../core/index.js';
import { datesIn, type DayOrder } from '../../../core/written-dates.js';
import { dateKindOf, isUtc, readAnyDate, type PartialDate } from '../../dates.js';
import type { FlatDom } from '../flat-dom.js';
import { OF_OTHERS, PART_BEGINS, cuedKind } from './date-cues.js';
import { DateNameReader, NO_NAMES, type DateNames } from './date-names.js';
import { charsIn, joined, makeOf } from './date-places.js';
import { NEVER } from './main-heading.js';

/** A date that an element of the page holds, with what tells whose date it is. */
export interface SeenDate {
  readonly node: number;
  readonly date: PartialDate;
  /** `microdata`: under a name of schema.org or Dublin Core; `time`: a `time` element; `stamp`: an attribute; `text`: words on the page. */
  readonly form: 'microdata' | 'time' | 'stamp' | 'text';
  /** By its property, the words before it or the names of elements around it; `null` = nothing says. */
  readonly kind: DateKind | null;
  /** Whether words before it, or its property, say what it is. */
  readonly isSaid: boolean;
  readonly label: DateNames['label'];
  /** Characters of text before it on the page. */
  readonly at: number;
  /** Whether its block is the date (with a weekday or a time), mostly the date, or begins with it. */
  readonly stands: 'alone' | 'most' | 'first' | 'within';
  readonly isInFooter: boolean;
  /** In a column beside the text, within the page's article. */
  readonly isBeside: boolean;
  /** Under a heading that leads elsewhere. */
  readonly isUnderLink: boolean;
  readonly isShort: boolean;
  /** A time in UTC, whose day may be another one where the page was written. */
  readonly isUtc: boolean;
  /** Elements of one make: the cards of a list share it. */
  readonly make: string;
  readonly where: string;
}

const MAX_SEEN = 300;
const MAX_TEXT_CHARS = 400;
const RECENT_CHARS = 90;
/** A line that tells when something was published is short. */
const SHORT_BLOCK_CHARS = 160;
const MAX_LABEL_CHARS = 40;
/** What a script makes of a date without being told how has more, and its time zone's name at the end. */
const MAX_STAMP_CHARS = 60;
/** A weekday, a time of day and some signs. */
const ALONE_CHARS = 16;
/** Nodes of an element whose parts may make up a date. */
const MAX_PARTS = 14;
const MAX_LABEL_NODES = 60;
/** Characters of a link beside its date from which it is about what it leads to. */
const LINK_CHARS = 25;

const INLINE = new Set(['a', 'span', 'em', 'strong', 'b', 'i', 'u', 'small', 'font', 'time', 'label', 'abbr', 'mark', 'sup', 'sub', 'cite', 'data', 'ins']);
const HEADING = /^h[1-6]$/u;
/** Parts of a page with dates of their own, by their schema.org type. */
export const OTHER_THINGS = /(?:^|[/:])(?:Comment|UserComments|(?:\w{1,20})?Event|Offer|Person|Organization|Review|Answer|VideoObject|ImageObject|AggregateRating|SiteNavigationElement|WP(?:SideBar|Footer|Header))$/u;
const OTHER_ROLES = /^(?:navigation|banner|complementary|search|dialog|menu|menubar)$/u;
const STAMPS = ['data-datetime', 'data-date', 'data-published', 'data-publish-date', 'data-pubdate', 'data-published-date', 'data-publishdate', 'data-date-published', 'data-timestamp', 'data-time', 'data-utime', 'data-unixtime', 'data-created', 'publishdate', 'publish-date', 'published-at', 'published-date'];
const PROPERTIES = new Set(['date', 'datepublished', 'datecreated', 'datemodified', 'created', 'issued', 'modified', 'lastreviewed', 'published', 'expires', 'validfrom', 'validthrough']);
const QUICK = /\d{4}|\d{1,2}[./-]\d{1,2}[./-]\s?\d{2}|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]{2}/u;

interface Place {
  readonly node: number;
  readonly end: number;
  readonly names: DateNames;
}

/** What is known of a date where it is met. */
interface Found {
  readonly form: SeenDate['form'];
  readonly text: string;
  readonly property?: DateKind | null;
  /** Of the element itself. */
  readonly own?: DateNames;
  readonly length?: number;
  readonly isShort?: boolean;
  readonly isUtc?: boolean;
}

/** Walks a page once and collects the dates in it; parts about other things are passed over as a whole. */
export class DateWalk {
  readonly seen: SeenDate[] = [];
  /** Characters of text before the main heading; -1 = it was not met. */
  headingAt = -1;
  private readonly names = new DateNameReader();
  /** Open elements whose names speak of dates, the innermost last. */
  private readonly labels: Place[] = [];
  /** The last words met; where another element begins or ends stands a line break, between blocks a form feed. */
  private recent = '';
  private block = -1;
  private parent = -1;
  /** Characters since the block began. */
  private inBlock = 0;
  private chars = 0;
  private link = { node: -1, end: 0 };
  private articleEnd = 0;
  private footerEnd = 0;
  private asideEnd = 0;
  private linked = 0;
  private isUnderLink = false;
  private readonly stamps: readonly string[];

  constructor(private readonly dom: FlatDom, private readonly heading: number, private readonly order: DayOrder) {
    this.stamps = STAMPS.filter((name) => dom.hasAttribute(name));
  }

  walk(): this {
    const { dom } = this;
    for (let node = 0; node < dom.size && this.seen.length < MAX_SEEN; node += 1) {
      const tag = dom.tag[node] ?? '';
      if (tag === '') this.text(node);
      else if (NEVER.has(tag) || this.element(node, tag)) node = dom.endOf(node) - 1;
    }
    return this;
  }

  private holdsHeading(node: number): boolean {
    return this.heading >= node && this.heading < this.dom.endOf(node);
  }

  /** Whether all that is to be seen in it was seen. */
  private element(node: number, tag: string): boolean {
    const { dom } = this;
    const end = dom.endOf(node);
    const names = this.names.of([dom.attribute(node, 'class'), HEADING.test(tag) ? null : dom.attribute(node, 'id'), dom.attribute(node, 'data-testid')].filter((name) => name !== null).join(' '));
    if (this.isOther(node, tag, names)) return true;
    if (names.isBeside || tag === 'aside') this.asideEnd = Math.max(this.asideEnd, this.isPart(node, tag) ? end : 0);
    if (names.label !== null) this.labels.push({ node, end, names });
    if (this.isFooter(node, tag, names)) this.footerEnd = Math.max(this.footerEnd, end);
    if (tag === 'a') this.link = { node, end };
    else if (tag === 'article' || tag === 'main') this.articleEnd = Math.max(this.articleEnd, end);
    else if (HEADING.test(tag)) this.meetHeading(node, end);
    return tag === 'time' ? this.time(node, names) : this.microdata(node) || this.stamp(node, tag, names) || (names.label === 'date' && this.parts(node, end));
  }

  /** Neither around the page's heading nor most of the page. */
  private isPart(node: number, tag: string): boolean {
    return tag !== 'html' && tag !== 'body' && tag !== 'main' && !this.holdsHeading(node) && (this.dom.endOf(node) - node) * 2 <= this.dom.size;
  }

  private isOther(node: number, tag: string, names: DateNames): boolean {
    const { dom } = this;
    if (!this.isPart(node, tag)) return false;
    if (names.isOther || (names.label === null && (tag === 'figcaption' || tag === 'blockquote'))) return true;
    if (names.label !== 'date' && node >= this.articleEnd && (tag === 'header' || tag === 'aside' || names.isBeside)) return true;
    return (node >= this.articleEnd && OTHER_ROLES.test(dom.attribute(node, 'role') ?? '')) || OTHER_THINGS.test(dom.attribute(node, 'itemtype') ?? '');
  }

  private isFooter(node: number, tag: string, names: DateNames): boolean {
    if (tag !== 'footer' && !names.isFooter && this.dom.attribute(node, 'role') !== 'contentinfo') return false;
    return node >= this.articleEnd && this.isPart(node, tag);
  }

  private meetHeading(node: number, end: number): void {
    if (node === this.heading) {
      this.headingAt = this.chars;
      this.isUnderLink = false;
    } else {
      let isLink = this.link.end > node;
      for (let at = node + 1; at < end && !isLink; at += 1) isLink = this.dom.tag[at] === 'a' && this.dom.attribute(at, 'href') !== null;
      this.linked += isLink ? 1 : 0;
      this.isUnderLink = isLink && (this.heading >= 0 || this.linked > 1);
    }
  }

  private time(node: number, names: DateNames): boolean {
    const { dom } = this;
    const text = dom.textOf(node, 60);
    const stamp = dom.attribute(node, 'datetime')?.slice(0, MAX_STAMP_CHARS) ?? null;
    const date = readAnyDate(stamp ?? text, this.order) ?? readAnyDate(text, this.order);
    if (date === null) return false;
    const property = dom.attribute(node, 'itemprop') ?? dom.attribute(node, 'property') ?? (dom.attribute(node, 'pubdate') === null ? null : 'published');
    const ofProperty = property === null ? null : propertyKind(property);
    this.turnTo(node);
    const before = /^\P{N}{0,40}(?=\d)/u.exec(text)?.[0] ?? '';
    this.advance(before);
    this.add(node, date, { form: ofProperty === null ? 'time' : 'microdata', text: text.slice(before.length), property: ofProperty, own: names, isUtc: isUtc(stamp) });
    this.recent = '';
    this.chars += text.length;
    return true;
  }

  private microdata(node: number): boolean {
    const { dom } = this;
    const item = dom.attribute(node, 'itemprop');
    const property = item ?? (dom.tag[node] === 'meta' ? null : dom.attribute(node, 'property'));
    const kind = property === null ? null : propertyKind(property);
    if (kind === null) return false;
    const text = dom.textOf(node, 60);
    const stamp = dom.attribute(node, 'datetime') ?? dom.attribute(node, 'content') ?? dom.attribute(node, 'title');
    const date = readAnyDate(stamp ?? text, this.order) ?? readAnyDate(text, this.order);
    if (date === null) return false;
    this.turnTo(node);
    this.add(node, date, { form: 'microdata', text: `${property ?? ''} ${text}`, property: kind, isUtc: isUtc(stamp) });
    this.chars += text.length;
    return dom.tag[node] !== 'meta';
  }

  /** `<abbr class="published" title="2018-06-05T08:00:00-07:00">`, `<span data-utime="1528211040">`. */
  private stamp(node: number, tag: string, names: DateNames): boolean {
    const { dom } = this;
    const values = [...(tag === 'abbr' || names.label === 'date' ? [dom.attribute(node, 'title')] : []), ...this.stamps.map((name) => dom.attribute(node, name))];
    for (const value of values) {
      const date = value === null || !/\d{2}/u.test(value) ? null : readAnyDate(value, this.order);
      if (date === null || date.precision !== 'day') continue;
      const text = dom.textOf(node, 60);
      this.turnTo(node);
      this.add(node, date, { form: 'stamp', text: `${value ?? ''} ${text}`, own: names, isUtc: isUtc(value) });
      this.chars += text.length;
      return true;
    }
    return false;
  }

  /** `<span class="date"><b>4</b> May <i>2024</i></span>`: no part is a date by itself. */
  private parts(node: number, end: number): boolean {
    const { dom } = this;
    if (end - node > MAX_PARTS || end - node < 4) return false;
    for (let at = node + 1; at < end; at += 1) {
      const tag = dom.tag[at] ?? '';
      if (tag === 'time' || dom.attribute(at, 'itemprop') !== null || dom.attribute(at, 'datetime') !== null) return false;
      if (tag === '' && QUICK.test(dom.data[at] ?? '') && datesIn((dom.data[at] ?? '').slice(0, MAX_TEXT_CHARS), this.order, 1).length > 0) return false;
    }
    const text = joined(dom, node, end);
    const [date] = datesIn(text, this.order, 1);
    if (date === undefined) return false;
    this.turnTo(node);
    this.advance(text.slice(0, date.start));
    this.add(node, partial(date.period, date.confidence), { form: 'text', text, length: date.length });
    this.chars += text.length;
    return true;
  }

  private text(node: number): void {
    const data = this.dom.data[node] ?? '';
    if (data.trim() === '') return;
    this.turnTo(node);
    const text = data.slice(0, MAX_TEXT_CHARS).replace(/\s+/gu, ' ');
    let from = 0;
    if (QUICK.test(text)) {
      for (const date of datesIn(text, this.order, 4)) {
        this.advance(text.slice(from, date.start));
        this.add(node, partial(date.period, date.confidence), { form: 'text', text: text.slice(date.start, date.start + date.length), length: date.length, isShort: date.isShort });
        from = date.start + date.length;
        this.inBlock += date.length;
        this.recent = '';
      }
    }
    this.advance(text.slice(from));
    this.chars += this.dom.textChars[node] ?? 0;
  }

  private advance(text: string): void {
    this.recent = (this.recent + text).slice(-RECENT_CHARS);
    this.inBlock += text.trim().length;
  }

  /** Words before a date count within its block, or where a short block before it is a label as a whole. */
  private turnTo(node: number): void {
    const parent = this.dom.parent[node] ?? -1;
    if (parent === this.parent) return;
    this.parent = parent;
    let block = parent;
    while (block >= 0 && INLINE.has(this.dom.tag[block] ?? '')) block = this.dom.parent[block] ?? -1;
    const isNew = block !== this.block;
    if (!isNew) {
      this.recent = `${this.recent.trimEnd()}\n`;
      return;
    }
    const before = this.recent.slice(this.recent.lastIndexOf('\f') + 1).trim();
    this.recent = before === '' || before.length > MAX_LABEL_CHARS ? '' : `${before}\f`;
    this.block = block;
    this.inBlock = 0;
  }

  private add(node: number, date: PartialDate, { form, text, property = null, own, length = text.length, isShort = false, isUtc: inUtc = false }: Found): void {
    if (this.isOfLink(node, length)) return;
    const place = this.placeOf(node);
    const around = place?.names ?? NO_NAMES;
    const unit = this.unitOf(place);
    const unitChars = unit < 0 ? SHORT_BLOCK_CHARS + 1 : charsIn(this.dom, unit, SHORT_BLOCK_CHARS + 1);
    const cued = property === null ? cuedKind(this.recent, unitChars <= SHORT_BLOCK_CHARS) : null;
    if (property === null && cued === null && form === 'text' && OF_OTHERS.test(this.recent)) return;
    this.seen.push({
      node, date, form, isShort, isUtc: inUtc,
      label: own?.label ?? around.label ?? (this.isBesideIcon(node) ? 'date' : null),
      kind: property ?? cued ?? own?.kind ?? around.kind,
      isSaid: property !== null || cued !== null,
      at: this.chars,
      stands: this.standingOf(unitChars, length),
      isInFooter: this.footerEnd > node,
      isBeside: this.asideEnd > node,
      isUnderLink: this.isUnderLink,
      make: makeOf(this.dom, node),
      where: `${form === 'text' ? '' : `${form} `}${this.recent.trim()} ${text}`.replace(/\s+/gu, ' ').trim().slice(-80),
    });
  }

  /** A link with more words than the date is about what it leads to. */
  private isOfLink(node: number, length: number): boolean {
    return this.link.end > node && !this.holdsHeading(this.link.node) && charsIn(this.dom, this.link.node, length + LINK_CHARS + 1) > length + LINK_CHARS;
  }

  private standingOf(unitChars: number, length: number): SeenDate['stands'] {
    if (unitChars <= length + ALONE_CHARS) return 'alone';
    if (unitChars <= Math.max(60, length * 3) || (unitChars <= SHORT_BLOCK_CHARS && PART_BEGINS.test(this.recent))) return 'most';
    return this.inBlock <= 30 ? 'first' : 'within';
  }

  /** The block a date stands in, or less of it: what is named for dates, what is beside the heading. */
  private unitOf(place: Place | undefined): number {
    if (place !== undefined && place.node > this.block) return place.node;
    return this.block >= 0 && this.holdsHeading(this.block) ? this.parent : this.block;
  }

  /** The innermost element around a node whose names speak of dates, unless it is large. */
  private placeOf(node: number): Place | undefined {
    while ((this.labels.at(-1)?.end ?? Infinity) <= node) this.labels.pop();
    const place = this.labels.at(-1);
    return place === undefined || place.end - place.node > MAX_LABEL_NODES ? undefined : place;
  }

  /** `<i class="fa fa-calendar"></i> 4 May 2024` */
  private isBesideIcon(node: number): boolean {
    const before = node - 1;
    for (let at = before; at > before - 3 && at >= 0; at -= 1) {
      if ((this.dom.data[at] ?? '').trim() !== '') return false;
      if (/(?:calendar|clock|time|date)/u.test(this.dom.attribute(at, 'class') ?? '') && this.dom.endOf(at) <= node) return true;
    }
    return false;
  }
}

function partial(period: { readonly value: string; readonly precision: PartialDate['precision'] }, confidence: number): PartialDate {
  return { value: period.value, precision: period.precision, certain: confidence >= 0.5 };
}

/** `datePublished`, `schema:dateCreated`, `dc:date dc:created`. */
function propertyKind(property: string): DateKind | null {
  const [name] = property.slice(0, 200).toLowerCase().split(/\s+/u).map((one) => one.replace(/^(?:schema|dc|dcterms|sioc|rnews|article|og):/u, '')).filter((one) => PROPERTIES.has(one));
  return name === undefined ? null : dateKindOf(name);
}
