import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BaseDocumentLoader } from '@langchain/core/document_loaders/base';
import { BaseDocumentTransformer, Document, type DocumentInterface } from '@langchain/core/documents';
import { RunnableLambda } from '@langchain/core/runnables';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportItem } from '../../src/core/index.js';
import { jsonlExporter } from '../../src/export/index.js';
import { WinnowFilter, WinnowLoader, releasedFromJsonl, type DocumentCheck, type ReleasedSource } from '../../src/langchain/index.js';
import { langchainReader } from '../../src/ingest/readers/index.js';
import { item, snapshot } from '../contract/exporter.js';
import { readAll } from '../contract/reader.js';

let baseDir = '';
let path = '';
beforeEach(async () => {
  baseDir = await mkdtemp(join(tmpdir(), 'winnow-langchain-'));
  path = join(baseDir, 'corpus.jsonl');
});
afterEach(() => rm(baseDir, { recursive: true, force: true }));

const exported = (items: readonly ExportItem[]): Promise<unknown> =>
  jsonlExporter.apply({ path: 'corpus.jsonl' }, snapshot(items), new Map(), { baseDir, signal: new AbortController().signal });

describe('WinnowLoader', () => {
  it('is a LangChain loader of released chunks with their ids', async () => {
    const items = [item(1, 'line\n\u2028"two"'), item(2), item(3)];
    await exported(items);
    const loader = new WinnowLoader(releasedFromJsonl(path));
    expect(loader).toBeInstanceOf(BaseDocumentLoader);
    const documents = await loader.load();
    expect(documents).toEqual(items.map(({ id, text, metadata }) => new Document({ id, pageContent: text, metadata: { ...metadata, id } })));
    expect(documents.every((document) => document instanceof Document)).toBe(true);
    expect(await loader.load()).toEqual(documents);
  });

  it('streams, and lets go of the source when the consumer stops', async () => {
    let given = 0;
    let closed = false;
    const source: ReleasedSource = {
      async *items() {
        try {
          for (let n = 0; n < 1000; n += 1) { given += 1; yield item(n); }
        } finally { closed = true; }
      },
    };
    for await (const document of new WinnowLoader(source).lazyLoad()) {
      expect(document.pageContent).toBe('text 0');
      break;
    }
    expect([given, closed]).toEqual([1, true]);
  });

  it('feeds a reader of ours, keeping every chunk', async () => {
    await exported([item(1), item(2)]);
    const { items, failures } = await readAll(langchainReader, { loader: new WinnowLoader(releasedFromJsonl(path)) }, { baseDir });
    expect(failures).toEqual([]);
    expect(items.map(({ path: at, record }) => [at, record])).toEqual([['s', undefined], ['s', '2']]);
  });
});

describe('releasedFromJsonl', () => {
  const load = (): Promise<Document[]> => new WinnowLoader(releasedFromJsonl(path)).load();

  it('hands out nothing of a file that its manifest does not vouch for', async () => {
    await exported([item(1), item(2)]);
    await writeFile(path, (await readFile(path, 'utf8')).replace('text 1', 'forged'));
    await expect(load()).rejects.toMatchObject({ code: 'export-mismatch', message: expect.stringContaining('SHA-256') as string });
    await rm(join(baseDir, 'corpus.manifest.json'));
    await expect(load()).rejects.toMatchObject({ code: 'export-mismatch', message: expect.stringContaining('manifest cannot be read') as string });
  });

  it('waits for an export that is between file and manifest', async () => {
    await exported([item(1)]);
    const manifest = join(baseDir, 'corpus.manifest.json');
    const old = await readFile(manifest);
    await exported([item(2)]);
    const next = await readFile(manifest);
    await writeFile(manifest, old);
    setTimeout(() => void writeFile(manifest, next), 50);
    expect((await load()).map((document) => document.pageContent)).toEqual(['text 2']);
  });

  it('reads on from the file it checked when an export replaces it meanwhile', async () => {
    const many = Array.from({ length: 50 }, (_, n) => item(n, 'x'.repeat(20_000)));
    await exported(many);
    let count = 0;
    for await (const each of releasedFromJsonl(path).items()) {
      if (count === 0) await exported([item(99, 'other')]);
      expect(each.text).toHaveLength(20_000);
      count += 1;
    }
    expect(count).toBe(50);
  });

  it('says when there is no file', async () => {
    await expect(load()).rejects.toMatchObject({ code: 'source-missing' });
  });
});

describe('WinnowFilter', () => {
  const reason = { rule: 'structure/placeholder', severity: 'warning', message: 'Unexpected `TODO` in a finished page, expected none' } as const;
  const check: DocumentCheck = (documents) => Promise.resolve(documents.map(({ text }) => (text.includes('TODO') ? { keep: false, reasons: [reason] } : { keep: true, reasons: [] })));
  const documents = [new Document({ id: 'a', pageContent: 'fine', metadata: { n: 1 } }), new Document({ pageContent: 'TODO', metadata: { n: 2 } })];

  it('drops what the check holds back', async () => {
    const filter = new WinnowFilter(check);
    expect(filter).toBeInstanceOf(BaseDocumentTransformer);
    expect(await filter.transformDocuments(documents)).toEqual([documents[0]]);
  });

  it('annotates instead when asked, and does not change what it was given', async () => {
    const given = structuredClone(documents.map(({ metadata }) => metadata));
    const seen = await new WinnowFilter(check, { mode: 'annotate' }).transformDocuments(documents);
    expect(seen).toEqual([
      new Document({ id: 'a', pageContent: 'fine', metadata: { n: 1, winnow: { status: 'accepted', reasons: [] } } }),
      new Document({ pageContent: 'TODO', metadata: { n: 2, winnow: { status: 'quarantined', reasons: [reason] } } }),
    ]);
    expect(documents.map(({ metadata }) => metadata)).toEqual(given);
  });

  it('works in a chain after a splitter', async () => {
    const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 20, chunkOverlap: 0 });
    const chain = RunnableLambda.from((texts: string[]) => splitter.createDocuments(texts))
      .pipe(new WinnowFilter(check))
      .pipe((kept: DocumentInterface[]) => kept.map((document) => document.pageContent));
    expect(await chain.invoke(['Tea is at four.\n\nTODO: ask Ann.\n\nCoffee is at ten.'])).toEqual(['Tea is at four.', 'Coffee is at ten.']);
  });

  it('does not ask about nothing, and refuses a check that loses count', async () => {
    const wrong = new WinnowFilter(() => Promise.resolve([]));
    expect(await wrong.transformDocuments([])).toEqual([]);
    await expect(wrong.transformDocuments(documents)).rejects.toMatchObject({ code: 'internal' });
    await expect(new WinnowFilter(() => Promise.reject(new Error('store gone'))).invoke(documents)).rejects.toThrow('store gone');
  });
});
