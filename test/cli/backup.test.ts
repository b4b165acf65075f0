import { copyFileSync, existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { corpus, json, ndjson, NOW, put, winnow, type Ran } from './support.js';

const CHANGE = { 'docs/visitors.md': '# Visitors\n\nEvery visitor is fetched at the gate by whoever invited them, and wears a green badge until the evening.\n', 'docs/new.md': '# Cellar\n\nEvery lamp in the cellar is switched off by whoever leaves last.\n' };
const run = (cwd: string): Promise<Ran> => winnow(['run', 'small.yaml', '--quiet', ...NOW], { cwd });
const store = (cwd: string): string => join(cwd, '.winnow', 'small.db');
const target = (cwd: string): string => readFileSync(join(cwd, 'out', 'small.jsonl'), 'utf8');
const decide = (cwd: string, document: string, reason: string): Promise<Ran> => winnow(['decide', document, '--reject', '--reason', reason, '--actor', 'ada'], { cwd });
const reasons = async (cwd: string): Promise<string[]> => ndjson<{ reason: string }>(await winnow(['list', 'decisions', '--json'], { cwd })).map(({ reason }) => reason).sort();
const statuses = async (cwd: string): Promise<Record<string, string>> => Object.fromEntries(ndjson<{ path: string; status: string }>(await winnow(['list', 'chunks', '--json'], { cwd })).map(({ path, status }) => [path, status]));

async function furnished(): Promise<string> {
  const cwd = corpus();
  expect((await run(cwd)).code).toBe(0);
  expect((await decide(cwd, 'docs:archive.md', 'first')).code).toBe(0);
  return cwd;
}

/** Overwrites pages from one on, as a failing disk does. */
function damage(cwd: string, firstPage = 3): void {
  const bytes = readFileSync(store(cwd));
  bytes.fill(0xa5, firstPage * 4096);
  writeFileSync(store(cwd), bytes);
}

describe('winnow backup', () => {
  it('copies, lists, keeps as many as it is told, and restores: targets follow, nothing is deleted', async () => {
    const cwd = await furnished();
    const made = json<{ file: string; generation: number; decisions: { count: number }; sha256: string }>(await winnow(['backup', '--json'], { cwd }));
    expect(made).toMatchObject({ generation: 2, decisions: { count: 1 } });
    const before = target(cwd);
    put(cwd, CHANGE);
    await run(cwd);
    await decide(cwd, 'docs:new.md', 'second');
    await winnow(['export'], { cwd });
    const after = target(cwd);
    expect(after).not.toBe(before);

    const listed = await winnow(['backup', '--list'], { cwd });
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringMatching(/small-\d{8}T\d{6}Z\.db {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}generation 2, 1 decisions, \d\.\d MB\n$/u)]);
    const back = await winnow(['restore', 'latest'], { cwd });
    expect([back.code, back.stdout]).toEqual([0, expect.stringContaining('generation 2') as string]);
    expect(back.stderr).toContain('1 decisions made since are in the former store only; --keep-decisions carries them over');
    expect(readdirSync(join(cwd, '.winnow')).filter((name) => name.includes('.replaced-'))).toHaveLength(1);
    expect(await reasons(cwd)).toEqual(['first']);
    // What is behind is said, and told apart by reading the target, not by what the restored store believes of it.
    expect((await winnow(['verify'], { cwd })).code).toBe(1);
    expect((await winnow(['export', '--if-changed'], { cwd })).code).toBe(0);
    expect((await winnow(['verify'], { cwd })).code).toBe(0);
    expect(ndjson<{ metadata: { path: string } }>({ stdout: target(cwd), stderr: '', code: 0 }).map(({ metadata }) => metadata.path)).not.toContain('new.md');
    // The next night brings the corpus to where it was.
    await run(cwd);
    expect(await reasons(cwd)).toEqual(['first']);
    expect(await statuses(cwd)).toMatchObject({ 'archive.md': 'rejected', 'new.md': 'accepted', 'visitors.md': 'accepted' });
    expect((await winnow(['verify'], { cwd })).code).toBe(0);
    expect((await winnow(['doctor'], { cwd })).code).toBe(0);

    for (const keep of ['5', '2']) expect((await winnow(['backup', '--keep', keep], { cwd })).code).toBe(0);
    expect(ndjson(await winnow(['backup', '--list', '--json'], { cwd }))).toHaveLength(2);
    expect(existsSync(made.file)).toBe(false);
    expect(readdirSync(join(cwd, '.winnow', 'backups'))).toHaveLength(4);
  }, 240_000);

  it('carries decisions over that were made since, which the next run applies', async () => {
    const cwd = await furnished();
    await winnow(['backup', '--out', 'copy.db'], { cwd });
    await decide(cwd, 'docs:visitors.md', 'second');
    const back = json<{ carried: number; left: { decisions: number } }>(await winnow(['restore', 'copy.db', '--keep-decisions', '--json'], { cwd }));
    expect(back).toMatchObject({ carried: 1, left: { decisions: 0 } });
    expect(await reasons(cwd)).toEqual(['first', 'second']);
    await run(cwd);
    expect(await statuses(cwd)).toMatchObject({ 'archive.md': 'rejected', 'visitors.md': 'rejected' });
    expect((await winnow(['doctor'], { cwd })).code).toBe(0);
  }, 120_000);

  it('is refused where it would do harm', async () => {
    const cwd = await furnished();
    put(cwd, { 'mine.db': 'a letter to my aunt' });
    const refused = async (args: readonly string[], code: number, message: string): Promise<void> => {
      const ran = await winnow(args, { cwd });
      expect([ran.code, ran.stderr], args.join(' ')).toEqual([code, expect.stringContaining(message) as string]);
    };
    await refused(['backup', '--out', 'mine.db'], 2, 'error[would-overwrite]');
    await refused(['backup', '--out', '.winnow/small.db'], 2, 'is the store itself');
    await refused(['backup', '--out', 'x.db', '--keep', '3'], 2, '--keep does not go with --out');
    await refused(['backup', '--list', '--keep', '3'], 2, '--list goes alone');
    await refused(['restore', 'latest'], 2, 'error[backup-not-found]');
    await refused(['restore', 'mine.db'], 5, 'error[backup-damaged]');
    expect(readFileSync(join(cwd, 'mine.db'), 'utf8')).toBe('a letter to my aunt');
    await winnow(['backup', '--out', 'copy.db'], { cwd });
    await winnow(['backup', '--out', 'copy.db'], { cwd });
    const before = readFileSync(store(cwd));
    truncateSync(join(cwd, 'copy.db'), 8192);
    await refused(['restore', 'copy.db'], 5, 'error[backup-damaged]');
    expect(readFileSync(store(cwd)).equals(before)).toBe(true);
    expect(readdirSync(join(cwd, '.winnow')).filter((name) => name.includes('restoring'))).toEqual([]);
  }, 120_000);

  it('is not restored while a run or anybody else has the store open', async () => {
    const cwd = await furnished();
    await winnow(['backup'], { cwd });
    const other = new Database(store(cwd));
    other.prepare('SELECT count(*) FROM generation').get();
    const refused = await winnow(['restore', 'latest'], { cwd });
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining('is in use by another process') as string]);
    other.prepare("INSERT INTO lease VALUES (1, 'a-run', 9, ?, (SELECT 'host'), '2026-11-23T02:00:00Z', ?)").run(process.pid, Date.now());
    other.close();
    const held = await winnow(['restore', 'latest'], { cwd });
    expect([held.code, held.stderr]).toEqual([5, expect.stringMatching(/held by run a-run \(process \d+ on host\) since 2026-11-23T02:00:00Z/u) as string]);
    expect(await reasons(cwd)).toEqual(['first']);
  }, 120_000);
});

