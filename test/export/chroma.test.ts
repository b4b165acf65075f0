import { ChromaClient, type Collection } from 'chromadb';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, type ExportItem } from '../../src/core/index.js';
import { chromaExporter, type ChromaExportOptions } from '../../src/export/index.js';
import { chromaFormat } from '../../src/export/chroma/index.js';
import { collectionTarget } from '../../src/export/shared/collection-target.js';
import { flatRecord } from '../../src/export/shared/records.js';
import { sketchOf } from '../../src/export/shared/vector-sketch.js';
import { describeExporter, item, snapshot, vectorOf, type ExporterTarget } from '../contract/exporter.js';
import { FaultyProxy, type Fate } from './faulty-proxy.js';
import { startChroma, type ChromaServer } from './chroma-server.js';

const EXECUTABLE = process.env['WINNOW_TEST_CHROMA'];
const DIMENSIONS = 8;
const context = { baseDir: '/', signal: new AbortController().signal };
const none = { name: 'none', generate: () => Promise.reject(new Error('never asked')) };

describe.skipIf(EXECUTABLE === undefined)('a real Chroma server', () => {
  let server: ChromaServer;
  let client: ChromaClient;
  beforeAll(async () => {
    server = await startChroma(EXECUTABLE ?? '');
    const { hostname, port } = new URL(server.url);
    client = new ChromaClient({ host: hostname, port: Number(port), ssl: false });
  }, 120_000);
  afterAll(() => server.close());

  const range = (count: number): ExportItem[] => Array.from({ length: count }, (_, n) => item(n));
  const optionsOf = (given: Partial<ChromaExportOptions> = {}): ChromaExportOptions =>
    chromaExporter.options.parse({ url: server.url, collection: `c-${randomBytes(4).toString('hex')}`, embeddings: 'made', ...given });
  const found = (options: ChromaExportOptions): Promise<Collection> => client.getCollection({ name: options.collection, embeddingFunction: none });

  interface Row { readonly id: string; readonly document: string; readonly metadata: Record<string, string | number | boolean | null>; readonly embedding: number[] }
  const rowOf = (each: ExportItem): Row => {
    const { text, metadata } = flatRecord(each, sketchOf(vectorOf(each, DIMENSIONS)));
    return { id: each.id, document: text, metadata, embedding: Array.from(vectorOf(each, DIMENSIONS)) };
  };
  const put = async (collection: Collection, rows: readonly Row[]): Promise<void> => {
    if (rows.length === 0) return;
    await collection.upsert({ ids: rows.map(({ id }) => id), documents: rows.map(({ document }) => document), metadatas: rows.map(({ metadata }) => metadata), embeddings: rows.map(({ embedding }) => embedding) });
  };
  const rowsOf = async (collection: Collection): Promise<Row[]> => {
    const { ids, documents, metadatas, embeddings } = await collection.get({ include: ['documents', 'metadatas', 'embeddings'] });
    return ids.map((id, at) => ({ id, document: documents[at] ?? '', metadata: metadatas[at] as Row['metadata'], embedding: embeddings[at] ?? [] }));
  };

  describeExporter('chroma', {
    exporter: chromaExporter, dimensions: DIMENSIONS, counted: true,
    async open(): Promise<ExporterTarget<ChromaExportOptions>> {
      const options = optionsOf();
      return {
        options, baseDir: '/',
        async contents() {
          const rows = await rowsOf(await found(options));
          return new Map(rows.map(({ id, document, metadata }) => [id, canonicalJson({ id, text: metadata['winnow_text'] === undefined ? document : JSON.parse(String(metadata['winnow_text'])), metadata: JSON.parse(String(metadata['winnow'])) as object })]));
        },
        async remove(id) { await (await found(options)).delete({ ids: [id] }); },
        async add(each) { await put(await found(options), [rowOf(each)]); },
        async replace(each) { await put(await found(options), [rowOf(each)]); },
        async crash(next) {
          const before = await rowsOf(await found(options));
          await next();
          const collection = await found(options);
          const after = await rowsOf(collection);
          await collection.delete({ ids: after.slice(0, 4).map(({ id }) => id) });
          await put(collection, before.slice(0, 2));
        },
        async close() { await client.deleteCollection({ name: options.collection }); },
      };
    },
  });

  it('is searched and filtered as it is', async () => {
    const options = optionsOf();
    await chromaExporter.apply(options, snapshot(range(3), 1, DIMENSIONS), new Map(), context);
    const answer = await (await found(options)).query({ queryEmbeddings: [Array.from(vectorOf(item(2), DIMENSIONS))], nResults: 2, where: { $and: [{ source: 's' }, { date: '2024-05-04' }] } });
    expect((await (await found(options)).get({ where: { structure_score: { $gte: 0.98 } } })).documents.sort()).toEqual(['text 0', 'text 2']);
    expect((await (await found(options)).get({ where: { safety_score: { $lt: 0.5 } } })).documents).toEqual(['text 0']);
    expect(answer.documents[0]?.[0]).toBe('text 2');
    expect(answer.metadatas[0]?.[0]).toMatchObject({ path: 'p/2.md', heading_path: 'A › B 2' });
  });

  it('is made anew beside itself for vectors of another length, and when they are compared otherwise', async () => {
    const options = optionsOf();
    for (const [dimensions, distance, upserted] of [[8, 'cosine', 3], [6, 'cosine', 3], [6, 'l2', 3], [4, 'cosine', 3]] as const) {
      const given = { ...options, distance };
      expect(await chromaExporter.apply(given, snapshot(range(3), 1, dimensions), new Map(), context)).toMatchObject({ upserted, deleted: 0 });
      expect(await chromaExporter.verify(given, snapshot(range(3), 1, dimensions), context)).toMatchObject({ ok: true });
    }
    expect((await client.listCollections()).map(({ name }) => name).filter((name) => name.startsWith(options.collection))).toEqual([options.collection]);
  });

  it('is switched whole where that is asked for, and then writes what differs alone', async () => {
    const options = optionsOf({ switch: 'whole' });
    const due = [range(40), [...range(60).slice(10), item(3, 'changed')], range(50), range(30)];
    const proxy = new FaultyProxy(server.url);
    const url = await proxy.listen();
    let shown: string | null = null;
    const seen = new Set<string>();
    const corpora = new Map(due.map((items, at) => [canonicalJson(items.map(({ id, text }) => [id, text]).sort()), at]));
    // Looked at between any two requests that change something.
    proxy.before = async () => {
      const there = (await client.listCollections()).find(({ name }) => name === options.collection);
      if (there === undefined) return;
      const { ids, documents } = await there.get();
      shown = canonicalJson(ids.map((id, at) => [id, documents[at] ?? '']).sort());
      seen.add(shown);
    };
    for (const [at, items] of due.entries()) {
      proxy.asked.length = 0;
      expect(await chromaExporter.apply({ ...options, url }, snapshot(items, at + 1, DIMENSIONS), new Map(), context)).toMatchObject({ verified: 'read-back' });
      expect(await chromaExporter.verify(options, snapshot(items, at + 1, DIMENSIONS), context)).toMatchObject({ ok: true, found: items.length });
    }
    await proxy.close();
    for (const corpus of seen) expect(corpora.has(corpus)).toBe(true);
    expect(seen.size).toBe(3);
    expect((await client.listCollections()).map(({ name }) => name).filter((name) => name.startsWith(options.collection)).sort()).toEqual([options.collection, `${options.collection}.winnow-former`]);
  });

  it('goes on where it was killed, whichever request was the last, also where it is switched whole', async () => {
    const proxy = new FaultyProxy(server.url);
    const url = await proxy.listen();
    const exporter = { ...chromaExporter, ...collectionTarget(chromaFormat, []) };
    for (let last = 1, done = false; !done; last += 1) {
      const options = optionsOf({ url, switch: 'whole' });
      proxy.fate = () => 'pass';
      for (const generation of [1, 2]) await exporter.apply(options, snapshot(range(3 + generation), generation, DIMENSIONS), new Map(), context);
      proxy.asked.length = 0;
      proxy.fate = ({ count }) => (count > last ? 'cut' : 'pass');
      done = await exporter.apply(options, snapshot(range(9).slice(2), 3, DIMENSIONS), new Map(), context).then(() => true, () => false);
      proxy.fate = () => 'pass';
      await exporter.apply(options, snapshot(range(9).slice(2), 3, DIMENSIONS), new Map(), context);
      expect(await exporter.verify(options, snapshot(range(9).slice(2), 3, DIMENSIONS), context)).toMatchObject({ ok: true, found: 7 });
    }
    await proxy.close();
  }, 120_000);

  it('is emptied and filled with vectors of another length', async () => {
    const options = optionsOf();
    for (const [items, dimensions] of [[range(3), 8], [[], undefined], [range(2), 5]] as const) await chromaExporter.apply(options, snapshot(items, 1, dimensions), new Map(), context);
    expect(await chromaExporter.verify(options, snapshot(range(2), 1, 5), context)).toMatchObject({ ok: true, found: 2 });
  });

  it('goes on where a process was killed between two renames', async () => {
    const options = optionsOf();
    await chromaExporter.apply(options, snapshot(range(3), 1, 8), new Map(), context);
    await chromaExporter.apply({ ...options, collection: `${options.collection}.winnow-next` }, snapshot(range(2), 2, 6), new Map(), context);
    await (await found(options)).modify({ name: `${options.collection}.winnow-former` });
    expect(await chromaExporter.verify(options, snapshot(range(2), 2, 6), context)).toMatchObject({ ok: false, found: 0 });
    expect(await chromaExporter.apply(options, snapshot(range(2), 2, 6), new Map(), context)).toMatchObject({ verified: 'read-back' });
    expect(await chromaExporter.verify(options, snapshot(range(2), 2, 6), context)).toMatchObject({ ok: true, found: 2 });
    expect((await client.listCollections()).map(({ name }) => name).filter((name) => name.startsWith(options.collection))).toEqual([options.collection]);
  });

  it('notices one number of one vector, and a key that somebody added, and mends both', async () => {
    const options = optionsOf();
    const due = snapshot(range(3), 1, DIMENSIONS);
    await chromaExporter.apply(options, due, new Map(), context);
    await put(await found(options), [{ ...rowOf(item(2)), embedding: [1, 2, 3, 4, 5, 6, 7, 8] }, { ...rowOf(item(1)), metadata: { ...rowOf(item(1)).metadata, mine: 'x' } }]);
    const { different } = await chromaExporter.verify(options, due, context);
    expect([...different].sort()).toEqual([item(1).id, item(2).id].sort());
    expect(await chromaExporter.apply(options, due, new Map(), context)).toMatchObject({ upserted: 2, deleted: 0 });
    expect(await chromaExporter.verify(options, due, context)).toMatchObject({ ok: true });
  });

  describe('behind a connection that is not to be trusted', () => {
    let proxy: FaultyProxy;
    let url: string;
    beforeAll(async () => {
      proxy = new FaultyProxy(server.url);
      url = await proxy.listen();
    });
    afterAll(() => proxy.close());

    const [before, after] = [range(700), [...range(1000).slice(400), item(5, 'changed')]];
    const exporter = { ...chromaExporter, ...collectionTarget(chromaFormat, [10, 20, 40]) };

    it.each<Fate>(['cut', 'unanswered', 429, 500, 503, 'slow'])('makes each request again that meets this: %s', async (fate) => {
      const options = optionsOf({ url });
      proxy.fate = () => 'pass';
      await exporter.apply(options, snapshot(before, 1, DIMENSIONS), new Map(), context);
      // Every third one, whichever that is.
      proxy.fate = ({ count }) => (count % 3 === 0 ? fate : 'pass');
      expect(await exporter.apply(options, snapshot(after, 2, DIMENSIONS), new Map(), context)).toMatchObject({ upserted: 301, deleted: 399, verified: 'read-back' });
      expect(await exporter.verify(options, snapshot(after, 2, DIMENSIONS), context)).toMatchObject({ ok: true, found: 601 });
    });

    it('converges, whichever request was the last to arrive', async () => {
      for (let last = 1, done = false; !done; last += 1) {
        const options = optionsOf({ url });
        proxy.fate = () => 'pass';
        await exporter.apply(options, snapshot(before, 1, DIMENSIONS), new Map(), context);
        proxy.asked.length = 0;
        proxy.fate = ({ count }) => (count > last ? 'cut' : 'pass');
        done = await exporter.apply(options, snapshot(after, 2, DIMENSIONS), new Map(), context).then(() => true, () => false);
        proxy.fate = () => 'pass';
        expect((await exporter.verify(options, snapshot(after, 2, DIMENSIONS), context)).ok || !done).toBe(true);
        await exporter.apply(options, snapshot(after, 2, DIMENSIONS), new Map(), context);
        expect(await exporter.verify(options, snapshot(after, 2, DIMENSIONS), context)).toMatchObject({ ok: true, found: 601 });
      }
    }, 120_000);

    it('tells it again when a write or a deletion was acknowledged and lost, and says so when that goes on', async () => {
      for (const what of ['upsert', 'delete']) {
        const options = optionsOf({ url });
        proxy.fate = () => 'pass';
        await exporter.apply(options, snapshot(before, 1, DIMENSIONS), new Map(), context);
        let lost = 0;
        proxy.fate = ({ path }) => (path.endsWith(`/${what}`) && (lost += 1) === 1 ? 'lost' : 'pass');
        expect(await exporter.apply(options, snapshot(after, 2, DIMENSIONS), new Map(), context)).toMatchObject({ upserted: 301, deleted: 399, verified: 'read-back' });
        expect(lost).toBeGreaterThan(1);
        expect(await exporter.verify(options, snapshot(after, 2, DIMENSIONS), context)).toMatchObject({ ok: true });
        proxy.fate = ({ path }) => (path.endsWith(`/${what}`) ? 'lost' : 'pass');
        await expect(exporter.apply(options, snapshot(before, 3, DIMENSIONS), new Map(), context)).rejects.toMatchObject({ code: 'export-mismatch' });
        proxy.fate = () => 'pass';
        expect(await exporter.verify(options, snapshot(before, 3, DIMENSIONS), context)).toMatchObject({ ok: false });
      }
    }, 60_000);
  });

  it("leaves somebody else's collection alone, and that of another pipeline", async () => {
    const options = optionsOf();
    const theirs = await client.createCollection({ name: options.collection, embeddingFunction: null });
    await put(theirs, [rowOf(item(1))]);
    await expect(chromaExporter.apply(options, snapshot(range(3), 1, DIMENSIONS), new Map(), context)).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining('belongs to something else') as string });
    expect(await theirs.count()).toBe(1);
    const ours = optionsOf();
    await chromaExporter.apply(ours, snapshot(range(3), 1, DIMENSIONS), new Map(), context);
    await expect(chromaExporter.apply(ours, { ...snapshot(range(1), 1, DIMENSIONS), pipeline: 'other' }, new Map(), context)).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining('the pipeline "nightly"') as string });
    expect(await (await found(ours)).count()).toBe(3);
  });
});

