import { isStopWord, lemmaOf, maskMarkup, scanWords } from '../../core/language/index.js';

/** Runs of a text that are looked at, at most. */
const MAX_RUNS = 4000;
/** Identifiers, numbers and addresses are rare and tell of no subject. */
const PLAIN = /^\p{L}[\p{L}\p{M}'’]{1,30}$/u;
const MOST_LETTERS = 31;
/** Scripts without spaces: their words are pairs of letters. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Of Japanese, what grammar is written in: pairs with it are no words. */
const GRAMMAR = /\p{Script=Hiragana}/u;

// What a run is made of, as bits.
const LETTER = 1;
const DIGIT = 2;
const INNER = 4;
const OTHER = 8;
/** By character code; 0 = ends a run. Beyond ASCII everything belongs to one. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[a-z]/iu.test(char) ? LETTER : /\d/u.test(char) ? DIGIT : char === '.' || char === "'" ? INNER : char === '_' ? OTHER : 0;
});

/** Lemmas by the run they are in: a corpus says the same words again and again. */
const RUNS = new Map<string, readonly string[]>();
const RUNS_KEPT = 100_000;
const LONGEST_KEPT = 40;
const NONE: readonly string[] = [];

/**
 * Calls with the lemma of each word of a text that may tell a subject, in order: of plain words that carry meaning, and of scripts without spaces pairs of
 * letters. Words are those of `scanWords`; what stands between ASCII signs is looked up as a whole. Linear in the text's length.
 */
export function eachLemma(text: string, visit: (lemma: string) => void): void {
  const masked = maskMarkup(text);
  const end = masked.length;
  for (let at = 0, runs = 0; at < end && runs < MAX_RUNS;) {
    let kinds = kindAt(masked, at);
    if (kinds === 0) {
      at += 1;
      continue;
    }
    const start = at;
    for (at += 1; at < end; at += 1) {
      const kind = kindAt(masked, at);
      if (kind === 0) break;
      kinds |= kind;
    }
    runs += 1;
    const [from, to] = (kinds & INNER) === 0 ? [start, at] : trimmed(masked, start, at);
    // Without a letter there is no word, and a letter beside a digit makes none of a subject.
    if ((kinds & (LETTER | OTHER)) === 0 || kinds === (LETTER | DIGIT) || (kinds === LETTER && to - from > MOST_LETTERS)) continue;
    for (const lemma of lemmasOfRun(masked.slice(from, to))) visit(lemma);
  }
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (KINDS[code] ?? 0) : OTHER;
}

/** Without full stops and quotes at its ends, which belong to no word. */
function trimmed(text: string, start: number, end: number): [number, number] {
  let [from, to] = [start, end];
  while (from < to && kindAt(text, from) === INNER) from += 1;
  while (to > from && kindAt(text, to - 1) === INNER) to -= 1;
  return [from, to];
}

function lemmasOfRun(run: string): readonly string[] {
  const known = RUNS.get(run);
  if (known !== undefined) return known;
  const lemmas = scannedLemmas(run);
  if (run.length <= LONGEST_KEPT) {
    if (RUNS.size >= RUNS_KEPT) RUNS.clear();
    RUNS.set(run, lemmas.length === 0 ? NONE : lemmas);
  }
  return lemmas;
}

function scannedLemmas(run: string): string[] {
  const { folded, starts } = scanWords(run);
  const lemmas: string[] = [];
  for (let at = 0; at < folded.length && at < MAX_RUNS; at += 1) {
    const word = folded[at] ?? '';
    if (UNSPACED.test(word)) {
      const next = (starts[at + 1] ?? -1) === (starts[at] ?? 0) + word.length ? (folded[at + 1] ?? '') : '';
      if (next !== '' && !GRAMMAR.test(word + next)) lemmas.push(word + next);
    } else if (PLAIN.test(word) && !isStopWord(word)) lemmas.push(lemmaOf(word));
  }
  return lemmas;
}
