import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, snapshotItem, type ExportItem, type VerifyReport } from '../../src/core/index.js';
import { parquetExporter } from '../../src/export/index.js';
import { encode } from '../../src/export/parquet/encode.js';
import { describeExporter, item, snapshot } from '../contract/exporter.js';

async function* snapped(items: readonly ExportItem[]): AsyncGenerator<ReturnType<typeof snapshotItem>> {
  for (const each of items) yield snapshotItem(each);
}
async function bytesOf(items: readonly ExportItem[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of encode(snapped(items))) pieces.push(piece);
  return Buffer.concat(pieces);
}
async function rowsIn(file: string): Promise<Record<string, unknown>[]> {
  // Its own decoder takes a byte order mark for none of the text.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return parquetReadObjects({ file: await asyncBufferFromFile(file), parsers: { stringFromBytes: (bytes) => decoder.decode(bytes) } });
}
const itemOf = ({ id, text, exact, metadata }: Record<string, unknown>): ExportItem => ({ id: String(id), text: typeof exact === 'string' ? (JSON.parse(exact) as string) : String(text), metadata: JSON.parse(String(metadata)) as ExportItem['metadata'] });

describeExporter('parquet', {
  exporter: parquetExporter,
  open: async () => {
    const baseDir = await mkdtemp(join(tmpdir(), 'winnow-parquet-'));
    const file = join(baseDir, 'out/corpus.parquet');
    const manifest = join(baseDir, 'out/corpus.parquet.manifest.json');
    const items = async (): Promise<ExportItem[]> => (await rowsIn(file)).map(itemOf);
    const save = async (kept: readonly ExportItem[]): Promise<void> => writeFile(file, await bytesOf(kept));
    return {
      baseDir,
      options: { path: 'out/corpus.parquet' },
      contents: async () => new Map((await items()).map((each) => [each.id, canonicalJson(each)])),
      remove: async (id) => save((await items()).filter((each) => each.id !== id)),
      add: async (added) => save([...(await items()), added]),
      replace: async (changed) => save((await items()).map((each) => (each.id === changed.id ? changed : each))),
      crash: async (next) => {
        await copyFile(manifest, `${manifest}.old`);
        await next();
        await copyFile(`${manifest}.old`, manifest);
        await rm(`${manifest}.old`);
      },
      close: () => rm(baseDir, { recursive: true, force: true }),
    };
  },
});

describe('parquet exporter', () => {
  let baseDir = '';
  const file = (): string => join(baseDir, 'corpus.parquet');
  beforeEach(async () => { baseDir = await mkdtemp(join(tmpdir(), 'winnow-parquet-')); });
  afterEach(() => rm(baseDir, { recursive: true, force: true }));
  const context = (): { baseDir: string; signal: AbortSignal } => ({ baseDir, signal: new AbortController().signal });
  const apply = (items: readonly ExportItem[]): ReturnType<typeof parquetExporter.apply> => parquetExporter.apply({ path: 'corpus.parquet' }, snapshot(items), new Map(), context());
  const verify = (items: readonly ExportItem[]): Promise<VerifyReport> => parquetExporter.verify({ path: 'corpus.parquet' }, snapshot(items), context());

  const rich: ExportItem = {
    id: 'a', text: 'Everybody has 28 days.',
    metadata: {
      source: 'handbook', path: 'leave.md', record: null, title: 'Leave', headingPath: ['Leave', 'Who'], page: 3, span: { start: 4, end: 26 }, tokens: 5, language: 'en', version: 2, access: ['staff', 'board'], owner: 'people', documentId: 'd', contentHash: 'c', releasedIn: 7, scores: { structure: 0.9731, safety: null },
      dates: { value: '2024-05', published: null, modified: '2024-05-01', effective: null, expires: null, source: 'front-matter', confidence: 0.9 }, author: 'Ada', nested: { a: [1, null] },
    },
  };

  it('has columns to filter by, and the whole of the metadata', async () => {
    await apply([rich, item(2)]);
    const [row] = await rowsIn(file());
    expect(row).toEqual({
      id: 'a', text: 'Everybody has 28 days.', exact: null, source: 'handbook', path: 'leave.md', record: null, title: 'Leave', heading_path: 'Leave › Who', page: 3n, span_start: 4n, span_end: 26n, tokens: 5n, language: 'en', version: '2',
      date: '2024-05', published: null, modified: '2024-05-01', effective: null, expires: null, access: '["staff","board"]', owner: 'people', document_id: 'd', content_hash: 'c', released_in: 7n, structure_score: 0.9731, safety_score: null, metadata: expect.any(String) as string,
    });
    expect(JSON.parse(String(row?.['metadata']))).toEqual(rich.metadata);
    const { created_by: by, schema } = await parquetMetadataAsync(await asyncBufferFromFile(file()));
    expect([by, schema.find(({ name }) => name === 'page')?.type, schema.find(({ name }) => name === 'text')?.converted_type, schema.find(({ name }) => name === 'structure_score')?.type]).toEqual(['winnow', 'INT64', 'UTF8', 'DOUBLE']);
  });

  it('is the same bytes for the same items, in row groups that are read one at a time', async () => {
    const many = Array.from({ length: 4500 }, (_, n) => item(n));
    await apply(many);
    const first = await readFile(file());
    await rm(file());
    await apply(many);
    expect((await readFile(file())).equals(first)).toBe(true);
    expect((await parquetMetadataAsync(await asyncBufferFromFile(file()))).row_groups.map(({ num_rows: rows }) => Number(rows))).toEqual([2000, 2000, 500]);
    const long = Array.from({ length: 5 }, (_, n) => item(n, `${n}`.repeat(3_000_000)));
    await apply(long);
    expect((await parquetMetadataAsync(await asyncBufferFromFile(file()))).row_groups.map(({ num_rows: rows }) => Number(rows))).toEqual([2, 2, 1]);
    expect(await verify(long)).toMatchObject({ ok: true, found: 5 });
  });

  it('finds a column that says something else than the metadata, a strange one, and what is no Parquet file', async () => {
    const { parquetWriteFile } = await import('hyparquet-writer');
    await apply([rich]);
    const [row] = await rowsIn(file());
    const rewrite = (change: Record<string, unknown>): void => {
      parquetWriteFile({ filename: file(), columnData: Object.entries({ ...row, ...change }).filter(([, value]) => value !== null).map(([name, value]) => ({ name, data: [value] as never })) });
    };
    rewrite({});
    expect(await verify([rich])).toMatchObject({ different: [], missing: [], extra: [] });
    rewrite({ access: 'everybody' });
    expect(await verify([rich])).toMatchObject({ ok: false, different: ['a'] });
    rewrite({ vector: 'x' });
    expect((await verify([rich])).problems).toContain('there is a column vector, which is not ours');
    rewrite({ metadata: '[1]' });
    expect(await verify([rich])).toMatchObject({ ok: false, missing: ['a'], problems: ['row 1 is broken: no object in `metadata`, or no text in `exact`'] });
    for (const bytes of ['', 'PAR1', 'PAR1PAR1', `PAR1${'\u0000'.repeat(100)}PAR1`, 'nothing of the kind, but long enough to be looked at']) {
      await writeFile(file(), bytes);
      const report = await verify([rich]);
      expect([report.ok, report.found, report.problems.length]).toEqual([false, 0, 1]);
      expect(report.problems[0]).toMatch(/^the file cannot be read as Parquet: /u);
    }
    expect(await apply([rich])).toMatchObject({ upserted: 1 });
    expect(await verify([rich])).toMatchObject({ ok: true });
  });
});
