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
  String.raw`Ã[\u0080-\u00bf${HIGH}]|Â[\u0080-\u00bf](?<!Â\u00a0)|Â\u00a0(?=\S)|â(?:€[\u0080-\u00bf“”„™œžš˜¦¢¡‘’–—\u009d]|„¢|†[\u0080-\u00bf’“”‘])|ï(?:»¿|¿½)|(?:[ÐÑ][\u0080-\u00bf${HIGH}‘’“”•–—…]){3}|ðŸ[\u0080-\u00bf${HIGH}‘’“”•–—…]|[\u0080-\u009f\ufffd]+|[\u0000-\u0008\u000e-\u001f\u007f]+`,
  'gu',
);
/** A text about encodings shows what broken ones look like. */
const ABOUT = /\b(?:mojibake|UTF-?8|Latin-?1|ISO[ -]8859|Windows-1252|cp1252)\b/iu;
/** Every damage has one of these; spares plain text the pattern. */
const SUSPECT = /[\u0000-\u0008\u000e-\u001f\u007f-\u009fÃÂâïÐÑð\ufffd]/u;
/** Share of damaged words from which the text misleads, and from which it is worthless (one word in fifty, one in ten). */
const SERIOUS = 0.02;
const WORTHLESS = 0.1;

/** Characters that show a text was decoded with the wrong encoding, or lost characters on the way. */
export const encodingDamage: StructureRule = {
  id: 'structure/encoding-damage',
  check(view) {
    if (!SUSPECT.test(view.text)) return SOUND;
    // Lines that look like code by themselves are read too: a damaged one looks like anything.
    const text = [INLINE_CODE, QUOTED].reduce(mask, view.unfenced());
    const matches = Array.from(text.matchAll(DAMAGE));
    const first = matches[0];
    if (first === undefined) return SOUND;
    const tokens = text.match(/\S+/gu) ?? [];
    const damaged = tokens.filter((token) => token.search(DAMAGE) >= 0).length;
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
