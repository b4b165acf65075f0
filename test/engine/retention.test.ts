import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPipelineObject, resolvePipeline, type Pipeline, type PipelineInput } from '../../src/config/index.js';
import type { ChunkVerdict, Store } from '../../src/core/index.js';
import { explain, explainAt } from '../../src/engine/explain.js';
import { corpusOn } from '../../src/engine/corpus.js';
import { generationNamed } from '../../src/engine/generations.js';
import { retentionPlan } from '../../src/engine/retention/index.js';
import { review, runPipeline } from '../../src/engine/run/index.js';
import { listLines, type DecisionLine } from '../../src/engine/views/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

const SUBJECTS = ['lift', 'boiler', 'roof', 'gate', 'garden', 'cellar', 'kitchen', 'stairs'];
const page = (count: number): string => `---\nupdated: 2026-10-01\n---\n\n# Care\n\n${SUBJECTS.slice(0, count).map((subject) => `The ${subject} of the building is looked after by the team on the second floor, who write down what they find in the green book.`).join('\n\n')}\n`;

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-retention-'));
  store = openSqliteStore(join(folder, 'store.db'));
  writeFileSync(join(folder, 'care.md'), page(8));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const resolved = (retain: PipelineInput['retain'] = { keepLast: 1 }, more: Partial<PipelineInput> = {}): Promise<Pipeline> => resolvePipeline(loadPipelineObject({
  version: 1, name: 'docs', read: [{ name: 'docs', use: 'files', with: { root: folder, include: ['*.md'], git: false } }], join: [{ use: 'duplication' }], policy: { quarantine: ["fired('freshness/stale')"] }, retain, ...more,
}, folder));

let counter = 0;
/** A run that publishes in any case: another file changes. */
async function night({ full = false, retain }: { full?: boolean; retain?: PipelineInput['retain'] } = {}): Promise<number> {
  counter += 1;
  writeFileSync(join(folder, 'notice.md'), `# Notice\n\nToday is day ${counter} of the year in which the porch is painted for the first time since long ago.\n`);
  return (await runPipeline(await resolved(retain), { store, now: new Date('2026-11-23'), full })).summary.run.generation;
}

const care = async (at: number): Promise<{ id: string; said: string }> => {
  const chunk = (await store.listChunks({ at, limit: 100 })).find(({ path }) => path === 'care.md');
  return { id: chunk?.id ?? '', said: `${chunk?.decided.status ?? ''} by ${chunk?.decided.by ?? ''}` };
};

describe('a decision', () => {
  it.each<[ChunkVerdict, string]>([['approve', 'accepted by person:ada'], ['reject', 'rejected by person:ada']])('%s reaches a chunk through others that only dropped generations had', async (verdict, expected) => {
    const first = await care(await night());
    await review(await resolved(), store, { ids: [first.id], verdict, reason: 'seen', actor: 'ada' });
    const between: string[] = [];
    for (const count of [7, 6, 5]) {
      writeFileSync(join(folder, 'care.md'), page(count));
      between.push((await care(await night())).id);
    }
    for (let more = 0; more < 4; more += 1) await night();
    expect((await store.listGenerations({ limit: 100 })).filter(({ dropped }) => !dropped)).toHaveLength(2);
    expect(await store.stands(between[0] ?? '')).toEqual([]);
    // Everything is decided again, from what is left of the chunks that came before.
    const now = await night({ full: true });
    expect((await care(now)).said).toBe(expected);
    const decisions: DecisionLine[] = [];
    for await (const line of listLines(await corpusOn(store, 'remembered'), 'decisions', {})) decisions.push(line);
    expect(decisions).toMatchObject([{ fate: 'carried', on: (await care(now)).id, path: 'care.md', source: 'docs' }]);
    expect(await store.descendantsOf([first.id], now)).toEqual([(await care(now)).id]);
    await expect(explain(await corpusOn(store, 'remembered'), between[0] ?? '')).rejects.toMatchObject({ code: 'id-unknown', message: expect.stringContaining('no longer kept') as string });
    expect(await store.check()).toEqual([]);
  });

  it('is known of the chunk that it was made on, and of what that was, for good', async () => {
    const first = await care(await night());
    await review(await resolved(), store, { ids: [first.id], verdict: 'reject', reason: 'seen', actor: 'ada' });
    writeFileSync(join(folder, 'care.md'), '# Other\n\nNothing of what was here is left, and another text has come in its place for good.\n');
    for (let more = 0; more < 4; more += 1) await night();
    expect((await store.verdictHistory(first.id)).map(({ status }) => status)).toEqual(['accepted', 'rejected']);
    expect(await store.auditOutcome(1)).toEqual({ looked: 1, missed: 1 });
    expect(await store.chunk(first.id, (await store.currentGeneration())?.number ?? 0)).toBeNull();
    expect(await store.check()).toEqual([]);
  });
});

