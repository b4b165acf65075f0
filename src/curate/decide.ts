import { excerpt, hasEnded, type DecisionEvent, type PredecessorStanding, type Reason, type Status, type StatusVerdict, type Verdict } from '../core/index.js';
import { nextChangeAt, type Crossing } from './next-change.js';
import type { Policy, PolicyFacts, PolicyOutcome } from './policy/index.js';
import { evidenceRules, inPast, standing } from './standing.js';

export interface DecideInput {
  readonly policy: Policy;
  /** The facts at a time (ms since the epoch); pure, and equal but for what age changes. */
  readonly factsAt: (now: number) => PolicyFacts;
  readonly crossing: Crossing;
  /** See `NextChangeInput`. */
  readonly findingsChangeAt?: readonly number[];
  readonly now: number;
  readonly textHash: string;
  /** The latest person's decision on the release of the chunk itself. */
  readonly decision: DecisionEvent<StatusVerdict> | null;
  readonly predecessors: readonly PredecessorStanding[];
}

export interface ChunkDecision extends Pick<Verdict, 'status' | 'by' | 'reasons' | 'nextChangeAt'> {
  /** Person's decision in force, by its seq; `null` = the policy's word, or a decision that has lapsed. */
  readonly decisionSeq: number | null;
  /** As in `DecidedChunk`. */
  readonly decisions?: readonly number[];
}

/** Rules of the reasons that a person's decision gives. Each has its page under docs/rules/decision. */
export const DECISION_RULES = ['decision/rejected', 'decision/requeued', 'decision/lapsed'] as const;

/**
 * Decides one chunk: the policy's outcome, unless a person's decision stands; and when that next changes by itself.
 * A lapsed decision keeps the chunk at least quarantined and says why, until a person decides again.
 */
export function decideChunk(input: DecideInput): ChunkDecision {
  const decideAt = (now: number): Omit<ChunkDecision, 'nextChangeAt'> => withPerson(input, input.factsAt(now), now);
  const present = decideAt(input.now);
  return {
    ...present,
    nextChangeAt: nextChangeAt({
      thresholds: input.policy.thresholds, crossing: input.crossing, now: input.now,
      outcomeAt: (now) => (now === input.now ? present : decideAt(now)),
      ...(input.findingsChangeAt === undefined ? {} : { findingsChangeAt: input.findingsChangeAt }),
    }),
  };
}

function withPerson({ policy, decision, predecessors, textHash }: DecideInput, facts: PolicyFacts, now: number): Omit<ChunkDecision, 'nextChangeAt'> {
  const outcome = policy.evaluate(facts);
  const stands = standing({ own: decision === null || hasEnded(decision, now) ? null : decision, predecessors: inForceAt(predecessors, now), textHash, firedRules: evidenceRules(facts.findings, outcome.reasons) });
  if (stands.kind === 'none') return { ...outcome, by: policy.key, decisionSeq: null };
  const { event, others } = stands;
  const decisions = [event, ...others].map(({ seq }) => seq);
  if (stands.kind === 'lapsed') return { ...lapsed(outcome, stands.why), by: policy.key, decisionSeq: null, decisions };
  const { verdict } = stands;
  const person = { by: `person:${event.actor}`, decisionSeq: event.seq, ...(others.length === 0 ? {} : { decisions }) };
  switch (verdict) {
    case 'approve':
    case 'waive': return { status: 'accepted', reasons: [], ...person };
    case 'reject': return { status: 'rejected', reasons: [reasonOf(event, 'decision/rejected')], ...person };
    case 'requeue': return { status: 'quarantined', reasons: [reasonOf(event, 'decision/requeued'), ...outcome.reasons], ...person };
  }
}

/** What is for a time and has ended is as if it had never been said. */
function inForceAt(predecessors: readonly PredecessorStanding[], now: number): readonly PredecessorStanding[] {
  const ended = (event: DecisionEvent<StatusVerdict> | null): boolean => event !== null && hasEnded(event, now);
  return predecessors.some(({ decision, others }) => ended(decision) || others.some(ended))
    ? predecessors.map((before) => ({ ...before, decision: ended(before.decision) ? null : before.decision, others: before.others.filter((event) => !ended(event)) }))
    : predecessors;
}

function lapsed({ status, reasons }: PolicyOutcome, why: readonly string[]): { status: Status; reasons: Reason[] } {
  const lapses = why.map((message): Reason => ({ rule: 'decision/lapsed', severity: 'warning', message }));
  return { status: status === 'accepted' ? 'quarantined' : status, reasons: [...lapses, ...reasons] };
}

/** The person's own words, made printable; who and when where there are none. */
function reasonOf(event: DecisionEvent, rule: (typeof DECISION_RULES)[number]): Reason {
  const words = excerpt(event.reason, 500);
  return { rule, severity: 'warning', message: words === '' ? inPast(event) : words };
}
