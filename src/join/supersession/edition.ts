import { readPath, readTitle } from '../../core/path-dates.js';
import type { Period } from '../../core/calendar.js';

/** What a name says of which edition a document is, and the name that all its editions share. */
export interface Edition {
  /** Folder and file name without dates, revisions and words such as `final` or `old`; `null` = no name is left. */
  readonly pathFamily: string | null;
  /** The same of the title; `null` under two words, which any two documents may share. */
  readonly titleFamily: string | null;
  /** Words of the title that stay, however few; `''` = none. */
  readonly titleWords: string;
  /** One of a series, whose members tell of their own time each, or a row of a file of many. */
  readonly oneOfMany: boolean;
  readonly period: Period | null;
  readonly revision: number | null;
  /** 2 of `report_final2`, 1 of `report_final`. */
  readonly final: number | null;
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
/** Words that a number after them counts. */
const NUMBERED = new Set(['final', 'copy']);
/** Texts whose versions revise each other: there `v2` is a revision. Elsewhere it is a product's version, and both may be supported. */
export const REVISED_TYPES: ReadonlySet<string> = new Set(['policy', 'legal']);
/** Each of a series tells of its own time: the minutes of May do not supersede those of April. */
const SERIES_TYPES = new Set(['release-notes', 'meeting-notes']);
const SERIES_WORDS = new Set('minutes newsletter weekly monthly daily standup retro report reports blog posts news journal invoice invoices changelog'.split(' '));
/** Files of many documents: the path names the container. */
const CONTAINER = /\.(?:csv|tsv|jsonl|ndjson|json)$/iu;
/** What people save one after another under a new name: there `-v2` is a revision. Of a page of documentation it is the product's version. */
const SAVED_AS = /\.(?:docx?|dotx?|odt|pdf|pptx?|odp|xlsx?|ods|rtf|epub)$/iu;
const NUMBERED_COPY = /\s?\((\d{1,2})\)(?=(?:\.[^./]{1,10})?$)/u;

export function isSavedAs(path: string): boolean {
  return SAVED_AS.test(path.slice(-20));
}

/** Reads path and title; `type` is the document's type as the freshness scorer found it. */
export function readEdition(path: string, title: string | null, type: string | null): Edition {
  const revised = type !== null && REVISED_TYPES.has(type);
  const plainPath = path.replace(NUMBERED_COPY, '');
  const inPath = readPath(plainPath);
  const segments = inPath.words.map((words, index) => readSegment(words, (revised || isSavedAs(path)) && index === inPath.words.length - 1));
  const inTitle = readTitle(title ?? '');
  const titled = readSegment(inTitle.words, revised);
  const family = segments.map(({ words }) => words.join('-')).filter((words) => words !== '');
  const pathWords = segments.flatMap(({ words }) => words);
  const series = (type !== null && SERIES_TYPES.has(type)) || [...pathWords, ...titled.words].some((word) => SERIES_WORDS.has(word));
  const revisions = [titled, ...segments].flatMap(({ revision }) => revision ?? []);
  const oneOfMany = series || CONTAINER.test(path);
  return {
    pathFamily: oneOfMany || family.length === 0 ? null : family.join('/'),
    titleFamily: series || titled.words.length < 2 ? null : titled.words.join(' '),
    titleWords: titled.words.join(' '),
    oneOfMany,
    period: inPath.dates.at(-1) ?? inTitle.dates.at(-1) ?? null,
    revision: revisions.at(-1) ?? null,
    final: [titled, ...segments].flatMap(({ final }) => final ?? []).at(-1) ?? null,
    setAside: segments.some((segment) => segment.setAside) || titled.setAside,
    inPath: plainPath !== path || inPath.dates.length > 0 || segments.some((segment) => segment.stripped),
    inTitle: inTitle.dates.length > 0 || titled.stripped,
    pathWords,
  };
}

interface Segment {
  readonly words: readonly string[];
  readonly revision: number | null;
  readonly final: number | null;
  readonly setAside: boolean;
  readonly stripped: boolean;
}

/** `final2`, `copy3`: what people call the next one. `final 2` and `copy 2` come apart. */
const NUMBERED_WORD = /^(final|copy)(\d{1,2})$/u;

function readSegment(words: readonly string[], revised: boolean): Segment {
  const { rest, revision } = withoutRevision(words.flatMap((word) => NUMBERED_WORD.exec(word)?.slice(1) ?? [word]), revised);
  const { kept, edges } = withoutEdges(rest);
  const at = edges.lastIndexOf('final');
  const final = at < 0 ? null : Number(/^\d+$/u.exec(edges[at + 1] ?? '')?.[0] ?? 1);
  return { words: kept, revision, final, stripped: kept.length < words.length, setAside: edges.some((word) => SET_ASIDE.has(word)) };
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

/** `old`, `draft`, `final`, `final 2` count at the ends of a name only: `current-account` loses a word, `how-to-archive-mail` none. `copy of` goes with its `of`. */
function withoutEdges(words: readonly string[]): { kept: readonly string[]; edges: readonly string[] } {
  const isEdge = (word: string | undefined): boolean => word !== undefined && (SET_ASIDE.has(word) || NEUTRAL.has(word));
  let start = words[0] === 'copy' && words[1] === 'of' ? 2 : 0;
  let end = words.length;
  while (start < end && isEdge(words[start])) start += 1;
  while (end > start) {
    if (isEdge(words[end - 1])) end -= 1;
    else if (end - 2 >= start && NUMBERED.has(words[end - 2] ?? '') && /^\d{1,2}$/u.test(words[end - 1] ?? '')) end -= 2;
    else break;
  }
  return { kept: words.slice(start, end), edges: [...words.slice(0, start), ...words.slice(end)] };
}
