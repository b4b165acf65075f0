import { describe, expect, it } from 'vitest';
import { LruMap } from '../../src/store/sqlite/lru.js';

describe('LruMap', () => {
  const map = (limits: ConstructorParameters<typeof LruMap<number, string>>[0]): { ask: (key: number, value?: string) => string; made: number[] } => {
    const lru = new LruMap<number, string>(limits);
    const made: number[] = [];
    return { made, ask: (key, value = String(key)) => lru.get(key, () => (made.push(key), value)) };
  };

  it('forgets what was asked for longest ago beyond its number of entries', () => {
    const { ask, made } = map({ entries: 2 });
    for (const key of [1, 2, 1, 3, 1, 2]) ask(key);
    expect(made).toEqual([1, 2, 3, 2]);
  });

  it('forgets beyond its weight, but keeps the newest whatever it weighs', () => {
    const { ask, made } = map({ entries: 9, weight: 10, weigh: (text) => text.length });
    expect([ask(1, 'aaaa'), ask(2, 'bbbb'), ask(3, 'c'.repeat(20)), ask(3)]).toEqual(['aaaa', 'bbbb', 'c'.repeat(20), 'c'.repeat(20)]);
    expect(ask(1, 'aaaa')).toBe('aaaa');
    expect(made).toEqual([1, 2, 3, 1]);
  });
});
