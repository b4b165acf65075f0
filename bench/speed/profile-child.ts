/**
 * One run in a process of its own, which notes its CPU time by stage: `profile-child.ts PIPELINE STORE NOW`.
 * Prints a `StageReport`. Parser processes are not counted here: their time is what the whole tree took beyond this.
 */
import { library } from '../lib/places.js';
import { StageClock, type StageTime } from '../lib/stage-clock.js';

export interface StageReport {
  readonly chunks: number;
  readonly parsersStarted: number;
  readonly stages: readonly StageTime[];
}

const [pipeline = '', store = '', now = ''] = process.argv.slice(2);
const { run } = await library();
const clock = new StageClock();
const result = await run(pipeline, { store, now: new Date(now), progress: clock });
process.stdout.write(JSON.stringify({ chunks: result.summary.corpus.chunks.total, parsersStarted: result.parsersStarted, stages: clock.report() } satisfies StageReport));
