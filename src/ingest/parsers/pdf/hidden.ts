import { excerpt, wordsOf, type FindingDraft } from '../../../core/index.js';
import type { SeenPage } from './visibility.js';

/** Fewer words are a label, a mark of the printer or the number of a picture. */
const MIN_WORDS = 3;
const MAX_FINDINGS = 20;
const MAX_CHARACTERS = 2000;
/** What printers write beside the page: the file, the time, the colours. A message has more words. */
const MAX_MARK_WORDS = 14;
const PRINTERS_MARK = /\.(?:indd|qxp|qxd|pdf|ai|eps|fm|docx?|p65)\b|\b\d{1,2}[:.]\d{2}\b|\b(?:cyan|magenta|yellow|black|cmyk|pantone|proof|folio)\b/iu;
/** Programs sign their files out of sight. */
const MAKERS_MARK = /^(?:powered|generated|created|produced|converted|evaluation|made) (?:by|with|using) \S+(?: \S+){0,3}$/iu;

/** Collects a finding for each stretch of hidden text that has words, each text once. */
export class HiddenTexts {
  readonly findings: FindingDraft[] = [];
  private readonly said = new Set<string>();

  add(page: number, hidden: SeenPage['hidden']): void {
    for (const { text, how } of stretches(hidden)) {
      if (this.findings.length >= MAX_FINDINGS) return;
      const words = wordsOf(text).length;
      if (words < MIN_WORDS || this.said.has(text)) continue;
      if (words <= MAX_MARK_WORDS && (how === 'outside the page' ? PRINTERS_MARK.test(text) : MAKERS_MARK.test(text))) continue;
      this.said.add(text);
      this.findings.push({
        rule: 'safety/hidden-text',
        severity: 'warning',
        message: `Unexpected hidden text \`${excerpt(text, 160)}\` (${how}, page ${page}), expected none`,
        seen: excerpt(text, 500),
        expected: 'only text that a reader of the document can see',
        span: null,
      });
    }
  }
}

/** Neighbouring runs hidden in one way, as drawn. */
function* stretches(hidden: SeenPage['hidden']): Generator<{ readonly text: string; readonly how: string }> {
  let [text, how] = ['', ''];
  let after: { readonly y: number; readonly endX: number; readonly height: number } | null = null;
  for (const one of hidden) {
    const { run } = one;
    if (text !== '' && one.how !== how) {
      yield { text: plain(text), how };
      text = '';
      after = null;
    }
    const isJoined = after !== null && Math.abs(after.y - run.y) < run.height / 2 && run.x - after.endX < run.height * 0.1;
    if (text.length < MAX_CHARACTERS) text += `${text === '' || isJoined ? '' : ' '}${run.text}`;
    [how, after] = [one.how, run];
  }
  if (text !== '') yield { text: plain(text), how };
}

function plain(text: string): string {
  return text.slice(0, MAX_CHARACTERS).replace(/\s+/gu, ' ').trim();
}
