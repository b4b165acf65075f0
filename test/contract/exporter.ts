import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson, sha256, snapshotItem, uuidOf, type ExportItem, type ExportReport, type ExportSnapshot, type Exporter, type Json, type VerifyReport } from '../../src/core/index.js';

/** What an exporter's tests bring: a target of its own, and ways to look into it and to spoil it. */
export interface ExporterTarget<O> {
  readonly options: O;
  readonly baseDir: string;
  /** What the target holds: id -> canonical JSON of the item. */
  contents(): Promise<ReadonlyMap<string, string>>;
  remove(id: string): Promise<void>;
  add(item: ExportItem): Promise<void>;
  replace(item: ExportItem): Promise<void>;
  /** Brings about the state a crash would leave if it came after the data of `next` and before what vouches for it. */
  crash(next: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

export interface ExporterHarness<O> {
  readonly exporter: Exporter<O>;
  /** Numbers in each item's vector; absent = items have none. */
  readonly dimensions?: number;
  /** `stillHolds` counts: an item that somebody changed is not noticed by it. */
  readonly counted?: true;
  open(): Promise<ExporterTarget<O>>;
}

const HOSTILE = ['a\nb\r\n', '\u2028\u2029\u0085', '\uD800', '\uDC00x', '"\\"{}', '\u0000\u0007', '\uFEFFbom', '</script>', '😀\u202E', '__proto__', ' '.repeat(1000), ''];

export function item(n: number, text = `text ${n}`): ExportItem {
  return { id: uuidOf('test', String(n)), text, metadata: { source: 's', path: `p/${n}.md`, headingPath: ['A', `B ${n}`], page: null, span: { start: 0, end: text.length }, dates: { value: '2024-05-04' }, scores: { structure: n % 2 === 0 ? 1 : 0.9731, safety: n % 3 === 0 ? 0 : null } } };
}

export function snapshot(items: readonly ExportItem[], generation = 1, dimensions?: number): ExportSnapshot {
  return {
    generation, pipeline: 'nightly', pipelineHash: 'f00', decidedAt: '2026-11-23T00:00:00.000Z', count: items.length, ...(dimensions === undefined || items.length === 0 ? {} : { dimensions }),
    async *items() { for (const each of items) yield snapshotItem(each, dimensions === undefined ? undefined : vectorOf(each, dimensions)); },
  };
}

/** Equal texts have equal vectors; no number is one that a text of it would round. */
export function vectorOf({ text }: ExportItem, dimensions: number): Float32Array {
  const digest = sha256(JSON.stringify(text));
  return Float32Array.from({ length: dimensions }, (_, at) => parseInt(digest.slice((at * 5) % 56, ((at * 5) % 56) + 7), 16) / 2 ** 28 - 0.5);
}

const range = (count: number): ExportItem[] => Array.from({ length: count }, (_, n) => item(n));
const expected = (items: readonly ExportItem[]): Map<string, string> => new Map(items.map((each) => [each.id, canonicalJson(each)]));

/** What every exporter keeps to. */
export function describeExporter<O>(name: string, harness: ExporterHarness<O>): void {
  describe(`exporter contract: ${name}`, () => {
    const { exporter } = harness;
    let target: ExporterTarget<O>;
    let ledger = new Map<string, string>();
    let receipt: Json | undefined;
    beforeAll(async () => { target = await harness.open(); });
    afterAll(() => target.close());

    const told = (items: readonly ExportItem[], generation: number): ExportSnapshot => snapshot(items, generation, harness.dimensions);
    const context = (signal = new AbortController().signal): { baseDir: string; signal: AbortSignal } => ({ baseDir: target.baseDir, signal });
    const apply = async (items: readonly ExportItem[], generation = 1): Promise<ExportReport> => {
      const report = await exporter.apply(target.options, told(items, generation), ledger, { ...context(), ...(receipt === undefined ? {} : { receipt }) });
      ({ receipt } = report);
      ledger = new Map();
      for await (const { id, hash } of told(items, generation).items()) ledger.set(id, hash);
      return report;
    };
    const verify = (items: readonly ExportItem[], generation = 1): Promise<VerifyReport> => exporter.verify(target.options, told(items, generation), context());
    const inStep = async (items: readonly ExportItem[], generation = 1): Promise<void> => {
      const report = await verify(items, generation);
      expect(report).toEqual({ ok: true, expected: items.length, found: items.length, counts: { missing: 0, extra: 0, different: 0 }, missing: [], extra: [], different: [], problems: [] });
      expect(new Map([...(await target.contents())].sort())).toEqual(new Map([...expected(items)].sort()));
    };

    it('does not hold before it was told to', async () => {
      expect(await verify([item(1)])).toMatchObject({ ok: false, expected: 1, found: 0, missing: [item(1).id] });
    });

    it('holds exactly the snapshot, and says how that was proved', async () => {
      expect(await apply(range(5))).toMatchObject({ upserted: 5, deleted: 0 });
      await inStep(range(5));
    });

    it('changes nothing the second time', async () => {
      expect(await apply(range(5))).toMatchObject({ upserted: 0, deleted: 0 });
      await inStep(range(5));
    });

    it('lets deleted chunks go, changed ones change and new ones in', async () => {
      const next = [item(1, 'changed'), item(2), item(9)];
      expect(await apply(next, 2)).toMatchObject({ upserted: 2, deleted: 3 });
      await inStep(next, 2);
    });

    it('notices a change of metadata alone', async () => {
      const next = [{ ...item(1, 'changed'), metadata: { ...item(1).metadata, access: 'staff' } }, item(2), item(9)];
      expect(await apply(next, 3)).toMatchObject({ upserted: 1, deleted: 0 });
      await inStep(next, 3);
    });

    it('finds what is missing, extra and different, names it, and mends it', async () => {
      await apply(range(6), 4);
      await target.remove(item(0).id);
      await target.add(item(77));
      await target.replace(item(3, 'forged'));
      const report = await verify(range(6), 4);
      expect(report).toMatchObject({ ok: false, expected: 6, found: 6, missing: [item(0).id], extra: [item(77).id], different: [item(3).id] });
      await apply(range(6), 4);
      await inStep(range(6), 4);
    });

    it('converges after a crash half-way', async () => {
      await target.crash(() => apply(range(7), 5));
      await apply(range(7), 5);
      await inStep(range(7), 5);
      await apply(range(3), 6);
      await inStep(range(3), 6);
    });

    it('holds hostile text byte for byte', async () => {
      const items = HOSTILE.map((text, n) => ({ ...item(n, text), metadata: { [text]: text, nested: { deep: [text] } } }));
      await apply(items, 7);
      await inStep(items, 7);
    });

    it('leaves the target as it was when the snapshot fails or the run is stopped', async () => {
      await apply(range(4), 8);
      const failing: ExportSnapshot = { ...told(range(4), 9), async *items() { yield* told([item(0, 'half')], 9).items(); throw new Error('store gone'); } };
      await expect(exporter.apply(target.options, failing, ledger, context())).rejects.toMatchObject({ code: 'export-failed' });
      await expect(exporter.apply(target.options, told([item(1, 'never')], 9), ledger, context(AbortSignal.abort()))).rejects.toThrow(/abort/iu);
      await inStep(range(4), 8);
    });

    it('takes 5,000 items', async () => {
      expect(await apply(range(5000), 10)).toMatchObject({ upserted: 4996, deleted: 0 });
      expect(await verify(range(5000), 10)).toMatchObject({ ok: true, found: 5000 });
      expect(await apply(range(5000).slice(1), 11)).toMatchObject({ upserted: 0, deleted: 1 });
    });

    it('can be emptied', async () => {
      expect(await apply([], 12)).toMatchObject({ upserted: 0, deleted: 4999 });
      await inStep([], 12);
    });

    it('knows its target again as long as nobody touched it', async () => {
      let { receipt: left } = await apply(range(3), 13);
      if (left === undefined || exporter.stillHolds === undefined) return; // asked by apply alone
      const holds = async (items = range(3), generation = 13): Promise<boolean> => (await exporter.stillHolds!(target.options, left!, snapshot(items, generation), context())) !== false;
      expect(await holds()).toBe(true);
      expect(await exporter.stillHolds(target.options, null, snapshot(range(3), 13), context())).toBe(false);
      expect(await holds(range(3), 14)).toBe(false);
      for (const spoil of [() => target.replace(item(1, 'forged')), () => target.remove(item(2).id), () => target.add(item(9))].slice(harness.counted === true ? 1 : 0)) {
        await spoil();
        expect(await holds()).toBe(false);
        ({ receipt: left } = await apply(range(3), 13));
        expect(await holds()).toBe(true);
      }
    });

    it('refuses unknown options', () => {
      expect(exporter.options.safeParse({ ...target.options, surprise: 1 }).success).toBe(false);
    });
  });
}
