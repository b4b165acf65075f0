import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, itemHash, metadataJson, snapshotItem, vectorHash } from '../../src/core/index.js';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(',"text":"', '"},"text":"', '\\","text":"\\', '\uD800', '"'));
const anyMetadata = fc.dictionary(fc.oneof(anyText, fc.constantFrom('text', 'metadata', 'id')), fc.oneof(anyText, fc.dictionary(fc.constantFrom('text', 'a'), anyText)));

describe('an exported item', () => {
  it('has the JSON of its metadata inside its own, whatever both say', () => {
    fc.assert(fc.property(anyText, anyText, anyMetadata, (id, text, metadata) => {
      expect(metadataJson(snapshotItem({ id, text, metadata: metadata }))).toBe(canonicalJson(metadata));
    }), { numRuns: 1000 });
  });

  it('is compared by all of its JSON and every bit of its vector', () => {
    const given = { id: 'a', text: 'b', metadata: {} };
    const [plain, one, other] = [snapshotItem(given), snapshotItem(given, Float32Array.of(1, 0)), snapshotItem(given, Float32Array.of(1, -0))];
    expect(new Set([plain.hash, one.hash, other.hash]).size).toBe(3);
    expect(plain.hash).toBe(itemHash(plain.json));
    expect(one.hash).toBe(itemHash(one.json, vectorHash(new Uint8Array(Float32Array.of(1, 0).buffer))));
  });
});
