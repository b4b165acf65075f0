/** A version as text names it. */
export interface NamedVersion {
  /** As written, without a `v`. */
  readonly written: string;
  /** Its numbers, first to last: major, minor, patch. */
  readonly numbers: readonly number[];
}

/** `5`, `v5.0`, `3.4.18`, `2024.1`, `5.x`; no percentage, no price, no time, no ordinal and no date. Source of a regular expression with one group. */
export const VERSION = '[vV]?(\\d{1,4}(?:\\.\\d{1,5}){0,3}(?:\\.[xX*](?![A-Za-z]))?)(?![A-Za-z\\d%€$£:/°]|[.,:]\\d|-\\d{1,2}-|\\s?%|(?:st|nd|rd|th)\\b|\\s(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|times|people|users?|pages?|euros?|dollars|percent|[kmg]i?b)\\b)';
/**
 * How far ahead of a claim later versions are looked for: `Acme 2024` is no later version of the Acme that counts 1, 2, 3. As many keys has a
 * claim, one a version, so that a bucket holds one version and any member of it will do.
 */
export const MOST_AHEAD = 40;

export function versionFrom(written: string): NamedVersion {
  const plain = written.replace(/^v/iu, '').replace(/\.[xX*]$/u, '');
  return { written: plain, numbers: plain.split('.').map(Number) };
}

/** Whether `b` is newer than `a` as far as `a` says: nobody who writes `5` is wrong when 5.1 comes. */
export function isNewer(b: NamedVersion, a: NamedVersion): boolean {
  for (const [at, number] of a.numbers.entries()) {
    const other = b.numbers[at];
    // What the other does not say is not known to be newer.
    if (other === undefined) return false;
    if (other !== number) return other > number && other - number <= MOST_AHEAD;
  }
  return false;
}

/** Whether both name the same version as far as the coarser of them says. */
export function isSame(a: NamedVersion, b: NamedVersion): boolean {
  return a.numbers.every((number, at) => b.numbers[at] === undefined || b.numbers[at] === number);
}

/** Positive when `a` is the later; the longer of two that begin alike is. */
export function byVersion(a: NamedVersion, b: NamedVersion): number {
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    const difference = (a.numbers[at] ?? -1) - (b.numbers[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
