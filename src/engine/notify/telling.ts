import { asWinnowError, messageOf, type Store } from '../../core/index.js';
import { loadNotifyPart, resolveChannels, type ConfiguredChannel, type Pipeline } from '../../config/index.js';
import { TargetsFailed, type TargetFailure } from '../run/targets-failed.js';
import { endingConditions, failedCondition, type Condition, type Ending, type Held } from './conditions.js';
import { deliverDue, sendDirectly, type DeliverOptions } from './deliver.js';
import { note, noteReview, noticeOf, standingFailures } from './note.js';

/** As much of a run's result as is told. */
interface Result {
  readonly summary: { readonly run: { readonly id: string }; readonly guards?: Held & { readonly outcome: string } };
  readonly targetsFailed: readonly TargetFailure[];
}

export interface Telling {
  readonly pipeline: Pipeline;
  readonly store: Store;
  /** `false`: nobody is told. */
  readonly notify?: boolean;
  readonly exports?: boolean;
  readonly signal?: AbortSignal;
  readonly progress?: { warn(message: string): void };
  readonly patience?: DeliverOptions['patience'];
}

/** Nothing for a person to do: somebody stopped it, or another run is at work. */
const QUIET: ReadonlySet<string> = new Set(['interrupted', 'store-busy', 'run-superseded', 'pipeline-mismatch', 'nothing-held', 'usage']);

/**
 * Does a run, then tells the channels of the pipeline what of its end needs a person. Nothing of that changes how the run ends: what cannot be told is a
 * warning.
 */
export async function telling<Ran extends Result>(on: Telling, run: () => Promise<Ran>): Promise<Ran> {
  if (on.notify === false || on.pipeline.channels.length === 0) return run();
  const startedAt = Date.now();
  const ended = await run().then((result) => ({ result, error: null, thrown: null }), (error: unknown) => ({ result: null, error: asWinnowError(error, 'internal'), thrown: error }));
  const isQuiet = on.signal?.aborted === true || (ended.error !== null && QUIET.has(ended.error.code));
  if (!isQuiet) await tellEnding(on, endingOf(ended, on), ended.result?.summary.run.id ?? null, startedAt);
  if (ended.result === null) throw ended.thrown;
  return ended.result;
}

function endingOf({ result, error }: { readonly result: Result | null; readonly error: Ending['error'] }, { exports = true }: Telling): Ending {
  const guards = result?.summary.guards;
  return {
    error, held: guards?.outcome === 'held' ? guards : null,
    targetsFailed: error === null ? (exports && result !== null ? result.targetsFailed : null) : error instanceof TargetsFailed ? error.failures : null,
  };
}

async function tellEnding(on: Telling, ending: Ending, runId: string | null, startedAt: number): Promise<void> {
  const { store, pipeline } = on;
  const conditions = endingConditions(ending);
  await tellBy(on, conditions, pipeline.channels, async (options) => {
    const noting = { store, channels: pipeline.channels, pipeline: pipeline.name, runId: runId ?? await failedRun(store, startedAt), now: Date.now() };
    const isAsked = pipeline.channels.some((channel) => channel.on.includes('failures'));
    await note([...conditions, ...(isAsked ? [await standingFailures(store)] : [])], noting);
    await noteReview(noting);
    await deliverDue(store, pipeline.channels, options);
  });
}

/** The run that just failed, where the store came to know of it. */
async function failedRun(store: Store, startedAt: number): Promise<string | null> {
  const [newest] = await store.listRuns({ limit: 1 });
  return newest !== undefined && Date.parse(newest.startedAt) >= startedAt - 1000 ? newest.id : null;
}

/** Tells by the outbox; where the store does not let it, what has gone wrong is told directly. Never throws. */
async function tellBy(
  { pipeline, signal, progress, patience }: { pipeline: { readonly name: string }; signal?: AbortSignal | undefined; progress?: { warn(message: string): void } | undefined; patience?: DeliverOptions['patience'] },
  conditions: readonly Condition[], channels: readonly ConfiguredChannel[], byOutbox: (options: DeliverOptions) => Promise<void>,
): Promise<void> {
  const options: DeliverOptions = { signal: signal ?? new AbortController().signal, warn: (message) => { progress?.warn(message); }, patience };
  try {
    await byOutbox(options);
  } catch (error) {
    options.warn(`what needs a person could not be noted in the store: ${messageOf(error)}`);
    await directly(conditions, channels, pipeline.name, options);
  }
}

async function directly(conditions: readonly Condition[], channels: readonly ConfiguredChannel[], pipeline: string, options: DeliverOptions): Promise<void> {
  for (const condition of conditions.filter(({ subjects }) => subjects.length > 0)) {
    const notice = noticeOf(condition.words(condition.subjects), { kind: condition.kind, pipeline, runId: null, now: Date.now() });
    await sendDirectly(channels.filter(({ on }) => on.includes(condition.kind)), notice, options);
  }
}

/** Why there was no run, or none that could tell of itself. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

export interface FaultToTell {
  readonly fault: Fault;
  readonly pipeline: string;
  readonly channels: readonly ConfiguredChannel[];
  /** The store whose outbox is used where that is possible; it is closed afterwards. `null` = there is none. */
  readonly openStore: (() => Store) | null;
  readonly runId: string | null;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
  readonly patience?: DeliverOptions['patience'];
}

/** Tells of a run that could not tell of itself. Never throws. */
export async function tellFault({ fault, pipeline, channels, openStore, runId, signal, warn, patience }: FaultToTell): Promise<void> {
  const condition = failedCondition('failed', 'The run failed', fault);
  const asked = channels.filter(({ on }) => on.includes('failed'));
  if (asked.length === 0) return;
  const options: DeliverOptions = { signal, warn, patience };
  if (openStore === null) return directly([condition], asked, pipeline, options);
  await tellBy({ pipeline: { name: pipeline }, signal, progress: { warn }, patience }, [condition], asked, async (delivering) => {
    const store = openStore();
    try {
      await note([condition], { store, channels: asked, pipeline, runId, now: Date.now() });
      await deliverDue(store, asked, delivering);
    } finally {
      await store.close();
    }
  });
}

/**
 * Tells of a run that did not begin: its pipeline is invalid, or its store cannot be opened or is another pipeline's. There is no outbox then, and nothing knows what was told before.
 * Never throws.
 */
export async function tellNotBegun(thrown: unknown, { file, hasBegun, ...options }: DeliverOptions & { readonly file: string; readonly hasBegun: boolean }): Promise<void> {
  const fault = asWinnowError(thrown, 'internal');
  if (fault.code === 'store-busy' || (hasBegun && fault.code !== 'pipeline-mismatch')) return;
  try {
    const part = loadNotifyPart(file);
    if (part !== null) await tellFault({ fault, pipeline: part.name, channels: await resolveChannels(part), openStore: null, runId: null, ...options });
  } catch (error) {
    options.warn(`nobody could be told: ${messageOf(error)}`);
  }
}

/** Sends a notice that says that it is a test, once to each channel. */
export async function tellTest(channels: readonly ConfiguredChannel[], pipeline: string, options: DeliverOptions): ReturnType<typeof sendDirectly> {
  const words = { title: 'this is a test', lines: ['Notices of this pipeline arrive here.'], next: 'Nothing is to be done.', facts: {} };
  return sendDirectly(channels, noticeOf(words, { kind: 'test', pipeline, runId: null, now: Date.now() }), { ...options, patience: { ...options.patience, retryAfterMs: [] } });
}
