import type { ChunkStory } from '../../src/engine/explain.js';
import type { Counterpart, DiffPart, QueueItem, ReviewItem } from '../../src/engine/review/types.js';
import type { Dispute, Precedence, Status } from '../../src/core/index.js';
import { PAYLOADS, SCENES, SOURCES, type Scene } from './fake-texts.js';

export interface FakeItem {
  item: QueueItem;
  readonly scene: Scene;
  readonly text: string;
  readonly group: string;
  /** Not in the queue: the other side of a pair, which was released. */
  readonly other: string | null;
  readonly side: boolean;
}

export interface FakeCorpus { readonly items: Map<string, FakeItem>; readonly groups: Map<string, { readonly scene: Scene; readonly title: string; readonly members: string[] }> }

const START = Date.parse('2026-06-01T06:00:00Z');
const TEAMS = ['billing', 'search', 'checkout', 'mobile', 'payroll', 'identity', 'shipping', 'analytics', 'support', 'hiring'];

/** `groups` groups, those that people wrote first, then variations of them; `bulk` adds one group of that many items. */
export function makeCorpus(groups: number, options: { readonly hostile?: boolean; readonly bulk?: number; readonly now?: number } = {}): FakeCorpus {
  const corpus: FakeCorpus = { items: new Map(), groups: new Map() };
  const now = options.now ?? Date.now();
  for (let at = 0; at < groups; at += 1) addGroup(corpus, at, sceneAt(at, options.hostile === true), now);
  if (options.bulk !== undefined) addGroup(corpus, groups, { ...SCENES[5]!, title: 'Placeholders of an import', count: options.bulk, damage: 99, path: 'import/page.html' }, now);
  return corpus;
}

function sceneAt(at: number, hostile: boolean): Scene {
  const authored = SCENES[at % SCENES.length]!;
  const scene: Scene = { ...authored, damage: 9.6 - at * 0.11 };
  if (hostile) {
    const bad = (shift: number): string => PAYLOADS[(at + shift) % PAYLOADS.length]!;
    return { ...scene, title: bad(0), message: bad(1), path: `p/${bad(2)}`, name: bad(3), headings: [bad(4), bad(5)], text: `${bad(6)} ${scene.text} ${bad(7)}`, source: bad(8), ...(scene.other === undefined ? {} : { other: { ...scene.other, source: bad(9), path: bad(10), name: bad(11), text: `${bad(12)} ${scene.other.text}` } }) };
  }
  if (at < SCENES.length) return scene;
  const round = Math.floor(at / SCENES.length);
  const team = TEAMS[round % TEAMS.length]!;
  return {
    ...scene, title: `${team.charAt(0).toUpperCase()}${team.slice(1)}: ${scene.title}`, path: scene.path.replace(/(\.\w+)$/u, `-${team}-${round}$1`), damage: Math.max(0.2, 8.2 - at * 0.022), count: round % 5 === 0 ? Math.min(3, scene.count) : 1,
    ...(scene.other === undefined ? {} : { other: { ...scene.other, path: scene.other.path.replace(/(\.\w+)$/u, `-${team}-${round}$1`) } }),
  };
}

function addGroup(corpus: FakeCorpus, at: number, scene: Scene, now: number): void {
  const key = `g${at}`;
  const members: string[] = [];
  const otherId = scene.other === undefined ? null : `o${at}`;
  for (let n = 0; n < scene.count; n += 1) {
    const id = `c${at}-${n}`;
    members.push(id);
    const path = n === 0 ? scene.path : scene.path.replace(/(\.\w+)?$/u, (end) => `-${n}${end}`);
    const text = n === 0 ? scene.text : `${scene.text} Part ${n + 1}.`;
    corpus.items.set(id, { scene, text, group: key, other: otherId, side: false, item: queueItem(id, { ...scene, path }, text, 'quarantined', now - ((at * 5 + n) % 60) * 86_400_000 - 3_600_000, Math.max(0.1, scene.damage * (1 - n * 0.01))) });
  }
  if (otherId !== null && scene.other !== undefined) {
    const { quote: _quote, ...rest } = scene;
    const side: Scene = { ...rest, ...scene.other, count: 1 };
    corpus.items.set(otherId, { scene: side, text: scene.other.text, group: key, other: members[0]!, side: true, item: queueItem(otherId, side, scene.other.text, 'accepted', START, 0) });
  }
  corpus.groups.set(key, { scene, title: scene.title, members });
}

