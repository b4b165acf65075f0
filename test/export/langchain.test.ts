import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, type ExportItem } from '../../src/core/index.js';
import { langchainExporter, type LangchainExportOptions } from '../../src/export/index.js';
import { flatRecord } from '../../src/export/shared/records.js';
import { sketchOf } from '../../src/export/shared/vector-sketch.js';
import { describeExporter, item, snapshot, vectorOf, type ExporterTarget } from '../contract/exporter.js';

const DIMENSIONS = 8;
const context = { baseDir: '/', signal: new AbortController().signal };

/** LangChain's own store in memory, with the `delete` that it lacks. Like many stores it does not replace what it holds under an id: it would hold it twice. */
class Store extends MemoryVectorStore {
  override async delete({ ids }: { ids: string[] }): Promise<void> {
    this.memoryVectors = this.memoryVectors.filter(({ id }) => id === undefined || !ids.includes(id));
  }
}

const newStore = (): Store => new Store(new FakeEmbeddings());
type Vectors = Store['memoryVectors'];

function rowOf(each: ExportItem, dimensions: number | undefined): Vectors[number] {
  const { text, metadata } = flatRecord(each, dimensions === undefined ? null : sketchOf(vectorOf(each, dimensions)));
  return { id: each.id, content: text, metadata: { ...Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null)), winnow_id: each.id }, embedding: dimensions === undefined ? [1, 2] : Array.from(vectorOf(each, dimensions)) };
}

function target(store: Store, options: object, dimensions: number | undefined): ExporterTarget<LangchainExportOptions> {
  return {
    options: langchainExporter.options.parse(options), baseDir: '/',
    contents: async () => new Map(store.memoryVectors.map(({ id = '', content, metadata }) => [id, canonicalJson({ id, text: 'winnow_text' in metadata ? JSON.parse(String(metadata['winnow_text'])) : content, metadata: JSON.parse(String(metadata['winnow'])) as object })])),
    remove: (id) => store.delete({ ids: [id] }),
    async add(each) { store.memoryVectors.push(rowOf(each, dimensions)); },
    async replace(each) {
      await store.delete({ ids: [each.id] });
      store.memoryVectors.push(rowOf(each, dimensions));
    },
    async crash(next) {
      const before = [...store.memoryVectors];
      await next();
      store.memoryVectors = [...before.slice(0, 2), ...store.memoryVectors.slice(4)].filter(({ id }, at, all) => all.findIndex((each) => each.id === id) === at);
    },
    async close() { store.memoryVectors = []; },
  };
}

describeExporter('langchain on MemoryVectorStore', {
  exporter: langchainExporter, dimensions: DIMENSIONS, counted: true,
  open: async () => { const store = newStore(); return target(store, { store, embeddings: 'made' }, DIMENSIONS); },
});
describeExporter('langchain on MemoryVectorStore, which embeds by itself', {
  exporter: langchainExporter, counted: true,
  open: async () => { const store = newStore(); return target(store, { store }, undefined); },
});

