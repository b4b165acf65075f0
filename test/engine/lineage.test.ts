import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Holders, LEAST_SHARE, lineage, worthKeeping, type Link, type Passage } from '../../src/engine/run/lineage.js';

const sentence = (n: number): string => `Sentence number ${n} of the handbook says what is to be done.`;
const passage = (id: string, numbers: readonly number[]): Passage => ({ id, text: numbers.map(sentence).join(' ') });
const numbers = fc.array(fc.nat(12), { minLength: 1, maxLength: 8 });
const passages = (prefix: string): fc.Arbitrary<Passage[]> => fc.array(numbers, { maxLength: 6 }).map((list) => list.map((held, index) => passage(`${prefix}${index}`, held)));
const shareOf = (old: Passage, after: readonly Passage[]): number => {
  const held = old.text.split(/(?<=\.) /u);
  const standing = new Set(after.flatMap(({ text }) => text.split(/(?<=\.) /u)));
  const length = (list: readonly string[]): number => list.reduce((sum, one) => sum + one.length, 0);
  return length(held.filter((one) => standing.has(one))) / length(held);
};

describe('the lineage of chunks', () => {
  it('gives each new chunk shares that add up to 1 at most', () => {
    fc.assert(fc.property(passages('old'), passages('new'), passages('moved'), (before, after, moved) => {
      const links = lineage(before, after, new Holders(moved));
      for (const { id } of after) {
        const sum = links.filter(({ chunkId }) => chunkId === id).reduce((total, { share }) => total + share, 0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-9);
      }
    }));
  });

  it('names an heir, and keeps the link to it, for every chunk of which a fifth or more is still there', () => {
    fc.assert(fc.property(passages('old'), passages('new'), passages('moved'), (before, after, moved) => {
      const { predecessors, heirs } = worthKeeping(lineage(before, after, new Holders(moved)));
      for (const old of [...before, ...moved]) {
        const heir = heirs.find(({ chunkId }) => chunkId === old.id);
        if (shareOf(old, after) >= LEAST_SHARE) expect(heir, old.text).toBeDefined();
        if (shareOf(old, after) === 0) expect(heir).toBeUndefined();
        if (heir !== undefined) expect(predecessors.some(({ chunkId, predecessorId }) => chunkId === heir.heirId && predecessorId === old.id)).toBe(true);
      }
      expect(new Set(heirs.map(({ chunkId }) => chunkId)).size).toBe(heirs.length);
    }));
  });

  it('does not depend on the order in which documents are met', () => {
    fc.assert(fc.property(passages('old'), passages('new'), (before, after) => {
      const links = lineage(before, after);
      const byPredecessor = (list: readonly Link[]) => worthKeeping(list).heirs.map(({ chunkId, heirId }) => `${chunkId} ${heirId}`).sort();
      expect(byPredecessor([...links].reverse())).toEqual(byPredecessor(links));
    }));
  });

  it('counts a sentence of the document itself before one that left another', () => {
    const links = lineage([passage('own', [1, 2])], [passage('new', [1, 2, 3])], new Holders([passage('moved', [2, 3])]));
    expect(links.map(({ predecessorId, share, taken }) => [predecessorId, Math.round(share * 100), taken])).toEqual([['own', 67, 1], ['moved', 33, 1]]);
  });

  it('knows no history but a chunk that stays, and says nothing of what still stands being taken', () => {
    const stays = passage('stays', [1, 2]);
    expect(lineage([stays], [stays])).toEqual([]);
    expect(lineage([stays], [stays, passage('new', [1, 9])])).toMatchObject([{ chunkId: 'new', predecessorId: 'stays', taken: 0 }]);
  });
});
