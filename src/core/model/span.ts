/** A half-open range of UTF-16 units: `text.slice(start, end)` is the evidence. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
