import { fork, type ChildProcess } from 'node:child_process';
import { WinnowError } from '../../core/index.js';
import { childCommand } from './command.js';
import { residentBytes } from './memory.js';
import { maxReplyChars, type ChildError, type ChildReply, type ChildRequest, type Piece, type SendNow } from './protocol.js';
import { ResultInParts } from './result.js';

/** How a request to a child ended. `crashed` and `memory` say nothing of the file yet when the child was not fresh. */
export type Outcome =
  | { readonly kind: 'done'; readonly result: ResultInParts }
  | { readonly kind: 'failed'; readonly error: ChildError }
  | { readonly kind: 'crashed'; readonly how: string }
  | { readonly kind: 'memory' | 'timeout' | 'output' | 'aborted' };

export interface WorkerLimits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Whether a child may load native code. */
  readonly nativeCode: boolean;
  readonly plugins: readonly string[];
  /** Waits for the turn of a large result, which ends when what comes back is called. */
  readonly turn: () => Promise<() => void>;
}

/** How often a busy child's memory is looked at. A child that allocates 1 GB/s overshoots by 100 MB. */
const MEMORY_POLL_MS = 100;
/** Loading a child takes well under a second; a busy machine gets a minute. */
const START_TIMEOUT_MS = 60_000;
/** A child that holds this share of its memory after a document is replaced. */
const FAT_SHARE = 0.6;
/** V8 ends a process whose heap is full with SIGABRT, or SIGTRAP on some systems. */
const HEAP_FULL = new Set(['SIGABRT', 'SIGTRAP', 'exit 134', 'exit 133']);

/** One child process. It is watched only while it works, and never used again after anything went wrong. */
export class Worker {
  /** Documents it was given. */
  served = 0;
  private alive = true;
  private settle: ((outcome: Outcome) => void) | null = null;
  private current = 0;
  /** What came of the current document so far, and how large it may get. */
  private result = new ResultInParts();
  private maxChars = 0;
  private clock: NodeJS.Timeout | undefined;
  /** The request that asked for a turn last: it gets one, however often it asks. */
  private turnOf = 0;
  private endTurn: (() => void) | null = null;

  private constructor(private readonly child: ChildProcess, private readonly limits: WorkerLimits) {
    child.on('message', (message) => {
      this.receive(message as ChildReply);
    });
    child.on('exit', (code, signal) => {
      this.ended(signal ?? `exit ${code ?? '?'}`);
    });
    child.on('error', (error) => {
      this.ended(error.message);
    });
    this.rest();
  }

