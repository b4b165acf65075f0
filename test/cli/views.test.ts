import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, folder, json, ndjson, NOW, PIPELINE, put, winnow, type Ran } from './support.js';

interface Chunk { id: string; documentId: string; path: string; text: string; status: string; contentHash: string; canonical: boolean; scores: Record<string, number | null>; reasons: { rule: string }[]; date: { value: string } | null; span: { start: number; end: number } }

const list = (cwd: string, ...args: string[]): Promise<Ran> => winnow(['list', ...args, '--json'], { cwd });
const chunksOf = async (cwd: string, ...args: string[]): Promise<Chunk[]> => ndjson<Chunk>(await list(cwd, 'chunks', ...args));
const chunkOf = async (cwd: string, path: string): Promise<Chunk> => {
  const found = (await chunksOf(cwd)).find((chunk) => chunk.path === path);
  if (found === undefined) throw new Error(`no chunk of ${path}`);
  return found;
};
/** A corpus that has been run, for tests that change it. */
async function ran(): Promise<string> {
  const cwd = corpus();
  await winnow(['run', 'small.yaml', ...NOW], { cwd });
  return cwd;
}

/** One for those that only look. */
let cwd = '';
beforeAll(async () => {
  cwd = corpus({
    'docs/blank.html': '<html><head><title>Blank</title></head><body><nav>Home</nav></body></html>', 'docs/empty.pdf': '',
    'docs/evil.md': '# Evil \u001b[31m\u202e title\n\nTODO \u001b]0;owned\u0007 Lorem ipsum dolor sit amet, consectetur adipiscing elit.\n',
  }, afterAll);
  expect((await winnow(['run', 'small.yaml', ...NOW], { cwd })).code).toBe(3);
}, 60_000);

