import { describe, expect, it } from 'vitest';
import { WinnowError } from '../../../src/core/index.js';
import { endingConditions, failureCondition, reviewCondition, type Condition, type Ending } from '../../../src/engine/notify/conditions.js';
import { fingerprintOf, newsOf } from '../../../src/engine/notify/news.js';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-11-28T03:00:00Z');
const subject = (key: string) => ({ key, line: key });
const known = (keys: readonly string[], hoursAgo = 1) => ({ subjects: keys.map((key) => fingerprintOf(subject(key))), at: new Date(NOW - hoursAgo * HOUR_MS).toISOString() });
const news = (keys: readonly string[], before: ReturnType<typeof known> | null) => {
  const found = newsOf({ subjects: keys.map(subject) }, before, { now: NOW, remindAfterMs: 24 * HOUR_MS });
  return found === null ? null : found.reminder ? 'reminder' : found.fresh.map(({ key }) => key).join();
};

describe('what is news', () => {
  it.each<[string, readonly string[], ReturnType<typeof known> | null, string | null]>([
    ['nothing, where nothing holds', [], null, null], ['nothing, where what was told went away', [], known(['a'], 99), null],
    ['what was never told', ['a', 'b'], null, 'a,b'], ['what came to it, alone', ['a', 'b', 'c'], known(['a', 'b']), 'c'],
    ['not what was told', ['a', 'b'], known(['b', 'a']), null], ['not what is left of it', ['b'], known(['b', 'a']), null],
    ['that it is still so, after long', ['a'], known(['a'], 24), 'reminder'], ['what came to it, after long, too', ['a', 'b'], known(['a'], 24), 'b'],
    ['what takes the place of what was told', ['b'], known(['a']), 'b'],
  ])('%s', (_what, keys, before, expected) => {
    expect(news(keys, before)).toBe(expected);
  });
});

const ending = (over: Partial<Ending> = {}): Ending => ({ error: null, held: null, targetsFailed: [], ...over });
const byKind = (conditions: readonly Condition[]): Record<string, string[]> => Object.fromEntries(conditions.map(({ kind, subjects }) => [kind, subjects.map(({ key }) => key)]));
const finding = (rule: 'guard/documents' | 'guard/chunks', source: string | null, seen = 20) => ({ rule, source, of: null, seen, before: 40, past: [], z: null, message: `Unexpected fall of \`${source ?? 'all'}\` from 40 to ${seen}` });

describe('what the end of a run tells', () => {
  it('is nothing on a good night, and that all of it is over', () => {
    expect(byKind(endingConditions(ending()))).toEqual({ 'held': [], 'failed': [], 'export-failed': [] });
    expect(byKind(endingConditions(ending({ targetsFailed: null })))).toEqual({ held: [], failed: [] });
  });

  it('is which guards hold it back, the same whatever they counted this night', () => {
    const held = (seen: number) => endingConditions(ending({ held: { generation: 2, documents: 20, chunks: 21, findings: [finding('guard/documents', 'docs', seen), finding('guard/chunks', 'docs', seen)] } }))[0]!;
    expect(held(20).subjects.map(({ key }) => key)).toEqual(held(19).subjects.map(({ key }) => key));
    expect(held(20).words([])).toMatchObject({
      title: 'generation 2 is held back by 2 guards', facts: { generation: 2, findings: 2 }, next: expect.stringContaining('winnow run --publish 2 --reason') as string,
      lines: ['guard/documents Unexpected fall of `docs` from 40 to 20', 'guard/chunks Unexpected fall of `docs` from 40 to 20', expect.stringContaining('20 documents and 21 chunks') as string],
    });
  });

  it('is the code of the error, what it says and what to do; of what it did not come to it says nothing', () => {
    const [failed, ...others] = endingConditions(ending({ targetsFailed: null, error: new WinnowError('score-failed', `bad\n${'x'.repeat(900)}`, { next: 'Mend it.' }) }));
    expect([failed?.kind, failed?.subjects.map(({ key }) => key), others]).toEqual(['failed', ['score-failed'], []]);
    const words = failed?.words([]);
    expect(words).toMatchObject({ title: 'The run failed: score-failed', next: 'Mend it.' });
    expect(words?.lines[0]?.length).toBeLessThanOrEqual(400);
    expect(byKind(endingConditions(ending({ targetsFailed: null, error: new WinnowError('generation-pinned', 'pinned') })))).toEqual({ held: ['generation-pinned'], failed: [] });
  });

  it('is which targets fail and how: another fault, or one after it was mended, is another', () => {
    const failure = (target: string, code: 'export-failed' | 'target-foreign', acknowledged: number | null) => ({ target, acknowledged, error: new WinnowError(code, `${target} <down>`, { next: 'See.' }) });
    const conditions = (...failures: ReturnType<typeof failure>[]) => endingConditions(ending({ error: new WinnowError('export-failed', 'all'), targetsFailed: failures }));
    expect(byKind(conditions(failure('a', 'export-failed', 3), failure('b', 'export-failed', null)))).toEqual({ 'held': [], 'failed': [], 'export-failed': ['["a","export-failed",3]', '["b","export-failed",null]'] });
    const keys = new Set([failure('a', 'export-failed', 3), failure('a', 'target-foreign', 3), failure('a', 'export-failed', 4)].map((each) => conditions(each)[2]?.subjects[0]?.key));
    expect(keys.size).toBe(3);
    expect(conditions(failure('a', 'export-failed', 3))[2]?.words([])).toMatchObject({ title: '1 target could not be brought in step', lines: ['a: export-failed: a <down>'], next: 'See.' });
  });
});

describe('documents that fail', () => {
  const failures = (count: number) => failureCondition(Array.from({ length: count }, (_, index) => ({ source: 'docs', path: `${index}\u202e\n.pdf`, record: index === 0 ? 'r' : null, code: 'file-broken' })));

  it('are listed as far as somebody reads them, on a line each, and counted', () => {
    const condition = failures(30);
    const { subjects } = condition;
    const words = (fresh: typeof subjects) => condition.words(fresh);
    expect(words(subjects.slice(0, 25))).toMatchObject({ title: '25 items newly failed to be read, 30 in all', facts: { failures: 30, fresh: 25 } });
    expect(words(subjects.slice(0, 25)).lines).toHaveLength(21);
    expect(words(subjects).lines.slice(0, 2)).toEqual(['docs:0\\u{202e} .pdf#r file-broken', 'docs:1\\u{202e} .pdf file-broken']);
    expect(words(subjects).lines.at(-1)).toBe('… and 10 more');
    expect(failures(1).words([])).toMatchObject({ title: '1 item could not be read', lines: ['docs:0\\u{202e} .pdf#r file-broken'] });
  });
});

describe('a queue of reviews', () => {
  const queue = { waiting: 11, since: '2026-11-01T00:00:00.000Z' };
  it.each([[{}, []], [{ waiting: 11 }, []], [{ waiting: 10 }, ['waiting']], [{ waitingDays: 27.2 }, []], [{ waitingDays: 27, waiting: 3 }, ['waiting', 'waitingDays']]])('%j', (limits, expected) => {
    expect(reviewCondition(queue, limits, NOW).subjects.map(({ key }) => key)).toEqual(expected);
  });
  it('is told with how many wait and since when', () => {
    expect(reviewCondition(queue, { waiting: 0 }, NOW).words([])).toMatchObject({ title: '11 chunks wait for review', lines: ['The first of them since 2026-11-01.'] });
    expect(reviewCondition({ waiting: 0, since: null }, { waiting: 0, waitingDays: 1 }, NOW).subjects).toEqual([]);
  });
});
