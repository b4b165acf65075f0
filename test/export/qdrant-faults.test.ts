import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isWinnowError, type ExportItem, type ExportReport } from '../../src/core/index.js';
import { qdrantExporter, type QdrantExportOptions } from '../../src/export/index.js';
import { addressOf } from '../../src/export/qdrant/client.js';
import { qdrantFormat } from '../../src/export/qdrant/index.js';
import { collectionTarget } from '../../src/export/shared/collection-target.js';
import { item, snapshot, vectorOf } from '../contract/exporter.js';
import { startFakeQdrant, type FakeQdrant, type FakeRequest } from './qdrant-server.js';

const DIMENSIONS = 8;
const context = { baseDir: '/', signal: new AbortController().signal };
const range = (from: number, to: number): ExportItem[] => Array.from({ length: to - from }, (_, n) => item(from + n));
const soon = collectionTarget(qdrantFormat, [1, 1, 1]);

describe('qdrant, when something goes wrong', () => {
  let server: FakeQdrant;
  beforeAll(async () => { server = await startFakeQdrant(); });
  afterAll(() => server.close());
  const clear = (): void => {
    server.collections.clear();
    server.aliases.clear();
    server.requests.length = 0;
    server.fate = () => undefined;
    server.served = () => {};
    met.length = 0;
  };
  afterEach(() => {
    expect(server.faults).toEqual([]);
    clear();
  });

  const optionsOf = (given: Partial<QdrantExportOptions> = {}): QdrantExportOptions => qdrantExporter.options.parse({ url: server.url, embeddings: 'made', ...given });
  const apply = (items: readonly ExportItem[], generation: number, given: { readonly target?: typeof soon; readonly signal?: AbortSignal; readonly options?: QdrantExportOptions } = {}): Promise<ExportReport> =>
    (given.target ?? soon).apply(given.options ?? optionsOf(), snapshot(items, generation, DIMENSIONS), new Map(), { ...context, signal: given.signal ?? context.signal });
  const isOk = async (items: readonly ExportItem[], generation: number): Promise<boolean> => (await soon.verify(optionsOf(), snapshot(items, generation, DIMENSIONS), context)).ok;
  const ids = (): string[] => [...server.seen('chunks')?.points.keys() ?? []].sort();
  const idsOf = (items: readonly ExportItem[]): string[] => items.map(({ id }) => id).sort();
  const failing = (what: Promise<unknown>): Promise<unknown> => what.then(() => { throw new Error('it did not fail'); }, (error: unknown) => error);
  const met: string[] = [];
  const first = (operation: string, fate: ReturnType<FakeQdrant['fate']>): FakeQdrant['fate'] => (request) => {
    if (met.includes(operation) || request.operation !== operation) return undefined;
    met.push(operation);
    return fate;
  };

  it.each([{ status: 500 }, { status: 503 }, { status: 408 }, { status: 429 }, { status: 429, headers: { 'retry-after': 'soon' } }, 'cut' as const, 'cut-after' as const])('goes on after any request that fails once: %j', async (fate) => {
    await apply(range(0, 20), 1);
    await apply(range(0, 30), 2);
    const operations = ['get_collections_aliases', 'get_collection', 'delete_collection', 'create_collection', 'create_field_index', 'scroll_points', 'upsert_points', 'delete_points', 'update_collection', 'count_points', 'get_points', 'update_aliases'];
    for (const operation of operations) {
      clear();
      await apply(range(0, 20), 1);
      await apply(range(0, 30), 2);
      // The one that stands by is of another kind for some, and has what must go for the others.
      if (/^(?:delete|create)_(?!points)/u.test(operation)) Object.assign(server.collections.get('chunks__a')!, { vectors: { size: 3, distance: 'Cosine' } });
      server.fate = first(operation, fate);
      await apply(range(5, 40), 3);
      expect([met, await isOk(range(5, 40), 3)]).toEqual([[operation], true]);
    }
  });

  it('waits as long as a server asks it to', async () => {
    server.fate = first('upsert_points', { status: 429, headers: { 'retry-after': '1' } });
    const began = performance.now();
    await apply(range(0, 3), 1);
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(await isOk(range(0, 3), 1)).toBe(true);
  });

  it('counts a request without an answer as lost', async () => {
    const hasty = collectionTarget({ ...qdrantFormat, requests: { ...qdrantFormat.requests, timeoutMs: 250 } }, [1, 1, 1]);
    server.fate = ({ number, operation }) => (number % 7 === 0 && operation !== 'scroll_points' ? { lateMs: 400 } : undefined);
    await apply(range(0, 3), 1, { target: hasty });
    server.fate = () => undefined;
    expect(await isOk(range(0, 3), 1)).toBe(true);
    server.fate = ({ operation }) => (operation === 'upsert_points' ? { lateMs: 400 } : undefined);
    expect(await failing(apply(range(0, 4), 2, { target: hasty }))).toMatchObject({ code: 'export-failed', message: expect.stringContaining('tried 4 times: no answer within 250 ms') as string });
    expect(ids()).toEqual(idsOf(range(0, 3)));
  });

  it('gives up after three more tries and says why, with what searches see as it was', async () => {
    await apply(range(0, 3), 1);
    server.requests.length = 0;
    server.fate = ({ operation }) => (operation === 'upsert_points' ? { status: 500 } : undefined);
    expect(await failing(apply(range(0, 4), 2))).toMatchObject({ code: 'export-failed', message: `Cannot bring in step the collection "chunks" at ${server.url}, tried 4 times: 500 Internal Server Error: as the test has it` });
    expect(ids()).toEqual(idsOf(range(0, 3)));
    server.requests.length = 0;
    server.fate = ({ operation }) => (operation === 'upsert_points' ? { status: 403 } : undefined);
    expect(await failing(apply(range(0, 4), 2))).toMatchObject({ code: 'export-failed', message: expect.stringContaining('Forbidden') as string });
    expect(server.requests.filter(({ operation }) => operation === 'upsert_points')).toHaveLength(1);
  });

  it('tells a server again that lost what it acknowledged, and fails by name where it always does', async () => {
    await apply(range(0, 3), 1);
    server.fate = first('upsert_points', 'forgotten');
    await apply(range(0, 6), 2);
    expect(await isOk(range(0, 6), 2)).toBe(true);
    for (const [operation, items] of [['upsert_points', range(0, 9)], ['delete_points', range(2, 6)]] as const) {
      server.fate = (request) => (request.operation === operation ? 'forgotten' : undefined);
      expect(await failing(apply(items, 3))).toMatchObject({ code: 'export-mismatch' });
      expect(ids()).toEqual(idsOf(range(0, 6)));
    }
    server.fate = () => undefined;
    await apply(range(1, 9), 3);
    expect(await isOk(range(1, 9), 3)).toBe(true);
  });

  it("is not content with somebody else's point", async () => {
    await apply(range(0, 3), 1);
    const intrude = (at: string): void => {
      if (server.requests.at(-1)?.operation === at) server.put('chunks__b', { id: 7, payload: {}, vector: [...vectorOf(item(7), DIMENSIONS)] });
    };
    let came = false;
    server.served = () => { if (!came) { intrude('upsert_points'); came = server.collections.get('chunks__b')?.points.has('7') ?? false; } };
    await apply(range(0, 6), 2);
    expect(came).toBe(true);
    expect(await isOk(range(0, 6), 2)).toBe(true);
    server.served = () => {};
    server.put('chunks', { id: 7, payload: {}, vector: null });
    expect(await soon.verify(optionsOf(), snapshot(range(0, 6), 2, DIMENSIONS), context)).toMatchObject({ ok: false, extra: ['7'] });
    expect(await soon.stillHolds(optionsOf(), { generation: 2 }, snapshot(range(0, 6), 2, DIMENSIONS), context)).toBe(false);
  });

  it.each([['before it was done', false], ['after it was done', true]])('goes on wherever a process was killed, by a request %s', async (_, done) => {
    const prepared = async (): Promise<void> => {
      clear();
      await apply(range(0, 5), 1);
      await apply(range(0, 6), 2);
    };
    const nights: { readonly before: () => Promise<void>; readonly items: ExportItem[]; readonly seen: readonly string[] }[] = [
      { before: async () => clear(), items: range(0, 4), seen: [] },
      { before: prepared, items: range(3, 9), seen: idsOf(range(0, 6)) },
      { before: async () => { await prepared(); Object.assign(server.collections.get('chunks__a')!, { vectors: { size: 3, distance: 'Dot' } }); }, items: range(3, 9), seen: idsOf(range(0, 6)) },
    ];
    for (const { before, items, seen } of nights) {
      await before();
      server.requests.length = 0;
      await apply(items, 3);
      const all = server.requests.length;
      expect(all).toBeGreaterThan(12);
      for (let last = 1; last <= all; last += 1) {
        await before();
        server.requests.length = 0;
        const killed = new AbortController();
        server.fate = ({ number }: FakeRequest) => {
          if (number >= last) killed.abort();
          return number < last ? undefined : number === last && done ? 'cut-after' : 'cut';
        };
        await failing(apply(items, 3, { signal: killed.signal }));
        server.fate = () => undefined;
        expect([seen, idsOf(items)]).toContainEqual(ids());
        await apply(items, 3);
        expect([last, await isOk(items, 3), server.aliases.size]).toEqual([last, true, 1]);
      }
    }
  });

  it('sends the key to the server it is for, and shows it nowhere', async () => {
    process.env['WINNOW_TEST_QDRANT_KEY'] = 's3cret-key';
    const options = optionsOf({ tokenEnv: 'WINNOW_TEST_QDRANT_KEY' });
    const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error'), vi.spyOn(console, 'log')];
    await apply(range(0, 2), 1, { options });
    expect(new Set(server.requests.map(({ headers }) => headers['api-key']))).toEqual(new Set(['s3cret-key']));
    expect(said.flatMap(({ mock }) => mock.calls)).toEqual([]);
    vi.restoreAllMocks();
    const wordsOf = (error: unknown): string => { let all = ''; for (let at = error; at instanceof Error; at = at.cause) all += `${JSON.stringify(at)}${String(at)}${at.stack}${JSON.stringify(Object.entries(at))}`; return all; };
    const echo = createServer((request, response) => { response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ status: { error: `no such key: ${String(request.headers['api-key'])}` }, time: 0 })); });
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
    const failed = await failing(apply(range(0, 2), 1, { options: { ...options, url } }));
    expect(failed).toMatchObject({ code: 'export-failed', message: expect.stringContaining('no such key: ***') as string });
    expect(wordsOf(failed)).not.toContain('s3cret-key');
    const elsewhere = vi.fn();
    echo.on('request', elsewhere);
    server.fate = () => ({ location: url });
    const redirected = await failing(apply(range(0, 2), 2, { options }));
    expect(isWinnowError(redirected) && redirected.code).toBe('export-failed');
    expect(elsewhere).not.toHaveBeenCalled();
    expect(wordsOf(redirected)).not.toContain('s3cret-key');
    echo.close();
    echo.closeAllConnections();
  });

  it('says where it does not reach a server, and asks for the key it needs', async () => {
    const gone = await startFakeQdrant();
    await gone.close();
    expect(await failing(apply(range(0, 2), 1, { options: optionsOf({ url: gone.url }) }))).toMatchObject({ code: 'export-failed', message: expect.stringMatching(/^Cannot read the collection "chunks" at http:\/\/127\.0\.0\.1:\d+, tried 4 times: fetch failed: .*ECONNREFUSED/u) as string });
    expect(await failing(apply([], 1, { options: optionsOf({ tokenEnv: 'WINNOW_TEST_NO_KEY' }) }))).toMatchObject({ code: 'usage', message: expect.stringContaining('WINNOW_TEST_NO_KEY') as string });
  });

  it('is told of an answer that is none of a Qdrant server', async () => {
    const other = createServer((_, response) => { response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello'); });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    expect(await failing(apply([], 1, { options: optionsOf({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` }) }))).toMatchObject({ code: 'export-failed', message: expect.stringContaining('no Qdrant server') as string });
    other.close();
    other.closeAllConnections();
  });

  it.each([
    ['https://host', 'https://host', null, ''], ['https://host:6333/', 'https://host:6333', 6333, ''], ['http://host/qdrant/', 'http://host', null, '/qdrant'], ['http://[::1]:6333', 'http://[::1]:6333', 6333, ''],
  ])('takes %s as it is', (given, url, port, prefix) => {
    expect(addressOf(given)).toEqual({ url, port, prefix });
  });
});

describe('qdrant without its package', () => {
  it('says what to install', async () => {
    vi.doMock('@qdrant/js-client-rest', () => { throw new Error('Cannot find package'); });
    vi.resetModules();
    const { qdrantExporter: bare } = await import('../../src/export/qdrant/index.js');
    const failed: unknown = await bare.verify(bare.options.parse({}), snapshot([]), context).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'package-missing', next: 'npm install @qdrant/js-client-rest@1.18.0' });
    vi.doUnmock('@qdrant/js-client-rest');
    vi.resetModules();
  });
});
