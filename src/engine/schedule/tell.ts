import { messageOf } from '../../core/index.js';
import { loadNotifyPart, resolveChannels } from '../../config/index.js';
import { openSqliteStore } from '../../store/sqlite/index.js';
import { tellFault } from '../notify/index.js';
import type { ChildEnd } from './child.js';
import { errorOf, isBusy, type RunOutcome } from './outcome.js';
import type { Settings } from './settings.js';

interface Ended {
  readonly outcome: RunOutcome;
  /** It took longer than it may and was stopped. */
  readonly overdue: boolean;
  readonly settings: Pick<Settings, 'telling' | 'schedule'>;
  readonly locateStore: () => string;
  readonly stop: AbortSignal;
  readonly warn: (message: string) => void;
}

interface Fault { readonly code: string; readonly message: string; readonly next: string }

/** Why somebody must be told of a run that told of nothing itself; `null` = nobody must, or it did. */
export function faultOf(end: ChildEnd, { outcome, overdue, settings: { schedule } }: Pick<Ended, 'outcome' | 'overdue' | 'settings'>): Fault | null {
  if (overdue) return { code: 'run-overdue', message: `it took longer than ${schedule.maxRunHours ?? '?'} h and was stopped`, next: 'What it had done is kept. See why it takes so long, or raise `schedule.maxRunHours`.' };
  if (end.fault !== null) return { code: 'run-not-started', message: `its process could not be started: ${end.fault}`, next: 'See the log of the schedule.' };
  const error = errorOf(end.printed);
  if (error !== null) return isBusy(end) || error.code.startsWith('pipeline-') ? error : null;
  if (end.printed !== null || outcome.status !== 'failed') return null;
  return {
    code: 'run-killed', message: `its process ended with ${end.signal === null ? `exit code ${end.exitCode ?? '?'}` : `signal ${end.signal}`} and said nothing: as a rule it was out of memory`,
    next: 'See the log of the schedule and that of the machine. The next run goes on where it stood.',
  };
}

/** Tells people what a run's process could not tell itself. Never throws. */
export async function tellOfEnd(end: ChildEnd, ended: Ended): Promise<void> {
  const { outcome, settings, locateStore, stop, warn } = ended;
  const fault = stop.aborted ? null : faultOf(end, ended);
  if (fault === null) return;
  try {
    // As the file says now; where that is not to be known the run could not know either, and those are told that were before.
    const now = loadNotifyPart(settings.telling.where);
    const tellsItself = now !== null && fault.code.startsWith('pipeline-');
    const channels = tellsItself ? [] : await resolveChannels(now ?? settings.telling);
    if (channels.length === 0) return;
    const location = located(locateStore);
    await tellFault({
      fault, pipeline: settings.telling.name, channels, runId: outcome.runId, signal: stop, warn, openStore: location === null ? null : () => openSqliteStore(location, { create: false }),
    });
  } catch (error) {
    warn(`nobody could be told that ${fault.message}: ${messageOf(error)}`);
  }
}

/** `null` = a pipeline that cannot be read does not say where its store is. */
function located(locateStore: () => string): string | null {
  try {
    return locateStore();
  } catch {
    return null;
  }
}
