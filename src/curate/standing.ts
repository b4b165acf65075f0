import { excerpt, type DecisionEvent, type FindingDraft, type PersonVerdict, type PredecessorStanding, type Reason, type Status, type StatusVerdict } from '../core/index.js';

type StatusEvent = DecisionEvent<StatusVerdict>;

/** How a person's decision bears on a chunk as it is now. */
export type Standing =
  | { readonly kind: 'none' }
  | { readonly kind: 'stands'; readonly event: StatusEvent; readonly verdict: StatusVerdict; readonly via: 'own' | 'predecessor'; /** Earlier ones it stands together with. */ readonly others: readonly StatusEvent[] }
  /**
   * Its evidence has gone. Each `why` names a person, the day and what changed; it holds no age. The newest decision first, and
   * one for every other that ends here.
   */
  | { readonly kind: 'lapsed'; readonly event: StatusEvent; readonly others: readonly StatusEvent[]; readonly why: readonly string[] };

export interface StandingInput {
  /** The latest decision on the chunk itself. */
  readonly own: StatusEvent | null;
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
export const WHOLE = 0.999;
/** From half its text on, a decided predecessor is what the chunk *was*, and a reviewer would expect to hear that it changed. */
export const MOST = 0.5;

/**
 * The rules a decision rests on: every warning and error, and whatever the policy gave as a reason. An `info` finding that no
 * policy asks about is no fault and must not make a decision lapse; no more is one that counts beside others only, which have their own say. Sorted, each once.
 */
export function evidenceRules(findings: readonly FindingDraft[], reasons: readonly Reason[]): string[] {
  const faults = findings.filter(({ severity }) => severity !== 'info');
  const dependent = new Set(findings.flatMap(({ rule, beside }) => (beside === undefined ? [] : [rule])));
  return [...new Set([...faults, ...reasons].map(({ rule }) => rule))].filter((rule) => !rule.startsWith('decision/') && !dependent.has(rule)).sort();
}

/**
 * Whether a person's decision stands, has lapsed, or was never made.
 *
 * On the chunk itself: an approval stands while the text is the same and no rule has fired that the person did not see; a
 * rejection or a requeue while the text is the same. A predecessor with the same text passes its decision on as if it were
 * the chunk's own. A waiver is an approval while it lasts. Through a changed text, an approval carries when all of the chunk came from approved or accepted text, a
 * rejection when all of it came from one rejected chunk; a requeue never does. What does not carry but bore on most of the
 * chunk, or rejected any of it, or has its heir in the chunk, has lapsed.
 */
export function standing(input: StandingInput): Standing {
  if (input.own !== null) return standingOf(input.own, [], { sameText: input.own.evidence.textHash === input.textHash, via: 'own', firedRules: input.firedRules });
  const identical = input.predecessors.filter(({ share, textHash }) => share >= WHOLE && textHash === input.textHash);
  const event = latest(identical);
  if (event !== null) {
    const sameText = event.evidence.textHash === input.textHash || identical.some((predecessor) => predecessor.decision === event && stood(predecessor));
    const others = identical.find(({ decision }) => decision === event)?.others ?? [];
    return standingOf(event, others, { sameText, via: 'predecessor', firedRules: input.firedRules });
  }
  return throughChange(input);
}

function standingOf(
  event: StatusEvent, others: readonly StatusEvent[], { sameText, via, firedRules }: { sameText: boolean; via: 'own' | 'predecessor'; firedRules: readonly string[] },
): Standing {
  if (!sameText) return event.verdict === 'requeue' ? NONE : changed([event, ...others]);
  const unseen = releases(event) ? unseenRules([event, ...others], firedRules) : [];
  return unseen.length > 0 ? unseenFired([event, ...others], unseen) : { kind: 'stands', event, verdict: event.verdict, via, others };
}

/** What the newest and all others rested on is no longer the text. */
function changed([event, ...others]: readonly StatusEvent[]): Standing {
  return event === undefined ? NONE : { kind: 'lapsed', event, others, why: [event, ...others].map(whyChanged) };
}

function unseenFired([event, ...others]: readonly StatusEvent[], unseen: readonly string[]): Standing {
  return event === undefined ? NONE : { kind: 'lapsed', event, others, why: [event, ...others].map((each) => whyUnseen(each, unseen)) };
}

interface Decided extends Pick<PredecessorStanding, 'share' | 'heir' | 'others'> {
  readonly event: StatusEvent;
  readonly stands: boolean;
}

const STATUS_OF: Readonly<Record<StatusVerdict, Status>> = { approve: 'accepted', waive: 'accepted', reject: 'rejected', requeue: 'quarantined' };

const releases = ({ verdict }: StatusEvent): boolean => STATUS_OF[verdict] === 'accepted';

/** Whether a predecessor was last what its decision made of it: a decision that lapsed there does not come back to life here. */
function stood({ decision, status }: Pick<PredecessorStanding, 'decision' | 'status'>): boolean {
  return decision !== null && status === STATUS_OF[decision.verdict];
}

function throughChange({ predecessors, firedRules }: StandingInput): Standing {
  const decided = predecessors.flatMap(({ decision, share, heir, others, status }): Decided[] =>
    (decision === null || (share <= 0 && !heir) ? [] : [{ event: decision, share, heir, others, stands: stood({ decision, status }) }]));
  const approved = decided.filter(({ event }) => releases(event));
  const rejected = decided.filter(({ event }) => event.verdict === 'reject');
  const rejection = last(rejected.filter(({ share, stands }) => stands && share >= WHOLE));
  if (rejection !== null) return { kind: 'stands', event: rejection.event, verdict: 'reject', via: 'predecessor', others: rejection.others };
  const releasedShare = sum(approved) + sum(predecessors.filter(({ decision, status }) => decision === null && status === 'accepted'));
  if (approved.length > 0 && rejected.length === 0 && approved.every(({ stands }) => stands) && releasedShare >= WHOLE) {
    const events = newestFirst(approved);
    const unseen = unseenRules(approved.flatMap(({ event, others }) => [event, ...others]), firedRules);
    const [event, ...others] = events;
    return unseen.length > 0 || event === undefined ? unseenFired(events, unseen) : { kind: 'stands', event, verdict: 'approve', via: 'predecessor', others };
  }
  return changed(newestFirst([...rejected, ...approved.filter(({ share, heir }) => heir || share >= MOST)]));
}

/** Each event once: a decision may come through several predecessors. */
function newestFirst(decided: readonly Decided[]): StatusEvent[] {
  return [...new Map(decided.flatMap(({ event, others }) => [event, ...others]).map((event) => [event.seq, event])).values()].sort((a, b) => b.seq - a.seq);
}

const sum = (parts: readonly { share: number }[]): number => parts.reduce((total, { share }) => total + share, 0);

/** The one with the highest seq: the last word. */
export function last<Word extends { readonly event: DecisionEvent }>(decided: readonly Word[]): Word | null {
  return decided.reduce<Word | null>((best, word) => (best === null || word.event.seq > best.event.seq ? word : best), null);
}

function latest(predecessors: readonly PredecessorStanding[]): StatusEvent | null {
  return last(predecessors.flatMap(({ decision }) => (decision === null ? [] : [{ event: decision }])))?.event ?? null;
}

function unseenRules(events: readonly DecisionEvent[], firedRules: readonly string[]): string[] {
  const seen = new Set(events.flatMap(({ evidence }) => evidence.rules));
  return [...new Set(firedRules)].filter((rule) => !seen.has(rule)).sort();
}

const PAST: Readonly<Record<PersonVerdict, string>> = {
  approve: 'Approved', reject: 'Rejected', requeue: 'Requeued', waive: 'Waived', canonical: 'Pinned as canonical', unpin: 'Unpinned',
  'not-duplicate': 'Told apart from its copy', 'not-contradiction': 'Found without contradiction', withdraw: 'Taken back', edit: 'Edited', acknowledge: 'Acknowledged', snooze: 'Snoozed', assign: 'Assigned',
};

/** `Approved by ada on 2026-03-01`. */
export function inPast({ verdict, actor, at }: DecisionEvent): string {
  return `${PAST[verdict]} by ${excerpt(actor, 60)} on ${at.slice(0, 10)}`;
}

export const whyChanged = (event: DecisionEvent): string => `${inPast(event)}, but the text has changed since`;

function whyUnseen(event: DecisionEvent, unseen: readonly string[]): string {
  const named = unseen.slice(0, 5).join(', ');
  return `${inPast(event)}, but ${named}${unseen.length > 5 ? ` and ${unseen.length - 5} more rules` : ''} fired since`;
}
