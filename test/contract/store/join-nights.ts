import { isWeak, keyOf, sharesEnough, type BucketRule, type EdgeDraft, type RunFence } from '../../../src/core/index.js';
import type { Session } from './session.js';

export const JOIN = 'likeness';
/** The documents of these tests say their path and nothing else. */
export const IGNORED = ['dates', 'type'] as const;
export const edge = (kind: EdgeDraft['kind'], score = 1): EdgeDraft => ({
  kind, a: { quote: '', span: null }, b: { quote: '', span: null }, score, certainty: 'verified', cue: null, differs: null, method: '',
});
const COPY = edge('duplicate');

export interface Rules {
  readonly bucket: BucketRule;
  keys(text: string): number[];
  related(a: string, b: string): boolean;
  /** `Join.order`. */
  order?(text: string): number;
  readonly aside?: true;
}

/** Enters and re-joins everything that moved, in small pages, the way an engine does. */
export async function settle(session: Session, fence: RunFence, rules: Rules, pageSize = 2): Promise<void> {
  const { store } = session;
  if ((await store.epoch(JOIN, 'key')) === null) await store.beginEpoch(fence, JOIN, 'key', { nodes: 0, frequencies: [] });
  while ((await store.dropJoinNodes(fence, JOIN, 'chunk', { limit: pageSize })) > 0) continue;
  await store.moveEqualSubjects(fence, JOIN, 'chunk', IGNORED);
  const unjoined = await store.unjoinedRows(JOIN, 'chunk');
  for (let from = 0; from < unjoined.length; from += pageSize) {
    const subjects = await store.subjectsAt('chunk', unjoined.slice(from, from + pageSize));
    const rows = subjects.map((subject) => ({
      subjectId: subject.id, rowId: subject.rowId, node: subject.text === '' ? null : subject.text, keys: rules.keys(subject.text),
      ...(rules.order === undefined ? {} : { order: rules.order(subject.text) }),
    }));
    await store.putJoinNodes(fence, JOIN, 'chunk', rows);
  }
  const done = new Set<number>();
  for (let first = true; ; first = false) {
    const touched = await store.touchedNodes(JOIN, { limit: pageSize });
    if (touched.length === 0 && !first) break;
    const { partners, common, moved } = await store.candidates(JOIN, touched, rules.bucket);
    await store.touchNodes(fence, JOIN, moved.filter((node) => !done.has(node)));
    for (const node of touched) done.add(node);
    const rows = await store.nodeRows(JOIN, 'chunk', [...new Set([...touched, ...[...partners.values()].flat()])]);
    const byRow = new Map((await store.subjectsAt('chunk', [...rows.values()])).map((subject) => [subject.rowId, subject.text]));
    const textOf = (node: number): string => byRow.get(rows.get(node) ?? -1) ?? '';
    const edges = touched.flatMap((aNode) => (partners.get(aNode) ?? []).filter((bNode) => !touched.includes(bNode) || aNode < bNode).flatMap((bNode) => {
      const [a, b] = [textOf(aNode), textOf(bNode)];
      if (!rules.related(a, b)) return [];
      const theirs = new Set(rules.keys(b));
      const draft = { ...edge('near-duplicate', 0.9), method: toldOf([...new Set(rules.keys(a))].filter((key) => theirs.has(key) && common.has(key)).length), ...(rules.aside === true ? { aside: true as const } : {}) };
      return [a < b ? { aNode, bNode, draft } : { aNode: bNode, bNode: aNode, draft }];
    }));
    await store.putEdges(fence, JOIN, 'chunk', touched, edges, COPY);
  }
  await store.settleJoin(fence, JOIN);
}

/** What an edge says of the common keys that its sides share. */
const toldOf = (common: number): string => (common === 0 ? '' : ` ${common} common`);

/** Edges between nodes as sorted `text-text`, with the common keys they share. */
export async function openEdges(session: Session): Promise<string[]> {
  const texts = await session.pendingTexts();
  const { edges } = await session.store.components(JOIN, 'chunk', [...texts.keys()], 'pending');
  return edges.map((found) => [texts.get(found.aId) ?? '?', texts.get(found.bId) ?? '?'].sort().join('-') + found.method).sort();
}

/** The pairs of texts that the buckets make candidates of, all of them looked at. */
export function bruteForce(texts: ReadonlySet<string>, rules: Rules): string[] {
  const buckets = new Map<number, string[]>();
  for (const text of texts) for (const key of new Set(rules.keys(text))) buckets.set(key, [...(buckets.get(key) ?? []), text]);
  const pairs = new Map<string, { strong: boolean; weak: number; a: string; b: string }>();
  const { weakShare, commonBeyond } = rules.bucket;
  const weakKeys = (text: string): number => [...new Set(rules.keys(text))].filter(isWeak).length;
  const common = new Set([...buckets].flatMap(([key, members]) => (commonBeyond !== undefined && isWeak(key) && members.length > commonBeyond ? [key] : [])));
  const told = (a: string, b: string): string => toldOf([...new Set(rules.keys(a))].filter((key) => common.has(key) && rules.keys(b).includes(key)).length);
  for (const [key, members] of buckets) {
    if (common.has(key)) continue;
    members.sort((a, b) => (rules.order === undefined ? keyOf(a) - keyOf(b) : rules.order(a) - rules.order(b)));
    const counted = new Set(members.slice(0, rules.bucket.cap));
    for (const a of members) {
      for (const b of members) {
        if (a >= b || !rules.related(a, b)) continue;
        const whole = members.length <= rules.bucket.cap;
        const among = [a, b].filter((text) => counted.has(text)).length;
        if (!whole && among < (rules.bucket.overflow === 'hubs' ? 1 : 2)) continue;
        const one = pairs.get(`${a}-${b}${told(a, b)}`) ?? { strong: false, weak: 0, a, b };
        pairs.set(`${a}-${b}${told(a, b)}`, { ...one, strong: one.strong || !isWeak(key), weak: one.weak + (isWeak(key) ? 1 : 0) });
      }
    }
  }
  const enough = ({ strong, weak, a, b }: { strong: boolean; weak: number; a: string; b: string }): boolean => (
    weakShare === undefined || strong || sharesEnough(weak, weakKeys(a), weakKeys(b), weakShare));
  return [...pairs].flatMap(([name, pair]) => (enough(pair) ? [name] : [])).sort();
}
