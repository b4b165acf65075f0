import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passage } from '../join/duplication/texts.js';
import { folder, ndjson, NOW, PIPELINE, winnow } from './support.js';

const text = passage(1, 220);
const reused = text.split(' ').slice(100, 150).join(' ');

describe('copies of whole documents', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = folder({
      'small.yaml': PIPELINE,
      'docs/guide.md': `# Guide\n\n${text}\n`, 'docs/guide-print.md': `---\nlayout: print\n---\n\n# Guide\n\n${text} ${passage(2, 12)}\n`,
      'docs/answer.md': `# Answer\n\n${passage(3, 150)}\n\n${reused} ${passage(4, 60)}\n`, 'docs/other.md': `# Other\n\n${passage(5, 150)}\n`,
    }, afterAll);
    await winnow(['run', 'small.yaml', ...NOW], { cwd });
  }, 60_000);

  it('are listed as edges between documents, those that only reuse text too', async () => {
    const edges = ndjson<{ of: string; kind: string; score: number; a: { path: string; quote: string }; b: { path: string } }>(await winnow(['list', 'edges', '--json'], { cwd })).filter(({ of }) => of === 'documents');
    expect(edges.map(({ kind, a, b }) => [kind, ...(kind === 'contained' ? [a.path, b.path] : [a.path, b.path].sort())].join(' ')).sort())
      .toEqual(['contained guide-print.md answer.md', 'contained guide.md answer.md', 'near-duplicate guide-print.md guide.md']);
    const answer = edges.find(({ a }) => a.path === 'guide.md');
    // 48 shingles of the 50 words, of the 219 of the guide with its title.
    expect(answer).toMatchObject({ a: { quote: reused.split(' ').slice(0, 40).join(' ') } });
    expect(answer?.score).toBeCloseTo(48 / 219, 2);
  });

  it('are told by `winnow explain` of a document: of which, how much and which passage', async () => {
    const { stdout } = await winnow(['explain', 'docs:guide.md'], { cwd });
    const lines = stdout.slice(stdout.indexOf('Related documents')).split('\n').map((line) => line.trim());
    expect(lines.some((line) => /^near-duplicate 0\.9\d, verified, by jaccard word-3 >= 0\.8$/u.test(line))).toBe(true);
    expect(lines.some((line) => line.startsWith('contained (this one is in the other) 0.22, verified, by containment word-3 >= 0.1'))).toBe(true);
    expect(lines.some((line) => line.startsWith('there: answer.md ') && line.includes(reused.slice(0, 60)))).toBe(true);
  });

  it('are findings that hold nothing back', async () => {
    const findings = ndjson<{ path: string; rule: string; severity: string; message: string }>(await winnow(['list', 'findings', '--json', '--rule', 'duplication/document'], { cwd }));
    expect([...new Set(findings.map(({ path, message }) => `${path}: ${message}`))].sort()).toEqual([
      expect.stringMatching(/^guide-print\.md: Unexpected near copy of the whole document `guide\.md`: `0\.9\d` of their shingles are shared, expected less than `0\.8`$/u),
      expect.stringMatching(/^guide\.md: Unexpected near copy of the whole document `guide-print\.md`/u),
    ]);
    const held = ndjson<{ reasons: { rule: string }[] }>(await winnow(['list', 'chunks', '--json', '--status', 'quarantined'], { cwd }));
    expect(held.flatMap(({ reasons }) => reasons.map(({ rule }) => rule))).not.toContain('duplication/document');
  });
});
