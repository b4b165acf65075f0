import type { Cue, JoinInput, Span } from '../../core/index.js';
import { type Hunk, compatible, cuesOf, isCodeName, isRelation, isSign, modalConflict, poleOf, quantifierConflict, quantitiesOf, scopeConflict, scopeOf, type Quantity } from '../../core/language/index.js';
import type { Measured } from './prepared.js';

/** One side of a compared pair. */
export interface Side {
  readonly input: JoinInput;
  /** Of all of the chunk, or of its rest without boilerplate. */
  readonly prepared: Measured;
  /** Characters left out of a rest, in order: no quotation reaches over them. */
  readonly leftOut?: readonly Span[];
}

/** A difference of fact between two texts that are otherwise copies. */
export interface Conflict {
  readonly cue: Cue;
  readonly hunk: Hunk;
  /** Character ranges, in the chunk's text, of the words that differ. */
  readonly a: Span;
  readonly b: Span;
}

/** Words on either side of a difference that belong to the number in it ("30" in "within 30 business days of"). */
const AROUND = 3;
/** A longer difference is another passage, not a changed fact in the same one. */
const LONGEST_HUNK = 24;
/** A longer insertion is more text, not a word that turns the sentence. */
const LONGEST_INSERTION = 4;

/** The first difference of fact among the hunks; `null` when they only differ in wording, layout or a stamp. */
export function conflictOf(a: Side, b: Side, hunks: readonly Hunk[]): Conflict | null {
  for (const hunk of hunks) {
    if (hunk.aTo - hunk.aFrom > LONGEST_HUNK || hunk.bTo - hunk.bFrom > LONGEST_HUNK) continue;
    if (isStamp(a, hunk.aFrom) && isStamp(b, hunk.bFrom)) continue;
    const found = quantityConflict(a, b, hunk) ?? signConflict(a, b, hunk) ?? wordConflict(a, b, hunk);
    if (found !== null) return found;
  }
  return null;
}

const STAMP = /\b(?:last (?:updated?|modified|reviewed|edited|changed)|updated|modified|reviewed|exported|printed|retrieved|accessed|generated|created|posted|published|copyright|page)\b[^.!?\n]{0,40}$|©[^.!?\n]{0,40}$/iu;
const STAMP_REACH = 60;

/** Whether the word stands in a date stamp, page number or copyright line: those differ between honest copies. */
function isStamp(side: Side, word: number): boolean {
  const at = side.prepared.words.starts[word] ?? side.input.text.length;
  const lineStart = side.input.text.lastIndexOf('\n', at - 1) + 1;
  return STAMP.test(side.input.text.slice(Math.max(lineStart, at - STAMP_REACH), at));
}

function quantityConflict(a: Side, b: Side, hunk: Hunk): Conflict | null {
  const ours = quantitiesIn(a, hunk.aFrom, hunk.aTo);
  const theirs = quantitiesIn(b, hunk.bFrom, hunk.bTo);
  for (const mine of ours) {
    if (theirs.some((other) => other.kind === mine.kind && other.dimension === mine.dimension && compatible(mine, other))) continue;
    const other = theirs.find((candidate) => candidate.kind === mine.kind && !ours.some((own) => own.dimension === candidate.dimension && compatible(own, candidate)));
    if (other === undefined) continue;
    const sameFigure = mine.kind === 'number' && !mine.dimension.startsWith('money') && firstWord(a, mine) === firstWord(b, other);
    return conflict(a, b, hunk, sameFigure ? 'unit' : mine.kind, mine, other);
  }
  // Times, codes and the like that no unit explains: different figures in the same place.
  const ourFigures = figures(a, hunk.aFrom, hunk.aTo);
  const theirFigures = figures(b, hunk.bFrom, hunk.bTo);
  const explained = ours.length > 0 || theirs.length > 0;
  if (explained || ourFigures === '' || theirFigures === '' || ourFigures === theirFigures) return null;
  return conflict(a, b, hunk, 'number');
}

