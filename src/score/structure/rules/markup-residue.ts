import { excerpt } from '../../../core/index.js';
import { INLINE_CODE, mask } from '../mask.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';
import type { View } from '../view.js';

/** Entities that a reader would see as such: one in twenty words. Markdown is written with a few; in tables and HTML blocks they are at home. */
const MIN_ENTITIES = 4;
const MAX_ENTITY_SHARE = 0.05;
/** Tags with looks (`class`, `style`) take this share of the characters. */
const MIN_TAGS = 4;
const MAX_TAG_SHARE = 0.2;
const MIN_SCRIPTS = 2;

/** Of signs, not of symbols (from U+2100 on), which are hard to type. */
const ENTITY = /&(?:nbsp|lt|gt|amp|quot|apos|#\d{2,4}|#x[0-9a-fA-F]{2,3}|#x20[0-9a-fA-F]{2}|[lr][sd]quo|[mn]dash|hellip|copy|bull);/gu;
/** Escaped twice, or markup that was escaped as text. */
const ESCAPED = /&amp;(?:nbsp|lt|gt|quot|#\d{2,5});|&lt;\/?(?:p|div|span|br|td|tr|li|a|b|i|strong|em)\b/gu;
const TAG = /<\/?(?:div|span|td|tr|th|table|tbody|font|p|li|ul|ol|a|br|img|script|style|meta|link|section|header|footer|nav|input|button|form|iframe|label|center)\b[^<>\n]{0,400}>/giu;
const LOOKS = /\s(?:class|style|id|data-[a-z-]{1,30}|width|align|bgcolor|onclick)\s?=/iu;
/** Style sheets, scripts and their data, outside of code blocks. */
const SCRIPT = /\b(?:window\.\w{2,30}\s?[=.|(]|document\.\w{2,30}\(|dataLayer|_gaq|gtag\(|function\s?\(\)\s?\{|var\s_?\w{1,30}\s?=|addEventListener\()|"@(?:context|type)"\s?:|<\/?script\b|!important|\{\s?(?:display|margin|padding|color|font-\w{1,10}|background|width|height|float|position)\s?:[^{}\n]{1,200}\}|(?:display:\s?none|margin:\s?0(?:\sauto)?|padding:\s?\d{1,3}px|font-size:\s?\d{1,3}px)/gu;

/** Markup, styles or scripts that came along as text. */
export const markupResidue: StructureRule = {
  id: 'structure/markup-residue',
  check(view) {
    if (!/[<&{]/u.test(view.text)) return SOUND;
    const text = uncoded(view);
    const escaped = text.match(ESCAPED) ?? [];
    const entities = text.match(ENTITY) ?? [];
    const tags = text.match(TAG) ?? [];
    const scripts = text.match(SCRIPT) ?? [];
    const words = Math.max(1, view.words.length);
    const isAtHome = view.body.has('html') || view.body.has('table');
    const looks = tags.filter((tag) => LOOKS.test(tag)).length;
    const tagShare = tags.join('').length / Math.max(1, text.replace(/\s+/gu, ' ').length);
    const symptoms: readonly (readonly [boolean, readonly string[]])[] = [
      [escaped.length >= 2, escaped], [!isAtHome && entities.length >= MIN_ENTITIES && entities.length / words > MAX_ENTITY_SHARE, entities], [scripts.length >= MIN_SCRIPTS, scripts], [!isAtHome && looks >= MIN_TAGS && tagShare > MAX_TAG_SHARE, tags],
    ];
    const found = symptoms.find(([holds]) => holds)?.[1];
    if (found === undefined) return SOUND;
    const shown = excerpt(found.slice(0, 3).join(' '), 60);
    return { signals: { markupShare: Math.min(1, tagShare) }, fault: faultOf(0.45, `Unexpected markup in the text (${found.length} places): \`${shown}\`, expected text without it`, shown, 'no markup') };
  },
};

/** Fenced code is about markup; what a line looks like by itself is not known to be code here. */
function uncoded(view: View): string {
  return mask(view.unfenced(), INLINE_CODE);
}
