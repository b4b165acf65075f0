import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, type ExportItem, type JsonObject } from '../../src/core/index.js';
import { qdrantExporter, type QdrantExportOptions } from '../../src/export/index.js';
import { payloadOf } from '../../src/export/qdrant/points.js';
import { sketchOf } from '../../src/export/shared/vector-sketch.js';
import { describeExporter, item, snapshot, vectorOf, type ExporterHarness, type ExporterTarget } from '../contract/exporter.js';
import { qdrantOpenApi } from './qdrant-openapi.js';
import { startFakeQdrant, type FakeCollection, type FakePoint, type FakeQdrant } from './qdrant-server.js';

const DIMENSIONS = 8;
const context = { baseDir: '/', signal: new AbortController().signal };
const range = (count: number): ExportItem[] => Array.from({ length: count }, (_, n) => item(n));

/** What the alias shows: id -> canonical JSON of the item. */
const shown = (found: FakeCollection | undefined): Map<string, string> => new Map([...found?.points ?? []].map(([id, { payload }]) => [id, canonicalJson({
  id, text: payload['winnow_text'] === undefined ? payload['content'] : JSON.parse(payload['winnow_text'] as string), metadata: payload['winnow'] === undefined ? payload['metadata'] : JSON.parse(payload['winnow'] as string),
})]));

function targetOf(given: Partial<QdrantExportOptions>, dimensions?: number): ExporterHarness<QdrantExportOptions>['open'] {
  return async (): Promise<ExporterTarget<QdrantExportOptions>> => {
    const server = await startFakeQdrant();
    const options = qdrantExporter.options.parse({ url: server.url, ...(dimensions === undefined ? {} : { embeddings: 'made' }), ...given });
    const put = (each: ExportItem): void => {
      const vector = dimensions === undefined ? null : vectorOf(each, dimensions);
      server.put('chunks', { id: each.id, payload: payloadOf(each, vector !== null && options.distance === 'cosine' ? sketchOf(vector) : null), vector: vector === null ? null : [...vector] });
    };
    return {
      options, baseDir: '/',
      contents: async () => shown(server.seen('chunks')),
      async remove(id) { server.seen('chunks')!.points.delete(id); },
      add: async (each) => put(each),
      replace: async (each) => put(each),
      async crash(next) {
        const before = [...server.seen('chunks')!.points];
        await next();
        const { points } = server.seen('chunks')!;
        for (const id of [...points.keys()].slice(0, 4)) points.delete(id);
        for (const [id, point] of before.slice(0, 2)) points.set(id, point);
      },
      async close() {
        expect(server.faults).toEqual([]);
        await server.close();
      },
    };
  };
}

describeExporter('qdrant on a strict fake of its OpenAPI', { exporter: qdrantExporter, dimensions: DIMENSIONS, counted: true, open: targetOf({}, DIMENSIONS) });
describeExporter('qdrant on a strict fake of its OpenAPI, by the dot product', { exporter: qdrantExporter, dimensions: DIMENSIONS, counted: true, open: targetOf({ distance: 'dot' }, DIMENSIONS) });
describeExporter('qdrant on a strict fake of its OpenAPI, texts alone', { exporter: qdrantExporter, counted: true, open: targetOf({}) });