describe('chroma', () => {
  it('says where it does not reach a server, and nothing of the token', async () => {
    process.env['WINNOW_TEST_TOKEN'] = 's3cret-token';
    const options = chromaExporter.options.parse({ url: 'http://127.0.0.1:9', tokenEnv: 'WINNOW_TEST_TOKEN', embeddings: 'made' });
    const failed: unknown = await chromaExporter.verify(options, snapshot([]), { ...context, signal: AbortSignal.timeout(60_000) }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'export-failed', message: expect.stringMatching(/^Cannot read the collection "chunks" at http:\/\/127\.0\.0\.1:9, tried 4 times: /u) as string });
    expect(JSON.stringify(failed) + String(failed) + String((failed as Error).cause)).not.toContain('s3cret-token');
  }, 60_000);

  it('asks for the token it needs', async () => {
    const options = chromaExporter.options.parse({ tokenEnv: 'WINNOW_TEST_NO_TOKEN', embeddings: 'made' });
    await expect(chromaExporter.verify(options, snapshot([]), context)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('WINNOW_TEST_NO_TOKEN') as string });
  });

  it.each(['http://user:pass@host', 'ftp://host', 'http://host/?token=x', 'no url'])('takes no address such as %s', (url) => {
    expect(chromaExporter.options.safeParse({ url, embeddings: 'made' }).success).toBe(false);
  });
});
