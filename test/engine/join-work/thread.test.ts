import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Join } from '../../../src/core/index.js';
import { joins } from '../../../src/join/index.js';
import { packNumbers, unpackNumbers } from '../../../src/engine/run/join-work/messages.js';
import { JoinThread } from '../../../src/engine/run/join-work/thread.js';
import { JoinWork, type RequestOf, type WorkSubject } from '../../../src/engine/run/join-work/work.js';
import fc from 'fast-check';
import { joinInput } from '../../contract/join.js';
import { LEAVE, passage } from '../../join/duplication/texts.js';

const texts = [
  LEAVE, LEAVE.replace('thirty days', 'forty days'), `${LEAVE} ${passage(3, 20)}`, passage(4, 120), `${passage(4, 110)} and so on`, passage(5, 60),
  'Refund requests must be filed within 30 days of purchase.', 'Refund requests must be filed within 90 days of purchase.',
  'The current version of Acme Sync is 2.1, as the download page of the shop says.', 'Acme Sync 5.0 copies folders through a relay.',
];
const subjects: WorkSubject[] = texts.map((text, at) => ({
  row: at + 1, input: { ...joinInput({ text, path: at < 2 ? `policy-201${at}.md` : `handbook/p${at}.md`, title: text.startsWith('Acme Sync 5') ? 'Acme Sync 5.0' : 'Policy' }), declared: at === 1 ? { supersedes: 'policy-2010.md' } : {}, embedding: Float32Array.from([1, at % 3, 0.1 * at, 0.5]) },
}));
const pairs = subjects.flatMap((_, a) => subjects.flatMap((__, b) => (a < b ? [[a, b]] : []))).flat();
/** What the store would say of an epoch: which term it is asked for decides. */
const frequencies = async (terms?: readonly string[]): Promise<ReadonlyMap<string, number>> => new Map((terms ?? []).map((term) => [term, 1 + (term.length % 3)]));

let thread: JoinThread;
beforeAll(() => { thread = new JoinThread(); });
afterAll(async () => { await thread.close(new Error('the tests are over')); });

it('lists of numbers come back from being packed', () => {
  fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 2 ** 52 }))), (lists) => {
    expect(unpackNumbers(packNumbers(lists))).toEqual(lists);
  }));
});

describe.each(joins.map(({ id }) => id))('%s in a worker thread', (id) => {
  it('gives what it gives in the main thread', async () => {
    const join: Join = await joins.find((entry) => entry.id === id)!.load();
    const options = join.options.parse(id === 'paraphrase' ? { embeddings: 'numbers' } : {});
    const load = joins.findIndex((entry) => entry.id === id) + 1;
    expect(await thread.load({ kind: 'load', load, id, plugin: null, options }, frequencies)).toBeNull();
    expect(thread.loaded).toBe(load);
    const own = new JoinWork(join, options, frequencies);
    const none = { number: load, keys: new Float64Array() };
    const verify: RequestOf<'verify'> = { do: 'verify', subjects, pairs: Uint32Array.from(pairs), common: new Set(), nodes: 8 };
    expect(await thread.ask<'count'>({ do: 'count', subjects }, none)).toEqual(await own.do<'count'>({ do: 'count', subjects }));
    const entered = await own.do<'enter'>({ do: 'enter', subjects, nodes: 8 });
    expect(await thread.ask<'enter'>({ do: 'enter', subjects, nodes: 8 }, none)).toEqual(entered);
    expect(entered.some(({ keys }) => keys.length > 0)).toBe(true);
    const edges = await own.do<'verify'>(verify);
    expect(await thread.ask<'verify'>(verify, none)).toEqual(edges);
    expect(edges.length).toBeGreaterThan(0);
    expect(thread.queued).toBe(0);
  });
});

it('common keys reach the other side', async () => {
  const join = (await joins.find((entry) => entry.id === 'document-copies')!.load()) as unknown as Join;
  const options = join.options.parse({});
  const reused = ['a', 'b'].map((name, at): WorkSubject => ({ row: 100 + at, input: joinInput({ path: `${name}.md`, text: `${passage(90, 40)} ${passage(91 + at, 100)}` }) }));
  const own = new JoinWork(join, options, frequencies);
  const keys = (await own.do<'enter'>({ do: 'enter', subjects: reused, nodes: 2 })).flatMap((entered) => entered.keys);
  await thread.load({ kind: 'load', load: 50, id: 'document-copies', plugin: null, options }, frequencies);
  const verify = (common: ReadonlySet<number>): RequestOf<'verify'> => ({ do: 'verify', subjects: reused, pairs: Uint32Array.of(0, 1), common, nodes: 2 });
  const with_ = await own.do<'verify'>(verify(new Set(keys)));
  const without = await own.do<'verify'>(verify(new Set()));
  expect(with_).not.toEqual(without);
  expect(await thread.ask<'verify'>(verify(new Set()), { number: 50, keys: new Float64Array() })).toEqual(without);
  expect(await thread.ask<'verify'>(verify(new Set()), { number: 51, keys: Float64Array.from(keys) })).toEqual(with_);
});

it('a join that is not there is told', async () => {
  expect(await thread.load({ kind: 'load', load: 90, id: 'nothing', plugin: null, options: {} }, frequencies)).toContain('nothing');
  expect(thread.loaded).toBeNull();
});
