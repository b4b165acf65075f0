import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkView, Store } from '../../src/core/index.js';
import { Pair, step } from './histories.js';

/** What two generations differ in, by listing both. */
async function byListing(store: Store, from: number, to: number): Promise<Record<string, string>> {
  const list = async (at: number): Promise<ReadonlyMap<string, ChunkView>> => new Map((await store.listChunks({ at, limit: 10_000 })).map((chunk) => [chunk.id, chunk]));
  const [before, after] = [await list(from), await list(to)];
  const documents = async (at: number): Promise<ReadonlyMap<string, string>> => new Map((await store.listDocuments({ at, limit: 10_000 })).map((document) => [document.documentId, document.contentHash]));
  const [had, has] = [await documents(from), await documents(to)];
  const found: Record<string, string> = {};
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(id)?.decided.status ?? 'none', after.get(id)?.decided.status ?? 'none'];
    if (was !== is) found[id] = `${was} ${is}`;
  }
  for (const id of new Set([...had.keys(), ...has.keys()])) if (had.get(id) !== has.get(id)) found[id] = `${had.get(id) ?? 'none'} ${has.get(id) ?? 'none'}`;
  return found;
}

async function byIntervals(store: Store, from: number, to: number): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const between = { from, to };
  for (const document of await store.documentDifferences(await store.documentsChanged(between), between)) {
    if (!document.sameVersion) found[document.documentId] = `${document.from?.contentHash ?? 'none'} ${document.to?.contentHash ?? 'none'}`;
    for (const { chunkId, from: was, to: is, generation } of document.chunks) {
      found[chunkId] = `${was?.decided.status ?? 'none'} ${is?.decided.status ?? 'none'}`;
      await expectTurned(store, chunkId, { generation, from, to, status: is?.decided.status ?? null, stayed: was !== null && is !== null });
    }
  }
  return found;
}

/** The generation that is named is the last one with which the chunk became what it is. */
async function expectTurned(store: Store, id: string, { generation, from, to, status, stayed }: { generation: number; from: number; to: number; status: string | null; stayed: boolean }): Promise<void> {
  const at = async (number: number): Promise<string | null> => {
    const found = (await store.chunk(id, number))?.decided.status ?? null;
    return stayed || found === null ? found : 'there';
  };
  const is = stayed || status === null ? status : 'there';
  expect(generation > from && generation <= to).toBe(true);
  for (let number = generation; number <= to; number += 1) expect(await at(number)).toBe(is);
  expect(await at(generation - 1)).not.toBe(is);
}

describe('what two generations differ in', () => {
  it('is what listing both of them tells, after any history of runs, interruptions, reviews and rollbacks', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), fc.nat(), fc.nat(), async (steps, one, other) => {
      const folder = mkdtempSync(join(tmpdir(), 'winnow-diff-'));
      const pair = new Pair(join(folder, 'store.db'));
      try {
        for (const each of steps) await pair.take(each);
        const count = pair.model.generations.length;
        if (count === 0) return;
        const [from = 1, to = 1] = [(one % count) + 1, (other % count) + 1].sort((a, b) => a - b);
        expect(await byIntervals(pair.store, from, to)).toEqual(await byListing(pair.store, from, to));
      } finally {
        await pair.store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }), { numRuns: Number(process.env['WINNOW_PROPERTY_RUNS'] ?? 100) });
  }, 300_000);
});
