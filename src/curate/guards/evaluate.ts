import { groupBy, type Readings, type RuleId, type SourceReading, type Turnover } from '../../core/index.js';
import { changeOf, MEASURES, scoreMeasure, type Measure } from './measures.js';
import { robustZ } from './robust-z.js';
import { guardsOf, type ChangeGuard, type GuardSettings, type ShareGuard, type SourceGuards } from './settings.js';

/** Why a generation is held back: what was seen, and what of the last runs it was held against. */
export interface GuardFinding {
  readonly rule: RuleId;
  /** `null` = the corpus as a whole, or a canary. */
  readonly source: string | null;
  /** File ending, media type, dimension or document that it is about; `null` = all of the source. */
  readonly of: string | null;
  readonly message: string;
  readonly seen: number | string;
  /** After the last run; `null` = there was nothing. */
  readonly before: number | null;
  /** After the runs before, the newest first, as far as they are compared with. */
  readonly past: readonly number[];
  /** Robust z-score of the change among past changes; `null` where it is not what is looked at, or there are too few. */
  readonly z: number | null;
}

export interface GuardInput {
  readonly settings: GuardSettings;
  /** What the run would publish. */
  readonly seen: Readings;
  /** The current generation; `null` = nothing is published yet. */
  readonly before: Readings | null;
  /** After past runs, the newest first. */
  readonly past: readonly Readings[];
  readonly turnover: Turnover;
}

const NOTHING: SourceReading = Object.freeze({ documents: 0, chunks: 0, accepted: 0, characters: 0, formats: {}, scores: {}, items: {} });
/** Values of past runs that are shown. */
const SHOWN = 10;

/** What holds a generation back, in the order of sources. Nothing where everything is as ever. */
export function guardFindings(input: GuardInput): GuardFinding[] {
  const names = [...new Set([...Object.keys(input.seen.sources), ...Object.keys(input.before?.sources ?? {})])].sort();
  return names.flatMap((source) => sourceFindings(source, input));
}

function sourceFindings(source: string, input: GuardInput): GuardFinding[] {
  const guards = guardsOf(input.settings, source);
  const seen = input.seen.sources[source] ?? NOTHING;
  const before = input.before?.sources[source] ?? null;
  const had = before?.documents ?? 0;
  // One that is gone as a whole has fallen in everything: that is said once.
  if (seen.documents === 0 && had > 0) return vanished(source, had, guards.sourceVanished);
  const past = input.past.flatMap(({ sources }) => (sources[source] === undefined ? [] : [sources[source]]));
  return [
    ...shareFindings('failures', guards.failures, { source, seen: failedShares(seen), before: failedShares(past[0] ?? NOTHING) }),
    ...shareFindings('empty', guards.empty, { source, seen: emptyShares(seen), before: emptyShares(before ?? NOTHING) }),
    ...(before === null ? [] : measured(source, { seen, before, past }, guards)),
    ...replaced(source, had, { count: input.turnover.replaced[source] ?? 0, guard: guards.replaced }),
    ...reparsed(source, { before, turnover: input.turnover, guard: guards.parserChanged }),
  ];
}

function vanished(source: string, had: number, guard: SourceGuards['sourceVanished']): GuardFinding[] {
  if (guard === false || had < guard.minCount) return [];
  return [{
    rule: 'guard/source-vanished', source, of: null, seen: 0, before: had, past: [], z: null,
    message: `Unexpected loss of all ${had} documents of \`${source}\`, expected some to be left`,
  }];
}

interface Share { readonly part: number; readonly whole: number }
type Shares = ReadonlyMap<string, Share>;

const failedShares = ({ items }: SourceReading): Shares => new Map(Object.entries(items).map(([ending, { items: whole, failed }]) => [ending, { part: failed, whole }]));
const emptyShares = ({ formats }: SourceReading): Shares => new Map(Object.entries(formats).map(([type, { documents, empty }]) => [type, { part: empty, whole: documents }]));

const SHARE_RULES = {
  failures: { rule: 'guard/failures', what: (of: string, source: string) => `${of === '' ? 'items' : `\`.${of}\` items`} of \`${source}\` that failed` },
  empty: { rule: 'guard/empty', what: (of: string, source: string) => `documents of type \`${of}\` of \`${source}\` without text` },
} as const;

