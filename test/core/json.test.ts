import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, toJson, toJsonObject } from '../../src/core/index.js';

/** The same value with the keys of its objects in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, turned(inner)]));
}

describe('canonicalJson', () => {
  it('gives equal bytes for equal values, whatever the order of keys', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('is what the engine writes of keys in order, and nothing else where they are not', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.array(fc.constantFrom('10', '9', 'a', 'B', '', '__proto__', 'toJSON'), { maxLength: 4 }), (value, keys) => {
      const json = canonicalJson(Object.fromEntries(keys.map((key) => [key, value])));
      const written = [...new Set(keys)].sort();
      expect(json).toBe(`{${written.map((key) => `${JSON.stringify(key)}:${canonicalJson(value)}`).join(',')}}`);
      // Read back, its keys are in order, but for those that are numbers.
      expect(canonicalJson(JSON.parse(json))).toBe(json);
    }));
    expect(canonicalJson([undefined, { at: new Date(0), b: undefined }])).toBe('[null,{"at":"1970-01-01T00:00:00.000Z"}]');
  });

  it('orders keys by code units at every depth and leaves undefined out', () => {
    expect(canonicalJson({ b: 1, a: { d: [{ z: 1, y: 2 }], c: undefined }, Z: 0 })).toBe('{"Z":0,"a":{"d":[{"y":2,"z":1}]},"b":1}');
  });
});

describe('toJson', () => {
  it('makes plain JSON of anything', () => {
    fc.assert(fc.property(fc.anything(), (value) => {
      const json = toJson(value);
      expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    }));
  });

  it('turns dates into ISO strings and drops what JSON has not', () => {
    expect(toJson({ at: new Date('2024-05-04T00:00:00Z'), never: new Date(Number.NaN), big: 12n, nan: Number.NaN, call: () => 1, sign: Symbol('x'), none: undefined }))
      .toEqual({ at: '2024-05-04T00:00:00.000Z', never: null, big: '12', nan: null, call: null, sign: null });
  });

  it('lets no key reach a prototype', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":1,"kept":{"__proto__":{"polluted":true}}}') as unknown;
    const json = toJson(hostile) as Record<string, unknown>;
    expect(json).toEqual({ kept: {} });
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((json as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('caps depth, members and items; a ring ends', () => {
    const ring: Record<string, unknown> = {};
    ring['self'] = ring;
    expect(JSON.stringify(toJson(ring)).length).toBeLessThan(200);
    expect(toJson(Array.from({ length: 5000 }, () => 1))).toHaveLength(1000);
    expect(Object.keys(toJson(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, n]))) as object)).toHaveLength(1000);
  });
});

describe('toJsonObject', () => {
  it.each([[null], ['text'], [[1, 2]], [7], [undefined]])('gives {} for %j', (value) => {
    expect(toJsonObject(value)).toEqual({});
  });
});
