import Database from 'better-sqlite3';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { run } from '../../src/index.js';

const PLUGIN = `import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
export const slow = { kind: 'exporter', id: 'slow', version: 1, options: z.strictObject({}), apply: () => globalThis.slowExport(), verify: () => { throw new Error('not asked'); } };
`;

afterEach(() => { vi.useRealTimers(); });

it('a run that exports for long says that it lives', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-lease-'));
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs', 'a.md'), '# Lamps\n\nEvery lamp in the cellar is switched off by whoever leaves last.\n');
  writeFileSync(join(folder, 'slow.mjs'), PLUGIN);
  const heartbeats: number[] = [];
  const beat = (db: Database.Database): number => db.prepare<[], { heartbeat: number }>('SELECT heartbeat FROM lease').get()?.heartbeat ?? 0;
  Object.assign(globalThis, {
    async slowExport() {
      const db = new Database(join(folder, 'store.db'));
      db.prepare('UPDATE lease SET heartbeat = 1').run();
      vi.advanceTimersByTime(59_000);
      await Promise.resolve();
      heartbeats.push(beat(db));
      vi.advanceTimersByTime(2_000);
      await Promise.resolve();
      heartbeats.push(beat(db));
      db.close();
      return { upserted: 0, deleted: 0, verified: 'ledger' };
    },
  });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    await run({
      version: 1, name: 'slow', plugins: [join(folder, 'slow.mjs')], read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs'), git: false } }], join: [], export: [{ use: 'slow' }], limits: { parserProcesses: 1 },
    }, { store: join(folder, 'store.db') });
    expect(heartbeats[0]).toBe(1);
    expect(heartbeats[1]).toBeGreaterThan(Date.now() - 60_000);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
