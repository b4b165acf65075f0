import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { WinnowError, messageOf, type At, type RunFence } from '../../core/index.js';

/** `to_gen` of an interval that is still open. Integers above every generation, below 2^53. */
export const OPEN = 2 ** 52;
/** `from_gen` or `to_gen` of what the running run has made or closed and not yet published. */
export const PENDING = OPEN - 1;

/** The number that `from_gen <= n AND to_gen > n` takes for a point of view. */
export const viewOf = (at: At): number => (at === 'pending' ? PENDING : at);

/** Pages held in memory. What is not there is mostly in the system's own cache: 64 MB made no run faster. */
const CACHE_KB = 24_576;

/** How long a write waits for another's to end. */
const BUSY_MS = 10_000;
/** Copied by a backup before others have their turn: 16 MB. */
const PAGES_AT_ONCE = 4096;

interface Prepared {
  readonly statement: Database.Statement;
  /** Its parameters are numbered (`?1`). */
  readonly numbered: boolean;
}

/** One SQLite connection: prepared statements by text, immediate transactions, faults named. */
export class Connection {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Prepared>();
  readonly location: string;

  constructor(location: string, options: { create: boolean }) {
    this.location = location;
    try {
      if (options.create) mkdirSync(dirname(location), { recursive: true });
      this.#db = new Database(location, { fileMustExist: !options.create, timeout: BUSY_MS });
    } catch (error) {
      throw named(error, location);
    }
    try {
      this.#db.pragma('synchronous = NORMAL');
      this.#db.pragma('temp_store = MEMORY');
      this.#db.pragma(`cache_size = -${CACHE_KB}`);
      // 16 MB of log before it is copied back: a run changes the same index pages in one transaction after the other.
      this.#db.pragma('wal_autocheckpoint = 4000');
    } catch (error) {
      this.#db.close();
      throw named(error, location);
    }
  }

  #prepared(text: string): Prepared {
    let prepared = this.#statements.get(text);
    if (prepared === undefined) {
      prepared = { statement: this.#db.prepare(text), numbered: text.includes('?1') };
      this.#statements.set(text, prepared);
    }
    return prepared;
  }

  /** Runs a statement's method with its values bound, and names its faults. Hot: no closures. */
  #call(method: 'all' | 'get' | 'run', text: string, values: readonly unknown[]): unknown {
    try {
      const { statement, numbered } = this.#prepared(text);
      return numbered ? statement[method](byNumber(values)) : statement[method](...values);
    } catch (error) {
      throw named(error, this.location);
    }
  }

  all<Row>(text: string, ...values: unknown[]): Row[] {
    return this.#call('all', text, values) as Row[];
  }

  get<Row>(text: string, ...values: unknown[]): Row | undefined {
    return this.#call('get', text, values) as Row | undefined;
  }

  run(text: string, ...values: unknown[]): Database.RunResult {
    return this.#call('run', text, values) as Database.RunResult;
  }

  exec(text: string): void {
    this.guard(() => this.#db.exec(text));
  }

  pragma(text: string): unknown {
    return this.guard(() => this.#db.pragma(text, { simple: true }));
  }

  /** Runs `work` in one immediate transaction; `durable` waits for the disk (people's decisions, published generations). */
  write<Result>(work: () => Result, options: { durable?: boolean } = {}): Result {
    return this.guard(() => {
      if (options.durable === true) this.#db.pragma('synchronous = FULL');
      try {
        return this.#db.transaction(work).immediate();
      } finally {
        if (options.durable === true) this.#db.pragma('synchronous = NORMAL');
      }
    });
  }

  /** A write for a run: refused when the lease has gone to another attempt. */
  fenced<Result>(fence: RunFence, work: () => Result, options: { durable?: boolean } = {}): Result {
    return this.write(() => {
      const holder = this.get('SELECT 1 FROM lease WHERE run_id = ? AND attempt = ?', fence.runId, fence.attempt);
      if (holder === undefined) throw new WinnowError('run-superseded', `run ${fence.runId} no longer holds ${this.location}`);
      return work();
    }, options);
  }

  /** Reads that must see one state. */
  read<Result>(work: () => Result): Result {
    return this.guard(() => this.#db.transaction(work).deferred());
  }

  /** Copies what is there now. A connection of its own keeps one view meanwhile: without it, every write of another process starts the copy anew. */
  async backup(toPath: string): Promise<void> {
    try {
      const view = new Database(this.location, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
      try {
        view.exec('BEGIN');
        view.prepare('SELECT count(*) FROM sqlite_schema').get();
        await view.backup(toPath, { progress: () => PAGES_AT_ONCE });
      } finally {
        view.close();
      }
    } catch (error) {
      throw named(error, this.location);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw named(error, this.location);
    }
  }
}

/** better-sqlite3 takes numbered parameters (`?1`, used more than once) as an object only. */
function byNumber(values: readonly unknown[]): Record<number, unknown> {
  return Object.fromEntries(values.map((value, index) => [index + 1, value]));
}

/** SQLite's codes as our own; anything that is not SQLite's passes as it is. */
export function named(error: unknown, location: string): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const missing = error instanceof TypeError && messageOf(error).includes('directory does not exist');
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new WinnowError('store-damaged', `${location} is damaged or is no Winnow store: ${messageOf(error)}`, { cause: error });
  }
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') {
    return new WinnowError('store-busy', `${location} is being written by another process`, { cause: error });
  }
  if (/^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|PERM|AUTH)/u.test(code) || missing || ['EACCES', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(code)) {
    return new WinnowError('store-unwritable', `cannot open or write ${location}: ${messageOf(error)}`, { cause: error });
  }
  return error;
}

/** `IN (SELECT value FROM json_each(?))` takes a list as one bound value. */
export const list = (values: readonly (string | number)[]): string => JSON.stringify(values);
