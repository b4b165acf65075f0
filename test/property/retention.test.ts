import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPipelineObject, resolvePipeline, type Pipeline, type PipelineInput } from '../../src/config/index.js';
import type { ChunkVerdict, Store } from '../../src/core/index.js';
import { act, runPipeline } from '../../src/engine/run/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { readCorpus } from './corpus-model.js';
import { Pair, step, type Step } from './histories.js';

interface Prune { readonly step: 'prune'; readonly keep: readonly number[]; readonly batches: number; readonly limit: number }
const prune: fc.Arbitrary<Prune> = fc.record({ step: fc.constant('prune' as const), keep: fc.array(fc.nat(12), { maxLength: 3 }), batches: fc.nat(6), limit: fc.integer({ min: 1, max: 5 }) });
const isPrune = (one: Step | Prune): one is Prune => one.step === 'prune';

/** Drops all but some generations; the sweep is broken off after some batches, as a killed process would. */
async function drop(store: Store, { keep, batches, limit }: Prune, generations: number): Promise<readonly number[]> {
  const all = Array.from({ length: generations }, (_, index) => index + 1);
  const dropped = await store.dropGenerations('by-hand', { generations: all.filter((number) => !keep.some((one) => one % generations === number - 1)), joins: [] });
  for (let batch = 0; batch < batches; batch += 1) if ((await store.sweepDropped('by-hand', limit)) === 0) break;
  return dropped;
}

describe('generations that are kept', () => {
  it('are what they were, after any history in which others are dropped, and however often the sweep is broken off', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof({ weight: 3, arbitrary: step }, { weight: 1, arbitrary: prune }), { minLength: 3, maxLength: 10 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'winnow-retention-'));
      const pair = new Pair(join(folder, 'store.db'));
      const dropped = new Set<number>();
      try {
        for (const one of [...steps, { step: 'prune' as const, keep: [], batches: 1_000, limit: 3 }]) {
          const count = pair.model.generations.length;
          if (isPrune(one)) {
            if (count > 0) for (const number of await drop(pair.store, one, count)) dropped.add(number);
          } else if (one.step === 'rollback' && dropped.has((one.pick % Math.max(1, count)) + 1)) {
            await expect(pair.store.rollback((one.pick % count) + 1, { actor: 'ada', reason: 'test', now: 0 })).rejects.toMatchObject({ code: 'generation-dropped' });
          } else await pair.take(one);
          for (const [index, expected] of pair.model.generations.entries()) {
            if (dropped.has(index + 1)) await expect(readCorpus(pair.store, index + 1)).rejects.toMatchObject({ code: 'generation-dropped' });
            else expect(await readCorpus(pair.store, index + 1)).toEqual(expected);
          }
        }
        expect(await pair.store.check()).toEqual([]);
      } finally {
        await pair.store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }), { numRuns: Number(process.env['WINNOW_PROPERTY_RUNS'] ?? 100) });
  }, 600_000);
});

const SENTENCES = Array.from({ length: 9 }, (_, index) => `Rule ${index + 1} of the house says that whoever opens door ${index * 7 + 3} in the morning looks after the ${['lift', 'boiler', 'roof', 'gate', 'garden', 'cellar', 'kitchen', 'stairs', 'yard'][index] ?? ''} until the evening.`);
const PATHS = ['a.md', 'b.md', 'c.md'] as const;
const path = fc.constantFrom(...PATHS);
const page = fc.record({ year: fc.constantFrom(2018, 2026), sections: fc.array(fc.array(fc.nat(SENTENCES.length - 1), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }) });
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), path, page }) },
  // What decisions carry through: less and less of a text, night by night.
  { weight: 5, arbitrary: fc.record({ do: fc.constant('shrink' as const), path, section: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), path }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), path, to: path }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('decide' as const), pick: fc.nat(30), verdict: fc.constantFrom<ChunkVerdict>('approve', 'reject', 'requeue', 'canonical') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), pick: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('roll back' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('night' as const), full: fc.boolean() }) },
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;
/** A decision whose text goes through several chunks, so that some that carried it are in dropped generations alone when all is decided again. */
const carried = fc.record({ pick: fc.nat(30), verdict: fc.constantFrom<ChunkVerdict>('approve', 'reject', 'canonical'), path, section: fc.nat(2), between: event }).map(({ pick, verdict, path: shrinking, section, between }): Event[] => {
  const [shrink, night] = [{ do: 'shrink' as const, path: shrinking, section }, { do: 'night' as const, full: false }];
  return [{ do: 'decide', pick, verdict }, shrink, night, shrink, night, between, night, { ...night, full: true }];
});
const events = fc.array(fc.oneof(event.map((one) => [one]), carried), { minLength: 5, maxLength: 12 }).map((lists) => lists.flat());
const NOW = new Date('2026-11-23T04:00:00Z');

interface Page { readonly year: number; readonly sections: readonly (readonly number[])[] }

