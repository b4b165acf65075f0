import { describe, expect, it } from 'vitest';
import type { Notice, NoticeDraft, NoticeKind, Store } from '../../../src/core/index.js';
import type { StoreWorkshop } from '../store.js';

const DAY_MS = 86_400_000;
const AT = Date.parse('2026-11-28T03:00:00.000Z');
const iso = (days = 0): string => new Date(AT + days * DAY_MS).toISOString();

function draft(id: string, subjects: readonly string[], { channel = 'ops', kind = 'failures' }: { channel?: string; kind?: NoticeKind } = {}): NoticeDraft {
  const notice: Notice & { kind: NoticeKind } = { id, kind, pipeline: 'nightly', at: iso(), runId: null, reminder: false, title: `"${id}"\n`, lines: ['a'], next: 'b', facts: { n: 1, none: null } };
  return { channel, notice, subjects };
}
const hold = (subjects: readonly string[], { channel = 'ops', kind = 'failures' }: { channel?: string; kind?: NoticeKind } = {}) => ({ channel, kind, subjects });
const take = async (store: Store, now = AT, channel = 'ops'): Promise<string[]> => (await store.takeNotices({ channel, now, until: now + 60_000, limit: 10 })).map(({ notice }) => notice.id);
const settle = (store: Store, id: string, state: 'sent' | 'due' | 'refused' | 'given-up', attempts = 1, remark: string | null = null) => store.settleNotices([{ id, state, attempts, remark, at: iso() }]);
const states = async (store: Store): Promise<string[]> => (await store.listNotices({ limit: 10 })).map(({ notice, state }) => `${notice.id} ${state}`);

export function outboxContract({ session, again }: StoreWorkshop): void {
  describe('the outbox', () => {
    it('gives notices back as they were put, the oldest first, to one taker at a time, and without a run', async () => {
      const { store } = session();
      const [one, two] = [draft('one', ['x']), draft('two', ['x'], { channel: 'mail' })] as const;
      await store.putNotices({ holding: [], drafts: [one, two, draft('three', ['x', 'y'])], at: iso() });
      expect(await store.takeNotices({ channel: 'ops', now: AT, until: AT + 60_000, limit: 1 })).toEqual([one].map(({ channel, notice }) => ({ channel, notice, state: 'due', attempts: 0, createdAt: iso(), settledAt: null, remark: null })));
      expect(await take(again(store).store)).toEqual(['three']);
      expect(await take(store)).toEqual([]);
      // Whoever took them may be gone.
      expect(await take(store, AT + 60_000)).toEqual(['one', 'three']);
      expect([await take(store, AT, 'mail'), await take(store, AT, 'other')]).toEqual([['two'], []]);
    });

    it('notes what became of each, and gives back only what is due', async () => {
      const { store } = session();
      await store.putNotices({ holding: [], drafts: ['a', 'b', 'c', 'd', 'e'].map((id) => draft(id, [id])), at: iso() });
      await take(store);
      await settle(store, 'a', 'sent', 2, 'slow');
      await settle(store, 'b', 'refused', 1, '404');
      await settle(store, 'c', 'due', 3, 'no answer');
      await settle(store, 'd', 'due', 0);
      await settle(store, 'e', 'given-up', 1, 'no answer');
      expect(await take(store)).toEqual(['c', 'd']);
      await settle(store, 'c', 'sent', 1);
      // What is settled stays so.
      await settle(store, 'a', 'refused');
      expect((await store.listNotices({ limit: 9 })).map(({ notice: { id }, state, attempts, remark, settledAt }) => [id, state, attempts, remark, settledAt])).toEqual([
        ['e', 'given-up', 1, 'no answer', iso()], ['d', 'due', 0, null, null], ['c', 'sent', 4, null, iso()], ['b', 'refused', 1, '404', iso()], ['a', 'sent', 2, 'slow', iso()],
      ]);
      expect(await store.listNotices({ limit: 1 })).toHaveLength(1);
    });

    it('knows what a channel was told and what of it still holds', async () => {
      const { store } = session();
      expect(await store.told()).toEqual([]);
      await store.putNotices({ holding: [hold(['x', 'y'])], drafts: [draft('one', ['x', 'y']), draft('mailed', ['x'], { channel: 'mail' }), draft('held', ['g'], { kind: 'held' })], at: iso() });
      expect(await store.told()).toEqual([{ channel: 'ops', kind: 'failures', subjects: ['x', 'y'], at: iso() }, { channel: 'mail', kind: 'failures', subjects: ['x'], at: iso() }, { channel: 'ops', kind: 'held', subjects: ['g'], at: iso() }]);
      await take(store);
      await settle(store, 'one', 'sent');
      await settle(store, 'held', 'sent');
      await store.putNotices({ holding: [hold(['y', 'z']), hold([], { kind: 'held' })], drafts: [], at: iso(1) });
      expect(await store.told()).toEqual([{ channel: 'ops', kind: 'failures', subjects: ['y'], at: iso() }, { channel: 'mail', kind: 'failures', subjects: ['x'], at: iso() }]);
      await store.putNotices({ holding: [hold(['y', 'z'])], drafts: [draft('two', ['y', 'z'])], at: iso(2) });
      expect((await store.told())[1]).toEqual({ channel: 'ops', kind: 'failures', subjects: ['y', 'z'], at: iso(2) });
    });

    it('takes a channel that refused a notice, or could not be reached for too long, for one that was not told', async () => {
      const { store } = session();
      await store.putNotices({ holding: [], drafts: [draft('one', ['x'])], at: iso() });
      await take(store);
      await settle(store, 'one', 'sent');
      await store.putNotices({ holding: [hold(['x', 'y'])], drafts: [draft('two', ['x', 'y'])], at: iso(1) });
      await settle(store, 'two', 'refused');
      expect(await store.told()).toEqual([{ channel: 'ops', kind: 'failures', subjects: ['x'], at: iso() }]);
    });

    it('sends nothing of what has gone away meanwhile, and tells it anew when it comes again', async () => {
      const { store } = session();
      await store.putNotices({ holding: [], drafts: [draft('one', ['x']), draft('two', ['x', 'y']), draft('other', ['x'], { channel: 'mail' })], at: iso() });
      await store.putNotices({ holding: [hold(['y'])], drafts: [], at: iso(1) });
      expect(await states(store)).toEqual(['other due', 'two due', 'one void']);
      await store.putNotices({ holding: [hold([])], drafts: [], at: iso(1) });
      expect(await states(store)).toEqual(['other due', 'two void', 'one void']);
      expect((await store.told()).map(({ channel }) => channel)).toEqual(['mail']);
      // One that was taken just then stays what it became.
      await settle(store, 'two', 'sent');
      expect(await states(store)).toEqual(['other due', 'two void', 'one void']);
    });

    it('drops what is settled and long ago, but not what still holds', async () => {
      const { store } = session();
      await store.putNotices({ holding: [], drafts: [draft('gone', ['x']), draft('due', ['d'], { channel: 'mail' }), draft('holds', ['h'], { kind: 'held' }), draft('refused', ['r'], { kind: 'failed' })], at: iso() });
      await take(store);
      await settle(store, 'gone', 'sent');
      await settle(store, 'holds', 'sent');
      await settle(store, 'refused', 'refused');
      await store.putNotices({ holding: [hold([])], drafts: [], at: iso(89) });
      expect(await states(store)).toHaveLength(4);
      await store.putNotices({ holding: [], drafts: [], at: iso(91) });
      expect(await states(store)).toEqual(['holds sent', 'due due']);
    });
  });
}
