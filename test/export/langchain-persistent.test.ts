import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, type ExportItem } from '../../src/core/index.js';
import { langchainExporter, type LangchainExportOptions } from '../../src/export/index.js';
import type { VectorStoreLike } from '../../src/export/langchain/vector-store.js';
import { flatRecord } from '../../src/export/shared/records.js';
import { sketchOf } from '../../src/export/shared/vector-sketch.js';
import { describeExporter, item, snapshot, vectorOf, type ExporterTarget } from '../contract/exporter.js';
import { startPglite, type PgliteServer } from './pglite-server.js';

/** A folder in which `@langchain/community` and `pg` are installed. */
const COMMUNITY = process.env['WINNOW_TEST_LANGCHAIN_COMMUNITY'];
const DIMENSIONS = 8;
const context = { baseDir: '/', signal: new AbortController().signal };

interface Row { readonly id: string; readonly text: string; readonly metadata: Record<string, unknown>; readonly embedding: string }
interface Made { readonly PGVectorStore: { initialize(embeddings: object, config: object): Promise<VectorStoreLike & { end(): Promise<void> }> } }

describe.skipIf(COMMUNITY === undefined)('the PGVectorStore of @langchain/community on PostgreSQL', () => {
  let server: PgliteServer;
  let client: pg.Client;
  let made: Made;
  const open: { end(): Promise<void> }[] = [];
  beforeAll(async () => {
    server = await startPglite();
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
    made = (await import(pathToFileURL(createRequire(join(COMMUNITY ?? '', 'package.json')).resolve('@langchain/community/vectorstores/pgvector')).href)) as Made;
  }, 120_000);
  afterAll(async () => {
    for (const store of open) await store.end();
    await client.end();
    await server.close();
  });

  let tables = 0;
  async function storeOf(listing: boolean): Promise<{ readonly table: string; readonly options: LangchainExportOptions }> {
    const table = `store_${(tables += 1)}`;
    const store = await made.PGVectorStore.initialize(new FakeEmbeddings(), { postgresConnectionOptions: { connectionString: server.url, max: 2 }, tableName: table, dimensions: DIMENSIONS });
    open.push(store);
    const list = async (): Promise<object[]> => (await client.query<Row>(`SELECT id, text, metadata, embedding::text FROM ${table}`)).rows.map(({ id, text, metadata, embedding }) => ({ id, pageContent: text, metadata, vector: JSON.parse(embedding) as number[] }));
    return { table, options: langchainExporter.options.parse({ store: listing ? { store, list } : store, embeddings: 'made' }) };
  }

  const cells = (each: ExportItem): readonly [string, string, object, string] => {
    const { text, metadata } = flatRecord(each, sketchOf(vectorOf(each, DIMENSIONS)));
    return [each.id, text, { ...Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== null)), winnow_id: each.id }, `[${vectorOf(each, DIMENSIONS).join(',')}]`];
  };

  describeExporter('langchain on PGVectorStore', {
    exporter: langchainExporter, dimensions: DIMENSIONS, counted: true,
    async open(): Promise<ExporterTarget<LangchainExportOptions>> {
      const { table, options } = await storeOf(true);
      const add = async (each: ExportItem): Promise<void> => { await client.query(`INSERT INTO ${table} (id, text, metadata, embedding) VALUES ($1, $2, $3, $4)`, [...cells(each)]); };
      const remove = async (id: string): Promise<void> => { await client.query(`DELETE FROM ${table} WHERE id = $1`, [id]); };
      return {
        options, baseDir: '/', add, remove,
        async contents() {
          const { rows } = await client.query<Row>(`SELECT id, text, metadata FROM ${table}`);
          return new Map(rows.map(({ id, text, metadata }) => [id, canonicalJson({ id, text: 'winnow_text' in metadata ? JSON.parse(String(metadata['winnow_text'])) : text, metadata: JSON.parse(String(metadata['winnow'])) as object })]));
        },
        async replace(each) {
          await remove(each.id);
          await add(each);
        },
        async crash(next) {
          await client.query(`CREATE TABLE before AS SELECT id, text, metadata, embedding FROM ${table}`);
          await next();
          await client.query(`DELETE FROM ${table}; INSERT INTO ${table} (id, text, metadata, embedding) SELECT id, text, metadata, embedding FROM before LIMIT 3; DROP TABLE before`);
        },
        async close() { await client.query(`DROP TABLE ${table}`); },
      };
    },
  });

  it('is asked for every chunk where it is not listed', async () => {
    const { table, options } = await storeOf(false);
    const due = snapshot(Array.from({ length: 40 }, (_, n) => item(n)), 1, DIMENSIONS);
    expect(await langchainExporter.apply(options, due, new Map(), context)).toMatchObject({ upserted: 40, verified: 'read-back' });
    expect(await langchainExporter.verify(options, due, context)).toMatchObject({ ok: true, found: 40, unproved: [expect.any(String)] });
    await client.query(`UPDATE ${table} SET text = 'forged' WHERE id = $1`, [item(3).id]);
    expect(await langchainExporter.verify(options, due, context)).toMatchObject({ ok: false, different: [item(3).id] });
  });
});
