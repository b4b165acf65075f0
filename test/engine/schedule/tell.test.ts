import { describe, expect, it } from 'vitest';
import type { ChildEnd } from '../../../src/engine/schedule/child.js';
import { outcomeOf } from '../../../src/engine/schedule/outcome.js';
import { faultOf } from '../../../src/engine/schedule/tell.js';

const end = (over: Partial<ChildEnd>): ChildEnd => ({ exitCode: 1, signal: null, printed: null, fault: null, ...over });
const error = (code: string) => ({ error: { code, message: 'm', next: 'n' } });
const summary = (status: string) => ({ run: { id: 'r', status, generation: 1 } });

describe('what the schedule tells of a run', () => {
  it.each<[string, Partial<ChildEnd>, string | null]>([
    ['that the machine killed it', { exitCode: null, signal: 'SIGKILL' }, 'run-killed'], ['that it broke down', { exitCode: 134 }, 'run-killed'], ['that it could not start', { exitCode: null, fault: 'ENOENT' }, 'run-not-started'],
    ['that the store was busy for too long', { exitCode: 5, printed: error('store-busy') }, 'store-busy'], ['that the file is invalid, where the run could not', { exitCode: 2, printed: error('pipeline-unreadable') }, 'pipeline-unreadable'],
    ['not what it told itself', { exitCode: 1, printed: error('export-failed') }, null], ['not that it was held', { exitCode: 4, printed: summary('held') }, null], ['not a good one', { exitCode: 0, printed: summary('succeeded') }, null],
    ['not one that somebody stopped', { exitCode: null, signal: 'SIGTERM' }, null], ['nor one that stopped before it said so', { exitCode: 130 }, null],
  ])('%s', (_what, over, code) => {
    const ended = end(over);
    const outcome = outcomeOf(ended, { occasion: 'scheduled', runId: null, startedAt: 0, finishedAt: 1 });
    expect(faultOf(ended, { outcome, overdue: false, settings: { schedule: {} as never, telling: {} as never } })?.code ?? null).toBe(code);
    const overdue = faultOf(ended, { outcome, overdue: true, settings: { schedule: { maxRunHours: 2 } as never, telling: {} as never } });
    expect(overdue).toMatchObject({ code: 'run-overdue', message: 'it took longer than 2 h and was stopped' });
  });
});
