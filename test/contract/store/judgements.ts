import { describe, expect, it } from 'vitest';
import { type EdgeDraft, type JudgeAnswerRow, type NumberedEdge, type RunFence } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';
import { JOIN, settle, type Rules } from './join-nights.js';
import type { Session } from './session.js';

const RULES: Rules = { bucket: { cap: 10, overflow: 'hubs' }, keys: () => [1], related: () => true };
const row = (question: string, over: Partial<JudgeAnswerRow> = {}): JudgeAnswerRow => ({ question, verdict: 'contradiction', because: null, attempts: 1, ...over });
const asked = async ({ store }: Session, judge: string, questions: readonly string[]): Promise<JudgeAnswerRow[]> => [...(await store.judgeAnswers(JOIN, judge, questions)).values()];

/** A store with the edges of a night, not yet published. */
async function night(session: Session, files: Readonly<Record<string, readonly string[]>>): Promise<RunFence> {
  const fence = await session.begin();
  await session.put(fence, files);
  await settle(session, fence, RULES);
  return fence;
}

const judged = async ({ store }: Session, kind: EdgeDraft['kind'] | null = 'near-duplicate', page: { limit: number; after?: number } = { limit: 100 }): Promise<readonly NumberedEdge[]> => store.judgedEdges(JOIN, { kind, ...page });

/** As a judge of the engine does: aside, with what it was. */
function setAside({ kind, certainty, a, b, score, cue, differs, method }: NumberedEdge): EdgeDraft {
  return { a, b, score, certainty, cue, differs, method, kind: 'no-contradiction', aside: true, judged: { by: 'house', verdict: 'no-contradiction', because: 'say "judged":{', was: { kind, certainty } } };
}
function asItWas({ a, b, score, cue, differs, method, judged: said }: NumberedEdge): EdgeDraft {
  return { a, b, score, certainty: said!.was.certainty, cue, differs, method, kind: said!.was.kind };
}

