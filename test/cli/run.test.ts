import { existsSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpus, folder, json, ndjson, NOW, put, winnow, type Ran } from './support.js';

interface Summary {
  run: Record<string, unknown> & { generation: number; status: string };
  work: { discovered: number; unchanged: number; processed: number; failed: number; removed: number };
  corpus: { documents: Record<string, number>; chunks: { total: number; accepted: number; quarantined: number; rejected: number } };
  findings: Record<string, number>;
  exports: { target: string; upserted: number; deleted: number; verified: string }[];
  ledger: { stages: { name: string; count: number; durationMs: number; cpuMs: number }[]; reused: { fingerprint: number; bytes: number; version: number }; retried: number; failures: Record<string, number>; parsersStarted: number };
}

const run = (cwd: string, ...more: string[]): Promise<Ran> => winnow(['run', 'small.yaml', ...NOW, ...more], { cwd });

describe('winnow run', () => {
  it('prints the summary of the contract, and only that, on stdout', async () => {
    const cwd = corpus();
    const ran = await run(cwd, '--json');
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    const summary = json<Summary>(ran);
    expect(Object.keys(summary)).toEqual(['run', 'work', 'corpus', 'findings', 'exports', 'ledger']);
    expect(Object.keys(summary.ledger)).toEqual(['stages', 'reused', 'retried', 'purged', 'failures', 'parsersStarted', 'warnings']);
    const counts = Object.fromEntries(summary.ledger.stages.map(({ name, count }) => [name, count]));
    expect(counts).toMatchObject({ 'reading docs': 5, 'scoring chunks': summary.corpus.chunks.total, 'exporting jsonl': summary.corpus.chunks.accepted });
    expect(summary.ledger.stages.every(({ durationMs, cpuMs }) => durationMs >= 0 && cpuMs >= 0)).toBe(true);
    expect(Object.keys(summary.run)).toEqual(['id', 'pipeline', 'pipelineHash', 'status', 'generation', 'startedAt', 'finishedAt', 'durationMs']);
    expect(summary.run).toMatchObject({ pipeline: 'small', status: 'succeeded', generation: 1 });
    expect(summary.work).toEqual({ discovered: 5, unchanged: 0, processed: 5, failed: 0, removed: 0 });
    expect(Object.keys(summary.corpus.documents)).toEqual(['total', 'accepted', 'partial', 'quarantined', 'rejected', 'failed']);
    const { total, accepted, quarantined, rejected } = summary.corpus.chunks;
    expect(accepted + quarantined + rejected).toBe(total);
    expect(quarantined).toBeGreaterThanOrEqual(2);
    expect(summary.exports).toEqual([{ target: 'jsonl', upserted: accepted, deleted: 0, verified: 'read-back' }]);
    expect(readFileSync(join(cwd, 'out', 'small.jsonl'), 'utf8').trim().split('\n')).toHaveLength(accepted);
    expect(existsSync(join(cwd, '.winnow', 'small.db'))).toBe(true);
  });

  it('does nothing again on unchanged input, and follows edits and removals', async () => {
    const cwd = corpus();
    await run(cwd);
    expect(json<Summary>(await run(cwd, '--json')).work).toEqual({ discovered: 5, unchanged: 5, processed: 0, failed: 0, removed: 0 });
    put(cwd, { 'docs/archive.md': '# Archive\n\nThe archive keeps every invoice for twelve years, since the law was changed in the spring of this year.\n' });
    expect(json<Summary>(await run(cwd, '--json')).work).toMatchObject({ unchanged: 4, processed: 1 });
    utimesSync(join(cwd, 'docs/visitors.md'), new Date(0), new Date(0));
    const { work, ledger } = json<Summary>(await run(cwd, '--json'));
    expect([work.unchanged, ledger.reused]).toEqual([5, { fingerprint: 4, bytes: 1, version: 0 }]);
    expect(json<Summary>(await run(cwd, '--json', '--full')).work).toMatchObject({ discovered: 5, processed: 5 });
  });

  it('leaves a target that nobody touched, and mends one that somebody did, on a night without news', async () => {
    const cwd = corpus();
    const released = json<Summary>(await run(cwd, '--json')).exports[0]?.upserted ?? 0;
    const [file, manifest] = [join(cwd, 'out', 'small.jsonl'), join(cwd, 'out', 'small.manifest.json')];
    const [before, written] = [readFileSync(file), statSync(file).mtimeMs];
    expect(json<Summary>(await run(cwd, '--json')).exports).toEqual([{ target: 'jsonl', upserted: 0, deleted: 0, verified: 'read-back' }]);
    expect(statSync(file).mtimeMs).toBe(written);
    const spoil: [() => void, number][] = [
      [() => { writeFileSync(file, before.subarray(0, before.indexOf('\n') + 1)); }, released - 1],
      [() => { rmSync(file); }, released],
      [() => { rmSync(manifest); }, 0],
      [() => { writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"generation": 1', '"generation": 9')); }, 0],
    ];
    for (const [spoiled, upserted] of spoil) {
      spoiled();
      expect(json<Summary>(await run(cwd, '--json')).exports).toMatchObject([{ upserted, deleted: 0 }]);
      expect(readFileSync(file).equals(before)).toBe(true);
      expect((await winnow(['verify'], { cwd })).code).toBe(0);
    }
  });

  it('tells people what was kept, held back and why, and where to look', async () => {
    const ran = await run(corpus());
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^Run of small: succeeded in [\d.]+ s, generation 1\n/u);
    expect(ran.stdout).toContain('5 documents: 5 processed, 0 unchanged, 0 failed; 0 removed');
    expect(ran.stdout).toMatch(/Held back for\n +\d+ {2}\w+\/[\w-]+\n +docs:\S+\.md: \S/u);
    expect(ran.stdout).toContain('freshness/stale');
    expect(ran.stdout).toContain('duplication/exact');
    expect(ran.stdout).toContain('Exported to jsonl');
    expect(ran.stdout).toContain('winnow explain <id>');
    expect(ran.stdout).not.toContain('\u001b[');
  });

  it('leaves no trace after a dry run, with and without a store', async () => {
    const cwd = corpus();
    const first = await run(cwd, '--dry-run', '--json');
    expect([first.code, json(first)['dryRun']]).toEqual([0, true]);
    expect(readdirSync(cwd).sort()).toEqual(['docs', 'small.yaml']);
    await run(cwd);
    const store = join(cwd, '.winnow', 'small.db');
    const released = readFileSync(join(cwd, 'out', 'small.jsonl'), 'utf8');
    put(cwd, { 'docs/new.md': '# New\n\nA page that was written after the first run, and says something that no other page says.\n' });
    const second = await run(cwd, '--dry-run');
    expect(second.stdout).toContain('nothing published');
    expect(second.stdout).toContain('6 documents: 1 processed, 5 unchanged');
    expect(readFileSync(join(cwd, 'out', 'small.jsonl'), 'utf8')).toBe(released);
    expect(ndjson(await winnow(['list', 'runs', '--json', '--store', store], { cwd }))).toHaveLength(1);
  });

  it('gives the same bytes for the same input, pipeline and time', async () => {
    const [a, b] = [corpus(), corpus()];
    await run(a);
    await run(b);
    expect(readFileSync(join(a, 'out', 'small.jsonl'), 'utf8')).toBe(readFileSync(join(b, 'out', 'small.jsonl'), 'utf8'));
  });

  it('takes the store from --store, then WINNOW_STORE, then beside the pipeline', async () => {
    const cwd = corpus();
    await winnow(['run', 'small.yaml', ...NOW, '--store', 'a.db'], { cwd, env: { WINNOW_STORE: 'b.db' } });
    expect([existsSync(join(cwd, 'a.db')), existsSync(join(cwd, 'b.db'))]).toEqual([true, false]);
    await winnow(['run', 'small.yaml', ...NOW], { cwd, env: { WINNOW_STORE: 'b.db' } });
    expect([existsSync(join(cwd, 'b.db')), existsSync(join(cwd, '.winnow'))]).toEqual([true, false]);
  });
});

describe('winnow redrive', () => {
  it('tries failures again, and names ids that are none', async () => {
    const cwd = corpus({ 'docs/broken.pdf': '%PDF-1.7\nthis is no PDF' });
    expect((await run(cwd)).code).toBe(3);
    const [failure] = ndjson<{ id: string; attempts: number }>(await winnow(['list', 'failures', '--json'], { cwd }));
    expect(json<Summary>(await run(cwd, '--json')).work).toMatchObject({ failed: 1, unchanged: 5 });
    const again = await winnow(['redrive', failure?.id ?? '', '--json', ...NOW], { cwd });
    expect([again.code, json<Summary>(again).work.failed]).toEqual([3, 1]);
    expect(json<Summary>(again).ledger).toMatchObject({ retried: 1, failures: { 'file-broken': 1 } });
    const [after] = ndjson<{ attempts: number }>(await winnow(['list', 'failures', '--json'], { cwd }));
    expect(after?.attempts).toBe((failure?.attempts ?? 0) + 1);
    put(cwd, { 'docs/broken.pdf': 'plain words now, which is no PDF either, but they can be read by anyone who opens the file.' });
    const unknown = await winnow(['redrive', 'no-such-id'], { cwd });
    expect([unknown.code, unknown.stderr.split('\n')[0]]).toEqual([2, 'error[id-unknown]: 0 of 1 id are of failures there are']);
  });
});

describe('winnow init', () => {
  it('writes a pipeline that runs, and never overwrites one', async () => {
    const cwd = folder({ 'Our docs!/a.md': '# A page\n\nIt says where the keys of the bicycle cellar are kept and who may borrow them.\n', 'Our docs!/r.jsonl': '{"id":"1","text":"The second cellar has no window, so take a lamp with you when you go."}\n' });
    const made = await winnow(['init', 'Our docs!'], { cwd });
    expect(made.code).toBe(0);
    expect(made.stdout).toContain('1 .md');
    expect(made.stdout).toContain('winnow run');
    const ran = await winnow(['run', 'Our docs!/winnow.yaml', '--json'], { cwd });
    expect(ran.stderr).toBe('');
    expect(json<Summary>(ran).work).toMatchObject({ discovered: 2, processed: 2 });
    const again = await winnow(['init', 'Our docs!', '--json'], { cwd });
    expect([again.code, (json(again)['error'] as { code: string }).code]).toEqual([2, 'would-overwrite']);
    expect(readFileSync(join(cwd, 'Our docs!', 'winnow.yaml'), 'utf8')).not.toContain('undefined');
  });
});

describe('pipelines to copy', () => {
  it.each(['nightly', 'strict', 'demo'])('%s.yaml loads, with its policy', async (name) => {
    const cwd = folder({ 'p.yaml': readFileSync(new URL(`../../pipelines/${name}.yaml`, import.meta.url), 'utf8') });
    const ran = await winnow(['doctor', 'p.yaml', '--json'], { cwd });
    const checks = json<{ checks: { name: string; state: string; detail: string }[] }>(ran).checks;
    expect(checks.find((check) => check.name === 'pipeline')).toMatchObject({ state: 'ok' });
  });

});
