import { excerpt } from '../../../core/index.js';
import { NEIGHBOURS, type Neighbours } from '../language/neighbours.js';
import { SOUND, faultOf, type Reading, type StructureRule } from '../rule.js';
import { isOnly, type View } from '../view.js';

const MIN_WORDS = 30;
/**
 * Two impossible neighbours, and one in 150 words. Sound documentation has one in 8,000 words; columns read across have one at every sixth to tenth seam,
 * with two seams a line (`npm run bench -- structure`, development half).
 */
const MIN_BREAKS = 2;
const MAX_SHARE = 1 / 150;
/** One place alone may be a slip of the pen: it is reported in short texts, and holds back none. */
const MAX_LONELY_SHARE = 1 / 100;
const LONELY = 0.6;
const WORTHLESS = 0.05;

/** They have a point and the sentence goes on. */
const ABBREVIATED: ReadonlySet<string> = new Set('etc bzw usw inkl exkl evtl ggf vgl usf approx incl resp bijv enz env ecc'.split(' '));
/** Two columns on one line: words, a gap, words, on most of the lines. Lists of options have a word or two before the gap. */
const GUTTER = /\p{L}\S{0,40}(?: \S{1,40}){2,20}[ \t]{3,60}\S{1,40}(?: \S{1,40}){2,20}/u;
/** Spares nearly every line the pattern. */
const GAP_IN_LINE = /\S[ \t]{3}/u;
const MIN_GUTTERS = 4;
const MIN_GUTTER_SHARE = 0.5;
const MAX_LINE = 300;
const WORD = /[\p{L}\p{N}]+(?:['’.\-_][\p{L}\p{N}]+)*/gu;
const GAP = /^(?: |[ \t]{0,2}\n[ \t]{0,2})$/u;
const STOP = /^[.!?](?: |[ \t]{0,2}\n[ \t]{0,2})$/u;
/** `The Hague` and `The Data Office` are names. */
const BEGINS = /^\s\p{Ll}/u;
/** The mark and the name of a note, alone on its line: `:::warning`, `!!! info`. */
const LABEL = /(?:^|\n)[ \t]{0,3}(?:[:!?]{2,4} ?)?\p{L}+$/u;
const SMALL = /^\p{Ll}{2,}$/u;

/** Text in which neighbours come from different sentences: columns read across, shuffled lines, floats put into the text. */
export const readingOrder: StructureRule = {
  id: 'structure/reading-order',
  check(view) {
    if (!view.isLatin || isOnly(view, 'table', 'code', 'list-item') || view.proseWords().length < MIN_WORDS) return SOUND;
    const columns = sideBySide(view);
    if (columns !== null) return columns;
    const known = NEIGHBOURS[view.language().main ?? ''];
    if (known === undefined) return SOUND;
    const text = view.proseSaid();
    let [before, end, breaks, words] = ['', 0, 0, 0];
    let first: { start: number; end: number } | null = null;
    for (const match of text.matchAll(WORD)) {
      const [word] = match;
      words += 1;
      const gap = match.index - end < 6 ? text.slice(end, match.index) : null;
      if (gap !== null && isBreak(known, { before, gap, word, after: text.slice(match.index + word.length, match.index + word.length + 2), isAlone: gap.includes('\n') && LABEL.test(text.slice(Math.max(0, end - before.length - 8), end)) })) {
        breaks += 1;
        first ??= { start: end - before.length, end: match.index + word.length };
      }
      before = word;
      end = match.index + word.length;
    }
    const share = breaks / Math.max(1, words);
    const signals = { brokenOrder: share };
    if (first === null || (breaks < MIN_BREAKS && view.language().main !== 'en') || share < (breaks < MIN_BREAKS ? MAX_LONELY_SHARE : MAX_SHARE)) return { ...SOUND, signals };
    const shown = excerpt(view.text.slice(Math.max(0, first.start - 20), first.end + 20), 60);
    return {
      signals,
      fault: faultOf(breaks < MIN_BREAKS ? LONELY : share >= WORTHLESS ? 0.3 : 0.4, `Unexpected neighbours in ${breaks} ${breaks === 1 ? 'place' : 'places'} of ${words} words, such as \`${shown}\`, expected sentences in their order`, `${breaks} broken`, 'none', first),
    };
  },
};

/** Two words and what stands around them. */
interface Place { readonly before: string; readonly gap: string; readonly word: string; readonly after: string; readonly isAlone: boolean }

function isBreak({ followers, openers, noStart }: Neighbours, { before, gap, word, after, isAlone }: Place): boolean {
  if (GAP.test(gap)) return (followers.get(before)?.has(word) ?? false) || (!isAlone && openers.has(word) && SMALL.test(before) && BEGINS.test(after));
  return noStart.has(word) && !ABBREVIATED.has(before) && STOP.test(gap) && before.length > 2 && SMALL.test(before);
}

/** Columns that stand beside one another. */
function sideBySide(view: View): Reading | null {
  if (!view.text.includes('   ')) return null;
  const lines = view.lines.filter(({ kind }) => kind === 'prose');
  const hits = lines.filter(({ start, end }) => {
    const line = view.text.slice(start, Math.min(end, start + MAX_LINE)).trimEnd();
    return GAP_IN_LINE.test(line) && GUTTER.test(line);
  });
  const [first] = hits;
  if (first === undefined || hits.length < MIN_GUTTERS || hits.length < lines.length * MIN_GUTTER_SHARE) return null;
  const shown = excerpt(view.text.slice(first.start, first.end), 60);
  return { fault: faultOf(0.4, `Unexpected ${hits.length} lines with two columns, such as \`${shown}\`, expected one column after the other`, `${hits.length} lines of two columns`, 'one column', first) };
}
