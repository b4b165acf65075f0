import { describe, expect, it } from 'vitest';
import { copiesLines, diffLines } from '../../src/cli/copies-text.js';
import type { ClusterMember } from '../../src/engine/explain.js';
import type { Precedence } from '../../src/core/index.js';

const plain = (_style: string, text: string): string => text;
const change = (part: object): { before: string; here: string; there: string; after: string } => ({ before: 'within', here: '30', there: '90', after: 'days', ...part });

describe('a word diff in text', () => {
  it('is coloured where there are colours, and counts what it leaves out', () => {
    const diff = { changes: [change({}), change({ here: '', before: '' }), change({ there: '', after: '' })], more: 4 };
    expect(diffLines(diff, plain)).toEqual(['words [-here-] {+there+}:', '  within [-30-] {+90+} days', '  {+90+} days', '  within [-30-]', '  and 4 more']);
    expect(diffLines(diff, (style, text) => `<${style}>${text}</>`)[1]).toBe('  within <red>[-30-]</> <green>{+90+}</> days');
    expect([diffLines(null, plain), diffLines({ changes: [], more: 0 }, plain)]).toEqual([[], []]);
  });

  it('keeps the words next to a change, and is safe to print', () => {
    const [, line] = diffLines({ changes: [change({ before: `${'x '.repeat(900)}near`, here: '\u001b[2J\u202e' })], more: 0 }, plain);
    expect(line).toMatch(/x near \[-\\u\{1b\}\[2J\\u\{202e\}-\] \{\+90\+\} days$/u);
    expect(line?.length).toBeLessThan(500);
  });
});

describe('why a copy is kept', () => {
  const member = (chunkId: string, part: Partial<ClusterMember> = {}): ClusterMember => ({ chunkId, path: `${chunkId}.md`, status: 'accepted', canonical: true, survivor: null, because: null, pin: null, ...part });
  const told = (by: Precedence['by'], kept: Precedence['kept'], copy: Precedence['copy']): string | undefined => {
    const cluster = [member('a'), member('b', { canonical: false, survivor: 'a', because: { relation: 'near', similarity: 0.9, by, kept, copy } })];
    return copiesLines({ id: 'b', cluster, clusterSize: 2, canonicalDiff: null }, plain)[0];
  };

  it.each<[Precedence['by'], Precedence['kept'], Precedence['copy'], string]>([
    ['held-back', null, null, 'not held back for another reason'], ['authority', 0.9, 0.5, 'of more authority (0.9 against 0.5)'], ['date', '2024-05-01', '2023-01-01', 'newer (2024-05-01 against 2023-01-01)'],
    ['date', '2024', null, 'dated (2024 against no date)'], ['tokens', 90, 10, 'more complete (90 tokens against 10)'], ['structure', 0.951, null, 'better structured (0.95 against none)'],
    ['path', 'a\u202e.md', 'b.md', 'first by path (a\\u{202e}.md against b.md)'], ['id', 'a', 'b', 'first by id'], ['holds', null, null, 'a text that holds this one'], ['pin', 3, null, 'pinned'],
    ['measured', null, null, 'compared with every copy of a large cluster'], ['source', 0.9, 0.5, 'part of a source of more authority that says nearly all of this (0.9 against 0.5)'],
    ['elsewhere', null, null, 'kept already, for what this one was first a copy of'],
  ])('names the criterion %s', (by, kept, copy, text) => {
    expect(told(by, kept, copy)).toBe(`canonical: a.md a, ${text}`);
  });
});
