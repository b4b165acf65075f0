import { execFileSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { chmod, mkdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesReader } from '../../../src/ingest/readers/index.js';
import { codesOf, describeReader, nameOf, readAll, temporaryFolder } from '../../contract/reader.js';

async function write(root: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

let root = '';
beforeEach(async () => {
  root = await temporaryFolder();
});
afterEach(() => rm(root, { recursive: true, force: true }));

const read = (options: object = {}, context: object = {}): ReturnType<typeof readAll> => readAll(filesReader, { root, git: false, ...options }, { baseDir: root, ...context });
const pathsOf = async (options: object = {}): Promise<string[]> => (await read(options)).items.map(nameOf);

describeReader('files', {
  reader: filesReader,
  setUp: async (folder) => {
    await write(folder, { 'corpus/a/x.md': 'xx', 'corpus/a.md': 'aa', 'corpus/a-b.md': 'bb', 'corpus/é.md': 'ee', 'elsewhere/secret.md': 's' });
    await symlink(join(folder, 'elsewhere/secret.md'), join(folder, 'corpus/link.md'));
    return { root: 'corpus' };
  },
  announces: true,
  missing: { options: { root: 'nowhere' }, code: 'source-missing' },
  items: ['a-b.md', 'a.md', 'a/x.md', 'é.md'],
  failures: [['link.md', 'item-outside-root']],
});

describe('files reader', () => {
  it('selects by include and exclude, and leaves hidden files alone unless they are spelled out', async () => {
    await write(root, { 'a.md': '', 'b.txt': '', '.env': 'KEY=1', '.git/config': '', '.github/CODE.md': '', 'node_modules/p/readme.md': '', 'drafts/d.md': '', 'drafts/deep/e.md': '' });
    expect(await pathsOf()).toEqual(['a.md', 'b.txt', 'drafts/d.md', 'drafts/deep/e.md']);
    expect(await pathsOf({ include: ['**/*.{md,html}'], exclude: ['drafts/'] })).toEqual(['a.md', 'node_modules/p/readme.md']);
    expect(await pathsOf({ include: ['.github/**', './drafts/*.md'] })).toEqual(['.github/CODE.md', 'drafts/d.md']);
  });

  it.each(['../x', '/etc/*', 'a/../../b', '!x'])('refuses the glob %s', (glob) => {
    expect(filesReader.options.safeParse({ include: [glob] }).success).toBe(false);
  });

  it('orders whole paths by code point', async () => {
    const usable = ['a!b', 'a.md', 'a/b', 'a0', 'B', '\u{1F600}', '\uFFFD', 'é', 'a-b/c', 'a/b-c/d', 'a/b.c'];
    await write(root, Object.fromEntries(usable.map((name) => [name, 'x'])));
    const expected = usable.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await pathsOf()).toEqual(expected);
  });

  it('keeps the order for any tree', async () => {
    const part = fc.stringMatching(/^[ab!.\-0é]{1,3}$/u).filter((name) => name.replaceAll('.', '') !== '');
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.map((each, depth) => (depth === parts.length - 1 ? `f${each}` : `d${each}`)).join('/'));
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(path, { minLength: 1, maxLength: 12 }), async (paths) => {
        const folder = await temporaryFolder();
        await write(folder, Object.fromEntries(paths.map((each) => [each, 'x'])));
        const seen = (await readAll(filesReader, { root: folder, git: false }, { baseDir: folder })).items.map(nameOf);
        await rm(folder, { recursive: true });
        expect(seen).toEqual([...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
      { numRuns: 40 },
    );
  });

  it('says what is wrong with a whole source', async () => {
    await writeFile(join(root, 'file'), '');
    expect(codesOf((await read({ root: join(root, 'gone') })).failures)).toEqual([['', 'source-missing']]);
    expect(codesOf((await read({ root: join(root, 'file') })).failures)).toEqual([['', 'source-unreadable']]);
    const empty = await read({ include: ['**/*.pdf'] });
    expect(codesOf(empty.failures)).toEqual([['', 'source-empty']]);
    expect(empty.failures[0]?.error.message).toContain('"**/*.pdf"');
  });

  it('never follows a link out of the root', async () => {
    const outside = await temporaryFolder();
    await write(outside, { 'secret.md': 's', 'deep/secret.md': 's' });
    await write(root, { 'a.md': 'a' });
    await symlink(outside, join(root, 'dir'));
    await symlink(join(outside, 'secret.md'), join(root, 'file.md'));
    await symlink(join(root, 'gone'), join(root, 'broken.md'));
    for (const followLinks of [false, true]) {
      const { items, failures } = await read({ followLinks });
      expect(items.map(nameOf)).toEqual(['a.md']);
      expect(codesOf(failures)).toEqual([['broken.md', 'item-unreadable'], ['dir/', 'item-outside-root'], ['file.md', 'item-outside-root']]);
      expect(failures[1]?.error.message).toContain(outside);
    }
    await rm(outside, { recursive: true });
  });

  it('follows links inside only when asked, and survives cycles', async () => {
    await write(root, { 'v2/a.md': 'a', 'v2/sub/b.md': 'b', 'v3/c.md': 'c' });
    await symlink('v2', join(root, 'latest'));
    await symlink('..', join(root, 'v2/up'));
    await symlink('../v3', join(root, 'v2/three'));
    await symlink('../v2', join(root, 'v3/two'));
    await symlink('a.md', join(root, 'v2/alias.md'));
    expect(await pathsOf()).toEqual(['v2/a.md', 'v2/sub/b.md', 'v3/c.md']);
    const followed = await read({ followLinks: true });
    expect(followed.failures).toEqual([]);
    const names = followed.items.map(nameOf);
    expect(names).toEqual(expect.arrayContaining(['latest/a.md', 'latest/sub/b.md', 'v2/alias.md', 'v2/a.md', 'v3/c.md']));
    expect(names.length).toBeLessThan(20);
    expect(Buffer.from((await followed.items.find((item) => item.path === 'latest/a.md')?.load()) ?? '').toString()).toBe('a');
  });

  it('reads regular files only, and does not hang on a FIFO', async () => {
    await write(root, { 'a.md': 'a' });
    execFileSync('mkfifo', [join(root, 'pipe.md'), join(root, 'pipe.bin')]);
    const server = createServer().listen(join(root, 'socket.md'));
    const { items, failures } = await read({ include: ['**/*.md'] });
    server.close();
    expect(items.map(nameOf)).toEqual(['a.md']);
    expect(codesOf(failures)).toEqual([['pipe.md', 'item-not-regular'], ['socket.md', 'item-not-regular']]);
    expect(failures[0]?.error.message).toBe('"pipe.md" is a FIFO, expected a regular file');
  });

  it('refuses at load what has become a FIFO or a link since the walk', async () => {
    await write(root, { 'a.md': 'a', 'b.md': 'b', 'sub/c.md': 'c', 'moved/c.md': 'other' });
    const { items } = await read();
    const load = (path: string): Promise<Uint8Array> => items.find((item) => item.path === path)?.load() ?? Promise.reject(new Error('no item'));
    await rm(join(root, 'a.md'));
    execFileSync('mkfifo', [join(root, 'a.md')]);
    await rm(join(root, 'b.md'));
    await symlink('/etc/passwd', join(root, 'b.md'));
    await rename(join(root, 'sub'), join(root, 'sub-was'));
    await symlink('moved', join(root, 'sub'));
    await expect(load('a.md')).rejects.toMatchObject({ code: 'item-not-regular' });
    await expect(load('b.md')).rejects.toMatchObject({ code: 'item-not-regular' });
    await expect(load('sub/c.md')).rejects.toMatchObject({ code: 'item-outside-root' });
    await rm(join(root, 'moved'), { recursive: true });
    await expect(load('moved/c.md')).rejects.toMatchObject({ code: 'item-unreadable', message: expect.stringContaining('not there any more') as string });
  });

  it('names files whose name is not UTF-8 instead of reading them', async () => {
    await write(root, { 'a.md': 'a' });
    await writeFile(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9]), Buffer.from('.md')]), 'x');
    await mkdir(Buffer.concat([Buffer.from(`${root}/d`), Buffer.from([0xff])]));
    const { items, failures } = await read();
    expect(items.map(nameOf)).toEqual(['a.md']);
    expect(codesOf(failures)).toEqual([['caf\\xe9.md', 'item-unreadable'], ['d\\xff/', 'item-unreadable']]);
  });

  it('reports an unreadable folder as standing for all below it', async () => {
    await write(root, { 'a.md': 'a', 'shut/b.md': 'b' });
    await chmod(root, 0o755);
    await chmod(join(root, 'shut'), 0o000);
    const { seteuid } = process;
    const isRoot = process.getuid?.() === 0;
    if (isRoot && seteuid !== undefined) seteuid.call(process, 65534);
    const { items, failures } = await read().finally(() => {
      if (isRoot && seteuid !== undefined) seteuid.call(process, 0);
    });
    await chmod(join(root, 'shut'), 0o755);
    expect(items.map(nameOf)).toEqual(['a.md']);
    expect(codesOf(failures)).toEqual([['shut/', 'item-unreadable']]);
    expect(failures[0]?.error.message).toContain('permission denied (EACCES)');
  });

  it('changes the fingerprint with every change, also one that keeps size and mtime', async () => {
    await write(root, { 'a.md': 'aaa' });
    const fingerprint = async (): Promise<string> => (await read()).items[0]?.fingerprint ?? '';
    const before = await fingerprint();
    expect(await fingerprint()).toBe(before);
    const { atime, mtime } = await stat(join(root, 'a.md'));
    await writeFile(join(root, 'a.md'), 'bbb');
    await utimes(join(root, 'a.md'), atime, mtime);
    expect(await fingerprint()).not.toBe(before);
  });

  it('gives up on a file that never has the length it says', async () => {
    // Files of procfs say 0 bytes and hold more: as if every reading met a writer.
    const { items } = await read({ root: '/proc/self', include: ['status'] });
    await expect(items[0]?.load()).rejects.toMatchObject({ code: 'changed-while-reading', message: '"status" changed while it was read, 3 times in a row' });
  });

  it('gives up on a file that is touched all the time', async () => {
    const path = join(root, 'a.md');
    await writeFile(path, 'x');
    const { items } = await read();
    const touching = setInterval(() => { utimesSync(path, 1, 1); }, 1);
    const outcome = await items[0]?.load().catch((error: unknown) => error);
    clearInterval(touching);
    expect(outcome).toMatchObject({ code: 'changed-while-reading' });
    expect(Buffer.from((await items[0]?.load()) ?? '').toString()).toBe('x');
  });

  it('reads the whole of one file or the other while a program saves by renaming', async () => {
    const path = join(root, 'a.md');
    await writeFile(path, 'x'.repeat(200_000));
    const { items } = await read();
    const writing = new AbortController();
    const writer = (async () => {
      for (let round = 0; !writing.signal.aborted; round += 1) {
        await writeFile(`${path}~`, (round % 2 === 0 ? 'y' : 'z').repeat(200_000));
        await rename(`${path}~`, path);
      }
    })();
    for (let round = 0; round < 20; round += 1) {
      const outcome = await items[0]?.load().then((bytes) => Buffer.from(bytes).toString(), (error: unknown) => (error as { code: string }).code);
      if (outcome !== 'changed-while-reading') expect(outcome).toMatch(/^(?:x{200000}|y{200000}|z{200000})$/u);
    }
    writing.abort();
    await writer;
    expect(Buffer.from((await items[0]?.load()) ?? '').toString()).toMatch(/^(?:y{200000}|z{200000})$/u);
  });

  it('gives the file time as weak evidence, but not the times archives make up', async () => {
    await write(root, { 'a.md': 'a', 'b.md': 'b' });
    await utimes(join(root, 'a.md'), new Date('2021-05-06T10:00:00Z'), new Date('2021-05-06T10:00:00Z'));
    await utimes(join(root, 'b.md'), new Date('1980-01-01T00:00:00Z'), new Date('1980-01-01T00:00:00Z'));
    const { items } = await read();
    expect(await items[0]?.dates?.()).toEqual([{ kind: 'modified', value: '2021-05-06', precision: 'day', source: 'file-time', confidence: 0.1, where: 'mtime' }]);
    expect(await items[1]?.dates?.()).toEqual([]);
  });
});
