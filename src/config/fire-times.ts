import { Cron, type CronOptions } from 'croner';
import { messageOf } from '../core/index.js';

/** When a cron expression comes round in a time zone, in milliseconds since the epoch. `null` = never. */
export interface FireTimes {
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  /** The first time later than `at`. */
  after(at: number): number | null;
  /** The last time that is not later than `at`. */
  upTo(at: number): number | null;
}

/** Where expressions are tried from: a leap year, so that 29 February is found at once, and the same answer whenever it is asked. */
const TRIED_FROM = new Date('2000-01-01T00:00:00Z');

/**
 * Five fields, or six with seconds first. Where clocks go forward, a fixed time that does not exist becomes the first one after the gap;
 * where they go back, one that comes twice counts once. Expressions with `*` or a step in hours or minutes follow the passing time instead.
 */
const optionsIn = (timeZone: string): CronOptions => ({ paused: true, timezone: timeZone, mode: '5-or-6-parts', fixedTimeRule: 'no-wildcard' });

/** The time zone of this machine. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function fireTimes(cron: string, timeZone: string): FireTimes {
  const job = new Cron(cron, optionsIn(timeZone));
  return {
    cron, timeZone,
    after: (at) => job.nextRun(new Date(at))?.getTime() ?? null,
    upTo: (at) => job.previousRuns(1, new Date(at + 1))[0]?.getTime() ?? null,
  };
}

/** What is wrong with a cron expression; `null` = nothing. */
export function cronFault(cron: string): string | null {
  try {
    const job = new Cron(cron, optionsIn('UTC'));
    if (job.getPattern() === undefined) return `expected a cron expression such as "0 3 * * *", not the one time "${cron}"`;
    return job.nextRun(TRIED_FROM) === null ? `"${cron}" never comes round` : null;
  } catch (error) {
    return `expected a cron expression such as "0 3 * * *": ${messageOf(error).replace(/^CronPattern: /u, '')}`;
  }
}

/** What is wrong with a time zone; `null` = nothing. */
export function timeZoneFault(timeZone: string): string | null {
  try {
    if (timeZone !== '') return new Cron('0 0 * * *', optionsIn(timeZone)).nextRun(TRIED_FROM) === null ? `nothing comes round in "${timeZone}"` : null;
  } catch {
    // Said below: the parser's own words name no remedy.
  }
  return `expected an IANA time zone such as "Europe/Berlin" or "UTC", not "${timeZone}"`;
}
