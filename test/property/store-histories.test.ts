import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { Pair, step } from './histories.js';

describe('a store and its model', () => {
  it('agree on every generation after any history of runs, interruptions, reviews and rollbacks', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'winnow-model-'));
      const pair = new Pair(join(folder, 'store.db'));
      try {
        for (const one of steps) await pair.take(one);
        await pair.compare();
      } finally {
        await pair.store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }), { numRuns: Number(process.env['WINNOW_PROPERTY_RUNS'] ?? 300) });
  }, 300_000);
});
