import { WinnowError, messageOf } from '../../core/index.js';
import { dropOld } from '../retention/index.js';
import type { RunContext } from './context.js';

/** Drops the generations that the pipeline does not keep. What could not be dropped is tried again by the next run: nothing of this one rests on it. */
export async function retain({ store, pipeline, fence, signal, progress }: RunContext): Promise<void> {
  try {
    await dropOld({ store, pipeline }, fence, { signal, onBegin: () => { progress.stage('dropping old generations'); } });
  } catch (error) {
    if (signal.aborted || (error instanceof WinnowError && error.code === 'run-superseded')) throw error;
    progress.warn(`generations that are no longer kept are still there: ${messageOf(error)}`);
  } finally {
    progress.end();
  }
}
