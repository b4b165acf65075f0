import { excerpt, type Cue, type EdgeDraft, type EdgeSide, type JoinInput, type JoinSide } from '../../core/index.js';
import { daysApart, type Period } from '../../core/calendar.js';
import type { Edition } from './edition.js';
import { linkFits, type Link, type Links, type Name } from './links.js';
import type { SupersessionOptions } from './options.js';
import { sharedBetween, type Sketch } from './sketch.js';

/** A document as this join sees it. */
export interface Prepared {
  readonly id: string;
  readonly path: string;
  readonly edition: Edition;
  readonly name: Name;
  readonly links: Links;
  readonly sketch: () => Sketch;
  readonly period: Period | null;
  readonly language: string | null;
  readonly access: string | null;
  /** Declared product version; `null` for policies and contracts, whose versions revise each other. */
  readonly version: string | null;
}

interface Order {
  readonly newer: 'a' | 'b';
  readonly by: string;
  readonly cue: Cue | null;
  /** [of the newer, of the older] */
  readonly differs: readonly [string, string] | null;
}

/** Titles alone bind less than folder and file name, so the texts must share half: (1 - 0.2)^3 = 0.512, two words in ten rewritten. */
const TITLE_SHARED = 0.5;
/** Folder names that say where a text is kept, not what it is about. */
const GENERIC_FOLDERS = new Set('docs doc documents document files file content pages page site sites wiki export exports shared public policies policy handbook legal hr pdf pdfs html md library resources help kb knowledge base company intranet source src index readme'.split(' '));

/** A cheap test: one access label, one language, and a shared name or a link. */
export function mayRelate(a: Prepared, b: Prepared): boolean {
  if (a.id === b.id || a.access !== b.access) return false;
  if (linkBetween(a, b) !== null || linkBetween(b, a) !== null) return true;
  return sameLanguage(a, b) && basisOf(a, b) !== null;
}

/** The one edge between two documents, from the newer to the older; `null` when they are not editions of one text or nothing tells which is newer. */
export function relate(a: JoinSide<Prepared>, b: JoinSide<Prepared>, options: SupersessionOptions): EdgeDraft | null {
  return linked(a, b, options) ?? inferred(a, b, options);
}

function linked(a: JoinSide<Prepared>, b: JoinSide<Prepared>, options: SupersessionOptions): EdgeDraft | null {
  const forth = linkBetween(a.prepared, b.prepared);
  const back = linkBetween(b.prepared, a.prepared);
  const order = orderOf(a.prepared, b.prepared, options);
  // Each names the other as the older one: only the dates can tell.
  const newer = forth !== null && back !== null ? (order?.newer ?? null) : forth !== null ? 'a' : back !== null ? 'b' : null;
  const link = newer === 'a' ? forth : newer === 'b' ? back : null;
  if (newer === null || link === null) return null;
  // A declared link with folder or title stands by itself; "this replaces the importer" may be about the importer.
  const needsText = link.fit === 'weak' || !link.declared;
  if (needsText && (sharedBetween(a.prepared.sketch(), b.prepared.sketch()) ?? 0) < options.minShared) return null;
  const agreed = order !== null && order.newer === newer ? order : null;
  return edge(a, b, { newer, by: '', cue: agreed?.cue ?? null, differs: agreed?.differs ?? null }, {
    score: 1, certainty: link.declared ? 'verified' : 'likely', method: link.declared ? 'declared in metadata' : 'stated in the text',
  });
}

function inferred(a: JoinSide<Prepared>, b: JoinSide<Prepared>, options: SupersessionOptions): EdgeDraft | null {
  if (!sameLanguage(a.prepared, b.prepared) || versionsDiffer(a.prepared, b.prepared)) return null;
  const basis = basisOf(a.prepared, b.prepared);
  if (basis === null) return null;
  const order = orderOf(a.prepared, b.prepared, options);
  if (order === null) return null;
  const threshold = basis === 'title' ? Math.max(TITLE_SHARED, options.minShared) : options.minShared;
  const shared = sharedBetween(a.prepared.sketch(), b.prepared.sketch());
  if (shared === null || shared < threshold) return null;
  return edge(a, b, order, {
    score: Math.round(shared * 1000) / 1000, certainty: 'likely',
    method: `same ${basis} but for its edition, containment word-3 >= ${threshold}, newer by ${order.by}`,
  });
}

