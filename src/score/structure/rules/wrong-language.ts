import { excerpt } from '../../../core/index.js';
import { FUNCTION_WORDS } from '../language/function-words.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

const MIN_WORDS = 20;
/** A third to a half of running text are function words; names, code and lists have a tenth by chance. */
const MIN_SHARE = 0.2;
/** So close that their function words do not tell them apart. */
const ALIKE: readonly ReadonlySet<string>[] = [new Set(['da', 'no', 'nb', 'nn', 'sv']), new Set(['es', 'pt', 'gl', 'ca']), new Set(['cs', 'sk', 'pl']), new Set(['hr', 'sr', 'bs', 'sl']), new Set(['nl', 'af']), new Set(['ro', 'mo'])];

/** Text in another language than its document declares. */
export const wrongLanguage: StructureRule = {
  id: 'structure/wrong-language',
  check(view) {
    const declared = view.input.language?.toLowerCase().split(/[-_]/u)[0] ?? '';
    if (FUNCTION_WORDS[declared] === undefined || view.runningWords().length < MIN_WORDS) return SOUND;
    const { main, share } = view.language();
    if (main === null || main === declared || share < MIN_SHARE || ALIKE.some((group) => group.has(main) && group.has(declared))) return SOUND;
    const shown = excerpt(view.prose.trim(), 60);
    return { fault: faultOf(0.6, `Unexpected text in \`${main}\` in a document that declares \`${declared}\`: \`${shown}\`, expected \`${declared}\``, main, declared) };
  },
};
