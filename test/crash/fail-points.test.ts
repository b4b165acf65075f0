import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../bench/lib/random.js';
import { nightUnder, record, walk, type Recorded } from './fail-points.js';
import { furnish, placeIn, reset, type Place } from './scenario.js';
import { Shim, buildShim, compiler } from './shim.js';
import { engine } from './sources.js';
import { Replay, readTrace } from './trace.js';
import { filesIn } from './verify.js';

/** The long benchmark looks at power cuts before every step. */
const POWER_CUT_STRIDE = 21;
let place: Place;
let recorded: Recorded;

describe.skipIf(compiler === null)('a night that ends at any step of its writing', () => {
  beforeAll(async () => {
    place = placeIn(mkdtempSync(join(tmpdir(), 'winnow-crash-')));
    await furnish(engine, place);
    recorded = await record(place);
  }, 120_000);
  afterAll(() => { rmSync(place.folder, { recursive: true, force: true }); });

  it('leaves a store that is whole, killed between two steps or in the middle of one, and the next run ends as if nothing had been', async () => {
    expect(recorded.steps.length).toBeGreaterThan(300);
    const { points, continued, faults } = await walk({ engine, place, recorded, how: 'kill' });
    process.stdout.write(`killed at ${points} points of ${recorded.steps.length} steps, ${continued} of them different: ${faults.length} faults\n`);
    expect(faults.slice(0, 20)).toEqual([]);
    expect(continued).toBeGreaterThan(20);
  }, 600_000);

  it('leaves a store that is whole when the power is cut and what was not synced is lost in part', async () => {
    const { points, continued, faults } = await walk({ engine, place, recorded, how: 'power-cut', stride: POWER_CUT_STRIDE, random: seeded(7) });
    process.stdout.write(`power cut at ${points} points, ${continued} of them different: ${faults.length} faults\n`);
    expect(faults.slice(0, 20)).toEqual([]);
  }, 600_000);

  it.each(['kill', 'tearAndKill'] as const)('leaves what the replay says (%s)', async (action) => {
    for (const share of action === 'kill' ? [0.3, 0.85] : [0.6]) {
      const at = Math.floor(recorded.steps.length * share);
      reset(place);
      const before = filesIn(place.watched);
      const trace = join(place.folder, `trace-${action}-${at}`);
      const shim = new Shim({ library: buildShim(place.folder), watched: place.watched, control: join(place.folder, 'control'), trace });
      shim.set(action, at);
      expect(await nightUnder(place, shim)).toMatchObject({ signal: 'SIGKILL' });
      shim.close();
      const replay = new Replay(before);
      for (const step of readTrace(trace)) replay.apply(step);
      const left = new Map([...filesIn(place.watched)].filter(([path]) => !path.endsWith('-shm')));
      expect(new Set(left.keys())).toEqual(new Set(replay.contents().keys()));
      for (const [path, content] of replay.contents()) expect(left.get(path)?.equals(content), `${path} after ${at} steps`).toBe(true);
    }
  }, 120_000);

  it('is found out without transactions: the same walk finds faults', async () => {
    const without = await record(place, { args: ['without-transactions'] });
    const { faults } = await walk({ engine, place, recorded: { ...without, expected: recorded.expected }, how: 'kill', stride: 5, enough: (found) => found.length > 30 });
    expect(faults.length).toBeGreaterThan(30);
    expect(faults.join('\n')).toMatch(/is in the log, and its chunk is|no verdict|have not the chunks|has \d+ chunks, and/u);
  }, 300_000);
});
