import { Worker } from 'node:worker_threads';
import { WinnowError, type ErrorCode } from '../../../core/index.js';
import type { FrequenciesOf } from '../epoch-terms.js';
import { unpackNumbers, type FromThread, type LoadMessage, type SharedKeys, type TaskRequest, type TaskResult, type ThreadError, type ToThread } from './messages.js';
import type { RequestOf, WorkRequest, WorkResults } from './work.js';

/**
 * Ceiling of a thread's heap. It holds what was prepared of at most 32 million UTF-16 units of text and two requests: over
 * 20,000 chunks of 1 KB the process came to .6 GB with one thread, .45 without (`npm run bench -- join-workers`).
 */
const HEAP_MB = 2048;
/** Room for young objects: most of what a pair is verified with dies with it. */
const YOUNG_MB = 96;

/** One worker thread. Whatever ends it before `close` fails all it was asked for, and all that is asked for later. */
export class JoinThread {
  readonly #worker: Worker;
  readonly #tasks = new Map<number, { resolve: (result: TaskResult) => void; reject: (error: Error) => void }>();
  readonly #loads = new Map<number, (failure: string | null) => void>();
  #frequencies: FrequenciesOf = async () => new Map();
  #count = 0;
  #wanted = 0;
  /** The load that it works for; `null` = none. */
  #loaded: number | null = null;
  #end: Error | null = null;

  constructor() {
    this.#worker = startWorker();
    this.#worker.on('message', (message: FromThread) => {
      this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      this.#ended(error.message, error);
    });
    this.#worker.on('exit', (code) => {
      this.#ended(`exit ${code}`);
    });
  }

  /** Requests that have not been answered yet. */
  get queued(): number {
    return this.#tasks.size;
  }

  get loaded(): number | null {
    return this.#loaded;
  }

  /** Why it is of no more use; `null` = it is. */
  get end(): Error | null {
    return this.#end;
  }

  /** Loads a join in place of the one before. Resolves with what stood against it. Never rejects. */
  load(message: LoadMessage, frequencies: FrequenciesOf): Promise<string | null> {
    if (this.#end !== null) return Promise.resolve(this.#end.message);
    this.#loaded = null;
    this.#wanted = message.load;
    this.#frequencies = frequencies;
    return new Promise((resolve) => {
      this.#loads.set(message.load, resolve);
      this.#post(message);
    });
  }

  /** @throws what a piece of the join threw, or `internal` when the thread ended */
  async ask<What extends keyof WorkResults>(request: RequestOf<What>, common: SharedKeys): Promise<WorkResults[What]> {
    const asked: WorkRequest = request;
    const result = await this.#ask(asked.do === 'verify' ? { ...asked, common } : asked);
    return resultOf(result) as WorkResults[What];
  }

  async close(reason: Error): Promise<void> {
    this.#stop(reason);
    await this.#worker.terminate();
  }

  #ask(request: TaskRequest): Promise<TaskResult> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) {
        reject(this.#end);
        return;
      }
      const task = (this.#count += 1);
      this.#tasks.set(task, { resolve, reject });
      this.#post({ kind: 'task', task, request });
    });
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromThread): void {
    switch (message.kind) {
      case 'loaded':
        if (message.load === this.#wanted) this.#loaded = message.load;
        this.#settleLoad(message.load, null);
        break;
      case 'unloadable':
        this.#settleLoad(message.load, message.message);
        break;
      case 'frequencies':
        void this.#answer(message.question, message.terms ?? undefined);
        break;
      case 'done':
        this.#tasks.get(message.task)?.resolve(message.result);
        this.#tasks.delete(message.task);
        break;
      case 'failed':
        this.#tasks.get(message.task)?.reject(rebuilt(message.error));
        this.#tasks.delete(message.task);
        break;
    }
  }

  async #answer(question: number, terms: readonly string[] | undefined): Promise<void> {
    try {
      this.#post({ kind: 'frequencies', question, found: await this.#frequencies(terms) });
    } catch (error) {
      this.#stop(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #settleLoad(load: number, failure: string | null): void {
    this.#loads.get(load)?.(failure);
    this.#loads.delete(load);
  }

  #ended(how: string, cause?: Error): void {
    this.#stop(new WinnowError('internal', `A worker thread of the joins ended: ${how}`, {
      cause, next: 'Set `limits.joinWorkers: 0` to do without worker threads, and report it with the message.',
    }));
  }

  #stop(reason: Error): void {
    this.#end ??= reason;
    this.#loaded = null;
    for (const { reject } of this.#tasks.values()) reject(this.#end);
    for (const settle of this.#loads.values()) settle(this.#end.message);
    this.#tasks.clear();
    this.#loads.clear();
  }
}

/** The program beside this file: built JavaScript, or, from source, TypeScript through tsx. */
function startWorker(): Worker {
  const options = { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB } };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./program.js', import.meta.url), options);
  const [api, program] = [import.meta.resolve('tsx/esm/api'), new URL('./program.ts', import.meta.url).href];
  return new Worker(`import(${JSON.stringify(api)}).then(({ register }) => { register(); return import(${JSON.stringify(program)}); });`, { ...options, eval: true });
}

function resultOf(result: TaskResult): WorkResults[keyof WorkResults] {
  switch (result.did) {
    case 'count': return { frequencies: result.frequencies, documentTerms: unpackNumbers(result.documentTerms) };
    case 'enter': {
      const keys = unpackNumbers(result.keys);
      return result.entered.map((entered, at) => ({ ...entered, keys: keys[at] ?? [] }));
    }
    case 'verify': return result.edges;
  }
}

function rebuilt({ name, message, stack, code }: ThreadError): Error {
  if (code !== null) return new WinnowError(code satisfies ErrorCode, message);
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
