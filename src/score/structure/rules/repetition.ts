import { excerpt, type Span } from '../../../core/index.js';
import { SOUND, type Reading, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/**
 * After Gopher's quality filters (arXiv 2112.11446, table A1): at most 30 % of the lines and 20 % of the characters in
 * repeated lines, and 10 % in repeated 10-grams, for texts of 50 words and more. They judge whole web pages. A chunk is a
 * small part of one, in which the repetitions of a reference page stand undiluted, so that one limit, the 30 % of the
 * lines, holds for all three here, and from 30 words on.
 */
const MIN_WORDS = 30;
const MAX_LINE_SHARE = 0.3;
const MAX_LINE_CHARS = 0.3;
const MAX_REPEATED_GRAMS = 0.3;
/** From this share on, nothing but repetition. */
const WORTHLESS = 0.6;
/** Reference pages say the same of every entry (`Since: 7.0.0`): lines of fewer words do not count. */
const MIN_LINE_WORDS = 5;
const REPEATED_N = 10;
/** The same few words one after the other: sound documentation has `that that` and `very very`, once in a chunk at most. */
const MAX_STUCK = 0.08;
const MIN_STUCK = 4;
/** A long sentence. */
const MAX_PERIOD = 60;
/** So many lines or words are measured. */
const CAP = 20_000;
/** Fewer lines than this repeat by chance. */
const MIN_LINES = 4;

const SEVERAL_WORDS = new RegExp(`(?:\\p{L}\\S{0,60}\\s+){${MIN_LINE_WORDS - 1}}\\S`, 'u');

interface Share {
  readonly value: number;
  readonly limit: number;
  readonly what: string;
  readonly example: string;
  readonly span: Span | null;
}

/** Marks of tabs, in the ways of Hugo, MkDocs, MyST, Docusaurus and Jekyll: what is told for each of them is not told over and over. */
const TAB_MARK = /^[ \t]{0,12}(?:-tab-sep-|={3}[!+]?[ \t]{1,4}"|:{3,8}[ \t]{0,4}\{?tab|<Tab(?:Item|Panel)?\b|\{\{[<%][ \t]{0,4}tab\b|\{%-?[ \t]{0,4}tab\b)/gmu;

/** `**Complexity:** O(1)`: a line of an entry in a reference. */
const LABELLED = /^[ \t]{0,12}(?:[-*][ \t]{1,4})?(?:\*\*|__)\p{L}[\p{L}\p{N} ]{0,30}(?::(?:\*\*|__)|(?:\*\*|__):)/gmu;
const MIN_LABELLED = 3;

/** Entries of a reference are as alike as what they describe: the same formulas, the same notes. */
function isEntries(text: string): boolean {
  return (text.match(LABELLED) ?? []).length >= MIN_LABELLED;
}

/** Tabs in a text, at least 1; a separator stands between two, so that it counts one more. */
function tabsOf(text: string): number {
  const marks = text.match(TAB_MARK) ?? [];
  return Math.max(1, marks.length + Number(marks.some((mark) => mark.includes('tab-sep'))));
}

/** Lines or phrases said over and over: a stuck extraction, a boilerplate list, generated filler. */
export const repetition: StructureRule = {
  id: 'structure/repetition',
  check(view) {
    const words = view.words.slice(0, CAP);
    if (!view.isSpaced || words.length < MIN_WORDS) return SOUND;
    const tabs = tabsOf(view.text);
    const shares = [...lineShares(view, tabs), ...(tabs > 1 || view.body.has('table') || view.body.has('code') || isEntries(view.text) ? [] : gramShares(view.proseWords().slice(0, CAP)))];
    const worst = shares.reduce<Share | null>((best, share) => (share.value / share.limit > (best === null ? 1 : best.value / best.limit) ? share : best), null);
    const signals = { repeatedChars: Math.max(0, ...shares.map((share) => share.value)) };
    return worst === null ? { ...SOUND, signals } : readingOf(worst, signals);
  },
};

function readingOf(worst: Share, signals: Record<string, number>): Reading {
  const percent = Math.round(100 * worst.value);
  const limit = Math.round(100 * worst.limit);
  return {
    signals,
    fault: {
      factor: worst.value >= WORTHLESS ? 0.12 : 0.45, severity: 'warning', span: worst.span,
      message: `Unexpected repetition: ${percent} % of the text is ${worst.what}, such as \`${excerpt(worst.example, 60)}\`, expected at most ${limit} %`,
      seen: `${percent} % ${worst.what}`, expected: `at most ${limit} %`,
    },
  };
}

function lineShares(view: View, tabs: number): readonly Share[] {
  const written = view.lines.slice(0, CAP).filter(({ kind }) => kind === 'prose' || kind === 'list').map(({ start, end }) => ({ start, end, line: view.plain.slice(start, end).trim() }));
  if (written.length < MIN_LINES || new Set(written.map(({ line }) => line)).size === written.length) return [];
  const seen = new Map<string, number>();
  let lines = 0;
  let chars = 0;
  let repeatedLines = 0;
  let repeatedChars = 0;
  let example = '';
  let span: Span | null = null;
  for (const { start, end, line } of written) {
    if (!SEVERAL_WORDS.test(line)) continue;
    const times = (seen.get(line) ?? 0) + 1;
    seen.set(line, times);
    lines += 1;
    chars += line.length;
    if (times <= tabs) continue;
    repeatedLines += 1;
    repeatedChars += line.length;
    if (line.length > example.length) [example, span] = [line, { start, end }];
  }
  if (lines < MIN_LINES) return [];
  const what = 'in lines that stand there before';
  return [
    { value: repeatedLines / lines, limit: MAX_LINE_SHARE, what: 'lines that stand there before', example, span },
    { value: repeatedChars / Math.max(1, chars), limit: MAX_LINE_CHARS, what, example, span },
  ];
}

/** Phrases of running text alone: entries of a list are alike because what they list is, and a whole entry that stands there twice is a repeated line. */
function gramShares(words: readonly string[]): readonly Share[] {
  if (words.length < MIN_WORDS) return [];
  const ids = new Map<string, number>();
  const sequence = Int32Array.from(words, (word) => {
    const key = word.toLowerCase();
    const id = ids.get(key) ?? ids.size + 1;
    ids.set(key, id);
    return id;
  });
  const chars = words.reduce((sum, word) => sum + word.length, 0);
  const repeated = repeatedGrams(words, sequence);
  const stuck = stuckWords(sequence);
  const from = words.slice(stuck.at, stuck.at + REPEATED_N).join(' ');
  return [{ value: stuck.count / words.length, limit: MAX_STUCK, what: 'words said over and over', example: from, span: null }, { value: repeated.chars / chars, limit: MAX_REPEATED_GRAMS, what: `in phrases of ${REPEATED_N} words said before`, example: repeated.example, span: null }];
}

/** Words that stand where the same word stood as far before as for the words around them: `the file the file`, a sentence three times. Linear in the number of words. */
function stuckWords(sequence: Int32Array): { count: number; at: number } {
  const last = new Map<number, number>();
  let [count, at, run, period] = [0, 0, 0, 0];
  const close = (end: number): void => {
    if (run < Math.max(1, 2 * period - 1) && !(period === 1 && run > 0)) return;
    if (count === 0) at = end - run;
    count += run;
  };
  for (const [index, id] of sequence.entries()) {
    const distance = index - (last.get(id) ?? -1_000_000);
    last.set(id, index);
    if (period > 0 && sequence[index - period] === id) {
      run += 1;
      continue;
    }
    close(index);
    [run, period] = distance <= MAX_PERIOD ? [1, distance] : [0, 0];
  }
  close(sequence.length);
  return count < MIN_STUCK ? { count: 0, at } : { count, at };
}

function gramKeys(sequence: Int32Array, n: number): number[] {
  return Array.from({ length: Math.max(0, sequence.length - n + 1) }, (_, index) => {
    let key = 0x811c9dc5;
    for (let at = index; at < index + n; at += 1) key = Math.imul(key ^ (sequence[at] ?? 0), 0x01000193);
    return key;
  });
}

/** Characters of the words that lie in a 10-gram which stood there before, each once. */
function repeatedGrams(words: readonly string[], sequence: Int32Array): { chars: number; example: string } {
  const seen = new Set<number>();
  let chars = 0;
  let covered = 0;
  let example = '';
  for (const [index, key] of gramKeys(sequence, REPEATED_N).entries()) {
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    if (example === '') example = words.slice(index, index + REPEATED_N).join(' ');
    for (let at = Math.max(covered, index); at < index + REPEATED_N; at += 1) chars += words[at]?.length ?? 0;
    covered = index + REPEATED_N;
  }
  return { chars, example };
}
