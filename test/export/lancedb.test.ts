import * as lancedb from '@lancedb/lancedb';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type ExportContext, type ExportItem } from '../../src/core/index.js';
import { lancedbExporter, type LancedbExportOptions } from '../../src/export/index.js';
import { describeExporter, item, snapshot, vectorOf, type ExporterTarget } from '../contract/exporter.js';

const DIMENSIONS = 8;

interface LanceTarget extends ExporterTarget<LancedbExportOptions> {
  readonly folder: string;
  readonly context: ExportContext;
  opened(name?: string): Promise<lancedb.Table>;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Arrow's own way drops a byte order mark that a text begins with. */
async function texts(table: lancedb.Table, columns: string[]): Promise<(string | null)[][]> {
  const rows: (string | null)[][] = [];
  for await (const batch of table.query().select(columns)) {
    for (let at = 0; at < batch.numRows; at += 1) {
      rows.push(batch.data.children.map((column) => (column.getValid(at) ? utf8.decode((column.values as Uint8Array).subarray(column.valueOffsets[at], column.valueOffsets[at + 1])) : null)));
    }
  }
  return rows;
}

function target(given: Partial<LancedbExportOptions> = {}): LanceTarget {
  const baseDir = mkdtempSync(join(tmpdir(), 'winnow-lancedb-'));
  const options = lancedbExporter.options.parse({ path: 'out/corpus', ...given });
  const folder = join(baseDir, options.path);
  const opened = async (name = options.table): Promise<lancedb.Table> => (await lancedb.connect(folder)).openTable(name);
  const row = ({ id, text, metadata }: ExportItem): Record<string, unknown> => {
    const { source, path, dates } = metadata as { source: string; path: string; dates: { value: string } };
    return { id, text, metadata: canonicalJson(metadata), exact: null, source, path, title: null, language: null, version: null, access: null, date: dates.value, page: null };
  };
  return {
    options, baseDir, folder, opened, context: { baseDir, signal: new AbortController().signal },
    async contents() {
      const rows = await texts(await opened(), ['id', 'text', 'exact', 'metadata']);
      return new Map(rows.map(([id, text, exact, metadata]) => [id!, canonicalJson({ id: id!, text: typeof exact !== 'string' ? text! : (JSON.parse(exact) as string), metadata: JSON.parse(metadata!) as never })]));
    },
    async remove(id) { await (await opened()).delete(`id = '${id}'`); },
    async add(of) {
      const table = await opened();
      await table.add([{ ...row(of), ...((await table.schema()).fields.some(({ name }) => name === 'vector') ? { vector: [...vectorOf(of, DIMENSIONS)] } : {}) }]);
    },
    async replace(of) { await (await opened()).update({ where: `id = '${of.id}'`, values: { text: of.text, metadata: canonicalJson(of.metadata) } }); },
    // The files as they were before the last version came; `kill.test.ts` shows it of a process that is killed.
    async crash(next) {
      const kept = `${folder}.kept`;
      cpSync(folder, kept, { recursive: true });
      await next();
      rmSync(folder, { recursive: true });
      cpSync(kept, folder, { recursive: true });
      rmSync(kept, { recursive: true });
    },
    async close() { rmSync(baseDir, { recursive: true }); },
  };
}

/** Every file with what it holds. */
const bytesOf = (folder: string): Map<string, string> =>
  new Map(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile()).sort().map((name) => [name, readFileSync(join(folder, name), 'base64')]));

const range = (from: number, to: number, text?: (n: number) => string): ExportItem[] => Array.from({ length: to - from }, (_, n) => item(from + n, text?.(from + n)));

