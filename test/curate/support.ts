import type { DecisionEvent, FindingDraft, PersonVerdict, PredecessorStanding, RuleId, Severity } from '../../src/core/index.js';
import { GENESIS, linkEvent } from '../../src/core/index.js';
import type { KnownBlocks, PolicyFacts } from '../../src/curate/index.js';

/** Every built-in block configured. */
export const ALL_BLOCKS: KnownBlocks = {
  dimensions: ['structure', 'freshness', 'safety', 'duplication', 'contradiction'],
  rules: [
    'structure/glyph-rubbish',
    'structure/too-short', 'structure/placeholder', 'structure/garbled', 'freshness/stale', 'freshness/expired', 'freshness/undated',
    'freshness/superseded', 'freshness/superseded-unique', 'freshness/sole-source', 'freshness/outdated-version', 'freshness/deprecated', 'freshness/conflicting-dates', 'freshness/future-date', 'duplication/exact', 'duplication/near',
    'duplication/contained', 'contradiction/likely', 'contradiction/possible', 'safety/invisible-text',
  ],
};

/** A sound chunk. */
export function factsOf(changes: Partial<PolicyFacts> = {}): PolicyFacts {
  return {
    scores: { structure: 0.9, freshness: 0.8, safety: 1, duplication: 1, contradiction: null }, ageDays: 100, expired: false, findings: [], canonical: true,
    source: 'handbook', path: 'people/leave.md', type: 'policy', language: 'en', mediaType: 'text/markdown', owner: 'people-ops', access: null,
    authority: 0.5, tokens: 120, metadata: {}, ...changes,
  };
}

export function findingOf(rule: RuleId, severity: Severity = 'warning', more: Partial<FindingDraft> = {}): FindingDraft {
  return { rule, severity, message: `Unexpected ${rule}, expected none`, ...more };
}

export function eventOf<Said extends PersonVerdict = 'approve'>(
  changes: Partial<Omit<DecisionEvent, 'evidence' | 'hash' | 'previousHash' | 'verdict'>> & { verdict?: Said; textHash?: string; rules?: readonly string[] } = {},
): DecisionEvent<Said> {
  const { seq = 1, at = '2026-03-01T09:00:00.000Z', actor = 'ada', verdict = 'approve', reason = 'still true', subjectId = 'chunk-1', textHash = 'T', rules = [] } = changes;
  return linkEvent({ seq: seq - 1, hash: GENESIS.hash }, {
    at, actor, verdict, reason, subjectKind: 'chunk', subjectId, evidence: { contentHash: textHash, textHash, rules },
  }) as DecisionEvent<Said>;
}

export function predecessorOf(changes: Partial<PredecessorStanding> = {}): PredecessorStanding {
  const status = { approve: 'accepted', waive: 'accepted', reject: 'rejected', requeue: 'quarantined' } as const;
  return { chunkId: 'before', share: 1, heir: false, textHash: 'T', decision: null, others: [], pin: null, status: status[changes.decision?.verdict ?? 'approve'], ...changes };
}
