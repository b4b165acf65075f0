/** Kinds of flips: each makes of a sentence one that cannot be true beside it, or nothing where it does not fit. */
import { oneOf } from '../random.js';
import { inMainClause } from './sentences.js';
import { ANTONYMS, ADDED_NOT, PARTICIPLES, STATUSES } from './words.js';

type Flip = (text: string, random: () => number) => string | undefined;
export interface Kind { readonly name: string; readonly flip: Flip }

const ASIDE = /\b(?:because|but|although|though|whereas|unless|until|except|either|yet|any|rather|not only|not just|not necessarily|without|instead|otherwise|might|could|would|should|depending|typically|usually|often|sometimes|generally|likely|or else|otherwise|actually|if not|unspecified|may want)\b/iu;

/** The text with the only place that fits replaced; nothing where none fits, several do, or the place is in a side clause. */
function once(text: string, pattern: RegExp, put: string | ((match: RegExpExecArray) => string | undefined)): string | undefined {
  const found = [...text.matchAll(new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`))];
  const match = found[0];
  if (match === undefined || found.length > 1 || !inMainClause(text, match.index)) return undefined;
  const inCode = text.slice(0, match.index).split('`').length % 2 === 0;
  if (inCode && !match[0].includes('`') && !/\d|true|false/u.test(match[0])) return undefined;
  const replacement = typeof put === 'string' ? put : put(match);
  if (replacement === undefined) return undefined;
  const before = text.slice(0, match.index).replace(/\ban? $/u, /^[aeio]/u.test(replacement) ? 'an ' : 'a ');
  return before + replacement + text.slice(match.index + match[0].length);
}

/** The first of several rules that fits; the rules are in order of how sure they are. */
function firstOf(text: string, rules: readonly (readonly [RegExp, string | ((match: RegExpExecArray) => string | undefined)])[]): string | undefined {
  for (const [pattern, put] of rules) {
    const flipped = once(text, pattern, put);
    if (flipped !== undefined) return flipped;
  }
  return undefined;
}

const UNIT = String.raw`(?:(?:milli)?seconds?|minutes?|hours?|(?:business |calendar )?days?|weeks?|months?|years?|ms|[KMGT]i?B|bytes|percent|%|characters|nodes|members|replicas|shards|databases|connections|keys|fields|arguments|retries|times|people|pages|miles|slots|instances|messages|requests|records|servers|files|items|entries|elements|events|rules|users|points|attempts|employees|subnets|zones|layers|levels|namespaces|operations|threads|cores|CPUs)`;
const WORDS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'twelve'];
const COUNT = String.raw`(?<![\w.,$/:-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|${WORDS.join('|')})`;
const QUANTITY = new RegExp(String.raw`${COUNT}([ -]?)(${UNIT})(?![\w/-])`, 'u');
const BOUND = new RegExp(String.raw`\b(at least|at most|up to|no more than|no less than|no fewer than|(?:must not|cannot|can't|not) exceed|limited to|a (?:maximum|minimum) of|(?:cannot|can't|must not|may not|never|not|rejects|refuses)[\w ]{1,40} (?:longer|larger|bigger|more|greater) than|(?:maximum|minimum)[\w ]{0,30}? is|within)( [a-z]+)? ${COUNT}(?![\w.,]*\d|[a-z])`, 'u');
const LOOSE = /\b(?:more|less|fewer|greater|than|least|most|up to|within|maximum|minimum|max|min|limit(?:ed|s)?|exceed|about|approximately|around|roughly|nearly|almost|between|few|additional|ago|over|under|per cent of cases)\b/iu;

const uncoded = (text: string): string => text.replaceAll(/`[^`]*`/gu, ' ');
const COUNTS = new RegExp(String.raw`${COUNT}|\bone\b`, 'gu');
/** Numbers that stand for themselves: none that are part of a name. */
function numbersIn(text: string): number {
  return [...text.matchAll(COUNTS)].length;
}

/** Another number of the same look: at least a third away from the old one. */
function otherNumber(old: string, random: () => number, most = Number.POSITIVE_INFINITY): string | undefined {
  const word = WORDS.indexOf(old);
  if (word >= 0) return oneOf(WORDS.filter((_, at) => Math.abs(at - word) >= 2), random);
  const value = Number(old.replaceAll(',', ''));
  const decimals = old.includes('.') ? old.split('.')[1]!.length : 0;
  const others = [value * 2, value * 3, value * 5, value / 2, value / 4].filter((other) => (decimals > 0 || Number.isInteger(other)) && other > 1 && other <= most);
  if (value === 0 || others.length === 0 || (most === 100 && value === 100)) return undefined;
  const other = oneOf(others, random).toFixed(decimals);
  return old.includes(',') || (Number(other) >= 10_000 && decimals === 0) ? Number(other).toLocaleString('en-US') : other;
}

function otherQuantity(match: RegExpExecArray, random: () => number): string | undefined {
  const [, count, gap, unit] = match as unknown as [string, string, string, string];
  if (/s$/u.test(unit) && gap === '-') return undefined;
  const other = otherNumber(count, random, /%|percent/u.test(unit) ? 100 : undefined);
  const full = /^(?:(?:milli)?second|minute|hour|(?:business |calendar )?day|week|month|year)$/u.test(unit) && gap === ' ' && count === '1';
  return other === undefined ? undefined : `${other}${gap}${unit}${full ? 's' : ''}`;
}

const number: Flip = (text, random) => {
  if (numbersIn(uncoded(text)) !== 1 || LOOSE.test(text) || ASIDE.test(text) || /\bdefault/iu.test(text) || /\bcan\b/u.test(text)) return undefined;
  return once(text, QUANTITY, (match) => otherQuantity(match, random));
};

const limit: Flip = (text, random) => {
  if (numbersIn(uncoded(text)) !== 1 || /^(?:With|If|When) (?:at|up|no|less)\b|\b(?:about|approximately|usually|typically|recommended?|should|might|can take|may take|takes?)\b/iu.test(text)) return undefined;
  return once(text, BOUND, (match) => {
    const other = otherNumber(match[3]!, random, text.slice(match.index + match[0].length).trimStart().startsWith('%') ? 100 : undefined);
    return other === undefined ? undefined : `${match[1]!}${match[2] ?? ''} ${other}`;
  });
};

const PLAIN_DEFAULT = /\b(?:by default|defaults? to|default value|default is|default (?:[\w-]+ ){1,3}is)\b/iu;

const byDefault: Flip = (text, random) => {
  if (!PLAIN_DEFAULT.test(text) || ASIDE.test(text) || /\([^)]*(?:true|false)[^)]*\)/u.test(text)) return undefined;
  if (numbersIn(text) === 1) {
    const flipped = once(text, new RegExp(String.raw`(?<=(?:default|defaults to|is|to|of)[\w ,]{0,40}[ \x60])${COUNT}(?=[ \x60.,]|ms\b|s\b|[KMG]i?B)`, 'u'), (match) => (/(?:ersions?|\b[A-Z]\w*|\b[a-z][A-Z]\w*) $/u.test(text.slice(0, match.index)) ? undefined : otherNumber(match[1]!, random)));
    if (flipped !== undefined) return flipped;
  }
  if (numbersIn(text) > 0) return undefined;
  const swapped = firstOf(text, [
    [/`true`/u, '`false`'], [/`false`/u, '`true`'], [/`yes`/u, '`no`'], [/`no`/u, '`yes`'],
    [/\b(is|are) (?:turned |switched )?(enabled|disabled|on|off)\b(?= by default|\.|,)/u, (match) => `${match[1]!} ${{ enabled: 'disabled', disabled: 'enabled', on: 'switched off', off: 'switched on' }[match[2]!]!}`],
  ]);
  return swapped ?? negation(text, random);
};

const modal: Flip = (text) => {
  if (ASIDE.test(text) || /\bonly\b|\bdefault/u.test(text) || [...text.matchAll(/\b(?:must|cannot|can|may|required|optional|need|have to|has to)\b/giu)].length !== 1) return undefined;
  return firstOf(text, [
    [/\bmust (?:not|never)\b/u, 'may'],
    [/\b(is|are) not (?:allowed|permitted)\b/u, (match) => `${match[1]!} allowed`],
    [/\b(You|you) must\b/u, (match) => `${match[1]!} do not have to`],
    [/\bmust always\b/u, 'need not'],
    [/\bmust\b/u, 'need not'],
    [/\b(is|are) required to\b/u, (match) => `${match[1]!} not required to`],
    [/\b(is|are) (?:always )?required\b/u, (match) => `${match[1]!} optional`],
    [/\b(is|are) optional\b/u, (match) => `${match[1]!} mandatory`],
    [/\b(You|you) (?:need|have) to\b(?! do\b)/u, (match) => `${match[1]!} do not have to`],
    [/(?<!will |would |may |might |'ll |\u2019ll )\b(need|needs|has|have) to be\b/u, (match) => (match[1]!.endsWith('s') ? 'does not have to be' : 'do not have to be')],
    [/\bcannot\b/u, 'can'],
  ]);
};

const INFLECTED = (verb: string): string => (/(?:s|x|ch|sh|o)$/u.test(verb) ? `${verb}es` : /[^aeiou]y$/u.test(verb) ? `${verb.slice(0, -1)}ies` : verb === 'have' ? 'has' : `${verb}s`);

const negation: Flip = (text) => {
  if (ASIDE.test(text) || /\b(?:only|all|every|each|both|never|no|none|nor|neither)\b/iu.test(text)) return undefined;
  const negated = [...text.matchAll(/\b(?:not|cannot|no longer)\b|n't\b/giu)].length;
  if (negated > 1) return undefined;
  if (negated === 1) return firstOf(text, [
    [/\bdoes(?: not|n't) (?![a-z]+ly\b)([a-z]+)\b/u, (match) => INFLECTED(match[1]!)],
    [/\b(You|you|They|they|[a-z]+[a-z]s) do(?: not|n't) (?![a-z]+ly\b)([a-z]+)\b/u, (match) => `${match[1]!} ${match[2]!}`],
    [/\b(is|are)(?: not|n't) (?!the\b|to\b|available\b|supported\b)([a-z]+)/u, (match) => `${match[1]!} ${match[2]!}`],
    [/\b(will|can) not\b/u, (match) => match[1]!],
    [/\b(is|are) no longer\b/u, (match) => `${match[1]!} still`],
  ]);
  const early = (match: RegExpExecArray): boolean => text.slice(0, match.index).split(' ').length <= 9 && !/\band (?:[a-z]+s|then|also|can|is|are)\b/u.test(text.slice(match.index));
  return firstOf(text, [
    [new RegExp(String.raw`(?<=[\w\x60]) (also |)(${[...ADDED_NOT.keys()].join('|')})\b(?! (?:of|for)\b)`, 'u'), (match) => (early(match) ? ` does not ${ADDED_NOT.get(match[2]!)!}` : undefined)],
    [new RegExp(String.raw`\b(is|are) ((?:automatically |also |then )?)(${PARTICIPLES.join('|')})\b`, 'u'), (match) => (early(match) ? `${match[1]!} not ${match[2]!.replace(/also |then /u, '')}${match[3]!}` : undefined)],
    [/\b(can)(?: also)? (?=be [a-z]+(?:ed|en|wn|un|nt|lt|ut|et|de)\b|(?!be\b)[a-z]+)/u, (match) => (early(match) && !/\b[Ii]t can\b|\bcan(?: also)? (?:then|be (?:difficult|hard|useful|helpful|used to|found|a|an|as|very|more)|use|help|refer|feel|mean|also mean|seem|impact|become|see|find|cause|take|lead|happen|result)\b/u.test(text) ? 'cannot ' : undefined)],
  ]);
};

const status: Flip = (text) => {
  if (ASIDE.test(text) || /\b(?:only|all|every|default|both)\b/iu.test(text)) return undefined;
  return firstOf(text, STATUSES.map(([from, to]) => [
    new RegExp(String.raw`\b(is|are) (?:now |also |currently |fully |still )?(${from})\b(?! (?:by|with|as|to|through|via)\b|-)`, 'u'), (match) => `${match[1]!} ${to}`,
  ] as const));
};

const antonym: Flip = (text, random) => {
  if ([...text.matchAll(/,/gu)].length > 1 || /\b(?:cannot|may|might|could|can)\b|n't\b/u.test(text) || /\b(?:but|although|whereas|than|either|both|vice versa|not|no|default)\b/iu.test(text) && !/\b(?:faster|slower|higher|lower|larger|smaller|more|less) [\w ]{0,20}than\b/u.test(text)) return undefined;
  const fitting = ANTONYMS.map(([from, to]) => once(text, from, to)).filter((flipped) => flipped !== undefined);
  return fitting.length === 1 ? oneOf(fitting, random) : undefined;
};

const quantifier: Flip = (text) => {
  if (/\b(?:not|no|none|but|except|unless|without|any|either|may|might|should|can|could|at all|all day|all of)\b|n't\b/iu.test(text)) return undefined;
  return firstOf(text, [
    [/^All (?!of\b|you\b)(?=[a-z]+s\b|[A-Z`])/u, 'Not all '],
    [/^(?:Each|Every) (?!time\b|day\b|year\b|month\b)(?=[a-z]+ )/u, 'Not every '],
    [/\b(is|are|will) always\b/u, (match) => `${match[1]!} never`],
    [/\balways (?=[a-z]+s\b)/u, 'never '],
    [/\bnever (?=[a-z]+(?:s|ed)\b)/u, 'always '],
    [/\bonly supports\b(?! an? )/u, 'supports more than'],
    [/\bsupports only\b(?! an? )/u, 'supports more than'],
    [/\b(is|are) only (available|supported|allowed|used|visible|valid|accessible|needed) (in|on|for|with|to|from)\b/u, (match) => `${match[1]!} ${match[2]!} not only ${match[3]!}`],
    [/\b(on|to|in|for|across|from) all (?:the )?(?!things\b)([a-z-]+s)\b(?! in\b)/u, (match) => `${match[1]!} only some ${match[2]!}`],
    [/^Only (?=[a-z]+s\b)/u, 'Not only '],
  ]);
};

