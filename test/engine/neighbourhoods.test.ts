import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inNeighbourhoods } from '../../src/engine/run/neighbourhoods.js';

it('puts pairs beside each other and keeps every node once', () => {
  expect(inNeighbourhoods([5, 1, 2, 3, 4], new Map([[1, [4]], [4, [1, 5]], [5, [4]], [2, [3, 9]], [3, [2]]]))).toEqual([1, 4, 5, 2, 3]);
  const node = fc.integer({ min: 0, max: 30 });
  fc.assert(fc.property(fc.uniqueArray(node), fc.array(fc.tuple(node, fc.array(node))), (nodes, partners) => {
    expect([...inNeighbourhoods(nodes, new Map(partners))].sort((a, b) => a - b)).toEqual([...nodes].sort((a, b) => a - b));
  }));
});
