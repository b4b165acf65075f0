import { statSync } from 'node:fs';
import { WinnowError, messageOf } from '../../core/index.js';
import { fireTimes, loadPipelineFile, ownTimeZone, scheduleOf, type FireTimes, type NotifyPart, type Schedule, type ScheduleOverrides } from '../../config/index.js';

export interface Settings {
  readonly pipeline: string;
  readonly schedule: Schedule;
  readonly times: FireTimes;
  /** Whom it tells. */
  readonly telling: NotifyPart;
}

/** Reads a pipeline file for its schedule. Fails as `loadPipelineFile` does, and with `usage` where nothing says when. */
export function readSettings(file: string, overrides: ScheduleOverrides): Settings {
  const { definition, baseDir } = loadPipelineFile(file);
  const schedule = scheduleOf(definition, overrides);
  if (schedule === null) {
    throw new WinnowError('usage', `${file} has no \`schedule\`, and no --cron was given`, { next: 'Put `schedule: { cron: "0 3 * * *", timeZone: "Europe/Berlin" }` into the pipeline, or give --cron "0 3 * * *" --time-zone Europe/Berlin.' });
  }
  return { pipeline: definition.name, schedule, times: fireTimes(schedule.cron, schedule.timeZone ?? ownTimeZone()), telling: { ...definition, where: file, baseDir } };
}

/** What a look at the file came to: unchanged, new settings, or a fault, each change told once. */
export type Look = { readonly kind: 'unchanged' } | { readonly kind: 'changed'; readonly settings: Settings } | { readonly kind: 'invalid'; readonly fault: string };

/** A pipeline file that people edit while it is watched: read again when its size, time or inode changes. */
export class WatchedSettings {
  readonly #file: string;
  readonly #overrides: ScheduleOverrides;
  #seen: string;

  constructor(file: string, overrides: ScheduleOverrides) {
    this.#file = file;
    this.#overrides = overrides;
    this.#seen = this.#fingerprint();
  }

  look(): Look {
    const seen = this.#fingerprint();
    if (seen === this.#seen) return { kind: 'unchanged' };
    this.#seen = seen;
    try {
      return { kind: 'changed', settings: readSettings(this.#file, this.#overrides) };
    } catch (error) {
      return { kind: 'invalid', fault: messageOf(error) };
    }
  }

  #fingerprint(): string {
    try {
      const { mtimeMs, size, ino } = statSync(this.#file);
      return `${mtimeMs} ${size} ${ino}`;
    } catch {
      return 'gone';
    }
  }
}
