import type { ScheduleEvent } from '../engine/schedule/index.js';
import { jsonLine } from './json-line.js';
import { visible } from './terminal.js';

/** Whether the log tells of it: quiet tells of what failed alone, and a run's own lines are told where they warn, or verbosely. */
export function isTold({ level, event }: ScheduleEvent, { quiet, verbose }: { quiet: boolean; verbose: boolean }): boolean {
  if (quiet) return level === 'error';
  return event !== 'run-log' || level !== 'info' || verbose;
}

const COLUMN = 7;

/** One line of the log: `2026-11-28T03:00:00.000Z  info     next run at …`, or one JSON object. */
export function eventLine({ time, level, event, message, runId, fields = {} }: ScheduleEvent, format: 'text' | 'json'): string {
  if (format === 'json') return jsonLine({ time, level, event, message, ...(runId === undefined ? {} : { runId }), ...fields });
  // What a run says of a document stays on its line.
  return `${time}  ${level.padEnd(COLUMN)}  ${visible(message).replace(/[\n\t]/gu, ' ')}${runId === undefined ? '' : `  run ${runId}`}`;
}

/** What the service tells of a run itself, with more. */
const OF_THE_SERVICE: readonly unknown[] = ['run-started', 'run-finished', 'run-failed', 'run-stopping'];

/** A line of a run's own log (`--log json`) as it is passed on, `null` = not at all; `undefined`: it is none. */
export function runLine(line: string, told: { readonly quiet: boolean }): string | null | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null || !('event' in entry) || !('level' in entry)) return undefined;
  return OF_THE_SERVICE.includes(entry.event) || (told.quiet && entry.level !== 'error') ? null : line;
}
