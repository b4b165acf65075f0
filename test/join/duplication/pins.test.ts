import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_DATES, type EdgeKind, type JoinEdge, type JoinInput, type JoinMember } from '../../../src/core/index.js';
import { duplicationJoin } from '../../../src/join/duplication/index.js';
import { joinInput, memberOf, runJoin } from '../../contract/join.js';
import { LEAVE, passage } from './texts.js';

const options = duplicationJoin.options.parse({});
const member = (id: string, node: number, part: Partial<JoinMember> = {}): JoinMember => memberOf(joinInput({ id, text: 'x'.repeat(400), path: `${id}.md` }), node, part);
const edge = (a: JoinMember, b: JoinMember, kind: EdgeKind = 'near-duplicate', cue: JoinEdge['cue'] = null): JoinEdge => ({
  kind, a: { quote: '', span: null }, b: { quote: '', span: null }, score: 0.9, certainty: 'verified', cue, differs: null, method: 'test', aId: a.id, bId: b.id, aNode: a.node, bNode: b.node,
});
const reduced = (members: JoinMember[], edges: JoinEdge[]) => new Map(duplicationJoin.reduce({ members, edges }, options).map((outcome) => [outcome.id, outcome]));
const kept = (members: JoinMember[], edges: JoinEdge[]): string[] => [...reduced(members, edges).values()].filter((outcome) => outcome.canonical).map((outcome) => outcome.id);

describe('a pinned member', () => {
  const best: Partial<JoinMember> = { authority: 0.9, tokens: 900, structureScore: 1, dates: { ...NO_DATES, value: '2026-01-01' } };

  test.each<[string, number]>([['a near copy', 1], ['an exact one', 0]])('goes before %s that is better in everything', (_what, node) => {
    const [pinned, other] = [member('z', 0, { pin: 3, authority: 0.1 }), member('a', node, best)];
    const outcomes = reduced([pinned, other], node === 0 ? [] : [edge(pinned, other)]);
    expect(outcomes.get('z')).toEqual({ id: 'z', score: 1, canonical: true, survivor: null, findings: [] });
    expect(outcomes.get('a')).toMatchObject({ canonical: false, survivor: 'z', findings: [{ precedence: { by: 'pin', kept: 3, copy: null } }] });
  });

  test('gives way to what was pinned later', () => {
    const [older, newer] = [member('a', 0, { pin: 3, ...best }), member('b', 1, { pin: 7 })];
    expect(reduced([older, newer], [edge(older, newer)]).get('a')).toMatchObject({ survivor: 'b', findings: [{ precedence: { by: 'pin', kept: 7, copy: 3 } }] });
  });

  test.each<[string, Partial<JoinMember>]>([['version', { version: '2' }], ['access', { access: 'hr-only' }]])('does not take copies of another %s', (_what, part) => {
    const [a, b] = [member('a', 0, { pin: 1 }), member('b', 0, part)];
    expect(kept([a, b], [])).toEqual(['a', 'b']);
  });

  test('that is held back stays, but nothing that could be released gives way to it', () => {
    const [pinned, held, other] = [member('a', 0, { pin: 1, heldBack: true }), member('b', 1, { heldBack: true }), member('c', 2)];
    expect(kept([pinned, other], [edge(pinned, other)])).toEqual(['a', 'c']);
    expect(kept([pinned, held], [edge(pinned, held)])).toEqual(['a']);
    expect(kept([{ ...pinned, pin: null }, other], [edge(pinned, other)])).toEqual(['c']);
  });

  test('is kept beside what holds it, and holds an excerpt of more authority', () => {
    const [part, whole] = [member('part', 0, { pin: 1 }), member('whole', 1, best)];
    expect(kept([part, whole], [edge(part, whole, 'contained')])).toEqual(['part', 'whole']);
    const [better, holder] = [member('part', 0, { ...best, tokens: 50 }), member('whole', 1, { authority: 0.1, pin: 1 })];
    expect(kept([better, { ...holder, pin: null }], [edge(better, holder, 'contained')])).toEqual(['part', 'whole']);
    expect(reduced([better, holder], [edge(better, holder, 'contained')]).get('part')).toMatchObject({ survivor: 'whole', findings: [{ precedence: { by: 'pin', relation: 'contained' } }] });
  });

  test('takes the place of the page it was pasted from', () => {
    const [first, pasted] = [member('first', 0, { authority: 0.9, tokens: 100 }), member('pasted', 1, { tokens: 100 })];
    expect(kept([first, pasted], [edge(first, pasted, 'contained')])).toEqual(['first']);
    expect(kept([first, { ...pasted, pin: 1 }], [edge(first, pasted, 'contained')])).toEqual(['pasted']);
  });
});

