import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

const MIN_DIVIDED = 1;
/** One word in a hundred; a typesetter divides one in fifty to one in twenty of a narrow column. */
const MAX_SHARE = 0.01;
/** A word divided at the end of a line whose halves were never put together. Where a code page lacks the soft hyphen, `¬` stands for it. */
const DIVIDED = /\p{Ll}{2}(?:[-\u2010](?: |[ \t]{0,3}\n[ \t]{0,8})|[\u00ad\u00ac]\s{1,3})(\p{Ll}{2,})/gu;
/** `pre- and post-install`, `Vor- und Nachteile`: a part left out on purpose. */
const SUSPENDED = /^(?:and|or|to|but|versus|vs|und|oder|bis|sowie|et|ou|y|o|e|en|of|och|og|eller|ja|tai)$/u;

/** Words divided at line ends that stayed divided. */
export const hyphenation: StructureRule = {
  id: 'structure/hyphenation',
  check(view) {
    if (!/[-\u2010\u00ad\u00ac]\s/u.test(view.prose)) return SOUND;
    const divided = Array.from(view.prose.matchAll(DIVIDED)).filter((match) => !SUSPENDED.test(match[1] ?? ''));
    const first = divided[0];
    const share = divided.length / Math.max(1, view.proseWords().length);
    if (first === undefined || divided.length < MIN_DIVIDED || share < MAX_SHARE) return SOUND;
    const start = Math.max(0, first.index - 10);
    const shown = excerpt(view.text.slice(start, first.index + first[0].length + 10), 40);
    return {
      signals: { dividedShare: share },
      fault: faultOf(0.7, `Unexpected divided words (${divided.length}), such as in \`${shown}\`, expected whole words`, `${divided.length} divided words`, 'whole words', { start: first.index, end: first.index + first[0].length }),
    };
  },
};
