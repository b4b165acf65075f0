import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesReader } from '../../../../src/ingest/readers/index.js';
import { readAll } from '../../../contract/reader.js';
import { Checkout, massive, sure } from './checkout.js';

let checkout: Checkout;
let root = '';
beforeEach(async () => {
  checkout = await Checkout.make();
  root = checkout.root;
});
afterEach(() => checkout.remove());

const git = (...args: string[]): string => checkout.git(...args);
const commit = (date: string, files: Readonly<Record<string, string>>): Promise<void> => checkout.commit(date, files);
const gitDates = (options: object = {}): ReturnType<Checkout['dates']> => checkout.dates(options);

describe('dates from git', () => {
  it('takes the last commit that changed each file, through renames', async () => {
    await commit('2020-01-01', { 'a.md': 'a', 'dir/b.md': 'b', 'odd "name"\n.md': 'o' });
    await commit('2021-02-02', { 'dir/b.md': 'b2', 'c.md': 'ccc' });
    await mkdir(join(root, 'new'));
    await rename(join(root, 'a.md'), join(root, 'new/a.md'));
    await commit('2022-03-03', {});
    await commit('2023-04-04', { 'c.md': 'ccc 2' });
    expect(await gitDates()).toEqual({
      'c.md': sure('2023-04-04'), 'dir/b.md': sure('2021-02-02'), 'new/a.md': sure('2020-01-01'), 'odd "name"\n.md': sure('2020-01-01'),
    });
    expect(await gitDates({ root: join(root, 'dir') })).toEqual({ 'b.md': sure('2021-02-02') });
  });

  it('passes over commits that touch most files', async () => {
    const many = (text: string): Record<string, string> => Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`f${String(n).padStart(2, '0')}.md`, `${text} ${n}`]));
    await commit('2019-01-01', many('first'));
    await commit('2020-05-05', { 'f01.md': 'edited' });
    await commit('2024-06-06', many('reformatted'));
    const dates = await gitDates();
    expect(dates['f01.md']).toEqual(sure('2020-05-05'));
    expect(dates['f02.md']).toEqual(massive('2024-06-06'));
  });

  it('doubts the date of a file that is not as committed', async () => {
    await commit('2020-01-01', { 'a.md': 'a', 'b.md': 'b' });
    await writeFile(join(root, 'a.md'), 'edited');
    await writeFile(join(root, 'new.md'), 'new');
    expect(await gitDates()).toEqual({ 'a.md': { value: '2020-01-01', confidence: 0.3, where: 'git log, but the file differs from the commit' }, 'b.md': sure('2020-01-01'), 'new.md': null });
  });

  it('doubts where a shallow clone ends', async () => {
    await commit('2020-01-01', { 'a.md': 'a' });
    await commit('2021-01-01', { 'b.md': 'b' });
    const clone = join(root, 'clone');
    git('clone', '-q', '--depth', '1', `file://${root}`, clone);
    expect((await gitDates({ root: clone }))['a.md']).toMatchObject({ value: '2021-01-01', confidence: 0.3 });
  });

  it('gives no evidence without git, without commits, and with a broken repository', async () => {
    await writeFile(join(root, 'a.md'), 'a');
    expect(await gitDates({ git: true })).toEqual({ 'a.md': null });
    await commit('2020-01-01', { 'a.md': 'a' });
    expect(await gitDates({ git: false })).toEqual({ 'a.md': null });
    expect(await gitDates()).toEqual({ 'a.md': sure('2020-01-01') });
    await writeFile(join(root, '.git/HEAD'), 'nonsense');
    expect(await gitDates()).toEqual({ 'a.md': null });
    await rm(join(root, '.git'), { recursive: true });
    expect(await gitDates({ git: true })).toEqual({ 'a.md': null });
  });

  it('says that there is a history that it could not read', async () => {
    const said = async (options: object = {}): Promise<string[]> => {
      const { items } = await readAll(filesReader, { root, ...options }, { baseDir: root });
      const [item] = items;
      return (await item?.findings?.())?.map(({ rule, message }) => `${rule} ${message}`) ?? [];
    };
    const unreadable = (why: RegExp): unknown[] => [expect.stringMatching(new RegExp(`^freshness/git-unreadable Unexpected failure to read the git history, expected the dates of commits: \`${why.source}`, 'u'))];
    await writeFile(join(root, 'a.md'), 'a');
    expect(await said({ git: true })).toEqual([]);
    await commit('2020-01-01', { 'a.md': 'a' });
    expect(await said()).toEqual([]);
    await writeFile(join(root, '.git/HEAD'), 'nonsense');
    expect(await said()).toEqual(unreadable(/fatal: not a git repository/u));
    expect(await said({ git: false })).toEqual([]);
    const path = process.env['PATH'];
    try {
      process.env['PATH'] = root;
      expect(await said()).toEqual(unreadable(/git is not installed`/u));
    } finally {
      process.env['PATH'] = path;
    }
    await rm(join(root, '.git'), { recursive: true });
    expect(await said()).toEqual([]);
    expect(await said({ git: true })).toEqual(unreadable(/fatal: not a git repository/u));
  });

  it('runs nothing that a repository names', async () => {
    await commit('2020-01-01', { 'a.md': 'a', '.gitattributes': '*.md diff=evil filter=evil\n' });
    const sentinel = join(root, 'was-run');
    const script = join(root, 'evil.sh');
    await writeFile(script, `#!/bin/sh\ntouch '${sentinel}'\ncat\n`);
    await chmod(script, 0o755);
    const signed = git('cat-file', 'commit', 'HEAD').replace(/\n\n/u, '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n');
    const id = execFileSync('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { cwd: root, input: signed, encoding: 'utf8' }).trim();
    git('update-ref', 'HEAD', id);
    appendFileSync(join(root, '.git/config'), [
      '[core]', `fsmonitor = ${script}`, `pager = ${script}`, `sshCommand = ${script}`, '[log]', 'showSignature = true', '[gpg]', `program = ${script}`,
      '[diff]', `external = ${script}`, '[diff "evil"]', `textconv = ${script}`, `command = ${script}`, '[filter "evil"]', `clean = ${script}`, `smudge = ${script}`, '',
    ].join('\n'));
    git('-c', 'core.fsmonitor=', '-c', 'core.pager=cat', 'log', '--show-signature', '-1');
    expect(existsSync(sentinel)).toBe(true);
    await rm(sentinel);
    expect((await gitDates({ include: ['a.md'] }))['a.md']).toEqual(sure('2020-01-01'));
    expect(existsSync(sentinel)).toBe(false);
  });

  it('stops with the reading', async () => {
    await commit('2020-01-01', { 'a.md': 'a' });
    const controller = new AbortController();
    const { items } = await readAll(filesReader, { root }, { baseDir: root, signal: controller.signal });
    controller.abort();
    await expect(items[0]?.dates?.()).rejects.toThrow(/abort/iu);
  });
});
