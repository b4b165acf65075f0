import { rm, symlink, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BaseDocumentLoader } from '@langchain/core/document_loaders/base';
import { Document } from '@langchain/core/documents';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceItem } from '../../../src/core/index.js';
import { langchainReader } from '../../../src/ingest/readers/index.js';
import { nameOfDocument, withoutSecrets } from '../../../src/ingest/readers/langchain/names.js';
import type { RecordContent } from '../../../src/ingest/readers/shared/record.js';
import { codesOf, describeReader, nameOf, readAll, temporaryFolder } from '../../contract/reader.js';

let baseDir = '';
beforeEach(async () => {
  baseDir = await temporaryFolder();
});
afterEach(() => rm(baseDir, { recursive: true, force: true }));

const read = (options: unknown, context: object = {}): ReturnType<typeof readAll> => readAll(langchainReader, options, { baseDir, ...context });
const contentOf = async (item: SourceItem | undefined): Promise<RecordContent> => JSON.parse(Buffer.from((await item?.load()) ?? '').toString()) as RecordContent;

class PagesLoader extends BaseDocumentLoader {
  constructor(private readonly documents: readonly Document[], private readonly failAfter = Infinity) {
    super();
  }
  override async load(): Promise<Document[]> {
    return [...this.documents];
  }
  async *lazyLoad(): AsyncGenerator<Document> {
    for (const [index, document] of this.documents.entries()) {
      if (index >= this.failAfter) throw new Error('the wiki is down');
      yield document;
    }
  }
}

const page = (pageContent: string, metadata: Record<string, unknown> = {}, id?: string): Document => new Document({ pageContent, metadata, ...(id === undefined ? {} : { id }) });

describeReader('langchain', {
  reader: langchainReader,
  announces: false,
  setUp: (folder) =>
    Promise.resolve({
      loader: new PagesLoader([
        page('a', { source: join(folder, 'docs/a.md') }), page('b', { source: join(folder, 'docs/a.md') }), page('c', { source: 'https://wiki.example.org/x' }),
        { pageContent: 5, metadata: { source: 'odd.md' } } as unknown as Document,
      ]),
    }),
  missing: { options: { module: '@example/no-such-package/loaders', export: 'X' }, code: 'package-missing' },
  items: ['docs/a.md', 'docs/a.md#2', 'wiki.example.org/x'],
  failures: [['odd.md', 'record-invalid']],
});

