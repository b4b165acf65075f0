import { isOnAttention, type DecisionEvent, type GenerationRecord, type Store } from '../../core/index.js';

/** Decisions of one generation that are looked through for the one behind a change. */
const MOST_DECISIONS = 10_000;

/** What is asked of generations and decisions again and again while two generations are compared. */
export class Known {
  readonly #store: Store;
  readonly #generations = new Map<number, GenerationRecord | null>();
  readonly #decisions = new Map<number, DecisionEvent | null>();
  readonly #reviews = new Map<number, readonly DecisionEvent[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  async generation(number: number): Promise<GenerationRecord | null> {
    const known = this.#generations.get(number);
    if (known !== undefined) return known;
    const found = await this.#store.generation(number);
    this.#generations.set(number, found);
    return found;
  }

  async decision(seq: number | null): Promise<DecisionEvent | null> {
    if (seq === null) return null;
    const known = this.#decisions.get(seq);
    if (known !== undefined) return known;
    const [event] = await this.#store.listDecisions({ limit: 1, afterSeq: seq - 1 });
    const found = event?.seq === seq ? event : null;
    this.#decisions.set(seq, found);
    return found;
  }

  /** The decision that took another one back by a generation; `null` = none did. */
  async takenBack(event: DecisionEvent | null, by: GenerationRecord): Promise<DecisionEvent | null> {
    if (event === null) return null;
    return (await this.#store.decisionsOf(event.subjectId)).find(({ withdraws, seq }) => withdraws === event.seq && seq <= (by.decisionSeq ?? Infinity)) ?? null;
  }

  /** The decision that a review's generation was published for and that is about one of these, else the first of them; `null` = it is no review's, or did not note any. */
  async reviewed(generation: GenerationRecord, ids: readonly string[]): Promise<DecisionEvent | null> {
    if (generation.by !== 'review') return null;
    const events = await this.#eventsOf(generation);
    return events.find(({ subjectId, other }) => ids.includes(subjectId) || (other !== undefined && ids.includes(other.id))) ?? events[0] ?? null;
  }

  async #eventsOf(generation: GenerationRecord): Promise<readonly DecisionEvent[]> {
    const known = this.#reviews.get(generation.number);
    if (known !== undefined) return known;
    const [after, last] = [(await this.generation(generation.number - 1))?.decisionSeq ?? null, generation.decisionSeq];
    const events = after === null || last === null ? [] : (await this.#store.listDecisions({ limit: Math.min(MOST_DECISIONS, last - after), afterSeq: after })).filter((event) => !isOnAttention(event));
    this.#reviews.set(generation.number, events);
    return events;
  }

  /** Whether two generations were decided by the same pipeline; `null` = that is not known. */
  async samePipeline(a: number, b: number): Promise<boolean | null> {
    const [one, other] = [await this.#pipelineOf(a), await this.#pipelineOf(b)];
    return one === null || other === null ? null : one === other;
  }

  /** Hash of the pipeline of the run that published a generation or the last one before it. */
  async #pipelineOf(number: number): Promise<string | null> {
    for (let at = number; at > 0; at -= 1) {
      const runId = (await this.generation(at))?.runId ?? null;
      if (runId !== null) return (await this.#store.run(runId))?.pipelineHash ?? null;
    }
    return null;
  }
}