describe('winnow list', () => {
  it('prints chunks with every key of the contract', async () => {
    const chunks = await chunksOf(cwd);
    for (const chunk of chunks) {
      for (const key of ['id', 'documentId', 'source', 'path', 'title', 'headingPath', 'page', 'span', 'text', 'tokens', 'contentHash', 'status', 'canonical', 'scores', 'date', 'reasons']) expect(chunk).toHaveProperty(key);
      for (const dimension of ['freshness', 'duplication', 'structure', 'contradiction']) expect(chunk.scores).toHaveProperty(dimension);
      expect(chunk.reasons.length > 0).toBe(chunk.status !== 'accepted');
    }
    const stale = await chunkOf(cwd, 'bicycles.md');
    expect(stale).toMatchObject({ source: 'docs', record: null, title: 'Bicycles', page: null, status: 'quarantined', canonical: true, date: { value: '2017-03-01', source: 'front-matter' } });
    expect(stale.scores['freshness']).toBeLessThan(0.25);
    expect(stale.reasons.map(({ rule }) => rule)).toContain('freshness/stale');
    expect(chunks.map(({ path }) => path)).toEqual([...chunks.map(({ path }) => path)].sort());
  });

  it('keeps one of two copies', async () => {
    const [kept, dropped] = [await chunkOf(cwd, 'visitors.md'), await chunkOf(cwd, 'copy-of-visitors.md')];
    expect([kept.status, kept.canonical, dropped.status, dropped.canonical]).toEqual(['accepted', true, 'quarantined', false]);
    expect(dropped).toMatchObject({ survivor: kept.id });
    const [edge] = ndjson<{ a: { chunkId: string; path: string }; b: { chunkId: string; path: string }; canonical: 'a' | 'b' }>(await list(cwd, 'edges', '--kind', 'duplicate'));
    expect(Object.keys(edge ?? {})).toEqual(['kind', 'a', 'b', 'of', 'score', 'certainty', 'cue', 'differs', 'method', 'because', 'canonical']);
    expect(edge?.[edge.canonical]).toMatchObject({ chunkId: kept.id, path: 'visitors.md' });
  });

  it('filters by status and rule, and stops at the limit', async () => {
    expect(new Set((await chunksOf(cwd, '--status', 'accepted')).map(({ status }) => status))).toEqual(new Set(['accepted']));
    expect((await chunksOf(cwd, '--rule', 'freshness/stale')).map(({ path }) => path)).toEqual(['bicycles.md']);
    expect((await chunksOf(cwd, '--rule', 'duplication')).map(({ path }) => path)).toEqual(['copy-of-visitors.md']);
    expect(await chunksOf(cwd, '--limit', '2')).toHaveLength(2);
    expect(ndjson<{ path: string }>(await list(cwd, 'documents', '--rule', 'freshness/stale')).map(({ path }) => path)).toEqual(['bicycles.md']);
  });

  it('prints documents, also those without text, as quarantined', async () => {
    const documents = ndjson<{ path: string; status: string; chunks: number; reasons: { rule: string }[]; date: Record<string, unknown> }>(await list(cwd, 'documents'));
    expect(documents.map(({ path }) => path)).toEqual(['archive.md', 'bicycles.md', 'blank.html', 'copy-of-visitors.md', 'evil.md', 'parking.md', 'visitors.md']);
    for (const document of documents) {
      for (const key of ['id', 'path', 'title', 'type', 'language', 'status', 'contentHash', 'date', 'chunks']) expect(document).toHaveProperty(key);
      expect(Object.keys(document.date)).toEqual(['value', 'published', 'modified', 'effective', 'expires', 'source', 'confidence']);
    }
    const blank = documents.find(({ path }) => path === 'blank.html');
    expect(blank).toMatchObject({ status: 'quarantined', chunks: 0, reasons: [{ rule: 'structure/no-text' }] });
    expect(ndjson<{ path: string }>(await list(cwd, 'findings', '--rule', 'structure/no-text'))).toMatchObject([{ path: 'blank.html', chunkId: null }]);
    expect(ndjson<{ path: string }>(await list(cwd, 'documents', '--status', 'quarantined')).map(({ path }) => path)).toContain('blank.html');
  });

  it('prints findings whose spans point at what they name', async () => {
    const findings = ndjson<{ rule: string; path: string; chunkId: string | null; span: { start: number; end: number } | null; seen: string | null }>(await list(cwd, 'findings', '--rule', 'structure/placeholder'));
    expect(findings.length).toBeGreaterThan(0);
    const chunks = new Map((await chunksOf(cwd)).map((chunk) => [chunk.id, chunk]));
    for (const finding of findings) {
      for (const key of ['rule', 'severity', 'path', 'documentId', 'chunkId', 'span', 'message', 'seen', 'expected', 'related']) expect(finding).toHaveProperty(key);
      const { span } = finding;
      const chunk = chunks.get(finding.chunkId ?? '');
      if (span === null || chunk === undefined) throw new Error('a placeholder has a place in a chunk');
      expect(chunk.text.slice(span.start - chunk.span.start, span.end - chunk.span.start)).toMatch(/TODO|TBD|Lorem/iu);
    }
  });

  it('prints failures and runs', async () => {
    const [failure, ...others] = ndjson(await list(cwd, 'failures'));
    expect(others).toEqual([]);
    expect(failure).toMatchObject({ source: 'docs', path: 'empty.pdf', code: 'file-empty', attempts: 1, carried: false });
    expect(ndjson<{ path: string }>(await list(cwd, 'documents')).map(({ path }) => path)).not.toContain('empty.pdf');
    expect(ndjson(await list(cwd, 'runs', '--status', 'degraded'))).toMatchObject([{ pipeline: 'small', status: 'degraded', generation: 1, work: { failed: 1 } }]);
    expect(ndjson(await list(cwd, 'runs', '--status', 'succeeded'))).toEqual([]);
  });

  it('shows people what steers a terminal instead of obeying it', async () => {
    for (const what of ['chunks', 'documents', 'findings', 'edges']) {
      const { stdout } = await winnow(['list', what], { cwd });
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u);
    }
    for (const id of ['docs:evil.md', (await chunkOf(cwd, 'evil.md')).id]) {
      const { stdout } = await winnow(['explain', id], { cwd });
      expect(stdout).toContain('\\u{1b}');
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/u);
    }
  });

  it('ends quietly when its reader has seen enough', async () => {
    const code = await winnow(['list', 'chunks', '--json'], { cwd, started: (child) => child.stdout?.destroy() });
    expect([code.code, code.stderr]).toEqual([0, '']);
  });
});

