import type { EdgeDraft, FindingDraft, Join, JoinInput } from '../../../core/index.js';
import { LruMap } from '../../../core/lru.js';
import { EpochTerms, type FrequenciesOf } from '../epoch-terms.js';

/** A chunk or document on its way into a join's pieces. Rows never change: equal rows are equal inputs. */
export interface WorkSubject {
  readonly row: number;
  readonly input: JoinInput;
}

/** What a join's pieces are asked for, some subjects at a time. `nodes`: of the epoch. */
export type WorkRequest =
  | { readonly do: 'count'; readonly subjects: readonly WorkSubject[] }
  | { readonly do: 'enter'; readonly subjects: readonly WorkSubject[]; readonly nodes: number }
  | VerifyRequest;

export interface VerifyRequest {
  readonly do: 'verify';
  readonly subjects: readonly WorkSubject[];
  /** Two places in `subjects` a pair, the side of the lower id first. */
  readonly pairs: Uint32Array;
  readonly common: ReadonlySet<number>;
  readonly nodes: number;
}

/** What `Join.node`, `Join.keys`, `Join.order` and `Join.mark` said of a subject. */
export interface Entered {
  readonly node: string | null;
  readonly keys: readonly number[];
  readonly order?: number;
  readonly marks: readonly FindingDraft[];
}

export interface WorkResults {
  /** Of `Join.terms`, the subjects that hold each; of `Join.documentTerms`, those of each subject. */
  count: { readonly frequencies: ReadonlyMap<string, number>; readonly documentTerms: readonly (readonly number[])[] };
  enter: readonly Entered[];
  /** Edges in order of their pairs; `pair` is its number in the request. */
  verify: readonly { readonly pair: number; readonly draft: EdgeDraft }[];
}

export type RequestOf<What extends keyof WorkResults> = Extract<WorkRequest, { do: What }>;

/** Views are kept of so many subjects (`Join.keep`), or of the text of as many with so many UTF-16 units each. */
const PREPARED_SUBJECTS = 8000;
const PREPARED_CHARS = { each: 2000, least: 16_000_000 };

interface Prepared { readonly input: JoinInput; readonly prepared: unknown }

/** The CPU work of one join. It reads nothing but what it is given and the epoch's frequencies, so any thread may do it, with the same result. */
export class JoinWork {
  readonly #join: Join;
  readonly #options: unknown;
  readonly #terms: EpochTerms;
  /** By row, with the length of the text. */
  readonly #views: LruMap<number, { readonly view: unknown; readonly chars: number }>;

  constructor(join: Join, options: unknown, frequencies: FrequenciesOf) {
    this.#join = join;
    this.#options = options;
    const entries = join.keep ?? PREPARED_SUBJECTS;
    this.#views = new LruMap({ entries, weight: Math.max(PREPARED_CHARS.least, entries * PREPARED_CHARS.each), weigh: ({ chars }) => chars });
    this.#terms = new EpochTerms(join, options, frequencies);
  }

  /** @throws whatever a piece of the join throws */
  async do<What extends keyof WorkResults>(request: RequestOf<What>): Promise<WorkResults[What]> {
    const asked: WorkRequest = request;
    const result: WorkResults[keyof WorkResults] = asked.do === 'count' ? this.#count(asked.subjects) : asked.do === 'enter' ? await this.#enter(asked) : await this.#verify(asked);
    return result as WorkResults[What];
  }

  #count(subjects: readonly WorkSubject[]): WorkResults['count'] {
    const { documentTerms } = this.#join;
    if (documentTerms !== undefined) return { frequencies: new Map(), documentTerms: subjects.map(({ input }) => [...documentTerms.of(input, this.#options)]) };
    const frequencies = new Map<string, number>();
    for (const subject of subjects) {
      for (const term of this.#join.terms?.(this.#prepare(subject).prepared, this.#options) ?? []) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
    }
    return { frequencies, documentTerms: [] };
  }

  async #enter({ subjects, nodes }: RequestOf<'enter'>): Promise<Entered[]> {
    const [join, options] = [this.#join, this.#options];
    const views = subjects.map((subject) => this.#prepare(subject));
    const statistics = await this.#terms.statistics(nodes, views);
    return views.map(({ input, prepared }) => {
      const node = join.node(input, prepared, options, statistics);
      if (node === null) return { node, keys: [], marks: [] };
      return {
        node, keys: [...join.keys(prepared, options, statistics)], marks: join.mark?.(prepared, options, statistics) ?? [], ...(join.order === undefined ? {} : { order: join.order(prepared, options) }),
      };
    });
  }

  async #verify({ subjects, pairs, common, nodes }: VerifyRequest): Promise<WorkResults['verify']> {
    const [join, options] = [this.#join, this.#options];
    const views = subjects.map((subject) => this.#prepare(subject));
    const statistics = await this.#terms.statistics(nodes, views);
    const edges: { pair: number; draft: EdgeDraft }[] = [];
    for (let pair = 0; pair * 2 < pairs.length; pair += 1) {
      const [a, b] = [views[pairs[pair * 2] ?? -1], views[pairs[pair * 2 + 1] ?? -1]];
      if (a === undefined || b === undefined || join.filter?.(a.prepared, b.prepared, options, statistics) === false) continue;
      for (const draft of join.verify({ ...a, common }, { ...b, common }, options, statistics)) edges.push({ pair, draft });
    }
    return edges;
  }

  /** What was prepared to enter a subject serves to verify it too. Of the input nothing is kept: its text holds on to its document's. */
  #prepare({ row, input }: WorkSubject): Prepared {
    return { input, prepared: this.#views.get(row, () => ({ view: this.#join.prepare(input, this.#options), chars: input.text.length })).view };
  }
}
