import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  decide, definePipeline, exportTargets, list, openStore, run, verifyTargets, type ChunkLine, type DecideRequest, type ErrorCode, type PipelineInput, type WinnowError,
} from '../../src/index.js';

const now = new Date('2026-11-23');
/** Two names whose document ids begin alike: `ef4eefe6-50f7-…` and `ef4eefe6-f930-…`. */
const ALIKE = ['page-15248.md', 'page-43479.md'] as const;
const page = (updated: string, text: string): string => `---\nupdated: ${updated}\n---\n\n# Page\n\n${text}\n`;
const YAML = `version: 1
name: handbook
read: [{ name: docs, use: files, with: { root: docs, git: false } }]
export: [{ use: jsonl, with: { path: out/corpus.jsonl } }]
`;

let folder: string;
let pipeline: string;
let store: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-library-'));
  pipeline = join(folder, 'handbook.yaml');
  store = join(folder, '.winnow', 'handbook.db');
  mkdirSync(join(folder, 'docs'));
  writeFileSync(pipeline, YAML);
  writeFileSync(join(folder, 'docs', ALIKE[0]), page('2026-10-01', 'Visitors sign in at the front desk and wear a badge, and the person who invited them walks with them.'));
  writeFileSync(join(folder, 'docs', ALIKE[1]), page('2017-03-01', 'A bicycle may be leased for three years, and whoever rides it brings it to the yearly inspection.'));
  await run(pipeline, { now });
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

async function all<Line>(lines: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found;
}
const chunks = (of: { pipeline?: string; store?: string } = { store }): Promise<ChunkLine[]> => all(list('chunks', of));
const stale = async (): Promise<ChunkLine> => (await chunks()).find(({ path }) => path === ALIKE[1])!;
const exported = (path = join(folder, 'out', 'corpus.jsonl')): string[] => readFileSync(path, 'utf8').split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { id: string }).id);
const decision = { verdict: 'approve', reason: 'checked with the owner', actor: 'ada' } as const;

async function refused(code: ErrorCode, message: string | RegExp, request: Partial<DecideRequest>): Promise<void> {
  const error = await decide({ store, ids: [ALIKE[1]], ...decision, ...request }).then(() => null, (thrown: unknown) => thrown as WinnowError);
  expect(error).toMatchObject({ name: 'WinnowError', code });
  expect(error?.message).toMatch(message);
}

