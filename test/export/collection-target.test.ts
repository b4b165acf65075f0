import { describe, expect, it } from 'vitest';
import type { ExportContext, ExportReport, Json } from '../../src/core/index.js';
import { collectionTarget, type Collection, type CollectionFormat, type CollectionWriter } from '../../src/export/shared/collection-target.js';
import type { Stamp } from '../../src/export/shared/stamp.js';
import { item, snapshot } from '../contract/exporter.js';

class Passing extends Error {}
class Busy extends Error { readonly afterMs = 40; }

type At = 'open' | 'page' | 'some' | 'count' | 'prepare' | 'put' | 'remove' | 'seal' | 'publish';
interface Shelf { rows: Map<string, string>; stamp: Stamp | null }

/** Collections in memory whose faults are called up one by one. With `beside`, changes are made to one that others do not see. */
class Memory implements CollectionFormat<object> {
  live: Shelf | null = null;
  #standby: Shelf | null = null;
  /** Called before a request is done, with how many of its kind there have been, from 1. `lost` = it is acknowledged and not done. */
  fault: (at: At, count: number) => unknown = () => undefined;
  readonly asked: At[] = [];
  readonly anew: boolean[] = [];
  readonly beside: boolean;
  readonly requests = { items: 100, chars: 1_000_000, atOnce: 3, timeoutMs: 50 };

  constructor({ beside = false } = {}) {
    this.beside = beside;
  }

  name(): string { return 'the collection in memory'; }
  readonly isTransient = (error: unknown): boolean => error instanceof Passing || error instanceof Busy || (error instanceof Error && error.message.startsWith('no answer'));
  readonly askedMs = (error: unknown): number | undefined => (error instanceof Busy ? error.afterMs : undefined);

  /** Somebody else adds an item to all there are. */
  addForeign(): void {
    for (const shelf of [this.live, this.#standby]) shelf?.rows.set('foreign', 'x');
  }

  count(at: At): number { return this.asked.filter((each) => each === at).length; }

  async #request<Result>(at: At, what: () => Result, lost: Result): Promise<Result> {
    this.asked.push(at);
    return (await this.fault(at, this.count(at))) === 'lost' ? lost : what();
  }

  open(): Promise<Collection | null> {
    return this.#request('open', () => (this.live === null ? null : this.#collection(this.live)), null);
  }

  prepare(): Promise<CollectionWriter> {
    return this.#request('prepare', () => {
      const shelf = this.beside ? (this.#standby ??= { rows: new Map(), stamp: null }) : (this.live ??= { rows: new Map(), stamp: null });
      return this.#writer(shelf);
    }, undefined as never);
  }

  #collection(shelf: Shelf): Collection {
    return {
      stamp: shelf.stamp, sees: 'all',
      page: (from: Json) => this.#request('page', () => {
        const at = typeof from === 'number' ? from : 0;
        const held = [...shelf.rows].slice(at, at + 400);
        return { held, next: held.length < 400 ? null : at + 400 };
      }, { held: [], next: null }),
      some: (some) => this.#request('some', () => [...shelf.rows].filter(([id]) => some.some((each) => each.id === id)), []),
      count: () => this.#request('count', () => shelf.rows.size, 0),
      seal: (stamp) => this.#request('seal', () => { shelf.stamp = stamp; }, undefined),
    };
  }

  #writer(shelf: Shelf): CollectionWriter {
    return {
      ...this.#collection(shelf),
      live: !this.beside,
      put: (items, anew) => this.#request('put', () => {
        this.anew.push(anew);
        for (const { id, hash } of items) shelf.rows.set(id, hash);
      }, undefined),
      remove: (ids) => this.#request('remove', () => { for (const id of ids) shelf.rows.delete(id); }, undefined),
      publish: () => this.#request('publish', () => { [this.live, this.#standby] = [shelf, this.live]; }, undefined),
    };
  }
}

const items = Array.from({ length: 1200 }, (_, n) => item(n));
const context: ExportContext = { baseDir: '/', signal: new AbortController().signal };
const told = (memory: Memory, of = items, generation = 1): Promise<ExportReport> => collectionTarget(memory, [1, 2, 3]).apply({}, snapshot(of, generation), new Map(), context);
async function inStep(memory: Memory, of = items, generation = 1): Promise<boolean> {
  memory.fault = () => undefined;
  return (await collectionTarget(memory).verify({}, snapshot(of, generation), context)).ok;
}

/** Both of two collections hold something that must go. */
async function filled(memory: Memory, of: typeof items): Promise<void> {
  await told(memory, [...of, item(8888)]);
  await told(memory, of);
}

