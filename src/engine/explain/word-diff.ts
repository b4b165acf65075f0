import { align, hunksOf, scanSigns, type Hunk, type Words } from '../../core/language/index.js';

/** A place where two texts differ. Texts are as written. */
export interface WordChange {
  /** The words before it, as they stand here. */
  readonly before: string;
  /** `''` = nothing stands there. */
  readonly here: string;
  readonly there: string;
  readonly after: string;
}

export interface WordDiff {
  /** In order, but for the one that keeps two texts apart, which is the first. */
  readonly changes: readonly WordChange[];
  /** Changes that are not listed. */
  readonly more: number;
}

/** Longer texts are not compared. */
const MAX_CHARS = 100_000;
const MAX_CHANGES = 5;
/** Words shown before and after a change: some 40 in all, and not more of a change itself. */
const CONTEXT_WORDS = 20;
const MAX_CHANGED_WORDS = 40;

interface Given {
  /** The words that keep the two apart, [here, there]. */
  readonly differs: readonly [string, string] | null;
  /** Which text is an excerpt of the other: what the other holds before and after it is no difference. */
  readonly excerpt: 'here' | 'there' | null;
}

/** A stretch of a comparison of two texts, in reading order. */
export interface DiffPart { readonly kind: 'same' | 'here' | 'there'; readonly text: string }

/** Both texts whole, word by word: what both have (as written here), what only one has. `null` for texts that are too long. */
export function wholeDiff(here: string, there: string): DiffPart[] | null {
  if (here.length > MAX_CHARS || there.length > MAX_CHARS) return null;
  const { ours, theirs, hunks } = compared(here, there);
  const parts: DiffPart[] = [];
  const add = (kind: DiffPart['kind'], text: string): void => { if (text !== '') parts.push({ kind, text }); };
  let shown = 0;
  for (const { aFrom, aTo, bFrom, bTo } of hunks) {
    const from = aFrom === aTo ? (ours.ends[aFrom - 1] ?? 0) : (ours.starts[aFrom] ?? here.length);
    const to = aFrom === aTo ? from : (ours.ends[aTo - 1] ?? here.length);
    add('same', here.slice(shown, from));
    add('here', here.slice(from, to));
    if (bTo > bFrom) add('there', `${aFrom === aTo ? ' ' : ''}${there.slice(theirs.starts[bFrom], theirs.ends[bTo - 1])}`);
    shown = Math.max(shown, to);
  }
  add('same', here.slice(shown));
  return parts;
}

function compared(here: string, there: string): { ours: Words; theirs: Words; hunks: Hunk[]; inner: Hunk[]; outer: Hunk[] } {
  const [ours, theirs] = [scanSigns(here), scanSigns(there)];
  const numbers = new Map<string, number>();
  const numbered = ({ folded }: Words): Int32Array => Int32Array.from(folded, (word) => {
    const known = numbers.get(word) ?? numbers.size;
    numbers.set(word, known);
    return known;
  });
  const [a, b] = [numbered(ours), numbered(theirs)];
  const { inner, outer } = hunksOf(align(a, b), a.length, b.length);
  return { ours, theirs, inner, outer, hunks: inOrder([...inner, ...outer]) };
}

const inOrder = (hunks: Hunk[]): Hunk[] => hunks.sort((x, y) => x.aFrom - y.aFrom || x.bFrom - y.bFrom);

/** How two texts differ word by word; case, markup and layout do not count. `null` for texts that are too long. */
export function wordDiff(here: string, there: string, { differs, excerpt }: Given): WordDiff | null {
  if (here.length > MAX_CHARS || there.length > MAX_CHARS) return null;
  const { ours, theirs, inner, outer } = compared(here, there);
  const atEnds = outer.filter((hunk) => excerpt === null || (excerpt === 'here' ? hunk.aTo > hunk.aFrom : hunk.bTo > hunk.bFrom));
  const hunks = inOrder([...inner, ...atEnds]);
  const written = (hunk: Hunk): WordChange => ({
    before: slice(here, ours, Math.max(0, hunk.aFrom - CONTEXT_WORDS), hunk.aFrom), here: slice(here, ours, hunk.aFrom, hunk.aTo),
    there: slice(there, theirs, hunk.bFrom, hunk.bTo), after: slice(here, ours, hunk.aTo, Math.min(ours.folded.length, hunk.aTo + CONTEXT_WORDS)),
  });
  const decisive = differs === null ? -1 : hunks.findIndex((hunk) => holds(here, ours, hunk.aFrom, hunk.aTo, differs[0]) && holds(there, theirs, hunk.bFrom, hunk.bTo, differs[1]));
  const [first] = decisive < 0 ? [] : hunks.splice(decisive, 1);
  const listed = [...(first === undefined ? [] : [first]), ...hunks].slice(0, MAX_CHANGES);
  return { changes: listed.map(written), more: hunks.length + (first === undefined ? 0 : 1) - listed.length };
}

/** The words [from, to) as written. */
function slice(text: string, { starts, ends }: Words, from: number, to: number): string {
  if (from >= to) return '';
  const shown = Math.min(to, from + MAX_CHANGED_WORDS);
  return text.slice(starts[from], ends[shown - 1]) + (shown < to ? ' …' : '');
}

/** Whether the words [from, to) and those around them hold what a join names as the difference: it may name more than the changed word, as "30 days". */
function holds(text: string, { starts, ends }: Words, from: number, to: number, named: string): boolean {
  const around = text.slice(starts[Math.max(0, from - 3)] ?? text.length, ends[Math.min(ends.length, to + 3) - 1] ?? text.length);
  return named === '' ? from === to : around.includes(named);
}
