import fc from 'fast-check';
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PIECE_CHARS, piecesOf, sha256 } from '../../src/core/index.js';

const long = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 20 }))
  .map(([unit, shift]) => `${'a'.repeat(shift)}${unit.repeat(Math.ceil((PIECE_CHARS * 2.5) / unit.length))}`);

describe('piecesOf', () => {
  it('gives pieces that make up the text and cut no character in two', () => {
    fc.assert(fc.property(long, (text) => {
      const pieces = [...piecesOf(text)];
      expect(pieces.join('') === text).toBe(true);
      expect(pieces.every((piece) => piece.length <= PIECE_CHARS && !/^[\uDC00-\uDFFF]/.test(piece))).toBe(true);
    }), { numRuns: 100 });
  });

  it('gives none of an empty text, and keeps half characters', () => {
    expect([...piecesOf('')]).toEqual([]);
    const halves = '\ud83d'.repeat(PIECE_CHARS + 1) + '\ude00'.repeat(PIECE_CHARS);
    expect([...piecesOf(halves)].join('') === halves).toBe(true);
  });
});

describe('sha256', () => {
  it('is the same of a long text as of the whole', () => {
    fc.assert(fc.property(long, (text) => sha256(text) === hash('sha256', text)), { numRuns: 20 });
  });
});
