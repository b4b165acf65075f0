import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engine } from './sources.js';
import { killAtRandom } from './kills.js';
import { furnish, placeIn } from './scenario.js';

/** 500 and more in the long benchmark: `npm run crash`. */
const KILLS = Number(process.env['WINNOW_KILLS'] ?? 50);

it(`${KILLS} nights killed at random moments lose nothing, and the next ones end as if nothing had been`, async () => {
  const place = placeIn(mkdtempSync(join(tmpdir(), 'winnow-crash-')));
  try {
    await furnish(engine, place);
    const { kills, faults } = await killAtRandom(engine, place, KILLS, Math.random);
    process.stdout.write(`${kills} kills: ${faults.length} faults\n`);
    expect(faults.slice(0, 20)).toEqual([]);
    expect(kills).toBe(KILLS);
  } finally {
    rmSync(place.folder, { recursive: true, force: true });
  }
}, 120_000 + KILLS * 12_000);
