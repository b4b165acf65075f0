import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backupStore, restoreStore } from '../../src/engine/backup/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import type { Store } from '../../src/core/index.js';
import { furnish, placeIn, plainNight, reset, type Engine, type Place } from './scenario.js';
import { engine } from './sources.js';
import { differences, stateOf, targetOf } from './state.js';
import { undisturbedAt, type Undisturbed } from './verify.js';

let place: Place;
let expected: Undisturbed;
beforeAll(async () => {
  place = placeIn(mkdtempSync(join(tmpdir(), 'winnow-crash-')));
  await furnish(engine, place);
  reset(place);
  await plainNight(engine, place);
  expected = undisturbedAt(place);
}, 120_000);
afterAll(() => { rmSync(place.folder, { recursive: true, force: true }); });

/** The engine with stores in which something happens before the first call of a method. */
function before(method: keyof Store, happens: () => Promise<void>): Engine {
  let due = true;
  return {
    ...engine,
    openSqliteStore: (location, options) => new Proxy(openSqliteStore(location, options), {
      get: (target, name) => {
        const real = Reflect.get(target, name) as unknown;
        if (name !== method || typeof real !== 'function') return real;
        return async (...args: unknown[]) => {
          if (due) {
            due = false;
            await happens();
          }
          return Reflect.apply(real, target, args) as unknown;
        };
      },
    }),
  };
}

async function exported(location: string): Promise<Set<string>> {
  const store = openSqliteStore(location, { create: false });
  const ids = new Set((await store.ledger('jsonl')).keys());
  await store.close();
  return ids;
}

it.each(['putItems', 'putMeasurements', 'putEdges', 'stageVerdicts', 'publishRun', 'putLedger', 'endRun'] as const)(
  'a backup in the middle of a run, at %s, restored later, and the run after it end where an undisturbed one does', async (method) => {
    reset(place);
    const copy = join(place.folder, `${method}.db`);
    await plainNight(before(method, async () => {
      await backupStore(place.store, { out: copy });
    }), place);
    expect(differences(stateOf(place.store), expected.state)).toEqual([]);
    const told = await exported(place.store);
    const { aside } = await restoreStore(place.store, { backup: copy });
    const restored = openSqliteStore(place.store, { create: false });
    // What the target holds by now is not what the backup knew of it.
    expect(await restored.leaseHolder()).toBeNull();
    expect((await restored.acknowledged('jsonl'))?.exportKey).toBe('');
    expect(new Set(await restored.intended('jsonl'))).toEqual(told);
    await restored.close();
    expect(differences(stateOf(place.store), expected.state)).not.toEqual([]);
    await plainNight(engine, place);
    expect(differences(stateOf(place.store), expected.state)).toEqual([]);
    expect(targetOf(join(place.watched, 'out'))).toEqual(expected.target);
    const kept = join(place.folder, 'kept.db');
    cpSync(aside ?? '', kept);
    expect(differences(stateOf(kept), expected.state)).toEqual([]);
  }, 120_000,
);
