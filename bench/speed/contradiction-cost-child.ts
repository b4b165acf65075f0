/**
 * One run in a process of its own with the join that counts (`counted-contradiction.ts`): `contradiction-cost-child.ts PIPELINE STORE NOW`. Nothing may be left to
 * parse: parser processes would load the plugin too. Prints a `CountedRun`.
 */
import { library } from '../lib/places.js';
import { StageClock } from '../lib/stage-clock.js';
import { counts, type Counts } from './counted-contradiction.js';

export interface CountedRun { readonly counts: Counts; readonly chunks: number; readonly stageCpuSeconds: number; readonly parsersStarted: number }

const [pipeline = '', store = '', now = ''] = process.argv.slice(2);
const { run } = await library();
const clock = new StageClock();
const result = await run(pipeline, { store, now: new Date(now), progress: clock });
const stages = clock.report().filter(({ name }) => name.endsWith(' contradiction'));
process.stdout.write(JSON.stringify({
  counts: counts(), chunks: result.summary.corpus.chunks.total, stageCpuSeconds: stages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0), parsersStarted: result.parsersStarted,
} satisfies CountedRun));
