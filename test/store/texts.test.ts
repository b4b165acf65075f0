import { describe, expect, it } from 'vitest';
import { Connection } from '../../src/store/sqlite/connection.js';
import { LruMap } from '../../src/core/lru.js';
import { prepareSchema } from '../../src/store/sqlite/schema.js';
import { putText, textOf } from '../../src/store/sqlite/texts.js';

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

describe('texts of versions', () => {
  it('come out as they went in, and whole where an older store kept them whole', () => {
    const db = new Connection(':memory:', { create: true });
    prepareSchema(db);
    const texts = ['', 'short', 'x'.repeat(32_768), `a${'😀'.repeat(50_000)}`, `${'x'.repeat(32_767)}😀`];
    for (const [number, text] of texts.entries()) putText(db, number, text);
    db.run('INSERT INTO version_text (version_no, text) VALUES (?, ?)', 99, 'y'.repeat(100_000));
    for (const [number, text] of texts.entries()) expect(textOf(db, number) === text).toBe(true);
    expect(textOf(db, 99)).toHaveLength(100_000);
    expect(textOf(db, 100)).toBe('');
    expect(db.get<{ n: number }>('SELECT max(length(text)) AS n FROM version_text_rest')?.n).toBeLessThanOrEqual(32_768);
    db.close();
  });
});
