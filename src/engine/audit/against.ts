import { excerpt, type IndexItem } from '../../core/index.js';
import { published, type Corpus } from '../corpus.js';
import { RunTable, runHash, runsOf } from '../passages.js';
import { chunkViews } from '../views/index.js';
import type { AuditResult, StrayItem } from './result.js';

/** From this share of its words on, an item comes from a text: half, since indexes are cut otherwise than ours, and texts are edited. */
const SAME = 0.5;
const PAGE = 1_000;
const MAX_LISTED = 1_000;
const EXCERPT = 160;

/** What a corpus releases, what it holds back, and what left it, by runs of words. */
export class KnownTexts {
  readonly #released = new RunTable();
  /** Run -> number of a chunk that is not released. */
  readonly #others = new Map<number, number>();
  readonly #chunks: { readonly id: string; readonly left: boolean }[] = [];

  static async of(corpus: Corpus): Promise<KnownTexts> {
    const known = new KnownTexts();
    for await (const { id, context, text, decided } of chunkViews(corpus)) {
      if (decided.status === 'accepted') known.#released.add(context + text);
      else known.#note(id, context + text, false);
    }
    for (let after = 0; ; ) {
      const page = await corpus.store.formerChunks({ limit: PAGE, after });
      for (const { id, context, text, toGeneration } of page) if (toGeneration !== null) known.#note(id, context + text, true);
      const last = page.at(-1);
      if (last === undefined) return known;
      after = last.rowId;
    }
  }

  #note(id: string, text: string, left: boolean): void {
    const number = this.#chunks.push({ id, left }) - 1;
    for (const run of runsOf(text)) {
      const hash = runHash(run);
      // One that is still in the corpus says more of a text than one that left it.
      if (!this.#others.has(hash)) this.#others.set(hash, number);
    }
  }

  /** Why an item should not be in the index; `null` = it is released. */
  judge(text: string): Pick<StrayItem, 'why' | 'chunkId' | 'released'> | null {
    const released = this.#released.share(text);
    if (released === null || released >= SAME) return null;
    const votes = new Map<number, number>();
    const runs = runsOf(text);
    let found = 0;
    for (const run of runs) {
      const number = this.#others.get(runHash(run));
      if (number === undefined) continue;
      found += 1;
      votes.set(number, (votes.get(number) ?? 0) + 1);
    }
    const [best] = [...votes].sort((a, b) => b[1] - a[1]);
    const chunk = best === undefined ? undefined : this.#chunks[best[0]];
    if (chunk === undefined || found / runs.size < SAME) return { why: 'unknown', chunkId: null, released };
    return { why: chunk.left ? 'left' : 'held-back', chunkId: chunk.id, released };
  }
}

/** What a corpus says of an index. */
export async function compareWith(corpus: Corpus, items: AsyncIterable<IndexItem & { readonly path: string | null }>, inIndex: RunTable): Promise<NonNullable<AuditResult['corpus']>> {
  const known = await KnownTexts.of(corpus);
  const stray: StrayItem[] = [];
  for await (const { id, path, text } of items) {
    const judged = text === null ? null : known.judge(text);
    if (judged !== null) stray.push({ id, path, text: excerpt(text ?? '', EXCERPT), ...judged });
  }
  const missingIds: string[] = [];
  let [released, missing] = [0, 0];
  for await (const { id, context, text } of chunkViews(corpus, { status: 'accepted' })) {
    released += 1;
    if ((inIndex.share(context + text) ?? 1) >= SAME) continue;
    missing += 1;
    if (missingIds.length < MAX_LISTED) missingIds.push(id);
  }
  return { store: corpus.store.location, generation: published(corpus).number, released, stray, missing, missingIds };
}
