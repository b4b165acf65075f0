import type { JsonObject } from '../../core/index.js';

/** What a document is called by others. */
export interface Name {
  /** Path segments as slugs, the last without its extension. */
  readonly segments: readonly string[];
  /** The title as a slug; `null` under two words. */
  readonly title: string | null;
}

/** A mention of another edition. */
export interface Link {
  readonly segments: readonly string[];
  readonly whole: string;
  /** Front matter or a record field; otherwise a sentence of the text. */
  readonly declared: boolean;
}

export interface Links {
  /** Documents that this one supersedes. */
  readonly older: readonly Link[];
  /** Documents that supersede this one. */
  readonly newer: readonly Link[];
  /** The address that a web page gives as the one to be found under: mostly its own. */
  readonly canonical: readonly Link[];
}

const OLDER_FIELDS = ['supersedes', 'replaces', 'obsoletes'];
const NEWER_FIELDS = ['superseded_by', 'supersededBy', 'superseded-by', 'replaced_by', 'replacedBy', 'replaced-by', 'obsoleted_by', 'obsoletedBy'];
const NEWER_TEXT = /\b(?:superseded|replaced|obsoleted) by:?\s+([^\n]{3,200})/giu;
const OLDER_TEXT = /\b(?:supersedes|replaces|obsoletes):?\s+([^\n]{3,200})/giu;
/** What both begin with. Few texts have it, and to look for it takes a tenth of the time. */
const STATING = /supersede|replace|obsolete/iu;
const HEAD_CHARS = 3000;
const MAX_LINKS = 20;
const MAX_LINK_CHARS = 500;
/** Names that say nothing without their folder. */
const GENERIC = new Set(['', 'index', 'readme', 'overview', 'default', 'home', 'main', 'document', 'page']);

export function nameOf(path: string, title: string | null): Name {
  const titled = slug(title ?? '');
  return { segments: segmentsOf(path), title: titled.includes('-') ? titled : null };
}

/** Links that the metadata declares, and those the head of the text states ("superseded by the Travel Policy 2026"). */
export function linksOf(declared: JsonObject, text: string): Links {
  const beginning = text.slice(0, HEAD_CHARS);
  const head = STATING.test(beginning) ? beginning : '';
  return {
    older: [...declaredLinks(declared, OLDER_FIELDS), ...statedLinks(head, OLDER_TEXT)].slice(0, MAX_LINKS),
    newer: [...declaredLinks(declared, NEWER_FIELDS), ...statedLinks(head, NEWER_TEXT)].slice(0, MAX_LINKS),
    canonical: declaredLinks(declared, ['canonical']).slice(0, MAX_LINKS),
  };
}

/** Whether a page's canonical address is that of the other and not its own: a fit as long as its own tells nothing. */
export function isCanonicalOf(link: Link, own: Name, other: Name): boolean {
  return linkFits(link, other) === 'strong' && fitLength(link, other) > fitLength(link, own);
}

/** Segments, from the last on, that the two have in common. */
function fitLength({ segments }: Link, name: Name): number {
  let length = 0;
  while (length < segments.length && length < name.segments.length && segments.at(-1 - length) === name.segments.at(-1 - length)) length += 1;
  return length;
}

/** Names under which a document can be found, and a link looks for one. */
export function nameKeys({ segments, title }: Name): string[] {
  return [...pathKeys(segments), ...(title === null ? [] : [title])];
}

export function linkKeys({ segments, whole }: Link): string[] {
  return [...pathKeys(segments), whole];
}

/**
 * How a link fits a document: `strong` by its title or by folder and file name, `weak` by the file name alone,
 * which documents of other folders may have too.
 */
export function linkFits({ segments, whole }: Link, name: Name): 'strong' | 'weak' | null {
  if (name.title !== null && whole === name.title) return 'strong';
  const length = Math.min(segments.length, name.segments.length);
  if (length === 0 || segments.slice(-length).join('/') !== name.segments.slice(-length).join('/')) return null;
  if (length > 1 || (segments.length === 1 && name.segments.length === 1)) return 'strong';
  return GENERIC.has(segments.at(-1) ?? '') ? null : 'weak';
}

function declaredLinks(declared: JsonObject, fields: readonly string[]): Link[] {
  return fields.flatMap((field) => {
    const value = Object.hasOwn(declared, field) ? declared[field] : undefined;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.slice(0, MAX_LINKS).flatMap((one) => (typeof one === 'string' ? linkTo(one, true) : []));
  });
}

function statedLinks(head: string, pattern: RegExp): Link[] {
  return [...head.matchAll(pattern)].slice(0, MAX_LINKS).flatMap((match) => {
    const rest = match[1] ?? '';
    const linked = /^[^[\]]{0,40}\[([^\]]{1,200})\]\(([^()\s]{1,200})\)/u.exec(rest);
    if (linked !== null) return [...linkTo(linked[2] ?? '', false), ...linkTo(linked[1] ?? '', false)];
    const quoted = /^[^"“«`]{0,20}["“«`]([^"”»`]{2,200})["”»`]/u.exec(rest)?.[1];
    return linkTo(quoted ?? rest.replace(/(?:[;:,(]|\.(?:\s|$)).*$/u, ''), false);
  });
}

function linkTo(target: string, declared: boolean): Link[] {
  const cut = target.slice(0, MAX_LINK_CHARS).trim().replace(/^(?:the|our|all)\s+/iu, '').replace(/[*_]+/gu, ' ');
  const local = cut.replace(/^[a-z][a-z0-9+.-]{0,20}:\/\/[^/]{0,200}/iu, '').replace(/[?#].*$/u, '');
  const whole = slug(cut);
  return whole === '' ? [] : [{ segments: segmentsOf(local), whole, declared }];
}

function segmentsOf(path: string): string[] {
  const parts = path.slice(0, 4096).split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map((part, index) => slug(index === parts.length - 1 ? part.replace(/\.[a-z][a-z0-9]{0,9}$/iu, '') : part)).filter((part) => part !== '');
}

function pathKeys(segments: readonly string[]): string[] {
  const last = segments.at(-1) ?? '';
  return [...(GENERIC.has(last) ? [] : [last]), ...(segments.length > 1 ? [segments.slice(-2).join('/')] : [])];
}

function slug(text: string): string {
  return (text.slice(0, MAX_LINK_CHARS).normalize('NFKC').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join('-');
}
