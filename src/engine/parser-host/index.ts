import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import pLimit from 'p-limit';
import { WinnowError, type ErrorCode, type HashedFile, type JsonObject, type RenderPlace, type Rendering } from '../../core/index.js';
import type { ChildRequest, ChildResult, ChunkerRequest } from './protocol.js';
import { renderingOf } from './rendering.js';
import type { ResultInParts } from './result.js';
import { Worker, type Outcome, type WorkerLimits } from './worker.js';

export type { ChildResult as ParseResult } from './protocol.js';

export interface ParserHostOptions {
  /** Child processes at most. */
  readonly size: number;
  /** Wall clock of one document in a running child, in ms. Default 30,000. */
  readonly timeoutMs?: number;
  /** Resident memory of a child, in MB. Default 512. */
  readonly memoryMb?: number;
  /** Text of one item over all its documents, in UTF-16 units. Default 20,000,000. */
  readonly maxTextChars?: number;
  /** Modules (absolute paths, `file:` URLs or package names) that export parsers made with `defineParser`. */
  readonly plugins?: readonly string[];
  /** A child is replaced after so many documents, so that what libraries leak does not add up. Default 5,000. */
  readonly recycleAfter?: number;
  /** Lets children load native code, which drawing pages needs and nothing else does. Default false. */
  readonly nativeCode?: boolean;
}

export interface ParseRequest {
  /** `null` = found by content, then by extension. */
  readonly parserId: string | null;
  /** Options by parser id: `{ pdf: { maxPages: 100 } }`. */
  readonly parserOptions?: Readonly<Record<string, unknown>>;
  /** What to parse: its bytes, or a file that the child reads and checks against its hash. */
  readonly content: Uint8Array | HashedFile;
  /** Cuts the documents in the same process. Absent = they come uncut. */
  readonly chunker?: ChunkerRequest;
  /** Relative path with `/`: its extension tells text types apart. */
  readonly path: string;
  /** As the reader knows it; `null` = found by content. */
  readonly mediaType?: string | null;
  readonly declared?: JsonObject;
  readonly signal?: AbortSignal;
}

export type RenderRequest = Omit<ParseRequest, 'chunker'> & { readonly place: RenderPlace };

export interface ParserHost {
  /**
   * Parses one item in a child process, and cuts it where that is asked for.
   * @throws WinnowError of the parser, or `parse-timeout`, `parse-memory`, `parse-output`, `parser-crashed` (its process ended twice),
   * `changed-while-reading` (a file that is no longer what was hashed), `plugin-failed`, `interrupted`. Whatever happens to one item, the others in flight go on.
   */
  parse(request: ParseRequest): Promise<ChildResult>;
  /** What one item looks like, made in a child process; `null` = files of its type cannot be shown. Fails as `parse` does. */
  render(request: RenderRequest): Promise<Rendering | null>;
  /** Child processes started so far. */
  readonly started: number;
  /** Ends all children; items in flight fail as `interrupted`. */
  close(): Promise<void>;
}

/** A child that has grown is replaced at once (`isFat`); this is for what memory does not show. A start costs as much as some hundred Markdown pages. */
const RECYCLE_AFTER = 5_000;

/** A child's memory is looked at after a document of this size, and after every so many: records of some hundred bytes leave nothing behind, and asking costs more than parsing them. */
const WEIGHED_BYTES = 32_768;
const WEIGHED_EVERY = 32;

/** A pool of parser processes. None is started before the first item is parsed. */
export function createParserHost(options: ParserHostOptions): ParserHost {
  return new Host(options);
}

/** Either request; only one that renders has a place. */
type Asked = ParseRequest & { readonly place?: RenderPlace };

class Host implements ParserHost {
  started = 0;
  private readonly limits: WorkerLimits;
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private readonly waiting: (() => void)[] = [];
  private closed = false;
  private busy = 0;
  private nextId = 1;
  private readonly onExit = (): void => {
    for (const worker of this.all) worker.kill();
  };

  constructor(private readonly options: ParserHostOptions) {
    this.limits = {
      timeoutMs: options.timeoutMs ?? 30_000,
      memoryMb: options.memoryMb ?? 512,
      nativeCode: options.nativeCode ?? false,
      plugins: (options.plugins ?? []).map((plugin) => (isAbsolute(plugin) ? pathToFileURL(plugin).href : plugin)),
      turn: turns(),
    };
    process.on('exit', this.onExit);
  }

  async parse(request: ParseRequest): Promise<ChildResult> {
    return (await this.inTurn(request)).unpack();
  }

  async render(request: RenderRequest): Promise<Rendering | null> {
    return renderingOf((await this.inTurn(request)).json());
  }