describe('langchain reader', () => {
  it('keeps metadata, dates, title and language', async () => {
    const { items } = await read({ loader: [page('T', { source: 'a.md', title: 'A', language: 'de', updated: '2024-05-04', author: { name: 'Ann' } })], format: 'markdown' });
    expect(await contentOf(items[0])).toEqual({
      text: 'T', mediaType: 'text/markdown', title: 'A', language: 'de', declared: { source: 'a.md', title: 'A', language: 'de', updated: '2024-05-04', author: { name: 'Ann' } },
      dates: [{ kind: 'modified', value: '2024-05-04', precision: 'day', source: 'record', confidence: 0.9, where: 'updated' }],
    });
  });

  it('takes loaders with and without lazyLoad, arrays, async iterables and factories', async () => {
    const documents = [page('a', { source: 'a' }), page('b', { source: 'b' })];
    const plain = { load: () => Promise.resolve(documents) };
    const each = async function* (): AsyncGenerator<Document> { yield* documents; };
    for (const loader of [new PagesLoader(documents), plain, documents, each(), each, () => Promise.resolve(plain)]) {
      expect((await read({ loader })).items.map(nameOf)).toEqual(['a', 'b']);
    }
  });

  it('says how many documents are coming when `load` gave them all at once', async () => {
    const counts: number[] = [];
    await read({ loader: { load: () => Promise.resolve([page('a'), page('b')]) } }, { announce: (count: number) => { counts.push(count); } });
    expect(counts).toEqual([2]);
  });

  it('tells documents of one source apart by page, lines or count', async () => {
    const { items } = await read({ loader: [
      page('1', { source: 'a.pdf', loc: { pageNumber: 1 } }), page('2', { source: 'a.pdf', loc: { pageNumber: 2, lines: { from: 1, to: 9 } } }), page('2b', { source: 'a.pdf', loc: { pageNumber: 1 } }),
      page('3', { source: 'b.txt' }), page('4', { source: 'b.txt' }), page('5', { source: 'b.txt' }), page('6'), page('7', {}, 'id-7'), page('8'),
    ] });
    expect(items.map(nameOf)).toEqual(['a.pdf#page-1', 'a.pdf#page-2.lines-1-9', 'a.pdf#page-1~2', 'b.txt', 'b.txt#2', 'b.txt#3', 'documents', 'id-7', 'documents#2']);
  });

  it('counts tens of thousands of documents of one source in linear time', async () => {
    const { items } = await read({ loader: Array.from({ length: 50_000 }, () => ({ pageContent: 'x', metadata: { source: 's' } })) });
    expect(items.at(-1)?.record).toBe('50000');
  });

  it('keeps what a loader gave before it threw', async () => {
    const { items, failures } = await read({ loader: new PagesLoader([page('a', { source: 'a' }), page('b', { source: 'b' })], 1) });
    expect(items.map(nameOf)).toEqual(['a']);
    expect(codesOf(failures)).toEqual([['', 'source-failed']]);
    expect(failures[0]?.error.message).toBe('The loader failed after 1 documents: the wiki is down');
    expect(codesOf((await read({ loader: [] })).failures)).toEqual([['', 'source-empty']]);
    expect(codesOf((await read({ loader: { nothing: true } })).failures)).toEqual([['', 'source-failed']]);
  });

  it('does not wait for a stuck loader once aborted', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    await expect(read({ loader: { load: () => new Promise(() => undefined) } }, { signal: controller.signal })).rejects.toThrow(/abort/iu);
  });

  it('imports a loader class or factory from a file beside the pipeline, with allowed environment variables', async () => {
    await writeFile(join(baseDir, 'loader.mjs'), `
      export class Loader { constructor(o) { this.o = o; } async load() { return [{ pageContent: JSON.stringify(this.o), metadata: { source: 'x' } }]; } }
      export const make = async (...args) => new Loader(args);
      export default [{ pageContent: 'd', metadata: {} }];
      export const failing = () => { throw new Error('cannot log in with ' + process.env.WINNOW_TEST_TOKEN); };`);
    process.env['WINNOW_TEST_TOKEN'] = 's3cret-token';
    const module = './loader.mjs';
    const text = async (options: object): Promise<unknown> => (await contentOf((await read({ module, ...options })).items[0])).text;
    expect(await text({ export: 'Loader', args: [{ token: '${WINNOW_TEST_TOKEN}', n: [1] }], env: ['WINNOW_TEST_TOKEN'] })).toBe('{"token":"s3cret-token","n":[1]}');
    expect(await text({ export: 'make', args: ['a', 2] })).toBe('["a",2]');
    expect(await text({})).toBe('d');
    const message = async (options: object): Promise<[string, string]> => {
      const { failures } = await read({ module, ...options });
      return [codesOf(failures)[0]?.[1] ?? '', failures[0]?.error.message ?? ''];
    };
    expect(await message({ export: 'Loader', args: ['${HOME}'] })).toEqual(['source-failed', '`${HOME}` is used in `args` but not listed in `env`']);
    expect(await message({ export: 'Loader', args: ['${WINNOW_TEST_NONE}'], env: ['WINNOW_TEST_NONE'] })).toEqual(['source-failed', 'The environment variable WINNOW_TEST_NONE is not set']);
    expect(await message({ export: 'toString' })).toEqual(['source-failed', '"./loader.mjs" has no export "toString"; it has Loader, default, failing, make']);
    expect(await message({ export: 'failing', env: ['WINNOW_TEST_TOKEN'] })).toEqual(['source-failed', 'The loader failed after 0 documents: cannot log in with ${WINNOW_TEST_TOKEN}']);
    expect(await message({ module: './gone.mjs' })).toEqual(['source-missing', 'Cannot find "./gone.mjs"']);
    delete process.env['WINNOW_TEST_TOKEN'];
  });

  it('finds packages where the pipeline is, and says what to install when there is none', async () => {
    await mkdir(join(baseDir, 'node_modules/@acme/loaders'), { recursive: true });
    await writeFile(join(baseDir, 'node_modules/@acme/loaders/package.json'), '{"name":"@acme/loaders","type":"module","exports":{"./wiki":{"default":"./wiki.js"},"./sdk":{"default":"./sdk.js"}}}');
    await writeFile(join(baseDir, 'node_modules/@acme/loaders/wiki.js'), 'export const wiki = [{ pageContent: "w", metadata: { source: "w" } }];');
    await writeFile(join(baseDir, 'node_modules/@acme/loaders/sdk.js'), 'import "acme-wiki-sdk/deep"; export const wiki = [];');
    expect((await read({ module: '@acme/loaders/wiki', export: 'wiki' })).items.map(nameOf)).toEqual(['w']);
    const { failures } = await read({ module: '@acme/loaders/sdk', export: 'wiki' });
    expect(failures[0]?.error).toMatchObject({ code: 'package-missing', next: 'npm install acme-wiki-sdk' });
  });

  it('reads a real loader of LangChain', async () => {
    await symlink(join(process.cwd(), 'node_modules'), join(baseDir, 'node_modules'));
    await writeFile(join(baseDir, 'text-loader.mjs'), `
      import { readFile } from 'node:fs/promises';
      import { BaseDocumentLoader } from '@langchain/core/document_loaders/base';
      import { Document } from '@langchain/core/documents';
      export class TextLoader extends BaseDocumentLoader {
        constructor(path) { super(); this.path = path; }
        async load() { return [new Document({ pageContent: await readFile(this.path, 'utf8'), metadata: { source: this.path } })]; }
      }`);
    await writeFile(join(baseDir, 'note.txt'), 'hello');
    const { items } = await read({ module: './text-loader.mjs', export: 'TextLoader', args: [join(baseDir, 'note.txt')] });
    expect(items.map(nameOf)).toEqual(['note.txt']);
    expect((await contentOf(items[0])).text).toBe('hello');
  });
});