function quantitiesIn(side: Side, from: number, to: number): Quantity[] {
  if (from >= to) return [];
  const base = Math.max(0, from - AROUND);
  return quantitiesOf(side.prepared.words.folded.slice(base, to + AROUND))
    .filter((quantity) => quantity.from + base < to && quantity.to + base > from)
    .map((quantity) => ({ ...quantity, from: quantity.from + base, to: quantity.to + base }));
}

const firstWord = (side: Side, quantity: Quantity): string => side.prepared.words.folded[quantity.from] ?? '';
const figures = (side: Side, from: number, to: number): string => side.prepared.words.folded.slice(from, to).filter((word) => /\p{Nd}/u.test(word)).join(' ');

/** A sign that limits the number behind it. */
const LIMITS = new Set(['<', '>', '≤', '≥', '≠', '±']);

/** A cross for a tick, another operator in the same place, a cross or a limit that one side lacks. Emoji that only colour a text never count. */
function signConflict(a: Side, b: Side, hunk: Hunk): Conflict | null {
  const ours = signsIn(a, hunk.aFrom, hunk.aTo);
  const theirs = signsIn(b, hunk.bFrom, hunk.bTo);
  if (ours.poles !== theirs.poles && (ours.poles !== '' && theirs.poles !== '' ? true : ours.denies || theirs.denies)) return conflict(a, b, hunk, 'sign');
  if (Math.max(hunk.aTo - hunk.aFrom, hunk.bTo - hunk.bFrom) > LONGEST_INSERTION || ours.relations === theirs.relations) return null;
  return (ours.relations !== '' && theirs.relations !== '') || ours.limits || theirs.limits ? conflict(a, b, hunk, 'sign') : null;
}

interface Signs {
  readonly poles: string;
  readonly relations: string;
  /** Whether one of them says no; an empty check box is lost in most exports and does not count. */
  readonly denies: boolean;
  readonly limits: boolean;
}

function signsIn(side: Side, from: number, to: number): Signs {
  const { folded } = side.prepared.words;
  const places = [...folded.slice(from, to).keys()].map((at) => at + from).filter((at) => isSign(folded[at] ?? ''));
  const signs = places.map((at) => folded[at] ?? '');
  return {
    poles: signs.map(poleOf).filter((pole) => pole !== null).join(' '),
    relations: signs.filter((sign) => poleOf(sign) === null && isRelation(sign)).join(' '),
    denies: signs.some((sign) => sign !== '☐' && poleOf(sign) === 'no'),
    limits: places.some((at) => LIMITS.has(folded[at] ?? '') && /^[\p{Nd}$€£¥-]/u.test(folded[at + 1] ?? '')),
  };
}

function wordConflict(a: Side, b: Side, hunk: Hunk): Conflict | null {
  const insertion = hunk.aFrom === hunk.aTo || hunk.bFrom === hunk.bTo;
  if (insertion && hunk.aTo - hunk.aFrom + hunk.bTo - hunk.bFrom > LONGEST_INSERTION) return null;
  const ours = cuesOf(a.prepared.words.folded.slice(hunk.aFrom, hunk.aTo));
  const theirs = cuesOf(b.prepared.words.folded.slice(hunk.bFrom, hunk.bTo));
  if ((ours.negations.length + theirs.negations.length) % 2 === 1) return conflict(a, b, hunk, 'negation');
  if (ours.modal !== null && theirs.modal !== null && modalConflict(ours.modal.value, theirs.modal.value) !== null) return conflict(a, b, hunk, 'modal');
  for (const [group, { pole }] of ours.antonyms) {
    const other = theirs.antonyms.get(group);
    if (other !== undefined && other.pole !== pole) return conflict(a, b, hunk, 'antonym');
  }
  if (ours.quantifier !== null && theirs.quantifier !== null && quantifierConflict(ours.quantifier.value, theirs.quantifier.value)) return conflict(a, b, hunk, 'quantifier');
  if (insertion && (ours.quantifier?.value === 'only' || theirs.quantifier?.value === 'only')) return conflict(a, b, hunk, 'quantifier');
  return !insertion && (namesDiffer(a, b, hunk) || codeNamesDiffer(a, b, hunk)) ? conflict(a, b, hunk, 'entity') : null;
}

