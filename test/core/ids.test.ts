import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockKey, chunkIdOf, documentIdOf, keyOf, sha256, textHashOf, uriOf, uuidOf } from '../../src/core/index.js';

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

describe('sha256', () => {
  it('is SHA-256 in lower-case hex, of text as UTF-8 and of bytes', () => {
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      expect(sha256(Buffer.from(text, 'utf8'))).toBe(sha256(text));
    }));
  });
});

describe('uuidOf', () => {
  it('gives UUIDs of version 8 that vector stores take', () => {
    fc.assert(fc.property(fc.array(fc.string()), (parts) => { expect(uuidOf(...parts)).toMatch(UUID_V8); }));
  });

  it('tells the same letters in other parts apart', () => {
    expect(uuidOf('ab', 'c')).not.toBe(uuidOf('a', 'bc'));
    expect(uuidOf('a', '')).not.toBe(uuidOf('a'));
    expect(uuidOf('1:a')).not.toBe(uuidOf('1', 'a'));
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.array(fc.string(), { maxLength: 4 }), (a, b) => {
      expect(uuidOf(...a) === uuidOf(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }));
  });
});

describe('ids of documents and chunks', () => {
  it('never change: they are kept in stores and targets', () => {
    expect(documentIdOf('handbook:leave.md')).toBe('8f238c45-2c51-80bb-a9dd-3680138424f1');
  });

  it('rest on the URI, the normalised text and the ordinal among equal texts', () => {
    const uri = uriOf('handbook', 'leave.md');
    const id = chunkIdOf(uri, textHashOf('Leave  is\n25 days.'), 0);
    expect(chunkIdOf(uri, textHashOf('Leave is 25 days.'), 0)).toBe(id);
    expect(chunkIdOf(uri, textHashOf('Leave is 26 days.'), 0)).not.toBe(id);
    expect(chunkIdOf(uri, textHashOf('Leave is 25 days.'), 1)).not.toBe(id);
    expect(chunkIdOf('other:leave.md', textHashOf('Leave is 25 days.'), 0)).not.toBe(id);
  });

  it('come of URIs that name a record where there is one', () => {
    expect(uriOf('faq', 'answers.jsonl', '17')).toBe('faq:answers.jsonl#17');
    expect(uriOf('faq', 'answers.jsonl', null)).toBe(uriOf('faq', 'answers.jsonl'));
  });
});

describe('keyOf', () => {
  it('fits a JS number and an SQLite integer', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const key = keyOf(text);
      expect(Number.isSafeInteger(key) && key >= 0 && key < 2 ** 52).toBe(true);
    }));
  });

  it('spreads', () => {
    expect(new Set(Array.from({ length: 10_000 }, (_, index) => keyOf(String(index)))).size).toBe(10_000);
  });
});

describe('blockKey', () => {
  it('changes with the id, the version and the options', () => {
    const keys = [blockKey('structure', 1, '{}'), blockKey('structure', 2, '{}'), blockKey('structure', 1, '{"a":1}'), blockKey('safety', 1, '{}')];
    expect(new Set(keys).size).toBe(4);
    expect(keys[0]).toMatch(/^structure@1\+[0-9a-f]{12}$/u);
  });
});
