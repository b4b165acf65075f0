/** Passages of Markdown documentation that are prose from their first word to their last. */
import { bodyStart, withoutMarkup } from './flips/sentences.js';

const [LEAST_WORDS, MOST_WORDS] = [60, 150];
const FENCED = /^[ \t]*(```|~~~)[^\n]*\n[\s\S]*?^[ \t]*\1[^\n]*$/gmu;
/** Headings, items, tables, quotes, HTML, template code, link definitions, indented code. */
const NO_PROSE = /^\s*(?:[#|>:<]|\{\{|\{%|\[[^\]]+\]:|!\[|[-*+]\s|\d{1,3}[.)]\s)|^(?: {4}|\t)/u;
/** What a reader would not see as it stands here. */
const MARKUP = /[[\]{}<>|*#=~\\^]|https?:|&\w+;/u;

const wordsIn = (text: string): number => text.split(/\s+/u).length;

/** Paragraphs of 60 to 150 words; shorter ones together with those that follow them without anything between. */
export function passagesOf(text: string): string[] {
  const passages: string[] = [];
  let passage = '';
  for (const paragraph of text.slice(bodyStart(text)).replaceAll('\r\n', '\n').replaceAll(FENCED, '\n\n#\n\n').split(/\n\s*\n/u)) {
    const lines = paragraph.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0) continue;
    const prose = withoutMarkup(lines.join(' '));
    if (lines.some((line) => NO_PROSE.test(line)) || MARKUP.test(prose) || !/[.!?]$/u.test(prose)) {
      passage = '';
      continue;
    }
    passage = passage === '' ? prose : `${passage} ${prose}`;
    if (wordsIn(passage) < LEAST_WORDS) continue;
    if (wordsIn(passage) <= MOST_WORDS) passages.push(passage);
    passage = '';
  }
  return passages;
}
