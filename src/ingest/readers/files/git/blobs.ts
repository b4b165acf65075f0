import type { ChildProcess } from 'node:child_process';
import { startGit } from './process.js';

/** Larger files are not compared: finding the words of this much takes some 100 ms. */
export const MAX_BLOB_BYTES = 1 << 20;
/** Reading stops after so many bytes, some 100,000 pages, or so much waiting for git, whatever is still wanted. */
const BUDGET = { bytes: 2 ** 31, waitMs: 60_000 } as const;
/** No blob of this size takes as long: a process that says nothing for so long hangs. */
const ANSWER_MS = 10_000;
/** A process that nobody asks for so long ends. */
const IDLE_MS = 200;
/** Of the line that names an object: id, type and size. */
const MAX_HEADER_BYTES = 200;
const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u;
const HEADER = /^[0-9a-f]+ blob (\d{1,15})$/u;

/** Reads blobs through one `git cat-file --batch`, which is given nothing but object ids and applies no filter. */
export class BlobReader {
  readonly #root: string;
  readonly #signal: AbortSignal;
  readonly #spent = { waitMs: 0, bytes: 0 };
  #child: ChildProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #wanted = 0;

  constructor(root: string, signal: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  /** The blob's bytes; `null` when it is missing or too large, or when too much has been read. */
  async read(id: string): Promise<Buffer | null> {
    if (!OBJECT_ID.test(id)) return null;
    this.#wanted += 1;
    const reading = this.#last.then(() => this.#next(id));
    this.#last = reading;
    try {
      const blob = await reading;
      this.#signal.throwIfAborted();
      return blob;
    } finally {
      this.#wanted -= 1;
      if (this.#wanted === 0) this.#endWhenIdle();
    }
  }

  /** Never fails, so that the next in the queue has its turn. */
  async #next(id: string): Promise<Buffer | null> {
    if (this.#signal.aborted || this.#spent.waitMs > BUDGET.waitMs || this.#spent.bytes > BUDGET.bytes) return null;
    const start = performance.now();
    const child = (this.#child ??= this.#start());
    const { blob, inStep } = await ask(child, id);
    if (!inStep) this.#drop(child);
    this.#spent.waitMs += performance.now() - start;
    this.#spent.bytes += blob?.length ?? 0;
    return blob;
  }

  #start(): ChildProcess {
    const child = startGit(this.#root, ['cat-file', '--batch'], { signal: this.#signal, input: 'pipe', timeout: 0 });
    const drop = (): void => { this.#drop(child); };
    child.on('error', drop).on('close', drop);
    child.stdin?.on('error', drop);
    child.stderr?.resume();
    return child;
  }

  #drop(child: ChildProcess): void {
    if (this.#child === child) this.#child = null;
    child.kill('SIGKILL');
  }

  #endWhenIdle(): void {
    const child = this.#child;
    setTimeout(() => {
      if (this.#wanted === 0 && child !== null && this.#child === child) this.#drop(child);
    }, IDLE_MS);
  }
}

interface Answer {
  readonly blob: Buffer | null;
  /** Whether all that the process had to say of this object has been read. */
  readonly inStep: boolean;
}

/** `<id> blob <size>`, a line break, the bytes and a line break, or a line that says that there is none. */
function ask(child: ChildProcess, id: string): Promise<Answer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    let bytes: { readonly from: number; readonly to: number } | null = null;
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      child.stdout?.off('data', take);
      child.off('close', broken).off('error', broken);
      resolve(answer);
    };
    const broken = (): void => { end({ blob: null, inStep: false }); };
    const take = (piece: Buffer): void => {
      pieces.push(piece);
      length += piece.length;
      if (bytes === null) {
        const head = pieces.length === 1 ? piece : Buffer.concat(pieces);
        const lineEnd = head.subarray(0, MAX_HEADER_BYTES).indexOf(10);
        if (lineEnd < 0) {
          if (length >= MAX_HEADER_BYTES) broken();
          return;
        }
        const size = HEADER.exec(head.toString('latin1', 0, lineEnd))?.[1];
        if (size === undefined) {
          end({ blob: null, inStep: head.toString('latin1', 0, lineEnd).endsWith(' missing') && length === lineEnd + 1 });
          return;
        }
        if (Number(size) > MAX_BLOB_BYTES) {
          broken();
          return;
        }
        bytes = { from: lineEnd + 1, to: lineEnd + 1 + Number(size) };
      }
      if (length > bytes.to) end({ blob: Buffer.concat(pieces).subarray(bytes.from, bytes.to), inStep: length === bytes.to + 1 });
    };
    const timer = setTimeout(broken, ANSWER_MS);
    child.stdout?.on('data', take);
    child.on('close', broken).on('error', broken);
    child.stdin?.write(`${id}\n`);
  });
}
