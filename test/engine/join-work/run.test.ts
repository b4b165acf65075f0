import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPipelineFile, resolvePipeline } from '../../../src/config/index.js';
import { silent } from '../../../src/engine/run/context.js';
import { runPipeline, type RunOptions } from '../../../src/engine/run/index.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';
import { ROOT } from '../../built/index.js';
import { LEAVE, passage } from '../../join/duplication/texts.js';

const ALWAYS = { subjects: 0, pairs: 0, threadsOnly: true };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-join-work-'));
  mkdirSync(join(folder, 'docs'));
});
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const urlOf = (...path: string[]): string => JSON.stringify(pathToFileURL(join(ROOT, ...path)).href);

/** A join of somebody else's whose edges say where they were made. */
const plugin = (top: string, prepare: string): string => `import { isMainThread } from 'node:worker_threads';
import { defineJoin } from ${urlOf('dist', 'index.js')};
import { z } from ${urlOf('node_modules', 'zod', 'index.js')};
${top}
export const twins = defineJoin({
  id: 'twins', version: 1, unit: 'chunk', dimension: 'twins', rules: [], options: z.strictObject({ suffix: z.string().default('') }),
  prepare(input) { ${prepare}; return input.text; },
  node: ({ id }) => id, keys: () => [2], bucket: { cap: 1000, overflow: 'sample' }, sameNode: null,
  verify: (a, b, { suffix }) => [{ kind: 'near-duplicate', a: { quote: a.input.path, span: null }, b: { quote: b.input.path, span: null }, score: 1, certainty: 'verified', cue: null, differs: null, method: (isMainThread ? 'main' : 'worker') + suffix }],
  reduce: ({ members }) => members.map(({ id }) => ({ id, score: 1, canonical: true, survivor: null, findings: [] })),
});
`;

function setUp(joins: string, { top = '', prepare = '', more = '' } = {}): string {
  writeFileSync(join(folder, 'twins.mjs'), plugin(top, prepare));
  writeFileSync(join(folder, 'p.yaml'), `version: 1\nname: p\nplugins: [./twins.mjs]\nread: [{ name: docs, use: files, with: { root: docs, git: false } }]\n${joins}\n${more}\n`);
  return join(folder, 'p.yaml');
}

