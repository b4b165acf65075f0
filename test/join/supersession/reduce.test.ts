import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_DATES, type JoinEdge, type JoinMember } from '../../../src/core/index.js';
import { concludeSupersession } from '../../../src/join/supersession/reduce.js';
import { supersede } from './helpers.js';
import { cpuMs } from '../../cpu-time.js';

const YEARS = ['p/travel-2020.md', 'p/travel-2023.md', 'p/travel-2026.md'].map((path) => ({ path }));

describe('who stays', () => {
  test('the newest end of the chain, for all of it', () => {
    expect(supersede(YEARS).survivors).toEqual(['p/travel-2020.md -> p/travel-2026.md', 'p/travel-2023.md -> p/travel-2026.md']);
  });

  test('a newest one that is held back takes nobody\'s place', () => {
    expect(supersede(YEARS, {}, ['p/travel-2026.md']).survivors).toEqual(['p/travel-2020.md -> p/travel-2023.md']);
    expect(supersede(YEARS, {}, ['p/travel-2026.md', 'p/travel-2023.md']).survivors).toEqual([]);
  });

  test('the chain goes on through one that is held back', () => {
    expect(supersede(YEARS, {}, ['p/travel-2023.md']).survivors).toContain('p/travel-2020.md -> p/travel-2026.md');
  });

  test('of a circle the latest by date stays', () => {
    const circle = ['a', 'b', 'c'].map((name, index) => ({
      path: `x/${name}.md`, declared: { supersedes: `x/${['b', 'c', 'a'][index]}.md` }, ...(name === 'b' ? { date: '2024-01-01' } : {}),
    }));
    expect(supersede(circle).survivors).toEqual(['x/a.md -> x/b.md', 'x/c.md -> x/b.md']);
  });
});

const member = (index: number, part: Partial<JoinMember> = {}): JoinMember => ({
  id: `m${index}`, documentId: `d${index}`, path: `p${index}.md`, source: 's', authority: 0.5, access: null, version: null, dates: NO_DATES, tokens: 1, structureScore: null, heldBack: false, pin: null, node: index, marks: [], asides: 0, ...part,
});
const edge = (a: number, b: number): JoinEdge => ({
  kind: 'supersedes', a: { quote: '', span: null }, b: { quote: '', span: null }, score: 1, certainty: 'verified', cue: null, differs: null, method: 'test',
  aId: `m${a}`, bId: `m${b}`, aNode: a, bNode: b,
});

describe('a pin', () => {
  const near: JoinEdge = { ...edge(0, 1), certainty: 'possible' };
  const survivors = (edges: readonly JoinEdge[], pins: readonly (number | null)[]): (string | null)[] => concludeSupersession(pins.map((pin, index) => member(index, { pin })), edges).map(({ survivor }) => survivor);

  test('keeps what nothing but its text makes an older edition, unless the newer one is pinned later', () => {
    expect(survivors([near], [null, null])).toEqual([null, 'm0']);
    expect(survivors([near], [null, 3])).toEqual([null, null]);
    expect(survivors([near], [4, 3])).toEqual([null, 'm0']);
  });

  test('keeps nothing that its name or a link makes one', () => {
    expect(survivors([edge(0, 1)], [null, 3])).toEqual([null, 'm0']);
  });
});

describe('any graph of links', () => {
  const size = 8;
  const graph = fc.record({
    edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }),
    years: fc.array(fc.option(fc.integer({ min: 2018, max: 2026 })), { minLength: size, maxLength: size }),
    held: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
  }).map(({ edges, years, held }) => ({
    edges: edges.map(([a, b]) => edge(a, b)),
    members: years.map((year, index) => member(index, { heldBack: held[index] ?? false, dates: { ...NO_DATES, value: year === null ? null : String(year) } })),
  }));

  test('each survivor can be reached through newer ones, is not held back, and survives itself', () => {
    fc.assert(fc.property(graph, ({ members, edges }) => {
      const outcomes = new Map(concludeSupersession(members, edges).map((outcome) => [outcome.id, outcome]));
      expect(outcomes.size).toBe(members.length);
      for (const { id } of members) {
        const newer = reachable(id, edges);
        const survivor = outcomes.get(id)?.survivor ?? null;
        if (survivor === null) {
          const rivals = members.filter((other) => other.id !== id && newer.has(other.id) && !other.heldBack);
          expect(rivals.every((rival) => reachable(rival.id, edges).has(id))).toBe(true);
        } else {
          expect(newer).toContain(survivor);
          expect(members.find((other) => other.id === survivor)?.heldBack).toBe(false);
          expect(outcomes.get(survivor)).toMatchObject({ canonical: true, survivor: null, findings: [] });
        }
      }
    }));
  });

  test('the order of members and edges changes nothing', () => {
    const shuffled = graph.chain(({ members, edges }) => fc.record({
      members: fc.constant(members), edges: fc.constant(edges),
      otherMembers: fc.shuffledSubarray(members, { minLength: members.length }), otherEdges: fc.shuffledSubarray(edges, { minLength: edges.length }),
    }));
    fc.assert(fc.property(shuffled, ({ members, edges, otherMembers, otherEdges }) => {
      expect(concludeSupersession(otherMembers, otherEdges)).toEqual(concludeSupersession(members, edges));
    }));
  });

  test('a chain of 20,000 neither overflows the stack nor takes long', () => {
    const members = Array.from({ length: 20_000 }, (_, index) => member(index));
    const edges = members.slice(1).map((_, index) => edge(index, index + 1));
    const started = cpuMs();
    expect(concludeSupersession(members, edges).filter(({ survivor }) => survivor === 'm0')).toHaveLength(19_999);
    expect(cpuMs() - started).toBeLessThan(2000);
  });
});

function reachable(from: string, edges: readonly JoinEdge[]): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { aId, bId } of edges) {
      if (bId !== id || aId === bId || found.has(aId)) continue;
      found.add(aId);
      open.push(aId);
    }
  }
  return found;
}
