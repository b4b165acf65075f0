import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storyText } from '../../src/cli/explain-text.js';
import { loadPipelineObject, resolvePipeline, type Pipeline, type PipelineInput } from '../../src/config/index.js';
import type { SnapshotItem, Store } from '../../src/core/index.js';
import { explain, type DocumentStory } from '../../src/engine/explain.js';
import { runPipeline } from '../../src/engine/index.js';
import { releasedItems } from '../../src/engine/run/released.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-renames-'));
  store = openSqliteStore(join(folder, 'store.db'), { create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function git(at: string, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false', ...args], { cwd: join(folder, at), stdio: 'pipe' });
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function commit(at: string, date: string): void {
  git(at, 'add', '-A');
  git(at, 'commit', '-qm', 'change', `--date=${date}T12:00:00Z`);
}

const page = (title: string, port: number): string => `# ${title}\n\nThe server is unpacked into a folder of its own, and the account that runs it owns that folder and nothing else.\nIt listens on port ${port} until told otherwise in the file beside it.\nWho upgrades stops it first, copies the data, and starts the new one on the copy.\n`;
const ADDED = '\nA service file is in the folder `contrib`; it starts the server with the machine and after every crash.\nOn a cluster every node is set up by itself, then joined by the command that the first one prints.\n';

async function pipeline(): Promise<Pipeline> {
  const sources = ['main', 'release'].map((name) => ({ name, use: 'files', with: { root: join(folder, name), include: ['**/*.md'] } }));
  const input: PipelineInput = { version: 1, name: 'renames', read: sources, join: [{ use: 'supersession' }], policy: { quarantine: ["fired('freshness/superseded')"] } };
  return resolvePipeline(loadPipelineObject(input, folder));
}

/** Paths that are released, by source, after a run. */
async function night(into: Store = store): Promise<string[]> {
  const { summary } = await runPipeline(await pipeline(), { store: into, now: new Date('2026-11-23') });
  const chunks = await into.listChunks({ at: summary.run.generation, limit: 1000 });
  return [...new Set(chunks.filter(({ decided }) => decided.status === 'accepted').map(({ source, path }) => `${source}:${path}`))].sort();
}

async function told(path: string): Promise<string> {
  const story = await explain({ store, pipeline: await pipeline(), generation: await store.currentGeneration() }, path) as DocumentStory;
  return storyText(story, (_, text) => text);
}

describe('a page that git renamed, in two checkouts', () => {
  beforeEach(() => {
    put('main/setup/install.md', page('Install', 8080));
    put('main/other.md', '# Other\n\nThis page is about something else, and stays where it is in all of the branches.\n');
    git('main', 'init', '-q', '-b', 'main');
    commit('main', '2024-01-01');
    git('.', 'clone', '-q', join(folder, 'main'), join(folder, 'release'));
    put('release/other.md', '# Others\n\nNothing of the page that main has is left in this one, which tells of cats.\n');
    commit('release', '2024-01-02');
    mkdirSync(join(folder, 'main/guides'));
    git('main', 'mv', 'setup/install.md', 'guides/installation.md');
    put('main/guides/installation.md', page('Installation guide', 9090));
    commit('main', '2024-01-10');
    appendFileSync(join(folder, 'main/guides/installation.md'), ADDED);
    commit('main', '2024-01-20');
  });
  const RELEASED = ['main:guides/installation.md', 'main:other.md', 'release:other.md'];

  it('supersedes the one under its former path, and says why', async () => {
    expect(await night()).toEqual(RELEASED);
    expect(await told('main:guides/installation.md')).toContain('in git guides/installation.md, formerly setup/install.md');
    expect(await told('release:setup/install.md')).toContain('superseded   setup/install.md (dated 2024-01-01), this one\n    told by its name, renamed in git from `setup/install.md`');
  });

  it('a run that comes upon the move finds what a first run would', async () => {
    git('main', 'checkout', '-q', 'HEAD~2');
    expect(await night()).toEqual(['main:other.md', 'main:setup/install.md', 'release:other.md', 'release:setup/install.md']);
    git('main', 'checkout', '-q', 'main');
    expect(await night()).toEqual(RELEASED);
    const fresh = openSqliteStore(':memory:', { create: true });
    try {
      expect(await night(fresh)).toEqual(RELEASED);
    } finally {
      await fresh.close();
    }
  });

  it('no document can claim a former path', async () => {
    rmSync(join(folder, 'release/.git'), { recursive: true });
    const repository = execFileSync('git', ['rev-list', '--max-parents=0', 'HEAD'], { cwd: join(folder, 'main'), encoding: 'utf8' }).trim();
    put('release/setup/install.md', `---\nwinnow:provenance:\n  repository: ${repository}\n  path: newest.md\n  formerly: [guides/installation.md]\n---\n${page('Install', 1)}`);
    expect(await night()).toEqual([...RELEASED, 'release:setup/install.md']);
    expect(await told('release:setup/install.md')).not.toMatch(/^\s*in git/mu);
  });

  it('tells exports nothing of it', async () => {
    await night();
    const items: SnapshotItem[] = [];
    for await (const item of releasedItems(await pipeline(), store, (await store.currentGeneration())?.number ?? 0)) items.push(item);
    expect(items.length).toBeGreaterThan(2);
    expect(JSON.stringify(items)).not.toMatch(/provenance|formerly|setup\/install/u);
  });
});