export function judgementContract({ session, again }: StoreWorkshop): void {
  describe('answers of judges', () => {
    it('come back as they were put, by join, judge and question', async () => {
      const a = session();
      const fence = await night(a, { 'a.md': ['one', 'two'] });
      const rows = [row('x', { because: 'it "says" so\n', attempts: 2 }), row('y', { verdict: 'unreadable' })];
      await a.store.putJudgeAnswers(fence, JOIN, 'house@1', rows);
      expect((await asked(a, 'house@1', ['x', 'y', 'z'])).sort((one, other) => (one.question < other.question ? -1 : 1))).toEqual(rows);
      expect(await asked(a, 'house@1', [])).toEqual([]);
      expect(await asked(a, 'house@2', ['x'])).toEqual([]);
      expect(await a.store.judgeAnswers('other', 'house@1', ['x'])).toEqual(new Map());
      await a.store.putJudgeAnswers(fence, JOIN, 'house@1', [row('y', { verdict: 'different-scope', attempts: 2 })]);
      expect(await asked(again(a.store), 'house@1', ['y'])).toEqual([row('y', { verdict: 'different-scope', attempts: 2 })]);
    });

    it('go when their question is none any more, whoever gave them, and those of other joins stay', async () => {
      const a = session();
      const fence = await night(a, { 'a.md': ['one', 'two'] });
      await a.store.putJudgeAnswers(fence, JOIN, 'house@1', [row('x'), row('y')]);
      await a.store.putJudgeAnswers(fence, JOIN, 'house@2', [row('x'), row('z')]);
      await a.store.putJudgeAnswers(fence, 'other', 'house@1', [row('y')]);
      expect(await a.store.keepJudgeAnswers(fence, JOIN, ['x'])).toBe(2);
      expect([await asked(a, 'house@1', ['x', 'y']), await asked(a, 'house@2', ['x', 'z'])]).toEqual([[row('x')], [row('x')]]);
      expect((await a.store.judgeAnswers('other', 'house@1', ['y'])).size).toBe(1);
    });

    it('are written for a run that holds the lease only', async () => {
      const a = session();
      const fence = await night(a, { 'a.md': ['one', 'two'] });
      const [edge] = await judged(a);
      await a.end(fence);
      await a.begin();
      await expect(a.store.putJudgeAnswers(fence, JOIN, 'house@1', [row('x')])).rejects.toMatchObject({ code: 'run-superseded' });
      await expect(a.store.keepJudgeAnswers(fence, JOIN, [])).rejects.toMatchObject({ code: 'run-superseded' });
      await expect(a.store.reviseEdges(fence, JOIN, [{ edgeNumber: edge!.edgeNumber, draft: setAside(edge!) }])).rejects.toMatchObject({ code: 'run-superseded' });
    });
  });

  describe('edges that are judged', () => {
    it('are those of a kind, page by page, and those that were of it', async () => {
      const a = session();
      const fence = await night(a, { 'a.md': ['one', 'two', 'three'], 'b.md': ['one'] });
      const all = await judged(a);
      expect(all).toHaveLength(3);
      expect(await judged(a, null)).toEqual([]);
      expect(await judged(a, 'near-duplicate', { limit: 2 })).toEqual(all.slice(0, 2));
      expect(await judged(a, 'near-duplicate', { limit: 2, after: all[1]!.edgeNumber })).toEqual(all.slice(2));
      await a.store.reviseEdges(fence, JOIN, [{ edgeNumber: all[0]!.edgeNumber, draft: setAside(all[0]!) }]);
      expect(await judged(a)).toHaveLength(3);
      expect(await judged(a, null)).toMatchObject([{ kind: 'no-contradiction', aId: all[0]!.aId, bId: all[0]!.bId, aNode: all[0]!.aNode, bNode: all[0]!.bNode, judged: { by: 'house' } }]);
      expect(await a.store.judgedEdges('other', { kind: 'near-duplicate', limit: 10 })).toEqual([]);
    });

    it('of which one is aside tie no cluster together', async () => {
      const a = session();
      const fence = await night(a, { 'a.md': ['one', 'two'] });
      const [edge] = await judged(a);
      const members = async (): Promise<number> => (await a.store.components(JOIN, 'chunk', [edge!.aId], 'pending')).members.length;
      expect(await members()).toBe(2);
      await a.store.reviseEdges(fence, JOIN, [{ edgeNumber: edge!.edgeNumber, draft: setAside(edge!) }]);
      expect(await members()).toBe(1);
    });

    it('are seen by a generation as they were when it was published', async () => {
      const a = session();
      const first = await night(a, { 'a.md': ['one', 'two'] });
      const plain = (await a.publish(first)).generation.number;
      await a.end(first);
      const second = await a.begin();
      const [edge] = await judged(a);
      await a.store.reviseEdges(second, JOIN, [{ edgeNumber: edge!.edgeNumber, draft: setAside(edge!) }]);
      const after = (await a.publish(second)).generation.number;
      await a.end(second);
      const third = await a.begin();
      const [aside] = await judged(a);
      await a.store.reviseEdges(third, JOIN, [{ edgeNumber: aside!.edgeNumber, draft: asItWas(aside!) }]);
      const restored = (await a.publish(third)).generation.number;
      const kinds = async (at: number): Promise<string[]> => (await a.store.listEdges({ at, limit: 10 })).map(({ kind }) => kind);
      expect([await kinds(plain), await kinds(after), await kinds(restored)]).toEqual([['near-duplicate'], ['no-contradiction'], ['near-duplicate']]);
      expect(await a.store.check()).toEqual([]);
    });

    it('that are made again and judged again in a run are as if nothing had been done', async () => {
      const a = session();
      const first = await night(a, { 'a.md': ['one', 'two'] });
      const [edge] = await judged(a);
      await a.store.reviseEdges(first, JOIN, [{ edgeNumber: edge!.edgeNumber, draft: setAside(edge!) }]);
      await a.publish(first);
      await a.end(first);
      const before = await judged(a);
      const second = await a.begin();
      await a.store.touchNodes(second, JOIN, [edge!.aNode]);
      await settle(a, second, RULES);
      const [made] = await judged(a);
      expect(made).toMatchObject({ kind: 'near-duplicate' });
      await a.store.reviseEdges(second, JOIN, [{ edgeNumber: made!.edgeNumber, draft: setAside(made!) }]);
      expect(await judged(a)).toEqual(before);
    });

    it('that are gone by now are left alone', async () => {
      const a = session();
      const fence = await night(a, { 'a.md': ['one', 'two'] });
      const [edge] = await judged(a);
      const revised = [{ edgeNumber: edge!.edgeNumber, draft: setAside(edge!) }];
      await a.store.reviseEdges(fence, JOIN, revised);
      await a.store.reviseEdges(fence, JOIN, revised);
      await a.store.reviseEdges(fence, JOIN, [{ edgeNumber: 999_999, draft: setAside(edge!) }]);
      expect(await judged(a)).toHaveLength(1);
    });
  });
}
