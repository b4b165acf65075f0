import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, snapshotItem, type ExportItem, type ExportReport, type ExportSnapshot, type KeptItem, type SnapshotItem, type VerifyReport } from '../../src/core/index.js';
import { jsonlExporter } from '../../src/export/index.js';
import { describeExporter, item, snapshot } from '../contract/exporter.js';

const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'winnow-export-'));

describeExporter('jsonl', {
  exporter: jsonlExporter,
  open: async () => {
    const baseDir = await temporaryFolder();
    const file = join(baseDir, 'out/corpus.jsonl');
    const manifest = join(baseDir, 'out/corpus.manifest.json');
    const lines = async (): Promise<string[]> => (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    const save = (kept: readonly string[]): Promise<void> => writeFile(file, kept.map((line) => `${line}\n`).join(''));
    const idOf = (line: string): string => (JSON.parse(line) as ExportItem).id;
    return {
      baseDir,
      options: { path: 'out/corpus.jsonl' },
      contents: async () => new Map((await lines()).map((line) => [idOf(line), line])),
      remove: async (id) => save((await lines()).filter((line) => idOf(line) !== id)),
      add: async (added) => save([...(await lines()), canonicalJson(added)]),
      replace: async (changed) => save((await lines()).map((line) => (idOf(line) === changed.id ? canonicalJson(changed) : line))),
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

describe('jsonl exporter', () => {
  let baseDir = '';
  let file = '';
  let manifest = '';
  beforeEach(async () => {
    baseDir = await temporaryFolder();
    file = join(baseDir, 'deep/out/corpus.jsonl');
    manifest = join(baseDir, 'deep/out/corpus.manifest.json');
  });
  afterEach(() => rm(baseDir, { recursive: true, force: true }));

  const options = { path: 'deep/out/corpus.jsonl' };
  const context = (): { baseDir: string; signal: AbortSignal } => ({ baseDir, signal: new AbortController().signal });
  const apply = (given: ExportSnapshot, ledger = new Map<string, string>()): Promise<ExportReport> => jsonlExporter.apply(options, given, ledger, context());
  const verify = (given: ExportSnapshot): Promise<VerifyReport> => jsonlExporter.verify(options, given, context());
  const some = (count: number): ExportItem[] => Array.from({ length: count }, (_, n) => item(n));

  it('writes canonical lines in the order of the snapshot and a manifest that vouches for them', async () => {
    expect(await apply(snapshot(some(3), 7))).toMatchObject({ upserted: 3, deleted: 0, verified: 'read-back' });
    const data = await readFile(file);
    const ids = data.toString().trimEnd().split('\n').map((line) => (JSON.parse(line) as ExportItem).id);
    expect(ids).toEqual(some(3).map(({ id }) => id));
    expect(data.toString().split('\n')[0]).toMatch(/^\{"id":"[^"]+","metadata":\{"dates":/u);
    expect(JSON.parse(await readFile(manifest, 'utf8'))).toEqual({
      targetFormat: 1, generation: 7, pipeline: 'nightly', pipelineHash: 'f00', decidedAt: '2026-11-23T00:00:00.000Z', chunks: 3, bytes: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
    });
    expect(await readdir(join(baseDir, 'deep/out'))).toEqual(['corpus.jsonl', 'corpus.manifest.json']);
  });

  it('takes what did not change from the file, and all from the snapshot where the file is another', async () => {
    const before = snapshot(some(6), 1);
    const { receipt } = await apply(before);
    const ledger = new Map<string, string>();
    for await (const { id, hash } of before.items()) ledger.set(id, hash);
    // The first is gone, the third is changed, one comes in between and one at the end.
    const [, one, two, three, four, five] = some(6);
    const now = [one!, item(2, 'changed'), three!, item(33), four!, five!, item(66)];
    const after = snapshot(now, 2);
    const changes = async function* (): AsyncGenerator<SnapshotItem | KeptItem> {
      for await (const each of after.items()) yield ledger.get(each.id) === each.hash ? { id: each.id, hash: each.hash, kept: true } : each;
    };
    let whole = 0;
    const known: ExportSnapshot = { ...after, changes, items: () => { whole += 1; return after.items(); } };
    const told = (given: ExportSnapshot): Promise<ExportReport> => jsonlExporter.apply(options, given, ledger, { ...context(), receipt: receipt ?? null });
    const left = await readFile(file);
    expect(await told(known)).toMatchObject({ upserted: 3, deleted: 1 });
    expect(whole).toBe(0);
    expect((await readFile(file)).toString()).toBe(now.map((each) => `${canonicalJson(each)}\n`).join(''));
    expect((await verify(after)).ok).toBe(true);
    // Touched by somebody: nothing of it is taken.
    await writeFile(file, left.toString().replace(two!.text, 'forged'));
    expect(await told(known)).toMatchObject({ upserted: 3, deleted: 1 });
    expect(whole).toBe(1);
    // As it was left, and in another order than is asked for.
    await writeFile(file, left);
    expect(await told({ ...known, changes: async function* () { yield* [five!, four!].map(({ id }) => ({ id, hash: ledger.get(id)!, kept: true as const })); } })).toMatchObject({ upserted: 3, deleted: 1 });
    expect(whole).toBe(2);
    expect((await verify(after)).ok).toBe(true);
  });

  it('touches neither file when both are in step, and the manifest only when the generation alone is new', async () => {
    const past = new Date('2020-01-01');
    const times = async (): Promise<number[]> => Promise.all([file, manifest].map(async (path) => (await stat(path)).mtimeMs));
    await apply(snapshot(some(3), 1));
    await utimes(file, past, past);
    await utimes(manifest, past, past);
    await apply(snapshot(some(3), 1));
    expect(await times()).toEqual([past.getTime(), past.getTime()]);
    // A generation that released the same chunks is in step; one that is not there yet is not.
    expect((await verify(snapshot(some(3), 2))).ok).toBe(true);
    expect((await verify(snapshot(some(3), 0))).problems).toEqual(['the manifest says generation 1, expected 0']);
    expect((await verify(snapshot(some(2), 2))).ok).toBe(false);
    await apply(snapshot(some(3), 2));
    const [ofFile, ofManifest] = await times();
    expect([ofFile, ofManifest === past.getTime()]).toEqual([past.getTime(), false]);
    expect((await verify(snapshot(some(3), 2))).ok).toBe(true);
  });

  it('counts against the file, not the ledger, and against the ledger what a lost file held', async () => {
    await apply(snapshot(some(4)));
    expect(await apply(snapshot(some(3)), new Map([['elsewhere', 'x']]))).toMatchObject({ upserted: 0, deleted: 1 });
    await rm(file);
    const ledger = new Map(some(5).map(({ id }) => [id, 'hash']));
    expect(await apply(snapshot(some(3)), ledger)).toMatchObject({ upserted: 3, deleted: 2 });
  });

  it('names broken lines, ids that come twice, a cut end and a manifest that disagrees or is missing', async () => {
    await apply(snapshot(some(2)));
    const good = await readFile(file, 'utf8');
    const [first = ''] = good.split('\n');
    const problems = async (content: string | Uint8Array): Promise<readonly string[]> => {
      await writeFile(file, content);
      const report = await verify(snapshot(some(2)));
      expect(report.ok).toBe(false);
      return report.problems;
    };
    expect(await problems(`${good}{"id"\n`)).toEqual([expect.stringMatching(/^line 3 is broken: /u)]);
    expect(await problems(`${good}[]\n`)).toEqual(['line 3 is broken: no object with an `id`']);
    expect(await problems(Buffer.concat([Buffer.from(`${good}{"id":"`), Buffer.from([0xff]), Buffer.from('"}\n')]))).toEqual([expect.stringMatching(/^line 3 is broken: /u)]);
    expect(await problems(good + first + '\n')).toEqual([expect.stringMatching(/^line 3 has the id .* of an earlier line$/u)]);
    expect(await problems(good.trimEnd())).toEqual(['line 2, the last, has no end']);
    expect(await problems(good.split('\n').slice(0, 2).reverse().join('\n') + '\n')).toEqual([expect.stringMatching(/^the manifest says sha256 /u)]);
    await rm(manifest);
    expect(await problems(good)).toEqual([expect.stringMatching(/^the manifest cannot be read: ENOENT/u)]);
    await writeFile(manifest, '{"targetFormat":2}');
    expect(await problems(good)).toEqual(['the manifest has an unexpected `targetFormat`']);
    await apply(snapshot(some(2)));
    expect((await verify(snapshot(some(2)))).ok).toBe(true);
  });

  it('changes nothing when it verifies', async () => {
    await verify(snapshot(some(2)));
    expect(await readdir(baseDir)).toEqual([]);
  });

  it('fails with the cause and keeps the old file when it cannot write', async () => {
    await apply(snapshot(some(2)));
    const before = await readFile(file, 'utf8');
    const folder = join(baseDir, 'deep/out');
    const isRoot = process.getuid?.() === 0;
    await chmod(baseDir, 0o755);
    await chmod(folder, 0o555);
    if (isRoot) process.seteuid?.(65534);
    const failed = await apply(snapshot(some(5), 2)).catch((error: unknown) => error);
    if (isRoot) process.seteuid?.(0);
    await chmod(folder, 0o755);
    expect(failed).toMatchObject({ code: 'export-failed', cause: { code: 'EACCES' } });
    expect(await readFile(file, 'utf8')).toBe(before);
    await rm(file);
    await mkdir(file);
    await expect(apply(snapshot(some(5), 2))).rejects.toMatchObject({ code: 'export-failed' });
    expect((await readdir(folder)).sort()).toEqual(['corpus.jsonl', 'corpus.manifest.json']);
  });

  it('removes what a killed process left behind, but not a file that may be in use', async () => {
    await apply(snapshot(some(1)));
    const folder = join(baseDir, 'deep/out');
    const old = '.corpus.jsonl.0123456789ab.tmp';
    const fresh = '.corpus.jsonl.ba9876543210.tmp';
    for (const name of [old, fresh]) await writeFile(join(folder, name), 'half');
    await utimes(join(folder, old), new Date('2020-01-01'), new Date('2020-01-01'));
    await apply(snapshot(some(1)));
    expect((await readdir(folder)).sort()).toEqual([fresh, 'corpus.jsonl', 'corpus.manifest.json']);
  });

  it('streams: 200 MB go out with flat memory', async () => {
    const text = 'x'.repeat(100_000);
    const big: ExportSnapshot = { ...snapshot([]), async *items() { for (let n = 0; n < 2000; n += 1) yield snapshotItem({ id: String(n).padStart(8, '0'), text, metadata: {} }); } };
    await apply(big);
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 5);
    await rm(file);
    await apply(big);
    clearInterval(watch);
    expect((await stat(file)).size).toBeGreaterThan(200e6);
    expect(peak - before).toBeLessThan(100e6);
  });
});
