import type { DecisionLine } from '../../src/engine/views/index.js';
import type { Status } from '../../src/core/index.js';
import type { ActResult, StatusChange, Choice, Conflict, DecisionAct, Facet, GroupPage, Overview, QueueGroup, QueueItem, QueuePage, QueueQuery, RulePrecision } from '../../src/engine/review/types.js';
import { makeCorpus, type FakeCorpus, type FakeItem } from './fake-corpus.js';
import { FakePolicy } from './fake-policy.js';
import { Refused } from './refused.js';
import { SOURCES } from './fake-texts.js';

interface Act { readonly first: number; readonly last: number; readonly before: ReadonlyMap<string, QueueItem> }

/** Reviewing as `winnow serve` does it, in memory: what is decided leaves the queue, what is undone comes back. */
export class FakeDesk {
  readonly corpus: FakeCorpus;
  readonly policy: FakePolicy;
  generation = 11;
  madeBy = 'run';
  newlyHeld = 14;
  log: DecisionLine[] = [];
  /** The next decision that is no preview is refused for its first items, as if somebody else had been there. */
  conflictNext = 0;
  /** The next decision meets a server that has an error. */
  failNext = false;
  /** Biggest act so far. */
  biggest = 0;
  private acts: Act[] = [];
  private bulk = false;

  constructor(groups: number, options: { readonly hostile?: boolean; readonly bulk?: number; readonly now?: number } = {}) {
    this.corpus = makeCorpus(groups, options);
    this.policy = new FakePolicy(this.corpus);
  }

  private matches(fake: FakeItem, query: QueueQuery): boolean {
    const { item, scene } = fake;
    const text = query.text?.toLowerCase();
    return !fake.side && item.status === (query.status ?? 'quarantined') && attended(item, query) && (query.source === undefined || item.source === query.source) && (query.kind === undefined || scene.kind === query.kind)
      && (query.owner === undefined || item.owner === query.owner) && (query.rule === undefined || item.reasons.some(({ rule }) => rule === query.rule || rule.startsWith(`${query.rule}/`)))
      && (text === undefined || `${fake.text} ${item.path} ${item.title} ${item.reasons.map(({ message }) => message).join(' ')}`.toLowerCase().includes(text))
      && (query.dimension === undefined || (item.scores[query.dimension] ?? 1) < (query.below ?? 1)) && (query.since === undefined || item.heldSince >= query.since) && (query.before === undefined || item.heldSince < query.before);
  }

  private groups(query: QueueQuery): QueueGroup[] {
    const found: QueueGroup[] = [];
    for (const [key, { scene, title, members }] of this.corpus.groups) {
      const items = members.map((id) => this.corpus.items.get(id)!).filter((fake) => this.matches(fake, query)).map(({ item }) => item);
      const [lead] = items;
      if (lead === undefined) continue;
      found.push({ key, kind: scene.kind, title, rule: scene.rule, damage: Math.max(...items.map(({ damage }) => damage)) * (1 + Math.log10(items.length) / 8), count: items.length, sources: [scene.source], heldSince: items.map(({ heldSince }) => heldSince).sort()[0]!, lead });
    }
    return found.sort(ORDERS[query.order ?? 'damage']);
  }

  queue(query: QueueQuery, page: { after?: string | undefined; limit: number }): QueuePage {
    const groups = this.groups(query);
    const compare = ORDERS[query.order ?? 'damage'];
    const cursor = page.after === undefined ? null : JSON.parse(Buffer.from(page.after, 'base64url').toString()) as QueueGroup;
    const rest = cursor === null ? groups : groups.filter((group) => compare(group, cursor) > 0);
    const shown = rest.slice(0, page.limit);
    const last = shown.at(-1);
    return {
      generation: this.generation, items: groups.reduce((sum, { count }) => sum + count, 0), groups: groups.length, facets: this.facets(), snoozed: this.count(({ snoozedUntil }) => snoozedUntil !== null), acknowledged: this.count(({ acknowledged }) => acknowledged), page: shown,
      next: last === undefined || rest.length <= shown.length ? null : Buffer.from(JSON.stringify({ key: last.key, damage: last.damage, heldSince: last.heldSince, lead: { path: last.lead.path } })).toString('base64url'),
    };
  }

  private count(holds: (item: QueueItem) => boolean): number {
    return [...this.corpus.items.values()].filter(({ item, side }) => !side && item.status === 'quarantined' && holds(item)).length;
  }

