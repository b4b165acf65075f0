import { excerpt, type FailureRecord, type NoticeKind, type WinnowError } from '../../core/index.js';
import type { GuardFinding } from '../../curate/index.js';
import type { TargetFailure } from '../run/targets-failed.js';

/** What a notice says, as far as it is the same for all that get it. */
export interface Words {
  readonly title: string;
  readonly lines: readonly string[];
  readonly next: string;
  readonly facts: Readonly<Record<string, string | number | null>>;
}

/** One of the things that a condition is about: equal keys are the same thing. */
export interface Subject {
  readonly key: string;
  readonly line: string;
}

/** Something that needs a person, or, without subjects, no longer does. */
export interface Condition {
  readonly kind: NoticeKind;
  readonly subjects: readonly Subject[];
  /** `fresh`: those that are news; none = it is told again. */
  words(fresh: readonly Subject[]): Words;
}

/** Why a generation is held back. */
export interface Held {
  readonly generation: number;
  readonly documents: number;
  readonly chunks: number;
  readonly findings: readonly GuardFinding[];
}

/** How a run ended. */
export interface Ending {
  readonly error: WinnowError | null;
  readonly held: Held | null;
  /** `null` = targets were not looked at. */
  readonly targetsFailed: readonly TargetFailure[] | null;
}

/** What is listed one by one; the rest is counted. */
const MAX_LISTED = 20;
const MAX_LINE_CHARS = 200;
const MAX_MESSAGE_CHARS = 400;

const line = (text: string): string => excerpt(text, MAX_LINE_CHARS);
const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

function listed(subjects: readonly Subject[]): string[] {
  const rest = subjects.length - MAX_LISTED;
  return [...subjects.slice(0, MAX_LISTED).map((subject) => subject.line), ...(rest > 0 ? [`… and ${rest} more`] : [])];
}

const none = (kind: NoticeKind): Condition => ({ kind, subjects: [], words: () => ({ title: '', lines: [], next: '', facts: {} }) });

/** Conditions that the end of a run tells of, those that are over among them. Of what it did not come to it tells nothing. */
export function endingConditions({ error, held, targetsFailed }: Ending): Condition[] {
  if (error === null) return [held === null ? none('held') : heldCondition(held), none('failed'), ...(targetsFailed === null ? [] : [targetCondition(targetsFailed)])];
  if (targetsFailed !== null) return [none('held'), none('failed'), targetCondition(targetsFailed)];
  if (error.exitCode === 4) return [failedCondition('held', 'The run published nothing', error), none('failed')];
  return [failedCondition('failed', 'The run failed', error)];
}

function heldCondition({ generation, documents, chunks, findings }: Held): Condition {
  const subjects = findings.map(({ rule, source, of, message }) => ({ key: JSON.stringify([rule, source, of]), line: line(`${rule}  ${message}`) }));
  return {
    kind: 'held', subjects,
    words: () => ({
      title: `generation ${generation} is held back by ${count(new Set(findings.map(({ rule }) => rule)).size, 'guard')}`,
      lines: [...listed(subjects), `It would have ${count(documents, 'document')} and ${count(chunks, 'chunk')}. The last good generation stays in place and exported.`],
      next: `Mend what is wrong and run again, or publish it as it is: winnow run --publish ${generation} --reason "…"`,
      facts: { generation, documents, chunks, findings: findings.length },
    }),
  };
}

/** A run that did not come to its end. `code`: what tells one fault from another. */
export function failedCondition(kind: 'held' | 'failed', what: string, { code, message, next }: { readonly code: string; readonly message: string; readonly next: string }): Condition {
  return {
    kind, subjects: [{ key: code, line: line(code) }],
    words: () => ({ title: `${what}: ${code}`, lines: [excerpt(message, MAX_MESSAGE_CHARS)], next: excerpt(next, MAX_MESSAGE_CHARS), facts: { code } }),
  };
}

function targetCondition(failures: readonly TargetFailure[]): Condition {
  const subjects = failures.map(({ target, error, acknowledged }) => ({ key: JSON.stringify([target, error.code, acknowledged]), line: excerpt(`${target}: ${error.code}: ${error.message}`, MAX_MESSAGE_CHARS) }));
  return {
    kind: 'export-failed', subjects,
    words: () => ({
      title: `${count(failures.length, 'target')} could not be brought in step`, lines: listed(subjects), next: excerpt(failures[0]?.error.next ?? '', MAX_MESSAGE_CHARS),
      facts: { targets: failures.length, code: failures[0]?.error.code ?? null },
    }),
  };
}

/** Items that cannot be read or parsed. One that fails otherwise than before is news. */
export function failureCondition(failures: readonly Pick<FailureRecord, 'source' | 'path' | 'record' | 'code'>[]): Condition {
  const subjects = failures.map(({ source, path, record, code }) => ({
    key: JSON.stringify([source, path, record, code]), line: line(`${source}:${path}${record === null ? '' : `#${record}`}  ${code}`),
  }));
  return {
    kind: 'failures', subjects,
    words: (fresh) => ({
      title: fresh.length === 0 ? `${count(subjects.length, 'item')} could not be read` : `${count(fresh.length, 'item')} newly failed to be read${fresh.length < subjects.length ? `, ${subjects.length} in all` : ''}`,
      lines: listed(fresh.length === 0 ? subjects : fresh), next: 'See them with `winnow list failures`; what is mended is read again by the next run.',
      facts: { failures: subjects.length, fresh: fresh.length },
    }),
  };
}

/** What waits for review, without what somebody put aside. */
export interface Queue {
  readonly waiting: number;
  /** Since when the first of it waits (ISO 8601); `null` = nothing does. */
  readonly since: string | null;
}

const DAY_MS = 86_400_000;

export function reviewCondition({ waiting, since }: Queue, limits: { readonly waiting?: number | undefined; readonly waitingDays?: number | undefined }, now: number): Condition {
  const isLong = limits.waiting !== undefined && waiting > limits.waiting;
  const isOld = limits.waitingDays !== undefined && since !== null && now - Date.parse(since) > limits.waitingDays * DAY_MS;
  const subjects = [...(isLong ? [{ key: 'waiting', line: `more than ${limits.waiting} wait` }] : []), ...(isOld ? [{ key: 'waitingDays', line: `one waits for longer than ${limits.waitingDays} days` }] : [])];
  return {
    kind: 'review', subjects,
    words: () => ({
      title: `${count(waiting, 'chunk waits', 'chunks wait')} for review`, lines: since === null ? [] : [`The first of them since ${since.slice(0, 10)}.`],
      next: 'Review them with `winnow serve` or `winnow review`.', facts: { waiting, since },
    }),
  };
}
