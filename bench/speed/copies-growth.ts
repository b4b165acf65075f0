/** How the stage that finds copies grows from ten thousand chunks to a million: a first run, a night without news, and one with edits. */
import { join } from 'node:path';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { measured } from '../lib/measure.js';
import { inFolder, root } from '../lib/places.js';
import type { GrowthStep } from './copies-growth-child.js';

const SIZES = [10_000, 100_000, 1_000_000];
/** Of the documents of ten chunks that are edited in the night, one chunk each: 1% of the chunks. */
const EDITED = 0.1;
const [BYTES_A_CHUNK, BASE_MB] = [900, 100];

interface Grown { readonly size: number; readonly filled: GrowthStep; readonly first: GrowthStep; readonly quiet: GrowthStep; readonly night: GrowthStep }

async function step(store: string, ...what: readonly string[]): Promise<GrowthStep> {
  const ran = await measured([process.execPath, '--import', import.meta.resolve('tsx'), join(root, 'bench', 'speed', 'copies-growth-child.ts'), store, ...what]);
  if (ran.exitCode !== 0) throw new Error(`${what.join(' ')} failed: ${ran.stderr.trim()}`);
  return JSON.parse(ran.stdout) as GrowthStep;
}

async function grow(folder: string, size: number): Promise<Grown> {
  const store = join(folder, `${String(size)}.db`);
  const filled = await step(store, 'fill', String(size));
  const first = await step(store, 'join', '0');
  const quiet = await step(store, 'join', '0');
  await step(store, 'edit', String(EDITED), '1');
  return { size, filled, first, quiet, night: await step(store, 'join', '0') };
}

/** Exponent of the power that leads from one size to the other. */
const exponent = (a: Grown, b: Grown): number => Math.log(b.first.cpuSeconds / a.first.cpuSeconds) / Math.log(b.size / a.size);
/** Chunks that came and chunks that left. */
const changed = ({ size }: Grown): number => (2 * size * EDITED) / 10;
const microsPerChanged = (one: Grown): number => ((one.night.cpuSeconds - one.quiet.cpuSeconds) * 1e6) / changed(one);
const microsPerStored = ({ size, quiet }: Grown): number => (quiet.cpuSeconds * 1e6) / size;
const bytesAllowed = ({ size }: Grown): number => BASE_MB + (size * BYTES_A_CHUNK) / 2 ** 20;

export const copiesGrowth: Bench = {
  name: 'copies-growth', group: 'speed', needs: ['contradiction'],
  run: () => inFolder(async (folder) => {
    const grown: Grown[] = [];
    for (const size of SIZES) grown.push(await grow(folder, size));
    console.log('documents of ten chunks, put into a store without being parsed or scored; then the stage alone, in a process of its own and without worker threads. Chunks: whole paragraphs of five documentation sets as far as they go, beyond that runs');
    console.log('of four of their words put together anew; of a hundred, three are exact copies, three near ones, two hold another. The night: a chunk in the middle of every tenth document has six pairs of words exchanged\n');
    console.log(table(
      ['chunks', 'real text', 'first run: cpu s', 'us a chunk', 'wall s', 'peak RSS MB', 'allowed MB', 'nothing new: us a stored chunk', '1% edited: cpu s', 'us a changed chunk'],
      grown.map((one) => [
        String(one.size), String(one.filled.real), one.first.cpuSeconds.toFixed(1), ((one.first.cpuSeconds * 1e6) / one.size).toFixed(0), one.first.wallSeconds.toFixed(1), one.first.peakRssMb.toFixed(0),
        bytesAllowed(one).toFixed(0), microsPerStored(one).toFixed(3), one.night.cpuSeconds.toFixed(2), microsPerChanged(one).toFixed(0),
      ]),
    ));
    const [least, most] = [grown[0]!, grown.at(-1)!];
    return [
      { key: 'copiesGrowth.exponent', label: `copies: exponent of the CPU time of a first run, ${String(least.size)} to ${String(most.size)} chunks`, value: exponent(least, most), unit: '' },
      { key: 'copiesGrowth.rssBytesPerChunk', label: `copies: peak memory beyond ${String(BASE_MB)} MB, ${String(most.size)} chunks`, value: ((most.first.peakRssMb - BASE_MB) * 2 ** 20) / most.size, unit: 'B/chunk' },
      { key: 'copiesGrowth.microsPerStored', label: `copies, nothing new, ${String(most.size)} chunks: CPU a stored chunk`, value: microsPerStored(most), unit: 'us' },
      { key: 'copiesGrowth.microsPerChanged', label: `copies, 1% edited, ${String(most.size)} chunks: CPU a changed chunk beyond that`, value: microsPerChanged(most), unit: 'us' },
    ] satisfies Figure[];
  }),
};
