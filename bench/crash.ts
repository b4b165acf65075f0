/**
 * Crash safety at length: nights killed at random moments, every single write and fsync of a night failing in every way, a kill between any two steps and in the
 * middle of each, and power cuts before every step with several guesses at what came to the disk. From everything that is left the next night must end as an
 * undisturbed one does. As a control the same is done without transactions, and must fail.
 *
 *   npm run crash -- --kills 500 --seed 1
 *   npm run crash -- --only faults --from 400     (goes on at the 401st of these nights)
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { built } from '../test/crash/built.js';
import { record, walk } from '../test/crash/fail-points.js';
import { failing, playFailing } from '../test/crash/faults.js';
import { killAtRandom } from '../test/crash/kills.js';
import { furnish, placeIn } from '../test/crash/scenario.js';
import { buildShim, compiler } from '../test/crash/shim.js';
import { inFolder } from './lib/places.js';
import { seeded } from './lib/random.js';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' }, only: { type: 'string' }, from: { type: 'string', default: '0' } } });
const random = seeded(Number(values.seed));
const GUESSES = 3;
const NIGHTS_AT_ONCE = 200;
let faults = 0;

function tell(what: string, found: readonly string[]): void {
  console.log(`${what}: ${found.length} faults`);
  for (const fault of found.slice(0, 20)) console.error(`fault: ${fault}`);
  faults += found.length;
}

const wanted = (part: string): boolean => values.only === undefined || values.only === part;

await inFolder(async (folder) => {
  mkdirSync(join(folder, 'place'));
  const place = placeIn(join(folder, 'place'));
  await furnish(built, place);
  if (wanted('kills')) {
    const { kills, faults: found } = await killAtRandom(built, place, Number(values.kills), random, (line) => { console.log(line); });
    tell(`${kills} kills at random moments`, found);
  }
  if (compiler === null) return;
  const library = buildShim(place.folder);
  const recorded = await record(place, { library });
  if (wanted('points')) {
    const killed = await walk({ engine: built, place, recorded, how: 'kill' });
    tell(`killed at ${killed.points} points of ${recorded.steps.length} steps, ${killed.continued} of them different`, killed.faults);
    for (let guess = 1; guess <= GUESSES; guess += 1) {
      const cut = await walk({ engine: built, place, recorded, how: 'power-cut', random });
      tell(`power cut at ${cut.points} points, ${cut.continued} of them different`, cut.faults);
    }
    const without = await record(place, { library, args: ['without-transactions'] });
    const control = await walk({ engine: built, place, recorded: { ...without, expected: recorded.expected }, how: 'kill', stride: 5, enough: (found) => found.length > 100 });
    console.log(`control without transactions: ${control.faults.length} faults in ${control.points} points, as there should be`);
    if (control.faults.length === 0) tell('the control found nothing', ['without transactions the same walk must fail']);
  }
  if (wanted('faults')) {
    const all = failing(place, recorded, 1);
    const first = Number(values.from);
    if (!Number.isInteger(first) || first < 0 || first >= all.length) throw new Error(`--from ${values.from}: there are ${all.length} of these nights, the first is 0`);
    const found: string[] = [];
    let [failed, continued] = [0, 0];
    // Neighbours leave the same states, from each of which the next night is played once.
    for (let from = first; from < all.length; from += NIGHTS_AT_ONCE) {
      const report = await playFailing(place, recorded, all.slice(from, from + NIGHTS_AT_ONCE), library);
      found.push(...report.faults);
      for (const fault of report.faults) console.error(`fault: ${fault}`);
      failed += report.failed;
      continued += report.continued;
      console.log(`${from + report.nights} of ${all.length} nights with a failing step: ${found.length} faults`);
    }
    tell(`${all.length - first} nights with a failing step, ${failed} of them ended with an error, ${continued} different states left`, found);
  }
});
console.log(faults === 0 ? 'sound: nothing acknowledged was lost, nothing was half done, and every next night ended as an undisturbed one' : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
