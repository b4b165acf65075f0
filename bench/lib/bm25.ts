const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
/** Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009: the usual values. */
const K1 = 1.2;
const B = 0.75;

/** Ranks texts for a question: good enough to compare what is ranked, and the same everywhere. */
export class Bm25 {
  private readonly postings = new Map<string, Map<number, number>>();
  private readonly lengths: number[] = [];
  private readonly meanLength: number;

  constructor(texts: readonly string[]) {
    for (const [at, text] of texts.entries()) {
      const words = wordsOf(text);
      this.lengths.push(words.length);
      for (const word of words) {
        const posting = this.postings.get(word) ?? new Map<number, number>();
        posting.set(at, (posting.get(at) ?? 0) + 1);
        this.postings.set(word, posting);
      }
    }
    this.meanLength = this.lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, texts.length);
  }

  /** Places of the best texts, best first; the earlier one of equals. */
  best(question: string, count: number): number[] {
    const scores = new Map<number, number>();
    for (const word of new Set(wordsOf(question))) {
      const posting = this.postings.get(word);
      if (posting === undefined) continue;
      const idf = Math.log(1 + (this.lengths.length - posting.size + 0.5) / (posting.size + 0.5));
      for (const [at, times] of posting) {
        const weight = (times * (K1 + 1)) / (times + K1 * (1 - B + (B * (this.lengths[at] ?? 0)) / this.meanLength));
        scores.set(at, (scores.get(at) ?? 0) + idf * weight);
      }
    }
    return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, count).map(([at]) => at);
  }
}