  private facets(): QueuePage['facets'] {
    const counts = { assignees: new Map<string, number>(), sources: new Map<string, number>(), rules: new Map<string, number>(), kinds: new Map<string, number>(), owners: new Map<string, number>() };
    const add = (map: Map<string, number>, name: string): void => { map.set(name, (map.get(name) ?? 0) + 1); };
    for (const { item, scene, side } of this.corpus.items.values()) {
      if (side || item.status !== 'quarantined' || !attended(item, {})) continue;
      add(counts.assignees, item.assignee ?? '');
      add(counts.sources, item.source);
      add(counts.kinds, scene.kind);
      for (const { rule } of item.reasons) add(counts.rules, rule);
      if (item.owner !== null) add(counts.owners, item.owner);
    }
    return { sources: sorted(counts.sources), rules: sorted(counts.rules), kinds: sorted(counts.kinds), owners: sorted(counts.owners), assignees: sorted(counts.assignees) };
  }

  group(key: string, query: QueueQuery, page: { after?: string | undefined; limit: number }): GroupPage {
    const group = this.groups(query).find((found) => found.key === key);
    if (group === undefined) throw new Refused(404, 'id-unknown', `No group ${key} waits for review.`, 'Reload the queue.');
    const items = this.corpus.groups.get(key)!.members.map((id) => this.corpus.items.get(id)!).filter((fake) => this.matches(fake, query)).map(({ item }) => item);
    const from = page.after === undefined ? 0 : items.findIndex(({ id }) => id === page.after) + 1;
    const shown = items.slice(from, from + page.limit);
    return { generation: this.generation, group, items: shown, next: from + shown.length >= items.length ? null : shown.at(-1)!.id };
  }

  decide(act: DecisionAct, { actor, preview }: { actor: string; preview: boolean }): ActResult {
    const sides = this.sidesOf(act);
    if (sides.length > 1000 && !this.bulk) throw new Refused(400, 'usage', 'An act is on at most 1000 items.');
    if (!preview) {
      this.biggest = Math.max(this.biggest, sides.length);
      if (this.failNext) { this.failNext = false; throw new Refused(500, 'internal', 'The store is busy.', 'Try again in a moment.'); }
      this.checkSeen(sides.map(({ choice }) => choice));
    }
    const before = new Map<string, QueueItem>();
    const decided: StatusChange[] = [];
    const others: StatusChange[] = [];
    const first = this.log.length + 1;
    const set = (id: string, to: Status, into: StatusChange[]): void => {
      const fake = this.corpus.items.get(id)!;
      into.push({ id, path: fake.item.path, from: fake.item.status, to });
      if (preview) return;
      before.set(id, fake.item);
      fake.item = { ...fake.item, ...attentionAfter(act), status: to, evidence: { ...fake.item.evidence, decision: this.log.length + 1 } };
    };
    for (const { choice, to } of sides) {
      set(choice.id, to, decided);
      if (!preview) this.log.push(this.line(choice.id, act, actor));
    }
    if (act.verdict === 'keep') for (const id of this.corpus.groups.get(this.corpus.items.get(act.item.id)!.group)!.members) if (id !== act.item.id && this.corpus.items.get(id)!.item.status === 'quarantined') set(id, 'rejected', others);
    if (act.verdict === 'approve' && act.items.length === 1) { const other = this.corpus.items.get(act.items[0]!.id)!; if (other.scene.kind === 'cluster' && other.other !== null) set(other.other, 'quarantined', others); }
    if (preview) return { generation: this.generation, act: null, decided, others, behind: [] };
    this.generation += 1;
    this.acts.push({ first, last: this.log.length, before });
    return { generation: this.generation, act: { first, last: this.log.length }, decided, others, behind: [{ target: 'jsonl', generation: 9 }] };
  }

  private sidesOf(act: DecisionAct): { choice: Choice; to: Status }[] {
    switch (act.verdict) {
      case 'side-right': return [{ choice: act.right, to: 'accepted' }, { choice: act.wrong, to: 'rejected' }];
      case 'keep': return [{ choice: act.item, to: 'accepted' }];
      case 'edit': return [];
      case 'reopen': return act.items.map((choice) => ({ choice, to: 'quarantined' as const }));
      case 'not-duplicate': case 'not-contradiction': return act.pair.map((choice) => ({ choice, to: 'accepted' as const }));
      case 'approve': case 'reject': case 'requeue': case 'canonical': case 'unpin': case 'waive': case 'acknowledge': case 'snooze': case 'assign': return act.items.map((choice) => ({ choice, to: act.verdict === 'approve' || act.verdict === 'waive' ? 'accepted' as const : act.verdict === 'reject' ? 'rejected' as const : 'quarantined' as const }));
    }
  }

