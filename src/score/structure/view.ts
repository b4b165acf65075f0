import { sentenceSpans, wordsOf, type ScoreInput, type Span } from '../../core/index.js';
import { cuesOf } from './cues.js';
import { languageOf, type LanguageReading } from './language/reading.js';
import { lettersOf, type Letters } from './letters.js';
import { known, type Known } from './memo.js';
import { INLINE_CODE, LINK_TARGET, QUOTED, TAG, TEMPLATE_CALL, URL, linesOf, mask, maskIf, maskComments, maskLines, type LineKind, type TextLine } from './mask.js';

/** At most this many UTF-16 units of a chunk are measured: far above any chunk an embedding model takes. */
const MAX_CHARS = 200_000;

/** A chunk seen the ways the rules need it. All strings have the offsets of the chunk's text. */
export interface View {
  readonly input: ScoreInput;
  /** The chunk's text, cut at 200,000 units. */
  readonly text: string;
  readonly lines: readonly TextLine[];
  /** Without code, addresses, tags and comments. */
  readonly plain: string;
  /** `plain` without quotations: what the text says itself. */
  readonly said: string;
  /** The text without code, addresses and quotations: tags and template calls stay, for they may be fields nobody filled in. */
  fields(): string;
  /** `plain` without headings, tables and list items: running text. */
  readonly prose: string;
  /** What the words of `plain` give reason to look for; see cues.ts. */
  cues(): number;
  /** Words of `plain` outside headings. */
  readonly words: readonly string[];
  /** Words and sentences of `prose`, found when first asked for. */
  proseWords(): readonly string[];
  proseSentences(): readonly Span[];
  /** Words of running text and list items, without quotations, and the languages they are in; found when first asked for. */
  runningWords(): readonly string[];
  language(): LanguageReading;
  /** Of the same lines of `plain`, what stands between spaces and has a letter, without the signs around it. */
  runningTokens(): readonly string[];
  /** Running words and tokens, with what is remembered of them. */
  knownWords(): readonly Known[];
  knownTokens(): readonly Known[];
  /** `prose` without quotations. */
  proseSaid(): string;
  /** The lines outside of fenced code, and the text without those inside. */
  unfencedLines(): readonly TextLine[];
  unfenced(): string;
  /** Of `plain`. */
  readonly letters: Letters;
  /** Kinds of the blocks in the chunk, headings left out. */
  readonly body: ReadonlySet<string>;
  /** Whether words stand between spaces, so that word statistics mean something. */
  readonly isSpaced: boolean;
  readonly isLatin: boolean;
}

const QUOTE = /["“„«‘]/u;
const CODE: ReadonlySet<LineKind> = new Set(['code']);
const NOT_PROSE: ReadonlySet<LineKind> = new Set(['code', 'heading', 'table', 'list']);
const NOT_RUNNING: ReadonlySet<LineKind> = new Set(['code', 'heading', 'table']);
const HEADINGS: ReadonlySet<LineKind> = new Set(['code', 'heading']);

export function viewOf(input: ScoreInput): View {
  const text = input.text.slice(0, MAX_CHARS);
  const lines = linesOf(text, { isMarkdown: input.mediaType === 'text/markdown', kinds: input.kinds });
  const uncoded = maskIf(maskIf(maskComments(maskLines(text, lines, CODE)), '`', INLINE_CODE), ':', URL);
  const plain = maskIf(maskIf(maskIf(uncoded, '](', LINK_TARGET, ']['), '{', TEMPLATE_CALL), '<', TAG);
  const kinds = new Set(lines.map(({ kind }) => kind));
  const prose = maskLines(plain, lines, NOT_PROSE);
  const letters = lettersOf(plain);
  const shareOf = (part: number): number => part / Math.max(1, letters.all);
  const quotes = QUOTE.test(plain);
  const said = quotes ? mask(plain, QUOTED) : plain;
  const hasFence = lines.some(({ fenced }) => fenced);
  const words = wordsOf(maskLines(plain, lines, HEADINGS));
  // Most chunks have no tables and few have lists or quotations: then these are the same words.
  const proseWords = lazy(() => (kinds.has('table') || kinds.has('list') ? wordsOf(prose) : words));
  const runningWords = lazy(() => (said !== plain || (kinds.has('table') && kinds.has('list')) ? wordsOf(maskLines(said, lines, NOT_RUNNING)) : kinds.has('table') ? proseWords() : words));
  const knownAll = lazy(() => words.map(known));
  const knownWords = lazy(() => (runningWords() === words ? knownAll() : runningWords().map(known)));
  const knownTokens = lazy(() => tokensOf(maskLines(plain, lines, NOT_RUNNING)));
  return {
    input, text, lines, plain, prose, said, words, proseWords, runningWords,
    fields: lazy(() => (QUOTE.test(uncoded) ? mask(uncoded, QUOTED) : uncoded)),
    cues: lazy(() => cuesOf(knownAll(), kinds.has('heading') ? plain : '', lines)),
    proseSentences: lazy(() => sentenceSpans(prose)),
    knownWords, knownTokens,
    language: lazy(() => languageOf(knownWords())),
    runningTokens: lazy(() => knownTokens().map(({ word }) => word)),
    proseSaid: lazy(() => (quotes ? mask(prose, QUOTED) : prose)),
    unfencedLines: lazy(() => (hasFence ? lines.filter(({ fenced }) => !fenced) : lines)),
    unfenced: lazy(() => (!hasFence ? text : lines.map(({ start, end, fenced }) => (fenced ? ' '.repeat(end - start) : text.slice(start, end))).join('\n'))),
    letters,
    body: new Set(input.kinds.filter((kind) => kind !== 'heading' && kind !== 'separator')),
    isSpaced: shareOf(letters.unspaced) < 0.3,
    isLatin: shareOf(letters.latin) > 0.7,
  };
}

const PLAIN_WORD = /^[A-Za-z]{1,200}$/u;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

function tokensOf(text: string): readonly Known[] {
  const tokens: Known[] = [];
  for (const part of text.match(/\S+/gu) ?? []) {
    // Nearly every word of English is spared the patterns.
    const token = PLAIN_WORD.test(part) ? part : part.slice(0, 200).replace(EDGES, '');
    if (token === part || /\p{L}/u.test(token)) tokens.push(known(token));
  }
  return tokens;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Whether the chunk holds nothing but blocks of these kinds (headings apart). */
export function isOnly(view: View, ...kinds: readonly string[]): boolean {
  return view.body.size > 0 && [...view.body].every((kind) => kinds.includes(kind));
}