describe('a table in LanceDB', () => {
  it('is searched and filtered as it is', async () => {
    const of = target();
    const items = range(0, 50).map((each, n) => ({ ...each, metadata: { ...each.metadata, language: n % 2 === 0 ? 'en' : 'de', page: n } }));
    await lancedbExporter.apply(of.options, snapshot(items, 1, DIMENSIONS), new Map(), of.context);
    const table = await of.opened();
    const found = (await table.vectorSearch(vectorOf(items[8]!, DIMENSIONS)).where("language = 'en' AND page < 20").limit(3).toArray()) as { id: string; page: number; text: string }[];
    expect(found[0]).toMatchObject({ id: items[8]!.id, text: 'text 8', page: 8 });
    expect(found.every(({ page }) => page % 2 === 0 && page < 20)).toBe(true);
    expect(await table.countRows("language = 'de' AND date = '2024-05-04'")).toBe(25);
    await of.close();
  });

  it('is made anew for vectors of another length, in one version', async () => {
    const of = target();
    const items = range(0, 30);
    for (const [generation, dimensions] of [[1, 8], [2, 3], [3, undefined], [4, 8]] as const) {
      expect(await lancedbExporter.apply(of.options, snapshot(items, generation, dimensions), new Map(), of.context)).toMatchObject({ upserted: 30, deleted: 0 });
      expect(await lancedbExporter.verify(of.options, snapshot(items, generation, dimensions), of.context)).toMatchObject({ ok: true, found: 30 });
    }
    await of.close();
  });

  it('changes by one version, and by none where nothing changed', async () => {
    const of = target();
    const version = async (): Promise<number> => (await of.opened()).version();
    await lancedbExporter.apply(of.options, snapshot(range(0, 30), 1, DIMENSIONS), new Map(), of.context);
    const first = await version();
    await lancedbExporter.apply(of.options, snapshot(range(0, 30), 2, DIMENSIONS), new Map(), of.context);
    expect(await version()).toBe(first);
    await lancedbExporter.apply(of.options, snapshot(range(5, 40, (n) => `other ${n}`), 3, DIMENSIONS), new Map(), of.context);
    expect(await version()).toBe(first + 1);
    await of.close();
  });

  it('is put in order where many exports left small pieces behind, and known again after', async () => {
    const of = target();
    let receipt: unknown;
    for (let night = 1; night <= 70; night += 1) ({ receipt } = await lancedbExporter.apply(of.options, snapshot(range(0, night), night, DIMENSIONS), new Map(), of.context));
    const { fragmentStats } = await (await of.opened()).stats();
    expect(fragmentStats.numFragments).toBeLessThan(8);
    expect(await lancedbExporter.stillHolds!(of.options, receipt as never, snapshot(range(0, 70), 70, DIMENSIONS), of.context)).toBe('ledger');
    expect(await lancedbExporter.verify(of.options, snapshot(range(0, 70), 70, DIMENSIONS), of.context)).toMatchObject({ ok: true });
    await of.close();
  });
});

describe('what verify finds in LanceDB', () => {
  const spoiled = async (spoil: (table: lancedb.Table) => Promise<unknown>): Promise<{ different: readonly string[]; problems: readonly string[]; ok: boolean }> => {
    const of = target();
    const due = snapshot(range(0, 10), 1, DIMENSIONS);
    await lancedbExporter.apply(of.options, due, new Map(), of.context);
    await spoil(await of.opened());
    const report = await lancedbExporter.verify(of.options, due, of.context);
    await lancedbExporter.apply(of.options, due, new Map(), of.context);
    expect(await lancedbExporter.verify(of.options, due, of.context)).toMatchObject({ ok: true, found: 10 });
    await of.close();
    return report;
  };

  it('is one number of one vector', async () => {
    const vector = [...vectorOf(item(4), DIMENSIONS)];
    vector[3]! += 1e-6;
    expect(await spoiled((table) => table.update({ where: `id = '${item(4).id}'`, values: { vector } }))).toMatchObject({ ok: false, different: [item(4).id] });
  });

  it('is a column to filter by that disagrees with the metadata', async () => {
    expect(await spoiled((table) => table.update({ where: `id = '${item(4).id}'`, values: { language: 'fr' } }))).toMatchObject({ ok: false, different: [item(4).id] });
    expect(await spoiled((table) => table.update({ where: `id = '${item(5).id}'`, values: { page: 7 } }))).toMatchObject({ ok: false, different: [item(5).id] });
  });

  it('is an id that stands in two rows, and columns that are not ours', async () => {
    expect(await spoiled(async (table) => table.add(await table.query().where(`id = '${item(4).id}'`).toArrow()))).toMatchObject({ ok: false, different: [item(4).id], problems: ['1 ids stand in more than one row'] });
    expect(await spoiled((table) => table.dropColumns(['title']))).toMatchObject({ ok: false, problems: ['its columns are not those that Winnow gives it'] });
  });

  it('is a row of somebody else, with an id full of quotes, which goes', async () => {
    const of = target();
    const due = snapshot(range(0, 10), 1);
    await lancedbExporter.apply(of.options, due, new Map(), of.context);
    await of.add({ ...item(77), id: `it's "quoted" \\' OR 1=1 --` });
    expect(await lancedbExporter.apply(of.options, due, new Map(), of.context)).toMatchObject({ upserted: 0, deleted: 1 });
    expect(await lancedbExporter.verify(of.options, due, of.context)).toMatchObject({ ok: true, found: 10 });
    await of.close();
  });
});