  private checkSeen(choices: readonly Choice[]): void {
    const forced = choices.slice(0, this.conflictNext);
    this.conflictNext = 0;
    for (const { id } of forced) {
      const fake = this.corpus.items.get(id)!;
      this.log.push(this.line(id, { verdict: 'requeue', items: [], reason: 'me first' }, 'grace'));
      fake.item = { ...fake.item, evidence: { ...fake.item.evidence, decision: this.log.length } };
    }
    const conflicts = choices.flatMap(({ id, evidence }): Conflict[] => {
      const fake = this.corpus.items.get(id);
      if (fake === undefined) return [{ id, changed: ['gone'], message: `${id} has left the corpus.`, now: null }];
      return fake.item.evidence.decision === evidence.decision ? [] : [{ id, changed: ['decision'], message: `${fake.item.path}: grace has decided on it since you looked (requeue).`, now: fake.item.evidence }];
    });
    if (conflicts.length > 0) throw new Refused(409, 'decision-conflict', `${conflicts.length} of ${choices.length} items are no longer as they were seen.`, 'Look at them again.', conflicts);
  }

  private line(id: string, act: DecisionAct, actor: string): DecisionLine {
    const { item } = this.corpus.items.get(id)!;
    const verdict = !('items' in act) ? 'approve' : act.verdict === 'reopen' ? 'withdraw' : act.verdict;
    const details: { readonly until?: string | undefined; readonly assignee?: string | undefined } = 'items' in act && act.verdict !== 'reopen' ? act : {};
    return {
      ...(details.until === undefined ? {} : { until: details.until }), ...(details.assignee === undefined ? {} : { assignee: details.assignee }),
      seq: this.log.length + 1, at: new Date(Date.parse('2026-11-27T10:00:00Z') + this.acts.length * 61_000).toISOString(), actor, verdict, reason: act.reason ?? '', subjectKind: 'chunk', evidence: { contentHash: item.evidence.contentHash, textHash: item.evidence.contentHash, rules: item.evidence.rules },
      previousHash: '0'.repeat(64), hash: '1'.repeat(64), chunkId: id, documentId: item.documentId, source: item.source, path: item.path, record: null, fate: 'stands', on: id, why: null,
    };
  }

  undo({ first, last }: { first: number; last: number }): ActResult {
    const act = this.acts.find((one) => one.first <= first && one.last >= last);
    if (act === undefined) throw new Refused(404, 'id-unknown', `No act has the decisions ${first} to ${last}.`);
    const lines = this.log.filter(({ seq, fate }) => seq >= first && seq <= last && fate !== 'withdrawn');
    if (lines.length === 0) throw new Refused(409, 'decision-conflict', 'Nothing is as it was.', null, [{ id: this.log[first - 1]!.chunkId, changed: ['decision'], message: `decision ${first} has been taken back already`, now: null }]);
    const followed = lines.find((line) => this.log.some((later) => later.seq > last && later.chunkId === line.chunkId && later.verdict === line.verdict && later.fate === 'stands'));
    if (followed !== undefined) throw new Refused(409, 'decision-conflict', 'Nothing is as it was.', null, [{ id: followed.chunkId, changed: ['decision'], message: `somebody decided on it since (${followed.verdict})`, now: null }]);
    const ids = new Set(lines.map(({ chunkId }) => chunkId));
    const decided: StatusChange[] = [];
    // Others that follow are no lines of the log: they go back with the whole.
    for (const [id, item] of act.before) {
      if (!ids.has(id) && !(act.first === first && act.last === last)) continue;
      const fake = this.corpus.items.get(id)!;
      decided.push({ id, path: item.path, from: fake.item.status, to: item.status });
      fake.item = { ...item, evidence: { ...item.evidence, decision: item.evidence.decision } };
    }
    this.log = this.log.map((line) => (line.seq >= first && line.seq <= last ? { ...line, fate: 'withdrawn', on: line.chunkId, why: 'taken back' } : line));
    this.generation += 1;
    return { generation: this.generation, act: { first: this.log.length + 1, last: this.log.length + 1 }, decided, others: [], behind: [] };
  }

  /** As if somebody else had taken it back already. */
  forget(first: number): void { this.acts = this.acts.filter((act) => act.first !== first); }

  /** Everything that waits is known from now on. */
  baseline(reason: string, actor: string): { items: number; act: { first: number; last: number } | null } {
    if (reason.trim() === '') throw new Refused(400, 'usage', 'A baseline has a reason.', 'Give one.');
    const items = [...this.corpus.items.values()].filter(({ item, side }) => !side && item.status === 'quarantined' && !item.acknowledged).map(({ item }) => ({ id: item.id, evidence: item.evidence }));
    if (items.length === 0) return { items: 0, act: null };
    this.bulk = true;
    const { act } = this.decide({ verdict: 'acknowledge', items, reason }, { actor, preview: false });
    this.bulk = false;
    return { items: items.length, act };
  }

