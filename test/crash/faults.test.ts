import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { built } from './built.js';
import { record } from './fail-points.js';
import { failing, playFailing } from './faults.js';
import { furnish, placeIn } from './scenario.js';
import { buildShim, compiler } from './shim.js';

/** Every fsync, rename, change of length and removal fails here in one way or another, and one write in so many; every step in every way in the long benchmark. */
const STRIDE = 97;

it.skipIf(compiler === null)('a write or an fsync that fails ends a night with a clear error, leaves nothing half done, and the next one ends as if nothing had been', async () => {
  const place = placeIn(mkdtempSync(join(tmpdir(), 'winnow-crash-')));
  try {
    await furnish(built, place);
    const library = buildShim(place.folder);
    const recorded = await record(place, { library });
    const report = await playFailing(place, recorded, failing(place, recorded, STRIDE), library);
    process.stdout.write(`${report.nights} nights with a failing step, ${report.failed} of them ended with an error, ${report.continued} different states left: ${report.faults.length} faults\n`);
    expect(report.faults.slice(0, 20)).toEqual([]);
    expect(report.failed).toBeGreaterThan(15);
  } finally {
    rmSync(place.folder, { recursive: true, force: true });
  }
}, 600_000);