describe('winnow explain', () => {
  it('tells a chunk by its id, by the beginning of it, and a document by source and path', async () => {
    const dropped = await chunkOf(cwd, 'copy-of-visitors.md');
    const story = json<{ kind: string; id: string; edges: unknown[]; cluster: { canonical: boolean }[]; survivor: string; history: unknown[]; expressions: string[]; document: Record<string, unknown>; dates: { ladder: unknown[] } }>(await winnow(['explain', dropped.id, '--json'], { cwd }));
    expect(story).toMatchObject({ kind: 'chunk', id: dropped.id, status: 'quarantined', canonical: false, survivor: (await chunkOf(cwd, 'visitors.md')).id });
    expect(story.document).toMatchObject({ uri: 'docs:copy-of-visitors.md', mediaType: 'text/markdown' });
    expect(story.document['sourceHash']).toMatch(/^[0-9a-f]{64}$/u);
    expect(story.edges).toHaveLength(1);
    expect(story.cluster.map(({ canonical }) => canonical)).toEqual([true, false]);
    expect(story.expressions).toContain("fired('duplication/exact') && !canonical");
    expect(story.history).toMatchObject([{ fromGeneration: 1, toGeneration: null, status: 'quarantined' }]);
    expect(json(await winnow(['explain', dropped.id.slice(0, 13), '--json'], { cwd }))['id']).toBe(dropped.id);
    expect(json(await winnow(['explain', 'docs:copy-of-visitors.md', '--json'], { cwd }))).toMatchObject({ kind: 'document', id: dropped.documentId, status: 'quarantined' });
    const text = (await winnow(['explain', dropped.id], { cwd })).stdout;
    for (const section of ['Chunk ', 'Source', 'Text', 'Dates', 'Scores (0..1, 1 = good)', 'Related chunks', 'Copies', 'Policy expressions that held', 'Verdicts']) expect(text).toContain(section);
  });

  it('tells a chunk that has left, as it was', async () => {
    const cwd = await ran();
    const { id } = await chunkOf(cwd, 'archive.md');
    put(cwd, { 'docs/archive.md': '# Archive\n\nEntirely other words stand here now, about lamps and about ladders and who may climb them.\n' });
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    const story = json(await winnow(['explain', id, '--json'], { cwd }));
    expect(story).toMatchObject({ id, departed: true, generation: 1, status: 'accepted' });
    expect((await winnow(['explain', id], { cwd })).stdout).toContain('which left the corpus after generation 1');
  });

  it.each([['deadbeef-dead-8bee-8bad-deadbeefdead', 'there is no chunk or document'], ['00000000', 'there is no chunk or document'], ['abc', 'too short'], ['docs:nowhere.md', 'there is no chunk or document']])(
    'says what is wrong with %s', async (name, message) => {
      const told = await winnow(['explain', name], { cwd });
      expect(told.code).toBe(2);
      expect(told.stderr).toContain('error[id-unknown]');
      expect(told.stderr).toContain(message);
    });
});