  /**
   * Starts a child and waits until it can work.
   * @throws WinnowError `plugin-failed` when a plugin does not load, `internal` when the child does not start
   */
  static async start(limits: WorkerLimits): Promise<Worker> {
    const { module, execPath, execArgv } = childCommand(limits.memoryMb, limits.nativeCode);
    const child = fork(module, [...limits.plugins], {
      execPath, execArgv: [...execArgv], serialization: 'advanced', detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Where a time has no zone, libraries take that of the machine: of any machine it is the same.
      env: { TZ: 'UTC', ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }) },
    });
    await started(child);
    return new Worker(child, limits);
  }

  get usable(): boolean {
    return this.alive && this.settle === null;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Gives the child one request. Never rejects; the clock starts here. */
  async ask(request: ChildRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    this.served += 1;
    this.current = request.id;
    this.result = new ResultInParts();
    this.maxChars = maxReplyChars(request.maxTextChars);
    this.work();
    let watch: NodeJS.Timeout | undefined;
    const abort = (): void => {
      this.end({ kind: 'aborted' });
    };
    const outcome = await new Promise<Outcome>((resolve) => {
      this.settle = resolve;
      this.startClock();
      watch = setInterval(() => {
        void this.checkMemory();
      }, MEMORY_POLL_MS);
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted === true) abort();
      else this.send(request);
    });
    clearTimeout(this.clock);
    clearInterval(watch);
    signal?.removeEventListener('abort', abort);
    this.rest();
    return outcome;
  }

  /** Whether the child holds so much memory that the next document would be blamed for it. */
  async isFat(): Promise<boolean> {
    return ((await residentBytes(this.pid)) ?? 0) > this.limits.memoryMb * 1024 * 1024 * FAT_SHARE;
  }

  /** Kills the child and all it may have started. */
  kill(): void {
    this.alive = false;
    const pid = this.child.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      this.child.kill('SIGKILL');
    }
  }

  private send(request: ChildRequest): void {
    if (!this.alive) {
      this.finish({ kind: 'crashed', how: 'ended before it was asked' });
      return;
    }
    this.child.send(request, (error) => {
      if (error !== null) this.end({ kind: 'crashed', how: error.message });
    });
  }

  private startClock(): void {
    clearTimeout(this.clock);
    this.clock = setTimeout(() => {
      this.end({ kind: 'timeout' });
    }, this.limits.timeoutMs);
  }

  /** A parsed document that waits for others to be taken over is not slow: its clock stands still, and starts anew for the result itself. */
  private async takeTurn(id: number): Promise<void> {
    clearTimeout(this.clock);
    const endTurn = await this.limits.turn();
    if (this.settle === null || this.current !== id) {
      endTurn();
      return;
    }
    this.endTurn = endTurn;
    this.startClock();
    this.child.send({ sendNow: id } satisfies SendNow, (error) => {
      if (error !== null) this.end({ kind: 'crashed', how: error.message });
    });
  }

  private receive(message: ChildReply): void {
    if (message.kind === 'large' && message.id === this.current && message.id !== this.turnOf) {
      this.turnOf = message.id;
      void this.takeTurn(message.id);
      return;
    }
    // A reply with another id is a late one: the document it belongs to has been settled.
    if (message.kind === 'ready' || message.kind === 'unfit' || message.kind === 'large' || message.id !== this.current) return;
    if (message.kind === 'failed') this.finish({ kind: 'failed', error: message.error });
    else if (!this.takeOver(message.pieces)) this.end({ kind: 'output' });
    else if (message.kind === 'done') this.finish({ kind: 'done', result: this.result });
  }

  /** Whether these are pieces of a result that is not too large yet. */
  private takeOver(pieces: unknown): boolean {
    return Array.isArray(pieces) && pieces.every((piece: Piece | null) => this.result.add(piece)) && this.result.size <= this.maxChars;
  }

  private async checkMemory(): Promise<void> {
    const bytes = await residentBytes(this.pid);
    if (bytes !== null && bytes > this.limits.memoryMb * 1024 * 1024) this.end({ kind: 'memory' });
  }

  private ended(how: string): void {
    this.alive = false;
    this.finish(HEAP_FULL.has(how) ? { kind: 'memory' } : { kind: 'crashed', how });
  }

  private end(outcome: Outcome): void {
    if (this.settle === null) return;
    this.kill();
    this.finish(outcome);
  }

  private finish(outcome: Outcome): void {
    const settle = this.settle;
    this.settle = null;
    this.current = 0;
    settle?.(outcome);
    // Whoever asked makes an object of the result's text first.
    if (this.endTurn !== null) setImmediate(this.endTurn);
    this.endTurn = null;
  }

  /** An idle child does not keep the program running. */
  private rest(): void {
    this.child.unref();
    this.child.channel?.unref();
  }

  private work(): void {
    this.child.ref();
    this.child.channel?.ref();
  }
}

/** Resolves on the child's first message; every listener goes again. */
function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error: WinnowError | null): void => {
      clearTimeout(timer);
      child.off('error', onError).off('exit', onExit).off('message', onMessage);
      if (error === null) {
        resolve();
        return;
      }
      child.on('error', () => undefined);
      child.kill('SIGKILL');
      reject(error);
    };
    const timer = setTimeout(() => {
      settle(new WinnowError('internal', `A parser process did not start within ${START_TIMEOUT_MS} ms`));
    }, START_TIMEOUT_MS);
    const onError = (error: Error): void => {
      settle(new WinnowError('internal', `A parser process cannot be started: ${error.message}`, { cause: error }));
    };
    const onExit = (code: number | null, signal: string | null): void => {
      settle(new WinnowError('internal', `A parser process ended while starting (${signal ?? `exit ${code ?? '?'}`})`));
    };
    const onMessage = (message: unknown): void => {
      const reply = message as ChildReply;
      settle(reply.kind === 'unfit' ? new WinnowError(reply.error.code, reply.error.message) : null);
    };
    child.once('error', onError).once('exit', onExit).once('message', onMessage);
  });
}
