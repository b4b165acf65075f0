import { splitTop } from './css-syntax.js';

/** Screens narrower or lower than this are no longer made; none is wider. */
const MIN_SCREEN_PX = 320;
const MAX_SCREEN_PX = 5_000;

/** Whether a media query list holds on every screen that people read on: neither on paper only nor on some widths only. */
export function isOnEveryScreen(list: string): boolean {
  const queries = splitTop(list.trim().toLowerCase(), ',');
  return queries.length === 0 || queries.some(holds);
}

function holds(query: string): boolean {
  const parts = query.replace(/^only\s/u, '').trim().split(/\sand\s|\sand(?=\()|(?<=\))and\s/u);
  return parts.every((part) => {
    const feature = part.trim();
    if (feature === 'all' || feature === 'screen' || feature === 'not print' || feature === 'not speech') return true;
    const match = /^\(\s*(min|max)-(?:device-)?(width|height)\s*:\s*([\d.]{1,8})(px|em|rem)?\s*\)$/u.exec(feature) ?? /^\(\s*()(width|height)\s*>=?\s*([\d.]{1,8})(px|em|rem)?\s*\)$/u.exec(feature);
    if (match === null) return false;
    const px = Number(match[3]) * (match[4]?.endsWith('em') === true ? 16 : 1);
    return match[1] === 'max' ? px >= MAX_SCREEN_PX : px <= MIN_SCREEN_PX;
  });
}
