import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_DATES, type Criterion, type EdgeKind, type JoinEdge, type JoinInput, type JoinMember } from '../../../src/core/index.js';
import { duplicationJoin } from '../../../src/join/duplication/index.js';
import { joinInput, memberOf, runJoin } from '../../contract/join.js';
import { LEAVE, passage } from './texts.js';

const options = duplicationJoin.options.parse({});
const member = (id: string, node: number, part: Partial<JoinMember> = {}): JoinMember => memberOf(joinInput({ id, text: 'x'.repeat(400), path: `${id}.md` }), node, part);
const edge = (a: JoinMember, b: JoinMember, score: number, kind: EdgeKind = 'near-duplicate', cue: JoinEdge['cue'] = null): JoinEdge => ({
  kind, a: { quote: 'ours', span: { start: 3, end: 7 } }, b: { quote: 'theirs', span: { start: 4, end: 10 } }, score, certainty: 'verified', cue, differs: null, method: 'test',
  aId: a.id, bId: b.id, aNode: a.node, bNode: b.node,
});
const reduced = (members: JoinMember[], edges: JoinEdge[]) => new Map(duplicationJoin.reduce({ members, edges }, options).map((outcome) => [outcome.id, outcome]));
const kept = (members: JoinMember[], edges: JoinEdge[]): string[] => [...reduced(members, edges).values()].filter((outcome) => outcome.canonical).map((outcome) => outcome.id);

describe('the canonical', () => {
  const dated = (value: string): Partial<JoinMember> => ({ dates: { ...NO_DATES, value } });
  test.each<[string, Partial<JoinMember>, Partial<JoinMember>, Criterion, unknown, unknown]>([
    ['not held back, before authority', { heldBack: false, authority: 0.1 }, { heldBack: true, authority: 0.9 }, 'held-back', null, null],
    ['authority, before date', { authority: 0.9, ...dated('2001-01-01') }, { authority: 0.5, ...dated('2024-01-01') }, 'authority', 0.9, 0.5],
    ['date, before completeness', { tokens: 10, ...dated('2024-02-01') }, { tokens: 90, ...dated('2024-01-31') }, 'date', '2024-02-01', '2024-01-31'],
    ['a date, before none', { tokens: 10, ...dated('1999') }, { tokens: 90 }, 'date', '1999', null],
    ['completeness, before structure', { tokens: 90, structureScore: 0.1 }, { tokens: 10, structureScore: 0.9 }, 'tokens', 90, 10],
    ['structure, before path', { structureScore: 0.9, path: 'z.md' }, { structureScore: 0.2, path: 'a.md' }, 'structure', 0.9, 0.2],
    ['path', { path: 'a.md' }, { path: 'b.md' }, 'path', 'a.md', 'b.md'],
    ['id', { path: 'a.md' }, { path: 'a.md' }, 'id', 'a', 'z'],
  ])('%s, and the copy keeps why', (_what, better, worse, by, ofKept, ofCopy) => {
    const [a, b] = by === 'id' ? [member('a', 0, better), member('z', 1, worse)] : [member('z', 0, better), member('a', 1, worse)];
    expect(kept([a, b], [edge(a, b, 0.9)])).toEqual([a.id]);
    expect(kept([b, a], [edge(b, a, 0.9)])).toEqual([a.id]);
    const precedence = { relation: 'near', similarity: 0.9, by, kept: ofKept, copy: ofCopy };
    expect(reduced([a, b], [edge(a, b, 0.9)]).get(b.id)?.findings[0]).toMatchObject({ related: { chunkId: a.id }, precedence });
    expect(reduced([a, { ...b, node: 0 }], []).get(b.id)?.findings[0]?.precedence).toEqual({ ...precedence, relation: 'exact', similarity: 1 });
  });
});

test('no chains: a neighbour of a neighbour stays', () => {
  const [a, b, c] = [member('a', 0), member('b', 1), member('c', 2)];
  expect(kept([a, b, c], [edge(a, b, 0.85), edge(b, c, 0.85)])).toEqual(['a', 'c']);
});

