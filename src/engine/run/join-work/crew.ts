import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { excerpt, messageOf, type Join, type Store } from '../../../core/index.js';
import type { Configured, Pipeline } from '../../../config/index.js';
import { joins } from '../../../join/index.js';
import type { FrequenciesOf } from '../epoch-terms.js';
import type { LoadMessage, SharedKeys } from './messages.js';
import { JoinThread } from './thread.js';
import { JoinWork, type RequestOf, type WorkResults } from './work.js';

/** When threads are worth their start, and whether they do everything. */
export interface CrewSettings {
  /**
   * Subjects and pairs from which on threads are started. A start takes .2 s of CPU on another core and delays nothing. Of the .5 ms of CPU that
   * a chunk of a first run takes (`npm run bench -- join-workers`: 9.9 s for 20,000, which make 42,000 pairs) some 75 us are spent to enter it and some
   * 140 us on each pair: 5,000 of either are .4 and .7 s, of which a thread that starts can take half.
   */
  readonly subjects: number;
  readonly pairs: number;
  /** Leave nothing to the main thread: for tests of what threads give. */
  readonly threadsOnly: boolean;
}

/** What a crew needs of its run. */
export interface CrewContext {
  readonly pipeline: Pick<Pipeline, 'limits' | 'pluginModules'>;
  readonly store: Pick<Store, 'frequencies'>;
  readonly signal: AbortSignal;
  readonly progress: { warn(message: string): void };
  readonly joinCrew?: Partial<CrewSettings> | undefined;
}

const SETTINGS: CrewSettings = { subjects: 5000, pairs: 5000, threadsOnly: false };
/** Past four, the main thread cannot read and write as fast as they work. */
const MOST_THREADS = 4;
/** Requests at a thread: one it works on and one that waits, so that it need not wait for the main thread. */
const QUEUE = 2;

/**
 * Those who do the CPU work of a run's joins: worker threads, started when there is enough to do, and the main thread, which lends a hand
 * when all of them have enough. Who did what makes no difference to the result.
 */
