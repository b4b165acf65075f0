import type { JSX } from 'preact';
import type { DecisionLine } from '../../engine/review/types.js';
import { localDay } from '../state/attention.js';
import { T } from '../text/shown.js';

type Said = Pick<DecisionLine, 'verdict' | 'until' | 'assignee'>;

/** What was decided, until when, and whose it is by it: `waive until 2027-03-01, then grace’s`. `name`: another word for the verdict. */
export function VerdictText({ said: { verdict, until, assignee }, name = verdict }: { readonly said: Said; readonly name?: string }): JSX.Element {
  return <><strong>{name}</strong>{until === undefined ? null : <span class="muted"> until {localDay(until)}</span>}{assignee === undefined ? null : <span class="muted"><Whose verdict={verdict} assignee={assignee} /></span>}</>;
}

function Whose({ verdict, assignee }: { readonly verdict: Said['verdict']; readonly assignee: string }): JSX.Element {
  if (verdict === 'waive') return <>, then <T text={assignee} max={40} />’s</>;
  return <> to {assignee === '' ? 'nobody' : <T text={assignee} max={40} />}</>;
}