test('an exact copy scores 0, a near copy 1 - Jaccard, and both name what is kept', () => {
  const [a, copy, near] = [member('a', 0), member('copy', 0), member('near', 1)];
  const outcomes = reduced([a, copy, near], [edge(near, a, 0.9)]);
  expect(outcomes.get('a')).toEqual({ id: 'a', score: 1, canonical: true, survivor: null, findings: [] });
  expect(outcomes.get('copy')).toMatchObject({ score: 0, canonical: false, survivor: 'a', findings: [{ rule: 'duplication/exact', related: { chunkId: 'a', path: 'a.md' } }] });
  expect(outcomes.get('near')).toMatchObject({ score: 0.1, survivor: 'a', findings: [{ rule: 'duplication/near', span: { start: 3, end: 7 }, related: { quote: 'theirs' } }] });
  expect(outcomes.get('near')?.findings[0]?.message).toBe('Unexpected near copy of `a.md`: `0.90` of their shingles are shared, expected less than `0.8`');
});

test('a span is given only to the member it was measured on', () => {
  const [a, near, twin] = [member('a', 0, { authority: 0.9 }), member('near', 1), member('twin', 1)];
  const outcomes = reduced([a, near, twin], [edge(near, a, 0.9)]);
  expect(outcomes.get('twin')?.findings[0]?.span).toBeNull();
});

test.each<[string, Partial<JoinMember>]>([['version', { version: '2' }], ['access', { access: 'hr-only' }]])('copies that differ in %s never collapse', (_what, part) => {
  const [a, b, c] = [member('a', 0), member('b', 0, part), member('c', 1, part)];
  expect(kept([a, b, c], [edge(a, c, 0.9)])).toEqual(['a', 'b']);
  expect(reduced([a, b, c], [edge(a, c, 0.9)]).get('c')?.survivor).toBe('b');
});

test('copies that differ in a fact are no copies', () => {
  const [a, b] = [member('a', 0), member('b', 1)];
  expect(kept([a, b], [edge(a, b, 0.95, 'near-duplicate', 'number')])).toEqual(['a', 'b']);
});

describe('excerpts', () => {
  test('the excerpt gives way to what holds it, even when it is newer', () => {
    const [part, whole] = [member('part', 0, { dates: { ...NO_DATES, value: '2026-01-01' } }), member('whole', 1, { tokens: 900 })];
    expect(reduced([part, whole], [edge(part, whole, 0.95, 'contained')]).get('part')).toMatchObject({ canonical: false, survivor: 'whole', score: 0.05, findings: [{ rule: 'duplication/contained', precedence: { relation: 'contained', similarity: 0.95, by: 'holds', kept: null, copy: null } }] });
  });
  test('a page of more authority does not give way to one that quotes it', () => {
    const [part, whole] = [member('part', 0, { authority: 0.9 }), member('whole', 1, { tokens: 900 })];
    expect(kept([part, whole], [edge(part, whole, 0.95, 'contained')])).toEqual(['part', 'whole']);
  });
  test('a chunk that is little but a better page pasted in one piece gives way to it', () => {
    const [first, second, pasted] = [
      member('first', 0, { authority: 0.9, documentId: 'page', tokens: 60 }), member('second', 1, { authority: 0.9, documentId: 'page', tokens: 30 }), member('pasted', 2, { tokens: 100 }),
    ];
    const edges = [edge(first, pasted, 0.95, 'contained'), edge(second, pasted, 1, 'contained')];
    const outcomes = reduced([first, second, pasted], edges);
    expect([...outcomes.values()].filter((outcome) => outcome.canonical).map((outcome) => outcome.id)).toEqual(['first', 'second']);
    expect(outcomes.get('pasted')).toMatchObject({ survivor: 'first', score: 0.13, findings: [{ rule: 'duplication/contained', precedence: { by: 'source', kept: 0.9, copy: 0.5 } }] });
    expect(kept([first, second, { ...pasted, tokens: 120 }], edges)).toEqual(['first', 'pasted', 'second']);
  });
  test('not when only some of it is held, nor when the holder is held back', () => {
    const [part, whole, held] = [member('part', 0), member('whole', 1), member('held', 1, { heldBack: true })];
    expect(kept([part, whole], [edge(part, whole, 0.7, 'contained')])).toEqual(['part', 'whole']);
    expect(kept([part, held], [edge(part, held, 0.95, 'contained')])).toEqual(['held', 'part']);
  });
  test('a copy behind an excerpt that gave way is kept unless it is held too', () => {
    const [part, copy, whole] = [member('part', 0, { path: 'a.md' }), member('copy', 1), member('whole', 2)];
    const edges = [edge(part, whole, 0.95, 'contained'), edge(part, copy, 0.85)];
    expect(kept([part, copy, whole], edges)).toEqual(['copy', 'whole']);
    expect(kept([part, copy, whole], [...edges, edge(copy, whole, 0.9, 'contained')])).toEqual(['whole']);
    const better = { ...copy, tokens: part.tokens - 1, path: '0.md' };
    expect(reduced([part, better, { ...whole, tokens: 1 }], [...edges, edge(better, whole, 0.85)]).get('copy')?.findings[0]?.precedence).toMatchObject({ by: 'elsewhere', relation: 'near' });
  });
});