  private async inTurn(request: Asked): Promise<ResultInParts> {
    this.refuseStopped(request);
    await this.slot(request.signal);
    try {
      return await this.attempt(request);
    } finally {
      this.busy -= 1;
      this.waiting.shift()?.();
    }
  }

  close(): Promise<void> {
    this.closed = true;
    process.off('exit', this.onExit);
    for (const worker of this.all) worker.kill();
    this.all.clear();
    this.idle.length = 0;
    return Promise.resolve();
  }

  /** A file whose child dies is tried once more in a child of its own: what an earlier document left behind is not held against it. */
  private async attempt(request: Asked): Promise<ResultInParts> {
    const first = await this.ask(request, false);
    const again = first.outcome.kind === 'crashed' || (first.outcome.kind === 'memory' && !first.fresh);
    return this.resultOf(again ? (await this.ask(request, true)).outcome : first.outcome);
  }

  private async ask(request: Asked, alone: boolean): Promise<{ outcome: Outcome; fresh: boolean }> {
    this.refuseStopped(request);
    const worker = await this.worker(alone);
    const fresh = worker.served === 0;
    const outcome = await worker.ask(this.message(request), request.signal);
    const weigh = sizeOf(request.content) >= WEIGHED_BYTES || worker.served % WEIGHED_EVERY === 0;
    const reusable = worker.usable && worker.served < (this.options.recycleAfter ?? RECYCLE_AFTER) && !(weigh && (await worker.isFat()));
    if (reusable && !this.closed) this.idle.push(worker);
    else this.drop(worker);
    this.refuseStopped(outcome.kind === 'crashed' ? request : {});
    return { outcome, fresh };
  }

  private message(request: Asked): ChildRequest {
    return {
      id: this.nextId++,
      parserId: request.parserId,
      parserOptions: request.parserOptions ?? {},
      content: request.content,
      chunker: request.chunker ?? null,
      path: request.path,
      mediaType: request.mediaType ?? null,
      declared: request.declared ?? {},
      maxTextChars: this.maxTextChars,
      render: request.place ?? null,
    };
  }

  private async worker(alone: boolean): Promise<Worker> {
    while (!alone) {
      const idle = this.idle.pop();
      if (idle === undefined) break;
      if (idle.usable) return idle;
      this.drop(idle);
    }
    this.started += 1;
    const worker = await Worker.start(this.limits);
    this.all.add(worker);
    return worker;
  }

  private drop(worker: Worker): void {
    worker.kill();
    this.all.delete(worker);
  }

  /** Waits until one of the `size` places is free; who gives up waiting still takes one and hands it on. */
  private async slot(signal: AbortSignal | undefined): Promise<void> {
    if (this.busy >= this.options.size) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          signal?.removeEventListener('abort', leave);
          resolve();
        };
        const leave = (): void => {
          this.waiting.splice(this.waiting.indexOf(go), 1);
          resolve();
        };
        this.waiting.push(go);
        signal?.addEventListener('abort', leave, { once: true });
      });
    }
    this.busy += 1;
  }

  private refuseStopped(request: Pick<ParseRequest, 'signal'>): void {
    if (this.closed || request.signal?.aborted === true) throw new WinnowError('interrupted', 'Parsing was stopped');
  }

  private get maxTextChars(): number {
    return this.options.maxTextChars ?? 20_000_000;
  }

  private resultOf(outcome: Outcome): ResultInParts {
    const { timeoutMs, memoryMb } = this.limits;
    switch (outcome.kind) {
      case 'done': return outcome.result;
      case 'failed': throw new WinnowError(outcome.error.code, outcome.error.message);
      case 'timeout': throw failure('parse-timeout', `The parser took longer than ${timeoutMs} ms and was ended`);
      case 'memory': throw failure('parse-memory', `The parser took more than ${memoryMb} MB of memory and was ended`);
      case 'output': throw failure('parse-output', `The parser gave more than ${this.maxTextChars} characters`);
      case 'crashed': throw failure('parser-crashed', `The file ended its parser's process twice (${outcome.how})`);
      case 'aborted': throw failure('interrupted', 'Parsing was stopped');
    }
  }
}

/** Turns that are taken one after the other; each ends when what it gave is called. */
function turns(): () => Promise<() => void> {
  const lane = pLimit(1);
  return () => new Promise((granted) => {
    void lane(() => new Promise<void>((end) => {
      granted(end);
    }));
  });
}

function sizeOf(content: ParseRequest['content']): number {
  return content instanceof Uint8Array ? content.length : content.size;
}

function failure(code: ErrorCode, message: string): WinnowError {
  return new WinnowError(code, message);
}
