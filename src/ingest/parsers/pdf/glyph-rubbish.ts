import { excerpt, type FindingDraft } from '../../../core/index.js';
import type { Run } from './runs.js';

/** Text of one font that is looked at, and the least that gives statistics. */
const MAX_CHARACTERS = 20_000;
const MIN_CHARACTERS = 20;
const MIN_LETTERS = 200;
/** Private use, controls, unassigned code points, U+FFFD: characters that say nothing by themselves. Icons are single ones; half of a font's text is no text. */
const SENSELESS = /[\p{Co}\p{Cn}\ufffd]|(?!\s)\p{Cc}/gu;
const MAX_SENSELESS = 0.3;
/**
 * The letters e a i n o r s t make up 51 % (Polish, Hungarian, Turkish) to 66 % (English, Finnish) of running text in Latin script;
 * 8 of 26 = 31 % where letters were shifted or drawn at random, 18 % for English with every letter three further.
 */
const COMMON = /[eainorst]/giu;
const MIN_COMMON = 0.36;
/** Letters beyond A to Z are a third of Vietnamese, which has the most of them. */
const MAX_ACCENTED = 0.6;
/** Share of a document's characters in such fonts from which it cannot be trusted: one page of five. */
const MAX_SHARE = 0.2;

interface FontText { text: string; characters: number }

/** Tells a document whose fonts do not say which characters they draw, so that its text comes out as others. Judged font by font: a sound heading does not save the body. */
export class FontTexts {
  private readonly fonts = new Map<string, FontText>();

  add(runs: readonly Run[]): void {
    for (const run of runs) {
      const font = this.fonts.get(run.font) ?? { text: '', characters: 0 };
      font.characters += run.text.length;
      if (font.text.length < MAX_CHARACTERS) font.text += `${run.text} `;
      this.fonts.set(run.font, font);
    }
  }

  findings(): FindingDraft[] {
    const fonts = [...this.fonts.values()];
    const all = fonts.reduce((sum, { characters }) => sum + characters, 0);
    const rubbish = fonts.filter(({ text }) => isRubbish(text)).sort((a, b) => b.characters - a.characters);
    const characters = rubbish.reduce((sum, font) => sum + font.characters, 0);
    const [first] = rubbish;
    if (first === undefined || characters < all * MAX_SHARE) return [];
    const percent = Math.round((100 * characters) / all);
    const shown = excerpt(first.text.replace(/[\p{C}\s]+/gu, ' ').trim() || 'characters of no meaning', 60);
    return [{
      rule: 'structure/glyph-rubbish',
      severity: 'error',
      message: `Unexpected glyph numbers in place of letters in ${percent} % of the text, such as \`${shown}\`, expected fonts that say which characters they draw`,
      seen: `${percent} % in ${rubbish.length} ${rubbish.length === 1 ? 'font' : 'fonts'}`, expected: `less than ${100 * MAX_SHARE} %`, span: null,
    }];
  }
}

function isRubbish(text: string): boolean {
  const written = text.replace(/\s+/gu, '');
  if (written.length < MIN_CHARACTERS) return false;
  if ((written.match(SENSELESS)?.length ?? 0) >= written.length * MAX_SENSELESS) return true;
  const letters = written.match(/\p{L}/gu)?.length ?? 0;
  const latin = written.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (latin < MIN_LETTERS || latin < letters * 0.9) return false;
  const ascii = written.match(/[a-z]/giu)?.length ?? 0;
  if (ascii < latin * (1 - MAX_ACCENTED)) return true;
  // Letters in words: hexadecimal numbers and keys have statistics of their own.
  const words = (text.match(/(?<![\p{L}\p{N}])\p{L}{2,40}(?![\p{L}\p{N}])/gu) ?? []).join('');
  const plain = words.normalize('NFD').match(/[a-z]/giu)?.length ?? 0;
  return plain >= MIN_LETTERS && (words.normalize('NFD').match(COMMON)?.length ?? 0) < plain * MIN_COMMON;
}