const VERSION = /(?<=(?:[Vv]ersions?|[A-Z][a-z]+|etcd|kubectl|Kubernetes) v?|\bv)(\d+)\.(\d+)(\.\d+)?\b(?![-.]\d|%| (?:seconds|minutes|hours|GB|MB))/u;
const version: Flip = (text, random) => {
  if ([...text.matchAll(/\d[\d.,]*/gu)].length !== 1 || !/\b(?:since|starting|introduced|added|removed|deprecated|requires?|required|newer|later|minimum|began)\b/iu.test(text) || /\b(?:prior to|before|earlier|until|upgrad\w+|update[ds]?|vulnerab\w+|security|download)\b/iu.test(text)) return undefined;
  return once(text, VERSION, (match) => {
    const minor = Number(match[2]!);
    const others = [1, 2, 3, -1, -2].map((step) => minor + step).filter((other) => other >= 0);
    return `${match[1]!}.${oneOf(others, random)}${match[3] === undefined ? '' : '.0'}`;
  });
};

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const date: Flip = (text, random) => {
  const month = new RegExp(String.raw`\b(${MONTHS.join('|')}) (?=\d)`, 'u');
  if ([...text.matchAll(new RegExp(MONTHS.join('|'), 'gu'))].length > 1 || [...text.matchAll(/\b20\d\d\b/gu)].length > 1) return undefined;
  return once(text, month, (match) => {
    const at = MONTHS.indexOf(match[1]!);
    return `${MONTHS[(at + oneOf([2, 3, 4, 5, 7, 8], random)) % 12]!} `;
  }) ?? once(text, /\b(in|since|until|by|of) (20[0-2]\d)\b(?!-)/u, (match) => `${match[1]!} ${Number(match[2]!) + oneOf([-3, -2, 2], random)}`);
};

