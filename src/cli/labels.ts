import { excerpt } from '../core/index.js';
import type { DecisionLine, EdgeLine } from '../engine/views/index.js';

interface Item { readonly source: string; readonly path: string; readonly record: string | null }

/** `source:path#record`, safe to print. */
export function itemLabel({ source, path, record }: Item): string {
  return excerpt(`${source}:${path}${record === null ? '' : `#${record}`}`, 300);
}

/** As `itemLabel`; a failure without a path is one of its source as a whole. */
export function failureLabel(failure: Item): string {
  return failure.path === '' ? `source ${excerpt(failure.source)}` : itemLabel(failure);
}

/** Enough of an id to find it again with `winnow explain`. */
export const shortId = (id: string): string => id.slice(0, 13);

/** What tells two texts apart, both named: `number "30 days" in a.md, "90 days" in b.md`. Sides are [path, the words that differ]. */
export function differsText(cue: string | null, sides: readonly [readonly [string | null, string], readonly [string | null, string]]): string {
  const [one, other] = sides.map(([path, words]) => `${words === '' ? 'nothing' : `"${excerpt(words, 60)}"`} in ${excerpt(path ?? '(gone)', 100)}`);
  return `${cue === null ? '' : `${cue} `}${one ?? ''}, ${other ?? ''}`;
}

const SAID: Readonly<Record<NonNullable<EdgeLine['judged']>['verdict'], string>> = {
  contradiction: 'judged a contradiction', 'different-scope': 'judged to differ by scope', 'no-contradiction': 'judged no contradiction', unsettled: 'not settled: judged otherwise the other way round',
};

/** `waive until 2027-03-01, then ada's`, `snooze until 2027-03-01`, `assign to nobody`; of the others just the verdict. */
export function verdictText({ verdict, until, assignee }: Pick<DecisionLine, 'verdict' | 'until' | 'assignee'>): string {
  const name = assignee === undefined ? null : excerpt(assignee, 60);
  const whose = name === null ? '' : verdict === 'waive' ? `, then ${name}'s` : ` to ${name === '' ? 'nobody' : name}`;
  return `${verdict}${until === undefined ? '' : ` until ${until.slice(0, 10)}`}${whose}`;
}

const PERSON_SAID: Readonly<Record<NonNullable<EdgeLine['person']>['verdict'], string>> = { 'not-duplicate': 'no copies of each other', 'not-contradiction': 'no contradiction' };

/** `no contradiction, says ada on 2026-11-27 (decision 12)` */
export const personText = ({ verdict, actor, at, seq }: NonNullable<EdgeLine['person']>): string => `${PERSON_SAID[verdict]}, says ${excerpt(actor, 60)} on ${at.slice(0, 10)} (decision ${seq})`;

/** `judged a contradiction by openai:gpt-4.1-mini: "30 and 60 days"`; the words are the judge's own. */
export function judgedText({ by, verdict, because }: NonNullable<EdgeLine['judged']>): string {
  return `${SAID[verdict]} by ${excerpt(by, 80)}${because === null || verdict === 'unsettled' ? '' : `: "${excerpt(because, 200)}"`}`;
}