function queueItem(id: string, scene: Scene, text: string, status: Status, heldSince: number, damage: number): QueueItem {
  const freshness = scene.date === null ? null : Math.max(0.05, Math.min(1, 1 - (2026.9 - Number(scene.date.slice(0, 4)) - Number(scene.date.slice(5, 7)) / 12) / 3));
  return {
    id, documentId: `d-${id}`, source: scene.source, path: scene.path, record: null, title: scene.name, headingPath: scene.headings, excerpt: text.replace(/\s+/gu, ' ').slice(0, 240), tokens: Math.ceil(text.length / 4.2), status,
    reasons: status === 'accepted' ? [] : [{ rule: scene.rule, severity: scene.rule.startsWith('safety') ? 'error' : 'warning', message: scene.message }, ...(scene.kind === 'contradiction' && freshness !== null && freshness < 0.4 ? [{ rule: 'freshness/stale', severity: 'warning' as const, message: `Dated ${scene.date} (front-matter \`updated\`); with a half-life of 365 days it counts as stale` }] : [])],
    owner: SOURCES[scene.source]?.owner ?? null, scores: { structure: scene.rule.startsWith('structure') ? 0.42 : 0.94, freshness, duplication: scene.kind === 'cluster' ? 0.12 : 1, contradiction: scene.kind === 'contradiction' ? 0.2 : null },
    heldSince: new Date(heldSince).toISOString(), damage, assignee: null, snoozedUntil: null, acknowledged: false, evidence: { contentHash: `hash-${id}`, rules: [scene.rule], decision: 0 },
  };
}

export function reviewItem(corpus: FakeCorpus, id: string, generation: number): ReviewItem | null {
  const fake = corpus.items.get(id);
  if (fake === undefined) return null;
  const { item, scene, text } = fake;
  const before = `# ${scene.name}\n\nThis page is kept by the team that owns it. Ask them before you change it.\n\n`;
  const after = '\n\n## See also\n\nThe pages beside this one say more about the same subject.';
  const other = fake.other === null ? undefined : corpus.items.get(fake.other);
  return {
    item, group: item.status === 'accepted' ? null : fake.group, story: story(corpus, fake, generation),
    around: { text: before + text + after, offset: 1200, chunk: { start: before.length, end: before.length + text.length }, documentLength: 5400 },
    counterparts: other === undefined ? [] : [counterpart(fake, other)],
  };
}

function spanOf(text: string, quote: string | undefined, offset = 0): { start: number; end: number } | null {
  const start = quote === undefined ? -1 : text.indexOf(quote);
  return start === -1 ? null : { start: start + offset, end: start + offset + quote!.length };
}

function counterpart({ item, scene, text }: FakeItem, other: FakeItem): Counterpart {
  const relation = scene.kind === 'contradiction' ? 'contradiction' : scene.kind === 'cluster' ? 'copy' : 'newer';
  const there = other.item;
  const dates = [scene.date, other.scene.date] as const;
  const dispute: Dispute | null = relation !== 'contradiction' ? null : {
    cue: 'number', words: [scene.quote?.match(/\d+ \w+/u)?.[0] ?? 'this', other.scene.quote?.match(/\d+ \w+/u)?.[0] ?? 'that'], voices: [1, 3], by: 'date', standing: dates, proposal: 'keep-other',
  };
  const precedence: Precedence | null = relation !== 'copy' ? null : { relation: scene.rule.endsWith('exact') ? 'exact' : 'near', similarity: scene.rule.endsWith('exact') ? 1 : 0.86, by: 'authority', kept: SOURCES[there.source]?.authority ?? 0.5, copy: SOURCES[item.source]?.authority ?? 0.5 };
  return {
    relation, id: there.id, documentId: there.documentId, source: there.source, path: there.path, title: there.title, headingPath: there.headingPath, text: other.text, status: there.status, canonical: relation === 'copy',
    owner: there.owner, authority: SOURCES[there.source]?.authority ?? 0.5, date: other.scene.date, newer: dates[0] === null || dates[1] === null ? null : dates[0] > dates[1] ? 'this' : 'other',
    here: spanOf(text, scene.quote), there: spanOf(other.text, other.scene.quote), dispute, precedence, diff: wordDiff(text, other.text), evidence: there.evidence,
  };
}

/** Longest common subsequence of words: enough for short texts. */
function wordDiff(here: string, there: string): DiffPart[] | null {
  const [a, b] = [here.split(/(?<=\s)/u), there.split(/(?<=\s)/u)];
  if (a.length * b.length > 400_000) return null;
  const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) for (let j = b.length - 1; j >= 0; j -= 1) best[i]![j] = a[i] === b[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
  const parts: { kind: DiffPart['kind']; text: string }[] = [];
  const put = (kind: DiffPart['kind'], text: string): void => { const last = parts.at(-1); if (last?.kind === kind) last.text += text; else parts.push({ kind, text }); };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { put('same', a[i]!); i += 1; j += 1; } else if (i < a.length && (j >= b.length || best[i + 1]![j]! >= best[i]![j + 1]!)) { put('here', a[i]!); i += 1; } else { put('there', b[j]!); j += 1; }
  }
  return parts;
}

