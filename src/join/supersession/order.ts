import { excerpt, type Cue } from '../../core/index.js';
import { daysApart, type Period } from '../../core/calendar.js';
import type { TextOrder } from './evidence.js';
import type { SupersessionOptions } from './options.js';
import type { Prepared } from './prepared.js';

/** Which of two documents is newer, and what tells so. */
export interface Order {
  readonly newer: 'a' | 'b';
  /** `the date in its name`: for the method. */
  readonly by: string;
  /** With what was seen: for people. */
  readonly because: string;
  readonly cue: Cue | null;
  /** [of the newer, of the older] */
  readonly differs: readonly [string, string] | null;
}

/** By the dates in the names, their revisions, a name that sets one aside, the dates of those whose names have none, at last by what near copies say themselves. */
export function orderOf(a: Prepared, b: Prepared, options: SupersessionOptions, textOrder: () => TextOrder | null): Order | null {
  return byName(a, b) ?? byDate(a, b, options) ?? fromText(textOrder());
}

/** For documents that no name binds: their dates and what they say must agree. */
export function orderOfCopies(a: Prepared, b: Prepared, options: SupersessionOptions, text: TextOrder): Order | null {
  const [dated, told] = [byDate(a, b, options), fromText(text)];
  return dated !== null && told !== null && dated.newer !== told.newer ? null : dated ?? told;
}

function byName(a: Prepared, b: Prepared): Order | null {
  const [one, two] = [a.edition, b.edition];
  if (one.period !== null && two.period !== null && daysApart(one.period, two.period) > 0) return later(one.period, two.period, 'the date in its name');
  return byNumber(one.revision, two.revision, 'its revision') ?? byNumber(one.final, two.final, 'the number of its final version')
    ?? (one.setAside === two.setAside ? null : ordered(two.setAside, 'its name', { cue: 'status', seen: [a.path, b.path] }));
}

function byNumber(one: number | null, two: number | null, by: string): Order | null {
  return one === null || two === null || one === two ? null : ordered(one > two, by, { cue: 'version', seen: [String(one), String(two)] });
}

function byDate(a: Prepared, b: Prepared, options: SupersessionOptions): Order | null {
  const [first, second] = [a.edition.period ?? a.period, b.edition.period ?? b.period];
  if (first === null || second === null || daysApart(first, second) < options.minDaysApart) return null;
  return later(first, second, 'its date');
}

function fromText(text: TextOrder | null): Order | null {
  return text === null || text.newer === null ? null : { newer: text.newer, by: 'what it says', because: text.because, cue: null, differs: null };
}

function later(first: Period, second: Period, by: string): Order {
  return ordered(first.first > second.last, by, { cue: 'date', seen: [first.value, second.value] });
}

function ordered(aIsNewer: boolean, by: string, { cue, seen }: { cue: Cue; seen: readonly [string, string] }): Order {
  const [x, y] = [excerpt(seen[0], 80), excerpt(seen[1], 80)];
  const differs = aIsNewer ? [x, y] as const : [y, x] as const;
  return { newer: aIsNewer ? 'a' : 'b', by, because: cue === 'status' ? by : `${by} (\`${differs[0]}\` after \`${differs[1]}\`)`, cue, differs };
}
