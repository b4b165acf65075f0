import { excerpt, wordsOf, type FindingDraft, type Span } from '../../core/index.js';

/** Fewer words are index marks, field codes and labels. */
const MIN_WORDS = 3;
const MAX_FINDINGS = 20;

/** Collects `safety/hidden-text` findings of a document whose hidden text is left out: from 3 words up, at most 20. */
export class HiddenFindings {
  readonly findings: FindingDraft[] = [];

  /** @param reader who cannot see it: `document`, `slide`, `sheet` */
  constructor(private readonly reader: string) {}

  add(said: string, how: string, span: Span | null = null): void {
    const text = said.slice(0, 2_000).replace(/\s+/gu, ' ').trim();
    if (this.findings.length >= MAX_FINDINGS || wordsOf(text).length < MIN_WORDS) return;
    this.findings.push({
      rule: 'safety/hidden-text',
      severity: 'warning',
      message: `Unexpected hidden text \`${excerpt(text, 160)}\` (${how}), expected none`,
      seen: excerpt(text, 500),
      expected: `only text that a reader of the ${this.reader} can see`,
      span,
    });
  }
}
