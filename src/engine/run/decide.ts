import { expectWork, type RunContext } from './context.js';
import { Deciding, decideKeyOf } from './deciding.js';

const PAGE = 500;

/** Decides every chunk whose verdict may be out of date, and stages what differs from the verdict in force. */
export async function decideAll(context: RunContext): Promise<void> {
  const { store, fence, pipeline, now, signal, progress } = context;
  const policyKey = decideKeyOf(pipeline);
  if (context.full || (await store.decidedPolicyKey()) !== policyKey) await store.markAllUndecided(fence);
  progress.stage('deciding');
  for (let first = true; ; first = false) {
    signal.throwIfAborted();
    const ids = await store.undecided({ now, policyKey, limit: PAGE });
    if (ids.length === 0) break;
    if (first) await expectWork(context, { of: 'undecided', now, policyKey }, ids, PAGE);
    const verdicts = await new Deciding(pipeline, store, { at: 'pending', now }).decide(ids);
    await store.stageVerdicts(fence, policyKey, verdicts);
    await store.heartbeat(fence);
    progress.advance(ids.length);
  }
  progress.end();
}
