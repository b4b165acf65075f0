import { excerpt } from '../../../core/index.js';
import { SOUND, type StructureRule } from '../rule.js';
import { isOnly, type View } from '../view.js';

/** A character of a script without spaces says about half a word. */
const CHARS_PER_WORD = 2;

/** A heading in plain text or a caption has so many words at most; a sentence in a note ends. */
const FRAGMENT_WORDS = 9;
const ENDED = /[.!?…:;|。！？]["'”’»)\]*_`]{0,4}$/u;

const NUMBERED = /^\d{1,3}(?:\.\d{1,3}){0,4}\.?\s/u;

/** Words that are no sentence, under no heading, with nothing beside them: nobody can tell what they belong to. */
function isFragment(view: View): boolean {
  const { headingPath, parentItem } = view.input;
  if (!view.input.last || !view.isSpaced || view.words.length >= FRAGMENT_WORDS || headingPath.length > 0 || parentItem !== null) return false;
  return view.lines.every(({ kind }) => kind === 'prose' || kind === 'blank') && !ENDED.test(view.text.trimEnd().slice(-40)) && !/[:=|\t]|\d/u.test(view.plain.trim().replace(NUMBERED, ''));
}

/** A chunk that says next to nothing: no words, a heading without a body, or fewer words than `minWords`. */
export const tooShort: StructureRule = {
  id: 'structure/too-short',
  check(view, { minWords }) {
    const words = view.isSpaced ? view.words.length : Math.ceil(view.letters.all / CHARS_PER_WORD);
    const signals = { words };
    const fault = (factor: number, message: string, expected: string) => ({
      signals,
      fault: { factor, severity: factor > 0.5 ? 'info' : 'warning', message, seen: excerpt(view.text, 60), expected, span: { start: 0, end: view.input.text.length } },
    } as const);
    if (!/[\p{L}\p{N}]/u.test(view.text)) return fault(0, 'Unexpected chunk without a letter or digit, expected text', 'text');
    if (view.lines.some((line) => line.kind === 'code') || isOnly(view, 'table', 'code', 'html')) return { ...SOUND, signals };
    if (words >= minWords) return isFragment(view) ? fault(0.6, `Unexpected fragment of ${words} words, expected a sentence`, 'a sentence') : { ...SOUND, signals };
    if (words > 0) return fault(0.6, `Unexpected chunk of ${words} ${words === 1 ? 'word' : 'words'}, expected at least ${minWords}`, `at least ${minWords} words`);
    const hasBody = view.lines.some((line) => line.kind !== 'heading' && line.kind !== 'blank');
    return hasBody ? { ...SOUND, signals } : fault(0.4, `Unexpected heading \`${excerpt(view.text, 60)}\` without text below it, expected some`, 'text below the heading');
  },
};
