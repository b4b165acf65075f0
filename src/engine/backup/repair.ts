import { isWinnowError, type Store } from '../../core/index.js';
import { foldLog, importSalvage, openSqliteStore, salvage } from '../../store/sqlite/index.js';
import { backupsOf, faultOf, problemText, stamp, type Backup } from './backups.js';
import { readPurgeList } from '../purge/list-file.js';
import { longerLog } from '../purge/replay.js';
import { discard, purged, refuseInUse, replace, restoreStore } from './restore.js';

/** What is wrong with a store, and the way out. */
export interface RepairPlan {
  readonly location: string;
  readonly fault: string;
  /** The newest backup whose bytes are what they were; `null` = there is none, and the store is made anew by the next run. */
  readonly backup: Backup | null;
  /** Backups that are damaged themselves. */
  readonly passedOver: readonly { readonly file: string; readonly why: string }[];
  /** Decisions that can be read of the store, and their chain holds. */
  readonly decisions: number;
  /** What kept the others from being read; `null` = all were. */
  readonly cutShort: string | null;
}

export interface RepairResult extends RepairPlan {
  /** Where the damaged store is. */
  readonly aside: string;
  /** What the store holds now; `null` = nothing: the next run reads everything anew. */
  readonly generation: number | null;
  /** Decisions in the log of the store as it is now. */
  readonly kept: number;
  /** Those of them that came from the damaged store; the next run applies them. */
  readonly carried: number;
}

/** What `repair` would do; `null` = the store is whole. Fails as opening does for other reasons than damage. */
export async function planRepair(location: string): Promise<RepairPlan | null> {
  const fault = await faultIn(location);
  if (fault === null) return null;
  const passedOver: { file: string; why: string }[] = [];
  let backup: Backup | null = null;
  for (const candidate of await backupsOf(location)) {
    const why = await faultOf(candidate);
    if (why === null) {
      backup = candidate;
      break;
    }
    passedOver.push({ file: candidate.file, why });
  }
  const { decisions, cutShort } = await salvage(location);
  return { location, fault, backup, passedOver, decisions: decisions.length, cutShort };
}

/** What is wrong with a store; `null` = nothing. */
async function faultIn(location: string): Promise<string | null> {
  let store: Store | null = null;
  try {
    store = openSqliteStore(location, { create: false });
    const problems = await store.check();
    return problems.length === 0 ? null : problemText(problems);
  } catch (error) {
    if (isWinnowError(error) && error.code === 'store-damaged') return error.message;
    throw error;
  } finally {
    await store?.close();
  }
}

/**
 * Mends a damaged store: it is put aside, and the newest backup that is whole takes its place, or an empty store where there is none. Decisions that can still be read
 * are carried over. `null` = the store is whole, and nothing was done. Fails with `store-busy` while anybody has it open.
 */
export async function repairStore(location: string, now = new Date()): Promise<RepairResult | null> {
  const plan = await planRepair(location);
  if (plan === null) return null;
  await refuseInUse(location);
  const passedOver = [...plan.passedOver];
  for (const backup of await backupsOf(location)) {
    if (passedOver.some(({ file }) => file === backup.file)) continue;
    try {
      const { aside, generation, carried } = await restoreStore(location, { backup: backup.file, keepDecisions: true, label: 'damaged', now });
      return { ...plan, backup, passedOver, aside: aside ?? '', generation, carried, kept: await decisionsIn(location) };
    } catch (error) {
      if (!isWinnowError(error) || error.code !== 'backup-damaged') throw error;
      passedOver.push({ file: backup.file, why: error.message });
    }
  }
  const { aside, carried } = await startAnew(location, now);
  return { ...plan, backup: null, passedOver, aside, generation: null, carried, kept: carried };
}

async function decisionsIn(location: string): Promise<number> {
  const store = openSqliteStore(location, { create: false });
  try {
    return await store.decisionSeq();
  } finally {
    await store.close();
  }
}

/** An empty store with the decisions that can be read: chunks have the same ids when they are read again, and find theirs. */
async function startAnew(location: string, now: Date): Promise<{ aside: string; carried: number }> {
  const fresh = `${location}.restoring`;
  await discard(fresh);
  try {
    await openSqliteStore(fresh, { create: true }).close();
    const read = await salvage(location);
    const carried = importSalvage(fresh, read);
    await purged(fresh, longerLog(readPurgeList(location), read.purges), now);
    foldLog(fresh);
    return { aside: replace(location, fresh, `damaged-${stamp(now)}`), carried };
  } finally {
    await discard(fresh);
  }
}
