import { InvalidArgumentError } from 'commander';
import { isoInstant } from '../core/clock.js';

/** A whole number from `min` on, up to `max`. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d{1,16}$/u.test(text) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`Expected a whole number ${max === Number.MAX_SAFE_INTEGER ? `from ${min} on` : `from ${min} to ${max}`}.`);
    }
    return value;
  };
}

/** A number from `min` to `max`. */
export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}(?:\.\d{1,6})?$/u.test(text) ? Number(text) : NaN;
    if (Number.isNaN(value) || value < min || value > max) throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
    return value;
  };
}

/** A share in percent, 0..100. */
export function percent(text: string): number {
  const value = /^\d{1,3}(?:\.\d{1,6})?%?$/u.test(text) ? Number.parseFloat(text) : NaN;
  if (Number.isNaN(value) || value > 100) throw new InvalidArgumentError('Expected percent, 0 to 100.');
  return value;
}

/** ISO 8601: a day (its beginning in UTC) or a time; without a zone, UTC. */
export function isoTime(text: string): Date {
  const date = isoInstant(text);
  if (date === null) throw new InvalidArgumentError('Expected an ISO 8601 date or time, such as 2026-11-23 or 2026-11-23T06:00:00Z.');
  return date;
}