describe('what is not ours in LanceDB', () => {
  it('is refused, a table without a stamp and one of another pipeline, without a byte of it changed', async () => {
    const of = target();
    await (await lancedb.connect(of.folder)).createTable('chunks', [{ id: 'soup', recipe: 'water' }]);
    let before = bytesOf(of.folder);
    await expect(lancedbExporter.apply(of.options, snapshot([item(1)]), new Map(), of.context)).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining('something else') as string });
    expect(bytesOf(of.folder)).toEqual(before);
    rmSync(of.folder, { recursive: true });
    await lancedbExporter.apply(of.options, { ...snapshot([item(1)]), pipeline: 'weekly' }, new Map(), of.context);
    before = bytesOf(of.folder);
    await expect(lancedbExporter.apply(of.options, snapshot([item(1)]), new Map(), of.context)).rejects.toMatchObject({ code: 'target-foreign', message: expect.stringContaining('"weekly"') as string });
    expect(bytesOf(of.folder)).toEqual(before);
    await of.close();
  });

  it('stands beside ours untouched', async () => {
    const of = target();
    const other = await (await lancedb.connect(of.folder)).createTable('others', [{ id: 'soup' }]);
    await lancedbExporter.apply(of.options, snapshot(range(0, 10)), new Map(), of.context);
    expect(await other.countRows()).toBe(1);
    expect(await (await lancedb.connect(of.folder)).tableNames()).toEqual(['chunks', 'chunks_winnow', 'others']);
    await of.close();
  });

  it('may be a file or a FIFO in the place of a folder', async () => {
    for (const at of ['out/corpus', 'out/corpus/chunks.lance']) {
      for (const made of [(path: string) => { writeFileSync(path, 'x'); }, (path: string) => { execFileSync('mkfifo', [path]); }]) {
        const of = target();
        mkdirSync(join(of.baseDir, at, '..'), { recursive: true });
        made(join(of.baseDir, at));
        const failed = { code: 'export-failed', message: expect.stringMatching(/is no folder$/u) as string };
        await expect(lancedbExporter.apply(of.options, snapshot([item(1)]), new Map(), of.context)).rejects.toMatchObject(failed);
        await expect(lancedbExporter.verify(of.options, snapshot([item(1)]), of.context)).rejects.toMatchObject(failed);
        await of.close();
      }
    }
  });

  it('is a database that is no folder of this machine', () => {
    for (const path of ['db://corpus', 's3://bucket/corpus', 'file:///tmp/x']) expect(lancedbExporter.options.safeParse({ path }).error?.issues[0]?.message).toMatch(/expected a folder of this machine/u);
    expect(lancedbExporter.options.safeParse({ path: 'a:b/c' }).success).toBe(true);
  });
});