/** Another product, platform, place or person: scope words that exclude each other, or names on both sides. */
function namesDiffer(a: Side, b: Side, hunk: Hunk): boolean {
  const around = (side: Side, from: number, to: number): string => {
    const { starts, ends } = side.prepared.words;
    return side.input.text.slice(starts[Math.max(0, from - 1)] ?? 0, ends[Math.min(ends.length - 1, to)] ?? 0);
  };
  const ours = scopeOf(around(a, hunk.aFrom, hunk.aTo), { heading: false });
  const theirs = scopeOf(around(b, hunk.bFrom, hunk.bTo), { heading: false });
  if (scopeConflict(ours, theirs) !== null) return true;
  return hasName(a, hunk.aFrom, hunk.aTo) && hasName(b, hunk.bFrom, hunk.bTo);
}

/** One name in code's spelling for another, or for a word with a capital: `max_rows` and `min_rows`, `QueryResult` and `List`. Wherever they stand, they start no sentence. */
function codeNamesDiffer(a: Side, b: Side, hunk: Hunk): boolean {
  if (hunk.aTo - hunk.aFrom !== 1 || hunk.bTo - hunk.bFrom !== 1) return false;
  const written = (side: Side, at: number): string => side.input.text.slice(side.prepared.words.starts[at] ?? 0, side.prepared.words.ends[at] ?? 0);
  const [ours, theirs] = [written(a, hunk.aFrom), written(b, hunk.bFrom)];
  const isOne = (word: string): boolean => isCodeName(word) || /^\p{Lu}/u.test(word);
  return isOne(ours) && isOne(theirs) && (isCodeName(ours) || isCodeName(theirs));
}

/** Whether a word in the range is written with a capital in the middle of a lower-case passage. */
function hasName(side: Side, from: number, to: number): boolean {
  const { starts, ends } = side.prepared.words;
  const capital = (at: number): boolean => /^\p{Lu}/u.test(side.input.text.slice(starts[at] ?? 0, ends[at] ?? 0));
  const opensSentence = (at: number): boolean => at === 0 || /[.!?:\n|"“]/u.test(side.input.text.slice(ends[at - 1] ?? 0, starts[at] ?? 0));
  let lower = 0;
  let capitals = 0;
  for (let at = Math.max(0, from - 5); at < Math.min(starts.length, to + 5); at += 1) {
    if ((at >= from && at < to) || isSign(side.prepared.words.folded[at] ?? '')) continue;
    if (capital(at)) capitals += 1;
    else lower += 1;
  }
  if (capitals > lower) return false;
  for (let at = from; at < to; at += 1) if (capital(at) && !opensSentence(at)) return true;
  return false;
}

function conflict(a: Side, b: Side, hunk: Hunk, cue: Cue, ours?: Quantity, theirs?: Quantity): Conflict {
  return {
    cue, hunk,
    a: ours === undefined ? rangeOf(a, hunk.aFrom, hunk.aTo) : rangeOf(a, ours.from, ours.to),
    b: theirs === undefined ? rangeOf(b, hunk.bFrom, hunk.bTo) : rangeOf(b, theirs.from, theirs.to),
  };
}

/** Characters of the words [from, to); an empty range stands where the missing words would. */
export function rangeOf(side: Side, from: number, to: number): Span {
  const { starts, ends } = side.prepared.words;
  const start = starts[from] ?? side.input.text.length;
  return { start, end: to > from ? (ends[to - 1] ?? start) : start };
}
