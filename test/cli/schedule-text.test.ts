import { describe, expect, it } from 'vitest';
import { eventLine, isTold } from '../../src/cli/schedule-text.js';
import type { ScheduleEvent } from '../../src/engine/schedule/index.js';

const event = (change: Partial<ScheduleEvent>): ScheduleEvent => ({ time: '2026-11-28T03:00:00.000Z', level: 'info', event: 'planned', message: 'next run', ...change });

describe('the log of winnow schedule', () => {
  it('is one line an event, whatever a run says', () => {
    const hostile = event({ event: 'run-log', level: 'warning', message: 'warning: a\u001b[2Kb\nINFO forged\tc\u202Ed' });
    expect(eventLine(hostile, 'text')).toBe('2026-11-28T03:00:00.000Z  warning  warning: a\\u{1b}[2Kb INFO forged c\\u{202e}d');
    expect(eventLine(hostile, 'json').split('\n')).toHaveLength(1);
    expect(eventLine(event({ runId: 'r1', fields: { pid: 7 } }), 'text')).toBe('2026-11-28T03:00:00.000Z  info     next run  run r1');
    expect(JSON.parse(eventLine(event({ runId: 'r1', fields: { pid: 7 } }), 'json'))).toEqual({ time: '2026-11-28T03:00:00.000Z', level: 'info', event: 'planned', message: 'next run', runId: 'r1', pid: 7 });
  });

  it('tells of errors alone when quiet, and of what a run says by itself when verbose', () => {
    const told = (quiet: boolean, verbose: boolean, change: Partial<ScheduleEvent>): boolean => isTold(event(change), { quiet, verbose });
    expect([told(true, false, { level: 'error' }), told(true, false, { level: 'warning' }), told(true, true, {})]).toEqual([true, false, false]);
    expect([told(false, false, {}), told(false, false, { event: 'run-log' }), told(false, true, { event: 'run-log' }), told(false, false, { event: 'run-log', level: 'warning' })]).toEqual([true, false, true, true]);
  });
});
