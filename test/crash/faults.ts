import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Recorded } from './fail-points.js';
import type { Place } from './scenario.js';
import { Shim, type ShimAction } from './shim.js';

const CHILD = fileURLToPath(new URL('faults-child.ts', import.meta.url));
/** The ways in which a write or an fsync fails: once, or from then on. */
export const FAILURES = ['enospcOnce', 'enospcFrom', 'eioOnce', 'eioFrom'] as const satisfies readonly ShimAction[];

/** The night whose step `at` fails in one of the ways. */
export interface Failing {
  readonly at: number;
  readonly action: (typeof FAILURES)[number];
}

export interface FaultsRequest {
  readonly folder: string;
  readonly jobs: readonly Failing[];
  readonly whole: readonly string[];
}

export interface FaultsReport {
  readonly nights: number;
  /** Nights that ended with an error. */
  readonly failed: number;
  /** Different states that they left, from each of which the next night went on. */
  readonly continued: number;
  readonly faults: readonly string[];
}

/** Steps of the store and its target that can fail, with the ways for each. With a stride, one way in turn for every step that is no write, and for every so many writes. */
export function failing(place: Place, { steps }: Recorded, stride: number): Failing[] {
  // Openings are noted and are no steps: they are not counted.
  const counted = steps.filter(({ op }) => op !== 'open');
  let turn = 0;
  return counted.flatMap(({ op, path }, index): Failing[] => {
    if (path === place.acknowledged) return [];
    const at = index + 1;
    if (stride === 1) return FAILURES.map((action) => ({ at, action }));
    if (op !== 'write') return [{ at, action: FAILURES[(turn += 1) % FAILURES.length] ?? 'eioOnce' }];
    return at % stride === 0 ? [{ at, action: FAILURES[(at / stride) % FAILURES.length] ?? 'eioOnce' }] : [];
  });
}

/** Plays nights of which one step fails each, in one process under the shim. */
export async function playFailing(place: Place, recorded: Recorded, jobs: readonly Failing[], library: string): Promise<FaultsReport> {
  const file = join(place.folder, 'faults.json');
  rmSync(`${file}.out`, { force: true });
  writeFileSync(file, JSON.stringify({ folder: place.folder, jobs, whole: [...recorded.whole] } satisfies FaultsRequest));
  const shim = new Shim({ library, watched: place.watched, control: join(place.folder, 'control') });
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, file], { env: { ...process.env, ...shim.env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => { complaint += piece.toString('utf8'); });
  const [code] = (await once(child, 'close')) as [number | null];
  shim.close();
  if (code !== 0) throw new Error(`the process of failing nights ended with ${String(code)}: ${complaint}`);
  return JSON.parse(readFileSync(`${file}.out`, 'utf8')) as FaultsReport;
}
