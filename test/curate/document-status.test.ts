import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentStatus } from '../../src/curate/index.js';

describe('documentStatus', () => {
  it.each([
    [0, 0, 0, 'quarantined'], [3, 0, 0, 'accepted'], [2, 1, 0, 'partial'], [2, 0, 1, 'partial'], [0, 1, 2, 'quarantined'], [0, 0, 2, 'rejected'],
  ])('%i accepted, %i quarantined, %i rejected: %s', (accepted, quarantined, rejected, status) => {
    expect(documentStatus({ accepted, quarantined, rejected })).toBe(status);
  });

  it('is accepted only when every chunk is', () => {
    const counts = fc.record({ accepted: fc.nat(5), quarantined: fc.nat(5), rejected: fc.nat(5) });
    fc.assert(fc.property(counts, (chunks) => {
      expect(documentStatus(chunks) === 'accepted').toBe(chunks.accepted > 0 && chunks.quarantined + chunks.rejected === 0);
    }));
  });
});
