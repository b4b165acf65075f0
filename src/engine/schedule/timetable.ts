import { sha256 } from '../../core/index.js';
import type { FireTimes } from '../../config/index.js';

/** Why a run is made: its time has come, its time was missed, or somebody asked for it. */
export type Occasion = 'scheduled' | 'catch-up' | 'asked';

export interface Planned {
  /** The time that the expression names. */
  readonly fireAt: number;
  /** That time with jitter. */
  readonly startAt: number;
  readonly occasion: Occasion;
}

export interface Due {
  /** The last time that has come. */
  readonly fireAt: number;
  readonly occasion: Occasion;
  /** `false` where it is too late and nothing is caught up. */
  readonly run: boolean;
  /** Times that came and get no run of their own. */
  readonly missed: number;
}

export interface TimetableOptions {
  readonly jitterMs: number;
  readonly catchUp: boolean;
  /** What makes the jitter of one machine and pipeline differ from that of another. */
  readonly seed: string;
}

/** Later than this the machine slept or its clock was set: timers are looked at twice a minute. */
const LATE_MS = 120_000;
/** A clock set back by less keeps the plan, so that no time comes twice; by more it was wrong before, and the plan with it. */
const SET_BACK_MS = 3_600_000;
const MAX_COUNTED = 10_000;

/**
 * What is to run when. Holds no timer and asks no clock: it is told the time again and again, and compares, so that sleep, suspended
 * containers and a clock that jumps make a run late at worst, and never make several of one.
 */
export class Timetable {
  #times: FireTimes;
  #options: TimetableOptions;
  #planned: Planned | null;
  /** The last fire time that was dealt with, and the last time told. */
  #dealtWith = -Infinity;
  #toldAt: number;

  constructor(times: FireTimes, options: TimetableOptions, now: number) {
    this.#times = times;
    this.#options = options;
    this.#toldAt = now;
    this.#planned = this.#planAfter(now);
  }

  get planned(): Planned | null {
    return this.#planned;
  }

  /** From now on other times hold. What was planned by the old ones is dropped. */
  adopt(times: FireTimes, options: TimetableOptions, now: number): void {
    this.#times = times;
    this.#options = options;
    this.#planned = this.#planAfter(Math.max(now, this.#dealtWith));
  }

  /** Plans one run soon for a time that was missed, with jitter as ever, since after a power cut all machines start at once. */
  catchUp(fireAt: number, now: number): void {
    this.#planned = { fireAt, startAt: now + this.#jitterOf(fireAt), occasion: 'catch-up' };
  }

  /** What has come by `now`: everything since the last answer comes to one run at most. */
  due(now: number): Due | null {
    const setBack = now < this.#toldAt - SET_BACK_MS;
    this.#toldAt = now;
    if (setBack) {
      this.#dealtWith = -Infinity;
      this.#planned = this.#planAfter(now);
    }
    const planned = this.#planned;
    if (planned === null || now < planned.startAt) return null;
    const last = Math.max(planned.fireAt, this.#times.upTo(now) ?? planned.fireAt);
    const others = this.#count(planned.fireAt, last);
    this.#dealtWith = last;
    this.#planned = this.#planAfter(Math.max(now, last));
    if (now - planned.startAt <= LATE_MS) return { fireAt: last, occasion: planned.occasion, run: true, missed: others };
    const { catchUp } = this.#options;
    return { fireAt: last, occasion: 'catch-up', run: catchUp, missed: catchUp ? others : others + 1 };
  }

  #planAfter(at: number): Planned | null {
    const fireAt = this.#times.after(at);
    return fireAt === null ? null : { fireAt, startAt: fireAt + this.#jitterOf(fireAt), occasion: 'scheduled' };
  }

  /** The same for the same time, so that a restart in between starts it no second time; never as far as the time after. */
  #jitterOf(fireAt: number): number {
    const { jitterMs, seed } = this.#options;
    if (jitterMs === 0) return 0;
    const next = this.#times.after(fireAt);
    const room = next === null ? jitterMs : Math.min(jitterMs, next - fireAt - 1000);
    return Math.max(0, Math.floor(room * share(`${seed} ${fireAt}`)));
  }

  /** Fire times after `from` up to `to`. */
  #count(from: number, to: number): number {
    let count = 0;
    for (let at = this.#times.after(from); at !== null && at <= to && count < MAX_COUNTED; at = this.#times.after(at)) count += 1;
    return count;
  }
}

/** A share in [0, 1) of a text. */
const share = (text: string): number => Number.parseInt(sha256(text).slice(0, 8), 16) / 2 ** 32;