describe('a LangChain store', () => {
  const range = (count: number): ExportItem[] => Array.from({ length: count }, (_, n) => item(n));
  const due = snapshot(range(30), 1, DIMENSIONS);
  const apply = async (given: object, of = due, ledger = new Map<string, string>()): ReturnType<typeof langchainExporter.apply> => langchainExporter.apply(langchainExporter.options.parse(given), of, ledger, context);
  const verify = async (given: object, of = due): ReturnType<typeof langchainExporter.verify> => langchainExporter.verify(langchainExporter.options.parse(given), of, context);
  const ledgerOf = async (of = due): Promise<Map<string, string>> => {
    const ledger = new Map<string, string>();
    for await (const { id, hash } of of.items()) ledger.set(id, hash);
    return ledger;
  };

  /** A store that does not show what it holds. */
  const closed = (store: Store): object => ({
    addVectors: store.addVectors.bind(store), addDocuments: store.addDocuments.bind(store), delete: store.delete.bind(store),
    similaritySearchVectorWithScore: store.similaritySearchVectorWithScore.bind(store),
  });

  it('that does not list is kept by the ledger, and asked for every chunk it was given', async () => {
    const store = newStore();
    const given = { store: closed(store), embeddings: 'made' };
    expect(await apply(given)).toMatchObject({ upserted: 30, deleted: 0, verified: 'read-back' });
    expect(await apply(given, due, await ledgerOf())).toMatchObject({ upserted: 0, deleted: 0, verified: 'ledger' });
    expect(await verify(given)).toMatchObject({ ok: true, found: 30, unproved: ['whether it holds anything else: it does not list what it holds'] });
    const next = snapshot([...range(30).slice(5), item(7, 'changed')].filter(({ id, text }) => id !== item(7).id || text === 'changed'), 2, DIMENSIONS);
    expect(await apply(given, next, await ledgerOf())).toMatchObject({ upserted: 1, deleted: 5, verified: 'read-back' });
    expect(store.memoryVectors).toHaveLength(25);
    expect(await verify(given, next)).toMatchObject({ ok: true, found: 25 });
    await store.delete({ ids: [item(9).id] });
    expect(await verify(given, next)).toMatchObject({ ok: false, found: 24, missing: [item(9).id] });
  });

  it('that loses what it acknowledged is told again, and faulted when it goes on so', async () => {
    const store = newStore();
    let lost = 0;
    const losing = (most: number): object => ({
      ...closed(store), addVectors: async (vectors: number[][], documents: Parameters<Store['addVectors']>[1]) => {
        if ((lost += 1) > most) await store.addVectors(vectors, documents);
      },
    });
    expect(await apply({ store: losing(1), embeddings: 'made' })).toMatchObject({ upserted: 30, verified: 'read-back' });
    expect([lost, store.memoryVectors.length]).toEqual([2, 30]);
    store.memoryVectors = [];
    lost = 0;
    await expect(apply({ store: losing(Infinity), embeddings: 'made' })).rejects.toMatchObject({ code: 'export-mismatch' });
  });

  it('that does not list is freed of what a killed export left there', async () => {
    const store = newStore();
    const given = langchainExporter.options.parse({ store: closed(store), embeddings: 'made', itemsAtOnce: 10 });
    const intended: string[] = [];
    const stop = new AbortController();
    const killed = { ...context, signal: stop.signal, intend: async (ids: readonly string[]) => { intended.push(...ids); if (intended.length > 10) stop.abort(); } };
    await expect(langchainExporter.apply(given, due, new Map(), killed)).rejects.toThrow(/abort/iu);
    expect(store.memoryVectors.length).toBeGreaterThan(0);
    const next = snapshot([item(2), item(40)], 2, DIMENSIONS);
    expect(await langchainExporter.apply(given, next, new Map(), { ...context, intended })).toMatchObject({ upserted: 2, verified: 'read-back' });
    expect(store.memoryVectors.map(({ id }) => id).sort()).toEqual([item(2).id, item(40).id].sort());
  });

  it('that neither lists nor can be asked is kept by the ledger, and verifying it says so', async () => {
    const store = newStore();
    const given = { store: closed(store) };
    const texts = snapshot(range(3));
    expect(await apply(given, texts)).toMatchObject({ upserted: 3, verified: 'ledger' });
    expect(await verify(given, texts)).toMatchObject({ ok: false, problems: ['nothing of what it holds can be read'] });
  });

  it('lists by the function beside it', async () => {
    const store = newStore();
    const given = { store: { store: closed(store), list: async function* () { for (const { id, content, metadata } of store.memoryVectors) yield { id, pageContent: content, metadata }; } }, embeddings: 'made' };
    expect(await apply(given)).toMatchObject({ upserted: 30, verified: 'read-back' });
    await store.delete({ ids: [item(3).id] });
    store.memoryVectors.push({ id: 'theirs', content: 'x', metadata: {}, embedding: [1] }, { content: 'without id', metadata: {}, embedding: [1] });
    expect(await verify(given)).toMatchObject({ ok: false, missing: [item(3).id], extra: ['theirs', "nothing's id 1"] });
  });

  it('that holds other things already is left alone', async () => {
    const store = newStore();
    store.memoryVectors.push({ id: 'theirs', content: 'x', metadata: {}, embedding: [1] });
    await expect(apply({ store, embeddings: 'made' })).rejects.toMatchObject({ code: 'target-foreign' });
    expect(store.memoryVectors).toHaveLength(1);
  });

  it('is given a document twice when an answer is lost, and holds it once', async () => {
    const store = newStore();
    let calls = 0;
    const flaky = Object.assign(store, { addVectors: async (...given: Parameters<Store['addVectors']>) => { await MemoryVectorStore.prototype.addVectors.apply(store, given); if ((calls += 1) === 1) throw new Error('socket hang up'); } });
    expect(await apply({ store: flaky, embeddings: 'made' })).toMatchObject({ upserted: 30 });
    expect([calls, store.memoryVectors.length]).toEqual([2, 30]);
  });

  it('is searched and filtered as it is', async () => {
    const store = newStore();
    await apply({ store, embeddings: 'made' });
    const [[found] = []] = await store.similaritySearchVectorWithScore(Array.from(vectorOf(item(4), DIMENSIONS)), 1, ({ metadata }) => metadata['source'] === 's' && metadata['date'] === '2024-05-04');
    expect(found).toMatchObject({ id: item(4).id, pageContent: 'text 4', metadata: { path: 'p/4.md', heading_path: 'A › B 4' } });
  });

  describe('of a module', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'winnow-langchain-'));
      await writeFile(join(folder, 'store.mjs'), `
        export const kept = [];
        export const made = (token) => { if (token !== 's3cret-value') throw new Error('wrong token ' + token); return {
          store: { addDocuments: async (documents) => { kept.push(...documents); }, addVectors: async () => { throw new Error('denied for s3cret-value'); }, delete: async ({ ids }) => { kept.splice(0, kept.length, ...kept.filter(({ id }) => !ids.includes(id))); } },
          list: () => kept } };
        export const notStore = { addDocuments() {} };`);
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));
    const at = (given: object, of = snapshot(range(3))): ReturnType<typeof langchainExporter.apply> =>
      langchainExporter.apply(langchainExporter.options.parse({ module: './store.mjs', export: 'made', args: ['${WINNOW_TEST_STORE_TOKEN}'], env: ['WINNOW_TEST_STORE_TOKEN'], ...given }), of, new Map(), { ...context, baseDir: folder });

    it('is made with what the environment holds, which no error shows', async () => {
      process.env['WINNOW_TEST_STORE_TOKEN'] = 's3cret-value';
      expect(await at({})).toMatchObject({ upserted: 3, verified: 'read-back' });
      const failed: unknown = await at({ embeddings: 'made' }, snapshot(range(4), 1, 4)).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'export-failed', message: 'Cannot bring in step the LangChain vector store of "./store.mjs", tried 4 times: denied for ***' });
      expect(String((failed as Error).cause)).not.toContain('s3cret');
    }, 30_000);

    it.each([[{ export: 'none' }, 'has no export "none"'], [{ export: 'notStore', args: [], env: [] }, 'names no LangChain vector store that can delete'], [{ module: './nowhere.mjs' }, 'Cannot find "./nowhere.mjs"'], [{ env: [] }, 'not listed in `env`']])(
      'says what is wrong with %j', async (given, message) => {
        await expect(at(given)).rejects.toMatchObject({ code: 'export-failed', message: expect.stringContaining(message) as string });
      });
  });
});
