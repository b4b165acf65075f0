/** What names of elements say of the dates in them. */
export interface DateNames {
  /** A part of the page about something else: comments, related articles, events, advertisements, navigation, the day it is. */
  readonly isOther: boolean;
  /** The page's foot, with its rights and links. */
  readonly isFooter: boolean;
  /** A column beside the text. */
  readonly isBeside: boolean;
  /** `date`: holds a date; `about`: tells about the page; `null`: neither. */
  readonly label: 'date' | 'about' | null;
  readonly kind: 'published' | 'modified' | null;
}

export const NO_NAMES: DateNames = { isOther: false, isFooter: false, isBeside: false, label: null, kind: null };
const MAX_NAME_CHARS = 300;

const OTHER = new Set(`comment comments commentlist commentaire commentaires kommentar kommentare disqus reply replies respond reviews related recommended recommendation recommendations recommend popular trending 
    mostread archive archives calendar kalender event events veranstaltung veranstaltungen termine  advert advertisement advertising ads ad sponsored   nav navigation navbar menu submenu breadcrumb
  breadcrumbs cookie cookies newsletter carousel slider ticker weather wetter upcoming tweet tweets twitter facebook instagram  topnews topbar masthead similar further pagination pager search poll
  currentdate today datepicker modal popup countdown birth birthday joined join toc fbtext`.split(/\s+/u));
/** Cards of lists; their parts are named after them, and so is what such a card is about when it is opened. */
const CARDS = new Set(['teaser', 'teasers', 'recent', 'recently', 'latest', 'feed', 'promo']);
const FOOTER = /^(?:footer|copyright|colophon|contentinfo|impressum)$/u;
/** `post-footer` is the foot of an entry, which tells about it. */
const ENTRY = /^(?:post|entry|article|story|item|blog)$/u;
/** `data` is a date in Romance and Slavic languages, and data in others. */
const ITALIAN = /^(?:data|data[-_](?:pubbl|publ|articolo|post|news|notizia)[\w-]{0,20}|(?:articolo|post|news|notizia|noticia)[-_]data)$/iu;
const BESIDE = /^(?:sidebar|aside|seitenleiste|rail|marginal)$/u;
const DATE = new Set('date dates datetime datum fecha fechas published publish publishing publication posted post-date timestamp time created dateline updated modified lastmod dtstamp parution veroeffentlicht erstellt stand tarih publicacion publicado submitted'.split(' '));
/** `readtime`, `candidate`: end like names of dates and are none. */
const NO_DATE = /^(?:candidate|validate|mandate|runtime|realtime|lifetime|fulltime|readtime|readingtime|overtime|anytime|primetime|overdate|joindate|birthdate|duedate|enddate|startdate|eventdate)$/u;
const ABOUT = new Set('meta metadata postmeta postmetadata pubinfo byline bylines info infos author autor authors subline detail details postinfo kicker attribution subhead subheader dachzeile'.split(' '));
const PUBLISHED = /^(?:publi[sc]|pubdate|posted|postdate|created|datepubl|datecreat|parution|veroeffentlich|erstell|issued)/u;
const MODIFIED = /(?:updat|modif|revis|aktualis|lastmod|changed|edited)/u;

/** Reads class names and ids; what a page repeats is read once. */
export class DateNameReader {
  private readonly known = new Map<string, DateNames>();

  of(names: string): DateNames {
    if (names === '') return NO_NAMES;
    let found = this.known.get(names);
    if (found === undefined) this.known.set(names, found = read(names));
    return found;
  }
}

function read(names: string): DateNames {
  const words = names.slice(0, MAX_NAME_CHARS).replace(/([a-z])([A-Z])/gu, '$1-$2').toLowerCase().split(/[^a-z]+/u);
  const isDate = ITALIAN.test(names) || words.some((word) => DATE.has(word) || (/(?:date|datum|time)$|^(?:date|time)(?:data|line|stamp|info|box|wrap|row|text|block)$/u.test(word) && !NO_DATE.test(word)));
  const label = isDate ? 'date' : words.some((word) => ABOUT.has(word)) ? 'about' : null;
  // WordPress gives an entry that was never changed both names.
  const kind = words.some((word) => PUBLISHED.test(word)) ? 'published' : words.some((word) => MODIFIED.test(word)) ? 'modified' : null;
  const isOther = words.some((word) => OTHER.has(word) || (label === null && CARDS.has(word)));
  const isBeside = words.some((word) => BESIDE.test(word));
  const isFooter = words.some((word) => FOOTER.test(word)) && !words.some((word) => ENTRY.test(word));
  return isOther || isBeside || isFooter || label !== null ? { isOther, isFooter, isBeside, label, kind } : NO_NAMES;
}
