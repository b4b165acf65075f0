import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Provenance } from '../../../../src/core/index.js';
import { filesReader } from '../../../../src/ingest/readers/index.js';
import { readAll } from '../../../contract/reader.js';
import { Checkout } from './checkout.js';

let checkout: Checkout;
beforeEach(async () => {
  checkout = await Checkout.make();
});
afterEach(() => checkout.remove());

const lines = (of: string): string => Array.from({ length: 20 }, (_, n) => `Line ${n} of ${of}.\n`).join('');

async function move(from: string, to: string, then: (text: string) => string = (text) => text): Promise<void> {
  await mkdir(join(checkout.root, to, '..'), { recursive: true });
  await rename(join(checkout.root, from), join(checkout.root, to));
  await writeFile(join(checkout.root, to), then(lines('install')));
}

async function provenance(options: object = {}): Promise<Record<string, Provenance | null>> {
  const { items } = await readAll(filesReader, { root: checkout.root, include: ['**/*.md'], ...options }, { baseDir: checkout.root });
  return Object.fromEntries(await Promise.all(items.map(async (item) => [item.path, (await item.provenance?.()) ?? null] as const)));
}

describe('where a file stands and stood in its repository', () => {
  beforeEach(async () => {
    await checkout.commit('2020-01-01', { 'docs/setup/install.md': lines('install'), 'docs/other.md': lines('other') });
    await move('docs/setup/install.md', 'docs/setup/installing.md');
    await checkout.commit('2021-01-01');
    await move('docs/setup/installing.md', 'docs/guides/installation.md', (text) => text.replace('Line 3', 'Row 3'));
    await checkout.commit('2022-01-01');
    await checkout.commit('2023-01-01', { 'docs/guides/installation.md': lines('install').replace('Line 3', 'Row 4') });
  });
  const first = (): string => checkout.git('rev-list', '--max-parents=0', 'HEAD').trim();

  it('tells all former paths, the last one first, from the top of the repository, whatever the root', async () => {
    const repository = first();
    const moved = { repository, path: 'docs/guides/installation.md', formerly: ['docs/setup/installing.md', 'docs/setup/install.md'] };
    const other = { repository, path: 'docs/other.md', formerly: [] };
    expect(await provenance()).toEqual({ 'docs/guides/installation.md': moved, 'docs/other.md': other });
    expect(await provenance({ root: join(checkout.root, 'docs') })).toEqual({ 'guides/installation.md': moved, 'other.md': other });
  });

  it('is the same in a clone and on another branch, but for what was renamed since', async () => {
    const clone = join(checkout.root, 'clone');
    checkout.git('branch', 'release', 'HEAD~2');
    checkout.git('clone', '-q', '-b', 'release', `file://${checkout.root}`, clone);
    expect(await provenance({ root: clone })).toEqual({
      'docs/setup/installing.md': { repository: first(), path: 'docs/setup/installing.md', formerly: ['docs/setup/install.md'] }, 'docs/other.md': { repository: first(), path: 'docs/other.md', formerly: [] },
    });
  });

  it('is told of files that are not tracked, too, without former paths', async () => {
    await writeFile(join(checkout.root, 'docs/new.md'), 'new');
    expect((await provenance())['docs/new.md']).toEqual({ repository: first(), path: 'docs/new.md', formerly: [] });
  });

  it('a shallow clone does not know its repository', async () => {
    const clone = join(checkout.root, 'clone');
    checkout.git('clone', '-q', '--depth', '1', `file://${checkout.root}`, clone);
    expect((await provenance({ root: clone }))['docs/other.md']).toEqual({ repository: null, path: 'docs/other.md', formerly: [] });
  });

  it('a folder whose name holds line breaks is told with them', async () => {
    const odd = 'a\ntrue\nb';
    await checkout.commit('2024-01-01', { [`${odd}/x.md`]: 'x' });
    expect((await provenance({ root: join(checkout.root, odd) }))['x.md']).toEqual({ repository: first(), path: `${odd}/x.md`, formerly: [] });
  });

  it('nothing is told where there is no history, or none is wanted', async () => {
    expect((await provenance({ git: false }))['docs/other.md']).toBeNull();
    await writeFile(join(checkout.root, '.git/HEAD'), 'nonsense');
    expect((await provenance())['docs/other.md']).toBeNull();
  });

  it('tells nothing of an earlier file of the same name', async () => {
    checkout.git('mv', 'docs/other.md', 'docs/passing.md');
    await checkout.commit('2024-01-01');
    checkout.git('rm', '-q', 'docs/passing.md');
    await checkout.commit('2024-01-02');
    await checkout.commit('2024-01-03', { 'docs/passing.md': lines('something new') });
    expect((await provenance())['docs/passing.md']?.formerly).toEqual([]);
  });

  it('tells at most 20 former paths', async () => {
    for (let n = 0; n < 22; n += 1) {
      checkout.git('mv', n === 0 ? 'docs/other.md' : `docs/o${n - 1}.md`, `docs/o${n}.md`);
      await checkout.commit(`2024-01-${n + 1}`.replace(/-(\d)$/u, '-0$1'));
    }
    const { formerly = [] } = (await provenance())['docs/o21.md'] ?? {};
    expect([formerly.length, formerly[0], formerly.at(-1)]).toEqual([20, 'docs/o20.md', 'docs/o1.md']);
  });
});
