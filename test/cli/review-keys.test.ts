import { describe, expect, it } from 'vitest';
import { KEYS, WORDED_KEYS, commandOf, helpLines } from '../../src/cli/review/keys.js';
import { started, step, type Session } from '../../src/cli/review/state.js';
import { frame } from '../../src/cli/review/view.js';
import { fitted, wrapped } from '../../src/cli/review/wrap.js';
import { loaded, perform, type Work } from '../../src/cli/review/work.js';
import { WinnowError } from '../../src/core/index.js';
import { GROUP, ITEM } from '../server/desk.js';
import { itemDesk } from './reviewed.js';

const plain = (_style: string, text: string): string => text;
const at = async (): Promise<Session> => loaded({ desk: itemDesk(), limit: 50 }, started({}, 'ada'), {});

describe('keys', () => {
  it('are each there once, and in the help', () => {
    const keys = [...KEYS, ...WORDED_KEYS].map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const help = helpLines().join('\n');
    for (const key of keys) expect(help).toMatch(new RegExp(`^${key.replace(/[?/]/u, '\\$&')} +\\S`, 'mu'));
  });

  it.each([
    ['j', { do: 'next-group' }], [' a ', { do: 'approve' }], ['', { do: 'confirm' }], ['esc', { do: 'cancel' }], ['/30 days', { do: 'filter', text: '30 days' }], ['/', { do: 'filter', text: '' }], ['m', { do: 'reason', text: '' }],
    ['m it is  right', { do: 'reason', text: 'it is  right' }], ['s 2027-01-01', { do: 'snooze', text: '2027-01-01' }], ['t ada', { do: 'assign', text: 'ada' }], ['E date=2026-03-01', { do: 'edit', text: 'date=2026-03-01' }], ['B as it is', { do: 'baseline', text: 'as it is' }], ['o', { do: 'reopen' }], ['approve', null], ['a b', null], ['J', null], ['mx', null],
  ])('%j', (line, command) => { expect(commandOf(line)).toEqual(command); });
});

describe('what a key does to the session', () => {
  it('drops what waited for Enter when another key comes', async () => {
    const selected = step(await at(), { do: 'select' }).session;
    const { effect } = step(selected, { do: 'approve' });
    expect(effect.do).toBe('preview');
    if (effect.do !== 'preview') return;
    const pending: Session = { ...selected, pending: { saying: effect.saying, result: { generation: 1, act: null, decided: [], others: [], behind: [] } } };
    expect(step(pending, { do: 'confirm' }).effect).toEqual({ do: 'decide', saying: effect.saying });
    expect(step(step(pending, { do: 'help' }).session, { do: 'confirm' }).effect.do).toBe('nothing');
    expect(step(pending, { do: 'cancel' })).toMatchObject({ effect: { do: 'nothing' }, session: { pending: null, selected: new Map(selected.selected) } });
  });

  it('closes, clears and leaves with Esc, in this order', async () => {
    const first = step(step(await at(), { do: 'select' }).session, { do: 'help' }).session;
    const second = step(first, { do: 'cancel' });
    const third = step(second.session, { do: 'cancel' });
    expect([first.view, second.session.view, second.session.selected.size, third.session.selected.size, third.effect.do]).toEqual(['help', 'item', 1, 0, 'nothing']);
    expect(step(third.session, { do: 'cancel' }).effect.do).toBe('leave');
  });

  it('keeps the code of the first refusal', async () => {
    const once = step(await at(), { do: 'this-right' }).session;
    expect(once.refusal).toBe(2);
    expect(step({ ...once, refusal: 1 }, { do: 'keep' }).session.refusal).toBe(1);
  });

  it('asks for items by number, and for nothing past the ends', async () => {
    const session = await at();
    expect(step(session, { do: 'next-group' })).toMatchObject({ effect: { do: 'nothing' }, session: { notice: { lines: ['This is the last group.'] } } });
    expect(step({ ...session, more: true }, { do: 'next-group' }).effect).toEqual({ do: 'go', group: 1, item: 0 });
    expect(step({ ...session, moreMembers: 'mark' }, { do: 'next-item' }).effect).toEqual({ do: 'go', group: 0, item: 1 });
    expect(step({ ...session, aside: true }, { do: 'next-group' }).effect).toEqual({ do: 'go', group: 0, item: 0 });
  });
});

