import { excerpt, type DecisionEvent, type FindingDraft, type PersonVerdict, type PredecessorStanding, type Reason, type Status } from '../core/index.js';

/** How a person's decision bears on a chunk as it is now. */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'stands'; readonly event: DecisionEvent; readonly verdict: PersonVerdict; readonly via: 'own' | 'predecessor' }
  /** Its evidence has gone. `why` names the person, the day and what changed; it holds no age. */
  | { readonly kind: 'lapsed'; readonly event: DecisionEvent; readonly why: string };

export interface StandingInput {
  /** The latest decision on the chunk itself. */
  readonly own: DecisionEvent | null;
  /**
   * What the chunk came from; looked at only without a decision of its own. A sentence that several predecessors held must
   * count for one of them, so that the shares of a chunk add up to 1 at most.
   */
  readonly predecessors: readonly PredecessorStanding[];
  readonly textHash: string;
  /** Rules that make up the evidence now: see `evidenceRules`. */
  readonly firedRules: readonly string[];
}

const NONE: Standing = Object.freeze({ kind: 'none' });
/** Shares are quotients of sentence counts: the sum of thirds must count as whole. */
const WHOLE = 0.999;
/** From half its text on, a decided predecessor is what the chunk *was*, and a reviewer would expect to hear that it changed. */
const MOST = 0.5;

/**
 * The rules a decision rests on: every warning and error, and whatever the policy gave as a reason. An `info` finding that no
 * policy asks about is no fault and must not make a decision lapse. Sorted, each once.
 */
export function evidenceRules(findings: readonly FindingDraft[], reasons: readonly Reason[]): string[] {
  const faults = findings.filter(({ severity }) => severity !== 'info');
  return [...new Set([...faults, ...reasons].map(({ rule }) => rule))].filter((rule) => !rule.startsWith('decision/')).sort();
}

/**
 * Whether a person's decision stands, has lapsed, or was never made.
 *
 * On the chunk itself: an approval stands while the text is the same and no rule has fired that the person did not see; a
 * rejection or a requeue while the text is the same. A predecessor with the same text passes its decision on as if it were
 * the chunk's own. Through a changed text, an approval carries when all of the chunk came from approved or accepted text, a
 * rejection when all of it came from one rejected chunk; a requeue never does. What does not carry but bore on most of the
 * chunk, or rejected any of it, has lapsed.
 */
export function standing(input: StandingInput): Standing {
  if (input.own !== null) return standingOf(input.own, input.own.evidence.textHash === input.textHash, 'own', input.firedRules);
  const identical = input.predecessors.filter(({ share, textHash }) => share >= WHOLE && textHash === input.textHash);
  const event = latest(identical);
  if (event !== null) {
    const sameText = event.evidence.textHash === input.textHash || identical.some((predecessor) => predecessor.decision === event && stood(predecessor));
    return standingOf(event, sameText, 'predecessor', input.firedRules);
  }
  return throughChange(input);
}

function standingOf(event: DecisionEvent, sameText: boolean, via: 'own' | 'predecessor', firedRules: readonly string[]): Standing {
  if (!sameText) return event.verdict === 'requeue' ? NONE : { kind: 'lapsed', event, why: whyChanged(event) };
  if (event.verdict === 'approve') {
    const unseen = unseenRules([event], firedRules);
    if (unseen.length > 0) return { kind: 'lapsed', event, why: whyUnseen(event, unseen) };
  }
  return { kind: 'stands', event, verdict: event.verdict, via };
}

interface Decided {
  readonly event: DecisionEvent;
  readonly share: number;
  readonly stands: boolean;
}

const STATUS_OF: Readonly<Record<PersonVerdict, Status>> = { approve: 'accepted', reject: 'rejected', requeue: 'quarantined' };

/** Whether a predecessor was last what its decision made of it: a decision that lapsed there does not come back to life here. */
function stood({ decision, status }: Pick<PredecessorStanding, 'decision' | 'status'>): boolean {
  return decision !== null && status === STATUS_OF[decision.verdict];
}

function throughChange({ predecessors, firedRules }: StandingInput): Standing {
  const decided = predecessors.flatMap(({ decision, share, status }): Decided[] =>
    (decision === null || share <= 0 ? [] : [{ event: decision, share, stands: stood({ decision, status }) }]));
  const approved = decided.filter(({ event }) => event.verdict === 'approve');
  const rejected = decided.filter(({ event }) => event.verdict === 'reject');
  const rejection = last(rejected.filter(({ share, stands }) => stands && share >= WHOLE));
  if (rejection !== null) return { kind: 'stands', event: rejection, verdict: 'reject', via: 'predecessor' };
  const approval = last(approved);
  const releasedShare = sum(approved) + sum(predecessors.filter(({ decision, status }) => decision === null && status === 'accepted'));
  if (approval !== null && rejected.length === 0 && approved.every(({ stands }) => stands) && releasedShare >= WHOLE) {
    const unseen = unseenRules(approved.map(({ event }) => event), firedRules);
    if (unseen.length === 0) return { kind: 'stands', event: approval, verdict: 'approve', via: 'predecessor' };
    return { kind: 'lapsed', event: approval, why: whyUnseen(approval, unseen) };
  }
  const bearing = last([...rejected, ...approved.filter(({ share }) => share >= MOST)]);
  return bearing === null ? NONE : { kind: 'lapsed', event: bearing, why: whyChanged(bearing) };
}

const sum = (parts: readonly { share: number }[]): number => parts.reduce((total, { share }) => total + share, 0);

/** The event with the highest seq: the last word. */
function last(decided: readonly Pick<Decided, 'event'>[]): DecisionEvent | null {
  return decided.reduce<DecisionEvent | null>((best, { event }) => (best === null || event.seq > best.seq ? event : best), null);
}

function latest(predecessors: readonly PredecessorStanding[]): DecisionEvent | null {
  return last(predecessors.flatMap(({ decision }) => (decision === null ? [] : [{ event: decision }])));
}

function unseenRules(events: readonly DecisionEvent[], firedRules: readonly string[]): string[] {
  const seen = new Set(events.flatMap(({ evidence }) => evidence.rules));
  return [...new Set(firedRules)].filter((rule) => !seen.has(rule)).sort();
}

const PAST: Readonly<Record<PersonVerdict, string>> = { approve: 'Approved', reject: 'Rejected', requeue: 'Requeued' };

/** `Approved by ada on 2026-03-01`. */
export function inPast({ verdict, actor, at }: DecisionEvent): string {
  return `${PAST[verdict]} by ${excerpt(actor, 60)} on ${at.slice(0, 10)}`;
}

const whyChanged = (event: DecisionEvent): string => `${inPast(event)}, but the text has changed since`;

function whyUnseen(event: DecisionEvent, unseen: readonly string[]): string {
  const named = unseen.slice(0, 5).join(', ');
  return `${inPast(event)}, but ${named}${unseen.length > 5 ? ` and ${unseen.length - 5} more rules` : ''} fired since`;
}