export class JoinCrew {
  readonly #context: CrewContext;
  readonly #settings: CrewSettings;
  readonly #most: number;
  readonly #onAbort = (): void => {
    void this.close();
  };
  #threads: JoinThread[] = [];
  #closed = false;
  #loads = 0;

  constructor(context: CrewContext) {
    this.#context = context;
    this.#settings = { ...SETTINGS, ...context.joinCrew };
    this.#most = context.pipeline.limits.joinWorkers ?? Math.min(MOST_THREADS, availableParallelism() - 1);
    context.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  get settings(): CrewSettings {
    return this.#settings;
  }

  /** A number for the next join; threads that have not loaded it get no work. */
  nextLoad(): number {
    return (this.#loads += 1);
  }

  /** Has threads load a join; resolves when they have, or are of no use for it. The first time they are started. */
  async load(message: LoadMessage, frequencies: FrequenciesOf): Promise<void> {
    try {
      while (this.#threads.length < this.#most && !this.#closed) this.#threads.push(new JoinThread());
    } catch (error) {
      this.#warn(message.id, messageOf(error));
    }
    const failures = await Promise.all(this.#threads.map(async (thread) => {
      const failure = await thread.load(message, frequencies);
      // Nothing was asked of it yet, so nothing is lost.
      if (thread.end !== null) this.#threads = this.#threads.filter((other) => other !== thread);
      return failure;
    }));
    const failure = failures.find((found) => found !== null);
    if (failure !== undefined) this.#warn(message.id, failure);
  }

  #warn(join: string, why: string): void {
    if (!this.#closed) this.#context.progress.warn(`the join \`${join}\` does not load in a worker thread, so one core does its work: ${excerpt(why, 300)}`);
  }

  get most(): number {
    return this.#most;
  }

  /** A thread that has loaded the join and too little to do; `null` = the main thread does it. */
  free(load: number): JoinThread | null {
    const ready = this.#threads.filter((thread) => thread.loaded === load);
    const [least] = ready.sort((a, b) => a.queued - b.queued);
    return least !== undefined && (this.#settings.threadsOnly || least.queued < QUEUE) ? least : null;
  }

  /** @throws `internal` when a thread ended that nobody had ended */
  refuseLost(): void {
    for (const { end } of this.#threads) if (end !== null) throw end;
  }

  /** Ends the threads, whatever they are at. */
  async close(): Promise<void> {
    this.#closed = true;
    const { signal } = this.#context;
    signal.removeEventListener('abort', this.#onAbort);
    const reason = signal.reason instanceof Error ? signal.reason : new Error('the joins have ended');
    await Promise.all(this.#threads.map((thread) => thread.close(reason)));
  }
}

/** A crew at the work of one join. */
export class JoinLabour {
  readonly #crew: JoinCrew;
  readonly #context: CrewContext;
  readonly #configured: Configured<Join>;
  readonly #frequencies: FrequenciesOf;
  readonly #own: JoinWork;
  readonly #load: number;
  #asked = false;
  #common: { readonly of: ReadonlySet<number>; readonly shared: SharedKeys } = { of: new Set(), shared: { number: 0, keys: new Float64Array() } };

  constructor(crew: JoinCrew, context: CrewContext, configured: Configured<Join>) {
    this.#crew = crew;
    this.#context = context;
    this.#configured = configured;
    this.#load = crew.nextLoad();
    this.#frequencies = (terms) => context.store.frequencies(configured.block.id, terms);
    this.#own = new JoinWork(configured.block, configured.options, this.#frequencies);
  }

  /** Pages that may be at work before the oldest is waited for. */
  get pagesAtOnce(): number {
    return this.#asked ? QUEUE * this.#crew.most + 1 : 0;
  }

  /** So much is coming: from a threshold on, threads are called. */
  async expect(of: 'subjects' | 'pairs', count: number): Promise<void> {
    const { id, light } = this.#configured.block;
    if (this.#asked || this.#crew.most < 1 || count < this.#crew.settings[of] || (light === true && !this.#crew.settings.threadsOnly)) return;
    this.#asked = true;
    const plugin = await placeOf(this.#configured, this.#context.pipeline.pluginModules);
    if (plugin === undefined) return;
    const loading = this.#crew.load({ kind: 'load', load: this.#load, id, plugin, options: this.#configured.options }, this.#frequencies);
    if (this.#crew.settings.threadsOnly) await loading;
  }

  /**
   * Gives work to a thread that is free, or does it. Resolves when the next may be given; `done` is there when this is.
   * @throws what a piece of the join throws; `internal` when a thread is lost
   */
  async give<What extends keyof WorkResults>(request: RequestOf<What>): Promise<{ readonly done: Promise<WorkResults[What]> }> {
    if (!this.#asked) return { done: Promise.resolve(await this.#own.do(request)) };
    // What threads have sent arrives between two turns of the event loop.
    await nextTurn();
    this.#context.signal.throwIfAborted();
    this.#crew.refuseLost();
    const thread = this.#crew.free(this.#load);
    const done = thread === null ? Promise.resolve(await this.#own.do(request)) : thread.ask(request, this.#shared('common' in request ? request.common : this.#common.of));
    // Whoever waits for the page hears of it; it may be waiting for another one now.
    done.catch(() => undefined);
    return { done };
  }

  #shared(common: ReadonlySet<number>): SharedKeys {
    if (this.#common.of !== common) {
      const keys = new Float64Array(new SharedArrayBuffer(common.size * Float64Array.BYTES_PER_ELEMENT));
      keys.set([...common]);
      this.#common = { of: common, shared: { number: this.#common.shared.number + 1, keys } };
    }
    return this.#common.shared;
  }
}

/** The module of the plugin that brings a join, `null` for a built-in one; `undefined` when a thread cannot have it as it is here. */
async function placeOf({ block, options }: Configured<Join>, plugins: readonly string[]): Promise<string | null | undefined> {
  if (!isPlain(options)) return undefined;
  for (const plugin of plugins) {
    if (Object.values((await import(plugin)) as Record<string, unknown>).flat().find((value) => isJoinOf(value, block.id)) === block) return plugin;
  }
  const listed: unknown = await joins.find(({ id }) => id === block.id)?.load();
  return listed === block ? null : undefined;
}

function isJoinOf(value: unknown, id: string): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'join' && 'id' in value && value.id === id;
}

/** Whether a value is the same on the other side: data, without functions and classes. */
function isPlain(value: unknown): boolean {
  try {
    return isDeepStrictEqual(structuredClone(value), value);
  } catch {
    return false;
  }
}
