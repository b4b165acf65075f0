import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WinnowError, isWinnowError, type Reader, type ReadContext, type ReadFailure, type SourceItem } from '../../src/core/index.js';

/** What a reader's tests bring. */
export interface ReaderHarness<O> {
  readonly reader: Reader<O>;
  /** Fills an empty folder with a source of at least three items and one item that fails or more; returns the options as a pipeline would give them. */
  setUp(folder: string): Promise<unknown>;
  /** Options for a source that is not there, and the code it must fail with. */
  readonly missing: { options: unknown; code: string };
  /** Names (`path` or `path#record`) of the items `setUp` makes, in the order they must come in. */
  readonly items: readonly string[];
  readonly failures: readonly (readonly [name: string, code: string])[];
  /** Whether it knows beforehand how many items are coming. */
  readonly announces: boolean;
}

export interface ReadAll {
  readonly items: SourceItem[];
  readonly failures: ReadFailure[];
}

export async function readAll<O>(reader: Reader<O>, options: unknown, context: Partial<ReadContext> & { baseDir: string }): Promise<ReadAll> {
  const all: ReadAll = { items: [], failures: [] };
  const full = { signal: new AbortController().signal, maxItemBytes: 64 * 1024 * 1024, ...context };
  for await (const entry of reader.read(reader.options.parse(options), full)) {
    if ('item' in entry) all.items.push(entry.item);
    else all.failures.push(entry.failure);
  }
  return all;
}

export function nameOf(at: { readonly path: string; readonly record?: string }): string {
  return at.record === undefined ? at.path : `${at.path}#${at.record}`;
}

export function codesOf(failures: readonly ReadFailure[]): [string, string][] {
  return failures.map((failure) => [nameOf(failure), isWinnowError(failure.error) ? failure.error.code : 'not a WinnowError']);
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'winnow-read-'));
}

/** What every reader keeps to. */
export function describeReader<O>(name: string, harness: ReaderHarness<O>): void {
  describe(`reader contract: ${name}`, () => {
    const { reader } = harness;
    let baseDir = '';
    let options: unknown;
    beforeAll(async () => {
      baseDir = await temporaryFolder();
      options = await harness.setUp(baseDir);
    });
    afterAll(() => rm(baseDir, { recursive: true, force: true }));

    it('yields what is there, in order, and what fails', async () => {
      const { items, failures } = await readAll(reader, options, { baseDir });
      expect(items.map(nameOf)).toEqual(harness.items);
      expect(codesOf(failures).sort()).toEqual([...harness.failures].sort());
      expect(items.length).toBeGreaterThanOrEqual(3);
    });

    it('finds each item again by its name, with the same bytes, and nothing else', async () => {
      if (reader.find === undefined) return;
      const context = { baseDir, signal: new AbortController().signal, maxItemBytes: 1e9 };
      const find = (path: string, record: string | null): Promise<SourceItem | null> | undefined => reader.find?.({ path, record }, reader.options.parse(options), context);
      const { items, failures } = await readAll(reader, options, { baseDir });
      for (const item of items) {
        const found = await find(item.path, item.record ?? null);
        expect([found?.path, found?.record, found?.fingerprint, found?.mediaType]).toEqual([item.path, item.record, item.fingerprint, item.mediaType]);
        expect(await found?.load()).toEqual(await item.load());
        expect(await find(`${item.path}x`, item.record ?? null)).toBeNull();
        if (item.record !== undefined) expect(await find(item.path, `${item.record}x`)).toBeNull();
      }
      for (const { path, record } of failures) expect(await find(path, record ?? null)).toBeNull();
      for (const path of ['', '..', '../x', '/etc/passwd', `./${items[0]?.path ?? ''}`, `${items[0]?.path ?? ''}/..`]) expect(await find(path, null)).toBeNull();
    });

    it('says beforehand how many items are coming, or nothing', async () => {
      let announced = 0;
      const early: number[] = [];
      const context = { baseDir, signal: new AbortController().signal, maxItemBytes: 1e9, announce: (count: number) => { announced += count; } };
      for await (const entry of reader.read(reader.options.parse(options), context)) if ('item' in entry) early.push(announced);
      if (!harness.announces) {
        expect(announced).toBe(0);
        return;
      }
      expect(early[0]).toBeGreaterThan(0);
      // What cannot be read may have been counted before that was seen.
      expect(announced).toBeGreaterThanOrEqual(harness.items.length);
      expect(announced).toBeLessThanOrEqual(harness.items.length + harness.failures.length);
    });

    it('yields the same twice', async () => {
      const seen = async (): Promise<unknown> =>
        (await readAll(reader, options, { baseDir })).items.map(({ path, record, fingerprint, mediaType, declared }) => ({ path, record, fingerprint, mediaType, declared }));
      expect(await seen()).toEqual(await seen());
    });

    it('names every item once, by a relative path', async () => {
      const names = (await readAll(reader, options, { baseDir })).items.map(nameOf);
      expect(new Set(names).size).toBe(names.length);
      for (const each of names) expect(each).toMatch(/^(?!\/)(?!(?:.*\/)?\.\.?\/)(?!.*\/\/)./u);
    });

    it('loads every item, the same bytes each time', async () => {
      const { items } = await readAll(reader, options, { baseDir });
      for (const item of items) {
        const bytes = await item.load();
        expect(bytes.length).toBeGreaterThan(0);
        expect(Buffer.compare(await item.load(), bytes)).toBe(0);
      }
    });

    it('gives dates as precise as ISO 8601 allows', async () => {
      const { items } = await readAll(reader, options, { baseDir });
      for (const date of (await Promise.all(items.map(async (item) => (await item.dates?.()) ?? []))).flat()) {
        expect(date.value).toMatch({ day: /^\d{4}-\d\d-\d\d$/u, month: /^\d{4}-\d\d$/u, year: /^\d{4}$/u }[date.precision]);
        expect(date.confidence).toBeGreaterThan(0);
        expect(date.confidence).toBeLessThanOrEqual(1);
      }
    });

    it('refuses items over the limit when they are loaded', async () => {
      const { items } = await readAll(reader, options, { baseDir, maxItemBytes: 1 });
      expect(items.length).toBe(harness.items.length);
      for (const item of items) await expect(item.load()).rejects.toMatchObject({ code: 'item-too-large' });
    });

    it('fails as a whole, and says so, when the source is not there', async () => {
      const { items, failures } = await readAll(reader, harness.missing.options, { baseDir });
      expect(items).toEqual([]);
      expect(codesOf(failures)).toEqual([['', harness.missing.code]]);
      expect(failures[0]?.error).toBeInstanceOf(WinnowError);
    });

    it('stops when aborted, before and during', async () => {
      await expect(readAll(reader, options, { baseDir, signal: AbortSignal.abort() })).rejects.toThrow(/abort/iu);
      const controller = new AbortController();
      const reading = reader.read(reader.options.parse(options), { baseDir, signal: controller.signal, maxItemBytes: 1e9 })[Symbol.asyncIterator]();
      expect((await reading.next()).done).toBe(false);
      controller.abort();
      await expect(reading.next()).rejects.toThrow(/abort/iu);
    });

    it('refuses unknown options', () => {
      expect(reader.options.safeParse({ ...(options as object), surprise: 1 }).success).toBe(false);
    });
  });
}