test('text in five documents is boilerplate, and one of it is kept', () => {
  const members = Array.from({ length: 5 }, (_, at) => member(`m${at}`, 0));
  const outcomes = reduced(members, []);
  expect([...outcomes.values()].filter((outcome) => outcome.canonical)).toHaveLength(1);
  for (const outcome of outcomes.values()) expect(outcome.findings.at(-1)).toMatchObject({ rule: 'duplication/boilerplate', severity: 'info' });
  expect([...reduced(members.slice(1), []).values()].flatMap((outcome) => outcome.findings.map((finding) => finding.rule))).not.toContain('duplication/boilerplate');
});

test('whatever the component: every copy names a kept member it is itself linked to, and each component keeps one', () => {
  const component = fc.integer({ min: 1, max: 9 }).chain((size) => fc.record({
    members: fc.tuple(...Array.from({ length: size }, (_, at) => fc.record({ node: fc.integer({ min: 0, max: 6 }), heldBack: fc.boolean(), authority: fc.constantFrom(0.1, 0.5, 0.9), tokens: fc.integer({ min: 1, max: 4 }) })
      .map(({ node, ...part }) => member(`m${at}`, node, part)))),
    links: fc.array(fc.record({ from: fc.nat(size - 1), to: fc.nat(size - 1), kind: fc.constantFrom<EdgeKind>('near-duplicate', 'contained'), cue: fc.constantFrom(null, 'number' as const) }), { maxLength: 12 }),
  }));
  fc.assert(fc.property(component, ({ members, links }) => {
    const all: readonly JoinMember[] = members;
    const edges = links.flatMap(({ from, to, kind, cue }) => {
      const [a, b] = [all[from], all[to]];
      return a === undefined || b === undefined || a.node === b.node ? [] : [edge(a, b, 0.9, kind, cue)];
    });
    const outcomes = reduced([...all], edges);
    expect(outcomes.size).toBe(all.length);
    for (const one of all) {
      const outcome = outcomes.get(one.id);
      if (outcome === undefined || outcome.survivor === null) continue;
      const survivor = all.find((other) => other.id === outcome.survivor);
      expect(outcomes.get(outcome.survivor)?.canonical).toBe(true);
      const linked = edges.some((link) => link.cue === null && [link.aNode, link.bNode].includes(one.node) && [link.aNode, link.bNode].includes(survivor?.node ?? -1));
      expect(linked || survivor?.node === one.node).toBe(true);
      if (survivor?.heldBack === true) expect(one.heldBack).toBe(true);
    }
    expect([...outcomes.values()].some((outcome) => outcome.canonical)).toBe(true);
  }), { numRuns: 500 });
});

test('of more near copies than a bucket measures against each other, one is kept', () => {
  const inputs: JoinInput[] = Array.from({ length: 120 }, (_, at) => joinInput({ path: `p${String(at).padStart(3, '0')}.md`, text: `${LEAVE} ${passage(at + 1, 2)}` }));
  const run = runJoin(duplicationJoin, inputs);
  expect([...run.outcomes.values()].filter((outcome) => outcome.canonical)).toHaveLength(1);
  expect(new Set([...run.outcomes.values()].map(({ findings }) => findings[0]?.precedence?.by))).toContain('measured');
});

describe('options', () => {
  test.each([
    [{ jaccard: 0 }, 'jaccard'], [{ jaccard: 1.2 }, 'jaccard'], [{ containment: 0.9, excerpt: 0.8 }, 'expected excerpt >= containment'], [{ minWords: 3 }, 'expected minWords >= shingleWords'],
    [{ jaccard: 0.05, hashes: 16 }, '1-(1-0.05)^16 = 0.560'],
  ])('%j is refused with its arithmetic', (given, message) => {
    const result = duplicationJoin.options.safeParse(given);
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });
});