/** Thirty-first of a month that has none, and the like, do not matter: months are drawn so that a reader sees another date. */
export const FLIPS: readonly Kind[] = [
  { name: 'number', flip: number }, { name: 'limit', flip: limit }, { name: 'default', flip: byDefault }, { name: 'modal', flip: modal }, { name: 'negation', flip: negation },
  { name: 'status', flip: status }, { name: 'antonym', flip: antonym }, { name: 'quantifier', flip: quantifier }, { name: 'version', flip: version }, { name: 'date', flip: date },
];

const CONVERSIONS: readonly (readonly [string, number, string])[] = [['second', 60, 'minute'], ['minute', 60, 'hour'], ['hour', 24, 'day'], ['day', 7, 'week'], ['month', 12, 'year']];

/** The same quantity in another unit; nothing where there is none that is told in a whole number. */
export function converted(text: string): string | undefined {
  return once(text, new RegExp(String.raw`${COUNT} (second|minute|hour|day|week|month|year)s?(?![\w/-])`, 'u'), (match) => {
    const word = WORDS.indexOf(match[1]!);
    const value = word >= 0 ? word + 2 - (WORDS[word] === 'twelve' ? -1 : 0) : Number(match[1]!.replaceAll(',', ''));
    const upward = CONVERSIONS.find(([small, factor]) => small === match[2] && value % factor === 0);
    if (upward !== undefined) return told(value / upward[1], upward[2]);
    const downward = CONVERSIONS.find(([, , large]) => large === match[2]);
    return downward === undefined || !Number.isInteger(value) ? undefined : told(value * downward[1], downward[0]);
  });
}

const told = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;
