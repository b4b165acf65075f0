import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpus, folder, json, NOW, winnow } from './support.js';

interface Result { health: number; ok: boolean; findings: { rule: string; path: string; region: { startLine: number } | null }[]; failures: { path: string; code: string }[]; chunks: { total: number; accepted: number } }

describe('winnow check', () => {
  it('prints what holds chunks back by file, with lines, and leaves nothing behind', async () => {
    const cwd = corpus();
    const before = readdirSync(cwd);
    const checked = await winnow(['check', 'docs', ...NOW], { cwd });
    expect(checked.code).toBe(0);
    expect(checked.stdout).toMatch(/^docs\/bicycles\.md\n +\d+:\d+ {2}warning {2}freshness\/stale {2}Dated 2017-03-01/mu);
    expect(checked.stdout).toMatch(/health [\d.]+ %: \d of 5 chunks in 5 documents accepted\n$/u);
    expect(readdirSync(cwd)).toEqual(before);
  });

  it('fails under the floor only', async () => {
    const cwd = corpus();
    const result = json<Result>(await winnow(['check', 'docs', '--json', ...NOW], { cwd }));
    expect(result.health).toBe(Math.floor((result.chunks.accepted / result.chunks.total) * 1000) / 10);
    expect((await winnow(['check', 'docs', '--fail-under', String(result.health), ...NOW], { cwd })).code).toBe(0);
    const under = await winnow(['check', 'docs', '--fail-under', String(result.health + 0.1), ...NOW], { cwd });
    expect([under.code, under.stdout]).toEqual([1, expect.stringContaining('under the floor')]);
    expect((await winnow(['check', 'docs', '--fail-under', '101'], { cwd })).code).toBe(2);
  });

  it('takes single files, names what cannot be read, and exits 3', async () => {
    const cwd = corpus({ 'docs/broken.pdf': '%PDF-1.7\nnothing' });
    const one = json<Result>(await winnow(['check', 'docs/visitors.md', 'docs/copy-of-visitors.md', '--json', ...NOW], { cwd }));
    expect(one.findings).toMatchObject([{ rule: 'duplication/exact', path: 'docs/copy-of-visitors.md' }, { rule: 'freshness/superseded', path: 'docs/copy-of-visitors.md' }]);
    const all = await winnow(['check', 'docs', '--json', ...NOW], { cwd });
    expect([all.code, json<Result>(all).failures]).toMatchObject([3, [{ path: 'docs/broken.pdf', code: 'file-broken' }]]);
    expect((await winnow(['check', 'nowhere'], { cwd })).code).toBe(2);
    const empty = await winnow(['check', '.'], { cwd: folder() });
    expect([empty.code, empty.stdout.includes('source-empty')]).toEqual([3, true]);
  });

  it('writes SARIF with lines of the file', async () => {
    const cwd = corpus();
    await winnow(['check', 'docs', '--sarif', 'out.sarif', ...NOW], { cwd });
    const sarif = JSON.parse(readFileSync(join(cwd, 'out.sarif'), 'utf8')) as { version: string; runs: { results: { ruleId: string; locations: { physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number } } }[] }[] }[] };
    const placeholder = sarif.runs[0]?.results.find(({ ruleId }) => ruleId === 'structure/placeholder');
    expect(placeholder?.locations[0]?.physicalLocation).toMatchObject({ artifactLocation: { uri: 'docs/parking.md' }, region: { startLine: 8 } });
    expect((await winnow(['check', 'docs', '--sarif', 'no/such/folder/out.sarif'], { cwd })).code).toBe(2);
  });

  it('writes JUnit XML, and appends a job summary', async () => {
    const cwd = corpus({ 'summary.md': '# Before\n', 'docs/broken.pdf': '%PDF-1.7\nnothing' });
    const ran = await winnow(['check', 'docs', '--junit', 'junit.xml', '--fail-under', '90', '--summary', ...NOW], { cwd, env: { GITHUB_STEP_SUMMARY: 'summary.md' } });
    expect(ran.code).toBe(1);
    const xml = readFileSync(join(cwd, 'junit.xml'), 'utf8');
    expect(xml).toContain('name="docs/visitors.md"');
    expect(xml).toMatch(/<testcase classname="winnow\.docs" name="docs\/parking\.md" [^>]+>\n +<failure type="structure\/placeholder"/u);
    expect(xml).toContain('<error type="file-broken"');
    const summary = readFileSync(join(cwd, 'summary.md'), 'utf8');
    expect(summary).toMatch(/^# Before\n## Winnow: health [\d.]+ %, under the floor of 90 %\n/u);
    expect(summary).toContain('<code>docs/bicycles.md:6:1</code>');
    const named = await winnow(['check', 'docs/visitors.md', '--summary=other.md', '--json', ...NOW], { cwd });
    expect([named.code, readFileSync(join(cwd, 'other.md'), 'utf8')]).toEqual([0, expect.stringContaining('## Winnow: health 100 %')]);
    expect(Object.keys(json(named))).toEqual(['health', 'documents', 'chunks', 'findings', 'failures', 'failUnder', 'ok']);
  });

  it('refuses reports that it cannot write, before it works where it can tell', async () => {
    const cwd = corpus();
    const nowhere = await winnow(['check', 'docs', '--summary'], { cwd });
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('GITHUB_STEP_SUMMARY is not set')]);
    expect((await winnow(['check', 'docs', '--junit', 'no/such/folder/out.xml', ...NOW], { cwd })).code).toBe(2);
  });

  it('adds no more to a summary than is shown of it', async () => {
    const cwd = corpus({ 'summary.md': 'x'.repeat(1024 * 1024 - 200) });
    await winnow(['check', 'docs', '--summary=summary.md', ...NOW], { cwd });
    const { length } = readFileSync(join(cwd, 'summary.md'));
    expect(length).toBeGreaterThan(1024 * 1024 - 200);
    expect(length).toBeLessThanOrEqual(1024 * 1024);
  });

  it('takes the policy of a pipeline', async () => {
    const cwd = corpus({ 'lax.yaml': 'version: 1\nname: lax\nread: [{ name: x, use: files }]\njoin: []\npolicy: { reject: ["structure.score < 0.01"] }\n' });
    expect(json<Result>(await winnow(['check', 'docs', '--policy', 'lax.yaml', '--json', ...NOW], { cwd })).health).toBe(100);
  });
});

