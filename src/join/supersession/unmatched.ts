import { bodyStart, sentenceSpans, type JoinInput, type Span } from '../../core/index.js';
import { maskMarkup, scanWords } from '../../core/language/index.js';

/** A sentence, list item or line of code, with its words. */
interface Unit extends Span {
  readonly words: ReadonlySet<string>;
}

/** Share of a sentence's words that one sentence of the newer text must have to be its counterpart: half of it may have been rewritten. */
const COUNTERPART = 0.5;
/** Headings, cells and short items have so few words that half of them are anywhere: all must be in one place. */
const FEW_WORDS = 5;
/** Words of the shortest passage that is told: less is a phrase. */
const PASSAGE_WORDS = 6;
/** Sentences with one word that are looked at: those of a word that is everywhere are not told apart by it. */
const MOST_PLACES = 40;
/** Sentences compared with one, those that share most rare words first; and words of a sentence looked at. */
const COMPARED = 6;
const MOST_WORDS = 120;
const MOST_PASSAGES = 200;
/** Longer texts are compared as far as this. */
const MAX_CHARS = 1_000_000;

/** Passages of the older text that the newer one has no counterpart of, in order; at most 200, the nearest then taken together. */
export function withoutCounterpart(older: JoinInput, newer: JoinInput): Span[] {
  const known = new Known(unitsOf(newer));
  const passages: (Span & { words: number })[] = [];
  let open = false;
  for (const { start, end, words } of unitsOf(older)) {
    if (words.size === 0) continue;
    const last = passages.at(-1);
    if (known.has(words)) open = false;
    else if (open && last !== undefined) passages[passages.length - 1] = { start: last.start, end, words: last.words + words.size };
    else {
      passages.push({ start, end, words: words.size });
      open = true;
    }
  }
  return merged(passages.filter(({ words }) => words >= PASSAGE_WORDS)).map(({ start, end }) => ({ start: older.offset + start, end: older.offset + end }));
}

function unitsOf({ text }: JoinInput): Unit[] {
  const whole = text.slice(0, MAX_CHARS);
  const from = bodyStart(whole);
  const { folded, starts } = scanWords(maskMarkup(whole));
  let at = 0;
  return sentenceSpans(whole).filter(({ end }) => end > from).map(({ start, end }) => {
    const words = new Set<string>();
    while (at < starts.length && (starts[at] ?? 0) < start) at += 1;
    for (; at < starts.length && (starts[at] ?? 0) < end; at += 1) if (words.size < MOST_WORDS) words.add(folded[at] ?? '');
    return { start, end, words };
  });
}

/** The sentences of a text, to be asked whether one of them is a counterpart. */
class Known {
  readonly #units: readonly Unit[];
  readonly #places = new Map<string, number[]>();

  constructor(units: readonly Unit[]) {
    this.#units = units;
    for (const [at, { words }] of units.entries()) {
      for (const word of words) {
        const places = this.#places.get(word);
        if (places === undefined) this.#places.set(word, [at]);
        else if (places.length <= MOST_PLACES) places.push(at);
      }
    }
  }

  has(words: ReadonlySet<string>): boolean {
    const shared = new Map<number, number>();
    let common = 0;
    for (const word of words) {
      const places = this.#places.get(word) ?? [];
      if (places.length > MOST_PLACES) common += 1;
      else for (const at of places) shared.set(at, (shared.get(at) ?? 0) + 1);
    }
    // Nothing but words that are everywhere: it says nothing of its own.
    if (common === words.size) return true;
    const nearest = [...shared].sort(([at, mine], [other, theirs]) => theirs - mine || at - other).slice(0, COMPARED);
    return nearest.some(([at]) => {
      const theirs = this.#units[at]?.words;
      const both = [...words].filter((word) => theirs?.has(word) === true).length;
      return both >= words.size * (words.size < FEW_WORDS ? 1 : COUNTERPART);
    });
  }
}

/** Takes passages together over the narrowest gaps until there are few enough. */
function merged<Passage extends Span>(passages: readonly Passage[]): readonly Span[] {
  if (passages.length <= MOST_PASSAGES) return passages;
  const gaps = passages.slice(1).map(({ start }, at) => ({ at: at + 1, width: start - (passages[at]?.end ?? 0) })).sort((a, b) => a.width - b.width || a.at - b.at);
  const closed = new Set(gaps.slice(0, passages.length - MOST_PASSAGES).map(({ at }) => at));
  const out: { start: number; end: number }[] = [];
  for (const [at, { start, end }] of passages.entries()) {
    const last = out.at(-1);
    if (closed.has(at) && last !== undefined) last.end = end;
    else out.push({ start, end });
  }
  return out;
}