describe('a change of more than is held in memory', () => {
  const [old, next] = [range(0, 12_000), range(4_000, 15_000, (n) => (n % 2 === 0 ? `text ${n}` : `other ${n}`))];
  const same = (items: readonly ExportItem[]): string => items.map(({ id, text }) => `${id} ${text}`).sort().join('\n');

  it('is seen whole by who opens the table meanwhile and by who has it open', async () => {
    const of = target();
    await lancedbExporter.apply(of.options, snapshot(old, 1, DIMENSIONS), new Map(), of.context);
    const open = await of.opened();
    const states = new Map([[same(old), 'old'], [same(next), 'new']]);
    const seen: string[] = [];
    const looked = async (table: lancedb.Table): Promise<void> => { seen.push(states.get((await texts(table, ['id', 'text'])).map((row) => row.join(' ')).sort().join('\n')) ?? 'half'); };
    const done = new AbortController();
    const watching = (async () => { while (!done.signal.aborted) await looked(await of.opened()); })();
    expect(await lancedbExporter.apply(of.options, snapshot(next, 2, DIMENSIONS), new Map(), of.context)).toMatchObject({ upserted: 7_000, deleted: 4_000 });
    done.abort();
    await watching;
    await looked(open);
    await open.checkoutLatest();
    await looked(open);
    expect(new Set(seen)).toEqual(new Set(['old', 'new']));
    expect(seen.slice(-2)).toEqual(['old', 'new']);
    expect(await lancedbExporter.verify(of.options, snapshot(next, 2, DIMENSIONS), of.context)).toMatchObject({ ok: true });
    await of.close();
  });

  it('leaves no byte behind where it fails mid-way, the first as well as a later one', async () => {
    const of = target();
    const failing = { ...snapshot(next, 2, DIMENSIONS), async *items() { yield* snapshot(next.slice(0, 9_000), 2, DIMENSIONS).items(); throw new Error('store gone'); } };
    await expect(lancedbExporter.apply(of.options, failing, new Map(), of.context)).rejects.toMatchObject({ code: 'export-failed' });
    expect(readdirSync(of.folder)).toEqual([]);
    await lancedbExporter.apply(of.options, snapshot(old, 1, DIMENSIONS), new Map(), of.context);
    const before = bytesOf(of.folder);
    await expect(lancedbExporter.apply(of.options, failing, new Map(), of.context)).rejects.toMatchObject({ code: 'export-failed' });
    expect(bytesOf(of.folder)).toEqual(before);
    await of.close();
  });

  it('is tried again where somebody else wrote meanwhile, and loses nothing by it', async () => {
    const of = target();
    await lancedbExporter.apply(of.options, snapshot(old, 1, DIMENSIONS), new Map(), of.context);
    let written = false;
    const due = snapshot(next, 2, DIMENSIONS);
    const meddled = { ...due, async *items() {
      let at = 0;
      for await (const each of due.items()) {
        if ((at += 1) === 9_000 && !written) {
          written = true;
          await of.add(item(99_999));
        }
        yield each;
      }
    } };
    await lancedbExporter.apply(of.options, meddled, new Map(), of.context);
    expect(await lancedbExporter.verify(of.options, due, of.context)).toMatchObject({ ok: true, found: 11_000 });
    await of.close();
  });

  it('does not disturb who wrote by what they read before, nor an index of the vectors', async () => {
    const of = target();
    await lancedbExporter.apply(of.options, snapshot(old, 1, DIMENSIONS), new Map(), of.context);
    await (await of.opened()).createIndex('vector', { config: lancedb.Index.ivfFlat({ numPartitions: 4, distanceType: 'cosine' }) });
    const stale = await of.opened();
    await lancedbExporter.apply(of.options, snapshot(next, 2, DIMENSIONS), new Map(), of.context);
    await stale.delete(`id = '${next[0]!.id}'`);
    const table = await of.opened();
    expect(await table.countRows()).toBe(10_999);
    expect(await table.listIndices()).toMatchObject([{ columns: ['vector'] }]);
    const [nearest] = (await table.vectorSearch(vectorOf(next[101]!, DIMENSIONS)).distanceType('cosine').nprobes(4).limit(1).toArray()) as { id: string }[];
    expect(nearest?.id).toBe(next[101]!.id);
    await of.close();
  });

  it('takes away what killed processes left, once nobody is at work there', async () => {
    const of = target();
    mkdirSync(join(of.folder, '.winnow-chunks-abc123'), { recursive: true });
    mkdirSync(join(of.folder, '.winnow-chunks-def456'), { recursive: true });
    execFileSync('touch', ['-d', '2 hours ago', join(of.folder, '.winnow-chunks-abc123')]);
    await lancedbExporter.apply(of.options, snapshot([item(1)]), new Map(), of.context);
    expect(existsSync(join(of.folder, '.winnow-chunks-abc123'))).toBe(false);
    expect(existsSync(join(of.folder, '.winnow-chunks-def456'))).toBe(true);
    await of.close();
  });
});

describe('a process that exports to LanceDB', () => {
  it('says nothing on stderr', async () => {
    const of = target();
    const script = `import { lancedbExporter as exporter } from ${JSON.stringify(new URL('../../src/export/index.ts', import.meta.url).href)};
      const none = { generation: 1, pipeline: 'p', pipelineHash: '', decidedAt: '', count: 0, async *items() {} };
      for (const generation of [1, 2]) await exporter.apply(exporter.options.parse({ path: 'db' }), { ...none, generation }, new Map(), { baseDir: ${JSON.stringify(of.baseDir)}, signal: new AbortController().signal });`;
    writeFileSync(join(of.baseDir, 'script.mts'), script);
    expect(execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), join(of.baseDir, 'script.mts')], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })).toBe('');
    await of.close();
  });
});

describeExporter('lancedb, texts alone', { exporter: lancedbExporter, open: async () => target() });
describeExporter('lancedb', { exporter: lancedbExporter, dimensions: DIMENSIONS, open: async () => target() });
