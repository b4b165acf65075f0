import { createWriteStream } from 'node:fs';
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceItem } from '../../../src/core/index.js';
import { jsonlReader } from '../../../src/ingest/readers/index.js';
import type { RecordContent } from '../../../src/ingest/readers/shared/record.js';
import { codesOf, describeReader, nameOf, readAll, temporaryFolder } from '../../contract/reader.js';

let baseDir = '';
beforeEach(async () => {
  baseDir = await temporaryFolder();
});
afterEach(() => rm(baseDir, { recursive: true, force: true }));

const lines = (...records: unknown[]): string => records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n');
const write = (content: string | Uint8Array, name = 'in.jsonl'): Promise<void> => writeFile(join(baseDir, name), content);
const read = (options: object = {}, context: object = {}): ReturnType<typeof readAll> => readAll(jsonlReader, { path: 'in.jsonl', ...options }, { baseDir, ...context });
const contentOf = async (item: SourceItem | undefined): Promise<RecordContent> => JSON.parse(Buffer.from((await item?.load()) ?? '').toString()) as RecordContent;

describeReader('jsonl', {
  reader: jsonlReader,
  setUp: async (folder) => {
    await mkdir(join(folder, 'in/deep'), { recursive: true });
    await writeFile(join(folder, 'in/b.jsonl'), lines({ id: 'z', text: 'one' }, { id: 'a', text: 'two' }, '{broken'));
    await writeFile(join(folder, 'in/deep/a.jsonl'), lines({ text: 'three' }));
    return { path: 'in/**/*.jsonl' };
  },
  announces: true,
  missing: { options: { path: 'gone.jsonl' }, code: 'source-missing' },
  items: ['b.jsonl#a', 'b.jsonl#z', 'deep/a.jsonl#line-1'],
  failures: [['b.jsonl#line-3', 'record-invalid']],
});

