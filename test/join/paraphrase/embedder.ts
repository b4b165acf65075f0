import { Embeddings } from '@langchain/core/embeddings';
import { isStopWord, lemmaOf, scanWords } from '../../../src/core/language/index.js';
import { keyOf, normaliseText } from '../../../src/core/index.js';

const DIMENSIONS = 256;
/** Words of one meaning beside the few that `lemmaOf` knows; the first stands for the group. */
const SYNONYMS = new Map([
  'bike bicycle cycle', 'firm company business', 'pay cover settle', 'insurance policy cover', 'bring take carry', 'check inspection examination', 'year yearly annual', 'rent lease hire',
  'meal lunch food', 'serve offer hand', 'dining canteen restaurant', 'noon midday twelve', 'visitor guest caller', 'register sign record', 'desk reception front', 'badge pass card', 'wear show display',
  'host invite ask', 'collect meet fetch', 'stay remain keep', 'building house premises', 'photo picture image', 'office desk workplace', 'secret confidential private', 'share pass disclose', 'password passphrase code',
].flatMap((group) => {
  const words = group.split(' ');
  return words.map((word): [string, string] => [lemmaOf(word), words[0] ?? word]);
}));

const placeOf = new Map<string, number>();
function place(word: string): number {
  const known = placeOf.get(word) ?? keyOf(word) % DIMENSIONS;
  placeOf.set(word, known);
  return known;
}

/** A bag of meanings: words of one meaning have one place, figures, stop words and the order count for nothing. */
export function meaningOf(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const word of scanWords(normaliseText(text)).folded) {
    if (isStopWord(word) || /\p{N}/u.test(word)) continue;
    const lemma = lemmaOf(word);
    const at = place(SYNONYMS.get(lemma) ?? lemma);
    vector[at] = (vector[at] ?? 0) + 1;
  }
  return vector;
}

/** LangChain embeddings that need no network, and count what they are asked. */
export class BagEmbeddings extends Embeddings {
  calls: string[][] = [];

  constructor() {
    super({});
  }

  get texts(): number {
    return this.calls.flat().length;
  }

  async embedDocuments(documents: string[]): Promise<number[][]> {
    this.calls.push(documents);
    return documents.map(meaningOf);
  }

  async embedQuery(document: string): Promise<number[]> {
    return meaningOf(document);
  }
}

/** Pairs that say the same in other words. */
export const PARAPHRASES: readonly (readonly [string, string])[] = [
  ['Every employee may lease a bicycle for 3 years. The company pays the insurance, and once a year the bicycle is brought to an inspection.',
    'For 3 years a bike may be rented by each member of staff. Its policy is covered by the firm, and the cycle has to be taken to a yearly check.'],
  ['Visitors sign in at the front desk and wear a badge. The person who invited them meets them there and they keep together in the building.',
    'At reception a guest is registered and shows a pass. Whoever hosts them has them collected there, and in the house they remain together with that person.'],
];
