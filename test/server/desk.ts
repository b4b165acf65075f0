import type { ActResult, Overview, PolicyPreview, PolicyView, QueueGroup, QueueItem, ReviewDesk, ReviewItem, SeenEvidence } from '../../src/engine/review/types.js';
import type { ChunkStory } from '../../src/engine/explain.js';
import type { DecisionLine } from '../../src/engine/views/index.js';

export const EVIDENCE: SeenEvidence = { contentHash: 'a'.repeat(64), rules: ['freshness/stale'], decision: 0 };
export const CHOICE = { id: '0b5f3a52-0000-8000-8000-000000000001', evidence: EVIDENCE };
export const APPROVE = { verdict: 'approve', items: [CHOICE], reason: 'checked with the owner' };

export const ITEM: QueueItem = {
  id: CHOICE.id, documentId: 'd1', source: 'handbook', path: 'leave.md', record: null, title: '<script>alert(1)</script>', headingPath: ['Leave'], excerpt: 'Thirty days …', tokens: 12, status: 'quarantined',
  reasons: [{ rule: 'freshness/stale', severity: 'warning', message: 'Dated 2019' }], owner: 'people', scores: { freshness: 0.1, contradiction: null }, heldSince: '2026-11-01T00:00:00.000Z', damage: 1.5, assignee: null, snoozedUntil: null, acknowledged: false, evidence: EVIDENCE,
};
export const GROUP: QueueGroup = { key: 'rule.freshness~stale', kind: 'rule', title: 'stale', rule: 'freshness/stale', damage: 1.5, count: 1, sources: ['handbook'], heldSince: ITEM.heldSince, lead: ITEM };
export const OVERVIEW: Overview = {
  pipeline: 'nightly', generation: { number: 3, publishedAt: '2026-11-01T00:00:00.000Z', madeBy: 'run', pinned: false }, documents: { total: 1, accepted: 0, partial: 0, quarantined: 1, rejected: 0, failed: 0 },
  chunks: { total: 1, accepted: 0, quarantined: 1, rejected: 0 }, sources: [], rules: [], trend: [], ages: [], lastRun: null, waiting: [], audit: null, failures: 0, behind: [],
};
export const RESULT: ActResult = { generation: 4, act: { first: 1, last: 1 }, decided: [{ id: CHOICE.id, path: 'leave.md', from: 'quarantined', to: 'accepted' }], others: [], behind: [] };

const itemAnswer: ReviewItem = { item: ITEM, group: GROUP.key, story: { chunk: {} } as unknown as ChunkStory, around: { text: 'x', offset: 0, chunk: { start: 0, end: 1 }, documentLength: 1 }, counterparts: [] };

export const POLICY: PolicyView = { key: 'policy@0123456789ab', reject: [], quarantine: ['freshness.score < 0.25'], file: '/corpus/nightly.yaml', thresholds: [{ list: 'quarantine', index: 0, at: 18, length: 4, value: 0.25 }] };
const PREVIEW: PolicyPreview = {
  generation: 3, key: 'policy@ba9876543210', looked: 1, chunks: 1, now: { accepted: 0, quarantined: 1, rejected: 0 }, then: { accepted: 1, quarantined: 0, rejected: 0 },
  changes: [{ from: 'quarantined', to: 'accepted', count: 1, examples: [{ id: CHOICE.id, source: 'handbook', path: 'leave.md', title: null, excerpt: 'Thirty days', scores: { freshness: 0.3 }, from: 'quarantined', to: 'accepted', reasons: [] }] }],
};

export function line(seq: number, more: Partial<DecisionLine> = {}): DecisionLine {
  return {
    seq, at: '2026-11-01T00:00:00.000Z', actor: 'ada', verdict: 'approve', reason: 'fine', subjectKind: 'chunk', evidence: { contentHash: 'a', textHash: 'b', rules: ['freshness/stale'] }, previousHash: '0', hash: '1',
    chunkId: CHOICE.id, documentId: 'd1', source: 'handbook', path: 'leave.md', record: null, fate: 'stands', on: CHOICE.id, why: null, ...more,
  };
}

export interface StubDesk extends ReviewDesk {
  /** Every call, in order: the method, then its arguments. */
  readonly calls: readonly (readonly [method: string, ...args: unknown[]])[];
}

/** A desk that records what it is asked and answers with fixed shapes. */
export function stubDesk(own: Partial<ReviewDesk> = {}): StubDesk {
  const calls: [string, ...unknown[]][] = [];
  type Method = Exclude<keyof ReviewDesk, 'log'>;
  const noted = <Name extends Method>(name: Name, fixed: Awaited<ReturnType<ReviewDesk[Name]>>): ReviewDesk[Name] => {
    const answer = own[name] as ((...args: unknown[]) => Promise<unknown>) | undefined;
    return (async (...args: unknown[]) => {
      calls.push([name, ...args]);
      return answer === undefined ? fixed : answer(...args);
    }) as ReviewDesk[Name];
  };
  return {
    calls,
    overview: noted('overview', OVERVIEW),
    queue: noted('queue', { generation: 3, items: 1, groups: 1, facets: { sources: [], rules: [], kinds: [], owners: [], assignees: [] }, snoozed: 0, acknowledged: 0, page: [GROUP], next: null }),
    group: noted('group', { generation: 3, group: GROUP, items: [ITEM], next: null }),
    item: noted('item', itemAnswer),
    preview: noted('preview', { generation: 3, id: 'd1', source: 'handbook', path: 'leave.md', record: null, title: 'Leave', mediaType: 'text/markdown', text: '# Leave\n\nThirty days.\n', chunk: null, look: null }),
    decide: noted('decide', RESULT),
    undo: noted('undo', RESULT),
    baseline: noted('baseline', { items: 1, act: { first: 1, last: 1 } }),
    policy: noted('policy', POLICY),
    previewPolicy: noted('previewPolicy', PREVIEW),
    savePolicy: noted('savePolicy', POLICY),
    precision: noted('precision', [{ rule: 'freshness/stale', kept: 1, decided: 2, precision: 0.5, interval: [0.1, 0.9] }]),
    reasons: noted('reasons', [{ reason: 'fine', uses: 2 }]),
    decisions: noted('decisions', [line(2), line(1)]),
    log: own.log ?? async function* log() {
      calls.push(['log']);
      yield* [line(1), line(2, { reason: '=HYPERLINK("http://x")' })];
    },
    close: noted('close', undefined),
  };
}