describe('winnow decide', () => {
  it('releases a chunk at once, keeps the decision, and exports it', async () => {
    const cwd = await ran();
    const stale = await chunkOf(cwd, 'bicycles.md');
    const decided = await winnow(['decide', stale.id, '--approve', '--reason', 'checked with the owner', '--actor', 'ada', '--expect-hash', stale.contentHash, '--json'], { cwd });
    expect(decided.stderr).toBe('');
    expect(json(decided)).toEqual({ generation: 2, decided: [{ id: stale.id, path: 'bicycles.md', from: 'quarantined', to: 'accepted' }], others: [], act: { first: 1, last: 1 }, behind: [{ target: 'jsonl', generation: 1 }] });
    expect((await chunkOf(cwd, 'bicycles.md'))).toMatchObject({ status: 'accepted', by: 'person:ada', reasons: [] });
    expect(json(await winnow(['explain', stale.id, '--json'], { cwd }))).toMatchObject({ decisions: [{ actor: 'ada', verdict: 'approve', reason: 'checked with the owner', inForce: true }] });
    const behind = await winnow(['verify'], { cwd });
    expect([behind.code, behind.stdout.includes('1 missing')]).toEqual([1, true]);
    expect((await winnow(['export'], { cwd })).stdout).toBe('jsonl: 1 written, 0 deleted, verified by read-back\n');
    const verified = await winnow(['verify', '--json'], { cwd });
    expect([verified.code, json(verified)]).toMatchObject([0, { verified: [{ target: 'jsonl', ok: true, missing: [], extra: [] }] }]);
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
    expect((await chunkOf(cwd, 'bicycles.md')).status).toBe('accepted');
  });

  it('refuses what has moved, and what is not clear', async () => {
    const cwd = await ran();
    const { id } = await chunkOf(cwd, 'bicycles.md');
    const moved = await winnow(['decide', id, '--approve', '--reason', 'fine', '--expect-hash', '0'.repeat(64)], { cwd });
    expect([moved.code, moved.stderr.includes('error[decision-conflict]')]).toEqual([1, true]);
    for (const args of [['--approve', '--reject', '--reason', 'x'], ['--reason', 'x'], ['--approve'], ['--approve', '--reason', '  ']]) {
      expect((await winnow(['decide', id, ...args], { cwd })).code).toBe(2);
    }
    expect((await chunkOf(cwd, 'bicycles.md')).status).toBe('quarantined');
  });

  it('names the account when nobody else is named', async () => {
    const cwd = await ran();
    const { id } = await chunkOf(cwd, 'archive.md');
    await winnow(['decide', id, '--reject', '--reason', 'not for bots'], { cwd });
    expect((await chunksOf(cwd, '--rule', 'decision/rejected'))).toMatchObject([{ id, status: 'rejected', reasons: [{ rule: 'decision/rejected', message: 'not for bots' }] }]);
  });
});

describe('winnow export', () => {
  it('writes elsewhere with --out, and names the targets there are', async () => {
    const cwd = await ran();
    expect((await winnow(['export', 'jsonl', '--out', 'elsewhere.jsonl'], { cwd })).code).toBe(0);
    expect((await winnow(['verify', 'jsonl', '--out', 'elsewhere.jsonl'], { cwd })).code).toBe(0);
    const unknown = await winnow(['export', 'qdrant'], { cwd });
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('(there are: jsonl)')]);
    put(cwd, { 'elsewhere.jsonl': '{}\n' });
    expect((await winnow(['verify', '--out', 'elsewhere.jsonl'], { cwd })).code).toBe(1);
  });

  it('takes targets from the file as it is now, verdicts from the pipeline as it ran', async () => {
    const cwd = await ran();
    put(cwd, { 'small.yaml': PIPELINE.replace('export: [', 'export: [{ use: jsonl, name: second, with: { path: out/second.jsonl } }, ') });
    expect((await winnow(['export', 'second'], { cwd })).code).toBe(0);
    put(cwd, { 'small.yaml': 'version: 1\nname: [' });
    expect((await winnow(['list', 'chunks'], { cwd })).code).toBe(0);
    expect((await winnow(['export'], { cwd })).code).toBe(2);
  });
});

describe('which store is meant', () => {
  it('asks where there are several, and says where it looked when there is none', async () => {
    const cwd = await ran();
    await winnow(['run', 'small.yaml', '--store', '.winnow/other.db'], { cwd });
    const asked = await winnow(['list', 'chunks'], { cwd });
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringMatching(/error\[store-ambiguous\].*other\.db, small\.db/u)]);
    const none = await winnow(['list', 'chunks'], { cwd: folder() });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('error[store-not-found]')]);
    expect((await winnow(['list', 'chunks', '--store', 'nowhere.db'], { cwd })).stderr).toContain('error[store-not-found]');
  });
});
