import { excerpt } from '../../../core/index.js';
import { SOUND, faultOf, type StructureRule } from '../rule.js';

const MIN_LINKS = 10;
/** Of the letters that are shown. Lists of links with a word about each have less. */
const MAX_SHARE = 0.85;
const LINK = /\[([^[\]\n]{1,300})\]\([^()\n[\]]{0,500}\)/gu;
const ADDRESS = /(?<![(<\]])\bhttps?:\/\/[^\s<>)\]"'`]{4,500}/gu;

/** Links and nothing else. */
export const linkFarm: StructureRule = {
  id: 'structure/link-farm',
  check(view) {
    if (!view.text.includes('](') && !view.text.includes('://')) return SOUND;
    const links = Array.from(view.text.matchAll(LINK), (match) => match[1] ?? '');
    const addresses = view.text.match(ADDRESS) ?? [];
    if (links.length + addresses.length < MIN_LINKS) return SOUND;
    const shown = view.words.reduce((sum, word) => sum + word.length, 0);
    const linked = links.reduce((sum, label) => sum + (label.match(/[\p{L}\p{N}]/gu) ?? []).length, 0);
    const lines = view.lines.filter(({ kind }) => kind !== 'blank' && kind !== 'heading').length;
    // An address has no letters that are shown: a line that is nothing but a name and its address is all link.
    const isAddresses = addresses.length >= MIN_LINKS && addresses.length >= lines * MAX_SHARE && shown < addresses.length * 40;
    const share = isAddresses ? 1 : linked / Math.max(1, shown);
    const signals = { linkShare: share };
    if (share < MAX_SHARE || (!isAddresses && links.length < MIN_LINKS)) return { ...SOUND, signals };
    const count = links.length + addresses.length;
    return { signals, fault: faultOf(0.45, `Unexpected ${count} links that are ${Math.round(100 * share)} % of the text: \`${excerpt(links.slice(0, 4).join(', ') || addresses[0] || '', 60)}\`, expected text of its own`, `${Math.round(100 * share)} % links`, `at most ${100 * MAX_SHARE} %`) };
  },
};
