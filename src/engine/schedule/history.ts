import { existsSync } from 'node:fs';
import type { RunRecord, Store } from '../../core/index.js';
import type { FireTimes } from '../../config/index.js';
import { openSqliteStore } from '../../store/sqlite/index.js';

/** What the store tells of earlier runs. */
export interface History {
  /** The newest ones, newest first. One that says `running` and whose process is gone is `interrupted` here. */
  readonly recent: readonly RunRecord[];
  /** The last one that published or found everything published. */
  readonly lastGood: RunRecord | null;
}

const RECENT = 20;
/** How many runs are looked through for a good one. */
const LOOKED_THROUGH = 1000;
const PAGE = 100;
/** Runs of one time, all of them cut off, after which it is given up: what ends the machine would end it again. */
const MAX_ATTEMPTS = 3;

export const isGood = ({ status }: Pick<RunRecord, 'status'>): boolean => status === 'succeeded' || status === 'degraded';

/** What the store at `location` tells; `null` where there is none yet. Fails as opening a store does. */
export async function readHistory(location: string): Promise<History | null> {
  if (!existsSync(location)) return null;
  const store = openSqliteStore(location, { create: false });
  try {
    return await historyOf(store);
  } finally {
    await store.close();
  }
}

export async function historyOf(store: Store): Promise<History> {
  const holder = await store.leaseHolder();
  const recent = (await store.listRuns({ limit: RECENT })).map((run): RunRecord => (run.status === 'running' && run.id !== holder?.runId ? { ...run, status: 'interrupted' } : run));
  return { recent, lastGood: recent.find(isGood) ?? await olderGood(store, recent.at(-1)) };
}

async function olderGood(store: Store, last: RunRecord | undefined): Promise<RunRecord | null> {
  for (let [before, seen] = [last?.id, 0]; before !== undefined && seen < LOOKED_THROUGH; seen += PAGE) {
    const page = await store.listRuns({ limit: PAGE, before });
    const good = page.find(isGood);
    if (good !== undefined) return good;
    before = page.at(-1)?.id;
  }
  return null;
}

/**
 * The last fire time, where it was missed: no run has started since, or only such as were cut off. `null` otherwise, and for a store without runs,
 * which tells nothing.
 */
export function missedTime(times: FireTimes, recent: readonly RunRecord[], now: number): number | null {
  const last = times.upTo(now);
  if (last === null || recent.length === 0) return null;
  const since = recent.filter(({ startedAt }) => Date.parse(startedAt) >= last);
  return since.length < MAX_ATTEMPTS && since.every(({ status }) => status === 'interrupted') ? last : null;
}
