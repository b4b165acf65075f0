import { describe, expect, it } from 'vitest';
import type { ExportContext } from '../../src/core/index.js';
import type { Stamp } from '../../src/export/shared/stamp.js';
import { tableTarget, type TableFormat } from '../../src/export/shared/table-target.js';
import { item, snapshot } from '../contract/exporter.js';

class Passing extends Error {}

/** A target in memory whose faults are called up one by one. */
class Memory implements TableFormat<object> {
  rows = new Map<string, string>();
  stamped: Stamp | null = null;
  /** Called with the number of the attempt, from 1, when something is about to be done. */
  fault: (at: 'open' | 'put' | 'commit' | 'committed' | 'read', attempt: number) => void = () => undefined;
  attempts = 0;

  name(): string { return 'the table in memory'; }
  isTransient(error: unknown): boolean { return error instanceof Passing; }
  stillHolds(): Promise<boolean> { return Promise.reject(new Error('gone')); }

  async read(): ReturnType<TableFormat<object>['read']> {
    this.fault('read', this.attempts);
    const { rows, stamped } = this;
    return {
      async stamp() { return stamped; }, async *rows() { yield* rows; }, async rowsOf(ids) { return new Map([...rows].filter(([id]) => ids.includes(id))); },
      async count() { return rows.size; }, async problems() { return []; }, async receipt() { return rows.size; }, async close() { /* nothing is open */ },
    };
  }

  async write(): ReturnType<TableFormat<object>['write']> {
    this.attempts += 1;
    const { attempts } = this;
    this.fault('open', attempts);
    const next = new Map(this.rows);
    return {
      async *rows() { yield* [...next]; },
      put: async (items) => {
        this.fault('put', attempts);
        for (const { id, hash } of items) next.set(id, hash);
      },
      remove: async (ids) => { for (const id of ids) next.delete(id); },
      commit: async (stamp) => {
        this.fault('commit', attempts);
        [this.rows, this.stamped] = [next, stamp];
        this.fault('committed', attempts);
      },
      async close() { /* nothing is open */ },
    };
  }
}

const items = Array.from({ length: 1200 }, (_, n) => item(n));
const context: ExportContext = { baseDir: '/', signal: new AbortController().signal };
const told = (memory: Memory, of = items): Promise<unknown> => tableTarget(memory, [1, 2]).apply({}, snapshot(of), new Map(), context);
const inStep = async (memory: Memory): Promise<boolean> => (await tableTarget(memory).verify({}, snapshot(items), context)).ok;

describe('a target of rows', () => {
  it.each(['open', 'put', 'commit', 'committed', 'read'] as const)('is tried again when it fails for a moment: %s', async (where) => {
    const memory = new Memory();
    memory.fault = (at, attempt) => { if (at === where && attempt < 3) throw new Passing('reset'); };
    expect(await told(memory)).toMatchObject({ deleted: 0, verified: 'read-back' });
    expect(memory.attempts).toBe(3);
    memory.fault = () => undefined;
    expect(await inStep(memory)).toBe(true);
  });

  it('is given up after the last delay, and at once for what will not pass; what it held stays', async () => {
    const memory = new Memory();
    await told(memory, items.slice(0, 3));
    memory.attempts = 0;
    memory.fault = (at) => { if (at === 'put') throw new Passing('reset'); };
    await expect(told(memory)).rejects.toMatchObject({ code: 'export-failed', message: 'Cannot bring in step the table in memory, tried 3 times: reset' });
    expect([memory.attempts, memory.rows.size]).toEqual([3, 3]);
    memory.fault = (at) => { if (at === 'put') throw new Error('disk full'); };
    await expect(told(memory)).rejects.toMatchObject({ code: 'export-failed', message: 'Cannot bring in step the table in memory: disk full' });
    expect([memory.attempts, memory.rows.size]).toEqual([4, 3]);
  });

  it.each([['lost', (memory: Memory) => memory.rows.delete(item(7).id)], ['changed', (memory: Memory) => memory.rows.set(item(7).id, 'x')], ['joined by a foreign one', (memory: Memory) => memory.rows.set('foreign', 'x')]] as const)(
    'is told again when what it acknowledged was %s, and faulted when it goes on so', async (_, spoil) => {
      const memory = new Memory();
      memory.fault = (at, attempt) => { if (at === 'committed' && attempt === 1) spoil(memory); };
      expect(await told(memory)).toMatchObject({ verified: 'read-back', upserted: 1200 });
      expect(memory.attempts).toBe(2);
      expect(await inStep(memory)).toBe(true);
      memory.attempts = 0;
      memory.rows.clear();
      memory.fault = (at) => { if (at === 'committed') spoil(memory); };
      await expect(told(memory)).rejects.toMatchObject({ code: 'export-mismatch', message: 'Read back 3 times from the table in memory: not what was written' });
      expect(await inStep(memory)).toBe(false);
    });

  it('reads a large change back whole and a small one row by row', async () => {
    const memory = new Memory();
    const many = Array.from({ length: 2500 }, (_, n) => item(n));
    memory.fault = (at, attempt) => { if (at === 'committed' && attempt === 1) memory.rows.set(item(2400).id, 'x'); };
    expect(await told(memory, many)).toMatchObject({ upserted: 2500 });
    expect(memory.attempts).toBe(2);
  });

  it('says that it could not read what it was to verify', async () => {
    const memory = new Memory();
    memory.fault = () => { throw new Error('no route'); };
    await expect(tableTarget(memory).verify({}, snapshot(items), context)).rejects.toMatchObject({ code: 'export-failed', message: 'Cannot read the table in memory: no route' });
  });

  it('stops while it waits', async () => {
    const memory = new Memory();
    const stop = new AbortController();
    memory.fault = () => { setTimeout(() => { stop.abort(); }, 5); throw new Passing('reset'); };
    await expect(tableTarget(memory, [60_000]).apply({}, snapshot(items), new Map(), { ...context, signal: stop.signal })).rejects.toThrow(/abort/iu);
  });

  it('does not hold when it cannot be asked', async () => {
    expect(await tableTarget(new Memory()).stillHolds({}, { generation: 1, target: 1 }, snapshot([]), context)).toBe(false);
  });
});
