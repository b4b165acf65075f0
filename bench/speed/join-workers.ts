/** What a worker thread takes off the search for copies: the stage over one store, with and without, in turn. */
import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { inFolder, root } from '../lib/places.js';
import type { GrowthStep } from './copies-growth-child.js';

const CHUNKS = 20_000;
const ROUNDS = 3;

async function step(store: string, ...what: readonly string[]): Promise<GrowthStep> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), join(root, 'bench/speed/copies-growth-child.ts'), store, ...what]);
  return JSON.parse(stdout) as GrowthStep;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function measure(folder: string): Promise<Figure[]> {
  const filled = join(folder, 'filled.db');
  await step(filled, 'fill', String(CHUNKS));
  const rounds: { readonly workers: number; readonly step: GrowthStep }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const workers of [0, 1]) {
      const store = join(folder, `${String(round)}-${String(workers)}.db`);
      copyFileSync(filled, store);
      rounds.push({ workers, step: await step(store, 'join', String(workers)) });
    }
  }
  console.log(`${CHUNKS} chunks, a first run's search for copies, ${availableParallelism()} cores; CPU of all threads\n`);
  console.log(table(['worker threads', 'wall s', 'cpu s', 'peak MB'], rounds.map(({ workers, step: one }) => [String(workers), one.wallSeconds.toFixed(2), one.cpuSeconds.toFixed(2), one.peakRssMb.toFixed(0)])));
  const of = (workers: number, value: (one: GrowthStep) => number): number => median(rounds.filter((one) => one.workers === workers).map((one) => value(one.step)));
  return [
    { key: 'joinWorkers.wallRatio', label: 'copies, one worker thread: wall clock to that without', value: of(1, ({ wallSeconds }) => wallSeconds) / of(0, ({ wallSeconds }) => wallSeconds), unit: '' },
    { key: 'joinWorkers.cpuRatio', label: 'copies, one worker thread: CPU to that without', value: of(1, ({ cpuSeconds }) => cpuSeconds) / of(0, ({ cpuSeconds }) => cpuSeconds), unit: '' },
    { key: 'joinWorkers.peakMb', label: 'copies, one worker thread: peak memory', value: of(1, ({ peakRssMb }) => peakRssMb), unit: 'MB' },
  ];
}

export const joinWorkers: Bench = {
  name: 'join-workers', group: 'speed', needs: ['contradiction'],
  run: () => inFolder(measure),
};