/** What binds two documents: the same path or title, once dates, revisions and words such as `final` are taken out of at least one. */
function basisOf(a: Prepared, b: Prepared): 'path' | 'title' | null {
  const [one, two] = [a.edition, b.edition];
  if (a.path === b.path) return null;
  if (one.pathFamily !== null && one.pathFamily === two.pathFamily && (one.inPath || two.inPath)) return 'path';
  if (one.titleFamily === null || one.titleFamily !== two.titleFamily) return null;
  const marked = one.inTitle || two.inTitle || one.inPath || two.inPath;
  return marked && subjectOf(one) === subjectOf(two) ? 'title' : null;
}

/** Path words that neither the title nor the usual folders account for: `eu` and `us`, `pro` and `lite` keep two texts of one title apart. */
function subjectOf({ pathWords, titleFamily }: Edition): string {
  const titled = new Set(titleFamily?.split(' '));
  return [...new Set(pathWords)].filter((word) => !titled.has(word) && !GENERIC_FOLDERS.has(word)).sort().join(' ');
}

/** Which is newer: by the dates in the names, their revisions, a name that sets one aside, at last the dates of those whose names have none. */
function orderOf(a: Prepared, b: Prepared, options: SupersessionOptions): Order | null {
  const [one, two] = [a.edition, b.edition];
  if (one.period !== null && two.period !== null && daysApart(one.period, two.period) > 0) {
    return later(one.period, two.period, 'the date in its name');
  }
  if (one.revision !== null && two.revision !== null && one.revision !== two.revision) {
    return ordered(one.revision > two.revision, 'its revision', 'version', String(one.revision), String(two.revision));
  }
  if (one.setAside !== two.setAside) return ordered(two.setAside, 'its name', 'status', a.path, b.path);
  const [first, second] = [one.period ?? a.period, two.period ?? b.period];
  if (first === null || second === null || daysApart(first, second) < options.minDaysApart) return null;
  return later(first, second, 'its date');
}

function later(first: Period, second: Period, by: string): Order {
  return ordered(first.first > second.last, by, 'date', first.value, second.value);
}

function ordered(aIsNewer: boolean, by: string, cue: Cue, ofA: string, ofB: string): Order {
  const [x, y] = [excerpt(ofA, 80), excerpt(ofB, 80)];
  return { newer: aIsNewer ? 'a' : 'b', by, cue, differs: aIsNewer ? [x, y] : [y, x] };
}

/** The link by which `newer` says, or `older` says, that the one supersedes the other. Declared before stated, strong before weak. */
function linkBetween(newer: Prepared, older: Prepared): { declared: boolean; fit: 'strong' | 'weak' } | null {
  const found = [...fits(newer.links.older, older.name), ...fits(older.links.newer, newer.name)];
  const rank = ({ declared, fit }: { declared: boolean; fit: string }): number => (fit === 'strong' ? 2 : 0) + Number(declared);
  return found.reduce<(typeof found)[number] | null>((best, one) => (best === null || rank(one) > rank(best) ? one : best), null);
}

function fits(links: readonly Link[], name: Name): { declared: boolean; fit: 'strong' | 'weak' }[] {
  return links.flatMap((link) => {
    const fit = linkFits(link, name);
    return fit === null ? [] : [{ declared: link.declared, fit }];
  });
}

function edge(a: JoinSide<Prepared>, b: JoinSide<Prepared>, order: Order, rest: Pick<EdgeDraft, 'score' | 'certainty' | 'method'>): EdgeDraft {
  const [newer, older] = order.newer === 'a' ? [a, b] : [b, a];
  return {
    kind: 'supersedes', a: quoteOf(newer.input), b: quoteOf(older.input), cue: order.cue, differs: order.differs, ...rest,
    ...(order.newer === 'b' ? { reversed: true } : {}),
  };
}

/** The title, with its place when the text has it near the top; without a title the first line. */
function quoteOf({ title, text, offset }: JoinInput): EdgeSide {
  if (title !== null && title.trim() !== '') {
    const at = title.length > 300 ? -1 : text.slice(0, 5000).indexOf(title);
    return at < 0 ? { quote: excerpt(title, 200), span: null } : { quote: title, span: { start: offset + at, end: offset + at + title.length } };
  }
  const start = Math.max(0, text.slice(0, 5000).search(/\S/u));
  const quote = /^[^\r\n]{0,200}/u.exec(text.slice(start, start + 200))?.[0].trimEnd() ?? '';
  return { quote, span: { start: offset + start, end: offset + start + quote.length } };
}

function sameLanguage(a: Prepared, b: Prepared): boolean {
  const base = (language: string): string => language.toLowerCase().split(/[-_]/u)[0] ?? '';
  return a.language === null || b.language === null || base(a.language) === base(b.language);
}

function versionsDiffer(a: Prepared, b: Prepared): boolean {
  return a.version !== null && b.version !== null && a.version !== b.version;
}
