import { wordsOf } from '../../../core/index.js';
import { isOnly, type View } from '../view.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

/** Words of a comment that say what code is for. */
const TELLING_WORDS = 3;
const FENCE = /^\s{0,20}(?:`{3}|~{3})/u;
const COMMENT = /(?:^|\s)(?:\/\/+|#+|--|;+|%+|\/\*+|<!--|"""|''')\s{0,4}([^\n]{1,400})/gu;

/** A command or two say themselves what they do. */
const MIN_LINES = 3;

/** What is known of blocks says nothing of a ready-made chunk: its lines do. */
function isAllCode(view: View): boolean {
  return view.lines.some(({ fenced }) => fenced) && view.lines.every(({ kind, fenced }) => fenced || kind === 'blank');
}

/** Code that neither a heading, a sentence nor a comment says anything about: nobody asks for it in its own words. Code is not bad for being code, so that this takes nothing off the score. */
export const codeOnly: StructureRule = {
  id: 'structure/code-only',
  check(view) {
    const lines = view.lines.filter(({ kind, start, end }) => kind === 'code' && !FENCE.test(view.text.slice(start, end)));
    const code = lines.reduce((sum, { start, end }) => sum + end - start, 0);
    const signals = { codeShare: Math.min(1, code / Math.max(1, view.text.trim().length)) };
    const { headingPath, parentItem } = view.input;
    if (!(isOnly(view, 'code') || isAllCode(view)) || headingPath.length > 0 || parentItem !== null || lines.length < MIN_LINES || view.words.length >= TELLING_WORDS) return { ...SOUND, signals };
    for (const [, comment = ''] of view.text.matchAll(COMMENT)) if (wordsOf(comment).length >= TELLING_WORDS) return { ...SOUND, signals };
    return { signals, fault: faultOf(1, 'Unexpected code without a word about it, expected a heading, a sentence or a comment that says what it does', 'code alone', 'a word about the code') };
  },
};