function story(corpus: FakeCorpus, { item, scene, text, group, other }: FakeItem, generation: number): ChunkStory {
  const { date } = scene;
  const span = { start: 1200 + `# ${scene.name}\n\nThis page is kept by the team that owns it. Ask them before you change it.\n\n`.length, end: 0 };
  span.end = span.start + text.length;
  const reasons = item.reasons.map((reason) => ({ ...reason, rule: reason.rule as `${string}/${string}`, span: spanOf(text, scene.quote, span.start) }));
  const lapsed = scene.kind === 'lapsed';
  return {
    kind: 'chunk', id: item.id, generation, departed: false, documentId: item.documentId,
    document: {
      uri: `${item.source}:${item.path}`, source: { name: item.source, authority: SOURCES[item.source]?.authority ?? 0.5, owner: item.owner, access: null }, path: item.path, record: null, title: item.title, language: 'en', mediaType: 'text/markdown',
      sourceHash: 'a'.repeat(64), contentHash: 'b'.repeat(64), parser: 'markdown@4', version: null, declared: { author: scene.name, tags: [scene.title.slice(0, 200)] }, carried: false, type: 'how-to',
    },
    span, headingPath: item.headingPath, page: null, parentItem: null, context: scene.headings.join(' › '), tokens: item.tokens, contentHash: item.evidence.contentHash, text, status: item.status, canonical: scene.kind !== 'cluster', by: 'policy@3f2a9c', reasons,
    expressions: ["fired('contradiction/likely')"], nextChangeAt: null,
    dates: {
      believed: { value: date, published: null, modified: date, effective: null, reviewed: null, expires: null, source: date === null ? null : 'front-matter', confidence: date === null ? null : 0.95 },
      ladder: date === null ? [] : [{ kind: 'modified', value: date, precision: 'day', source: 'front-matter', confidence: 0.95, where: 'updated' }, { kind: 'published', value: date.slice(0, 7), precision: 'month', source: 'visible-text', confidence: 0.6, where: `Version of ${date.slice(0, 7)}` }, { kind: 'modified', value: '2026-09-30', precision: 'day', source: 'file-time', confidence: 0.2, where: null }],
    },
    scores: item.scores, measurements: [{ dimension: 'structure', by: 'structure@12', score: item.scores['structure'] ?? null, signals: [{ name: 'sentences', value: 3 }, { name: 'finished-share', value: 1 }] }, { dimension: 'freshness', by: 'freshness@9', score: item.scores['freshness'] ?? null, signals: [{ name: 'age', value: 412, unit: 'days' }] }],
    findings: reasons.map((reason) => ({ ...reason, evidence: scene.quote ?? null })), edges: [], documentEdges: [], coveredBy: [], apart: [],
    cluster: scene.kind !== 'cluster' || other === null ? [] : [
      { chunkId: other, path: corpus.items.get(other)?.item.path ?? null, status: 'accepted', canonical: true, survivor: null, because: null, pin: null },
      ...(corpus.groups.get(group)?.members ?? []).slice(0, 10).map((id) => ({ chunkId: id, path: corpus.items.get(id)?.item.path ?? null, status: 'quarantined' as const, canonical: false, survivor: other, because: { relation: 'exact' as const, similarity: 1, by: 'authority' as const, kept: 0.8, copy: 0.5 }, pin: null })),
    ],
    clusterSize: scene.kind === 'cluster' ? (corpus.groups.get(group)?.members.length ?? 0) + 1 : 0, canonicalDiff: null, survivor: null,
    history: [{ fromGeneration: 1, toGeneration: 9, status: 'accepted', canonical: true, by: lapsed ? 'person:ada' : 'policy@3f2a9c', reasons: [] }, { fromGeneration: 9, toGeneration: null, status: 'quarantined', canonical: true, by: 'policy@3f2a9c', reasons }],
    decisions: lapsed ? [{ seq: 4, at: '2026-05-03T09:12:00.000Z', actor: 'ada', verdict: 'approve', reason: 'checked with the office', on: item.id, rules: [], inForce: false, fate: 'lapsed', why: 'the text has changed since' },
      { seq: 3, at: '2026-01-03T09:12:00.000Z', actor: 'grace', verdict: 'waive', reason: '', on: item.id, rules: [], inForce: false, fate: 'ended', why: null, until: '2026-04-01T12:00:00.000Z', assignee: 'hopper <b>' },
      { seq: 2, at: '2026-01-02T09:12:00.000Z', actor: 'grace', verdict: 'assign', reason: '', on: item.id, rules: [], inForce: true, fate: 'stands', why: null, assignee: '' }] : [],
    predecessors: [], releasedIn: 1, exports: [{ target: 'jsonl', generation: 9, present: false }],
  };
}