describe('a baseline', () => {
  it('is asked about again where what waits is no longer what was agreed to', async () => {
    let items = 3;
    const calls: unknown[] = [];
    const desk = itemDesk({ baseline: async (by) => { calls.push(by.preview ?? false); return { items, act: by.preview === true ? null : { first: 1, last: items } }; } });
    const work: Work = { desk, limit: 50 };
    const asked = await perform(work, await at(), { do: 'baseline', text: 'as it is' });
    expect(asked?.pending).toEqual({ reason: 'as it is', items: 3 });
    items = 4;
    const again = await perform(work, asked ?? (await at()), { do: 'confirm' });
    expect(again?.pending).toEqual({ reason: 'as it is', items: 4 });
    const drawn = await perform(work, again ?? (await at()), { do: 'confirm' });
    expect([drawn?.pending, drawn?.past.at(-1)?.label, drawn?.tally]).toEqual([null, 'known from now on: 4 items', { known: 4 }]);
    expect(calls).toEqual([true, true, true, false]);
  });
});

describe('a queue of several pages', () => {
  const group = (key: string): typeof GROUP => ({ ...GROUP, key });
  const desk = (settled: readonly string[] = []): ReturnType<typeof itemDesk> => itemDesk({
    queue: async (_query, page) => ({ generation: 3, items: 3, groups: 3, facets: { sources: [], rules: [], kinds: [], owners: [], assignees: [] }, snoozed: 0, acknowledged: 0, ...(page?.after === undefined ? { page: [group('a'), group('b')], next: 'more' } : { page: [group('b'), group('c')], next: null }) }),
    group: async (key) => {
      if (settled.includes(key)) throw new WinnowError('id-unknown', 'settled');
      return { generation: 3, group: group(key), items: [{ ...ITEM, id: key }], next: null };
    },
  });
  const walk = async (work: Work, ...keys: readonly string[]): Promise<Session> => {
    let session = await loaded(work, started({}, 'ada'), {});
    for (const key of keys) session = (await perform(work, session, commandOf(key) ?? { do: 'help' })) ?? session;
    return session;
  };
  const seen = ({ groups, more, shown }: Session): unknown => [groups.map(({ key }) => key), more, shown?.review.item.id];

  it('is loaded as far as one goes, each group once', async () => {
    expect(seen(await walk({ desk: desk(), limit: 50 }, 'j'))).toEqual([['a', 'b'], true, 'b']);
    expect(seen(await walk({ desk: desk(), limit: 50 }, 'j', 'j', 'j'))).toEqual([['a', 'b', 'c'], false, 'c']);
    expect(seen(await walk({ desk: desk(), limit: 2 }, 'j', 'j'))).toEqual([['a', 'b'], false, 'b']);
  });

  it('leaves out what others have settled meanwhile', async () => {
    expect(seen(await walk({ desk: desk(['a', 'b']), limit: 50 }))).toEqual([['c'], false, 'c']);
    expect(seen(await walk({ desk: desk(['a', 'b', 'c']), limit: 50 }))).toEqual([[], false, undefined]);
  });
});

describe('lines of a screen', () => {
  it('break at spaces, and keep their colour', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapped('aaaaaaaaaa', 4)).toEqual(['aaaa', 'aaaa', 'aa']);
    expect(wrapped('\u001b[31mone two three\u001b[0m', 8)).toEqual(['\u001b[31mone two\u001b[0m', '\u001b[31mthree\u001b[0m']);
    expect(wrapped('', 8)).toEqual(['']);
    expect(wrapped('a b c d', 1)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('count the columns of wide and of combining characters', () => {
    expect(wrapped('漢字漢字漢', 4)).toEqual(['漢字', '漢字', '漢']);
    expect(wrapped('e\u0301e\u0301e\u0301', 2)).toEqual(['e\u0301e\u0301', 'e\u0301']);
    expect(fitted('漢字', 3)).toBe('漢');
    expect(fitted('\u001b[31mabc\u001b[0m', 2)).toBe('\u001b[31mab\u001b[0m');
  });

  it.each([[20, 5], [80, 24], [200, 60], [1, 1]])('fill %i columns and %i rows exactly', async (columns, rows) => {
    for (const view of ['item', 'help'] as const) {
      const { lines } = frame({ ...(await at()), view }, { columns, rows }, 1000, plain);
      expect(lines).toHaveLength(rows);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
  });
});