/** Large shares, and such as grew much since the last run: by file ending or format, since a hundred broken PDFs are few among ten thousand pages. */
function shareFindings(kind: keyof typeof SHARE_RULES, guard: ShareGuard | false, { source, seen, before }: { source: string; seen: Shares; before: Shares }): GuardFinding[] {
  if (guard === false) return [];
  return [...seen].flatMap(([of, { part, whole }]) => {
    if (part < guard.minCount) return [];
    const share = part / whole;
    const last = before.get(of);
    const was = last === undefined ? null : last.part / last.whole;
    const rise = was === null ? null : share - was;
    // What was as large before has been let pass: it is no news.
    const large = share > guard.maxShare && (rise === null || rise > 0);
    const grown = rise !== null && rise > guard.maxRise;
    if (!large && !grown) return [];
    const { rule, what } = SHARE_RULES[kind];
    const expected = large ? `at most ${percent(guard.maxShare)}` : `at most ${percent(guard.maxRise)} more than the ${percent(was ?? 0)} of the last run`;
    return [{ rule, source, of, seen: share, before: was, past: [], z: null, message: `Unexpected ${percent(share)} of ${what(of, source)} (${part} of ${whole}), expected ${expected}` }];
  });
}

interface States { readonly seen: SourceReading; readonly before: SourceReading; readonly past: readonly SourceReading[] }

function measured(source: string, states: States, guards: SourceGuards): GuardFinding[] {
  const scores = [...new Set([...Object.keys(states.seen.scores), ...Object.keys(states.before.scores)])].sort().map(scoreMeasure);
  return [...MEASURES, ...scores].flatMap((measure) => {
    const guard = guards[measure.name];
    return guard === false ? [] : changeFindings(source, measure, { states, guard });
  });
}

function changeFindings(source: string, measure: Measure, { states: { seen, before, past }, guard }: { states: States; guard: ChangeGuard }): GuardFinding[] {
  const [value, was] = [measure.value(seen), measure.value(before)];
  const change = changeOf(measure.unit, was, value);
  if (value === null || was === null || change === null || Math.max(measure.count(seen), measure.count(before)) < guard.minCount) return [];
  const values = past.map((reading) => measure.value(reading));
  const changes = values.slice(1).flatMap((from, index) => changeOf(measure.unit, from, values[index] ?? null) ?? []);
  const z = robustZ(change, changes);
  const [least, most] = change < 0 ? [guard.minDrop, guard.maxDrop] : [guard.minJump, guard.maxJump];
  const size = Math.abs(change);
  const unusual = z === null ? size > most : Math.abs(z) > guard.z;
  if (size <= least || !unusual) return [];
  const shown = (number: number): string => (measure.unit === 'points' ? number.toFixed(3) : String(Math.round(number)));
  const by = measure.unit === 'points' ? `${(change * 100).toFixed(1)} points` : `${change < 0 ? '' : '+'}${Math.round(change * 100)}%`;
  const expected = z === null ? `a change of at most ${measure.unit === 'points' ? `${most * 100} points` : percent(most)}` : `one as in the last ${changes.length} runs (robust z ${z.toFixed(1)}, at most ${guard.z})`;
  return [{
    rule: measure.rule, source, of: measure.name === 'score' ? measure.words.replace('mean score of ', '') : null, seen: value, before: was, past: values.flatMap((number) => number ?? []).slice(0, SHOWN), z,
    message: `Unexpected ${change < 0 ? 'drop' : 'rise'} of the ${measure.words} of \`${source}\` from ${shown(was)} to ${shown(value)} (${by}), expected ${expected}`,
  }];
}

function replaced(source: string, had: number, { count, guard }: { count: number; guard: SourceGuards['replaced'] }): GuardFinding[] {
  if (guard === false || count < guard.minCount || count <= guard.maxShare * had) return [];
  return [{
    rule: 'guard/replaced', source, of: null, seen: count / had, before: null, past: [], z: null,
    message: `Unexpected ${percent(count / had)} of the documents of \`${source}\` removed or replaced at once (${count} of ${had}), expected at most ${percent(guard.maxShare)}`,
  }];
}

function reparsed(source: string, { before, turnover, guard }: { before: SourceReading | null; turnover: Turnover; guard: SourceGuards['parserChanged'] }): GuardFinding[] {
  if (guard === false || before === null) return [];
  const byFormat = groupBy(turnover.reparsed.filter((entry) => entry.source === source), ({ mediaType }) => mediaType);
  return [...byFormat].flatMap(([mediaType, entries]) => {
    const count = entries.reduce((sum, { documents }) => sum + documents, 0);
    const whole = before.formats[mediaType]?.documents ?? count;
    if (count < guard.minCount || count <= guard.maxShare * whole) return [];
    const [first] = entries;
    return [{
      rule: 'guard/parser-changed' as const, source, of: mediaType, seen: count / whole, before: null, past: [], z: null,
      message: `Unexpected other text in ${percent(count / whole)} of the documents of type \`${mediaType}\` of \`${source}\` (${count} of ${whole}) whose bytes are the same, read by \`${named(first?.to)}\` instead of \`${named(first?.from)}\`, expected at most ${percent(guard.maxShare)}`,
    }];
  });
}

/** A parser's id and version, without its options. */
const named = (key = ''): string => key.split(' ')[0] ?? '';

const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;
