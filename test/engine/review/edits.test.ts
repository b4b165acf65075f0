import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { releasedItems } from '../../../src/engine/index.js';
import type { ReviewDesk } from '../../../src/engine/review/index.js';
import { ADA, ReviewedCorpus, page, subjects } from './support.js';

let corpus: ReviewedCorpus;
let desk: ReviewDesk;
beforeEach(async () => {
  corpus = new ReviewedCorpus({ quarantine: ["fired('freshness/stale')", "fired('duplication/near') && !canonical", "owner == 'legal'", 'authority < 0.2', "metadata.version == '9'"] });
  corpus.put({ 'north.md': page('2026-10-01'), 'south.md': page('2026-09-01', subjects('hoist')), 'fire.md': page('2019-03-01', ['alarm', 'hose'], 'Fire') });
  await corpus.night();
  expect(await corpus.statuses()).toEqual(['fire.md: quarantined', 'north.md: accepted', 'south.md: quarantined']);
  desk = await corpus.desk();
});
afterEach(() => corpus.close());

type Field = 'date' | 'owner' | 'version' | 'authority';
async function edit(path: string, field: Field, value: string | number | null): Promise<{ first: number; last: number }> {
  const chunk = (await corpus.chunks()).find((one) => one.path === path);
  const document = await corpus.store.document(chunk?.documentId ?? '', (await corpus.store.currentGeneration())?.number ?? 0);
  const { act } = await desk.decide({ verdict: 'edit', documentId: document?.documentId ?? '', contentHash: document?.contentHash ?? '', field, value, reason: 'asked the owner' }, ADA);
  return act ?? { first: 0, last: 0 };
}

const chunkAt = async (path: string): Promise<Awaited<ReturnType<ReviewedCorpus['chunks']>>[number] | undefined> => (await corpus.chunks()).find((one) => one.path === path);
const released = async (): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  for await (const { metadata } of releasedItems(await corpus.pipeline(), corpus.store, (await corpus.store.currentGeneration())?.number ?? 0)) items.push(metadata);
  return items;
};

describe("a person's word on a document's metadata", () => {
  it('counts at once and through the nights: the date it was last known to be true', async () => {
    const act = await edit('fire.md', 'date', '2026-11-01');
    expect(await corpus.statuses()).toContain('fire.md: accepted');
    const story = (await desk.item((await chunkAt('fire.md'))?.id ?? '')).story;
    expect(story.dates.believed).toMatchObject({ value: '2026-11-01', source: 'person', confidence: 1 });
    expect(story.dates.ladder[0]).toMatchObject({ source: 'person', value: '2026-11-01', where: expect.stringContaining('ada') as string });
    expect(story.dates.ladder.some(({ source, value }) => source === 'front-matter' && value === '2019-03-01')).toBe(true);
    const generation = (await corpus.store.currentGeneration())?.number;
    expect(await corpus.night('2026-11-24', true)).toBe(generation);
    expect(JSON.stringify((await released()).find(({ path }) => path === 'fire.md'))).toContain('2026-11-01');
    await desk.undo(act, ADA);
    expect(await corpus.statuses()).toContain('fire.md: quarantined');
    expect((await desk.decisions()).map(({ verdict, fate, path }) => `${verdict} ${fate} ${path}`)).toEqual(['withdraw stands fire.md', 'edit withdrawn fire.md']);
  });

  it('is in what is counted by age, and taken back is not', async () => {
    const key = (await corpus.pipeline()).documentScorers[0]?.key ?? '';
    const dates = async (): Promise<unknown[]> => (await corpus.store.assessedChunks((await corpus.store.currentGeneration())?.number ?? 0, key)).map(({ assessment, chunks }) => [assessment?.dates.value, chunks]).sort();
    const before = await dates();
    expect(before).toEqual([['2019-03-01', 1], ['2026-09-01', 1], ['2026-10-01', 1]]);
    const act = await edit('fire.md', 'date', '2026-11-01');
    expect(await dates()).toEqual([['2026-09-01', 1], ['2026-10-01', 1], ['2026-11-01', 1]]);
    await desk.undo(act, ADA);
    expect(await dates()).toEqual(before);
  });

  it('turns the choice among copies, and is asked about by the policy', async () => {
    await edit('south.md', 'date', '2026-11-20');
    expect(await corpus.statuses()).toEqual(['fire.md: quarantined', 'north.md: quarantined', 'south.md: accepted']);
    await edit('south.md', 'owner', 'legal');
    expect((await chunkAt('south.md'))?.decided.reasons.map(({ expression }) => expression)).toContain("owner == 'legal'");
    await edit('south.md', 'owner', 'people');
    await edit('south.md', 'version', '9');
    expect((await chunkAt('south.md'))?.decided.reasons.map(({ expression }) => expression)).toEqual(["metadata.version == '9'"]); // of another version it is nobody's copy
    await edit('south.md', 'version', null);
    await edit('south.md', 'authority', 0.1);
    expect((await chunkAt('south.md'))?.decided.reasons.map(({ expression }) => expression)).toContain('authority < 0.2');
    const generation = (await corpus.store.currentGeneration())?.number;
    expect(await corpus.night('2026-11-24', true)).toBe(generation);
    expect(await corpus.store.check()).toEqual([]);
  });

  it('holds for the text that it was said of: with another one the document speaks for itself again', async () => {
    await edit('fire.md', 'date', '2026-11-01');
    corpus.put({ 'fire.md': page('2019-03-01', ['siren', 'hose'], 'Fire') });
    await corpus.night();
    expect(await corpus.statuses()).toContain('fire.md: quarantined');
    expect((await desk.decisions())[0]).toMatchObject({ verdict: 'edit', fate: 'ended' });
  });

  it('makes a target fall behind whose items carry it', async () => {
    expect(await corpus.store.releasedDiffers(1, 1)).toBe(false);
    await edit('north.md', 'owner', 'facilities');
    const now = (await corpus.store.currentGeneration())?.number ?? 0;
    expect(await corpus.store.releasedDiffers(1, now)).toBe(true);
    // Whenever it was said.
    expect([...(await corpus.store.releasedAnew(now, now)) ?? []]).toEqual([(await chunkAt('north.md'))?.documentId]);
  });

  it.each([['date', 'soon'], ['authority', 2], ['authority', 'much'], ['owner', 'x'.repeat(201)]] as const)('is refused where it is none: %s %s', async (field, value) => {
    await expect(edit('fire.md', field, value)).rejects.toMatchObject({ code: 'usage' });
  });

  it('is refused on a text that has moved', async () => {
    const chunk = await chunkAt('fire.md');
    await expect(desk.decide({ verdict: 'edit', documentId: chunk?.documentId ?? '', contentHash: 'f'.repeat(64), field: 'date', value: '2026' }, ADA)).rejects.toMatchObject({ code: 'decision-conflict' });
    await expect(desk.decide({ verdict: 'edit', documentId: '00000000-0000-8000-8000-000000000000', contentHash: 'f'.repeat(64), field: 'date', value: '2026' }, ADA)).rejects.toMatchObject({ code: 'id-unknown' });
  });
});
