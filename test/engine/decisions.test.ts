import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPipelineObject, resolvePipeline, type PipelineInput } from '../../src/config/index.js';
import { review, runPipeline } from '../../src/engine/index.js';
import { explain } from '../../src/engine/explain.js';
import { listLines, type DecisionLine } from '../../src/engine/views/index.js';
import type { ChunkView, ChunkVerdict, Store } from '../../src/core/index.js';
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

async function decided(verdict: ChunkVerdict): Promise<void> {
  const [chunk] = await night();
  await review(await resolvePipeline(loadPipelineObject(pipeline(), folder)), store, { ids: [chunk?.id ?? ''], verdict, reason: 'seen', actor: 'ada' });
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

describe('a pin', () => {
  const COPY = page([...SUBJECTS, 'porch']).replace('2026-10-01', '2026-11-01');
  const canonicals = (chunks: readonly ChunkView[]): string[] => chunks.filter(({ decided }) => decided.canonical).map(({ path }) => path);
  const pin = async (chunks: readonly ChunkView[]): Promise<void> => {
    const [chunk] = chunks.filter(({ path }) => path === 'care.md');
    await review(await resolvePipeline(loadPipelineObject(pipeline(), folder)), store, { ids: [chunk?.id ?? ''], verdict: 'canonical', reason: 'the one we keep', actor: 'ada' });
  };

  beforeEach(() => { writeFileSync(join(folder, 'newer.md'), COPY); });

  it('holds against a newer copy, and against one that comes later', async () => {
    const before = await night();
    expect(canonicals(before)).toEqual(['newer.md']);
    await pin(before);
    expect(canonicals(await night())).toEqual(['care.md']);
    writeFileSync(join(folder, 'newest.md'), COPY.replace('2026-11-01', '2026-11-20'));
    expect(canonicals(await night())).toEqual(['care.md']);
    expect(await told()).toMatchObject([{ verdict: 'canonical', fate: 'stands', why: null }]);
  });

  it('follows a renamed file, and lapses with a word when the text changes', async () => {
    await pin(await night());
    renameSync(join(folder, 'care.md'), join(folder, 'maintenance.md'));
    expect(canonicals(await night())).toEqual(['maintenance.md']);
    expect(await told()).toMatchObject([{ fate: 'carried' }]);
    writeFileSync(join(folder, 'maintenance.md'), page([...SUBJECTS, 'tower']));
    for (const added of ['tower', 'chapel']) {
      writeFileSync(join(folder, 'maintenance.md'), page([...SUBJECTS, added]));
      const chunks = await night();
      expect(canonicals(chunks)).toEqual(['newer.md']);
      const [after] = chunks.filter(({ path }) => path === 'maintenance.md');
      expect(after?.decided.findings.find(({ rule }) => rule === 'decision/lapsed')?.message).toMatch(/^Pinned as canonical by ada on \d{4}-\d\d-\d\d, but the text has changed since$/u);
      expect(after?.decided.reasons.map(({ rule }) => rule)).not.toContain('decision/lapsed');
      expect(await told()).toMatchObject([{ fate: 'lapsed', on: after?.id }]);
    }
  });

  it('is heard of when its text moved to another document, and when it is gone', async () => {
    await pin(await night());
    rmSync(join(folder, 'care.md'));
    expect(canonicals(await night())).toEqual(['newer.md']);
    expect(await told()).toMatchObject([{ fate: 'gone' }]);
  });
});

/** What `winnow list decisions` says. */
async function told(): Promise<DecisionLine[]> {
  const lines: DecisionLine[] = [];
  const corpus = { store, pipeline: await resolvePipeline(loadPipelineObject(pipeline(), folder)), generation: await store.currentGeneration() };
  for await (const line of listLines(corpus, 'decisions', {})) lines.push(line);
  return lines;
}

/** Writes a file whose paragraphs are long enough to be chunks of their own below headings. */
const write = (name: string, sections: Readonly<Record<string, readonly string[]>>): void =>
  writeFileSync(join(folder, name), `---\nupdated: 2026-10-01\n---\n\n${Object.entries(sections).map(([title, subjects]) => `# ${title}\n\n${subjects.map(sentence).join('\n\n')}`).join('\n\n')}\n`);
const chunkWith = (chunks: readonly ChunkView[], subject: string): ChunkView => chunks.find(({ text }) => text.includes(`The ${subject} of`))!;

async function decideOn(chunks: readonly ChunkView[], subject: string, verdict: ChunkVerdict, actor = 'ada'): Promise<void> {
  await review(await resolvePipeline(loadPipelineObject(pipeline(), folder)), store, { ids: [chunkWith(chunks, subject).id], verdict, reason: 'seen', actor });
}

const lapses = (chunk: ChunkView | undefined): string[] => chunk?.decided.reasons.filter(({ rule }) => rule === 'decision/lapsed').map(({ message }) => message.split(' on ')[0] ?? '') ?? [];
const MANY = ['ash', 'beech', 'cedar', 'elm', 'fir', 'hazel', 'larch', 'maple', 'oak', 'pine', 'rowan', 'yew'];

describe('no decision goes without a word', () => {
  it.each(['approve', 'reject'] as const)('%s lapses where its text is a small part of a larger chunk with text that nobody saw', async (verdict) => {
    write('care.md', { Lift: ['lift'] });
    await decideOn(await night(), 'lift', verdict);
    write('care.md', { Lift: ['lift', ...MANY] });
    const after = chunkWith(await night(), 'lift');
    expect(after.decided.status).toBe('quarantined');
    expect(lapses(after)).toEqual([`${verdict === 'approve' ? 'Approved' : 'Rejected'} by ada`]);
    expect(await told()).toMatchObject([{ verdict, fate: 'lapsed', on: after.id }]);
  });

  it.each(['approve', 'reject'] as const)('%s is heard of where its text went when it moved to another document and was edited', async (verdict) => {
    await decided(verdict);
    rmSync(join(folder, 'care.md'));
    write('other.md', { Elsewhere: [...SUBJECTS.slice(2), 'tower', 'chapel'] });
    const [chunk] = await night();
    expect(chunk?.decided.status).toBe('quarantined');
    expect(lapses(chunk)).toEqual([`${verdict === 'approve' ? 'Approved' : 'Rejected'} by ada`]);
    expect(await told()).toMatchObject([{ path: 'care.md', fate: 'lapsed', on: chunk?.id }]);
  });

  it('approval carries when a renamed document was also cut anew', async () => {
    await decided('approve');
    renameSync(join(folder, 'care.md'), join(folder, 'maintenance.md'));
    const parts = await night(100);
    expect(parts.length).toBeGreaterThan(1);
    expect(distinct(statuses(parts))).toEqual(['accepted by person:ada']);
  });

  it('several that end in one chunk are all named, and still are after the next change', async () => {
    write('care.md', { Lift: ['lift', 'boiler', 'roof'], Gate: ['gate', 'garden', 'cellar'] });
    const chunks = await night();
    await decideOn(chunks, 'lift', 'approve', 'ada');
    await decideOn(chunks, 'gate', 'reject', 'bob');
    for (const added of ['kitchen', 'stairs']) {
      write('care.md', { Both: ['lift', 'boiler', 'roof', 'gate', 'garden', 'cellar', added] });
      expect(lapses(chunkWith(await night(), 'lift'))).toEqual(['Rejected by bob', 'Approved by ada']);
      expect((await told()).map(({ actor, fate, why }) => [fate, why?.includes(actor)])).toEqual([['lapsed', true], ['lapsed', true]]);
    }
  });

  it('approvals by several people stand together where chunks are merged', async () => {
    const parts = await night(100);
    const used = await resolvePipeline(loadPipelineObject(pipeline(), folder));
    for (const [index, { id }] of parts.entries()) await review(used, store, { ids: [id], verdict: 'approve', reason: 'seen', actor: index === 0 ? 'ada' : 'bob' });
    const [merged, ...others] = await night();
    expect([others, merged?.decided.by]).toEqual([[], 'person:bob']);
    expect(distinct((await told()).map(({ fate, on }) => `${fate} ${on}`))).toEqual([`carried ${merged?.id}`]);
  });

  it('a deleted section and a removed document are told as gone, by list and by explain', async () => {
    write('care.md', { Lift: ['lift', 'boiler', 'roof'], Gate: ['gate', 'garden', 'cellar'] });
    write('other.md', { Kitchen: ['kitchen', 'stairs'] });
    const chunks = await night();
    await decideOn(chunks, 'lift', 'approve');
    await decideOn(chunks, 'kitchen', 'reject');
    write('care.md', { Gate: ['gate', 'garden', 'cellar'] });
    rmSync(join(folder, 'other.md'));
    const { decided: verdict } = chunkWith(await night(), 'gate');
    expect([verdict.status, verdict.reasons]).toEqual(['accepted', []]);
    const lines = await told();
    expect(lines.map(({ path, fate, on }) => [path, fate, on])).toEqual([['care.md', 'gone', null], ['other.md', 'gone', null]]);
    expect(lines[0]?.why).toMatch(/^Approved by ada on \d{4}-\d\d-\d\d, but the text is gone since generation \d+$/u);
    const corpus = { store, pipeline: await resolvePipeline(loadPipelineObject(pipeline(), folder)), generation: await store.currentGeneration() };
    for (const [name, departed] of [['docs:care.md', false], ['docs:other.md', true]] as const) {
      const story = await explain(corpus, name);
      expect(story).toMatchObject({ kind: 'document', departed, decisions: [{ actor: 'ada', fate: 'gone', inForce: false }] });
    }
  });

  it('a run that is killed as soon as it stored the text has linked it', async () => {
    await decided('approve');
    writeFileSync(join(folder, 'care.md'), page([...SUBJECTS.slice(1), 'tower']));
    const killed = new Error('killed');
    const real = store.putItems.bind(store);
    store.putItems = async (...args) => {
      await real(...args);
      throw killed;
    };
    await expect(night()).rejects.toThrow('killed');
    store.putItems = real;
    const [chunk] = await night();
    expect(chunk?.decided.status).toBe('quarantined');
    expect(lapses(chunk)).toEqual(['Approved by ada']);
  });
});
