/** Contradictions planted in documentation: a fact of one document is told once more elsewhere, with another value or the other way round. */
import { converted, FLIPS } from './flips/kinds.js';
import { bodyStart, sentencesOf, titleOf, type Document, type Sentence } from './flips/sentences.js';
import { reworded } from './flips/wording.js';
import { sample, seeded } from './random.js';

export interface PlantedSentence {
  /** Where it was put, and the sentence that was put there. */
  readonly path: string;
  readonly quote: string;
  /** Where the fact stands, and its sentence with white space collapsed. */
  readonly ofPath: string;
  readonly ofQuote: string;
  readonly kind: string;
}
export interface Planting { readonly documents: Document[]; readonly planted: PlantedSentence[] }
interface Options {
  readonly seed: number;
  readonly count: number;
  /** Whether the sentence stays as it is but for what is turned round. */
  readonly sameWords?: boolean;
}
interface Draft { readonly source: Sentence; readonly text: string; readonly kind: string }

/** What was true on a day only, or of a version of its own. */
const OF_A_DAY = /(?:release|changelog|change-log|whats-new|what-s-new|news|blog|announce|history|incident|upgrad|migrat|downgrad|archive|legacy)/iu;

/**
 * Plants up to `count` contradictions: sentences of Markdown that bear a fact (prose and list items of 8 to 40 words that can be
 * understood alone) are told once more with another value or the other way round, in other words, as a paragraph of their own in a
 * document on the same subject and in the same part and version of the documentation, or in a new `planted/<n>.md` under the
 * headings of the source. Ten kinds (`FLIPS`) take turns, none gets more than twice its share; where the rarer kinds run out, fewer
 * than `count` come back (of a hundred pages of technical documentation: a handful of numbers, limits, versions, dates).
 * A sentence that stands in several documents is taken once, so `ofPath` can be one of several places: compare `ofQuote`.
 *
 * Judged by eye in documentation that had not been looked at before (React Native's, 230 pages): of the 52 flips that seed 31337
 * gave there, 47 were contradictions to a reader, 0.90. Of the five others two pointed at something that stood beside their source
 * only, two did not read as sentences, and one gave a version that cannot be. What made these five has been mended since, which
 * was not judged again.
 */
export function plantFlips(documents: readonly Document[], { seed, count, sameWords = false }: Options): Planting {
  const random = seeded(seed);
  const ground = groundOf(documents);
  const word = sameWords ? unchanged : reworder(ground.isName, random);
  const pools = FLIPS.map((kind) => ({ kind, sentences: sample(ground.sentences, ground.sentences.length, random) }));
  return put(documents, roundRobin(pools.map(({ kind, sentences }) => drafts(sentences, kind.name, (text) => kind.flip(text, random), word)), count), random);
}

/**
 * The control: the same sentences in the same other words, the fact left as it is (`restated number` and so on) or told in another
 * unit (`converted-unit`). What is planted here contradicts nothing.
 */
export function plantLookAlikes(documents: readonly Document[], { seed, count }: Options): Planting {
  const random = seeded(seed);
  const ground = groundOf(documents);
  const restated = FLIPS.map(({ name, flip }) => [`restated ${name}`, (text: string): string | undefined => (flip(text, random) === undefined ? undefined : text)] as const);
  const pools = [['converted-unit', converted] as const, ...restated];
  return put(documents, roundRobin(pools.map(([kind, change]) => drafts(sample(ground.sentences, ground.sentences.length, random), kind, change, reworder(ground.isName, random))), count), random);
}

/** Words at the start of a sentence that are no names, however rare they are. */
const SMALL = new Set(['You', 'The', 'A', 'An', 'All', 'Each', 'Every', 'If', 'When', 'Not', 'By', 'To', 'In', 'On', 'For', 'With', 'After', 'Before', 'While', 'During', 'Because', 'Since', 'As', 'Only', 'No', 'Any', 'Your', 'Starting']);

