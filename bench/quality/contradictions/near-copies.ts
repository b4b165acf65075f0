/** Near-copies of real passages, of which one tells one fact otherwise: what hides best among what is nearly the same. */
import { FLIPS } from '../../lib/flips/kinds.js';
import { sample, seeded, oneOf } from '../../lib/random.js';

export interface NearCopies {
  /** `passage-03/copy-17.md` and so on. */
  readonly documents: { readonly path: string; readonly text: string }[];
  /** One a passage: the copy with the changed fact, and the sentence of the others and its own. */
  readonly changed: { readonly path: string; readonly from: string; readonly to: string; readonly kind: string }[];
}

/** The rarer kinds are tried first, so that not every change is a negation. */
const KINDS = [['number', 'limit', 'date', 'default', 'status'], ['modal'], ['negation']].map((names) => FLIPS.filter(({ name }) => names.includes(name)));
const SENTENCES = /(?<=[.!?])\s+(?=[A-Z`])/u;

/** Swaps of words that leave every fact as it is; each copy gets one to three of them outside the sentence of the fact. */
const SMALL_EDITS: readonly (readonly [RegExp, string])[] = [
  [/\balso\b/u, 'as well'], [/\bin order to\b/u, 'to'], [/\bto\b(?= [a-z]+ the\b)/u, 'in order to'], [/\bmultiple\b/u, 'several'], [/\bsuch as\b/u, 'like'], [/\bensure\b/u, 'make sure'], [/\bHowever, /u, 'Still, '], [/\bhelps\b/u, 'assists'], [/\bprovides\b/u, 'offers'],
  [/\bfor example\b/iu, 'for instance'], [/\bcreate\b/u, 'set up'], [/\bcontains\b/u, 'holds'], [/\bthe same\b/u, 'the very same'], [/\bYou can\b/u, 'You are able to'], [/\bmake sure\b/u, 'see to it'], [/\bvia\b/u, 'through'], [/\bsimply\b/u, 'just'], [/\busing\b/u, 'with'], [/\bshows\b/u, 'displays'],
  [/\bquickly\b/u, 'fast'], [/\bspecify\b/u, 'give'], [/\bdescribes\b/u, 'sets out'], [/\binformation\b/u, 'details'], [/\bbut\b/u, 'yet'], [/\bneed to\b/u, 'have to'], [/\ballows\b/u, 'permits'], [/\blarge\b/u, 'big'], [/\bbecause\b/u, 'since'], [/\bif\b/u, 'in case'], [/\bis\b(?= used)/u, 'is being'], [/\beach\b/u, 'every single'], [/\bwithin\b/u, 'inside'], [/\bable to\b/u, 'in a position to'], [/\bnew\b/u, 'fresh'], [/^(?=The |You |If |When )/u, 'Note: '], [/\bthe (?=[a-z]+s\b)/u, ''], [/, and\b/u, ' and'], [/, (?=which|but|so|as)/u, ' '], [/\bincluding\b/u, 'among them'], [/\bdepending on\b/u, 'according to'], [/\band\b/u, 'and also'],
];

/**
 * `copies` copies each of up to `count` of the passages of 60 to 150 words that have a fact to change; the kinds of change take turns
 * as long as there are passages for them. Left out are passages without such a fact, with too few places for edits, or with the same
 * sentence of a fact as one before. The first copy is the passage itself, the others differ from it and from each other by one to
 * three small edits outside the sentence of the fact; in exactly one copy, whichever it is, the fact is changed. The order of
 * sentences is kept. About one in ten passages of documentation is fit for this, and most of the changes are modals and negations.
 */
export function plantNearCopies(passages: readonly string[], { seed, copies = 25, count = passages.length }: { readonly seed: number; readonly copies?: number; readonly count?: number }): NearCopies {
  const random = seeded(seed);
  const drafts: Draft[] = [];
  const told = new Set<string>();
  for (const passage of sample(passages, passages.length, random)) {
    const sentences = passage.replaceAll(/\s+/gu, ' ').trim().split(SENTENCES);
    const words = sentences.join(' ').split(' ').length;
    const fact = words >= 60 && words <= 150 ? factOf(sentences, random) : undefined;
    if (fact === undefined || told.has(sentences[fact.at]!)) continue;
    const texts = distinctCopies(sentences, fact.at, copies, random);
    if (texts.length < copies) continue;
    told.add(sentences[fact.at]!);
    drafts.push({ fact, texts });
  }
  const documents: NearCopies['documents'] = [];
  const changed: NearCopies['changed'] = [];
  for (const { fact, texts } of inTurn(drafts).slice(0, count)) {
    const which = Math.floor(random() * copies);
    const paths = texts.map((_, copy) => `passage-${String(changed.length + 1).padStart(2, '0')}/copy-${String(copy + 1).padStart(2, '0')}.md`);
    documents.push(...texts.map((copy, at) => ({ path: paths[at]!, text: `${(at === which ? copy.with(fact.at, fact.to) : copy).join(' ')}\n` })));
    changed.push({ path: paths[which]!, from: texts[0]![fact.at]!, to: fact.to, kind: fact.kind });
  }
  return { documents, changed };
}

interface Draft { readonly fact: Fact; readonly texts: string[][] }

/** One draft of every kind, then the next of every kind. */
function inTurn(drafts: readonly Draft[]): Draft[] {
  const rank = (draft: Draft): number => drafts.filter(({ fact }) => fact.kind === draft.fact.kind).indexOf(draft);
  return drafts.map((draft) => ({ draft, turn: rank(draft) })).sort((a, b) => a.turn - b.turn).map(({ draft }) => draft);
}

interface Fact { readonly at: number; readonly to: string; readonly kind: string }

function factOf(sentences: readonly string[], random: () => number): Fact | undefined {
  for (const kind of KINDS.flatMap((kinds) => sample(kinds, kinds.length, random))) {
    for (const at of sample([...sentences.keys()], sentences.length, random)) {
      const to = /\b(?:example|instance|e\.g)\b/iu.test(sentences[at]!) ? undefined : kind.flip(sentences[at]!, random);
      if (to !== undefined) return { at, to, kind: kind.name };
    }
  }
  return undefined;
}

/** The passage itself and copies that differ from each other; fewer than asked for where the edits do not suffice. */
function distinctCopies(sentences: readonly string[], but: number, copies: number, random: () => number): string[][] {
  const found = new Map([[sentences.join(' '), [...sentences]]]);
  for (let trial = 0; trial < copies * 8 && found.size < copies; trial += 1) {
    const copy = withEdits(sentences, but, random);
    found.set(copy.join(' '), copy);
  }
  return [...found.values()];
}

function withEdits(sentences: readonly string[], but: number, random: () => number): string[] {
  const edited = [...sentences];
  let left = 1 + Math.floor(random() * 3);
  for (let trial = 0; trial < 60 && left > 0; trial += 1) {
    const at = Math.floor(random() * edited.length);
    const [pattern, put] = oneOf(SMALL_EDITS, random);
    if (at === but) continue;
    const after = edited[at]!.replace(pattern, put);
    if (after === edited[at]) continue;
    edited[at] = after;
    left -= 1;
  }
  return edited;
}
