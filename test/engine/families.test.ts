import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPipelineObject, resolvePipeline, type PipelineInput } from '../../src/config/index.js';
import type { ChunkView, Store } from '../../src/core/index.js';
import { explain, type DocumentStory } from '../../src/engine/explain.js';
import { review, runPipeline } from '../../src/engine/index.js';
import { exportItem } from '../../src/engine/run/released.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

const section = (name: string, detail: string): string => `## ${name}\n\nWho asks for a ${name} goes to the desk on the second floor, which writes the name of the ${name} into the green book and gives it out until the evening.\n${detail}\n`;
const page = (year: number, sections: readonly string[]): string => `---\nupdated: ${year}-03-01\n---\n\n# The desk in ${year}\n\n${sections.join('\n')}`;
const KEY = section('key', 'The spare of it lies with the neighbours downstairs, who answer the bell after nine.');
const LADDER = 'Its nine rungs were oiled by the carpenter of the city, whose bill is paid every autumn.';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-families-'));
  store = openSqliteStore(join(folder, 'store.db'), { create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, 'docs', path)), { recursive: true });
  writeFileSync(join(folder, 'docs', path), text);
}

const input = (versions: unknown = 'keep-all'): PipelineInput => ({
  version: 1, name: 'families', read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs'), git: false } }], chunk: { use: 'headings', with: { maxTokens: 70 } },
  join: [{ use: 'supersession', with: { versions } }], policy: { quarantine: ["fired('freshness/superseded') && !fired('freshness/superseded-unique')", "fired('freshness/superseded-unique')", "metadata.status == 'draft'"] },
});

async function night({ into = store, versions, now = '2026-11-23' }: { into?: Store; versions?: unknown; now?: string } = {}): Promise<readonly ChunkView[]> {
  const { summary } = await runPipeline(await resolvePipeline(loadPipelineObject(input(versions), folder)), { store: into, now: new Date(now) });
  return into.listChunks({ at: summary.run.generation, limit: 1000 });
}

/** `path heading: status rules`, one a chunk, without what says nothing of editions. */
const told = (chunks: readonly ChunkView[]): string[] => chunks.map(({ path, headingPath, decided: { status, reasons } }) => (
  `${path} ${headingPath.at(-1) ?? ''}: ${[status, ...new Set(reasons.map(({ rule }) => rule))].join(' ')}`));
const standing = (chunks: readonly ChunkView[]): string[] => [...new Set(chunks.filter(({ decided }) => decided.status === 'accepted').map(({ path }) => path))].sort();

async function fromScratch(versions?: unknown): Promise<string[]> {
  const other = openSqliteStore(':memory:', { create: true });
  try {
    return told(await night({ into: other, versions }));
  } finally {
    await other.close();
  }
}

async function family(path: string): Promise<string[]> {
  const corpus = { store, pipeline: await resolvePipeline(loadPipelineObject(input(), folder)), generation: await store.currentGeneration() };
  const story = await explain(corpus, `docs:${path}`) as DocumentStory;
  return story.family.map((member) => `${member.place} ${member.path}${member.version === null ? '' : ` ${member.version}`}${member.because === null ? '' : `: ${member.because}`}`);
}

