import type { EpochRecord, EpochStatistics, Join, JoinInput, JoinSubject, Store } from '../../core/index.js';
import { DocumentCounts } from './document-counts.js';

interface Prepared { readonly prepared: unknown }
type Views = { readonly input: (subject: JoinSubject) => JoinInput; readonly prepare: (subject: JoinSubject) => Prepared };

/** The terms of a join's epoch: counted when it begins, then read from the store and remembered, since they are frozen. */
export class EpochTerms {
  readonly #join: Join;
  readonly #options: unknown;
  readonly #store: Store;
  /** Of `Join.terms`, those that were asked for so far. */
  readonly #frequencies = new Map<string | number, number>();
  /** Whether all of `Join.documentTerms` have been read; there are few. */
  #allRead = false;

  constructor(join: Join, options: unknown, store: Store) {
    this.#join = join;
    this.#options = options;
    this.#store = store;
  }

  /** Whether the join looks at how often anything is: without, an epoch never grows old. */
  get counted(): boolean {
    return this.#join.terms !== undefined || this.#join.documentTerms !== undefined;
  }

  /** Frequencies over pages of all subjects, in order of their rows. */
  async count(pages: AsyncIterable<readonly JoinSubject[]>, { input, prepare }: Views): Promise<Iterable<readonly [string, number]>> {
    const { documentTerms } = this.#join;
    const frequencies = new Map<string, number>();
    const documents = new DocumentCounts();
    for await (const page of pages) {
      for (const subject of page) {
        if (documentTerms !== undefined) documents.add(subject.documentId, documentTerms.of(input(subject), this.#options));
        else for (const term of this.#join.terms?.(prepare(subject).prepared, this.#options) ?? []) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
      }
    }
    return documentTerms === undefined ? frequencies : named(documents.from(documentTerms.least(this.#options)));
  }

  /** The epoch's frequencies of the terms that these inputs hold. */
  async statistics(epoch: EpochRecord, inputs: Iterable<Prepared>): Promise<EpochStatistics> {
    const { documentTerms, id } = this.#join;
    if (this.#join.terms !== undefined) {
      const unknown = new Set<string>();
      for (const { prepared } of inputs) for (const term of this.#join.terms(prepared, this.#options)) if (!this.#frequencies.has(term)) unknown.add(term);
      const found = await this.#store.frequencies(id, [...unknown]);
      for (const term of unknown) this.#frequencies.set(term, found.get(term) ?? 0);
    }
    if (documentTerms !== undefined && !this.#allRead) {
      for (const [term, documents] of await this.#store.frequencies(id)) this.#frequencies.set(Number(term), documents);
      this.#allRead = true;
    }
    return { nodes: epoch.nodes, frequency: (term) => this.#frequencies.get(term) ?? 0 };
  }
}

function* named(counts: Iterable<readonly [number, number]>): Generator<readonly [string, number]> {
  for (const [term, documents] of counts) yield [String(term), documents];
}