describe('winnow doctor', () => {
  it('finds a sound environment and store sound', async () => {
    const cwd = corpus();
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    const told = await winnow(['doctor', 'small.yaml', '--json'], { cwd });
    const { ok, checks } = json<{ ok: boolean; checks: { name: string; state: string; detail: string }[] }>(told);
    expect([told.code, ok]).toEqual([0, true]);
    expect(checks.map(({ name }) => name)).toEqual(['Node.js', 'folder for temporary files', 'parsers', 'pipeline', 'rights on the store', 'store', 'corpus', 'lease', 'pipeline of the store']);
    expect(checks.every(({ state }) => state === 'ok')).toBe(true);
  });

  it('exits 5 on a damaged store, 1 on a broken pipeline, 0 without a store', async () => {
    const cwd = folder({ 'x.db': 'this is no database at all, whatever its name says'.repeat(100), 'bad.yaml': 'version: 1\nnam: x\n' });
    expect((await winnow(['doctor', '--store', 'x.db'], { cwd })).code).toBe(5);
    const bad = await winnow(['doctor', 'bad.yaml', '--store', 'none.db'], { cwd });
    expect([bad.code, bad.stdout]).toEqual([1, expect.stringContaining('did you mean `name`?')]);
    expect((await winnow(['doctor'], { cwd })).code).toBe(0);
  });
});