describe('jsonl reader', () => {
  it('makes a document of a record', async () => {
    await write(lines({ id: 7, text: 'Tea', title: ' T ', language: 'en', updated_at: '2024-05-04T10:00:00Z', tags: ['x'], nested: { deep: { a: 1 } } }));
    const { items, failures } = await read();
    expect(failures).toEqual([]);
    expect(items.map(nameOf)).toEqual(['in.jsonl#7']);
    expect(items[0]?.mediaType).toBe('application/x-winnow-record+json');
    expect(await contentOf(items[0])).toEqual({
      text: 'Tea', mediaType: 'text/plain', title: 'T', language: 'en',
      declared: { updated_at: '2024-05-04T10:00:00Z', tags: ['x'], nested: { deep: { a: 1 } } },
      dates: [{ kind: 'modified', value: '2024-05-04', precision: 'day', source: 'record', confidence: 0.9, where: 'updated_at' }],
    });
  });

  it('finds fields where it is told to', async () => {
    await write(lines({ key: 'k', body: '# T', meta: { name: 'N', when: 1714816800 } }));
    const { items } = await read({ format: 'markdown', fields: { text: 'body', id: 'key', title: 'meta.name', date: 'meta.when' } });
    expect(await contentOf(items[0])).toMatchObject({ text: '# T', mediaType: 'text/markdown', title: 'N', declared: { meta: { name: 'N' } } });
    expect(items.map(nameOf)).toEqual(['in.jsonl#k']);
  });

  it('reads a date from the field it is told, and from LangChain metadata', async () => {
    await write(lines({ id: 'a', text: 'x', when: '4 May 2024' }, { id: 'b', text: 'x', metadata: { published: '2020' } }, { id: 'c', text: 'x', when: '05/06/2023' }));
    const { items } = await read({ fields: { date: 'when' } });
    const dates = await Promise.all(items.map(async (item) => (await contentOf(item)).dates.map(({ kind, value, where }) => [kind, value, where])));
    expect(dates).toEqual([[['modified', '2024-05-04', 'when']], [['published', '2020', 'metadata.published']], []]);
  });

  it('groups chunks by document, in file order, and declares what they say alike', async () => {
    await write(lines(
      { id: '1', documentId: 'd2', text: 'first', headingPath: ['A', 'B'], page: 3, owner: 'hr', n: 1 },
      { id: '2', documentId: 'd1', text: 'other' },
      { id: '3', documentId: 'd2', text: 'second', headingPath: 'A', page: 0, owner: 'hr', n: 2, title: 'D' },
      { id: '4', text: 'lost' },
      { id: '1', documentId: 'd3', text: 'again' },
    ));
    const { items, failures } = await read({ records: 'chunks' });
    expect(items.map(nameOf)).toEqual(['in.jsonl#d1', 'in.jsonl#d2']);
    expect(codesOf(failures)).toEqual([['in.jsonl#line-4', 'record-invalid'], ['in.jsonl#1~5', 'item-duplicate']]);
    expect(await contentOf(items[1])).toEqual({
      text: '', mediaType: 'text/plain', title: 'D', language: null, declared: { owner: 'hr' }, dates: [],
      chunks: [{ text: 'first', headingPath: ['A', 'B'], page: 3 }, { text: 'second', headingPath: ['A'] }],
    });
  });

  it('takes the language that the chunks of a document agree on, titled or not', async () => {
    await write(lines(
      { id: '1', documentId: 'd1', text: 'erstens', language: 'de' }, { id: '2', documentId: 'd1', text: 'zweitens', title: 'T' },
      { id: '3', documentId: 'd2', text: 'one', language: 'en' }, { id: '4', documentId: 'd2', text: 'deux', language: 'fr' },
    ));
    const { items } = await read({ records: 'chunks' });
    expect(await contentOf(items[0])).toMatchObject({ title: 'T', language: 'de' });
    expect(await contentOf(items[1])).toMatchObject({ language: null });
  });

  it('names what is wrong with a line and goes on', async () => {
    await write(lines('\uFEFF{"id":"bom","text":"x"}\r', '', '  ', '{"id":"a"', '[]', '"s"', { id: 'b' }, { id: 'c', text: 5 }, { id: ['x'], text: '' }, { id: 'b', text: 'x' }, { id: 'b', text: 'y' }, { id: 'x'.repeat(600), text: '' }));
    const { items, failures } = await read();
    expect(items.map(nameOf)).toEqual(['in.jsonl#b', 'in.jsonl#bom']);
    expect(codesOf(failures)).toEqual([
      ['in.jsonl#line-4', 'record-invalid'], ['in.jsonl#line-5', 'record-invalid'], ['in.jsonl#line-6', 'record-invalid'], ['in.jsonl#line-7', 'record-invalid'],
      ['in.jsonl#line-8', 'record-invalid'], ['in.jsonl#line-9', 'record-invalid'], ['in.jsonl#b~11', 'item-duplicate'], ['in.jsonl#line-12', 'record-invalid'],
    ]);
    expect(failures[3]?.error.message).toBe('Line 7 of "in.jsonl": Unexpected record: no `text`, expected a string');
    expect(failures[4]?.error.message).toBe('Line 8 of "in.jsonl": Unexpected record: a number in `text`, expected a string');
  });

  it('takes invalid UTF-8 for a broken line', async () => {
    await write(Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xff]), Buffer.from('"}\n{"id":"a","text":"x"}')]));
    const { items, failures } = await read();
    expect([items.map(nameOf), codesOf(failures)]).toEqual([['in.jsonl#a'], [['in.jsonl#line-1', 'record-invalid']]]);
  });

  it('cannot be made to touch a prototype', async () => {
    await write('{"id":"a","text":"x","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"ok":{"__proto__":{"polluted":1},"b":2}}');
    const { items } = await read({ fields: { title: '__proto__.polluted', language: 'constructor.name' } });
    expect(await contentOf(items[0])).toMatchObject({ declared: { ok: { b: 2 } }, title: null, language: null });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(await read({ fields: { text: 'toString' } })).toMatchObject({ items: [] });
  });

  it('reads past a 200 MB line with flat memory and takes the lines after it', async () => {
    const out = createWriteStream(join(baseDir, 'in.jsonl'));
    const piece = Buffer.alloc(1 << 20, 0x78);
    out.write('{"id":"a","text":"x"}\n{"id":"long","text":"');
    for (let megabytes = 0; megabytes < 200; megabytes += 1) if (!out.write(piece)) await once(out, 'drain');
    out.end('"}\n{"id":"b","text":"x"}\n');
    await once(out, 'finish');
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 5);
    const { items, failures } = await read();
    clearInterval(watch);
    expect(items.map(nameOf)).toEqual(['in.jsonl#a', 'in.jsonl#b']);
    expect(codesOf(failures)).toEqual([['in.jsonl#line-2', 'record-invalid']]);
    expect(failures[0]?.error.message).toBe('Line 2 of "in.jsonl" has 209715223 bytes, expected at most 16777216 (`maxLineBytes`)');
    expect(peak - before).toBeLessThan(120e6);
  });

  it('survives deep nesting', async () => {
    const nested = (id: string, depth: number): string => `{"id":"${id}","text":"x","deep":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    await write(lines(nested('a', 1_000_000), nested('b', 200_000), nested('c', 2000), { id: 'd', text: 'x' }));
    const { items } = await read();
    expect(items.map(nameOf)).toEqual(['a', 'b', 'c', 'd'].map((id) => `in.jsonl#${id}`));
    for (const item of items) expect((await contentOf(item)).text).toBe('x');
  });

  it('counts, but does not name, the lines of a file that is no JSONL', async () => {
    await write('no\n'.repeat(3000));
    const { failures } = await read();
    expect(failures.length).toBe(1002);
    expect(codesOf(failures.slice(1000))).toEqual([['in.jsonl', 'record-invalid'], ['', 'source-empty']]);
  });

  it('says what is wrong with a whole source', async () => {
    expect(codesOf((await read({ path: 'gone/*.jsonl' })).failures)).toEqual([['', 'source-missing']]);
    expect(codesOf((await read({ path: '*.jsonl' })).failures)).toEqual([['', 'source-empty']]);
    expect(codesOf((await read({ path: '.' })).failures)).toEqual([['', 'source-unreadable']]);
    await write('\n\n');
    expect(codesOf((await read()).failures)).toEqual([['', 'source-empty']]);
  });

  it('reports one empty file among others, so that its records are not taken for removed', async () => {
    await write('', 'a.jsonl');
    await write(lines({ text: 'x' }), 'b.jsonl');
    expect(codesOf((await read({ path: '*.jsonl' })).failures)).toEqual([['a.jsonl', 'file-empty']]);
  });

  it('changes the fingerprint of a changed record only, and of all when the options change what is made of them', async () => {
    const fingerprints = async (options: object = {}): Promise<(string | null)[]> => (await read(options)).items.map((item) => item.fingerprint);
    await write(lines({ id: 'a', text: 'x' }, { id: 'b', text: 'x' }));
    const before = await fingerprints();
    await write(lines({ id: 'new', text: 'y' }, { id: 'b', text: 'x' }, { id: 'a', text: 'changed' }));
    const after = await fingerprints();
    expect(after[1]).toBe(before[1]);
    expect(after[0]).not.toBe(before[0]);
    expect(await fingerprints({ maxLineBytes: 2048 })).toEqual(after);
    expect((await fingerprints({ format: 'html' }))[1]).not.toBe(after[1]);
  });

  it('does not load another record when the file has changed since', async () => {
    await write(lines({ id: 'a', text: 'x' }, { id: 'b', text: 'x' }));
    const { items } = await read();
    await write(lines({ id: 'new', text: 'y' }, { id: 'a', text: 'x' }));
    await expect(items[0]?.load()).rejects.toMatchObject({ code: 'changed-while-reading' });
  });

  it('keeps reading what it listed when lines are appended', async () => {
    await write(`${lines({ id: 'a', text: 'x' })}\n`);
    const { items } = await read();
    await appendFile(join(baseDir, 'in.jsonl'), '{"id":"b","text":"y"}\n');
    expect((await contentOf(items[0])).text).toBe('x');
  });

  it('gives back any text, and any metadata that is JSON, as they were', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ text: fc.string({ unit: 'binary' }), extra: fc.jsonValue({ maxDepth: 4 }) }), { minLength: 1, maxLength: 8 }), async (records) => {
        await write(lines(...records.map((record, n) => ({ ...record, id: String(n) }))));
        const { items } = await read();
        expect(items.length).toBe(records.length);
        for (const item of items) {
          const record = records[Number(item.record)];
          const content = await contentOf(item);
          expect(content.text).toBe(record?.text);
          expect(content.declared['extra'] ?? null).toEqual(JSON.parse(JSON.stringify(record?.extra, (key, value: unknown) => (['__proto__', 'constructor', 'prototype'].includes(key) ? undefined : value))));
        }
      }),
      { numRuns: 60 },
    );
  });
});
