import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeText } from '../../src/cli/judges-text.js';
import { judgedText } from '../../src/cli/labels.js';
import type { JudgeReport } from '../../src/index.js';
import { ROOT, codeBlocks } from '../docs/markdown.js';
import { SUBJECTS } from '../engine/judge/corpus.js';
import { ChatServer } from '../engine/judge/server.js';
import { folder, json, ndjson, NOW, winnow, type Ran } from './support.js';

const EXAMPLE = codeBlocks(readFileSync(join(ROOT, 'docs/contradiction.md'), 'utf8')).find(({ info }) => info.includes('file=judge.mjs'))?.code ?? '';

const report = (over: Partial<JudgeReport>): JudgeReport => ({ join: 'contradiction', judge: 'house', pairs: 0, asked: 0, calls: 0, tokens: 0, judged: {}, notJudged: {}, failures: [], ...over });

it.each<[Partial<JudgeReport>, string]>([
  [{}, '0 pairs asked of house; of 0'],
  [{ pairs: 2, judged: { contradiction: 2 } }, '0 pairs asked of house; of 2: 2 contradictions'],
  [{ pairs: 40, asked: 12, calls: 22, tokens: 13_420, judged: { contradiction: 5, 'different-scope': 4 }, notJudged: { waiting: 28, 'directions-disagree': 2, 'timed-out': 1 } },
    '12 pairs asked of house (22 calls, 13,420 tokens); of 40: 5 contradictions, 4 differ by scope; 31 not judged: 28 waiting for another run, 2 judged otherwise the other way round, 1 timed out'],
  [{ pairs: 1, asked: 1, calls: 1, tokens: 1, notJudged: { failed: 1 } }, '1 pair asked of house (1 call, 1 token); of 1; 1 not judged: 1 failed'],
])('%j', (over, text) => {
  expect(judgeText(report(over))).toBe(text);
});

it('what a judge said is told in one line, whatever it holds', () => {
  expect(judgedText({ by: 'a\u001b[2J', verdict: 'no-contradiction', because: 'b\n\u202E' })).toBe('judged no contradiction by a\\u{1b}[2J: "b \\u{202e}"');
  expect(judgedText({ by: 'house', verdict: 'unsettled', because: 'x' })).toBe('not settled: judged otherwise the other way round by house');
});

/** A folder with two pages at odds, and a judge in its pipeline. */
function corpus(judge: object): string {
  const pipeline = { version: 1, name: 'judged', plugins: ['./judge.mjs'], read: [{ name: 'docs', use: 'files', with: { root: 'docs', git: false } }], join: [{ use: 'contradiction', with: { judge } }] };
  const cwd = folder({ 'pipeline.yaml': JSON.stringify(pipeline), 'judge.mjs': EXAMPLE, 'docs/faq.md': `# Refunds\n\n${SUBJECTS.refund(60)}\n`, 'docs/policy.md': `# Refunds\n\n${SUBJECTS.refund(30)}\n` });
  mkdirSync(join(cwd, 'node_modules'));
  symlinkSync(ROOT, join(cwd, 'node_modules', 'winnow'), 'dir');
  return cwd;
}

describe('the judge of docs/contradiction.md', () => {
  it('is asked both ways round until it cannot tell, and the run says so', async () => {
    const cwd = corpus({ use: 'house' });
    const ran = await winnow(['run', 'pipeline.yaml', ...NOW], { cwd });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain('  judged      1 pair asked of house (1 call, 0 tokens); of 1; 1 not judged: 1 cannot tell\n');
  }, 120_000);
});

describe('a chat model by name', () => {
  const withServer = async (test: (server: ChatServer, cwd: string) => Promise<void>): Promise<void> => {
    const server = await new ChatServer().open();
    try {
      const { apiKey: _key, ...settings } = server.settings;
      await test(server, corpus({ model: 'openai:gpt-4.1-mini', settings }));
    } finally {
      await server.close();
    }
  };
  const env = { OPENAI_API_KEY: 'from the environment' };
  const run = (cwd: string, ...args: string[]): Promise<Ran> => winnow(['run', 'pipeline.yaml', ...NOW, ...args], { cwd, env });

  it('is told of by run, list and explain', async () => {
    await withServer(async (server, cwd) => {
      server.reacts = () => 'no-contradiction';
      const ran = await run(cwd);
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expect(ran.stdout).toContain('  judged      1 pair asked of openai:gpt-4.1-mini (2 calls, 1,040 tokens); of 1: 1 no contradiction\n');
      expect((await winnow(['list', 'edges'], { cwd })).stdout).toBe('');
      expect((await winnow(['list', 'edges', '--kind', 'no-contradiction'], { cwd })).stdout).toContain('judged no contradiction by openai:gpt-4.1-mini: "server: no-contradiction"');
      const [edge] = ndjson<{ a: { chunkId: string } }>(await winnow(['list', 'edges', '--kind', 'no-contradiction', '--json'], { cwd }));
      expect(edge).toMatchObject({ kind: 'no-contradiction', judged: { by: 'openai:gpt-4.1-mini', verdict: 'no-contradiction', because: 'server: no-contradiction' } });
      const told = (await winnow(['explain', edge!.a.chunkId], { cwd })).stdout;
      expect(told).toMatch(/Judged: no contradiction\n\s+no-contradiction .*\n\s+judged no contradiction by openai:gpt-4\.1-mini: "server: no-contradiction"\n/u);
      expect(json<{ judges: unknown }>(await run(cwd, '--json')).judges).toMatchObject([{ asked: 0, judged: { 'no-contradiction': 1 } }]);
      expect(server.requests).toHaveLength(2);
    });
  }, 120_000);

  it('bears out a contradiction, in the finding as well', async () => {
    await withServer(async (_server, cwd) => {
      await run(cwd);
      const [edge] = ndjson<{ a: { chunkId: string } }>(await winnow(['list', 'edges', '--json'], { cwd }));
      const told = (await winnow(['explain', edge!.a.chunkId], { cwd })).stdout;
      expect(told).toContain('; judged a contradiction by openai:gpt-4.1-mini');
      expect(told).toContain('judged a contradiction by openai:gpt-4.1-mini: "server: contradiction"');
    });
  }, 120_000);

  it('that is down is told with its code and what to do; the run is done', async () => {
    await withServer(async (server, cwd) => {
      server.reacts = () => ({ status: 401, error: 'Incorrect API key provided' });
      const ran = await run(cwd);
      expect(ran.code).toBe(0);
      expect(ran.stdout).toMatch(/ {2}judged {6}1 pair asked .*; of 1; 1 not judged: 1 failed\n\s+judge-failed {2}the judge openai:gpt-4\.1-mini failed: 401 Incorrect API key provided.*\. See the cause\./u);
    });
  }, 120_000);

  it('is not asked by a dry run', async () => {
    await withServer(async (server, cwd) => {
      expect(json<{ judges: unknown }>(await run(cwd, '--json', '--dry-run')).judges).toMatchObject([{ asked: 0, notJudged: { waiting: 1 } }]);
      expect(server.requests).toEqual([]);
      writeFileSync(join(cwd, 'docs', 'other.md'), '# Other\n\nNothing of the kind.\n');
      await run(cwd);
      expect(json<{ judges: unknown }>(await run(cwd, '--json', '--dry-run')).judges).toMatchObject([{ asked: 0, judged: { contradiction: 1 } }]);
      expect(server.requests).toHaveLength(2);
    });
  }, 120_000);
});
