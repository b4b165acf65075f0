import { excerpt } from '../../../core/index.js';
import { INLINE_CODE, QUOTED, mask } from '../mask.js';
import { SOUND, type StructureRule } from '../rule.js';

/** Windows-1252 letters of the bytes 0x80 to 0x9F, without quotation marks and dashes, which stand behind letters honestly. */
const HIGH = '€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ';
/**
 * UTF-8 bytes read as Windows-1252 or Latin-1: `Ã©` for é, `â€™` for ’, `Â°` for °, `ï»¿` and `ï¿½`; Cyrillic shows as runs of
 * `Ð` and `Ñ` pairs. Then what decoders leave behind: U+FFFD, C1 controls, and C0 controls other than tab and line ends.
 */
const DAMAGE = new RegExp(
  String.raw`Ã[\u0080-\u00bf${HIGH}]|Â[\u0080-\u00bf](?<!Â\u00a0)|Â\u00a0(?=\S)|â(?:€[\u0080-\u00bf“”„™œžš˜¦¢¡‘’–—\u009d]|„¢|†[\u0080-\u00bf’“”‘])|ï(?:»¿|¿½)|(?:[ÐÑ][\u0080-\u00bf${HIGH}‘’“”•–—…]){3}|ðŸ[\u0080-\u00bf${HIGH}‘’“”•–—…]|[\u0080-\u009f\ufffd]+|√[©®¶º§†°±≤≥¥µ∂∑∏π∫ªΩ£¨]|‚Ä[ôúùìîò¶¢]|\p{L}[\ue000-\uf8ff]+|[\ue000-\uf8ff]+\p{L}|[\u0000-\u0008\u000e-\u001f\u007f]+`,
  'gu',
);
/** A text about encodings shows what broken ones look like. */
const ABOUT = /\b(?:mojibake|UTF-?8|Latin-?1|ISO[ -]8859|Windows-1252|cp1252)\b/iu;
/** Every damage has one of these; spares plain text the pattern. */
const SUSPECT = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b\u200c\u2060\ufeff√‚À-ÖØ-Þâïð³÷▀¶§±²¹¼½¾×│┤░▒▓■\ufffd\ue000-\uf8ff]|\?\p{L}|\s\?/u;
/**
 * What is damage when it is more than once in a text: signs and capitals with accents between small letters, which are letters of another code page (`f³r`, `gr÷▀er`, `dÚfaut`); a question
 * mark in a word, for a dash or for quotation marks, where a character was lost; signs of no width in a word.
 */
const LOST = /(?<=\p{Ll})[³÷▀¶§±²¹¼½¾×│┤░▒▓■]+(?=\p{Ll})|(?<=\p{Ll})[À-ÖØ-Þ](?=\p{Ll})|(?<=\p{Ll}\s)\?{1,3}(?=\s\p{Ll})|(?<=\p{L})\?{1,3}(?=\p{Ll})|(?<=\s)\?{1,3}\p{L}[^?\n]{0,60}\p{L}[.,]?\?{1,3}(?=[\s.,;:)])/gu;
const NO_WIDTH = /(?<=\p{Ll})[\u200b\u200c\u2060\ufeff](?=\p{Ll})/gu;
const MIN_LOST = 2;
/** Long names have signs where they may be broken. */
const MIN_NO_WIDTH = 10;
/** Share of damaged words from which the text misleads, and from which it is worthless (one word in fifty, one in ten). */
const SERIOUS = 0.02;
const WORTHLESS = 0.1;

function atLeast(least: number, found: Iterable<RegExpExecArray>): readonly RegExpExecArray[] {
  const matches = Array.from(found);
  return matches.length < least ? [] : matches;
}

/** How many words the matches are in. */
function wordsHit(text: string, matches: readonly RegExpExecArray[]): number {
  let [words, end] = [0, -1];
  for (const { index } of matches.toSorted((a, b) => a.index - b.index)) {
    if (index < end) continue;
    words += 1;
    const space = text.slice(index + 1, index + 400).search(/\s/u);
    end = index + 1 + (space < 0 ? 399 : space);
  }
  return words;
}

/** Characters that show a text was decoded with the wrong encoding, or lost characters on the way. */
export const encodingDamage: StructureRule = {
  id: 'structure/encoding-damage',
  check(view) {
    if (!SUSPECT.test(view.text)) return SOUND;
    // Lines that look like code by themselves are read too: a damaged one looks like anything.
    const text = [INLINE_CODE, QUOTED].reduce(mask, view.unfenced());
    const matches = [...text.matchAll(DAMAGE), ...atLeast(MIN_LOST, view.plain.matchAll(LOST)), ...atLeast(MIN_NO_WIDTH, view.plain.matchAll(NO_WIDTH))];
    const first = matches[0];
    if (first === undefined) return SOUND;
    const tokens = text.match(/\S+/gu) ?? [];
    const damaged = wordsHit(text, matches);
    const share = Math.max(damaged, 1) / Math.max(1, tokens.length);
    if (share < WORTHLESS && ABOUT.test(view.text)) return SOUND;
    const shown = excerpt(view.text.slice(Math.max(0, first.index - 10), first.index + 20), 60);
    return {
      signals: { damagedShare: share },
      fault: {
        factor: share >= WORTHLESS && damaged > 2 ? 0.12 : share >= SERIOUS && damaged > 1 ? 0.4 : 0.75, severity: share >= SERIOUS ? 'warning' : 'info',
        message: `Unexpected broken character${matches.length === 1 ? '' : `s (${matches.length} places)`} such as in \`${shown}\`, expected text decoded as it was written`,
        seen: shown, expected: 'text decoded as it was written', span: { start: first.index, end: first.index + first[0].length },
      },
    };
  },
};
