import { WinnowError, type FormerChunk, type Status } from '../core/index.js';
import type { Corpus } from './corpus.js';
import { RUN, foldedWords, runsOf } from './passages.js';

export interface TraceRequest {
  /** A passage, as an answer or a log quotes it. */
  readonly text: string;
  /** Chunks told at most, the likeliest first. Default 5. */
  readonly limit?: number;
}

/** A chunk that a passage may come from. */
export interface TraceHit {
  readonly chunkId: string;
  readonly documentId: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly title: string | null;
  readonly headingPath: readonly string[];
  readonly page: number | null;
  readonly text: string;
  /** How much of the passage stands in the chunk, 0..1: of its runs of three words; of a shorter one, of its words. */
  readonly share: number;
  /** First generation that held the chunk with this text. */
  readonly fromGeneration: number;
  /** First one after that which did not; `null` = the current one does. */
  readonly toGeneration: number | null;
  /** What became of it by the current generation; `null` = it left the corpus. */
  readonly status: Status | null;
  /** Targets that hold or held it, with the generation since which that is so. */
  readonly targets: readonly { readonly target: string; readonly generation: number; readonly present: boolean }[];
}

const PAGE = 1_000;
const LIMIT = 5;
/** Less of a passage than this stands in many texts by chance. */
const LEAST_SHARE = 0.3;

/**
 * Finds the chunks that a passage comes from, in every generation that is kept. Reads all chunks.
 * @throws WinnowError `usage` for a passage without words, `nothing-to-export` before the first run
 */
export async function traceOn({ store, generation }: Corpus, { text, limit = LIMIT }: TraceRequest): Promise<TraceHit[]> {
  const passage = runsOf(text);
  if (passage.size === 0) throw new WinnowError('usage', 'the text has no words', { next: 'Give a sentence or more of the passage: --text "…".' });
  if (generation === null) throw new WinnowError('nothing-to-export', `${store.location} has no published generation`);
  const best = new Map<string, { share: number; chunk: FormerChunk }>();
  for (let after = 0; ;) {
    const page = await store.formerChunks({ limit: PAGE, after });
    for (const chunk of page) {
      const key = `${chunk.id} ${chunk.contentHash}`;
      const known = best.get(key);
      if (known !== undefined) best.set(key, { share: known.share, chunk: together(known.chunk, chunk) });
      else {
        const share = shareOf(passage, chunk.context + chunk.text);
        if (share >= LEAST_SHARE) best.set(key, { share, chunk });
      }
    }
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.rowId;
  }
  const hits = [...best.values()].sort((a, b) => b.share - a.share || standing(b.chunk) - standing(a.chunk) || (a.chunk.id < b.chunk.id ? -1 : 1)).slice(0, limit);
  return Promise.all(hits.map(async ({ share, chunk: { rowId: _rowId, id, context: _context, contentHash: _hash, ...chunk } }) => {
    const now = chunk.toGeneration === null ? await store.chunk(id, generation.number) : null;
    return { ...chunk, chunkId: id, share, status: now?.decided.status ?? null, targets: await store.exportsOf(id) };
  }));
}

/** How long a chunk stood: those that still do before all others. */
const standing = ({ toGeneration }: FormerChunk): number => toGeneration ?? Infinity;

/** The same chunk with the same text in two versions of its document. */
const together = (a: FormerChunk, b: FormerChunk): FormerChunk => ({
  ...(standing(a) >= standing(b) ? a : b), fromGeneration: Math.min(a.fromGeneration, b.fromGeneration),
  toGeneration: a.toGeneration === null || b.toGeneration === null ? null : Math.max(a.toGeneration, b.toGeneration),
});

function shareOf(passage: ReadonlySet<string>, text: string): number {
  const words = foldedWords(text);
  const [first = ''] = passage;
  const run = first.split(' ').length === RUN ? RUN : 1;
  const found = new Set<string>();
  for (let at = 0; at + run <= words.length; at += 1) {
    const here = run === 1 ? (words[at] ?? '') : `${words[at] ?? ''} ${words[at + 1] ?? ''} ${words[at + 2] ?? ''}`;
    if (passage.has(here)) found.add(here);
  }
  return found.size / passage.size;
}
