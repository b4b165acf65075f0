import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPipelineObject, resolvePipeline, type PipelineInput } from '../../src/config/index.js';
import { decide, runPipeline } from '../../src/engine/index.js';
import type { ChunkView, PersonVerdict, Store } from '../../src/core/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

const sentence = (subject: string): string => `The ${subject} of the building is looked after by the team on the second floor, who write down what they find in the green book.`;
const SUBJECTS = ['lift', 'boiler', 'roof', 'gate', 'garden', 'cellar', 'kitchen', 'stairs'];
const page = (subjects: readonly string[]): string => `---\nupdated: 2026-10-01\n---\n\n# Care\n\n${subjects.map(sentence).join('\n\n')}\n`;

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-decisions-'));
  store = openSqliteStore(join(folder, 'store.db'), { create: true });
  writeFileSync(join(folder, 'care.md'), page(SUBJECTS));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const pipeline = (maxTokens = 512): PipelineInput => ({
  version: 1, name: 'docs', read: [{ name: 'docs', use: 'files', with: { root: folder, include: ['*.md'], git: false } }], chunk: { use: 'headings', with: { maxTokens } },
  policy: { quarantine: ["fired('freshness/stale')"] },
});

async function night(maxTokens?: number): Promise<readonly ChunkView[]> {
  const { summary } = await runPipeline(await resolvePipeline(loadPipelineObject(pipeline(maxTokens), folder)), { store, now: new Date('2026-11-23') });
  return store.listChunks({ at: summary.run.generation, limit: 100 });
}

async function decided(verdict: PersonVerdict): Promise<void> {
  const [chunk] = await night();
  await decide(await resolvePipeline(loadPipelineObject(pipeline(), folder)), store, { ids: [chunk?.id ?? ''], verdict, reason: 'seen', actor: 'ada' });
}

const statuses = (chunks: readonly ChunkView[]): string[] => chunks.map(({ decided: { status, by } }) => `${status} by ${by.startsWith('policy') ? 'policy' : by}`);
const distinct = (values: readonly string[]): string[] => [...new Set(values)];

describe("a person's decision", () => {
  it('is in force at once and outlives the next night', async () => {
    await decided('reject');
    expect(statuses(await night())).toEqual(['rejected by person:ada']);
  });

  it.each([['approve', 'accepted by person:ada'], ['reject', 'rejected by person:ada']] as const)('%s carries to the parts when chunks are cut smaller', async (verdict, expected) => {
    await decided(verdict);
    const parts = await night(100);
    expect(parts.length).toBeGreaterThan(1);
    expect(distinct(statuses(parts))).toEqual([expected]);
  });

  it.each([['approve', 'accepted by person:ada'], ['reject', 'rejected by person:ada']] as const)('%s follows a renamed file', async (verdict, expected) => {
    await decided(verdict);
    renameSync(join(folder, 'care.md'), join(folder, 'maintenance.md'));
    expect(statuses(await night())).toEqual([expected]);
  });

  it.each(['approve', 'reject'] as const)('%s lapses, saying so, when the text changes, and does not come back with the next change', async (verdict) => {
    await decided(verdict);
    for (const added of ['tower', 'chapel']) {
      writeFileSync(join(folder, 'care.md'), page([...SUBJECTS.slice(1), added]));
      const [chunk] = await night();
      expect(chunk?.decided.status).toBe('quarantined');
      expect(chunk?.decided.reasons.map((reason) => reason.rule)).toContain('decision/lapsed');
    }
  });
});
