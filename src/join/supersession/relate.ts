import { excerpt, type EdgeDraft, type EdgeSide, type JoinInput, type JoinSide } from '../../core/index.js';
import { areOneLanguage, contextsApart } from '../../core/language/index.js';
import { textOrder, type TextOrder } from './evidence.js';
import { isCanonicalOf, linkFits, type Link, type Name } from './links.js';
import type { SupersessionOptions } from './options.js';
import { orderOf, orderOfCopies, type Order } from './order.js';
import type { Prepared } from './prepared.js';
import { renameBetween } from './renames.js';
import { likenessOf, sharedBetween } from './sketch.js';
import { withoutCounterpart } from './unmatched.js';
import { precedenceOf, samePage, versionsDiffer } from './versions.js';
import type { Edition } from './edition.js';

type Side = JoinSide<Prepared>;

/** Titles alone bind less than folder and file name, so the texts must share half: (1 - 0.2)^3 = 0.512, two words in ten rewritten. */
const TITLE_SHARED = 0.5;
/** Folder names that say where a text is kept, not what it is about. */
const GENERIC_FOLDERS = new Set('docs doc documents document files file content pages page site sites wiki export exports shared public policies policy handbook legal hr pdf pdfs html md library resources help kb knowledge base company intranet source src index readme'.split(' '));

/** A cheap test: one access label, one language, and a shared page, name, place or link, or texts that may be nearly alike. */
export function mayRelate(a: Prepared, b: Prepared, options: SupersessionOptions): boolean {
  if (a.id === b.id || a.access !== b.access) return false;
  if (linkBetween(a, b) !== null || linkBetween(b, a) !== null) return true;
  return sameLanguage(a, b) && (samePage(a.product, b.product) !== null || basisOf(a, b) !== null || renameBetween(a.places, b.places) !== null || mayBeCopies(a, b, options));
}

/** The one edge between two documents, from the newer to the older; `null` when they are not editions of one text or nothing tells which is newer. */
export function relate(a: Side, b: Side, options: SupersessionOptions): EdgeDraft | null {
  return linked(a, b, options) ?? (sameLanguage(a.prepared, b.prepared) ? versions(a, b, options) ?? inferred(a, b, options) : null);
}

function linked(a: Side, b: Side, options: SupersessionOptions): EdgeDraft | null {
  const forth = linkBetween(a.prepared, b.prepared);
  const back = linkBetween(b.prepared, a.prepared);
  if (forth === null && back === null) return null;
  const order = orderOf(a.prepared, b.prepared, options, () => null);
  // Each names the other as the older one: only the dates can tell.
  const newer = forth !== null && back !== null ? (order?.newer ?? null) : forth !== null ? 'a' : 'b';
  const link = newer === 'a' ? forth : newer === 'b' ? back : null;
  if (newer === null || link === null) return null;
  // A canonical address is meant for search engines: it says nothing of versions that are supported side by side.
  if (link.by === 'canonical' && versionsDiffer(a.prepared.product, b.prepared.product)) return null;
  // A declared link with folder or title stands by itself; "this replaces the importer" may be about the importer.
  const needsText = link.fit === 'weak' || link.by !== 'declared';
  if (needsText && (shared(a, b) ?? 0) < options.minShared) return null;
  const agreed = order !== null && order.newer === newer ? order : null;
  const method = { declared: 'declared in metadata', stated: 'stated in the text', canonical: 'declared as the canonical address' }[link.by];
  const because = { declared: 'a link in the metadata', stated: 'a link in the text', canonical: 'the canonical address' }[link.by];
  return edge(a, b, { newer, by: '', because, cue: agreed?.cue ?? null, differs: agreed?.differs ?? null }, {
    score: 1, certainty: link.by === 'declared' ? 'verified' : 'likely', method,
  });
}