describe('names of LangChain documents', () => {
  it.each([
    ['https://user:pass@wiki.example.org/a/b%20c/?utm_source=x#top', 'wiki.example.org/a/b c', null],
    ['https://wiki.example.org/view?pageId=42&token=abc', 'wiki.example.org/view', expect.stringMatching(/^q-[0-9a-f]{12}$/u)],
    ['s3://bucket/key/a.pdf?X-Amz-Signature=1&X-Amz-Expires=2', 'bucket/key/a.pdf', null],
    ['/base/docs/a.md', 'docs/a.md', null], ['file:///base/docs/a.md', 'docs/a.md', null], ['/other/a.md', 'other/a.md', null], ['../../etc/passwd', 'etc/passwd', null],
    ['C:\\docs\\a.md', 'C:/docs/a.md', null], ['./x//y/../a\u0000b\n.md', 'x/y/a_b_.md', null], ['..', 'documents', null], ['mailto:a@example.org', 'a@example.org', null], ['http://[bad', 'http:/[bad', null],
  ])('%s', (source, path, record) => {
    expect(nameOfDocument({ source }, undefined, '/base')).toEqual({ path, record });
  });

  it('names a page by its query, whatever the order and the signature', () => {
    const record = (query: string): string | null => nameOfDocument({ source: `https://w.example.org/v?${query}` }, undefined, '/').record;
    expect(record('a=1&b=2&sig=x')).toBe(record('b=2&a=1&sig=y'));
    expect(record('a=1')).not.toBe(record('a=2'));
  });

  it('cuts endless paths, keeping them apart', () => {
    const path = (source: string): string => nameOfDocument({ source }, undefined, '/').path;
    expect(path('x'.repeat(5000)).length).toBeLessThanOrEqual(1024);
    expect(path('x'.repeat(5000))).not.toBe(path('x'.repeat(5001)));
  });

  it('takes credentials out of URLs and leaves other text alone', () => {
    expect(withoutSecrets('https://user:pass@example.org/a?x=1&access_token=t')).toBe('https://example.org/a?x=1');
    for (const text of ['https://example.org/a?x=1', 'see https://u:p@x', 'a@b.c', 'x://', '']) expect(withoutSecrets(text)).toBe(text);
  });
});
