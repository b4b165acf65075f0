import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { JudgeReport } from '../../../src/index.js';
import { JudgedCorpus, SUBJECTS, type JudgeInput } from './corpus.js';
import { ChatServer } from './server.js';

/** Judges over HTTP: `initChatModel` of LangChain and its OpenAI provider, as users have them, against a server of our own. */
let corpus: JudgedCorpus;
let server: ChatServer;
let version = 0;
beforeAll(() => {
  corpus = new JudgedCorpus();
  for (const [subject, text] of Object.entries(SUBJECTS)) for (const [page, days] of [['a.md', 30], ['b.md', 60]] as const) corpus.write(`${subject}-${page}`, text(days));
});
afterAll(() => { corpus.close(); });
beforeEach(async () => {
  version += 1;
  server = await new ChatServer().open();
});
afterEach(async () => { await server.close(); });

/** Another version each test, so that none has the answers of another. */
const judgeWith = (change: JudgeInput = {}): JudgeInput => ({ model: 'openai:gpt-4.1-mini', settings: server.settings, version, atOnce: 1, ...change });
async function night(change: JudgeInput = {}): Promise<JudgeReport> {
  const { summary, exitCode } = await corpus.night(judgeWith(change));
  expect([summary.run.status, exitCode]).toEqual(['succeeded', 0]);
  return summary.judges![0]!;
}
const kinds = async (): Promise<string[]> => (await corpus.edges()).map(({ kind, judged }) => `${kind}${judged === null || judged === undefined ? '' : ` by ${judged.by}`}`);

it('a chat model by name is asked with a schema at temperature 0, and its tokens are counted', async () => {
  server.reacts = ({ first }) => (first.text.startsWith('Refund') ? 'different-scope' : first.text.startsWith('Passwords') ? 'no-contradiction' : 'contradiction');
  expect(await night()).toMatchObject({ judge: 'openai:gpt-4.1-mini', pairs: 4, asked: 4, calls: 8, tokens: 8 * 520, judged: { contradiction: 2, 'different-scope': 1, 'no-contradiction': 1 }, notJudged: {}, failures: [] });
  expect(server.requests.map(({ model, temperature, response_format: format, messages }) => [model, temperature, format?.type, messages.map(({ role }) => role)])).toEqual(Array.from({ length: 8 }, () => ['gpt-4.1-mini', 0, 'json_schema', ['system', 'user']]));
  expect(await kinds()).toEqual([
    'contradicts by openai:gpt-4.1-mini', 'contradicts by openai:gpt-4.1-mini', 'differs-by-scope by openai:gpt-4.1-mini', 'no-contradiction by openai:gpt-4.1-mini',
  ]);
  await night();
  expect(server.requests).toHaveLength(8);
});

it('one that answers differently the two ways round judges nothing', async () => {
  const seen = new Set<string>();
  server.reacts = ({ first, second }) => {
    const pair = [first.text, second.text].sort().join();
    const again = seen.has(pair);
    seen.add(pair);
    return again ? 'contradiction' : 'no-contradiction';
  };
  expect(await night()).toMatchObject({ asked: 4, judged: {}, notJudged: { 'directions-disagree': 4 } });
  const edges = await corpus.edges();
  expect(edges.map(({ kind, judged }) => [kind, judged?.verdict])).toEqual(Array.from({ length: 4 }, () => ['contradicts', 'unsettled']));
  // As the rules have it.
  expect(edges.map(({ certainty }) => certainty).sort()).toEqual(['likely', 'likely', 'likely', 'likely']);
});

it('one that hangs is given up in time, and after three it is left alone', async () => {
  server.reacts = () => 'hang';
  const started = Date.now();
  expect(await night({ timeoutMs: 200 })).toMatchObject({ asked: 3, judged: {}, notJudged: { 'timed-out': 3, waiting: 1 }, failures: [{ code: 'judge-failed', calls: 3 }] });
  expect(Date.now() - started).toBeLessThan(20_000);
  await expect.poll(() => server.closed).toBe(3);
  expect(await kinds()).toEqual(Array.from({ length: 4 }, () => 'contradicts'));
});

it.each([
  ['answers 500', { status: 500, error: 'overloaded' }], ['answers 401', { status: 401, error: 'Incorrect API key provided' }], ['answers 429', { status: 429, error: 'quota' }], ['drops the connection', 'drop'], ['breaks off in the middle', 'half'],
] as const)('one that %s judges nothing, and is asked again the next night', async (_what, reaction) => {
  server.reacts = () => reaction;
  const report = await night();
  expect(report).toMatchObject({ asked: 3, judged: {}, notJudged: { failed: 3, waiting: 1 } });
  expect(report.failures[0]).toMatchObject({ code: 'judge-failed', message: expect.stringContaining(typeof reaction === 'object' ? reaction.error : 'the judge openai:gpt-4.1-mini failed') as string });
  expect(await kinds()).toEqual(Array.from({ length: 4 }, () => 'contradicts'));
  server.reacts = () => 'no-contradiction';
  expect(await night()).toMatchObject({ asked: 4, judged: { 'no-contradiction': 4 }, failures: [] });
});

it.each([['nonsense', 'Sure! As a helpful assistant I would say it depends.'], ['a refusal', ''], ['a verdict that there is not', '{"verdict":"fine","because":"x"}'], ['two verdicts', '{"verdict":"no-contradiction","because":"a"} {"verdict":"contradiction","because":"b"}']])('one that answers %s judges nothing', async (_what, text) => {
  server.reacts = () => ({ text });
  expect(await night()).toMatchObject({ asked: 4, calls: 4, judged: {}, notJudged: { unreadable: 4 }, failures: [] });
  // OpenAI's client throws what is no JSON away: from then on it is asked in plain text.
  expect(server.requests.length).toBeLessThanOrEqual(5);
  expect(await kinds()).toEqual(Array.from({ length: 4 }, () => 'contradicts'));
});

it('one whose server knows no schemas is asked in plain text', async () => {
  server.reacts = (_question, _call, { response_format: format }) => (format === undefined ? { text: 'Here is the answer:\n```json\n{"verdict": "no-contradiction", "because": "both hold"}\n```' } : { status: 400, error: 'response_format is not supported' });
  expect(await night()).toMatchObject({ judged: { 'no-contradiction': 4 }, failures: [] });
  expect(server.requests).toHaveLength(9);
});

it('a provider that is not installed is told, with what to install', async () => {
  expect(await night({ model: 'anthropic:claude-sonnet-4-5', settings: {} })).toMatchObject({ asked: 0, notJudged: { waiting: 4 }, failures: [{ code: 'judge-failed', calls: 1, message: expect.stringContaining('@langchain/anthropic') as string }] });
});

it('a run that is killed while it asks has what came: the next one asks for the rest alone', async () => {
  server.reacts = (_question, call) => (call > 4 ? 'hang' : 'no-contradiction');
  const file = join(corpus.folder, 'night.json');
  writeFileSync(file, JSON.stringify({ pipeline: corpus.pipeline(judgeWith()), store: corpus.store() }));
  const child = fork(join(import.meta.dirname, 'night-child.ts'), [file], { execArgv: ['--import', 'tsx'], stdio: 'ignore' });
  const gone = once(child, 'exit');
  await expect.poll(() => server.requests.length, { timeout: 30_000 }).toBe(5);
  child.kill('SIGKILL');
  await gone;
  server.reacts = () => 'no-contradiction';
  expect(await night()).toMatchObject({ asked: 2, calls: 4, judged: { 'no-contradiction': 4 } });
  expect(server.requests).toHaveLength(9);
  expect(await corpus.problems()).toEqual([]);
});
