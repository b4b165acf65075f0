import type { FireTimes } from '../../config/index.js';

export interface NextTime {
  /** In the time zone of the schedule, with its offset: `2026-03-29T03:00:00+02:00`. */
  readonly local: string;
  readonly utc: string;
}

/** The next `count` times after `from`, or as many as there are. */
export function nextTimes(times: FireTimes, from: number, count: number): NextTime[] {
  const next: NextTime[] = [];
  for (let at = times.after(from); at !== null && next.length < count; at = times.after(at)) next.push({ local: localTime(at, times.timeZone), utc: new Date(at).toISOString().replace('.000Z', 'Z') });
  return next;
}

function localTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'longOffset',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const offset = (parts['timeZoneName'] ?? 'GMT').replace('GMT', '');
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}${offset === '' ? '+00:00' : offset}`;
}
