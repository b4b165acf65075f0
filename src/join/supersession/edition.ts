import { readPath, readTitle } from '../../core/path-dates.js';
import type { Period } from '../../core/calendar.js';

/** What a name says of which edition a document is, and the name that all its editions share. */
export interface Edition {
  /** Folder and file name without dates, revisions and words such as `final` or `old`; `null` = no name is left. */
  readonly pathFamily: string | null;
  /** The same of the title; `null` under two words, which any two documents may share. */
  readonly titleFamily: string | null;
  readonly period: Period | null;
  readonly revision: number | null;
  /** The name says that it is not the one in force: `archive/`, `old-`, `-draft`. */
  readonly setAside: boolean;
  /** Anything was taken out of the path, or of the title. */
  readonly inPath: boolean;
  readonly inTitle: boolean;
  /** Words of the path that stay, for telling what else two documents with one title differ in. */
  readonly pathWords: readonly string[];
}

const SET_ASIDE = new Set('old archive archived previous prev backup bak superseded obsolete deprecated outdated draft'.split(' '));
const NEUTRAL = new Set('final copy latest current signed approved'.split(' '));
const REVISION_WORDS = new Set('rev revision edition ed issue'.split(' '));
/** Texts whose versions revise each other: there `v2` is a revision. Elsewhere it is a product's version, and both may be supported. */
export const REVISED_TYPES: ReadonlySet<string> = new Set(['policy', 'legal']);
/** Each of a series tells of its own time: the minutes of May do not supersede those of April. */
const SERIES_TYPES = new Set(['release-notes', 'meeting-notes']);
const SERIES_WORDS = new Set('minutes newsletter weekly monthly daily standup retro report reports blog posts news journal invoice invoices changelog'.split(' '));
/** Files of many documents: the path names the container. */
const CONTAINER = /\.(?:csv|tsv|jsonl|ndjson|json)$/iu;
const NUMBERED_COPY = /\s?\((\d{1,2})\)(?=(?:\.[^./]{1,10})?$)/u;

/** Reads path and title; `type` is the document's type as the freshness scorer found it. */
export function readEdition(path: string, title: string | null, type: string | null): Edition {
  const revised = type !== null && REVISED_TYPES.has(type);
  const plainPath = path.replace(NUMBERED_COPY, '');
  const inPath = readPath(plainPath);
  const segments = inPath.words.map((words, index) => readSegment(words, revised && index === inPath.words.length - 1));
  const inTitle = readTitle(title ?? '');
  const titled = readSegment(inTitle.words, revised);
  const family = segments.map(({ words }) => words.join('-')).filter((words) => words !== '');
  const pathWords = segments.flatMap(({ words }) => words);
  const series = (type !== null && SERIES_TYPES.has(type)) || [...pathWords, ...titled.words].some((word) => SERIES_WORDS.has(word));
  const revisions = [titled, ...segments].flatMap(({ revision }) => revision ?? []);
  return {
    pathFamily: series || CONTAINER.test(path) || family.length === 0 ? null : family.join('/'),
    titleFamily: series || titled.words.length < 2 ? null : titled.words.join(' '),
    period: inPath.dates.at(-1) ?? inTitle.dates.at(-1) ?? null,
    revision: revisions.at(-1) ?? null,
    setAside: segments.some((segment) => segment.setAside) || titled.setAside,
    inPath: plainPath !== path || inPath.dates.length > 0 || segments.some((segment) => segment.stripped),
    inTitle: inTitle.dates.length > 0 || titled.stripped,
    pathWords,
  };
}

interface Segment {
  readonly words: readonly string[];
  readonly revision: number | null;
  readonly setAside: boolean;
  readonly stripped: boolean;
}

function readSegment(words: readonly string[], revised: boolean): Segment {
  const { rest, revision } = withoutRevision(words, revised);
  const { kept, edges } = withoutEdges(rest);
  return { words: kept, revision, stripped: kept.length < words.length, setAside: edges.some((word) => SET_ASIDE.has(word)) };
}

/** `rev 3`, `rev3`, `2nd edition`, and for policies `v2`, `version 2`. */
function withoutRevision(words: readonly string[], revised: boolean): { rest: string[]; revision: number | null } {
  const rest: string[] = [];
  let revision: number | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = words[index + 1] ?? '';
    const joined = (revised ? /^(?:v|r|rev)(\d{1,3}(?:\.\d{1,3})?)$/u : /^(?:r|rev)(\d{1,3})$/u).exec(word)?.[1];
    const announced = REVISION_WORDS.has(word) || (revised && (word === 'version' || word === 'v'));
    const ordinal = /^(\d{1,3})(?:st|nd|rd|th)$/u.exec(word)?.[1];
    if (joined !== undefined) revision = Number(joined);
    else if (announced && /^\d{1,3}(?:\.\d{1,3})?$/u.test(next)) {
      revision = Number(next);
      index += 1;
    } else if (ordinal !== undefined && next === 'edition') {
      revision = Number(ordinal);
      index += 1;
    } else rest.push(word);
  }
  return { rest, revision };
}

/** `old`, `draft`, `final` count at the ends of a name only: `current-account` loses a word, `how-to-archive-mail` none. */
function withoutEdges(words: readonly string[]): { kept: readonly string[]; edges: readonly string[] } {
  const isEdge = (word: string | undefined): boolean => word !== undefined && (SET_ASIDE.has(word) || NEUTRAL.has(word));
  let start = 0;
  let end = words.length;
  while (start < end && isEdge(words[start])) start += 1;
  while (end > start && isEdge(words[end - 1])) end -= 1;
  return { kept: words.slice(start, end), edges: [...words.slice(0, start), ...words.slice(end)] };
}