  precision(): readonly RulePrecision[] {
    return this.facets().rules.slice(0, 5).map(({ name }, at) => ({ rule: name, kept: 12 - at * 2, decided: 14 + at, precision: (12 - at * 2) / (14 + at), interval: [0.6 - at * 0.12, 0.96 - at * 0.1] }));
  }

  overview(): Overview {
    const items = [...this.corpus.items.values()];
    const waiting = items.filter(({ item, side }) => !side && item.status === 'quarantined');
    const released = items.length * 6;
    const owners = new Map<string | null, number>();
    for (const { item } of waiting) owners.set(item.owner, (owners.get(item.owner) ?? 0) + 1);
    const rejected = items.filter(({ item }) => item.status === 'rejected').length;
    const names = [...new Set(items.map(({ item }) => item.source))].slice(0, 12);
    return {
      pipeline: 'nightly', generation: { number: this.generation, publishedAt: '2026-11-27T04:12:00.000Z', madeBy: this.madeBy, pinned: false },
      documents: { total: 412, accepted: 301, partial: 58, quarantined: 47, rejected: 4, failed: 2 }, chunks: { total: released + waiting.length + rejected, accepted: released, quarantined: waiting.length, rejected },
      sources: names.map((source, at) => ({ source, owner: SOURCES[source]?.owner ?? null, chunks: { accepted: 420 - at * 60, quarantined: items.filter(({ item }) => item.source === source && item.status === 'quarantined').length, rejected: at * 2 }, scores: { structure: 0.93 - at * 0.05, freshness: at === 3 ? 0.34 : 0.81 - at * 0.06, duplication: 0.97 - at * 0.04, contradiction: at === 4 ? null : 0.98 - at * 0.02 } })),
      rules: this.facets().rules.slice(0, 12), ages: [{ label: 'under 30 days', chunks: 212 }, { label: '30 to 90', chunks: 388 }, { label: '90 to 180', chunks: 301 }, { label: '180 to 365', chunks: 264 }, { label: '1 to 2 years', chunks: 171 }, { label: '2 to 4 years', chunks: 88 }, { label: 'over 4 years', chunks: 23 }, { label: 'undated', chunks: 61 }],
      trend: Array.from({ length: 24 }, (_, at) => ({ generation: at + 1, at: new Date(Date.parse('2026-11-04T04:00:00Z') + at * 86_400_000).toISOString(), madeBy: at % 5 === 4 ? 'review' : 'run', accepted: 1180 + at * 9 + (at % 4) * 6, quarantined: Math.round(220 - at * 4 + Math.sin(at) * 18), rejected: 20 + at })),
      lastRun: { id: 'run-41', at: '2026-11-27T04:12:00.000Z', status: 'succeeded', newlyHeld: this.newlyHeld, newlyReleased: 31, left: 6 },
      waiting: [...owners].map(([owner, number]) => ({ owner, items: number, oldest: '2026-09-29T05:00:00.000Z' })).sort((a, b) => b.items - a.items), audit: { share: 0.01, waiting: 12, looked: 40, missed: 2, interval: [0.014, 0.165] }, failures: 2, behind: [{ target: 'jsonl', generation: 9 }, { target: 'qdrant', generation: null }],
    };
  }
}

const attended = ({ snoozedUntil, acknowledged, assignee }: QueueItem, query: QueueQuery): boolean => {
  const holds = { open: snoozedUntil === null && !acknowledged, snoozed: snoozedUntil !== null, acknowledged, all: true };
  return holds[query.attention ?? 'open'] && (query.assignee === undefined || (assignee ?? '') === query.assignee);
};

function attentionAfter(act: DecisionAct): Partial<QueueItem> {
  if (act.verdict === 'assign') return { assignee: act.assignee === undefined || act.assignee === '' ? null : act.assignee };
  if (act.verdict === 'snooze') {
    if (act.until === undefined || Date.parse(act.until) <= Date.now()) throw new Refused(400, 'usage', 'This day has passed already.', 'Name a day that is still to come.');
    return { snoozedUntil: act.until };
  }
  if (act.verdict === 'reopen') return { snoozedUntil: null, acknowledged: false };
  return act.verdict === 'acknowledge' ? { acknowledged: true } : {};
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const ORDERS: Readonly<Record<NonNullable<QueueQuery['order']>, (a: QueueGroup, b: QueueGroup) => number>> = {
  damage: (a, b) => b.damage - a.damage || compareText(a.key, b.key), newest: (a, b) => compareText(b.heldSince, a.heldSince) || compareText(a.key, b.key),
  oldest: (a, b) => compareText(a.heldSince, b.heldSince) || compareText(a.key, b.key), path: (a, b) => compareText(a.lead.path, b.lead.path) || compareText(a.key, b.key),
};
const sorted = (counts: ReadonlyMap<string, number>): Facet[] => [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || compareText(a.name, b.name));
