import { DAY_MS, WinnowError, excerpt, isoInstant, type GenerationRecord } from '../core/index.js';
import type { Corpus } from './corpus.js';

/** Names for generations, besides their numbers and the times at which they were published. */
const CURRENT = new Set(['current', 'latest', 'now']);
const PREVIOUS = new Set(['previous', 'before']);
const BACK = /^[-~](\d{1,9})$/u;
const NUMBER = /^\d{1,15}$/u;
/** Generations that are looked up at a time. */
const PAGE = 200;

/**
 * The generation that is meant: its number, `current`, `previous`, `~2` (kept generations back from the current one), or a time: an instant means what was published then, a
 * day what was published at its end, in UTC. Fails with `generation-unknown`, `generation-dropped` and, for anything else, `usage`.
 */
export async function generationNamed(corpus: Corpus, name: string | number | Date): Promise<GenerationRecord> {
  const found = await lookedUp(corpus, name);
  if (found.dropped) throw new WinnowError('generation-dropped', `generation ${found.number}, published ${shortTime(found.publishedAt)}, is no longer kept${await nearestKept(corpus, found.number)}`);
  return found;
}

async function lookedUp(corpus: Corpus, name: string | number | Date): Promise<GenerationRecord> {
  const { store, generation: current } = corpus;
  if (current === null) throw new WinnowError('nothing-to-export', `nothing has been published in ${store.location} yet`, { next: 'Run the pipeline first.' });
  if (typeof name !== 'string') return typeof name === 'number' ? numbered(corpus, name) : asOf(corpus, name, name.toISOString());
  const text = name.trim().toLowerCase();
  const back = PREVIOUS.has(text) ? '1' : BACK.exec(text)?.[1];
  if (CURRENT.has(text)) return current;
  if (back !== undefined) return keptBefore(corpus, Number(back));
  if (NUMBER.test(text)) return numbered(corpus, Number(text));
  const instant = isoInstant(name.trim());
  if (instant === null) throw new WinnowError('usage', `"${excerpt(name, 60)}" names no generation`, { next: 'Give its number, `current`, `previous`, `~2` for the second before the current one, or when it was published: 2026-05-03 or 2026-05-03T06:00:00Z.' });
  return asOf(corpus, new Date(text.includes('t') ? instant.getTime() : instant.getTime() + DAY_MS - 1), name.trim());
}

async function numbered(corpus: Corpus, number: number): Promise<GenerationRecord> {
  const found = Number.isSafeInteger(number) ? await corpus.store.generation(number) : null;
  if (found === null) throw new WinnowError('generation-unknown', `there is no generation ${number}${await extent(corpus)}`);
  return found;
}

async function asOf(corpus: Corpus, time: Date, asked: string): Promise<GenerationRecord> {
  const found = await corpus.store.generationAsOf(time.toISOString());
  if (found === null) throw new WinnowError('generation-unknown', `nothing had been published at ${excerpt(asked, 60)}${await extent(corpus)}`);
  return found;
}

async function keptBefore(corpus: Corpus, steps: number): Promise<GenerationRecord> {
  let left = steps;
  for await (const generation of newestFirst(corpus)) {
    if (generation.dropped) continue;
    if (left === 0) return generation;
    left -= 1;
  }
  throw new WinnowError('generation-unknown', `there are not ${steps} generations before the current one${await extent(corpus)}`);
}

/** All generations there ever were, the newest first. */
export async function* newestFirst({ store }: Pick<Corpus, 'store'>): AsyncGenerator<GenerationRecord> {
  for (let before: number | undefined; ;) {
    const page = await store.listGenerations({ limit: PAGE, ...(before === undefined ? {} : { before }) });
    yield* page;
    before = page.at(-1)?.number;
    if (before === undefined || page.length < PAGE) return;
  }
}

async function extent({ store, generation }: Corpus): Promise<string> {
  const first = await store.generation(1);
  if (first === null || generation === null) return '';
  return `; there are 1 to ${generation.number}, published ${shortTime(first.publishedAt)} to ${shortTime(generation.publishedAt)}`;
}

async function nearestKept(corpus: Corpus, number: number): Promise<string> {
  let [earlier, later]: [GenerationRecord | null, GenerationRecord | null] = [null, null];
  for await (const generation of newestFirst(corpus)) {
    if (generation.dropped) continue;
    if (generation.number > number) later = generation;
    else {
      earlier = generation;
      break;
    }
  }
  const named = [earlier, later].flatMap((generation) => (generation === null ? [] : [`${generation.number} (${shortTime(generation.publishedAt)})`]));
  return named.length === 0 ? '' : `; the nearest that are: ${named.join(', ')}`;
}

/** `2026-05-03 02:00 UTC` */
export const shortTime = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