describe.each([['in place', false], ['beside what readers see', true]])('a target of many requests, changed %s', (_, beside) => {
  it.each(['open', 'page', 'some', 'count', 'prepare', 'put', 'remove', 'seal', 'publish'] as const)('makes a request again that fails for a moment: %s', async (where) => {
    const memory = new Memory({ beside });
    await filled(memory, items.slice(0, 900));
    memory.asked.length = 0;
    let failures = 0;
    memory.fault = (at, count) => { if (at === where && count < 3) { failures += 1; throw new Passing('reset'); } };
    const next = items.slice(500, 1000);
    expect(await told(memory, next, 2)).toMatchObject({ upserted: 100, deleted: 500, verified: 'read-back' });
    expect(failures).toBe(where === 'publish' && !beside ? 0 : 2);
    expect(await inStep(memory, next, 2)).toBe(true);
  });

  it('waits as long as it is asked to', async () => {
    const memory = new Memory({ beside });
    const times: number[] = [];
    memory.fault = (at) => { if (at === 'put' && times.push(performance.now()) === 1) throw new Busy('too many requests'); };
    await told(memory, items.slice(0, 10));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(39);
  });

  it('takes a request that hangs for one that failed', async () => {
    const memory = new Memory({ beside });
    memory.fault = (at, count) => (at === 'put' && count === 1 ? new Promise(() => undefined) : undefined);
    expect(await told(memory)).toMatchObject({ upserted: 1200 });
    expect(await inStep(memory)).toBe(true);
  });

  it('is given up after the last delay, and at once for what will not pass', async () => {
    const memory = new Memory({ beside });
    await told(memory, items.slice(0, 3));
    memory.asked.length = 0;
    memory.fault = (at) => { if (at === 'put') throw new Passing('reset'); };
    await expect(told(memory, items.slice(0, 50), 2)).rejects.toMatchObject({ code: 'export-failed', message: 'Cannot bring in step the collection in memory, tried 4 times: reset' });
    expect(memory.count('put')).toBe(4);
    memory.fault = (at) => { if (at === 'put') throw new Error('disk full'); };
    await expect(told(memory, items.slice(0, 50), 2)).rejects.toMatchObject({ code: 'export-failed', message: 'Cannot bring in step the collection in memory: disk full' });
    expect([memory.count('put'), memory.live?.rows.size]).toEqual([5, 3]);
    expect(await inStep(memory, items.slice(0, 3))).toBe(true);
  });

  it.each([
    ['an acknowledged write is lost', (memory: Memory, always: boolean) => { memory.fault = (at, count) => (at === 'put' && (always || count === 2) ? 'lost' : undefined); }],
    ['an acknowledged deletion is lost', (memory: Memory, always: boolean) => { memory.fault = (at, count) => (at === 'remove' && (always || count === 1) ? 'lost' : undefined); }],
    ['somebody else adds to it', (memory: Memory, always: boolean) => { memory.fault = (at, count) => { if (at === 'seal' && (always || count === 1)) memory.addForeign(); }; }],
  ])('is told again when %s, and faulted when that goes on', async (__, spoil) => {
    const next = items.slice(0, 700);
    const memory = new Memory({ beside });
    await filled(memory, [...items.slice(300, 600), item(9999)]);
    memory.asked.length = 0;
    spoil(memory, false);
    expect(await told(memory, next, 2)).toMatchObject({ upserted: 400, verified: 'read-back' });
    expect(memory.count('seal')).toBe(2);
    expect(memory.anew.includes(true)).toBe(memory.count('put') > 4);
    expect(await inStep(memory, next, 2)).toBe(true);

    const other = new Memory({ beside });
    await filled(other, [...items.slice(300, 600), item(9999)]);
    spoil(other, true);
    await expect(told(other, next, 2)).rejects.toMatchObject({ code: 'export-mismatch', message: 'Read back 3 times from the collection in memory: not what was written' });
    expect(await inStep(other, next, 2)).toBe(false);
  });

  it('converges, whichever request was the last before the process was killed', async () => {
    const [before, after] = [items.slice(0, 600), [...items.slice(350, 700), item(5, 'changed')]];
    for (let last = 1; ; last += 1) {
      const memory = new Memory({ beside });
      await told(memory, before);
      let requests = 0;
      memory.fault = () => { if ((requests += 1) > last) throw new Error('killed'); };
      const killed = await told(memory, after, 2).then(() => false, () => true);
      memory.fault = () => undefined;
      if (beside) expect([await inStep(memory, before, 1), await inStep(memory, after, 2)].filter(Boolean)).toHaveLength(1);
      await told(memory, after, 2);
      expect(await inStep(memory, after, 2)).toBe(true);
      if (!killed) break;
    }
  });

  it('costs two requests where nothing changed, and asks for nothing to be written', async () => {
    const memory = new Memory({ beside });
    const { receipt } = await told(memory);
    memory.asked.length = 0;
    const target = collectionTarget(memory);
    expect(await target.stillHolds({}, receipt ?? null, snapshot(items), context)).toBe('ledger');
    expect(memory.asked).toEqual(['open', 'count']);
    memory.asked.length = 0;
    expect(await told(memory)).toMatchObject({ upserted: 0, deleted: 0, verified: 'read-back' });
    expect(new Set(memory.asked)).toEqual(new Set(['open', 'page']));
    memory.asked.length = 0;
    expect(await told(memory, items, 2)).toMatchObject({ upserted: 0, deleted: 0 });
    expect(memory.asked.filter((at) => at !== 'page')).toEqual(['open', 'seal']);
    memory.live?.rows.delete(item(3).id);
    expect(await target.stillHolds({}, { generation: 2 }, snapshot(items, 2), context)).toBe(false);
  });
});

describe('a target of many requests', () => {
  it('looks at every item before anything is changed, and says which one it cannot hold', async () => {
    const memory = new Memory();
    const target = collectionTarget<object>(Object.assign(memory, { refuses: ({ id }: { id: string }) => (id === item(1199).id ? 'its title is longer than 10 bytes' : null) }));
    await expect(target.apply({}, snapshot(items), new Map(), context)).rejects.toMatchObject({ code: 'export-failed', message: `the collection in memory cannot hold the chunk ${item(1199).id}: its title is longer than 10 bytes` });
    expect(memory.asked).toEqual([]);
  });

  it('stops while it waits and while it asks', async () => {
    for (const fault of [() => { throw new Passing('reset'); }, () => new Promise<void>(() => undefined)]) {
      const memory = new Memory();
      const stop = new AbortController();
      memory.fault = () => { setTimeout(() => { stop.abort(); }, 5); return fault(); };
      await expect(collectionTarget(Object.assign(memory, { requests: { ...memory.requests, timeoutMs: 60_000 } }), [60_000]).apply({}, snapshot(items), new Map(), { ...context, signal: stop.signal })).rejects.toThrow(/abort/iu);
    }
  });
});
