import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JudgeReport } from '../../../src/index.js';
import { JudgedCorpus, Puppet, SUBJECTS, type JudgeInput } from './corpus.js';

let corpus: JudgedCorpus;
/** Three clusters: three pages at odds about refunds (three pairs), two about passwords, two about backups. */
beforeAll(() => {
  corpus = new JudgedCorpus();
  for (const [page, days] of [['a.md', 30], ['b.md', 60], ['c.md', 90]] as const) corpus.write(`refund-${page}`, SUBJECTS.refund(days));
  for (const [page, days] of [['a.md', 30], ['b.md', 60]] as const) {
    corpus.write(`password-${page}`, SUBJECTS.password(days));
    corpus.write(`backup-${page}`, SUBJECTS.backup(days));
  }
});
afterAll(() => { corpus.close(); });

const CLUSTERS = { Refund: 'refund', Passwords: 'password', Nightly: 'backup' } as const;
const clustersOf = (pairs: readonly string[]): string[] => pairs.map((pair) => Object.entries(CLUSTERS).find(([word]) => pair.startsWith(word))?.[1] ?? pair).sort();
async function night(puppet: Puppet, bounds: JudgeInput, id = puppet.id): Promise<JudgeReport> {
  const { summary } = await corpus.night({ use: puppet.model(id), atOnce: 1, ...bounds });
  return summary.judges![0]!;
}

it('no cluster has a second pair asked about before every cluster has had one', async () => {
  const puppet = new Puppet('contradiction');
  expect(await night(puppet, { pairs: 3 })).toMatchObject({ pairs: 5, asked: 3, notJudged: { waiting: 2 } });
  expect(clustersOf(puppet.pairs)).toEqual(['backup', 'password', 'refund']);
}, 30_000);

it('the next runs go on where the last one stood, until all have been asked about', async () => {
  const puppet = new Puppet('contradiction');
  const asked: string[][] = [];
  for (const _night of [1, 2, 3, 4]) {
    const before = puppet.asked.length;
    await night(puppet, { pairs: 2 });
    asked.push(clustersOf([...new Set(puppet.asked.slice(before).map(({ first, second }) => [first.text, second.text].sort().join(' / ')))]));
  }
  // The third cluster comes before the second pair of the first.
  expect(new Set([...asked[0]!, asked[1]![0], asked[1]![1]])).toEqual(new Set(['backup', 'password', 'refund']));
  expect(asked.map((clusters) => clusters.length)).toEqual([2, 2, 1, 0]);
  expect(puppet.asked).toHaveLength(10);
}, 30_000);

it('the surest pairs come first', async () => {
  const puppet = new Puppet('contradiction');
  await night(puppet, { pairs: 5 });
  const edges = await corpus.edges();
  const scoreOf = (texts: string): number => edges.find(({ a, b }) => [a.quote, b.quote].sort().join(' / ') === texts)?.score ?? 0;
  const firsts = puppet.pairs.slice(0, 3).map(scoreOf);
  expect(firsts).toEqual([...firsts].sort((a, b) => b - a));
});

it('a budget of tokens is kept by estimates before a question, and by what the judge says after it', async () => {
  // Each question is estimated at 150 and takes 100 (`Puppet`): a pair wants 300, and has taken 200.
  const estimating = (says: Puppet): JudgeInput => ({ use: { ...says.model(), create: () => ({ ask: says.ask.bind(says), estimate: () => 150 }) } });
  const asked = async (tokens: number): Promise<JudgeReport> => (await corpus.night({ ...estimating(new Puppet('contradiction')), atOnce: 1, tokens })).summary.judges![0]!;
  expect(await asked(299)).toMatchObject({ asked: 0, calls: 0, tokens: 0, notJudged: { waiting: 5 } });
  expect(await asked(300)).toMatchObject({ asked: 1, calls: 2, tokens: 200 });
  expect(await asked(500)).toMatchObject({ asked: 2, tokens: 400 });
  expect(await asked(699)).toMatchObject({ asked: 2, tokens: 400 });
  expect(await asked(100_000)).toMatchObject({ asked: 5, tokens: 1000, judged: { contradiction: 5 } });
});

