/** Damage to characters and words: encodings, OCR, spacing. */
import iconv from 'iconv-lite';
import { oneOf } from '../random.js';

type Random = () => number;

const TYPOGRAPHIC: readonly (readonly [RegExp, string])[] = [
  [/(?<=\p{L})'(?=\p{L})/gu, '’'], [/"([^"\n]{1,200})"/gu, '“$1”'], [/ - /gu, ' – '], [/\.\.\./gu, '…'], [/\bcafe\b/giu, 'café'],
];

/** Letters outside of ASCII are needed for encoding damage to show: typographic signs, and accents on one word in six. */
function typographic(text: string, random: Random): string {
  const set = TYPOGRAPHIC.reduce((result, [pattern, by]) => result.replace(pattern, by), text);
  const accents: Readonly<Record<string, string>> = { a: 'ä', e: 'é', o: 'ö', u: 'ü', n: 'ñ', c: 'ç' };
  return set.replace(/\b[a-z]{4,}\b/gu, (word) => (random() < 1 / 6 ? word.replace(/[aeounc]/u, (letter) => accents[letter] ?? letter) : word));
}

export function mojibake(text: string, random: Random): string {
  const encoding = oneOf(['windows-1252', 'latin1'], random);
  return iconv.decode(Buffer.from(typographic(text, random), 'utf8'), encoding);
}

export function doubleMojibake(text: string, random: Random): string {
  const once = iconv.decode(Buffer.from(typographic(text, random), 'utf8'), 'latin1');
  return iconv.decode(Buffer.from(once, 'utf8'), oneOf(['windows-1252', 'latin1'], random));
}

export function replacementCharacters(text: string, random: Random): string {
  const share = 0.01 + 0.05 * random();
  return text.replace(/[a-z]/gu, (letter) => (random() < share ? '\ufffd' : letter));
}

const CONFUSIONS: readonly (readonly [string, string])[] = [
  ['rn', 'm'], ['m', 'rn'], ['l', '1'], ['l', 'I'], ['o', '0'], ['O', '0'], ['e', 'c'], ['h', 'b'], ['cl', 'd'], ['d', 'cl'], ['i', 'l'], ['i', '1'], ['s', '5'], ['S', '5'], ['B', '8'],
  ['n', 'u'], ['u', 'n'], ['t', 'f'], ['vv', 'w'], ['w', 'vv'], ['h', 'li'], ['g', '9'], ['a', 'n'], ['ri', 'n'],
];

/** What an OCR engine mistakes, in a share of the words. */
function confused(text: string, share: number, random: Random): string {
  return text.replace(/\p{L}{2,}/gu, (word) => {
    if (random() >= share) return word;
    const fitting = CONFUSIONS.filter(([from]) => word.includes(from));
    if (fitting.length === 0) return word;
    const [from, to] = oneOf(fitting, random);
    return word.replace(from, to);
  });
}

export const ocrConfusions = (text: string, random: Random): string => confused(text, 0.2 + 0.3 * random(), random);

/** A bad scan: confusions twice, specks, torn words, changed case. */
export function ocrNoise(text: string, random: Random): string {
  const twice = confused(confused(text, 0.5, random), 0.4, random);
  const torn = twice.replace(/(?<=\p{L}{2})(?=\p{L}{2})/gu, () => (random() < 0.05 ? ' ' : ''));
  return torn.replace(/\p{L}/gu, (letter) => {
    const draw = random();
    if (draw < 0.03) return oneOf(['|', '~', '^', ';', "'", '.', '*', '¢', '§', '°', '«', '_', '}'], random);
    return draw < 0.05 ? (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) : letter;
  });
}

/** Spaces between words lost, in part or altogether. */
export function gluedWords(text: string, random: Random): string {
  const share = oneOf([0.4, 0.6, 0.8, 1], random);
  return text.replace(/(?<=[\p{L},.;:]) (?=\p{L})/gu, () => (random() < share ? '' : ' '));
}

/** All of a text or every other sentence in s p a c e d letters. */
export function spacedLetters(text: string, random: Random): string {
  const part = oneOf([0.4, 0.7, 1], random);
  return text.split(/(?<=[.!?])\s/u).map((sentence) => (random() < part ? sentence.replace(/\p{L}+/gu, (word) => Array.from(word).join(' ')) : sentence)).join(' ');
}

/** Words still divided as at line ends: `docu- ment`. */
export function hyphenated(text: string, random: Random): string {
  const share = 0.08 + 0.12 * random();
  const between = oneOf(['- ', '-\n', '\u00ad '], random);
  return text.replace(/[a-z]{7,}/gu, (word) => {
    if (random() >= share) return word;
    const at = 3 + Math.floor(random() * (word.length - 5));
    return `${word.slice(0, at)}${between}${word.slice(at)}`;
  });
}
