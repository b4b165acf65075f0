import { blank, maskAllBut, scanWith, WORD, type Words } from './words.js';

/**
 * Signs: symbols that say something. The principle: every character of the Unicode categories Sm (mathematics), Sc (currency) and So
 * (other symbols: ticks, arrows, emoji) is a word of its own, since another sign makes another statement; what is layout or
 * typography is none. Layout: table bars, tildes, box drawing, quotation marks and bullets that open a line, lines drawn with
 * signs. Typography: ©, ®, ™, ℠, the footnote's ↩, the mark of a lost character. Drawings of one sign count as that sign:
 * ✅ ✔ ☑ [x] are ✓, `>=` is ≥, `->` and `=>` are →.
 */
const DRAWINGS: readonly string[] = ['✓ ✔ ☑ ✅ 🗸', '✗ ✘ ✖ ❌ ❎ ☒ 🗙', '→ ⟶ ➔ ➜ ➝ ➞ ⮕ ⇒ ⟹', '← ⟵ ⬅ ⇐', '+ ➕', '★ ⭐'];
const FOLDED = new Map(DRAWINGS.flatMap((row) => row.split(' ').map((sign): [string, string] => [sign, row.split(' ')[0] ?? sign])));
const DIGRAPHS = new Map(Object.entries({ '>=': '≥', '<=': '≤', '!=': '≠', '!==': '≠', '->': '→', '-->': '→', '<-': '←', '<--': '←', '=>': '→', '+-': '±', '+/-': '±' }));
/** The named entities that stand for a sign; numeric ones are decoded. */
const ENTITIES = new Map(Object.entries({
  lt: '<', gt: '>', le: '≤', ge: '≥', ne: '≠', plusmn: '±', times: '×', divide: '÷', plus: '+', equals: '=', rarr: '→', larr: '←', uarr: '↑', darr: '↓', rArr: '⇒', harr: '↔',
  check: '✓', cross: '✗', cent: '¢', infin: '∞', asymp: '≈',
}));
const NOT_SAID = /^[©®™℠|~¦↩\uFFFC\uFFFD\u2500-\u259F]/u;
/** Signs that belong to a number are words for `scanWords` too, and count as words. */
const OF_NUMBERS = /^[%$€£¥°−-]/u;
const SIGN = /^[\p{Sm}\p{Sc}\p{So}]/u;

/** After the words' own pattern: entities, signs of several characters, emoji with their modifiers, all other signs. */
const WORD_OR_SIGN = new RegExp(
  String.raw`${WORD.source}|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});=?|-{1,2}(?:>|&gt;)|<-{1,2}(?!\p{Nd})|[<>=!]={1,2}|=(?:>|&gt;)|\+/?-`
  + String.raw`|\p{So}[\uFE0E\uFE0F\u{1F3FB}-\u{1F3FF}]?(?:\u200D\p{So}\uFE0F?){0,6}|[\p{Sm}\p{Sc}]`, 'gu');
/** Each is tried once a line, and every run is capped. */
const DRAWN_LINE = /^[ \t]{0,20}[=+~|:<>*#-][=+~|:<>*# \t-]{1,400}$/gmu;
const LINE_START = /^[ \t]{0,20}(?:(?:>[ \t]{0,3}){1,20})?(?:[•◦▪▫‣●○■□◆◇➢➤❖][ \t]{1,8}|={1,6}[ \t])?/gmu;
/** The state of a task, which `maskMarkup` takes for part of the bullet. */
const CHECK_BOX = /^[ \t>]{0,20}(?:\d{1,3}[.)]|[-*+])[ \t]{1,8}\[[ xX]\]/gmu;

/** The words and the signs of a text as written, in order; places as in `scanWords`. */
export function scanSigns(text: string): Words {
  const boxed = text.includes('[') ? text.replace(CHECK_BOX, (box) => `${blank(box.slice(2))}${box.endsWith('[ ]') ? '☐ ' : '☑ '}`) : text;
  const drawn = boxed.replace(DRAWN_LINE, blank).replace(LINE_START, blank);
  return scanWith(WORD_OR_SIGN, maskAllBut(drawn, (entity) => isSign(decoded(entity))), readSign);
}

/** Whether a folded word is a sign. */
export function isSign(word: string): boolean {
  const first = word.charCodeAt(0);
  if (first < 128 && !isAsciiSign(first)) return false;
  return SIGN.test(word) && !OF_NUMBERS.test(word) && !NOT_SAID.test(word);
}

/** The characters below 128 that are of the categories Sm, Sc and So. */
const isAsciiSign = (code: number): boolean => '$+<=>|~'.includes(String.fromCharCode(code));

/** The sign as it is compared, `''` for what says nothing, `null` for a word. */
function readSign(raw: string): string | null {
  const first = raw.charCodeAt(0);
  if ((first >= 48 && first <= 57) || (first >= 97 && first <= 122) || (first >= 65 && first <= 90)) return null;
  const plain = raw.includes('&') ? raw.replace(ENTITY, decoded) : raw;
  const joined = DIGRAPHS.get(plain);
  if (joined !== undefined) return joined;
  if ((plain === raw && !SIGN.test(raw)) || OF_NUMBERS.test(plain)) return null;
  const sign = String.fromCodePoint(plain.codePointAt(0) ?? 32);
  if (!isSign(sign)) return '';
  return plain.startsWith('=') ? plain : (FOLDED.get(sign) ?? sign);
}

const ENTITY = /&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,6});/gu;

function decoded(entity: string): string {
  const name = entity.slice(1, -1);
  if (!name.startsWith('#')) return ENTITIES.get(name) ?? '';
  const code = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}

export type Pole = 'yes' | 'no' | 'partly';
const ANSWERS: Record<Pole, string> = { yes: '✓ 👍 🟢 🆗', no: '✗ 👎 🔴 🚫 ⛔ ☐', partly: '⚠ 🟡 🟠 🚧' };
const POLES = new Map<string, Pole>((['yes', 'no', 'partly'] as const).flatMap((pole) => ANSWERS[pole].split(' ').map((sign): [string, Pole] => [sign, pole])));

/** What a sign answers, when it stands for an answer. */
export function poleOf(sign: string): Pole | null {
  return POLES.get(sign) ?? null;
}

/** Whether a sign relates two values or changes one: mathematics, arrows, currency. Emoji and other drawings colour a text. */
export function isRelation(sign: string): boolean {
  return /^[\p{Sm}\p{Sc}]/u.test(sign);
}