describe('qdrant', () => {
  let server: FakeQdrant;
  beforeAll(async () => { server = await startFakeQdrant(); });
  afterAll(() => server.close());
  afterEach(() => {
    expect(server.faults).toEqual([]);
    server.collections.clear();
    server.aliases.clear();
    server.requests.length = 0;
    server.forgetful = false;
    server.fate = () => undefined;
    server.served = () => {};
  });

  const optionsOf = (given: Partial<QdrantExportOptions> = {}): QdrantExportOptions => qdrantExporter.options.parse({ url: server.url, embeddings: 'made', ...given });
  const apply = (options: QdrantExportOptions, items: readonly ExportItem[], generation = 1, dimensions: number | undefined = DIMENSIONS): ReturnType<typeof qdrantExporter.apply> =>
    qdrantExporter.apply(options, snapshot(items, generation, dimensions), new Map(), context);
  const isOk = async (options: QdrantExportOptions, items: readonly ExportItem[], generation = 1, dimensions: number | undefined = DIMENSIONS): Promise<boolean> => (await qdrantExporter.verify(options, snapshot(items, generation, dimensions), context)).ok;
  const operations = (): string[] => server.requests.map(({ operation }) => operation);
  const point = (collection: FakeCollection | undefined, n: number): FakePoint => collection!.points.get(item(n).id)!;

  it('holds points as LangChain reads them, with indexes of what filters ask for', async () => {
    await apply(optionsOf(), [{ ...item(1), metadata: { ...item(1).metadata, weight: 1 / 3, version: null } }, { ...item(2), metadata: { ...item(2).metadata, weight: 0.95 } }]);
    expect(server.aliases).toEqual(new Map([['chunks', 'chunks__a']]));
    const found = server.seen('chunks')!;
    expect(point(found, 2).payload).toEqual({ content: 'text 2', metadata: { ...item(2).metadata, weight: 0.95 }, winnow_vector: sketchOf(vectorOf(item(2), DIMENSIONS)) });
    // A number that the server may read one last bit off stands in full beside.
    expect(point(found, 1).payload).toMatchObject({ metadata: { weight: 1 / 3, version: null }, winnow: expect.stringContaining('"weight":0.3333333333333333') as string });
    expect(Object.fromEntries(found.indexes)).toEqual({ 'metadata.source': 'keyword', 'metadata.path': 'keyword', 'metadata.language': 'keyword', 'metadata.version': 'keyword', 'metadata.access': 'keyword', 'metadata.dates.value': 'datetime' });
    expect(found.vectors).toEqual({ size: DIMENSIONS, distance: 'Cosine' });
  });

  it('knows a fraction again that came back one last bit off, and not another one', async () => {
    const items = [{ ...item(1), metadata: { weight: 1 / 3, large: 2 ** 60, small: 1e-7 } }];
    await apply(optionsOf(), items);
    const there = point(server.seen('chunks'), 1);
    const say = (weight: number): void => server.put('chunks', { id: there.id, payload: { ...there.payload, metadata: { weight, large: 2 ** 60, small: 1e-7 } }, vector: [...there.vector!] });
    say(1 / 3 + 2 ** -54);
    expect(await isOk(optionsOf(), items)).toBe(true);
    say(0.333333334);
    expect(await isOk(optionsOf(), items)).toBe(false);
  });

  it('shows searches one whole corpus or the other, after whatever request', async () => {
    const options = optionsOf();
    await apply(options, range(600));
    const corpora = [shown(server.seen('chunks')), new Map(Array.from({ length: 700 }, (_, n) => item(n + 300, `new ${n}`)).map((each) => [each.id, canonicalJson(each)]))].map((each) => canonicalJson([...each].sort()));
    const seen: number[] = [];
    server.served = () => { seen.push(corpora.indexOf(canonicalJson([...shown(server.seen('chunks'))].sort()))); };
    await apply(options, Array.from({ length: 700 }, (_, n) => item(n + 300, `new ${n}`)), 2);
    expect(new Set(seen)).toEqual(new Set([0, 1]));
    expect(seen.indexOf(1)).toBe(seen.length - 1);
    expect(operations().at(-1)).toBe('update_aliases');
  });

  it('writes what changed since the collection that stands by was left', async () => {
    const options = optionsOf();
    for (const [n, items] of [range(50), range(51), range(52), range(53)].entries()) await apply(options, items, n + 1);
    const written = server.requests.filter(({ operation }) => operation === 'upsert_points').map(({ body }) => (body as { points: unknown[] }).points.length);
    // Twice all of it, since there are two collections; then what either lacks.
    expect(written).toEqual([50, 51, 2, 2]);
    expect(server.aliases.get('chunks')).toBe('chunks__b');
    server.requests.length = 0;
    await apply(options, range(53), 4);
    expect(operations().filter((each) => !/^(?:get|scroll)_/u.test(each))).toEqual([]);
  });

  it('is made anew for vectors of another length, compared otherwise, for texts alone, and after nothing was released', async () => {
    for (const [n, [distance, dimensions, count]] of ([['cosine', 8, 3], ['cosine', 6, 3], ['dot', 6, 3], ['dot', undefined, 3], ['euclid', 4, 3], ['euclid', undefined, 0], ['euclid', 5, 2]] as const).entries()) {
      const options = optionsOf({ distance });
      expect(await apply(options, range(count), n + 1, dimensions)).toMatchObject({ upserted: count });
      expect(await isOk(options, range(count), n + 1, dimensions)).toBe(true);
    }
    expect(await isOk(optionsOf({ distance: 'cosine' }), range(2), 7, 5)).toBe(false);
    expect([...server.collections.keys()].sort()).toEqual(['chunks__a', 'chunks__b']);
  });

  it('notices one number of one vector, a key that somebody added and a numbered point, and mends them', async () => {
    const options = optionsOf();
    await apply(options, range(4));
    const found = server.seen('chunks')!;
    server.put('chunks', { ...point(found, 1), vector: [1, 2, 3, 4, 5, 6, 7, 8] });
    server.put('chunks', { ...point(found, 2), payload: { ...point(found, 2).payload, mine: 'x' }, vector: [...point(found, 2).vector!] });
    server.put('chunks', { id: 7, payload: {}, vector: [1, 2, 3, 4, 5, 6, 7, 8] });
    const report = await qdrantExporter.verify(options, snapshot(range(4), 1, DIMENSIONS), context);
    expect(report).toMatchObject({ ok: false, extra: ['7'], counts: { missing: 0, extra: 1, different: 2 } });
    expect(await apply(options, range(4))).toMatchObject({ upserted: 2, deleted: 1 });
    expect(await isOk(options, range(4))).toBe(true);
    // That which stands by is mended too, once it is needed.
    server.collections.get('chunks__a')!.points.set('7', { id: 7, payload: {}, vector: null });
    await apply(options, range(5), 2);
    expect(server.aliases.get('chunks')).toBe('chunks__a');
    expect(server.seen('chunks')!.points.size).toBe(5);
  });

  it("leaves somebody else's collections and aliases alone, and those of another pipeline", async () => {
    const strange = (): FakeCollection => ({ vectors: { size: DIMENSIONS, distance: 'Cosine' }, metadata: {}, indexes: new Map(), points: new Map([[item(1).id, { id: item(1).id, payload: { theirs: 1 }, vector: new Float32Array(8) }]]) });
    const refused = async (words: string): Promise<void> => {
      const before = structuredClone([...server.collections, ...server.aliases]);
      await expect(apply(optionsOf(), range(3))).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining(words) as string });
      expect([...server.collections, ...server.aliases]).toEqual(before);
      expect(await isOk(optionsOf(), range(3))).toBe(false);
    };
    server.collections.set('chunks', strange());
    await refused('the collection "chunks" at');
    server.collections.clear();
    server.collections.set('theirs', strange()).set('chunks__a', strange());
    await refused('the collection "chunks__a" is there already and belongs to something else');
    server.aliases.set('chunks', 'theirs');
    await refused('the collection "chunks" at');
    server.collections.delete('chunks__a');
    server.aliases.clear();
    server.aliases.set('chunks__a', 'theirs');
    await refused('the alias "chunks__a"');
    server.aliases.clear();
    await qdrantExporter.apply(optionsOf(), { ...snapshot(range(3), 1, DIMENSIONS), pipeline: 'other' }, new Map(), context);
    await refused('the pipeline "other"');
    // One with a stamp and no alias.
    server.aliases.clear();
    await refused('the pipeline "other"');
  });

  it('takes no collection that is another target of the same pipeline', async () => {
    await apply(optionsOf({ collection: 'other' }), range(3));
    const refused = async (): Promise<void> => {
      await expect(apply(optionsOf(), range(5), 2)).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining('the collection "chunks" at') as string });
      expect(server.seen('other')!.points.size).toBe(3);
    };
    server.aliases.set('chunks', 'other__a');
    await refused();
    server.aliases.delete('chunks');
    server.collections.set('chunks', server.collections.get('other__a')!);
    await refused();
  });

  it('says so when the server keeps no metadata of collections, and leaves nothing behind', async () => {
    server.forgetful = true;
    await expect(apply(optionsOf(), range(3))).rejects.toMatchObject({ code: 'export-failed', message: expect.stringContaining('Qdrant 1.16') as string });
    expect(server.collections.size).toBe(0);
    expect(operations()).not.toContain('upsert_points');
  });

  it('reads and writes long vectors in shorter answers and requests', async () => {
    const dimensions = 4_096;
    await apply(optionsOf(), range(300), 1, dimensions);
    expect(await isOk(optionsOf(), range(300), 1, dimensions)).toBe(true);
    const bodies = server.requests.map(({ operation, body }) => [operation, body as { points?: unknown[]; limit?: number }] as const);
    expect(bodies.filter(([operation]) => operation === 'upsert_points').map(([, { points }]) => points!.length).sort((a, b) => b - a)).toEqual([244, 44, 12]);
    expect(operations().filter((each) => each === 'count_points')).toHaveLength(1); // nothing was told twice
    expect(bodies.filter(([operation]) => operation === 'scroll_points').every(([, { limit }]) => limit === 122)).toBe(true);
    for (let n = 0; n < 130; n += 1) server.put('chunks', { id: n, payload: {}, vector: null });
    expect(await apply(optionsOf(), range(300), 1, dimensions)).toMatchObject({ upserted: 0, deleted: 130 });
    expect(await isOk(optionsOf(), range(300), 1, dimensions)).toBe(true);
  });

  it('refuses a chunk that no request could carry before it touches anything', async () => {
    await expect(apply(optionsOf(), [item(1, '\u0000'.repeat(2_000_000))])).rejects.toMatchObject({ code: 'export-failed', message: expect.stringContaining('12000') as string });
    expect(server.collections.size).toBe(0);
  });

  it('knows a request that is none of the OpenAPI document', () => {
    const { request, answer } = qdrantOpenApi();
    const fault = (method: string, path: string, body?: JsonObject, type = 'application/json'): string | null => request(method, new URL(path, 'http://x'), body === undefined ? undefined : type, body).fault;
    expect(fault('PUT', '/collections/c/points?wait=true', { points: [{ id: 'x', vector: [1], payload: {} }] })).toBeNull();
    expect(fault('PUT', '/collections/c', { vectors: {}, metadata: { winnow: '{}' } })).toBeNull();
    for (const wrong of [
      fault('PUT', '/collections/c/points?wait=true', { points: [{ id: 'x', vektor: [1] }] }), fault('PUT', '/collections/c/points?wait=soon', { points: [] }), fault('PUT', '/collections/c/points?waits=true', { points: [] }),
      fault('PUT', '/collections/c/points', { points: [{ id: 'x', vector: ['1'] }] }), fault('PUT', '/collections/c/points', { points: [] }, 'text/plain'), fault('POST', '/collections/c/points/scroll'),
      fault('PUT', '/collections/c', { vectors: { size: 1.5, distance: 'Dot' } }), fault('PUT', '/collections/c', { vectors: { size: 1, distance: 'dot' } }), fault('PUT', '/collections/c', { hnsw_config: { n: 1 } }), fault('GET', '/aliasses'),
    ]) expect(wrong).toEqual(expect.any(String));
    expect(answer('count_points', 200, { result: { count: 1 }, status: 'ok', time: 0 })).toBeNull();
    expect(answer('count_points', 200, { result: { number: 1 }, status: 'ok', time: 0 })).toEqual(expect.any(String));
    expect(answer('count_points', 404, { status: { error: 'x' }, time: 0, result: null })).toBeNull();
  });

  it.each(['http://user:pass@host', 'ftp://host', 'http://host/?token=x', 'no url'])('takes no address such as %s', (url) => {
    expect(qdrantExporter.options.safeParse({ url }).success).toBe(false);
  });

  it.each(['a/b', '', '.', '-x', 'chunks__a', 'chunks__b', 'x'.repeat(201)])('takes no name such as %s', (collection) => {
    expect(qdrantExporter.options.safeParse({ collection }).success).toBe(false);
  });
});
