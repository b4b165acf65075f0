/** Nights of which one write or fsync fails each. `faults-child.ts <request.json>`, under the shim; writes `<request.json>.out`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { WinnowError } from '../../dist/core/index.js';
import { built } from './built.js';
import type { Failing, FaultsReport, FaultsRequest } from './faults.js';
import { placeIn, reset, secondNight } from './scenario.js';
import { Shim } from './shim.js';
import { stateOf, targetOf, differences } from './state.js';
import { faultsAfter, imageOf, undisturbedAt } from './verify.js';

const [file = ''] = process.argv.slice(2);
const { folder, jobs, whole } = JSON.parse(readFileSync(file, 'utf8')) as FaultsRequest;
const place = placeIn(folder);
const shim = new Shim({ library: null, watched: place.watched, control: join(folder, 'control') });
const faults: string[] = [];
const seen = new Set<string>();
let failed = 0;

reset(place);
await secondNight(built, place);
const expected = undisturbedAt(place);

/** What is wrong with how a night ended of which a step failed; it must say which file and what to do. */
function faultOfError(error: unknown): string[] {
  if (!(error instanceof WinnowError)) return [`ended with ${String(error)}`];
  const named = error.message.includes(place.store) || error.message.includes(dirname(place.target));
  const expectedCode = error.code === 'store-unwritable' ? error.exitCode === 5 : error.code === 'export-failed';
  return [...(expectedCode ? [] : [`ended with ${error.code}: ${error.message}`]), ...(named ? [] : [`says nothing of the file: ${error.message}`])];
}

async function play({ at, action }: Failing): Promise<string[]> {
  reset(place);
  shim.set(action, at);
  let ended: { error: unknown } | null = null;
  try {
    await secondNight(built, place);
  } catch (error) {
    ended = { error };
  }
  const { hits } = shim;
  shim.set('nothing');
  if (hits === 0) return ['the step never came'];
  // What may fail without harm, such as making a name durable on file systems that cannot.
  if (ended === null) return differences(stateOf(place.store), expected.state);
  failed += 1;
  const found = faultOfError(ended.error);
  const key = `${imageOf(place.store)} ${JSON.stringify(targetOf(dirname(place.target)))}`;
  if (seen.has(key)) return found;
  seen.add(key);
  return [...found, ...(await faultsAfter(built, place, expected, { whole: new Set(whole), goOn: () => secondNight(built, place) }))];
}

for (const job of jobs) faults.push(...(await play(job)).map((fault) => `${job.action} at step ${job.at}: ${fault}`));
writeFileSync(`${file}.out`, JSON.stringify({ nights: jobs.length, failed, continued: seen.size, faults } satisfies FaultsReport));
