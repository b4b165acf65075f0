import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Undelivered, WinnowError, defineNotifier, type Notice, type NoticeKind, type Store } from '../../../src/core/index.js';
import { z } from 'zod';
import type { ConfiguredChannel, Pipeline } from '../../../src/config/index.js';
import { deliverDue, tellFault, telling, tellTest } from '../../../src/engine/notify/index.js';
import { TargetsFailed, type TargetFailure } from '../../../src/engine/run/targets-failed.js';
import { webhookNotifier } from '../../../src/notify/webhook/index.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import { httpServer, ok, setEnv, silence, status, type Answer } from '../../notify/servers.js';
import { itemKey, itemOf, Session } from '../../contract/store/session.js';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-notify-'));
  store = openSqliteStore(join(folder, 'store.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const PATIENCE = { retryAfterMs: [20, 40], tryMs: 1500, channelMs: 4000 };
const KINDS: readonly NoticeKind[] = ['held', 'failed', 'failures', 'export-failed', 'review'];

type Channel = Partial<Pick<ConfiguredChannel, 'channel' | 'on' | 'remindAfterHours' | 'review' | 'block'>>;
const channelOf = (over: Channel = {}): ConfiguredChannel => ({ block: webhookNotifier, options: { urlEnv: 'OPS_WEBHOOK' }, key: 'k', channel: 'ops', on: KINDS as NoticeKind[], remindAfterHours: 168, review: undefined, ...over });

/** A channel that answers as it is told, and what it got. */
async function told(...answers: readonly Answer[]) {
  const { url, received } = await httpServer(...answers);
  setEnv('OPS_WEBHOOK', `${url}/a-secret-path`);
  return { notices: (): Notice[] => received.map(({ body }) => JSON.parse(body) as Notice), brief: (): string[] => received.map(({ body }) => { const { kind, title } = JSON.parse(body) as Notice; return `${kind}: ${title}`; }) };
}

type Guards = NonNullable<Parameters<typeof telling>[1] extends () => Promise<infer Result> ? (Result extends { summary: { guards?: infer Report } } ? Report : never) : never>;
interface Night { readonly guards?: readonly string[]; readonly error?: Error; readonly targetsFailed?: readonly TargetFailure[] }

/** A run that ends like this, with what it warned of. */
async function night({ guards, error, targetsFailed = [] }: Night = {}, channels: readonly ConfiguredChannel[] = [channelOf()], more: Partial<Parameters<typeof telling>[0]> = {}): Promise<string[]> {
  const warnings: string[] = [];
  const report = guards === undefined ? {} : { guards: { generation: 2, documents: 1, chunks: 1, outcome: 'held', findings: guards.map((rule) => ({ rule: `guard/${rule}` as const, source: 'docs', of: null, seen: 1, before: 2, past: [], z: null, message: 'Unexpected fall' })) } as Guards };
  await telling({ pipeline: { name: 'nightly', channels } as unknown as Pipeline, store, patience: PATIENCE, progress: { warn: (message) => { warnings.push(message); } }, ...more }, async () => {
    if (error !== undefined) throw error;
    return { summary: { run: { id: 'r1' }, ...report }, targetsFailed };
  }).catch((thrown: unknown) => { if (thrown !== error) throw thrown; });
  return warnings;
}
const states = async (): Promise<string[]> => (await store.listNotices({ limit: 20 })).map(({ channel, notice, state }) => `${channel} ${notice.kind} ${state}`);

describe('what channels are told', () => {
  it('is nothing on good nights, and what is held back once, until it is over and comes again', async () => {
    const channel = await told(ok);
    await night();
    expect(await states()).toEqual([]);
    for (const guards of [['documents', 'chunks'], ['documents', 'chunks'], ['chunks']]) expect(await night({ guards })).toEqual([]);
    expect(channel.brief()).toEqual(['held: generation 2 is held back by 2 guards']);
    await night({ guards: ['chunks', 'failures'] });
    await night();
    await night({ guards: ['chunks'] });
    expect(channel.brief().slice(1)).toEqual(['held: generation 2 is held back by 2 guards', 'held: generation 2 is held back by 1 guard']);
    expect(new Set(channel.notices().map(({ id }) => id)).size).toBe(3);
    expect(channel.notices()[0]).toMatchObject({ pipeline: 'nightly', runId: 'r1', reminder: false });
  });

  it('is the error of a run, another one when it is another, and none when somebody stopped it or another run is on', async () => {
    const channel = await told(ok);
    const failing = (code: 'score-failed' | 'judge-failed' | 'interrupted' | 'store-busy') => night({ error: new WinnowError(code, code) });
    for (const code of ['interrupted', 'store-busy', 'score-failed', 'score-failed', 'interrupted', 'judge-failed', 'score-failed'] as const) await failing(code);
    await night({ error: new TypeError('a fault of ours') });
    await night({ error: new TypeError('stopped') }, [channelOf()], { signal: AbortSignal.abort() });
    expect(channel.brief()).toEqual(['score-failed', 'judge-failed', 'score-failed', 'internal'].map((code) => `failed: The run failed: ${code}`));
  });

  it('is which targets fail, of a held run too', async () => {
    const channel = await told(ok);
    const failure = { target: 'a', acknowledged: 1, error: new WinnowError('export-failed', 'down') };
    const error = new TargetsFailed(failure.error, 'down', [failure]);
    await night({ error });
    await night({ error });
    await night({ guards: ['chunks'], targetsFailed: [failure, { ...failure, target: 'b' }] });
    expect(channel.brief()).toEqual(['export-failed: 1 target could not be brought in step', 'held: generation 2 is held back by 1 guard', 'export-failed: 2 targets could not be brought in step']);
  });

  it('is what newly fails to be read, not what failed last night, and again what was mended and fails again', async () => {
    const channel = await told(ok);
    const session = new Session(store);
    const nightWith = async (...failing: readonly string[]) => {
      const fence = await session.begin();
      const codes = new Map(failing.map((each) => each.split(' ') as [string, string]));
      await store.putItems(fence, ['a.md', 'b.md'].filter((path) => !codes.has(path)).map((path) => itemOf(path, ['text'])));
      await store.putFailures(fence, [...codes].map(([path, code]) => ({ ...itemKey(path), stage: 'parse', code, message: 'm', fingerprint: null })));
      await session.end(fence);
      await night();
    };
    for (const failing of [[], ['a.md file-broken'], ['a.md file-broken'], ['a.md file-broken', 'b.md file-empty'], ['b.md file-empty'], ['a.md file-broken', 'b.md file-encrypted']]) await nightWith(...failing);
    expect(channel.notices().map(({ title, lines }) => [title, ...lines])).toEqual([
      ['1 item newly failed to be read', 'src:a.md file-broken'], ['1 item newly failed to be read, 2 in all', 'src:b.md file-empty'], ['2 items newly failed to be read', 'src:a.md file-broken', 'src:b.md file-encrypted'],
    ]);
  });

  it('is told again where it stays so, by channel, and only what the channel is to be told', async () => {
    const channel = await told(ok);
    const channels = [channelOf({ remindAfterHours: 1e-9 }), channelOf({ channel: 'daily', on: ['failed'] })];
    for (let index = 0; index < 2; index += 1) await night({ guards: ['chunks'] }, channels);
    expect(channel.notices().map(({ title, reminder }) => [title, reminder])).toEqual([['generation 2 is held back by 1 guard', false], ['still so: generation 2 is held back by 1 guard', true]]);
    expect(await night({ guards: ['chunks'] }, channels, { notify: false })).toEqual([]);
    expect(channel.notices()).toHaveLength(2);
  });

  it('is a queue that is long, where that is asked for', async () => {
    const channel = await told(ok);
    const session = new Session(store);
    await session.night({ 'a.md': ['bad one', 'bad two', 'good'] });
    const ask = (waiting: number) => night({}, [channelOf({ review: { waiting } })]);
    for (const waiting of [2, 1, 1]) await ask(waiting);
    expect(channel.brief()).toEqual(['review: 2 chunks wait for review']);
    // What somebody put aside waits no more; nor does what is rejected.
    await session.night({ 'a.md': ['bad one', 'bad two', 'bad three', 'bad four', 'good'] });
    const [first = '', second = ''] = await Promise.all(['bad one', 'bad two'].map((line) => session.idOf('a.md', line, 2)));
    await session.review([first], 'reject', 2);
    await session.review([second], 'acknowledge', 3);
    await ask(99);
    for (const waiting of [2, 1]) await ask(waiting);
    expect(channel.brief().slice(1)).toEqual(['review: 2 chunks wait for review']);
  });
});

describe('delivery', () => {
  it('is tried again, under the same id, and waits as long as it is asked to', async () => {
    const channel = await told(status(500), status(429, { 'retry-after': '1' }), ok);
    const started = performance.now();
    expect(await night({ guards: ['chunks'] })).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(1000);
    expect(channel.notices().map(({ id }) => id)).toEqual(Array.from({ length: 3 }, () => channel.notices()[0]?.id));
    expect((await store.listNotices({ limit: 1 }))[0]).toMatchObject({ state: 'sent', attempts: 3 });
  });

  it('that fails stays due and is a warning; the next run sends it, however many there are', async () => {
    const channel = await told(status(503), status(503), status(503), ok);
    expect(await night({ guards: ['chunks'], targetsFailed: [{ target: 'a', acknowledged: null, error: new WinnowError('export-failed', 'down') }] })).toEqual([
      'the channel ops was not told "generation 2 is held back by 1 guard": answered 503; it is tried again by the next run and by `winnow notify`',
    ]);
    expect([channel.notices().length, await states()]).toEqual([3, ['ops export-failed due', 'ops held due']]);
    await night({ guards: ['chunks'], targetsFailed: [{ target: 'a', acknowledged: null, error: new WinnowError('export-failed', 'down') }] });
    expect(await states()).toEqual(['ops export-failed sent', 'ops held sent']);
    expect(await deliverDue(store, [channelOf()], { signal: new AbortController().signal, warn: () => undefined })).toEqual([]);
  });

  it('that is refused is not tried again, and told anew by the next run where it still holds', async () => {
    const channel = await told(status(404, {}, 'no such /a-secret-path'), status(400), ok);
    expect(await night({ guards: ['chunks'] })).toEqual(['the channel ops was not told "generation 2 is held back by 1 guard": answered 404: no such ***; it is not tried again']);
    await night({ guards: ['chunks'] });
    await night({ guards: ['chunks'] });
    await night({ guards: ['chunks'] });
    expect([channel.notices().length, await states()]).toEqual([3, ['ops held sent', 'ops held refused', 'ops held refused']]);
    expect(JSON.stringify(await store.listNotices({ limit: 9 }))).not.toContain('a-secret-path');
  });

  it('of a channel that hangs ends in time, and holds up no other', async () => {
    const channel = await told(silence);
    const got: string[] = [];
    const plain = defineNotifier({ id: 'plain', version: 1, options: z.strictObject({}), send: async (_options, { title }) => { got.push(title); } });
    const never = defineNotifier({ id: 'never', version: 1, options: z.strictObject({}), send: () => new Promise<never>(() => undefined) });
    const channels = [channelOf(), channelOf({ channel: 'never', block: never }), channelOf({ channel: 'plain', block: plain })];
    const started = performance.now();
    expect(await night({ guards: ['chunks'] }, channels, { patience: { ...PATIENCE, tryMs: 100, channelMs: 450 } })).toHaveLength(2);
    expect(performance.now() - started).toBeLessThan(1500);
    expect([got, channel.notices().length, await states()]).toEqual([['generation 2 is held back by 1 guard'], 3, ['plain held sent', 'never held due', 'ops held due']]);
  });

  it('is given up after days, and is not tried three times where something is not set', async () => {
    setEnv('OPS_WEBHOOK', '');
    expect(await night({ guards: ['chunks'] }, undefined, { patience: { ...PATIENCE, retryAfterMs: [10_000], giveUpAfterMs: 1e9 } })).toEqual([expect.stringContaining('OPS_WEBHOOK, which is not set; it is tried again by the next run') as string]);
    expect(await night({ guards: ['chunks'] }, undefined, { patience: { ...PATIENCE, giveUpAfterMs: -1 } })).toEqual([expect.stringContaining('it is given up') as string]);
    expect(await states()).toEqual(['ops held given-up']);
  });

  it('is direct where the store lets nothing be noted', async () => {
    const channel = await told(ok);
    const broken = { ...store, told: async () => { throw new WinnowError('store-damaged', 'broken'); } };
    expect(await night({ error: new WinnowError('store-damaged', 'broken') }, undefined, { store: broken })).toEqual(['what needs a person could not be noted in the store: broken']);
    expect(channel.brief()).toEqual(['failed: The run failed: store-damaged']);
    expect(await states()).toEqual([]);
  });

  it('of a test goes to every channel once, and says how it went', async () => {
    await told(status(503));
    const refusing = defineNotifier({ id: 'no', version: 1, options: z.strictObject({}), send: () => Promise.reject(new Undelivered('no', { again: false })) });
    expect(await tellTest([channelOf(), channelOf({ channel: 'no', block: refusing })], 'nightly', { signal: new AbortController().signal, warn: () => undefined })).toMatchObject([
      { channel: 'ops', state: 'due', attempts: 1, remark: 'answered 503' }, { channel: 'no', state: 'refused', attempts: 1 },
    ]);
  });
});

describe('a run that cannot tell of itself', () => {
  it('is told by the outbox, once, or directly without a store', async () => {
    const channel = await told(ok);
    const tell = (openStore: (() => Store) | null) => tellFault({
      fault: { code: 'run-killed', message: 'signal SIGKILL', next: 'See.' }, pipeline: 'nightly', channels: [channelOf()], openStore, runId: 'r9', signal: new AbortController().signal, warn: () => undefined, patience: PATIENCE,
    });
    for (let index = 0; index < 2; index += 1) await tell(() => openSqliteStore(join(folder, 'store.db'), { create: false }));
    expect(channel.notices()).toMatchObject([{ kind: 'failed', runId: 'r9', title: 'The run failed: run-killed', lines: ['signal SIGKILL'] }]);
    await tell(null);
    await tell(() => openSqliteStore(join(folder, 'no.db'), { create: false }));
    expect(channel.notices()).toHaveLength(3);
    // The next good night ends it.
    await night();
    await tell(() => openSqliteStore(join(folder, 'store.db'), { create: false }));
    expect(channel.notices()).toHaveLength(4);
  });
});
