import { isStopWord, lemmaOf } from './lemmas.js';
import { namesIn } from './names.js';
import { remembered } from './remembered.js';
import { maskMarkup, scanWords } from './words.js';

/** What a heading or title adds to the subject of the text under it. */
interface Level {
  /** Folded words without numbers: equal for headings that differ in case, decoration and numbering only. */
  readonly words: string;
  /** Names of things (methods, commands, endpoints, products), folded. */
  readonly names: readonly string[];
  readonly distinct: readonly string[];
  /** The lemmas of the other words; "Get" that opens a heading is what is done, as "Delete" is. */
  readonly rest: readonly string[];
  /** A heading that is nothing but a name in code's spelling tells its subject alone: what stands above it does not matter. */
  readonly complete: boolean;
  readonly isHeading: boolean;
  /** A heading above a section of reference text: one word more is another subject ("Get status", "Get node status"). */
  readonly exact: boolean;
}

/** What a place in a document is about, by its own heading, those above it and the title, innermost first. */
export type Subject = readonly Level[];

export interface SubjectPlace {
  readonly path: string;
  readonly title: string | null;
  readonly headingPath: readonly string[];
  readonly type: string | null;
  readonly text: string;
}

/**
 * `length`: how much of the way outwards counts. `own`: the innermost heading alone, for long texts: they say themselves what they are about.
 */
export function subjectOf(place: SubjectPlace, length: 'all' | 'own'): Subject {
  const headings = place.headingPath.slice(place.headingPath[0] === place.title ? 1 : 0);
  const above = isReference(place) ? ofReference : (level: Level) => level;
  const inner = headings.map((heading, at) => (at === headings.length - 1 ? levelOf(asWritten(heading, place.text), true) : above(levelOf(heading, true)))).reverse();
  const way = length === 'own' ? inner.slice(0, 1) : [...inner, above(documentLevel(place))];
  const end = way.findIndex(({ complete }) => complete);
  return end < 0 ? way : way.slice(0, end + 1);
}

/** Every page in such a folder is reference text, a type that its own name suggests notwithstanding (`reference/policy.md`). */
const REFERENCE_FOLDER = /(?:^|[/_-])references?\//iu;

function isReference({ type, path }: SubjectPlace): boolean {
  return type === 'reference' || REFERENCE_FOLDER.test(path);
}

const MOST_CHARS = 300;

const levelOf = (text: string, isHeading: boolean): Level => (isHeading ? headingLevel : titleLevel)(text.slice(0, MOST_CHARS));
const headingLevel = remembered((text) => readLevel(text, true));
const titleLevel = remembered((text) => readLevel(text, false));

function readLevel(text: string, isHeading: boolean): Level {
  const { names, distinct, rest, complete } = namesIn(text);
  return { words: wordsOf(text).join(' '), names, distinct, rest: wordsOf(rest).filter((word, at) => !isStopWord(word) || (at === 0 && word === 'get')).map(lemmaOf), complete, isHeading, exact: false };
}

const wordsOf = (text: string): string[] => scanWords(maskMarkup(text)).folded.filter((word) => !/^\p{N}+$/u.test(word));

/** The heading with its code spans, where the text still opens with it. */
function asWritten(heading: string, text: string): string {
  const line = /^#{1,6}[ \t]{1,8}([^\n]{1,300})/u.exec(text)?.[1];
  return line !== undefined && wordsOf(line).join(' ') === wordsOf(heading.slice(0, MOST_CHARS)).join(' ') ? line : heading;
}

/** A file name stands in for a title that is missing; its hyphens join everyday words. */
function documentLevel({ path, title }: SubjectPlace): Level {
  return levelOf(title ?? path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-zA-Z0-9]{1,5}$/u, '').replace(/[_-]/gu, ' '), false);
}

/** In reference documents every page and section is a subject, named in whatever words ("Rebalance database"); a list of all is another one than an item. */
function ofReference(level: Level): Level {
  if (level.complete) return level;
  const all = level.words.split(' ').includes('all') ? ['all'] : [];
  return { ...level, names: [...level.names, ...level.rest, ...all], rest: [], exact: level.isHeading };
}

/** How two places are apart: `own` by the headings of the texts themselves, `outer` by what stands above them. */
export interface SubjectsApart {
  readonly by: 'own' | 'outer';
  /** The names that no everyday words are, by which a text can tell that it is about the one or the other. */
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/**
 * Whether two places treat parallel subjects: outwards from their own headings, all agree up to one that names another thing in
 * the same words ("GET /users" and "GET /teams", "Limits of `open`" and "Limits of `close`"). Headings in other words tell
 * nothing: a copy often stands under a heading of its own. Neither does a name added to the other side's.
 */
export function subjectsApart(a: Subject, b: Subject): SubjectsApart | null {
  for (const [at, ours] of a.entries()) {
    const theirs = b[at];
    if (theirs === undefined) return null;
    if (ours.words === theirs.words && ours.names.join() === theirs.names.join()) {
      if (ours.complete) return null;
      continue;
    }
    if (at === 0 && sameKindOfSection(ours, theirs)) continue;
    const by = at === 0 && ours.isHeading && theirs.isHeading ? 'own' : 'outer';
    if (namesDiffer(ours, theirs)) return { by, a: ours.distinct, b: theirs.distinct };
    return at > 0 && ours.isHeading && theirs.isHeading && oneWordApart(ours.rest, theirs.rest) ? { by, a: [], b: [] } : null;
  }
  return null;
}

const within = (inner: readonly string[], outer: readonly string[]): boolean => inner.every((word) => outer.includes(word));

function namesDiffer(a: Level, b: Level): boolean {
  if (a.names.length === 0 || b.names.length === 0 || a.rest.join() !== b.rest.join()) return false;
  return a.exact && b.exact ? a.names.join() !== b.names.join() : !within(a.names, b.names) && !within(b.names, a.names);
}

/** "Permissions" and "Required permissions": which ones, the headings above tell. */
function sameKindOfSection(a: Level, b: Level): boolean {
  if (!a.isHeading || !b.isHeading || a.names.length + b.names.length > 0 || a.rest.length === 0 || b.rest.length === 0) return false;
  return within(a.rest, b.rest) || within(b.rest, a.rest);
}

/** "Add a password" and "Change a password", in one place of the sentence. */
function oneWordApart(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 1 && a.length === b.length && a.filter((word, at) => word !== b[at]).length === 1;
}

/** One line that is equal for equal subjects; empty where no other subject can be apart from it. */
export function subjectKey(subject: Subject): string {
  const named = subject.some(({ names }) => names.length > 0);
  const counts = named ? subject : subject.filter(({ isHeading }) => isHeading);
  if (!named && counts.length < 2) return '';
  return counts.map(({ words, names, distinct, rest, complete }) => [words, names.join(), distinct.join(), rest.join(' '), complete ? '!' : ''].join('\u0001')).join('\u0002');
}
