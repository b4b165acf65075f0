import { excerpt } from '../../../core/index.js';
import { baseLanguage } from '../../../core/language/tags.js';
import { FUNCTION_WORDS } from '../language/function-words.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

const MIN_WORDS = 20;
/** A third to a half of running text are function words; names, code and lists have a tenth by chance. */
const MIN_SHARE = 0.2;
/** So close that their function words do not tell them apart. */
const ALIKE: readonly ReadonlySet<string>[] = [new Set(['da', 'no', 'nb', 'nn', 'sv']), new Set(['es', 'pt', 'gl', 'ca']), new Set(['cs', 'sk', 'pl']), new Set(['hr', 'sr', 'bs', 'sl']), new Set(['nl', 'af']), new Set(['ro', 'mo'])];
/** Languages that are not written in Latin script. Serbian, Kazakh and others that are written in two are none of them. */
const OTHER_SCRIPT: ReadonlySet<string> = new Set('ru uk be bg mk el ar fa ur he hi bn mr ne ta te th lo km my ka hy zh ja ko am'.split(' '));
/** Of so many letters in running text, so few are Latin: names and terms stay Latin in any script. */
const MIN_LETTERS = 40;
const MAX_LATIN = 0.3;

/** Text in another language than its document declares. */
export const wrongLanguage: StructureRule = {
  id: 'structure/wrong-language',
  check(view) {
    const declared = baseLanguage(view.input.language);
    const seen = declared === '' ? null : otherThan(declared, view);
    if (seen === null) return SOUND;
    const shown = excerpt(view.prose.trim(), 60);
    return { fault: faultOf(0.6, `Unexpected text in ${seen} in a document that declares \`${declared}\`: \`${shown}\`, expected \`${declared}\``, seen, declared) };
  },
};

/** What the text is in, when that is not the declared language. */
function otherThan(declared: string, view: View): string | null {
  const isLatin = FUNCTION_WORDS[declared] !== undefined;
  const { all, latin } = view.letters;
  if (isLatin && all >= MIN_LETTERS && latin < MAX_LATIN * all) return 'another script than Latin';
  if ((!isLatin && !OTHER_SCRIPT.has(declared)) || !view.isLatin || view.runningWords().length < MIN_WORDS) return null;
  const { main, share } = view.language();
  const isSame = main === declared || ALIKE.some((group) => main !== null && group.has(main) && group.has(declared));
  return main === null || isSame || share < MIN_SHARE ? null : `\`${main}\``;
}
