import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOnStatus, verifyChain, type Store } from '../../../src/core/index.js';
import { DecisionConflict } from '../../../src/engine/review/index.js';
import { act, runPipeline, seenOf, type SeenEvidence, type Word } from '../../../src/engine/run/index.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import type { Pipeline } from '../../../src/config/index.js';
import { ReviewedCorpus, page } from './support.js';

const SEEDS = [1, 2, 3, 4];
/** Of each seed; 1,000 in all with `WINNOW_ROUNDS=250`. */
const ROUNDS = Number(process.env['WINNOW_ROUNDS'] ?? 100);
/** One round in so many has a run under way. */
const RUN_EVERY = 10;
const PAGES = 8;

let corpus: ReviewedCorpus;
let pipeline: Pipeline;
const stores: Store[] = [];
beforeEach(async () => {
  corpus = new ReviewedCorpus({ quarantine: ["fired('freshness/stale')"] });
  for (let n = 0; n < PAGES; n += 1) corpus.put({ [`page-${n}.md`]: page('2021-03-01', [`machine ${n}`], `Machine ${n}`) });
  await corpus.night();
  pipeline = await corpus.pipeline();
});
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
  await corpus.close();
});

function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A connection of its own whose every call waits for a few turns of the event loop first, so that others come in between. */
function anotherConnection(random: (below: number) => number): Store {
  const store = openSqliteStore(corpus.location, { create: false });
  stores.push(store);
  return new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        for (let turns = random(4); turns > 0; turns -= 1) await new Promise(setImmediate);
        return (member as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

interface Told { readonly verdict: 'approve' | 'reject' | 'requeue'; readonly ids: readonly string[]; readonly range: { first: number; last: number } }

describe('two reviewers at once, and a run meanwhile', () => {
  it.each(SEEDS)('lose no decision and keep none twice (seed %d)', async (seed) => {
    const random = seeded(seed);
    const reviewers = [anotherConnection(random), anotherConnection(random)];
    const nightly = anotherConnection(random);
    const accepted: Told[] = [];
    let contested = 0;

    const decide = async (store: Store, actor: string, ids: readonly string[], seen: ReadonlyMap<string, SeenEvidence>): Promise<boolean> => {
      const verdict = (['approve', 'reject', 'requeue'] as const)[random(3)] ?? 'approve';
      const words = ids.map((id): Word => ({ verdict, id }));
      try {
        const { act: range } = await act(pipeline, store, { words, reason: `round of ${actor}`, actor, seen: new Map(ids.map((id) => [id, seen.get(id) ?? {}])) });
        accepted.push({ verdict, ids, range: range ?? { first: 0, last: 0 } });
        return true;
      } catch (error) {
        if (!(error instanceof DecisionConflict)) throw error;
        return false;
      }
    };

    for (let round = 0; round < ROUNDS; round += 1) {
      const generation = await corpus.store.currentGeneration();
      const chunks = await corpus.store.listChunks({ at: generation?.number ?? 0, limit: PAGES });
      const subjects = await corpus.store.decideSubjects(chunks.map(({ id }) => id), generation?.number ?? 0);
      const seen = new Map<string, SeenEvidence>();
      for (const subject of subjects) seen.set(subject.chunkId, await seenOf(corpus.store, pipeline, subject, Date.parse(generation?.decidedAt ?? '')));
      const pick = (): string[] => [...new Set(Array.from({ length: 1 + random(2) }, () => chunks[random(chunks.length)]?.id ?? ''))];
      const [one, other] = [pick(), pick()];
      const under = round % RUN_EVERY === 0 ? runPipeline(pipeline, { store: nightly, now: new Date(Date.UTC(2026, 10, 23) + round * 1000), full: round % (4 * RUN_EVERY) === 0 }) : null;
      const [byAda, byBob] = await Promise.all([decide(reviewers[0] ?? nightly, 'ada', one, seen), decide(reviewers[1] ?? nightly, 'bob', other, seen)]);
      await under;
      // Both had seen the same: of two that touch the same chunk exactly one gets through, and two that do not, both.
      const clash = one.some((id) => other.includes(id));
      if (clash) contested += 1;
      expect([byAda, byBob].filter(Boolean).length, `round ${round}`).toBe(clash ? 1 : 2);
    }

    const log = await corpus.store.listDecisions({ limit: 10 * ROUNDS });
    expect(await verifyChain(log)).toMatchObject({ ok: true });
    const said = accepted.flatMap(({ verdict, ids, range }) => ids.map((id, at) => `${range.first + at} ${verdict} ${id}`)).sort();
    expect(log.map(({ seq, verdict, subjectId }) => `${seq} ${verdict} ${subjectId}`).sort()).toEqual(said);
    expect(contested).toBeGreaterThan(ROUNDS / 20);

    const status = { approve: 'accepted', waive: 'accepted', reject: 'rejected', requeue: 'quarantined' } as const;
    const last = new Map(log.filter(isOnStatus).map(({ subjectId, verdict }) => [subjectId, status[verdict]]));
    const generation = (await corpus.store.currentGeneration())?.number ?? 0;
    for (const { id, decided } of await corpus.store.listChunks({ at: generation, limit: PAGES })) expect(decided.status).toBe(last.get(id) ?? 'quarantined');
    expect(await corpus.store.check()).toEqual([]);
    expect(await corpus.night('2026-11-23T12:00:00Z', true)).toBe(generation);
  }, 120_000);
});
