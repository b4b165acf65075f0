/**
 * As many chunks as are wanted: real pieces of documentation as far as they go, beyond that runs of four of their words put together
 * anew, forty a chunk (longer ones come again so often, at a million chunks, that most keys are those of over-full buckets); and among them copies: of a hundred,
 * three exact, three with a word changed, two that hold another chunk whole.
 */
import { seeded } from './random.js';

const [RUN_WORDS, RUNS] = [4, 40];
const [EXACT, NEAR, HOLDING] = [3, 3, 2];
/** Copies are of chunks that came not long before, so that few texts are kept: of these many. */
const KEPT = 5000;

export interface MadeChunk { readonly text: string; readonly planted: 'exact' | 'near' | 'holding' | null }

export function* madeChunks(pieces: readonly string[], count: number): Generator<MadeChunk> {
  const random = seeded(count);
  const runs = pieces.flatMap((piece) => {
    const words = piece.split(/\s+/u);
    return Array.from({ length: Math.floor(words.length / RUN_WORDS) }, (_, at) => words.slice(at * RUN_WORDS, (at + 1) * RUN_WORDS).join(' '));
  });
  const fromRuns = (count: number): string => Array.from({ length: count }, () => any(runs)).join(' ');
  const kept: string[] = [];
  const any = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  let fresh = 0;
  for (let made = 0; made < count; made += 1) {
    const turn = made % 100;
    if (kept.length > 100 && turn < EXACT) {
      yield { text: any(kept), planted: 'exact' };
    } else if (kept.length > 100 && turn < EXACT + NEAR) {
      const words = any(kept).split(' ');
      words[Math.floor(random() * words.length)] = any(any(runs).split(' '));
      yield { text: words.join(' '), planted: 'near' };
    } else if (kept.length > 100 && turn < EXACT + NEAR + HOLDING) {
      yield { text: `${any(kept)}\n\n${fromRuns(RUNS / 4)}`, planted: 'holding' };
    } else {
      const text = pieces[fresh] ?? fromRuns(RUNS);
      fresh += 1;
      if (kept.length < KEPT) kept.push(text);
      else kept[Math.floor(random() * KEPT)] = text;
      yield { text, planted: null };
    }
  }
}
