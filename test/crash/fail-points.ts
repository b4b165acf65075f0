import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../src/core/index.js';
import { secondNight, reset, type Engine, type Place } from './scenario.js';
import { Shim, buildShim } from './shim.js';
import { Mirror, Replay, materialise, readTrace, type Step } from './trace.js';
import { faultsAfter, filesIn, imageOf, undisturbedAt, type Undisturbed } from './verify.js';

const CHILD = fileURLToPath(new URL('night-child.ts', import.meta.url));

/** A second night as it was written, step by step, and what it came to. */
export interface Recorded {
  readonly before: ReadonlyMap<string, Buffer>;
  readonly steps: readonly Step[];
  readonly expected: Undisturbed;
  /** Hashes of every version of the target's files that was finished. */
  readonly whole: ReadonlySet<string>;
}

/** Plays a night in a process of its own under the shim. Throws what the process said when it did not end well, unless it was to be killed. */
export async function nightUnder(place: Place, shim: Shim | null, args: readonly string[] = []): Promise<{ code: number | null; signal: string | null; complaint: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, place.folder, ...args], { env: { ...process.env, ...shim?.env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => { complaint += piece.toString('utf8'); });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, complaint };
}

export async function record(place: Place, options: { readonly library?: string; readonly args?: readonly string[] } = {}): Promise<Recorded> {
  reset(place);
  const before = filesIn(place.watched);
  const trace = join(place.folder, 'trace');
  if (existsSync(trace)) rmSync(trace);
  const shim = new Shim({ library: options.library ?? buildShim(place.folder), watched: place.watched, control: join(place.folder, 'control'), trace });
  const ended = await nightUnder(place, shim, options.args);
  shim.close();
  if (ended.code !== 0) throw new Error(`the night ended with ${ended.code ?? ended.signal ?? '?'}: ${ended.complaint}`);
  const steps = readTrace(trace);
  return { before, steps, expected: undisturbedAt(place), whole: wholeTargets(place, before, steps) };
}

/** What files had when they were given their names. */
export function wholeTargets(place: Place, before: ReadonlyMap<string, Buffer>, steps: readonly Step[]): Set<string> {
  const whole = new Set([...before].filter(([path]) => !path.startsWith(place.store)).map(([, content]) => sha256(content)));
  const replay = new Replay(before);
  for (const step of steps) {
    replay.apply(step);
    const named = step.op === 'rename' ? replay.contents().get(step.to) : undefined;
    if (named !== undefined) whole.add(sha256(named));
  }
  return whole;
}

export interface Walk {
  /** States of the disk that were opened. */
  readonly points: number;
  /** Those of them that nobody had seen before, from which the night went on to its end. */
  readonly continued: number;
  readonly faults: readonly string[];
}

/** States of the disk between the steps of a night. */
export interface WalkOptions {
  readonly engine: Engine;
  readonly place: Place;
  readonly recorded: Recorded;
  /** `kill`: after each step and in the middle of each write; `power-cut`: what was not synced may be lost, sector by sector. */
  readonly how: 'kill' | 'power-cut';
  /** Every so many steps. Default 1. */
  readonly stride?: number;
  readonly random?: () => number;
  /** Ends the walk. Default: never. */
  readonly enough?: (faults: readonly string[]) => boolean;
}

/**
 * Goes through a recorded night and looks at what a kill or a power cut would have left at each point. From every state that is new the night goes on, and must end as
 * the undisturbed one did; of states that are equal byte by byte one is enough.
 */
export async function walk({ engine, place, recorded, how, stride = 1, random = Math.random, enough }: WalkOptions): Promise<Walk> {
  const seen = new Set<string>();
  const faults: string[] = [];
  let points = 0;
  const probe = join(place.folder, 'probe.db');
  const mirror = new Mirror(new Map([[place.store, probe], [`${place.store}-wal`, `${probe}-wal`]]));
  const look = async (files: ReadonlyMap<string, Buffer>, where: string): Promise<void> => {
    points += 1;
    mirror.bring(files);
    let key: string;
    try {
      key = [imageOf(probe), ...[...files].filter(([path]) => !path.startsWith(place.store) && !path.endsWith('.tmp')).map(([path, content]) => `${path} ${sha256(content)}`)].join('\n');
    } catch (error) {
      faults.push(`${where}: the store cannot be opened: ${String(error)}`);
      return;
    }
    if (seen.has(key)) return;
    seen.add(key);
    materialise(place.watched, files);
    const found = await faultsAfter(engine, place, recorded.expected, { whole: recorded.whole, goOn: () => secondNight(engine, place) });
    faults.push(...found.map((fault) => `${where}: ${fault}`));
  };
  const replay = new Replay(recorded.before);
  for (const [index, step] of recorded.steps.entries()) {
    if (enough?.(faults) === true) break;
    const where = `before step ${index + 1} (${step.op} ${step.path.slice(place.watched.length)})`;
    const due = index % stride === 0;
    if (due) await look(replay.contents(how === 'kill' ? undefined : random), where);
    if (due && how === 'kill' && step.op === 'write' && step.data.length > 1 && step.path !== place.acknowledged) {
      const torn = new Replay(replay.contents());
      torn.apply(step, true);
      await look(torn.contents(), `in the middle of step ${index + 1} (${step.path.slice(place.watched.length)})`);
    }
    replay.apply(step);
  }
  await look(replay.contents(), 'after the last step');
  return { points, continued: seen.size, faults };
}