/** One page in two versions of a product, by path, or by a likeness that versions leave. */
function versions(a: Side, b: Side, options: SupersessionOptions): EdgeDraft | null {
  const page = samePage(a.prepared.product, b.prepared.product);
  if (page === null && !versionsDiffer(a.prepared.product, b.prepared.product)) return null;
  const basis = page === null ? likeness(a, b, options) : page === 'file' && (shared(a, b) ?? 0) < options.minShared ? null : `one page by its ${page === 'folder' ? 'folders' : 'name'}`;
  if (basis === null) return null;
  const { first, beside, because } = precedenceOf(a.prepared.product, b.prepared.product, options);
  const [newer, older] = first === 'a' ? [a, b] : [b, a];
  const order: Order = { newer: first, by: 'its version', because, cue: 'version', differs: [newer.prepared.product.version ?? 'current', older.prepared.product.version ?? 'current'] };
  const score = Math.round((shared(a, b) ?? 0) * 1000) / 1000;
  const kept = typeof options.versions === 'string' ? options.versions : 'keep';
  return edge(a, b, order, { score, certainty: 'likely', method: `versions of ${basis}, ${kept}`, ...(beside ? { aside: true as const } : {}) });
}

/** What binds two documents that differ in their versions and not by path; `null` = nothing. */
function likeness(a: Side, b: Side, options: SupersessionOptions): string | null {
  const basis = basisOf(a.prepared, b.prepared);
  if (basis !== null && (shared(a, b) ?? 0) >= leastShared(basis, options)) return `one document by its ${basis}`;
  if (renameBetween(a.prepared.places, b.prepared.places) !== null && (shared(a, b) ?? 0) >= options.minShared) return 'one document, renamed in git';
  return areCopies(a, b, options) === null ? null : 'nearly one text';
}

function inferred(a: Side, b: Side, options: SupersessionOptions): EdgeDraft | null {
  if (versionsDiffer(a.prepared.product, b.prepared.product)) return null;
  const basis = basisOf(a.prepared, b.prepared);
  return renamed(a, b, options) ?? (basis === null ? null : named(a, b, basis, options)) ?? copies(a, b, options);
}

/** One document under its name of today and under a former one, each with a text of its own. */
function renamed(a: Side, b: Side, options: SupersessionOptions): EdgeDraft | null {
  const rename = renameBetween(a.prepared.places, b.prepared.places);
  const score = rename === null ? null : shared(a, b);
  if (rename === null || score === null || score < options.minShared || likenessOf(a.prepared.sketch(), b.prepared.sketch()) === 1) return null;
  // Of two branches the one with the old name may be the one that was kept up: then the dates say so, and what else binds the two tells.
  const order = orderOf(a.prepared, b.prepared, options, () => null);
  if (order !== null && order.newer !== rename.newer) return null;
  const because = `its name, renamed in git from \`${excerpt(rename.from, 120).replaceAll('`', "'")}\``;
  return edge(a, b, { newer: rename.newer, by: 'its name in git', because, cue: order?.cue ?? null, differs: order?.differs ?? null }, {
    score: Math.round(score * 1000) / 1000, certainty: 'likely', method: `renamed in git, containment word-3 >= ${options.minShared}`,
  });
}

function named(a: Side, b: Side, basis: 'path' | 'title', options: SupersessionOptions): EdgeDraft | null {
  const score = shared(a, b);
  const threshold = leastShared(basis, options);
  if (score === null || score < threshold) return null;
  const order = orderOf(a.prepared, b.prepared, options, () => ((likenessOf(a.prepared.sketch(), b.prepared.sketch()) ?? 0) < options.minAlike ? null : textOrder(a.input.text, b.input.text)));
  return order === null ? null : edge(a, b, order, {
    score: Math.round(score * 1000) / 1000, certainty: 'likely', method: `same ${basis} but for its edition, containment word-3 >= ${threshold}, newer by ${order.by}`,
  });
}

/** Near copies under names that have nothing in common. */
function copies(a: Side, b: Side, options: SupersessionOptions): EdgeDraft | null {
  const found = areCopies(a, b, options);
  if (found === null) return null;
  const order = orderOfCopies(a.prepared, b.prepared, options, found.text);
  // A copy in a wiki that somebody touched later is no newer edition of what a better source says.
  const [newer, older] = order?.newer === 'b' ? [b, a] : [a, b];
  return order === null || newer.input.authority < older.input.authority ? null : edge(a, b, order, {
    score: Math.round(found.likeness * 1000) / 1000, certainty: 'possible', method: `near copies, jaccard word-3 >= ${options.minAlike}, newer by ${order.by}`,
  });
}