describe('editions in a corpus', () => {
  beforeEach(() => {
    put('desk-2021.md', page(2021, [section('lamp', 'Take it home.'), KEY]));
    put('desk-2023.md', page(2023, [section('lamp', 'Bring it back.'), section('ladder', LADDER)]));
    put('desk-2026.md', page(2026, [section('lamp', 'Bring it back soon.'), section('ladder', `${LADDER} It is very long.`)]));
  });

  it('what only an older one has is kept apart from what the newest one has too', async () => {
    expect(told(await night()).filter((line) => !line.includes('accepted'))).toEqual([
      expect.stringMatching(/^desk-2021\.md lamp: quarantined freshness\/superseded$/u), expect.stringMatching(/^desk-2021\.md key: quarantined freshness\/superseded-unique$/u),
      expect.stringMatching(/^desk-2023\.md lamp: quarantined freshness\/superseded$/u), expect.stringMatching(/^desk-2023\.md ladder: quarantined freshness\/superseded$/u),
    ]);
  });

  it('are a chain, the newest first, with what told so', async () => {
    await night();
    for (const path of ['desk-2021.md', 'desk-2026.md']) {
      expect(await family(path)).toEqual([
        'current desk-2026.md', 'superseded desk-2023.md: the date in its name (`2026` after `2023`)', 'superseded desk-2021.md: the date in its name (`2023` after `2021`)',
      ]);
    }
  });

  it('a newest one that is all held back takes nobody\'s place, from the night on in which it is', async () => {
    expect(standing(await night())).toEqual(['desk-2026.md']);
    put('desk-2026.md', page(2026, [section('lamp', 'Bring it back soon.'), section('ladder', `${LADDER} It is very long.`)]).replace('updated:', 'status: draft\nupdated:'));
    const chunks = await night();
    expect(standing(chunks)).toEqual(['desk-2023.md']);
    expect(told(chunks)).toEqual(await fromScratch());
    expect((await family('desk-2021.md'))[1]).toMatch(/^current desk-2023\.md/u);
  });

  it('nor one that a person rejected, chunk by chunk', async () => {
    const ids = (await night()).filter(({ path }) => path === 'desk-2026.md').map(({ id }) => id);
    const pipeline = await resolvePipeline(loadPipelineObject(input(), folder));
    await review(pipeline, store, { ids: ids.slice(1), verdict: 'reject', reason: 'wrong', actor: 'ada' });
    expect(standing(await night())).toEqual(['desk-2026.md']);
    await review(pipeline, store, { ids: ids.slice(0, 1), verdict: 'reject', reason: 'wrong', actor: 'ada' });
    expect(standing(await night())).toEqual(['desk-2023.md']);
  });

  it('nights of edits leave what a store made from scratch says', async () => {
    await night();
    put('desk-2026.md', page(2026, [section('lamp', 'Bring it back soon.'), KEY]));
    expect(told(await night())).toEqual(await fromScratch());
    expect((await fromScratch()).filter((line) => line.includes('unique'))).toEqual(['desk-2023.md ladder: quarantined freshness/superseded-unique']);
    rmSync(join(folder, 'docs', 'desk-2026.md'));
    expect(told(await night())).toEqual(await fromScratch());
    put('desk-2027.md', page(2027, [section('bell', 'It rings.')]));
    put('desk-2026.md', '---\ntitle: The desk in 2026\n---\n');
    expect(told(await night())).toEqual(await fromScratch());
  });
});

describe('versions of a product in a corpus', () => {
  beforeEach(() => {
    for (const [at, version] of ['v1', 'v2', 'v10'].entries()) put(`${version}/desk.md`, page(2026, [section('lamp', `Bring it back within ${at + 2} days.`), section('ladder', 'It is long.')]));
  });

  it('stand side by side, each chunk with its version', async () => {
    const chunks = await night();
    expect(standing(chunks)).toEqual(['v1/desk.md', 'v10/desk.md', 'v2/desk.md']);
    expect(await family('v2/desk.md')).toEqual([
      'current v10/desk.md 10', 'beside v2/desk.md 2: its version (`10` after `2`)', 'beside v1/desk.md 1: its version (`2` after `1`)']);
    const pipeline = await resolvePipeline(loadPipelineObject(input(), folder));
    const released = await store.listReleased({ at: 1, limit: 100 });
    expect(released.map((chunk) => exportItem(pipeline, chunk).metadata['version'])).toEqual(released.map(({ path }) => /^v(\d+)/u.exec(path)?.[1]));
  });

  it('the option decides which stand, from the next night on', async () => {
    await night();
    expect(standing(await night({ versions: 'keep-latest' }))).toEqual(['v10/desk.md']);
    expect(standing(await night({ versions: { keep: ['1', '2'] } }))).toEqual(['v1/desk.md', 'v2/desk.md']);
    expect(standing(await night())).toEqual(['v1/desk.md', 'v10/desk.md', 'v2/desk.md']);
  });
});