describe('what is kept', () => {
  it('is what the rules say, the current one, that of the last run and the one before, what is pinned and what was gone back to', async () => {
    for (let more = 0; more < 5; more += 1) await night({ retain: 'all' });
    await store.rollback(2, { actor: 'ada', reason: 'test', now: 0 });
    const { drop, generations } = await retentionPlan({ store, pipeline: await resolved() });
    expect(Object.fromEntries(generations.map(({ generation, kept }) => [generation.number, kept]))).toEqual({ 6: ['current', 'pinned', 'last'], 5: ['last run'], 4: ['last run'], 3: [], 2: ['rollback'], 1: [] });
    expect(drop).toEqual([1, 3]);
  });

  it('is what a target acknowledged last, until it acknowledges another', async () => {
    const exporting = await resolved({ keepLast: 1 }, { export: [{ use: 'jsonl', with: { path: join(folder, 'out.jsonl') } }] });
    await runPipeline(exporting, { store, now: new Date('2026-11-23') });
    const once = async (exports: boolean): Promise<void> => {
      counter += 1;
      writeFileSync(join(folder, 'notice.md'), `# Notice\n\nToday is day ${counter} of the year in which the porch is painted for the first time since long ago.\n`);
      await runPipeline(exporting, { store, now: new Date('2026-11-23'), exports });
    };
    const kept = async (): Promise<number[]> => (await store.listGenerations({ limit: 100 })).filter(({ dropped }) => !dropped).map(({ number }) => number);
    for (let more = 0; more < 4; more += 1) await once(false);
    expect(await kept()).toEqual([5, 4, 1]);
    expect(await store.releasedDiffers(1, 5)).toBe(true);
    await once(true);
    expect(await kept()).toEqual([6, 5]);
  });

  it('takes the room of its rows, not of those that went', async () => {
    for (let more = 0; more < 12; more += 1) {
      writeFileSync(join(folder, 'care.md'), `${page(8)}\n\n${'The list of keys is long and is read out once a year. '.repeat(2_000)}${more}\n`);
      await night();
    }
    await store.compact();
    const few = (await store.size()).bytes;
    expect(await store.check()).toEqual([]);
    // A text of 100 KB twice or three times, never twelve times.
    expect(few).toBeLessThan(1_500_000);
  });
});

describe('a generation', () => {
  it('is named by number, by steps back and by time, and said to be dropped with what is near', async () => {
    const numbers = [];
    for (let more = 0; more < 5; more += 1) numbers.push(await night());
    const corpus = await corpusOn(store, 'remembered');
    const named = async (name: string | number | Date): Promise<number> => (await generationNamed(corpus, name)).number;
    expect([await named('5'), await named(5), await named('current'), await named('previous'), await named('~1'), await named('-1'), await named(new Date())]).toEqual([5, 5, 5, 4, 4, 4, 5]);
    const today = (await store.generation(5))?.publishedAt.slice(0, 10) ?? '';
    expect(await named(today)).toBe(5);
    await expect(named(1)).rejects.toMatchObject({ code: 'generation-dropped', message: expect.stringContaining('the nearest that are: 4 (') as string });
    await expect(named('~2')).rejects.toMatchObject({ code: 'generation-unknown' });
    await expect(named('2020-01-01')).rejects.toMatchObject({ code: 'generation-unknown', message: expect.stringContaining('there are 1 to 5') as string });
    await expect(named('yesterday')).rejects.toMatchObject({ code: 'usage' });
  });

  it('has a story of its own, without what people said later', async () => {
    const first = await night({ retain: 'all' });
    const { id } = await care(first);
    const reviewed = await review(await resolved(), store, { ids: [id], verdict: 'reject', reason: 'wrong', actor: 'ada' });
    writeFileSync(join(folder, 'care.md'), page(3));
    const last = await night({ retain: 'all' });
    const corpus = await corpusOn(store, 'remembered');
    const before = await explainAt(corpus, id, first);
    expect(before).toMatchObject({ kind: 'chunk', generation: first, departed: false, status: 'accepted', decisions: [], asOf: { generation: first, by: 'run' }, history: [{ fromGeneration: first, toGeneration: null }] });
    expect(await explainAt(corpus, 'docs:care.md', first)).toMatchObject({ kind: 'document', decisions: [] });
    expect(await explainAt(corpus, id, reviewed.generation)).toMatchObject({ status: 'rejected', decisions: [{ actor: 'ada', fate: 'stands' }], history: [{ status: 'accepted', toGeneration: reviewed.generation }, { status: 'rejected', toGeneration: null }] });
    await expect(explainAt(corpus, id, last)).rejects.toMatchObject({ code: 'id-unknown', message: expect.stringMatching(new RegExp(`was not in generation ${last}, .* it was in the corpus from generation 1 \\(.*\\) until generation ${last} \\(`, 'u')) as string });
  });
});
