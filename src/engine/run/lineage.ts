import { normaliseText, sentenceSpans, sha256, type Heir, type Predecessor } from '../../core/index.js';

/** Below this share, of the new chunk and of the old one, two chunks have a phrase in common, not a history. */
export const LEAST_SHARE = 0.2;
/** A sentence that more chunks held than this ("See also:") does not tell where the text of any of them went. */
const MOST_HOLDERS = 32;

export interface Passage {
  readonly id: string;
  readonly text: string;
}

export interface Link extends Predecessor {
  /** 0..1: the share of the predecessor's sentences that stand in the chunk; 0 while the predecessor itself still stands. */
  readonly taken: number;
}

interface Sentence {
  readonly hash: string;
  readonly length: number;
}

/** The sentences of a text by hash, with their lengths: what a chunk is compared by when its document was cut anew. */
export function sentencesOf(text: string): Sentence[] {
  return sentenceSpans(text).map((span) => normaliseText(text.slice(span.start, span.end))).filter((sentence) => sentence !== '')
    .map((sentence) => ({ hash: sha256(sentence), length: sentence.length }));
}

/** Which passages hold a sentence, and how much of each passage it makes up. */
export class Holders {
  readonly #byHash = new Map<string, Map<string, number>>();

  constructor(passages: readonly Passage[] = []) {
    for (const { id, text } of passages) {
      const sentences = sentencesOf(text);
      const total = lengthOf(sentences);
      for (const { hash, length } of sentences) {
        const held = this.#byHash.get(hash) ?? new Map<string, number>();
        this.#byHash.set(hash, held.set(id, (held.get(id) ?? 0) + length / total));
      }
    }
  }

  of(hash: string): ReadonlyMap<string, number> | undefined {
    return this.#byHash.get(hash);
  }
}

/**
 * What the new chunks of a document came from: chunks of its former version or, for sentences that none of these held, chunks
 * that left other documents. A chunk whose id stayed came from nowhere else.
 */
export function lineage(before: readonly Passage[], after: readonly Passage[], others = new Holders()): Link[] {
  const own = new Holders(before);
  const stood = new Set(before.map(({ id }) => id));
  const stands = new Set(after.map(({ id }) => id));
  return after.filter(({ id }) => !stood.has(id)).flatMap((chunk) => {
    const sentences = sentencesOf(chunk.text);
    const total = lengthOf(sentences);
    const shares = new Map<string, number>();
    for (const { hash, length } of sentences) {
      const id = holderOf(own.of(hash) ?? others.of(hash), shares);
      if (id !== undefined) shares.set(id, (shares.get(id) ?? 0) + length / total);
    }
    const taken = new Map<string, number>();
    for (const hash of new Set(sentences.map((sentence) => sentence.hash))) {
      const held = new Map([...(others.of(hash) ?? []), ...(own.of(hash) ?? [])]);
      if (held.size > MOST_HOLDERS) continue;
      for (const [id, share] of held) if (!stands.has(id)) taken.set(id, (taken.get(id) ?? 0) + share);
    }
    return [...new Set([...shares.keys(), ...taken.keys()])].map((predecessorId): Link => (
      { chunkId: chunk.id, predecessorId, share: Math.min(1, shares.get(predecessorId) ?? 0), taken: Math.min(1, taken.get(predecessorId) ?? 0) }));
  });
}

/** A sentence that several held counts for one of them, the one that already gave most: shares add up to 1 at most. */
function holderOf(held: ReadonlyMap<string, number> | undefined, shares: ReadonlyMap<string, number>): string | undefined {
  if (held === undefined) return undefined;
  let best: string | undefined;
  for (const id of held.keys()) if (best === undefined || (shares.get(id) ?? 0) > (shares.get(best) ?? 0)) best = id;
  return best;
}

const lengthOf = (sentences: readonly Sentence[]): number => sentences.reduce((sum, { length }) => sum + length, 0);

/**
 * The links worth keeping, and who took most of each chunk that left. A chunk of which little is left, all new chunks taken
 * together, has no heir: its text is gone.
 */
export function worthKeeping(links: readonly Link[]): { readonly predecessors: Predecessor[]; readonly heirs: Heir[] } {
  const best = new Map<string, { link: Link; taken: number }>();
  for (const link of links.filter(({ taken }) => taken > 0)) {
    const known = best.get(link.predecessorId);
    const taken = Math.min(1, (known?.taken ?? 0) + link.taken);
    best.set(link.predecessorId, { link: known === undefined || before(link, known.link) ? link : known.link, taken });
  }
  const heirs = [...best.values()].filter(({ taken }) => taken >= LEAST_SHARE);
  const ofHeirs = new Set(heirs.map(({ link }) => link));
  return {
    predecessors: links.filter((link) => link.share >= LEAST_SHARE || link.taken >= LEAST_SHARE || ofHeirs.has(link)).map(({ chunkId, predecessorId, share }) => ({ chunkId, predecessorId, share })),
    heirs: heirs.map(({ link, taken }) => ({ chunkId: link.predecessorId, heirId: link.chunkId, taken })),
  };
}

/** Whether a link tells more of where a text went; the order in which documents are met must not. */
function before(a: Link, b: Link): boolean {
  return a.taken !== b.taken ? a.taken > b.taken : a.share !== b.share ? a.share > b.share : a.chunkId < b.chunkId;
}
