import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, symlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpus, folder, json, ndjson, NOW, winnow, type Ran } from './support.js';

interface Failure { path: string; code: string; source: string; carried: boolean }
interface Summary { run: { status: string }; work: { discovered: number; unchanged: number; processed: number; failed: number }; corpus: { documents: { total: number; failed: number } } }

const failures = async (cwd: string): Promise<Failure[]> => ndjson<Failure>(await winnow(['list', 'failures', '--json'], { cwd }));
/** Documents in the corpus; `total` also counts those that could never be read. */
const held = (ran: Ran): number => json<Summary>(ran).corpus.documents.total - json<Summary>(ran).corpus.documents.failed;
const run = (cwd: string, ...args: string[]): Promise<Ran> => winnow(['run', 'small.yaml', ...NOW, ...args], { cwd });

/** The message names the thing, a second line says what to do, stdout has the same as JSON. */
function expectError(ran: Ran, code: number, name: string, ...named: string[]): void {
  expect(ran.code).toBe(code);
  expect(ran.stderr).toMatch(new RegExp(`^error\\[${name}\\]: .+\n(?: .+\n)*  \\S.+\n$`, 'u'));
  for (const part of named) expect(ran.stderr).toContain(part);
}

describe('wrong usage', () => {
  const cwd = (): string => folder({ 'docs/a.md': '# A\n' });

  it('prints help on stdout and exits 0 when asked', async () => {
    const started = performance.now();
    const help = await winnow(['--help'], { cwd: cwd() });
    expect(performance.now() - started).toBeLessThan(3000);
    expect([help.code, help.stderr]).toEqual([0, '']);
    for (const verb of ['init', 'run', 'notify', 'list', 'explain', 'decide', 'redrive', 'export', 'verify', 'check', 'doctor', 'serve', 'token', 'review', 'rollback', 'trace', 'audit', 'report', 'schedule', 'diff', 'prune', 'purge', 'backup', 'restore']) expect(help.stdout).toMatch(new RegExp(`^  ${verb}\\b`, 'mu'));
    const verb = await winnow(['list', '--help'], { cwd: cwd() });
    expect(verb.stdout).toContain('--store <path>');
    expect((await winnow(['--version'], { cwd: cwd() })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it.each([
    [['run'], "missing required argument 'pipeline.yaml'"],
    [['run', 'small.yaml', '--ful'], "unknown option '--ful' (Did you mean --full?)"],
    [['rum', 'x.yaml'], "unknown command 'rum' (Did you mean run?)"],
    [['list', 'chunk'], 'Allowed choices are chunks'],
    [['list', 'chunks', '--limit', '0'], 'Expected a whole number from 1 on'],
    [['list', 'chunks', '--status', 'held'], 'there is no status "held" of chunks'],
    [['list', 'failures', '--rule', 'x/y'], 'takes no --rule'],
    [['run', 'small.yaml', '--now', 'yesterday'], 'ISO 8601'],
    [['run', 'small.yaml', 'more'], 'too many arguments'],
    [['diff', '1', '2', '--status', 'held'], 'there is no status "held"'],
    [['diff', '--documents', '--chunks'], 'Name one of them'],
    [['list', 'runs', '--at', '1'], 'takes no --at'],
    [['prune', '3'], 'too many arguments'],
    [['notify', '--test', '--list'], 'do not go together'],
  ])('refuses %j', async (args, message) => {
    expectError(await winnow(args, { cwd: cwd() }), 2, 'usage', message);
  });

  it('exits 2 with help on stderr without a command', async () => {
    const bare = await winnow([], { cwd: cwd() });
    expect([bare.code, bare.stdout]).toEqual([2, '']);
    expect(bare.stderr).toContain('Usage: winnow');
  });

  it('reports errors as JSON as well when asked', async () => {
    const ran = await winnow(['run', 'nowhere.yaml', '--json'], { cwd: cwd() });
    expectError(ran, 2, 'pipeline-not-found', 'nowhere.yaml');
    const { error } = json<{ error: Record<string, string> }>(ran);
    expect(Object.keys(error)).toEqual(['code', 'message', 'next']);
    expect(error['code']).toBe('pipeline-not-found');
  });

  it('shows the stack only when verbose', async () => {
    expect((await winnow(['run', 'nowhere.yaml'], { cwd: cwd() })).stderr).not.toContain('    at ');
    expect((await winnow(['run', 'nowhere.yaml', '--verbose'], { cwd: cwd() })).stderr).toMatch(/ {4}at .*\n[^]*caused by: /u);
  });
});

describe('wrong pipelines', () => {
  it.each([
    ['an unknown key', 'version: 1\nname: small\nraed: []\n', 'pipeline-invalid', 'raed: unknown key, did you mean `read`?'],
    ['an unknown key of a source', 'version: 1\nname: small\nread: [{ name: a, use: files, autority: 1 }]\n', 'pipeline-invalid', 'read[0].autority: unknown key, did you mean `authority`?'],
    ['an unknown option of a block', 'version: 1\nname: small\nread: [{ name: a, use: files, with: { roots: x } }]\n', 'pipeline-invalid', 'read[0].with.roots: unknown key, did you mean `root`?'],
    ['an unknown block', 'version: 1\nname: small\nread: [{ name: a, use: file }]\n', 'block-unknown', 'did you mean `files`?'],
    ['broken YAML', 'version: 1\nname: [small\n', 'pipeline-unreadable', 'line'],
    ['a wrong expression', 'version: 1\nname: small\nread: [{ name: a, use: files }]\npolicy: { reject: ["freshness.scor < 1"] }\n', 'policy-invalid', 'policy.reject[0]'],
  ])('names %s', async (_what, text, code, message) => {
    const ran = await winnow(['run', 'small.yaml'], { cwd: folder({ 'small.yaml': text }) });
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(`error[${code}]`)]);
    expect(ran.stderr).toContain(message);
  });
});

describe('sources and documents that cannot be read', () => {
  it('names a missing source, carries on with the others, and removes nothing', async () => {
    const cwd = corpus();
    await run(cwd);
    const more = 'version: 1\nname: small\nread:\n  - { name: docs, use: files, with: { root: docs } }\n  - { name: gone, use: files, with: { root: nowhere } }\n';
    const ran = await winnow(['run', 'two.yaml', ...NOW, '--json', '--store', '.winnow/small.db'], { cwd: (writeTwo(cwd, more), cwd) });
    expect(ran.code).toBe(3);
    expect(json<Summary>(ran)).toMatchObject({ run: { status: 'degraded' }, work: { unchanged: 5 } });
    expect(held(ran)).toBe(5);
    expect(await failures(cwd)).toMatchObject([{ source: 'gone', path: '', code: 'source-missing' }]);
  });

  it('keeps the corpus when a root is suddenly empty or gone', async () => {
    const cwd = corpus();
    await run(cwd);
    execFileSync('mv', ['docs', 'away'], { cwd });
    const gone = await run(cwd, '--json');
    expect([gone.code, held(gone)]).toEqual([3, 5]);
    mkdirSync(join(cwd, 'docs'));
    const empty = await run(cwd, '--json');
    expect([empty.code, held(empty)]).toEqual([3, 5]);
    expect(await failures(cwd)).toMatchObject([{ path: '', code: 'source-empty' }]);
  });

  it('names a source that may not be read', async () => {
    const cwd = corpus();
    // Root may read everything, so as root the command runs under the account that owns nothing.
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    chmodSync(join(cwd, 'docs'), 0o000);
    chmodSync(cwd, 0o777);
    const ran = await winnow(['run', 'small.yaml', '--json', '--store', join(cwd, 'n.db')], { cwd, ...nobody });
    const found = ndjson<Failure>(await winnow(['list', 'failures', '--json', '--store', join(cwd, 'n.db')], { cwd, ...nobody }));
    chmodSync(join(cwd, 'docs'), 0o755);
    expect(ran.code).toBe(3);
    expect(found).toMatchObject([{ source: 'docs', path: '', code: 'source-unreadable' }]);
  });

  it('leaves the other documents unharmed by broken, empty and strange files', async () => {
    const cwd = corpus({ 'docs/broken.pdf': '%PDF-1.7\nno PDF at all', 'docs/zero.md': '', 'secret/out.md': '# Outside\n\nNobody asked for this page to be read by anyone.\n' });
    symlinkSync(join(cwd, 'secret'), join(cwd, 'docs', 'link'));
    execFileSync('mkfifo', [join(cwd, 'docs', 'pipe.md')]);
    const ran = await run(cwd, '--json');
    expect(ran.code).toBe(3);
    expect(held(ran)).toBe(5);
    expect(Object.fromEntries((await failures(cwd)).map(({ path, code }) => [path, code]))).toEqual({
      'broken.pdf': 'file-broken', 'zero.md': 'file-empty', 'link/': 'item-outside-root', 'pipe.md': 'item-not-regular',
    });
    const { stdout } = await winnow(['list', 'failures'], { cwd });
    expect(stdout).toContain('docs:broken.pdf');
    const shown = await run(cwd);
    expect(shown.stdout).toContain('Could not be read');
  });

  it('keeps the last good version of a document that breaks', async () => {
    const cwd = corpus();
    await run(cwd);
    closeSync(openSync(join(cwd, 'docs', 'archive.md'), 'w'));
    const ran = await run(cwd, '--json');
    expect([ran.code, held(ran)]).toEqual([3, 5]);
    expect(await failures(cwd)).toMatchObject([{ path: 'archive.md', code: 'file-empty', carried: true }]);
    expect(ndjson<{ path: string; carried: boolean }>(await winnow(['list', 'documents', '--json'], { cwd })).filter(({ carried }) => carried)).toMatchObject([{ path: 'archive.md' }]);
  });

  it('is not brought down by a line of 200 MB', async () => {
    const cwd = corpus({ 'records.jsonl': '{"id":"a","text":"A record that is sound, and that says where the spare keys are kept."}\n', 'big.yaml': 'version: 1\nname: big\nread:\n  - { name: docs, use: files, with: { root: docs } }\n  - { name: records, use: jsonl, with: { path: records.jsonl } }\n' });
    for (const path of ['docs/huge.md', 'records.jsonl']) {
      const file = openSync(join(cwd, path), 'a');
      ftruncateSync(file, 200 * 1024 * 1024); // sparse: one line of NUL after what there was
      writeSync(file, '\n');
      closeSync(file);
    }
    const ran = await winnow(['run', 'big.yaml', '--json', ...NOW], { cwd });
    expect(ran.code).toBe(3);
    expect(held(ran)).toBe(6);
    const found = ndjson<Failure>(await winnow(['list', 'failures', '--json'], { cwd }));
    expect(found.map(({ path, code }) => [path, code])).toEqual([['huge.md', 'item-too-large'], ['records.jsonl', 'record-invalid']]);
  }, 60_000);
});

describe('stores', () => {
  it('refuses a store that belongs to another pipeline or is no store', async () => {
    const cwd = corpus({ 'other.yaml': 'version: 1\nname: other\nread: [{ name: docs, use: files, with: { root: docs } }]\n', 'x.db': 'no database'.repeat(500) });
    await run(cwd);
    expectError(await winnow(['run', 'other.yaml', '--store', '.winnow/small.db'], { cwd }), 2, 'pipeline-mismatch', '"small"', '"other"');
    expectError(await winnow(['list', 'chunks', '--store', 'x.db'], { cwd }), 5, 'store-damaged', 'x.db');
  });

  it('names the run that holds the store, which goes on unharmed', async () => {
    const cwd = corpus(pages(400));
    let second: Promise<Ran> | undefined;
    const first = await winnow(['run', 'small.yaml', '--json', ...NOW], {
      cwd, started: () => { second = untilHeld(cwd).then(() => run(cwd)); },
    });
    const refused = await second;
    if (refused === undefined) throw new Error('the second run was never started');
    expectError(refused, 5, 'store-busy', 'process');
    expect(refused.stderr).toMatch(/small\.db is held by run \S+ \(process \d+ on \S+\) since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/u);
    expect([first.code, json<Summary>(first).work.failed]).toEqual([0, 0]);
  });

  it('stops on Ctrl-C with what it has done, and goes on from there', async () => {
    const cwd = corpus(pages(400));
    const stopped = await winnow(['run', 'small.yaml', '--json', ...NOW], { cwd, started: (child) => { void untilHeld(cwd).then(() => child.kill('SIGINT')); } });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain('error[interrupted]');
    const next = await run(cwd, '--json');
    expect([next.code, json<Summary>(next).corpus.documents.total]).toEqual([0, 405]);
    expect(ndjson(await winnow(['list', 'runs', '--json'], { cwd })).map((line) => line['status'])).toEqual(['succeeded', 'interrupted']);
    expect((await winnow(['doctor'], { cwd })).code).toBe(0);
  });
});

/** Enough pages that a run takes a while. */
function pages(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [
    `docs/page-${index}.md`, `# Page ${index}\n\nShelf ${index * 7} of hall ${index % 9} holds box ${index * 31}, which was packed by crew ${index % 13} and sealed with tag ${index * 17}.\n`]));
}

/** Resolves once a run has taken the store. */
async function untilHeld(cwd: string): Promise<void> {
  for (const began = Date.now(); Date.now() < began + 30_000;) {
    const { stdout } = await winnow(['list', 'runs', '--status', 'running', '--json'], { cwd });
    if (ndjson({ stdout, stderr: '', code: 0 }).some((line) => line['status'] === 'running')) return;
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  throw new Error('the run never started');
}

function writeTwo(cwd: string, text: string): void {
  const file = openSync(join(cwd, 'two.yaml'), 'w');
  writeSync(file, text);
  closeSync(file);
}
