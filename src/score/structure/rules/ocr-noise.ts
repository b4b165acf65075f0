import { excerpt } from '../../../core/index.js';
import { hasForeignRun } from '../language/letter-runs.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import { isOnly } from '../view.js';

/** Distinct words that a share is worth taking of. */
const MIN_DISTINCT = 20;
const MIN_ODD = 4;
/**
 * Share of the distinct words that are odd. Documentation full of product names has 0 % in the middle and 6.7 % at the 99th percentile, a fifth of the
 * words misread gives 8 % and more, a third 20 % (`npm run bench -- structure`, development half).
 */
const MAX_SHARE = 0.1;
const WORTHLESS = 0.3;
const PLAIN = /^[A-Z]?[a-z]{2,}$/u;
/** Digits and a capital I that stand for letters: `app1ication`, `c0ntain`, `1ist`, `appIy`. `v1beta2`, `1st` and `clientId` are written on purpose. */
const MISREAD = /^\p{Lu}?\p{Ll}+[01589]\p{Ll}{2,}$|^[01]\p{Ll}{3,}$|^\p{Lu}?\p{Ll}+I[bcghjklqruvwxyz]\p{Ll}*$|^\p{Lu}?\p{Ll}{3,}[01]$/u;

/** English text in which many words have letters that English words have not: a bad scan, a font without its character map. */
export const ocrNoise: StructureRule = {
  id: 'structure/ocr-noise',
  check(view) {
    if (!view.isLatin || isOnly(view, 'table', 'code')) return SOUND;
    const distinct = new Set(view.runningWords());
    if (distinct.size < MIN_DISTINCT) return SOUND;
    let known = 0;
    const odd: string[] = [];
    for (const word of distinct) {
      const isPlain = PLAIN.test(word);
      const isMisread = !isPlain && word.length > 2 && MISREAD.test(word);
      if (isPlain || isMisread) known += 1;
      if (isMisread || (isPlain && hasForeignRun(word))) odd.push(word);
    }
    const share = odd.length / Math.max(1, known);
    const signals = { oddWords: share };
    if (known < MIN_DISTINCT || odd.length < MIN_ODD || share <= MAX_SHARE || view.language().main !== 'en') return { ...SOUND, signals };
    const percent = Math.round(100 * share);
    const shown = excerpt(odd.slice(0, 5).join(' '), 60);
    return {
      signals,
      fault: faultOf(share >= WORTHLESS ? 0.12 : 0.4, `Unexpected letters in ${percent} % of the words, such as \`${shown}\`, expected at most ${100 * MAX_SHARE} % that are spelled like no English word`, `${percent} % odd words`, `at most ${100 * MAX_SHARE} %`),
    };
  },
};
