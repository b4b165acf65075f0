import { describe, expect, it } from 'vitest';
import { keyOf, toJudge, topPairs, verdictsOf } from '../../bench/quality/contradictions/top-pairs.js';
import type { ChunkLine, EdgeLine } from '../../src/index.js';

const chunk = (id: string, source: string, text: string, more: Partial<ChunkLine> = {}): ChunkLine =>
  ({ id, documentId: id, source, path: `${id}.md`, title: `Title ${id}`, headingPath: ['One', 'Two'], span: { start: 0, end: text.length }, text, ...more }) as ChunkLine;
const edge = (a: ChunkLine, b: ChunkLine, score: number, quotes: readonly [string, string] = [a.text, b.text]): EdgeLine =>
  ({ kind: 'contradicts', score, certainty: 'likely', cue: 'number', a: { chunkId: a.id, path: a.path, quote: quotes[0] }, b: { chunkId: b.id, path: b.path, quote: quotes[1] } }) as EdgeLine;
const ALL = { most: 60, mostOfOne: 20 };

describe('the highest-scored pairs', () => {
  it('come by score, and at most so many of one set', () => {
    const chunks = ['amber', 'basalt', 'copper', 'dune', 'ember', 'fjord'].map((word, at) => chunk(word, at < 4 ? 'redis' : 'flux', `The ${word} node keeps ${word} records of ${word}.`));
    const [a, b, c, d, e, f] = chunks as [ChunkLine, ChunkLine, ChunkLine, ChunkLine, ChunkLine, ChunkLine];
    const edges = [edge(a, b, 0.8), edge(c, d, 0.9), edge(e, f, 0.6), edge(a, e, 0.7)];
    const scores = (most: number, mostOfOne: number): number[] => topPairs(edges, chunks, { most, mostOfOne }).map((pair) => pair.edge.score);
    expect(scores(60, 20)).toEqual([0.9, 0.8, 0.7, 0.6]);
    expect(scores(2, 20)).toEqual([0.9, 0.8]);
    // A pair across two sets counts in both.
    expect(scores(60, 2)).toEqual([0.9, 0.8, 0.6]);
    expect(scores(60, 1)).toEqual([0.9, 0.6]);
    expect(topPairs([...edges, edge(a, f, 0.95)], chunks, { most: 60, mostOfOne: 1 })).toHaveLength(1);
  });

  it('come once for all whose quotes are nearly the same, the sides either way round', () => {
    const quotes: readonly [string, string] = ['Keys of a large cluster expire after at most thirty whole days', 'Every expired key of any cluster stays for sixty hours and goes then'];
    const chunks = [1, 2, 3, 4].map((id) => chunk(String(id), 'redis', quotes[id % 2 === 1 ? 0 : 1]));
    const [a, b, c, d] = chunks as [ChunkLine, ChunkLine, ChunkLine, ChunkLine];
    expect(topPairs([edge(a, b, 0.8), edge(d, c, 0.9)], chunks, ALL).map((pair) => pair.edge.score)).toEqual([0.9]);
    expect(topPairs([edge(a, b, 0.8), edge(a, c, 0.9)], chunks, ALL)).toHaveLength(2);
  });

  it('have what stands around the quote in the document, across chunks', () => {
    const text = 'Keys live\n  30 days.';
    const chunks = [chunk('a1', 'redis', 'Before it.', { documentId: 'a' }), chunk('a2', 'redis', text, { documentId: 'a', span: { start: 12, end: 12 + text.length } }), chunk('b', 'redis', 'Keys live 60 days. Behind it.')];
    const [pair] = topPairs([edge(chunks[1]!, chunks[2]!, 0.9, ['30 days.', 'Keys live 60 days.'])], chunks, ALL);
    expect(pair).toMatchObject({ a: { path: 'redis/a2.md', title: 'Title a2', headings: ['One', 'Two'], before: 'Before it.  Keys live\n  ', after: '' }, b: { before: '', after: ' Behind it.' } });
  });

  it('are judged without score, certainty and cue, in an order that does not follow the scores', () => {
    const chunks = Array.from({ length: 40 }, (_, at) => chunk(`c${String(at)}`, 'redis', `Node${String(at)} alpha${String(at)} keeps beta${String(at)} gamma${String(at)}`));
    const pairs = topPairs(Array.from({ length: 20 }, (_, at) => edge(chunks[2 * at]!, chunks[2 * at + 1]!, 1 - at / 100)), chunks, ALL);
    const judge = toJudge(pairs);
    expect(judge).toHaveLength(20);
    expect(JSON.stringify(judge)).not.toMatch(/score|certainty|cue|differs/u);
    expect(judge.map(keyOf)).not.toEqual(pairs.map(keyOf));
    expect(toJudge([...pairs].reverse())).toEqual(judge);
  });

  it('meet their verdict whichever side comes first, only under the same paths; the later verdict holds', () => {
    const [a, b] = [{ path: 'redis/a.md', quote: 'Keys  live **30** days' }, { path: 'redis/b.md', quote: 'keys live 60 days' }];
    const verdicts = verdictsOf([{ a, b, verdict: 'no', why: '' }, { a: b, b: a, verdict: 'contradiction', why: '' }]);
    expect(verdicts.get(keyOf({ a: { ...a, quote: 'keys live 30 days' }, b }))).toBe('contradiction');
    expect(verdicts.size).toBe(1);
    expect(verdicts.get(keyOf({ a: { ...a, path: 'flux/a.md' }, b }))).toBeUndefined();
  });
});