describe('winnow doctor --repair', () => {
  it('says what it would do, restores the newest backup that is whole, and carries decisions over', async () => {
    const cwd = await furnished();
    expect(json(await winnow(['doctor', '--repair', '--json'], { cwd }))).toEqual({ repaired: false });
    const good = json<{ file: string }>(await winnow(['backup', '--json'], { cwd })).file;
    const bad = good.replace(/-\d{8}T\d{6}Z/u, '-29991231T000000Z');
    copyFileSync(good, bad);
    copyFileSync(good.replace('.db', '.manifest.json'), bad.replace('.db', '.manifest.json'));
    truncateSync(bad, 12_288);
    await decide(cwd, 'docs:visitors.md', 'second');
    const expected = await statuses(cwd);
    const raw = new Database(store(cwd));
    raw.exec('DELETE FROM verdict WHERE chunk_no = 1');
    raw.close();
    const before = readFileSync(store(cwd));

    const told = await winnow(['doctor'], { cwd });
    expect(told.code).toBe(5);
    for (const part of ['chunk-without-verdict', 'winnow doctor --repair', `${bad} is passed over`, `restore ${good}`, "people's decisions: 2, all there are"]) expect(told.stdout).toContain(part);
    expect(readFileSync(store(cwd)).equals(before)).toBe(true);
    const done = await winnow(['doctor', '--repair'], { cwd });
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining("people's decisions: 2 in the log, 1 of them carried over") as string]);
    expect((await winnow(['doctor'], { cwd })).code).toBe(0);
    await run(cwd);
    expect(await statuses(cwd)).toEqual(expected);
    expect(await reasons(cwd)).toEqual(['first', 'second']);
    expect((await winnow(['verify'], { cwd })).code).toBe(0);
  }, 240_000);

  it.each([['pages were overwritten', damage], ['the file was cut short', (cwd: string) => { truncateSync(store(cwd), 5 * 4096); }], ['it is no database at all', (cwd: string) => { writeFileSync(store(cwd), 'x'.repeat(100_000)); }]] as const)(
    'makes an empty store where there is no backup: %s', async (_how, break_) => {
      const cwd = await furnished();
      const expected = target(cwd);
      break_(cwd);
      for (const args of [['list', 'chunks'], ['run', 'small.yaml'], ['backup'], ['verify']]) {
        const ran = await winnow(args, { cwd });
        expect([ran.code, ran.stderr], args.join(' ')).toEqual([5, expect.stringMatching(/^error\[store-damaged\]: .*small\.db[^]*winnow doctor/u) as string]);
      }
      const done = await winnow(['doctor', '--repair'], { cwd });
      expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('is empty: run the pipeline, which reads everything anew') as string]);
      expect(readdirSync(join(cwd, '.winnow')).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
      expect((await run(cwd)).code).toBe(0);
      expect((await winnow(['doctor'], { cwd })).code).toBe(0);
      expect((await winnow(['verify'], { cwd })).code).toBe(0);
      expect(expected).not.toBe('');
    }, 240_000,
  );

  it('keeps decisions that can be read where there is no backup', async () => {
    const cwd = await furnished();
    await decide(cwd, 'docs:visitors.md', 'second');
    const expected = await statuses(cwd);
    const raw = new Database(store(cwd));
    raw.exec('DELETE FROM version_text');
    raw.close();
    expect((await winnow(['doctor', '--repair'], { cwd })).stdout).toContain("people's decisions: 2 in the log, 2 of them carried over");
    await run(cwd);
    expect(await statuses(cwd)).toEqual(expected);
    expect(await reasons(cwd)).toEqual(['first', 'second']);
  }, 240_000);
});
