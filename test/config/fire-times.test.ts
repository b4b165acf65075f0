import { describe, expect, it } from 'vitest';
import { checkPipeline, cronFault, definitionHash, fireTimes, timeZoneFault } from '../../src/config/index.js';

const following = (cron: string, zone: string, from: string, count: number): string[] => {
  const times = fireTimes(cron, zone);
  const found: string[] = [];
  for (let at = times.after(Date.parse(from)); at !== null && found.length < count; at = times.after(at)) found.push(new Date(at).toISOString());
  return found;
};

describe('fire times', () => {
  it('comes once where clocks go forward over it, right after the gap', () => {
    expect(following('30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 3)).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
    expect(following('30 2,14 * * *', 'America/New_York', '2026-03-08T00:00:00Z', 3)).toEqual(['2026-03-08T07:00:00.000Z', '2026-03-08T18:30:00.000Z', '2026-03-09T06:30:00.000Z']);
  });

  it('comes once where clocks go back over it', () => {
    expect(following('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
    expect(following('30 2,3 * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', 3)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T02:30:00.000Z', '2026-10-26T01:30:00.000Z']);
  });

  it('follows the passing time where it recurs', () => {
    expect(following('*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', 4)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T01:30:00.000Z', '2026-10-25T02:00:00.000Z']);
  });

  it('looks back as it looks ahead', () => {
    const times = fireTimes('30 2 * * *', 'Europe/Berlin');
    const shown = (at: string): string => new Date(times.upTo(Date.parse(at)) ?? 0).toISOString();
    expect(shown('2026-10-25T01:31:00Z')).toBe('2026-10-25T00:30:00.000Z'); // the second 2:31 of that night
    expect(shown('2026-03-29T09:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(shown('2026-03-28T01:30:00Z')).toBe('2026-03-28T01:30:00.000Z');
    expect(shown('2026-03-28T01:29:59.999Z')).toBe('2026-03-27T01:30:00.000Z');
  });

  it.each(['0 3 * * *', '0 0 3 * * *', '*/5 * * * * *', '@daily', '0 3 * * MON-FRI', '0 3 29 2 *', '0 3 L * *'])('takes "%s"', (cron) => { expect(cronFault(cron)).toBeNull(); });

  it.each([
    ['61 * * * *', 'minute'], ['0 3 * *', 'cron expression'], ['', 'cron expression'], ['0 3 * * * * 2020', 'cron expression'], ['0 3 31 2 *', 'never'], ['2026-12-01T03:00:00', 'one time'],
    ['@reboot', '@reboot'], ['every night', 'cron expression'],
  ])('refuses "%s"', (cron, named) => { expect(cronFault(cron)).toContain(named); });

  it('knows time zones', () => {
    for (const zone of ['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia']) expect(timeZoneFault(zone)).toBeNull();
    for (const zone of ['Europe/Berlinn', '', 'Local', '../etc/passwd']) expect(timeZoneFault(zone)).toContain('IANA');
  });
});

describe('the key `schedule`', () => {
  const pipeline = (schedule?: object): object => ({ version: 1, name: 'x', read: [{ name: 'docs', use: 'files' }], ...(schedule === undefined ? {} : { schedule }) });

  it('has defaults, and is left out without one', () => {
    expect(checkPipeline(pipeline({ cron: '0 3 * * *' }), 'it').schedule).toEqual({ cron: '0 3 * * *', jitterMinutes: 0, catchUp: true, busyWaitMinutes: 60, graceSeconds: 60 });
    expect(checkPipeline(pipeline(), 'it').schedule).toBeUndefined();
  });

  it.each<[object, string]>([
    [{ cron: '61 * * * *' }, 'schedule.cron: expected a cron expression'],
    [{ cron: '0 3 * * *', timeZone: 'Berlin' }, 'schedule.timeZone: expected an IANA time zone'],
    [{ cron: '0 3 * * *', jitter: 3 }, 'schedule.jitter: unknown key'],
    [{ cron: '0 3 * * *', timezone: 'UTC' }, 'schedule.timezone: unknown key, did you mean `timeZone`?'],
    [{ cron: '0 3 * * *', jitterMinutes: -1 }, 'schedule.jitterMinutes:'],
    [{ timeZone: 'UTC' }, 'schedule.cron:'],
  ])('refuses %j', (schedule, message) => {
    expect(() => checkPipeline(pipeline(schedule), 'it')).toThrow(expect.objectContaining({ code: 'pipeline-invalid', message: expect.stringContaining(message) as string }) as Error);
  });

  it('changes no hash, so that targets are not looked through for another hour of the night', () => {
    const hash = (schedule?: object): string => definitionHash(checkPipeline(pipeline(schedule), 'it'));
    expect(hash({ cron: '0 3 * * *' })).toBe(hash());
    expect(hash({ cron: '0 4 * * *', staleAfterHours: 26 })).toBe(hash());
  });
});