test('whatever the component: a pinned member is held back for nothing but a later pin, and copies still name a kept member they are linked to', () => {
  const component = fc.integer({ min: 1, max: 9 }).chain((size) => fc.record({
    members: fc.tuple(...Array.from({ length: size }, (_, at) => fc.record({
      node: fc.integer({ min: 0, max: 6 }), heldBack: fc.boolean(), pinned: fc.boolean(), order: fc.nat(100), authority: fc.constantFrom(0.1, 0.5, 0.9), tokens: fc.integer({ min: 1, max: 4 }),
      access: fc.constantFrom(null, null, 'hr'),
    }).map(({ node, pinned, order, ...part }) => member(`m${at}`, node, { ...part, pin: pinned ? order * 10 + at + 1 : null })))),
    links: fc.array(fc.record({ from: fc.nat(size - 1), to: fc.nat(size - 1), kind: fc.constantFrom<EdgeKind>('near-duplicate', 'contained'), cue: fc.constantFrom(null, 'number' as const) }), { maxLength: 12 }),
  }));
  fc.assert(fc.property(component, ({ members, links }) => {
    const all: readonly JoinMember[] = members;
    const edges = links.flatMap(({ from, to, kind, cue }) => {
      const [a, b] = [all[from], all[to]];
      return a === undefined || b === undefined || a.node === b.node ? [] : [edge(a, b, kind, cue)];
    });
    const outcomes = reduced([...all], edges);
    for (const one of all) {
      const survivor = all.find(({ id }) => id === outcomes.get(one.id)?.survivor);
      if (survivor === undefined) continue;
      if (one.pin !== null) expect(survivor.pin).toBeGreaterThan(one.pin);
      expect(outcomes.get(survivor.id)?.canonical).toBe(true);
      expect([survivor.access, survivor.heldBack && !one.heldBack]).toEqual([one.access, false]);
      expect(survivor.node === one.node || edges.some((link) => link.cue === null && [link.aNode, link.bNode].includes(one.node) && [link.aNode, link.bNode].includes(survivor.node))).toBe(true);
    }
  }), { numRuns: 1000 });
});

describe('of more near copies than a bucket measures against each other', () => {
  const inputs: JoinInput[] = Array.from({ length: 120 }, (_, at) => joinInput({ path: `p${String(at).padStart(3, '0')}.md`, text: `${LEAVE} ${passage(at + 1, 2)}` }));
  const apart = joinInput({ path: 'apart.md', text: `${LEAVE.replace('thirty days', 'forty days')} ${passage(999, 2)}` });

  test('the pinned one is kept alone, whether or not it was measured against all, and what differs in a fact stays', () => {
    const all = [...inputs, apart];
    const plain = runJoin(duplicationJoin, all);
    const seen = (id: string): number => plain.edges.filter(({ aId, bId }) => aId === id || bId === id).length;
    const [least] = [...inputs].sort((a, b) => seen(a.id) - seen(b.id));
    expect(seen(least!.id)).toBeLessThan(all.length - 1);
    const { outcomes } = runJoin(duplicationJoin, all, options, { members: new Map([[least!.id, { pin: 1 }]]) });
    expect(all.filter(({ id }) => outcomes.get(id)?.canonical === true).map(({ path }) => path).sort()).toEqual(['apart.md', least!.path].sort());
    const far = [...outcomes.values()].filter(({ survivor, findings }) => survivor === least!.id && findings[0]?.message.includes(least!.path) === false);
    expect(far.length).toBeGreaterThan(0);
  });
});
