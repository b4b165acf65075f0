import { canaryFindings, guardFindings, type GuardFinding } from '../../curate/index.js';
import type { Readings, RunReadings, Store } from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import type { RunContext } from './context.js';

/** Past runs that a run is compared with. */
const HISTORY = 30;

/** What a run is about to publish, and why it should not. */
export interface Guarded {
  readonly readings: Readings;
  readonly findings: readonly GuardFinding[];
}

/** Dimensions by the keys of the scorers whose scores are compared. */
const scorersOf = (pipeline: Pipeline): Readings['scorers'] => Object.fromEntries(pipeline.chunkScorers.map(({ key, block }) => [key, block.dimension]));

/** Of sources that documents were purged from since, what runs saw before is no measure: they were erased on purpose. */
async function withoutPurged(store: Store, past: readonly RunReadings[]): Promise<readonly RunReadings[]> {
  const purges = (await store.purges()).filter(({ act }) => act === 'purge');
  return past.map((run) => {
    const since = new Set(purges.filter(({ at }) => at > run.startedAt).flatMap(({ sources }) => Object.keys(sources)));
    const sources = Object.fromEntries(Object.entries(run.readings.sources).filter(([source]) => !since.has(source)));
    return since.size === 0 ? run : { ...run, readings: { ...run.readings, sources } };
  });
}

/** Looks at the pending state, decided, beside the current generation and the runs before. */
export async function guard({ pipeline, store, guards: wanted }: RunContext): Promise<Guarded> {
  const scorers = scorersOf(pipeline);
  const readings = await store.readings('pending', scorers);
  const { guards } = pipeline;
  const current = await store.currentGeneration();
  // Nothing is published over one that is pinned: that is said instead.
  if (guards === null || !wanted || current?.pinned === true) return { readings, findings: [] };
  const past = await withoutPurged(store, await store.pastReadings(HISTORY));
  const findings = guardFindings({
    settings: guards, seen: readings, before: current === null ? null : await store.readings(current.number, scorers), past: past.map((run) => run.readings), turnover: await store.turnover(),
  });
  for (const canary of guards.canaries) findings.push(...canaryFindings(canary, await store.outcomeOf(canary.document)));
  return { readings, findings };
}
