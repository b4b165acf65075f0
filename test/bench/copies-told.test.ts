import { describe, expect, it } from 'vitest';
import { toldOf } from '../../bench/quality/contradictions/copies-told.js';
import type { ChunkLine, EdgeLine, FindingLine } from '../../src/index.js';

const changed = { path: 'passage-01/copy-02.md', from: 'Keys expire after 30 days.', to: 'Keys expire after 60 days.', kind: 'number' };
const planted = { documents: [], changed: [changed] };
const edge = (a: readonly [string, string], b: readonly [string, string], more: Partial<EdgeLine> = {}): EdgeLine =>
  ({ kind: 'contradicts', certainty: 'likely', a: { path: a[0], quote: a[1] }, b: { path: b[0], quote: b[1] }, ...more }) as EdgeLine;
const copy = (number: number): string => `passage-01/copy-0${String(number)}.md`;
const chunk = (number: number, more: Partial<ChunkLine> = {}): ChunkLine =>
  ({ path: copy(number), text: `Much else. ${number === 2 ? changed.to : changed.from}`, status: 'accepted', canonical: true, reasons: [], ...more }) as ChunkLine;
const told = (edges: readonly EdgeLine[], chunks: readonly ChunkLine[] = [], findings: readonly FindingLine[] = []): ReturnType<typeof toldOf> => toldOf(planted, { edges, chunks, findings });

describe('what is told of near-copies', () => {
  it('is found by an edge to the true sentence of another copy, either way round, at the best certainty', () => {
    const { facts, wrong, strange } = told([edge([copy(1), changed.from], [copy(2), changed.to], { certainty: 'possible' }), edge([copy(2), changed.to], [copy(3), changed.from])]);
    expect(facts).toMatchObject([{ told: 'likely', edges: 2 }]);
    expect([wrong, strange]).toEqual([[], []]);
  });

  it('is not found by what differs by its scope, and such edges cost nothing', () => {
    expect(told([edge([copy(1), changed.from], [copy(2), changed.to], { kind: 'differs-by-scope' })]).facts).toMatchObject([{ told: 'differs by scope', edges: 0 }]);
  });

  it('calls edges of other sentences or of two true copies wrong, and those to other documents strange', () => {
    const { facts, wrong, strange } = told([
      edge([copy(2), 'Much else.'], [copy(3), 'Much other.']), edge([copy(1), changed.from], [copy(3), changed.from]), edge([copy(2), changed.to], [copy(2), changed.from]), edge([copy(2), changed.to], ['redis/keys.md', changed.from]), edge(['redis/a.md', 'a'], ['redis/b.md', 'b']),
    ]);
    expect(facts).toMatchObject([{ told: 'nothing', edges: 0 }]);
    expect(wrong).toHaveLength(3);
    expect(strange).toHaveLength(1);
  });

  it('says which copies are left, and what the others are held back for', () => {
    const held = { status: 'quarantined', reasons: [{ rule: 'duplication/near', message: '', severity: 'warning' }] } as const;
    const { facts } = told([], [chunk(1, held), chunk(2), chunk(3, held), chunk(4, { canonical: false })]);
    expect(facts).toMatchObject([{ fate: 'kept', rules: [], trueAccepted: 1, trueRules: new Map([['duplication/near', 2]]) }]);
    expect(told([], [chunk(1), chunk(2, held)]).facts).toMatchObject([{ fate: 'held back', rules: ['duplication/near'], trueAccepted: 1 }]);
    expect(told([], [chunk(1), chunk(2, { canonical: false })]).facts).toMatchObject([{ fate: 'accepted, not the one kept' }]);
  });

  it('counts findings about contradictions on the copies, and the chunks that have them', () => {
    const finding = (rule: string, number: number): FindingLine => ({ rule, path: copy(number), chunkId: String(number) }) as FindingLine;
    const { facts } = told([], [], [finding('contradiction/likely', 1), finding('contradiction/possible', 1), finding('contradiction/likely', 2), finding('duplication/near', 3)]);
    expect(facts).toMatchObject([{ findings: 3, chunks: 2 }]);
  });
});