/** One corpus in two stores: one keeps every generation, the other as few as may be. */
class Twins {
  readonly #folder: string;
  readonly #pages = new Map<string, Page>();
  readonly #twins: { readonly store: Store; readonly pipeline: Pipeline; readonly out: string }[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(join(folder, 'docs'));
    this.#write('a.md', { year: 2026, sections: [[0, 1, 2, 3], [4, 5], [6, 7]] });
    this.#write('b.md', { year: 2018, sections: [[6, 7, 8], [0, 1]] });
  }

  async open(): Promise<void> {
    for (const [name, retain] of [['all', 'all'], ['few', { keepLast: 1 }]] as const) {
      const out = join(this.#folder, `${name}.jsonl`);
      const input: PipelineInput = {
        version: 1, name: 'twin', read: [{ name: 'docs', use: 'files', with: { root: join(this.#folder, 'docs'), git: false } }], chunk: { use: 'headings', with: { maxTokens: 120 } },
        join: [{ use: 'duplication' }], export: [{ use: 'jsonl', with: { path: out } }], retain,
      };
      this.#twins.push({ store: openSqliteStore(join(this.#folder, `${name}.db`)), pipeline: await resolvePipeline(loadPipelineObject(input, this.#folder)), out });
    }
  }

  async close(): Promise<void> {
    for (const { store } of this.#twins) await store.close();
  }

  #write(name: string, page: Page): void {
    this.#pages.set(name, page);
    const { year, sections } = page;
    const text = sections.map((numbers, index) => `## Part ${index}\n\n${numbers.map((number) => SENTENCES[number]).join(' ')}\n`);
    writeFileSync(join(this.#folder, 'docs', name), `---\nupdated: ${year}-03-01\n---\n\n# House\n\n${text.join('\n')}`);
  }

  async take(one: Event): Promise<void> {
    const file = (name: string): string => join(this.#folder, 'docs', name);
    switch (one.do) {
      case 'write':
        this.#write(one.path, one.page);
        return;
      case 'shrink': {
        const page = this.#pages.get(one.path);
        if (page !== undefined) this.#write(one.path, { ...page, sections: page.sections.map((section, index) => (index === one.section % page.sections.length && section.length > 1 ? section.slice(0, -1) : section)) });
        return;
      }
      case 'remove':
        this.#pages.delete(one.path);
        rmSync(file(one.path), { force: true });
        return;
      case 'rename': {
        const page = this.#pages.get(one.path);
        if (one.path === one.to || page === undefined) return;
        this.#pages.delete(one.path);
        this.#pages.set(one.to, page);
        renameSync(file(one.path), file(one.to));
        return;
      }
      case 'decide': case 'withdraw': return this.#act(one);
      case 'roll back': return this.#rollBack();
      case 'night': {
        // A source without a file is a failure, never a removal: the same in both.
        for (const { store, pipeline } of this.#twins) {
          await store.unpin();
          await runPipeline(pipeline, { store, now: NOW, full: one.full });
        }
        return;
      }
    }
  }

  async #act(one: Extract<Event, { do: 'decide' | 'withdraw' }>): Promise<void> {
    for (const { store, pipeline } of this.#twins) {
      const at = (await store.currentGeneration())?.number ?? 0;
      const chunks = await store.listChunks({ at, limit: 1000 });
      const log = await store.listDecisions({ limit: 1000 });
      const [id, seq] = [chunks[one.pick % Math.max(1, chunks.length)]?.id, log[one.pick % Math.max(1, log.length)]?.seq];
      const word = one.do === 'withdraw' ? (seq === undefined ? null : { verdict: 'withdraw' as const, seq }) : id === undefined ? null : { verdict: one.verdict, id };
      // What is refused, is refused in both.
      if (word !== null) await act(pipeline, store, { words: [word], reason: 'seen', actor: 'ada', now: NOW }).catch(() => undefined);
    }
  }

  async #rollBack(): Promise<void> {
    const previous = ((await this.#twins[1]?.store.currentGeneration())?.number ?? 0) - 1;
    if (previous < 1 || (await this.#twins[1]?.store.generation(previous))?.dropped !== false) return;
    for (const { store } of this.#twins) await store.rollback(previous, { actor: 'ada', reason: 'test', now: NOW.getTime() });
  }

  async compare(): Promise<void> {
    const states = await Promise.all(this.#twins.map(async ({ store, out }) => {
      const generation = await store.currentGeneration();
      const chunks = await store.listChunks({ at: generation?.number ?? 0, limit: 1000 });
      return {
        number: generation?.number, counts: generation?.counts, decisions: (await store.listDecisions({ limit: 1000 })).map(({ hash }) => hash), audit: await store.auditOutcome(1),
        chunks: chunks.map(({ id, text, releasedIn, decided }) => ({ id, text, releasedIn, decided })), target: fileAt(out),
      };
    }));
    expect(states[1]).toEqual(states[0]);
  }

  /** That anything was dropped. */
  async dropped(): Promise<number> {
    return (await this.#twins[1]?.store.listGenerations({ limit: 1000 }))?.filter((generation) => generation.dropped).length ?? 0;
  }

  async check(): Promise<void> {
    for (const { store } of this.#twins) expect(await store.check()).toEqual([]);
  }
}

function fileAt(place: string): string | null {
  try {
    return readFileSync(place, 'utf8');
  } catch {
    return null;
  }
}

describe('dropping generations', () => {
  it('changes no later verdict and no byte of an export, whatever is edited, decided, taken back and rolled back', async () => {
    let dropped = 0;
    await fc.assert(fc.asyncProperty(events, async (history) => {
      const folder = mkdtempSync(join(tmpdir(), 'winnow-twins-'));
      const twins = new Twins(folder);
      try {
        await twins.open();
        for (const one of [{ do: 'night' as const, full: false }, ...history, { do: 'night' as const, full: true }]) {
          await twins.take(one);
          if (one.do === 'night' || one.do === 'decide' || one.do === 'withdraw' || one.do === 'roll back') await twins.compare();
        }
        await twins.check();
        dropped += await twins.dropped();
      } finally {
        await twins.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }), { numRuns: Number(process.env['WINNOW_PROPERTY_RUNS'] ?? 8) });
    expect(dropped).toBeGreaterThan(0);
  }, 900_000);
});
