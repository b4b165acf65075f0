import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('shim.c', import.meta.url));
/** As `enum action` in shim.c. */
export const ACTIONS = { nothing: 0, kill: 1, tearAndKill: 2, enospcOnce: 3, enospcFrom: 4, eioOnce: 5, eioFrom: 6 } as const;
export type ShimAction = keyof typeof ACTIONS;
const CONTROL_BYTES = 32;

/** The system's C compiler; `null` = this is no Linux, or has none. */
export const compiler: string | null = process.platform === 'linux' ? (['/usr/bin/cc', '/usr/bin/gcc', '/usr/local/bin/cc', '/usr/bin/clang'].find((path) => existsSync(path)) ?? null) : null;
if (compiler === null) process.stderr.write('no C compiler was found (or this is no Linux): tests that fail single writes are skipped\n');

/** Compiles the shim into a folder; returns the library. */
export function buildShim(folder: string): string {
  const library = join(folder, 'shim.so');
  execFileSync(compiler ?? 'cc', ['-shared', '-fPIC', '-O1', '-o', library, SOURCE]);
  return library;
}

/** Which step fails, and how: shared with processes that run with `env`, also while they run. */
export class Shim {
  readonly env: Readonly<Record<string, string>>;
  readonly #control: number;

  /** `library: null`: for the process itself, which runs under the shim already. */
  constructor(at: { readonly library: string | null; readonly watched: string; readonly control: string; readonly trace?: string }) {
    // Never emptied: a process that has it mapped would die of that.
    if (!existsSync(at.control)) writeFileSync(at.control, Buffer.alloc(CONTROL_BYTES));
    this.#control = openSync(at.control, 'r+');
    if (at.library !== null) this.set('nothing');
    this.env = {
      LD_PRELOAD: at.library ?? '', WINNOW_SHIM_WATCH: at.watched, WINNOW_SHIM_CONTROL: at.control, ...(at.trace === undefined ? {} : { WINNOW_SHIM_TRACE: at.trace }),
    };
  }

  /** From the next step on, which is 1. */
  set(action: ShimAction, at = 0): void {
    const bytes = Buffer.alloc(CONTROL_BYTES);
    bytes.writeBigInt64LE(BigInt(at), 8);
    bytes.writeBigInt64LE(BigInt(ACTIONS[action]), 16);
    writeSync(this.#control, bytes, 0, CONTROL_BYTES, 0);
  }

  get steps(): number { return this.#read(0); }
  /** Steps that failed. */
  get hits(): number { return this.#read(24); }

  #read(at: number): number {
    const bytes = Buffer.alloc(8);
    readSync(this.#control, bytes, 0, 8, at);
    return Number(bytes.readBigInt64LE());
  }

  close(): void { closeSync(this.#control); }
}
