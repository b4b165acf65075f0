import { describe, expect, test } from 'vitest';
import { NO_DATES, type JoinEdge, type JoinMember } from '../../../src/core/index.js';
import { contradictionJoin } from '../../../src/join/contradiction/index.js';
import { joinInput, memberOf } from '../../contract/join.js';

const options = contradictionJoin.options.parse({});
const member = (id: string, node: number, part: Partial<JoinMember> = {}): JoinMember => memberOf(joinInput({ id, text: 'text', path: `${id}.md` }), node, part);
const edge = (a: JoinMember, b: JoinMember, words: [string, string] = ['30 days', '60 days'], certainty: 'likely' | 'possible' = 'likely'): JoinEdge => ({
  kind: 'contradicts', a: { quote: `Kept for ${words[0]}.`, span: { start: 10, end: 27 } }, b: { quote: `Kept for ${words[1]}.`, span: { start: 20, end: 37 } }, score: certainty === 'likely' ? 0.9 : 0.6, certainty,
  cue: 'number', differs: words, method: 'test', aId: a.id, bId: b.id, aNode: a.node, bNode: b.node,
});
const rules = (members: JoinMember[], edges: JoinEdge[]): Record<string, string[]> =>
  Object.fromEntries(contradictionJoin.reduce({ members, edges }, options).map((outcome) => [outcome.id, outcome.findings.map((finding) => finding.rule)]));
const dated = (value: string): Partial<JoinMember> => ({ dates: { ...NO_DATES, value } });

describe('who is told what', () => {
  test('both sides, when nothing tells which is right', () => {
    const [a, b] = [member('a', 0), member('b', 1)];
    expect(rules([a, b], [edge(a, b)])).toEqual({ a: ['contradiction/likely'], b: ['contradiction/likely'] });
    const [first] = contradictionJoin.reduce({ members: [a, b], edges: [edge(a, b)] }, options);
    expect(first).toMatchObject({ id: 'a', score: 0.1, canonical: true, survivor: null });
    expect(first?.findings[0]).toEqual({
      rule: 'contradiction/likely', severity: 'warning', message: 'Unexpected `30 days` in "Kept for 30 days.", expected `60 days` as in `b.md`: "Kept for 60 days."', seen: '30 days', expected: '60 days',
      span: { start: 10, end: 27 }, dispute: { cue: 'number', words: ['30 days', '60 days'], voices: [1, 1], by: null, standing: [null, null], proposal: 'ask-owner' }, related: { documentId: b.documentId, chunkId: 'b', path: 'b.md', quote: 'Kept for 60 days.' },
    });
  });
  test('both sides, where a judge made it likely, and who said so', () => {
    const [a, b] = [member('a', 0), member('b', 1)];
    const judged = { ...edge(a, b), score: 0.6, judged: { by: 'house', verdict: 'contradiction', because: null, was: { kind: 'contradicts', certainty: 'possible' } } } as const;
    const [first] = contradictionJoin.reduce({ members: [a, b], edges: [judged] }, options);
    expect(first).toMatchObject({ score: 0.25, findings: [{ rule: 'contradiction/likely', dispute: { judge: 'house' } }] });
    const unsettled = { ...edge(a, b, undefined, 'possible'), judged: { ...judged.judged, verdict: 'unsettled' } } as const;
    const [same] = contradictionJoin.reduce({ members: [a, b], edges: [unsettled] }, options);
    expect(same).toEqual(contradictionJoin.reduce({ members: [a, b], edges: [edge(a, b, undefined, 'possible')] }, options)[0]);
  });
  test.each<[string, Partial<JoinMember>, Partial<JoinMember>]>([
    ['what is held back for another reason', { authority: 0.1 }, { authority: 0.9, heldBack: true }],
    ['authority', { authority: 0.9 }, { authority: 0.7 }],
    ['date', dated('2025-01-01'), dated('2024-01')],
    ['authority before date', { authority: 0.9, ...dated('2020') }, { authority: 0.5, ...dated('2025') }],
  ])('the worse side by %s, and the better one as a possibility', (_what, better, worse) => {
    const [a, b] = [member('a', 0, better), member('b', 1, worse)];
    expect(rules([a, b], [edge(a, b)])).toEqual({ a: ['contradiction/possible'], b: ['contradiction/likely'] });
    expect(rules([b, a], [edge(b, a)])).toEqual({ a: ['contradiction/possible'], b: ['contradiction/likely'] });
    const messages = contradictionJoin.reduce({ members: [a, b], edges: [edge(a, b)] }, options).map((outcome) => outcome.findings[0]?.message);
    expect(messages[0]).toMatch(/ \(which is held back\):| \(the (?:less trusted|older) side, \S+ to \S+\):/u);
    expect(messages[1]).toMatch(/`b.md`|`a.md`: | \(the (?:more trusted|newer) side, \S+ to \S+\):/u);
    const proposals = contradictionJoin.reduce({ members: [a, b], edges: [edge(a, b)] }, options).map((outcome) => outcome.findings[0]?.dispute?.proposal);
    expect(proposals).toEqual(['keep-this', 'keep-other']);
  });
  test.each<[string, Partial<JoinMember>, Partial<JoinMember>]>([
    ['a shade of authority', { authority: 0.6 }, { authority: 0.5 }], ['half a year or less', dated('2025-06-01'), dated('2025-01-01')], ['one date only', dated('2025-06-01'), {}],
  ])('%s tells nothing', (_what, one, other) => {
    const [a, b] = [member('a', 0, one), member('b', 1, other)];
    expect(rules([a, b], [edge(a, b)])).toEqual({ a: ['contradiction/likely'], b: ['contradiction/likely'] });
  });
});