const write = (name: string, ...sections: readonly string[]): void => {
  writeFileSync(join(folder, 'docs', name), `# Notes\n\n${sections.map((text) => `## About ${text.slice(0, 6)}\n\n${text}\n`).join('\n')}`);
};

async function ran(file: string, store: string, options: Partial<RunOptions> = {}): Promise<void> {
  const opened = openSqliteStore(join(folder, store), { create: true });
  try {
    await runPipeline(await resolvePipeline(loadPipelineFile(file)), { store: opened, now: new Date('2026-11-23'), ...options });
  } finally {
    await opened.close();
  }
}

/** Every row of the joins' tables, as they lie. */
function rowsOf(store: string): Record<string, unknown[]> {
  const database = new Database(join(folder, store), { readonly: true });
  try {
    const tables = ['join_epoch', 'join_frequency', 'join_node', 'join_member', 'join_mark', 'join_page', 'join_touched', 'edge'];
    return Object.fromEntries(tables.map((table) => [table, database.prepare(`SELECT * FROM ${table}`).raw().all()]));
  } finally {
    database.close();
  }
}

const methods = (store: string): string[] => {
  const database = new Database(join(folder, store), { readonly: true });
  try {
    return database.prepare("SELECT DISTINCT json_extract(body, '$.method') FROM edge").pluck().all() as string[];
  } finally {
    database.close();
  }
};

it('worker threads leave the very rows that the main thread leaves, in nights too', async () => {
  const file = setUp('');
  for (let page = 0; page < 6; page += 1) write(`policy-202${page}.md`, passage(page + 1, 90), passage(9, 60), page % 2 === 0 ? LEAVE : LEAVE.replace('thirty days', 'forty days'), `Refund requests must be filed within ${page + 1}0 days of purchase.`);
  write('copy.md', `${passage(1, 86)} and so on`, passage(2, 90));
  const both = async (): Promise<void> => {
    const warnings: string[] = [];
    await ran(file, 'one.db', { joinCrew: { subjects: Infinity, pairs: Infinity } });
    await ran(file, 'two.db', { joinCrew: ALWAYS, progress: { ...silent, warn: (message) => warnings.push(message) } });
    expect(warnings).toEqual([]);
    expect(rowsOf('two.db')).toEqual(rowsOf('one.db'));
  };
  await both();
  const { edge = [], join_mark: marks = [], join_frequency: frequencies = [] } = rowsOf('two.db');
  expect([edge.length > 8, marks.length > 0, frequencies.length > 0]).toEqual([true, true, true]);
  write('copy.md', passage(3, 90), `${passage(2, 80)} in other words`);
  write('new.md', passage(1, 90));
  rmSync(join(folder, 'docs', 'policy-2024.md'));
  await both();
}, 180_000);

describe('a join of a plugin', () => {
  beforeEach(() => {
    write('a.md', passage(1, 60));
    write('b.md', passage(2, 60));
  });

  it('works in a worker thread, with its options', async () => {
    await ran(setUp('join: [{ use: twins, with: { suffix: "!" } }]'), 's.db', { joinCrew: ALWAYS });
    expect(methods('s.db')).toEqual(['worker!']);
  });

  it.each([
    ['where there is little to do', '', {}],
    ['where the pipeline wants no worker threads', 'limits: { joinWorkers: 0 }', { joinCrew: ALWAYS }],
  ])('works in the main thread %s', async (_, more, options) => {
    await ran(setUp('join: [{ use: twins }]', { more }), 's.db', options);
    expect(methods('s.db')).toEqual(['main']);
  });

  it('that does not load in a worker thread works in the main thread, and that is told', async () => {
    const warnings: string[] = [];
    const file = setUp('join: [{ use: twins }]', { top: "if (!isMainThread) throw new Error('not in here');" });
    await ran(file, 's.db', { joinCrew: ALWAYS, progress: { ...silent, warn: (message) => warnings.push(message) } });
    expect(methods('s.db')).toEqual(['main']);
    expect(warnings).toEqual([expect.stringContaining('not in here')]);
  });

  it('that is no export of its module works in the main thread', async () => {
    const pipeline = await resolvePipeline(loadPipelineFile(setUp('join: [{ use: twins }]')));
    const own = pipeline.joins.map((configured) => ({ ...configured, block: { ...configured.block } }));
    const store = openSqliteStore(join(folder, 's.db'), { create: true });
    await runPipeline({ ...pipeline, joins: own }, { store, joinCrew: ALWAYS });
    await store.close();
    expect(methods('s.db')).toEqual(['main']);
  });

  it.each([
    ['throws', "if (!isMainThread && input.path === 'b.md') throw new RangeError('no twin of ' + input.path)", /^no twin of b\.md$/u],
    ['ends its thread', "if (!isMainThread && input.path === 'b.md') process.exit(7)", /worker thread of the joins ended: exit 7/u],
    ['throws when nobody waits', "if (!isMainThread && input.path === 'b.md') { setTimeout(() => { throw new Error('too late'); }, 0); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20); process.exit(0); }", /worker thread of the joins ended/u],
  ])('that %s fails the run and leaves nothing of its page', async (_, prepare, message) => {
    const file = setUp('join: [{ use: twins }]', { prepare });
    await expect(ran(file, 's.db', { joinCrew: ALWAYS })).rejects.toThrow(message);
    expect(rowsOf('s.db')).toMatchObject({ join_member: [], edge: [] });
    await ran(setUp('join: [{ use: twins }]'), 's.db', { joinCrew: { subjects: Infinity, pairs: Infinity } });
    expect(methods('s.db')).toEqual(['main']);
  });

  it('that never ends is ended when the run is stopped', async () => {
    const file = setUp('join: [{ use: twins }]', { prepare: 'if (!isMainThread) for (;;);' });
    const stop = new AbortController();
    const stopped = ran(file, 's.db', { joinCrew: ALWAYS, signal: stop.signal, progress: { ...silent, stage: (name) => { if (name.startsWith('indexing')) setTimeout(() => { stop.abort(); }, 2000); } } });
    await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
  });
});

it('the built package has its worker threads, and they keep no program running', () => {
  write('a.md', passage(1, 60));
  write('b.md', passage(2, 60));
  const file = setUp('join: [{ use: twins }]');
  const code = `import { run } from ${urlOf('dist', 'index.js')};
await run(${JSON.stringify(file)}, { store: ${JSON.stringify(join(folder, 's.db'))}, joinCrew: ${JSON.stringify(ALWAYS)} });`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', timeout: 50_000 });
  expect([status, stderr]).toEqual([0, '']);
  expect(methods('s.db')).toEqual(['worker']);
});
