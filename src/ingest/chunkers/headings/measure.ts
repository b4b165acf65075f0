import { safeIndex, type CountTokens, type Span } from '../../../core/index.js';

/** Spans of texts up to 2^26 units (67 million) make distinct keys below 2^53. */
const KEY_STEP = 2 ** 26;
/** English has about 4 units a token and long words 8; a prefix of that many a token decides on most overlong spans. */
const PREFIX_CHARS_PER_TOKEN = 8;
/** Merges at a prefix's cut can change its count by a few tokens, never by a tenth of it. */
const PREFIX_MARGIN = 1.1;

/** Token counts of spans of one text, each counted once. */
export class Measure {
  readonly #known = new Map<number, number>();
  readonly #countSpan: (start: number, end: number) => number;

  constructor(
    readonly text: string,
    readonly count: CountTokens,
  ) {
    this.#countSpan = count.over?.(text) ?? ((start, end) => count(text.slice(start, end)));
  }

  /** Tokens of `text.slice(start, end)`. */
  tokens({ start, end }: Span): number {
    const key = start * KEY_STEP + end;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const tokens = this.#countSpan(start, end);
    this.#known.set(key, tokens);
    return tokens;
  }

  /** Tokens of what is embedded: a context and the span behind it. */
  withContext(context: string, span: Span): number {
    return context === '' ? this.tokens(span) : this.count(context + this.text.slice(span.start, span.end));
  }

  /** Tokens of a span, or `Infinity` when it is plainly over the limit: then only its beginning is counted. */
  cost(span: Span, limit: number): number {
    const prefix = limit * PREFIX_CHARS_PER_TOKEN;
    if (span.end - span.start > prefix) {
      const end = safeIndex(this.text, span.start + prefix);
      if (this.tokens({ start: span.start, end }) > limit * PREFIX_MARGIN) return Infinity;
    }
    return this.tokens(span);
  }
}