describe('the library', () => {
  it.each([['its file', () => ({ pipeline })], ['its store', () => ({ store })]] as const)('lists, decides, exports and verifies a corpus by %s', async (_by, of) => {
    const { id, contentHash, status } = await stale();
    expect([status, exported().includes(id)]).toEqual(['quarantined', false]);
    expect(await decide({ ...of(), ids: [id.slice(0, 12)], ...decision, expectHash: contentHash })).toEqual({ generation: 2, decided: [{ id, path: ALIKE[1], from: 'quarantined', to: 'accepted' }], others: [], act: { first: 1, last: 1 }, behind: [{ target: 'jsonl', generation: 1 }] });
    expect(await stale()).toMatchObject({ status: 'accepted', by: 'person:ada' });
    expect(await verifyTargets(of())).toMatchObject([{ target: 'jsonl', report: { ok: false, missing: [id] } }]);
    expect(await exportTargets(of())).toEqual([{ target: 'jsonl', upserted: 1, deleted: 0, verified: 'read-back' }]);
    expect(exported()).toContain(id);
    expect(await verifyTargets({ ...of(), targets: ['jsonl'] })).toMatchObject([{ report: { ok: true, found: 2 } }]);
  });

  it('decides on a document by source and path, at the time given, and keeps it through a run', async () => {
    await decide({ store, ids: [`docs:${ALIKE[1]}`], ...decision, reason: '  seen  ', now });
    await run(pipeline, { now });
    expect((await stale()).status).toBe('accepted');
    expect(await all(list('decisions', { store, status: 'stands' }))).toMatchObject([{ seq: 1, at: now.toISOString(), actor: 'ada', reason: 'seen' }]);
    expect(await all(list('decisions', { store, status: 'gone' }))).toEqual([]);
  });

  it('refuses ids that name nothing or several', async () => {
    await refused('id-unknown', /there is no chunk or document/u, { ids: ['deadbeef-dead'] });
    await refused('id-unknown', /there is no chunk or document/u, { ids: ['docs:nowhere.md'] });
    await refused('id-unknown', /too short/u, { ids: ['ef4e'] });
    await refused('id-unknown', /^2 ids begin with ef4eefe6: ef4eefe6-50f7-\S+, ef4eefe6-f930-\S+$/u, { ids: ['ef4eefe6'] });
    expect((await stale()).status).toBe('quarantined');
  });

  it('refuses a decision on what has moved, and one that says too little', async () => {
    const { id } = await stale();
    await refused('decision-conflict', id, { ids: [id], expectHash: '0'.repeat(64) });
    await refused('usage', /one id/u, { ids: [id, ALIKE[0]], expectHash: '0'.repeat(64) });
    await refused('usage', /at least one id/u, { ids: [] });
    await refused('usage', /reason/u, { ids: [id], reason: ' ' });
    await refused('usage', /actor/u, { ids: [id], actor: '' });
    await refused('usage', /no verdict "aprove"/u, { ids: [id], verdict: 'aprove' as 'approve' });
    expect(await all(list('decisions', { store }))).toEqual([]);
  });

  it('decides while a run holds the store', async () => {
    const running = openStore(store);
    try {
      const bound = (await running.pipeline())!;
      await running.beginRun({ pipeline: bound.name, pipelineFile: bound.file, definition: bound.definition, pipelineHash: bound.hash, now: Date.now(), pid: process.pid, host: 'elsewhere' });
      await expect(run(pipeline, { now })).rejects.toMatchObject({ code: 'store-busy' });
      const { id } = await stale();
      expect(await decide({ store, ids: [id], ...decision })).toMatchObject({ generation: 2 });
      expect((await stale()).status).toBe('accepted');
    } finally {
      await running.close();
    }
  });

  it('leaves a store open that was given open', async () => {
    const open = openStore(store);
    const { id } = await stale();
    await decide({ store: open, ids: [id], ...decision });
    await exportTargets({ store: open });
    const [first] = [(await list('chunks', { store: open }).next()).value];
    expect([first?.status, (await open.currentGeneration())?.number]).toEqual(['accepted', 2]);
    await open.close();
  });

  it('decides by the pipeline that ran, exports by the file as it is now, and refuses another', async () => {
    writeFileSync(pipeline, YAML.replace('export: [', 'policy: { reject: ["true"] }\nexport: [{ use: jsonl, name: second, with: { path: out/second.jsonl } }, '));
    const { id } = await stale();
    await decide({ pipeline, ids: [id], ...decision });
    expect((await chunks({ pipeline })).map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    expect((await exportTargets({ pipeline })).map(({ target }) => target)).toEqual(['second', 'jsonl']);
    writeFileSync(pipeline, YAML.replace('handbook', 'other'));
    await refused('pipeline-mismatch', /holds the corpus of pipeline "handbook".*is named "other"/u, { pipeline, ids: [id] });
    await refused('store-not-found', /other\.db/u, { pipeline, ids: [id], ...({ store: undefined } as object) });
  });

  it('takes a pipeline object, with paths relative to the working directory and loaders that no store can keep', async () => {
    const text = 'The archive keeps every invoice for ten years, and after that the auditors say which of them are destroyed.';
    const object: PipelineInput = definePipeline({
      version: 1, name: 'object', read: [{ name: 'pages', use: 'langchain', with: { loader: () => [{ pageContent: text, metadata: { source: 'a', updated: '2010-01-01' } }] } }],
      export: [{ use: 'jsonl', with: { path: 'out/object.jsonl' } }],
    });
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      await run(object, { now });
      const [held] = [(await list('chunks', { pipeline: object }).next()).value];
      await decide({ pipeline: object, ids: [held!.id], ...decision });
      await exportTargets({ pipeline: object });
      expect([held!.status, exported(join(folder, 'out', 'object.jsonl'))]).toEqual(['quarantined', [held!.id]]);
    } finally {
      process.chdir(cwd);
    }
  });

  it('looks for a relative target of an object where its run put it, also when the store lies elsewhere', async () => {
    const elsewhere = join(folder, 'data', 'deep', 'corpus.db');
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      await run({ version: 1, name: 'plain', read: [{ name: 'docs', use: 'files', with: { root: 'docs', git: false } }], export: [{ use: 'jsonl', with: { path: 'out/plain.jsonl' } }] }, { now, store: elsewhere });
      expect(await verifyTargets({ store: elsewhere })).toMatchObject([{ report: { ok: true } }]);
      expect(await exportTargets({ store: elsewhere, out: join(folder, 'copy.jsonl') })).toMatchObject([{ upserted: 1 }]);
      expect(existsSync(join(folder, 'copy.jsonl'))).toBe(true);
    } finally {
      process.chdir(cwd);
    }
  });

  it('finds the only store below the working directory', async () => {
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      expect(await verifyTargets()).toMatchObject([{ report: { ok: true } }]);
    } finally {
      process.chdir(cwd);
    }
  });
});
