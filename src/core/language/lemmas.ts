/** Words that carry no subject. Cue words (negations, modals, quantifiers) are kept apart in cues.ts. */
const STOP = new Set((
  'a an the this that these those there here it its itself they them their theirs themselves he him his she her hers we us our ours you your yours yourself i me my mine one ones ' +
  'is are was were be been being am do does did doing done has have had having will would get gets got getting ' +
  'of in on at by for from to into onto with within about as per via over under up down out off through during between among against across along around than then ' +
  'and or but if so because while when whenever where wherever which who whom whose what how why also too very just still even yet already again ' +
  'such same other another others more most less least much many few several some own each every all any both either only ' +
  'e.g i.e eg ie etc please note see example following below above like s t re ll ve d m let ' +
  'not no nor never none neither without cannot can could may might must shall should need needs ought'
).split(' '));

/** Small synonym groups of business and product prose; the first word stands for the group. */
const GROUPS = [
  'buy purchase', 'vacation holiday pto', 'employee staff worker personnel', 'delete remove erase purge', 'begin start commence', 'end finish terminate stop',
  'keep retain store preserve', 'fee charge cost price', 'customer client', 'choose select pick', 'change modify alter', 'send submit', 'receive obtain', 'help support assist',
  'maximum max', 'minimum min', 'request ask', 'reply respond answer', 'entitle eligible', 'signin login logon', 'mail email', 'cancel revoke', 'reimburse refund repay', 'show display',
  'application app', 'configuration config', 'permit permission',
];

const STEMS = new Map<string, string>();
const STEMS_KEPT = 100_000;

export function isStopWord(word: string): boolean {
  return STOP.has(word);
}

/**
 * The lemma of a folded word: inflections taken off (after the first steps of Porter's stemmer, Program 14(3), 1980),
 * then synonyms merged. Words that are not plain Latin letters stay as they are.
 */
export function lemmaOf(word: string): string {
  const known = STEMS.get(word);
  if (known !== undefined) return known;
  if (STEMS.size >= STEMS_KEPT) STEMS.clear();
  const stem = stemOf(word);
  const lemma = SYNONYMS.get(stem) ?? stem;
  STEMS.set(word, lemma);
  return lemma;
}

const PLAIN = /^[a-z]+(?:'s)?$/u;
const SUFFIXES: readonly [string, string][] = [
  ['ational', 'ate'], ['ization', 'ize'], ['isation', 'ize'], ['ations', 'ate'], ['ation', 'ate'], ['ements', ''], ['ement', ''], ['ments', ''], ['ment', ''], ['ings', ''], ['ing', ''],
  ['edly', ''], ['ied', 'y'], ['ies', 'y'], ['ed', ''], ['sses', 'ss'], ['ches', 'ch'], ['shes', 'sh'], ['xes', 'x'], ['ly', ''], ['ers', 'er'], ['s', ''],
];

function stemOf(word: string): string {
  if (word.length < 4 || word.length > 30 || !PLAIN.test(word)) return word;
  const bare = word.endsWith("'s") ? word.slice(0, -2) : word;
  if (bare.endsWith('ss') || bare.endsWith('us') || bare.endsWith('is')) return bare;
  for (const [suffix, put] of SUFFIXES) {
    if (!bare.endsWith(suffix)) continue;
    const stem = bare.slice(0, -suffix.length);
    if (stem.length + put.length < 3 || !/[aeiouy]/u.test(stem)) continue;
    return finish(stem + put);
  }
  return finish(bare);
}

/** Doubled consonants and a silent `e` go, so that `stopped`, `stop`, `delete` and `deleted` meet. */
function finish(stem: string): string {
  const last = stem.at(-1) ?? '';
  if (stem.length > 3 && last === stem.at(-2) && !'aeiouls'.includes(last)) return stem.slice(0, -1);
  return stem.length > 3 && last === 'e' ? stem.slice(0, -1) : stem;
}

const SYNONYMS = new Map(GROUPS.flatMap((group) => {
  const stems = group.split(' ').map(stemOf);
  return stems.map((stem): [string, string] => [stem, stems[0] ?? stem]);
}));
