/** All in tokens. */
export interface Limits {
  readonly maxTokens: number;
  readonly minTokens: number;
  readonly overlapTokens: number;
}
