/**
 * As many chunks as are wanted: real pieces of documentation as far as they go, beyond that sentences of them put together anew, eight a
 * chunk; and among them copies: of a hundred, three exact, three with a word changed, two that hold another chunk whole.
 */
import { seeded } from './random.js';

const SENTENCES = 8;
const [EXACT, NEAR, HOLDING] = [3, 3, 2];
/** Copies are of chunks that came not long before, so that few texts are kept: of these many. */
const KEPT = 5000;

export interface MadeChunk { readonly text: string; readonly planted: 'exact' | 'near' | 'holding' | null }

export function* madeChunks(pieces: readonly string[], count: number): Generator<MadeChunk> {
  const random = seeded(count);
  const sentences = pieces.flatMap((piece) => piece.split(/(?<=[.!?])\s+|\n+/u)).filter((sentence) => sentence.length >= 40);
  const kept: string[] = [];
  const any = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  let fresh = 0;
  for (let made = 0; made < count; made += 1) {
    const turn = made % 100;
    if (kept.length > 100 && turn < EXACT) {
      yield { text: any(kept), planted: 'exact' };
    } else if (kept.length > 100 && turn < EXACT + NEAR) {
      const words = any(kept).split(' ');
      words[Math.floor(random() * words.length)] = any(any(sentences).split(' '));
      yield { text: words.join(' '), planted: 'near' };
    } else if (kept.length > 100 && turn < EXACT + NEAR + HOLDING) {
      yield { text: `${any(kept)}\n\n${any(sentences)} ${any(sentences)} ${any(sentences)}`, planted: 'holding' };
    } else {
      const text = pieces[fresh] ?? Array.from({ length: SENTENCES }, () => any(sentences)).join(' ');
      fresh += 1;
      if (kept.length < KEPT) kept.push(text);
      else kept[Math.floor(random() * KEPT)] = text;
      yield { text, planted: null };
    }
  }
}