/** The sentences of the corpus, each once however often it stands there (under the shortest path), and which words are names in it. */
function groundOf(documents: readonly Document[]): { sentences: Sentence[]; isName: (word: string) => boolean } {
  const all = documents.filter(({ path }) => path.endsWith('.md')).flatMap((document) => sentencesOf(document));
  const first = new Map<string, Sentence>();
  for (const sentence of all) {
    const known = first.get(sentence.text.toLowerCase());
    if (known === undefined || sentence.path.length < known.path.length) first.set(sentence.text.toLowerCase(), sentence);
  }
  const lower = new Map<string, number>();
  const upper = new Map<string, number>();
  const count = (words: Map<string, number>, word: string): unknown => words.set(word.toLowerCase(), (words.get(word.toLowerCase()) ?? 0) + 1);
  for (const { text } of all) {
    const prose = text.replaceAll(/`[^`]*`/gu, ' ');
    for (const word of prose.matchAll(/(?<![\w./-])[a-z][a-z'-]*(?![\w./-])/gu)) count(lower, word[0]);
    for (const word of prose.matchAll(/(?<=[a-z,] )[A-Z][\w'-]*/gu)) count(upper, word[0]);
  }
  const seen = (words: Map<string, number>, word: string): number => words.get(word.toLowerCase()) ?? 0;
  const sentences = [...first.values()].filter(({ path, text }) => !OF_A_DAY.test(path) || /\b20[0-2]\d\b/u.test(text));
  return { sentences, isName: (word) => /[A-Z].*[A-Z]/u.test(word) || (!SMALL.has(word) && seen(upper, word) * 2 >= seen(lower, word)) };
}

type Change = (text: string) => string | undefined;

const reworder = (isName: (word: string) => boolean, random: () => number): Change => (text) => reworded(text, isName, random);
const unchanged: Change = (text) => text;

function* drafts(sentences: readonly Sentence[], kind: string, change: Change, word: Change): Generator<Draft> {
  for (const source of sentences) {
    const changed = change(source.text);
    if (changed === undefined || (OF_A_DAY.test(source.path) && !kind.endsWith('date'))) continue;
    const text = word(changed);
    if (text !== undefined) yield { source, text, kind };
  }
}

/** One draft of every kind in turn until there are enough, of none more than twice its share; a sentence is taken once. */
function roundRobin(kinds: readonly Generator<Draft>[], count: number): Draft[] {
  const taken = new Map<Sentence, Draft>();
  let open = [...kinds];
  for (let round = 0; round < (count * 2) / kinds.length && taken.size < count; round += 1) {
    open = open.filter((kind) => {
      if (taken.size >= count) return true;
      for (;;) {
        const next = kind.next();
        if (next.done === true) return false;
        if (taken.has(next.value.source)) continue;
        taken.set(next.value.source, next.value);
        return true;
      }
    });
  }
  return [...taken.values()];
}

/** Everything of a path that tells a product, a version or a part of the documentation from another. */
function scopeOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return [...folders.slice(0, 4), ...folders.slice(4).filter((folder) => /\d/u.test(folder))].join('/');
}

const COMMON_TITLE = new Set(['the', 'and', 'for', 'with', 'your', 'how', 'use', 'using', 'from', 'guide', 'overview', 'introduction', 'reference', 'about', 'redis', 'flux', 'etcd', 'helm', 'get', 'set', 'add', 'create', 'configure', 'manage', 'new']);
const titleWords = (title: string): Set<string> => new Set((title.toLowerCase().match(/[a-z0-9]{3,}/gu) ?? []).filter((word) => !COMMON_TITLE.has(word)).map((word) => word.replace(/s$/u, '')));

/** Puts every draft into a document on the same subject that has none yet, or into a new one with the headings of its source. */
function put(documents: readonly Document[], chosen: readonly Draft[], random: () => number): Planting {
  const texts = new Map(documents.map(({ path, text }) => [path, text]));
  const open = documents.filter(({ path }) => path.endsWith('.md') && !OF_A_DAY.test(path)).map((document) => ({ path: document.path, scope: scopeOf(document.path), words: titleWords(titleOf(document)) }));
  const used = new Set<string>();
  const planted: PlantedSentence[] = [];
  for (const { source, text, kind } of chosen) {
    const words = titleWords(source.title);
    const near = open.filter(({ path, scope, words: other }) => scope === scopeOf(source.path) && path !== source.path && !used.has(path) && alike(words, other));
    const target = sample(near, 1, random)[0]?.path;
    const quote = target === undefined || saysItsSubject(text, source) ? text : `On ${source.title}: ${text}`;
    const path = target ?? `planted/${planted.length + 1}.md`;
    const before = texts.get(path);
    if (before === undefined) texts.set(path, `# ${source.title}\n\n${source.section === source.title ? '' : `## ${source.section}\n\n`}${quote}\n`);
    else texts.set(path, `${before.slice(0, bodyStart(before))}\n${quote}\n\n${before.slice(bodyStart(before))}`);
    used.add(path);
    planted.push({ path, quote, ofPath: source.path, ofQuote: source.text, kind });
  }
  return { documents: [...texts].map(([path, text]) => ({ path, text })), planted };
}

function alike(words: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const shared = [...words].filter((word) => other.has(word)).length;
  return shared > 0 && shared * 2 >= Math.min(words.size, other.size);
}

/** Whether a sentence names what it is about: a word of the title stands in it. */
function saysItsSubject(text: string, { title }: Sentence): boolean {
  const said = titleWords(text);
  return [...titleWords(title)].every((word) => said.has(word));
}
