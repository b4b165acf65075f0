import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BUILT, MAIN } from '../built/index.js';
import { plainNight, reset, runArguments, secondNight, type Engine, type Place } from './scenario.js';
import { targetOf } from './state.js';
import { faultsAfter, undisturbedAt, type Undisturbed } from './verify.js';

const NIGHT = fileURLToPath(new URL('night-child.ts', import.meta.url));
const POLL_MS = 2;
/** A page that cannot be read is part of the scenario. */
const DEGRADED = 3;
/** Nights that end before they are killed are not counted, and tell how long a night writes on this machine now; with more of them than this, and than kills, something is wrong. */
const MOST_ALIVE = 20;

/** A night in a process of its own, and how it goes on afterwards. */
interface Play {
  readonly name: string;
  readonly args: (place: Place) => readonly string[];
  readonly goOn: (engine: Engine, place: Place) => Promise<void>;
}

/** The command as people run it, and a night around which people decide. */
const PLAYS: readonly Play[] = [
  { name: 'winnow run', args: (place) => [MAIN, ...runArguments(place)], goOn: plainNight },
  { name: 'a night with decisions', args: (place) => ['--import', 'tsx', NIGHT, place.folder], goOn: secondNight },
];

export interface Kills {
  readonly kills: number;
  readonly faults: readonly string[];
}

/** Kills nights at random moments from their first write on, and goes on from what each left. */
export async function killAtRandom(engine: Engine, place: Place, kills: number, random: () => number, say: (line: string) => void = () => undefined): Promise<Kills> {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is not there: build first`);
  const faults: string[] = [];
  let done = 0;
  for (const [index, play] of PLAYS.entries()) {
    const share = index === 0 ? Math.ceil(kills / 2) : Math.floor(kills / 2);
    const { expected, whole, writesMs } = await undisturbed(place, play);
    let longestMs = writesMs;
    for (let killed = 0, alive = 0; killed < share;) {
      reset(place);
      const afterMs = random() * longestMs;
      const wroteMs = await playAndKill(place, play, afterMs);
      if (wroteMs !== null) {
        longestMs = wroteMs;
        alive += 1;
        if (alive > Math.max(MOST_ALIVE, killed)) throw new Error(`${alive} of ${alive + killed} nights ended before they were killed`);
        continue;
      }
      killed += 1;
      done += 1;
      const found = await faultsAfter(engine, place, expected, { whole, goOn: () => play.goOn(engine, place) });
      faults.push(...found.map((fault) => `${play.name}, killed after ${afterMs.toFixed(0)} ms: ${fault}`));
    }
    say(`${play.name}: ${share} kills within ${longestMs.toFixed(0)} ms of the first write`);
  }
  return { kills: done, faults };
}

/** Plays a night to its end: what it comes to, every version of the target there was, and how long it wrote. */
async function undisturbed(place: Place, play: Play): Promise<{ expected: Undisturbed; whole: Set<string>; writesMs: number }> {
  reset(place);
  const folder = dirname(place.target);
  const whole = new Set(Object.values(targetOf(folder)));
  const child = spawn(process.execPath, play.args(place), { stdio: 'ignore' });
  const gone = once(child, 'exit');
  await firstWrite(place, gone);
  const began = performance.now();
  const watch = setInterval(() => { for (const hash of Object.values(targetOf(folder))) whole.add(hash); }, POLL_MS);
  const [code] = (await gone) as [number | null];
  clearInterval(watch);
  if (code !== 0 && code !== DEGRADED) throw new Error(`${play.name} ended with ${String(code)} though nobody disturbed it`);
  for (const hash of Object.values(targetOf(folder))) whole.add(hash);
  return { expected: undisturbedAt(place), whole, writesMs: performance.now() - began };
}

/** Kills a night; when it had ended before, how long it wrote. */
async function playAndKill(place: Place, play: Play, afterMs: number): Promise<number | null> {
  const child = spawn(process.execPath, play.args(place), { stdio: 'ignore' });
  const gone = once(child, 'exit') as Promise<[number | null, string | null]>;
  await firstWrite(place, gone);
  const began = performance.now();
  const wrote = gone.then(() => performance.now() - began);
  await sleep(afterMs);
  child.kill('SIGKILL');
  const [, signal] = await gone;
  return signal === 'SIGKILL' ? null : wrote;
}

async function firstWrite(place: Place, gone: Promise<unknown>): Promise<void> {
  const ended = new AbortController();
  void gone.then(() => { ended.abort(); });
  while (!ended.signal.aborted && (statSync(`${place.store}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) await sleep(POLL_MS);
}