test('different sentences that say the one and the other are counted, copies of one once', () => {
  const said = (a: JoinMember, b: JoinMember, quoteA: string, quoteB: string, words: [string, string] = ['30 days', '60 days']): JoinEdge => ({ ...edge(a, b, words), a: { quote: quoteA, span: null }, b: { quote: quoteB, span: null } });
  const [a, b, copy, c, d] = ['a', 'b', 'copy', 'c', 'd'].map((id, node) => member(id, node)) as [JoinMember, JoinMember, JoinMember, JoinMember, JoinMember];
  const edges = [said(a, b, 'Kept for 30 days.', 'Kept for 60 days.'), said(a, copy, 'Kept for 30 days.', 'Kept for **60 days**.'), said(a, c, 'Kept for 30 days.', 'We keep it 60 days.'), said(d, b, 'They keep it 30 days.', 'Kept for 60 days.')];
  const outcomes = new Map(contradictionJoin.reduce({ members: [a, b, copy, c, d], edges }, options).map((outcome) => [outcome.id, outcome]));
  expect(outcomes.get('a')?.findings.find(({ related }) => related?.chunkId === 'b')?.dispute?.voices).toEqual([2, 2]);
  expect(outcomes.get('b')?.findings.find(({ related }) => related?.chunkId === 'a')?.dispute?.voices).toEqual([2, 2]);
  expect(outcomes.get('c')?.findings[0]?.dispute?.voices).toEqual([2, 1]);
});

test('possible stays possible', () => {
  const [a, b] = [member('a', 0), member('b', 1)];
  const outcomes = contradictionJoin.reduce({ members: [a, b], edges: [edge(a, b, ['1', '2'], 'possible')] }, options);
  expect(outcomes.map((outcome) => [outcome.score, outcome.findings[0]?.rule, outcome.findings[0]?.severity])).toEqual([[0.5, 'contradiction/possible', 'info'], [0.5, 'contradiction/possible', 'info']]);
});

test('every member of a node is told, with a span only where it was measured', () => {
  const [a, twin, b] = [member('a', 0), member('twin', 0), member('b', 1)];
  const outcomes = new Map(contradictionJoin.reduce({ members: [a, twin, b], edges: [edge(a, b)] }, options).map((outcome) => [outcome.id, outcome]));
  expect(outcomes.get('a')?.findings[0]?.span).toEqual({ start: 10, end: 27 });
  expect(outcomes.get('twin')?.findings[0]).toMatchObject({ rule: 'contradiction/likely', span: null });
});

test('a statement at odds with three values is a template; one at odds with three copies of one value is not', () => {
  const [a, b, c, d] = [member('a', 0), member('b', 1), member('c', 2), member('d', 3)];
  expect(rules([a, b, c, d], [edge(a, b, ['1', '2']), edge(a, c, ['1', '3']), edge(a, d, ['1', '4'])])['a']).toEqual(Array(3).fill('contradiction/possible'));
  expect(rules([a, b, c, d], [edge(a, b, ['1', '2']), edge(a, c, ['1', '2']), edge(a, d, ['1', '2'])])['a']).toEqual(Array(3).fill('contradiction/likely'));
});

test('messages show hostile characters', () => {
  const [a, b] = [member('a', 0), member('b', 1, { path: 'x\u202e.md' })];
  expect(contradictionJoin.reduce({ members: [a, b], edges: [edge(a, b, ['\u0007 30', '60'])] }, options)[0]?.findings[0]?.message).not.toMatch(/[\u0000-\u001f\u202e]/u);
});
