import { memo, type Known } from '../memo.js';
import { FUNCTION_WORDS } from './function-words.js';

/** Languages by index; a word's languages are the bits of a number. */
const LANGUAGES = Object.keys(FUNCTION_WORDS);
const BITS = bitsOf();

function bitsOf(): ReadonlyMap<string, number> {
  const bits = new Map<string, number>();
  for (const [index, words] of Object.values(FUNCTION_WORDS).entries()) {
    for (const word of words.split(/\s+/u)) bits.set(word, (bits.get(word) ?? 0) | (1 << index));
  }
  return bits;
}

/** Words of a window that is read as one passage. */
const WINDOW = 20;
/** Of 20 words of running text 6 to 9 are function words, of which a third may be words of the main language too (in, an, on, was). */
const MIN_IN_WINDOW = 4;
/** How far a window's own language leads over the main one: less is names, titles and code between words of the main language. */
const MIN_LEAD = 3;

export interface Passage {
  readonly language: string;
  /** Indices into the words. */
  readonly from: number;
  readonly to: number;
}

export interface LanguageReading {
  /** ISO 639-1, or `null` when too few function words of any one language were seen. */
  readonly main: string | null;
  /** Function words of the main language, as a share of all words. */
  readonly share: number;
  /** The longest passage in another language than the main one. */
  readonly other: Passage | null;
}

const NONE: LanguageReading = { main: null, share: 0, other: null };

/** Reads the languages of a text from its function words. Linear in the number of words. */
export function languageOf(words: readonly Known[]): LanguageReading {
  const hits = new Int32Array(words.length);
  for (const [at, word] of words.entries()) hits[at] = bitsOfWord(word);
  const totals = new Int32Array(LANGUAGES.length);
  for (const bits of hits) count(totals, bits, 1);
  const main = leader(totals, 3);
  if (main < 0) return NONE;
  return { main: LANGUAGES[main] ?? null, share: (totals[main] ?? 0) / Math.max(1, words.length), other: passageBeside(hits, main) };
}

/** Single letters are names of options and variables as often as words. */
const languagesOf = (word: string): number => (word.length < 2 ? 0 : BITS.get(word) ?? BITS.get(word.toLowerCase()) ?? 0);
const bitsOfWord = memo(languagesOf);

/** Whether a word is a function word of any language that is known. */
export function isCommonWord(word: string): boolean {
  return languagesOf(word) !== 0;
}

function count(totals: Int32Array, bits: number, by: number): void {
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const index = 31 - Math.clz32(rest & -rest);
    totals[index] = (totals[index] ?? 0) + by;
  }
}

/** Index of the language with the most hits; -1 when it has fewer than `least`. */
function leader(totals: Int32Array, least: number): number {
  let best = -1;
  for (const [index, total] of totals.entries()) if (total >= least && (best < 0 || total > (totals[best] ?? 0))) best = index;
  return best;
}

/** The longest run of windows whose function words are those of another language. */
function passageBeside(hits: Int32Array, main: number): Passage | null {
  const mainBit = 1 << main;
  const totals = new Int32Array(LANGUAGES.length);
  let [foreign, own] = [0, 0];
  let best: Passage | null = null;
  let open: { readonly language: number; readonly from: number; to: number } | null = null;
  const take = (bits: number, by: number): void => {
    if (bits === 0) return;
    if ((bits & mainBit) !== 0) {
      own += by;
      return;
    }
    foreign += by;
    count(totals, bits, by);
  };
  for (const [index, bits] of hits.entries()) {
    take(bits, 1);
    if (index >= WINDOW) take(hits[index - WINDOW] ?? 0, -1);
    if (index < WINDOW - 1 || foreign < MIN_IN_WINDOW || foreign < own + MIN_LEAD) continue;
    const language = leader(totals, Math.max(MIN_IN_WINDOW, own + MIN_LEAD));
    if (language < 0) continue;
    if (open !== null && open.language === language && index - WINDOW + 1 <= open.to) open.to = index + 1;
    else open = { language, from: index - WINDOW + 1, to: index + 1 };
    if (best === null || open.to - open.from > best.to - best.from) best = { language: LANGUAGES[language] ?? '', from: open.from, to: open.to };
  }
  return best;
}