function areCopies(a: Side, b: Side, options: SupersessionOptions): { likeness: number; text: TextOrder } | null {
  if (!mayBeCopies(a.prepared, b.prepared, options)) return null;
  const likeness = likenessOf(a.prepared.sketch(), b.prepared.sketch()) ?? 0;
  // The same words are a copy of one edition, which duplication tells.
  if (likeness < options.minAlike || likeness === 1) return null;
  const text = textOrder(a.input.text, b.input.text);
  return text.parallel ? null : { likeness, text };
}

/** Texts of one title, none of a series, that neither platform, region nor plan keeps apart. */
function mayBeCopies(a: Prepared, b: Prepared, options: SupersessionOptions): boolean {
  if (a.edition.oneOfMany || b.edition.oneOfMany || a.edition.titleWords !== b.edition.titleWords) return false;
  return (likenessOf(a.sketch(), b.sketch()) ?? 0) >= options.minAlike && !contextsApart(a.scope(), b.scope());
}

function shared(a: Side, b: Side): number | null {
  return sharedBetween(a.prepared.sketch(), b.prepared.sketch());
}

function leastShared(basis: 'path' | 'title', { minShared }: SupersessionOptions): number {
  return basis === 'title' ? Math.max(TITLE_SHARED, minShared) : minShared;
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

/** Wikis number their pages when they export them: `Support-hours_19876.html`. */
const PAGE_NUMBER = /^\d{5,12}$/u;

/** Path words that neither the title nor the usual folders account for: `eu` and `us`, `pro` and `lite` keep two texts of one title apart. */
function subjectOf({ pathWords, titleFamily }: Edition): string {
  const titled = new Set(titleFamily?.split(' '));
  return [...new Set(pathWords)].filter((word) => !titled.has(word) && !GENERIC_FOLDERS.has(word) && !PAGE_NUMBER.test(word)).sort().join(' ');
}

interface Found { readonly by: 'declared' | 'stated' | 'canonical'; readonly fit: 'strong' | 'weak' }

/** The link by which `newer` says, or `older` says, that the one supersedes the other. Strong before weak, declared before stated before a canonical address. */
function linkBetween(newer: Prepared, older: Prepared): Found | null {
  const canonical = older.links.canonical.some((link) => isCanonicalOf(link, older.name, newer.name));
  const found: Found[] = [...fits(newer.links.older, older.name), ...fits(older.links.newer, newer.name), ...(canonical ? [{ by: 'canonical' as const, fit: 'strong' as const }] : [])];
  const rank = ({ by, fit }: Found): number => (fit === 'strong' ? 3 : 0) + { declared: 2, stated: 1, canonical: 0 }[by];
  return found.reduce<Found | null>((best, one) => (best === null || rank(one) > rank(best) ? one : best), null);
}

function fits(links: readonly Link[], name: Name): Found[] {
  return links.flatMap((link) => {
    const fit = linkFits(link, name);
    return fit === null ? [] : [{ by: link.declared ? 'declared' as const : 'stated' as const, fit }];
  });
}

function edge(a: Side, b: Side, order: Order, rest: Pick<EdgeDraft, 'score' | 'certainty' | 'method' | 'aside'>): EdgeDraft {
  const [newer, older] = order.newer === 'a' ? [a, b] : [b, a];
  const unmatched = rest.aside === true ? [] : withoutCounterpart(older.input, newer.input);
  return {
    kind: 'supersedes', a: quoteOf(newer.input), b: quoteOf(older.input), cue: order.cue, differs: order.differs, because: order.because, ...rest,
    ...(unmatched.length === 0 ? {} : { unmatched }),
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

const sameLanguage = (a: Prepared, b: Prepared): boolean => areOneLanguage(a.language, b.language);
