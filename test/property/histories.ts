import fc from 'fast-check';
import { expect } from 'vitest';
import type { PersonVerdict, Store } from '../../src/core/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { Driver, Model, readCorpus, type Night } from './corpus-model.js';

const path = fc.constantFrom('a.md', 'b.md', 'c/d.md', 'e.md');
const lines = fc.array(fc.constantFrom('one', 'two', 'three bad', 'four', 'bad five', 'six'), { maxLength: 4 });
const change = fc.oneof(
  fc.record({ do: fc.constant('put' as const), path, lines }),
  fc.record({ do: fc.constant('remove' as const), path }),
  fc.record({ do: fc.constant('rename' as const), path, to: path }),
  fc.record({ do: fc.constant('fail' as const), path }),
).filter((step) => step.do !== 'rename' || step.path !== step.to);
const night = fc.array(change, { maxLength: 4 });

interface Review { step: 'review'; pick: number; verdict: PersonVerdict }
export type Step =
  | { step: 'run'; night: Night; meanwhile: Review | null }
  | { step: 'interrupted run'; night: Night; decided: boolean }
  | Review
  | { step: 'rollback'; pick: number }
  | { step: 'reopen' };

const review: fc.Arbitrary<Review> = fc.record({
  step: fc.constant('review' as const), pick: fc.nat(20), verdict: fc.constantFrom('approve' as const, 'reject' as const, 'requeue' as const),
});
/** One step of a history of runs, interruptions, reviews and rollbacks. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ step: fc.constant('run' as const), night, meanwhile: fc.option(review) }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('interrupted run' as const), night, decided: fc.boolean() }) },
  { weight: 3, arbitrary: review },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('rollback' as const), pick: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('reopen' as const) }) },
);

/** Store and model side by side. */
export class Pair {
  readonly #file: string;
  readonly model = new Model();
  store: Store;
  #driver: Driver;

  constructor(file: string) {
    this.#file = file;
    this.store = openSqliteStore(file, { create: true });
    this.#driver = this.#drive();
  }

  #drive(): Driver {
    const driver = new Driver(this.store);
    driver.pendingLines = (name) => this.model.pending[name];
    return driver;
  }

  async #ingest(nights: Night): Promise<Awaited<ReturnType<Driver['begin']>>> {
    if (this.model.pinned) {
      await this.store.unpin();
      this.model.pinned = false;
    }
    const fence = await this.#driver.begin();
    for (const one of nights) {
      await this.#driver.ingest(fence, [one]);
      this.model.apply([one]);
    }
    return fence;
  }

  async #review(step: Review): Promise<void> {
    const ids = Object.keys(this.model.current.verdicts).sort();
    const id = ids[step.pick % Math.max(1, ids.length)];
    if (id === undefined) return;
    await this.#driver.review([id], step.verdict, this.model.generations.length);
    this.model.review([id], step.verdict);
  }

  async reopen(): Promise<void> {
    await this.store.close();
    this.store = openSqliteStore(this.#file, { create: false });
    this.#driver = this.#drive();
  }

  /** What a killed process leaves: the lease of one that is gone. */
  async #abandon(): Promise<void> {
    await this.reopen();
  }

  async take(step: Step): Promise<void> {
    switch (step.step) {
      case 'run': {
        const fence = await this.#ingest(step.night);
        const seq = await this.store.decisionSeq();
        if (step.meanwhile !== null) {
          // A reviewer publishes between the run's deciding and its publishing: the run must take that in.
          await this.#driver.decide(fence);
          await this.#review(step.meanwhile);
          if ((await this.store.decisionSeq()) > seq) {
            expect(await this.store.publishRun(fence, { decisionSeq: seq, now: 0, policyKey: 'policy@model' })).toHaveProperty('decisionsAfter');
          }
        }
        await this.#driver.publish(fence);
        this.model.publish();
        return;
      }
      case 'interrupted run': {
        const fence = await this.#ingest(step.night);
        if (step.decided) await this.#driver.decide(fence);
        await this.store.endRun(fence, { status: 'interrupted', generation: null, work: null, summary: null, finishedAt: new Date(0).toISOString() });
        return this.#abandon();
      }
      case 'review': return this.#review(step);
      case 'rollback': {
        const to = (step.pick % Math.max(1, this.model.generations.length)) + 1;
        if (this.model.generations.length === 0) return;
        await this.store.rollback(to, { actor: 'ada', reason: 'test', now: 0 });
        this.model.rollback(to); return;
      }
      case 'reopen': return this.reopen();
    }
  }

  async compare(): Promise<void> {
    expect((await this.store.currentGeneration())?.number ?? 0).toBe(this.model.generations.length);
    for (const [index, expected] of this.model.generations.entries()) expect(await readCorpus(this.store, index + 1)).toEqual(expected);
    expect(await this.store.check()).toEqual([]);
    const counts = (await this.store.currentGeneration())?.counts;
    const statuses = Object.values(this.model.current.verdicts);
    expect(counts?.chunks.total ?? 0).toBe(statuses.length);
    expect(counts?.chunks.accepted ?? 0).toBe(statuses.filter((status) => status === 'accepted').length);
  }
}
