import { describe, expect, it } from 'vitest';
import { fireTimes } from '../../../src/config/index.js';
import { Timetable, type TimetableOptions } from '../../../src/engine/schedule/timetable.js';

const NIGHTLY = fireTimes('0 3 * * *', 'UTC');
const at = (text: string): number => Date.parse(`${text}Z`);
const shown = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 19));
const made = (options: Partial<TimetableOptions> = {}, now = at('2026-11-01T12:00:00')): Timetable => new Timetable(NIGHTLY, { jitterMs: 0, catchUp: true, seed: 'a', ...options }, now);

describe('a timetable', () => {
  it('is due once a night, however often it is asked', () => {
    const table = made();
    const due: string[] = [];
    for (let now = at('2026-11-01T12:00:00'); now < at('2026-11-04T12:00:00'); now += 20_000) {
      const found = table.due(now);
      if (found !== null) due.push(`${shown(found.fireAt) ?? ''} ${found.occasion} ${String(found.run)} ${found.missed}`);
    }
    expect(due).toEqual(['2026-11-02T03:00:00', '2026-11-03T03:00:00', '2026-11-04T03:00:00'].map((time) => `${time} scheduled true 0`));
  });

  it('makes one run of all the nights that a machine slept through', () => {
    const table = made();
    expect(table.due(at('2026-11-05T08:00:00'))).toEqual({ fireAt: at('2026-11-05T03:00:00'), occasion: 'catch-up', run: true, missed: 3 });
    expect(table.due(at('2026-11-05T08:00:01'))).toBeNull();
    expect(shown(table.planned?.fireAt)).toBe('2026-11-06T03:00:00');
  });

  it('makes none of them where nothing is caught up', () => {
    expect(made({ catchUp: false }).due(at('2026-11-05T08:00:00'))).toMatchObject({ run: false, missed: 4 });
    expect(made({ catchUp: false }).due(at('2026-11-02T03:01:00'))).toMatchObject({ run: true, occasion: 'scheduled', missed: 0 });
  });

  it('does not repeat a time when the clock is set back a little', () => {
    const table = made();
    expect(table.due(at('2026-11-02T03:00:00'))?.run).toBe(true);
    expect(table.due(at('2026-11-02T02:30:00'))).toBeNull();
    expect(table.due(at('2026-11-02T03:00:05'))).toBeNull();
  });

  it('plans anew when the clock was years ahead', () => {
    const table = made({}, at('2031-01-01T00:00:00'));
    expect(table.due(at('2026-11-02T02:00:00'))).toBeNull();
    expect(table.due(at('2026-11-02T03:00:00'))).toMatchObject({ run: true, occasion: 'scheduled' });
  });

  it('starts later by a jitter that is the same again for the same night, and another for another machine and night', () => {
    const jitterMs = 600_000;
    const starts = ['a', 'b', 'c', 'd', 'e'].map((seed) => {
      const { startAt = 0, fireAt = 0 } = made({ jitterMs, seed }).planned ?? {};
      expect(made({ jitterMs, seed }, at('2026-11-02T01:00:00')).planned?.startAt).toBe(startAt);
      expect(startAt - fireAt).toBeGreaterThanOrEqual(0);
      expect(startAt - fireAt).toBeLessThan(jitterMs);
      return startAt - fireAt;
    });
    expect(new Set(starts).size).toBe(5);
    const table = made({ jitterMs });
    const first = (table.planned?.startAt ?? 0) - at('2026-11-02T03:00:00');
    expect(table.due((table.planned?.startAt ?? 0) - 1)).toBeNull();
    expect(table.due(table.planned?.startAt ?? 0)?.occasion).toBe('scheduled');
    expect((table.planned?.startAt ?? 0) - at('2026-11-03T03:00:00')).not.toBe(first);
  });

  it('never lets jitter reach the next time', () => {
    const often = fireTimes('* * * * *', 'UTC');
    for (const seed of 'abcdefghij') {
      const planned = new Timetable(often, { jitterMs: 86_400_000, catchUp: true, seed }, at('2026-11-01T12:00:30')).planned;
      expect((planned?.startAt ?? 0) - (planned?.fireAt ?? 0)).toBeLessThan(60_000);
    }
  });

  it('makes one run of a time that is caught up and those that come meanwhile', () => {
    const table = made();
    table.catchUp(at('2026-11-01T03:00:00'), at('2026-11-01T12:00:00'));
    expect(table.due(at('2026-11-01T12:00:00'))).toEqual({ fireAt: at('2026-11-01T03:00:00'), occasion: 'catch-up', run: true, missed: 0 });
    expect(shown(table.planned?.fireAt)).toBe('2026-11-02T03:00:00');
  });

  it('takes other times from now on, and does not go back to one it has dealt with', () => {
    const table = made();
    table.due(at('2026-11-02T03:00:00'));
    table.adopt(fireTimes('0 5 * * *', 'UTC'), { jitterMs: 0, catchUp: true, seed: 'a' }, at('2026-11-02T03:00:01'));
    expect(shown(table.planned?.fireAt)).toBe('2026-11-02T05:00:00');
    table.adopt(NIGHTLY, { jitterMs: 0, catchUp: true, seed: 'a' }, at('2026-11-02T02:59:59'));
    expect(shown(table.planned?.fireAt)).toBe('2026-11-03T03:00:00');
  });

  it('keeps to the wall clock of its zone over the change of the clocks', () => {
    const table = new Timetable(fireTimes('30 2 * * *', 'Europe/Berlin'), { jitterMs: 0, catchUp: true, seed: 'a' }, at('2026-10-24T12:00:00'));
    let runs = 0;
    for (let now = at('2026-10-24T12:00:00'); now < at('2026-10-26T12:00:00'); now += 30_000) if (table.due(now)?.run === true) runs += 1;
    expect(runs).toBe(2);
  });
});
