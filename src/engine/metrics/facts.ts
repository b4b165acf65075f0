import { existsSync, statSync } from 'node:fs';
import type { RunRecord } from '../../core/index.js';
import { openSqliteStore } from '../../store/sqlite/index.js';
import { historyOf } from '../schedule/history.js';
import type { HealthReport } from '../schedule/index.js';
import type { RunSummary } from '../run/index.js';
import type { MetricFacts } from './metrics-of.js';

type LastRun = NonNullable<MetricFacts['lastRun']>;

export interface FactsRequest {
  /** Where the store is; `null` = nobody knows. */
  readonly location: string | null;
  /** Name of the pipeline where no store tells it. */
  readonly pipeline: string;
  /** A run that the store may not know of, since it broke off before. */
  readonly lastRun?: (LastRun & { readonly runId: string | null }) | null;
  readonly schedule?: HealthReport | null;
}

/** What the store at a place tells of its corpus and its runs; of a store that is not there yet, that there is nothing. Fails as opening a store does. */
export async function factsOf({ location, pipeline, lastRun: told = null, schedule = null }: FactsRequest): Promise<MetricFacts> {
  const running = schedule !== null && schedule.runningSince !== null;
  const lastSuccessAt = schedule?.lastGoodRun?.finishedAt ?? null;
  if (location === null || !existsSync(location)) return { pipeline, lastRun: told, lastSuccessAt, running, guardHeld: false, summary: null, generation: null, storeBytes: null, schedule };
  const store = openSqliteStore(location, { create: false });
  try {
    const { recent, lastGood } = await historyOf(store);
    const [last] = recent.filter(({ status }) => status !== 'running');
    const known = last === undefined ? null : endOf(last);
    // Of one run the store's word is that which a service says after a restart as well.
    const lastRun = told !== null && told.runId === last?.id ? known : newer(known, told);
    return {
      guardHeld: lastRun?.status === 'held' && last?.status === 'held' && last.summary !== null,
      pipeline: (await store.pipeline())?.name ?? pipeline, lastRun, lastSuccessAt: lastGood?.finishedAt ?? null, running: running || recent.some(({ status }) => status === 'running'),
      summary: (recent.find(({ summary }) => summary !== null)?.summary ?? null) as unknown as Partial<RunSummary> | null, generation: await store.currentGeneration(), storeBytes: bytesOf(location), schedule,
    };
  } finally {
    await store.close();
  }
}

const endOf = ({ status, finishedAt, startedAt, durationMs }: RunRecord): LastRun => ({ status, finishedAt: finishedAt ?? startedAt, durationMs: durationMs ?? 0 });

function newer(known: LastRun | null, told: LastRun | null): LastRun | null {
  if (known === null || told === null) return known ?? told;
  return Date.parse(told.finishedAt) > Date.parse(known.finishedAt) ? told : known;
}

/** With what is in the log and not in the file yet. */
function bytesOf(location: string): number {
  return [location, `${location}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
