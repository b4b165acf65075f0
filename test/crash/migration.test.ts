import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import { SCHEMA_VERSION } from '../../src/store/sqlite/schema.js';
import { Session } from '../contract/store/session.js';
import { makeOlder } from '../store/older-schemas.js';
import { Shim, buildShim, compiler } from './shim.js';
import { stateOf } from './state.js';
import { Replay, materialise, readTrace, type Step } from './trace.js';
import { filesIn } from './verify.js';

const CHILD = fileURLToPath(new URL('open-child.ts', import.meta.url));
let folder: string;
let watched: string;
let file: string;

describe.skipIf(compiler === null)('a store that is opened', () => {
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'winnow-crash-')));
    watched = join(folder, 'w');
    file = join(watched, 'store.db');
  });
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

  /** What opening the store wrote, step by step. */
  function opening(): { before: ReadonlyMap<string, Buffer>; steps: readonly Step[] } {
    const before = filesIn(watched);
    const trace = join(folder, 'trace');
    rmSync(trace, { force: true });
    const shim = new Shim({ library: buildShim(folder), watched, control: join(folder, 'control'), trace });
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', CHILD, file], { env: { ...process.env, ...shim.env }, encoding: 'utf8' });
    shim.close();
    expect(status, stderr).toBe(0);
    return { before, steps: readTrace(trace) };
  }

  /** Looks at what a kill between any two steps, or in the middle of one, would have left. */
  async function atEachPoint({ before, steps }: ReturnType<typeof opening>, look: (where: string) => Promise<void>): Promise<number> {
    const replay = new Replay(before);
    let points = 0;
    for (const [index, step] of steps.entries()) {
      const torn = new Replay(replay.contents());
      torn.apply(step, true);
      for (const files of step.op === 'write' ? [replay.contents(), torn.contents()] : [replay.contents()]) {
        materialise(watched, files);
        await look(`step ${index + 1} of ${steps.length} (${step.op} ${step.path.slice(watched.length)})`);
        points += 1;
      }
      replay.apply(step);
    }
    return points;
  }

  const versionOf = (path: string): number => {
    const raw = new Database(path, { fileMustExist: true });
    try {
      return Number(raw.pragma('user_version', { simple: true }));
    } finally {
      raw.close();
    }
  };

  it.each([1, SCHEMA_VERSION - 1])('and is of schema %i is that or up to date wherever it is killed, and up to date afterwards', async (schema) => {
    rmSync(watched, { recursive: true, force: true });
    mkdirSync(watched);
    const session = new Session(openSqliteStore(file));
    await session.night({ 'a.md': ['one', 'bad'], 'b.md': ['two'] });
    await session.review([await session.idOf('a.md', 'bad', 1)], 'approve', 1);
    await session.store.close();
    makeOlder(file, schema);
    const recorded = opening();
    const expected = stateOf(file);
    const kept = `${file}.schema-${schema}.bak`;
    const copy = readFileSync(kept);
    const seen = new Set<number>();
    const points = await atEachPoint(recorded, async (where) => {
      const left = versionOf(file);
      seen.add(left);
      if (existsSync(kept)) expect(readFileSync(kept).equals(copy), where).toBe(true);
      expect(left === SCHEMA_VERSION && !existsSync(kept), `${where}: brought up to date without a copy`).toBe(false);
      const store = openSqliteStore(file, { create: false, keepFormer: false });
      expect(await store.check(), where).toEqual([]);
      await store.close();
      expect(stateOf(file).hash, where).toBe(expected.hash);
    });
    expect([...seen].sort((a, b) => a - b)).toEqual([schema, SCHEMA_VERSION]);
    process.stdout.write(`schema ${schema}: killed at ${points} points\n`);
  }, 300_000);

  it('for the first time is made whole by the next who opens it, wherever it is killed', async () => {
    rmSync(watched, { recursive: true, force: true });
    mkdirSync(watched);
    const recorded = opening();
    const expected = stateOf(file);
    const points = await atEachPoint(recorded, async (where) => {
      await openSqliteStore(file, { create: true }).close();
      expect(stateOf(file).hash, where).toBe(expected.hash);
    });
    expect(points).toBeGreaterThan(100);
  }, 300_000);
});