it('a call that fails costs what was estimated: it may have been paid for', async () => {
  const puppet = new Puppet((_question, call) => { if (call === 1) throw new Error('reset'); return 'contradiction'; });
  expect((await night(puppet, {})).tokens).toBeGreaterThan(800);
});

it('no more pairs are asked about at the same time than were allowed', async () => {
  let [running, most] = [0, 0];
  const puppet = new Puppet(async (): Promise<'contradiction'> => {
    most = Math.max(most, running += 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    return 'contradiction';
  });
  await night(puppet, { atOnce: 3 });
  expect(most).toBe(3);
});

it('a judge that fails three times in a row is not asked on; the rules stand, the run succeeds, and the next one asks again', async () => {
  const down = new Puppet(() => { throw new Error('connect ECONNREFUSED'); });
  const { summary, exitCode } = await corpus.night({ use: down.model(), atOnce: 1 });
  expect([summary.run.status, exitCode, down.asked.length]).toEqual(['succeeded', 0, 3]);
  expect(summary.judges).toMatchObject([{
    asked: 3, judged: {}, notJudged: { failed: 3, waiting: 2 }, failures: [{ code: 'judge-failed', calls: 3, message: `the judge ${down.id} failed: connect ECONNREFUSED`, next: expect.stringContaining('next run asks again') as string }],
  }]);
  expect((await corpus.edges()).map(({ kind, judged }) => [kind, judged])).toEqual(Array.from({ length: 5 }, () => ['contradicts', null]));
  const up = new Puppet('no-contradiction');
  expect(await night(up, {}, down.id)).toMatchObject({ asked: 5, judged: { 'no-contradiction': 5 } });
});

it('single failures do not stop it', async () => {
  const flaky = new Puppet((_question, call) => { if (call % 2 === 0) throw new Error('503'); return 'contradiction'; });
  expect(await night(flaky, {})).toMatchObject({ asked: 5, calls: 10, notJudged: { failed: 5 } });
});

it('a judge that never answers is not waited for', async () => {
  const silent = new Puppet(() => new Promise(() => undefined));
  expect(await night(silent, { timeoutMs: 30 })).toMatchObject({ asked: 3, notJudged: { 'timed-out': 3, waiting: 2 }, failures: [{ code: 'judge-failed', message: expect.stringContaining('no answer within 30 ms') as string }] });
});

it('a call that is given up is told so', async () => {
  const signals: AbortSignal[] = [];
  const judge = { ...new Puppet('contradiction').model('told'), create: () => ({ ask: (_question: unknown, { signal }: { signal: AbortSignal }) => { signals.push(signal); return new Promise<never>(() => undefined); } }) };
  await corpus.night({ use: judge, timeoutMs: 20, atOnce: 1 });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
});

it('a judge that cannot be made is told once, and asked nothing', async () => {
  const broken = { ...new Puppet('contradiction').model('broken'), create: () => { throw new Error('OPENAI_API_KEY is not set'); } };
  expect((await corpus.night({ use: broken })).summary.judges).toMatchObject([{ asked: 0, notJudged: { waiting: 5 }, failures: [{ code: 'judge-failed', message: 'the judge broken cannot be made: OPENAI_API_KEY is not set', calls: 1 }] }]);
  const none = { ...new Puppet('contradiction').model('none'), create: () => ({}) as never };
  expect((await corpus.night({ use: none })).summary.judges).toMatchObject([{ failures: [{ message: expect.stringContaining('neither a judge') as string }] }]);
});

it('answers that came before an interruption are not asked for again', async () => {
  const control = new AbortController();
  const puppet = new Puppet((_question, call) => { if (call === 4) control.abort(); return 'contradiction'; });
  await expect(corpus.night({ use: puppet.model(), atOnce: 1 }, { signal: control.signal })).rejects.toMatchObject({ code: 'interrupted' });
  expect(puppet.asked).toHaveLength(4);
  await night(puppet, {});
  // Of the one that was under way nobody knows the answer.
  expect(puppet.asked.length).toBeGreaterThanOrEqual(10);
  expect(puppet.asked.length).toBeLessThanOrEqual(11);
  expect(new Set(puppet.asked.map((question) => JSON.stringify(question))).size).toBe(10);
});
