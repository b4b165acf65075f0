import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paged, ruleMatcher, take } from '../../src/engine/views/pages.js';
import { locateStore } from '../../src/engine/corpus.js';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

describe('pages of a view', () => {
  it('give every row once, in order, whatever the size of a page', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(60), fc.integer({ min: 1, max: 12 }), async (count, size) => {
      const rows = Array.from({ length: count }, (_, index) => index);
      let largest = 0;
      const got = await all(paged<number>(async (after, limit) => {
        const page = rows.filter((row) => after === undefined || row > after).slice(0, limit);
        largest = Math.max(largest, page.length);
        return page;
      }, size));
      expect(got).toEqual(rows);
      expect(largest).toBeLessThanOrEqual(size);
    }));
  });

  it('are not asked for beyond the limit', async () => {
    let asked = 0;
    async function* rows(): AsyncGenerator<number> {
      for (;;) yield asked++;
    }
    expect(await all(take(rows(), 3))).toEqual([0, 1, 2]);
    expect(asked).toBe(3);
    expect(await all(take(rows(), 0))).toEqual([]);
    expect(asked).toBe(3);
  });
});

describe('a rule filter', () => {
  it('takes a rule, or all rules of a dimension, and nothing else', () => {
    const rules = ['freshness/stale', 'freshness/expired', 'freshness-like/x', 'structure/stale'];
    expect(rules.filter(ruleMatcher('freshness/stale'))).toEqual(['freshness/stale']);
    for (const pattern of ['freshness', 'freshness/', 'freshness/*']) expect(rules.filter(ruleMatcher(pattern))).toEqual(['freshness/stale', 'freshness/expired']);
    expect(rules.filter(ruleMatcher(undefined))).toEqual(rules);
    expect(rules.filter(ruleMatcher('fresh'))).toEqual([]);
  });
});

describe('which store is meant', () => {
  it('--store, else WINNOW_STORE, else beside the pipeline, else the only one in .winnow', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'winnow-locate-'));
    try {
      mkdirSync(join(cwd, 'sub'));
      mkdirSync(join(cwd, '.winnow'));
      writeFileSync(join(cwd, 'sub', 'p.yaml'), 'version: 1\nname: mine\nread: [{ name: a, use: files }]\n');
      const pipelineFile = join('sub', 'p.yaml');
      expect(locateStore({ store: 's.db', pipelineFile, env: { WINNOW_STORE: 'e.db' }, cwd })).toBe(join(cwd, 's.db'));
      expect(locateStore({ pipelineFile, env: { WINNOW_STORE: 'e.db' }, cwd })).toBe(join(cwd, 'e.db'));
      expect(locateStore({ pipelineFile, env: { WINNOW_STORE: '' }, cwd })).toBe(join(cwd, 'sub', '.winnow', 'mine.db'));
      expect(() => locateStore({ env: {}, cwd })).toThrow(/there is no store in/u);
      writeFileSync(join(cwd, '.winnow', 'one.db'), '');
      writeFileSync(join(cwd, '.winnow', 'one.db-wal'), '');
      expect(locateStore({ env: {}, cwd })).toBe(join(cwd, '.winnow', 'one.db'));
      writeFileSync(join(cwd, '.winnow', 'two.db'), '');
      expect(() => locateStore({ env: {}, cwd })).toThrow(/there are 2 stores in .*one\.db, two\.db/u);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
