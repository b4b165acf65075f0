import type { EpochStatistics, Join } from '../../core/index.js';
import { DocumentCounts } from './document-counts.js';

/** Reads the epoch's frequencies of these words, of all numbers where none are named: `StoreJoins.frequencies` of one join. */
export type FrequenciesOf = (terms?: readonly string[]) => Promise<ReadonlyMap<string, number>>;

/** Whether the join looks at how often anything is: without, an epoch never grows old. */
export function isCounted({ terms, documentTerms }: Pick<Join, 'terms' | 'documentTerms'>): boolean {
  return terms !== undefined || documentTerms !== undefined;
}

/** The terms of a join's epoch, read from the store and remembered, since they are frozen. */
export class EpochTerms {
  readonly #join: Join;
  readonly #options: unknown;
  readonly #read: FrequenciesOf;
  /** Of `Join.terms`, those that were asked for so far. */
  readonly #frequencies = new Map<string | number, number>();
  /** Views all of whose terms are known. */
  readonly #asked = new WeakSet<object>();
  /** Reads all of `Join.documentTerms`, once; there are few. */
  #all: Promise<void> | null = null;
  /** One object while the epoch is the same: joins remember by it what they made with it. */
  #statistics: EpochStatistics | null = null;

  constructor(join: Join, options: unknown, read: FrequenciesOf) {
    this.#join = join;
    this.#options = options;
    this.#read = read;
  }

  /** The epoch's frequencies of the terms that these inputs hold; `nodes` were counted. */
  async statistics(nodes: number, inputs: Iterable<{ readonly prepared: unknown }>): Promise<EpochStatistics> {
    if (this.#join.terms !== undefined) {
      const unknown = new Set<string>();
      const views: object[] = [];
      for (const { prepared } of inputs) {
        if (typeof prepared === 'object' && prepared !== null) {
          if (this.#asked.has(prepared)) continue;
          views.push(prepared);
        }
        for (const term of this.#join.terms(prepared, this.#options)) if (!this.#frequencies.has(term)) unknown.add(term);
      }
      if (unknown.size > 0) {
        const found = await this.#read([...unknown]);
        for (const term of unknown) this.#frequencies.set(term, found.get(term) ?? 0);
      }
      // Not before: another request of the same thread may hold the view while this one waits, and must ask for itself.
      for (const view of views) this.#asked.add(view);
    }
    if (this.#join.documentTerms !== undefined) await (this.#all ??= this.#readAll());
    if (this.#statistics?.nodes !== nodes) this.#statistics = { nodes, frequency: (term) => this.#frequencies.get(term) ?? 0 };
    return this.#statistics;
  }

  async #readAll(): Promise<void> {
    for (const [term, documents] of await this.#read()) this.#frequencies.set(Number(term), documents);
  }
}

/** Counts the terms of a join over all subjects, given page by page in order of their rows. */
export class TermCounts {
  readonly #frequencies = new Map<string, number>();
  readonly #documents = new DocumentCounts();

  /** Subjects that hold each term. */
  add(frequencies: ReadonlyMap<string, number>): void {
    for (const [term, count] of frequencies) this.#frequencies.set(term, (this.#frequencies.get(term) ?? 0) + count);
  }

  addDocument(documentId: string, terms: readonly number[]): void {
    this.#documents.add(documentId, terms);
  }

  /** `least`: of `Join.documentTerms`; `null` for a join without. */
  frequencies(least: number | null): Iterable<readonly [term: string | number, nodes: number]> {
    return least === null ? this.#frequencies : this.#documents.from(least);
  }
}
