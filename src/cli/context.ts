import type { Command } from 'commander';
import { WinnowError, isWinnowError, messageOf } from '../core/errors.js';
import type { Corpus } from '../engine/corpus.js';
import type { ProgressSink } from '../engine/run/index.js';
import { painter, write, type Paint, type Terminal } from './terminal.js';

/** What every command takes. */
export interface GlobalOptions {
  readonly store?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color: boolean;
  readonly json?: boolean;
}

/** What a command works with. */
export interface Context {
  readonly terminal: Terminal;
  readonly global: GlobalOptions;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Colour for stdout. */
  readonly paint: Paint;
  /** Prints a line of result. */
  print(line: string): Promise<void>;
  /** Prints one JSON value on a line of its own. */
  printJson(value: unknown): Promise<void>;
  /** Logs on stderr, unless quiet. */
  log(line: string): void;
  progress(): Promise<ProgressSink>;
  exit(code: number): void;
  /** What is said on the first Ctrl-C in place of the usual words. */
  onStop(say: () => void): void;
  /** What an error that ends the command is told by, in place of the usual words on stderr. */
  onError(say: (error: WinnowError, stack: string) => void): void;
}

/** One command line: where it runs, how it ends, and how it is told to stop. */
export interface Cli {
  readonly terminal: Terminal;
  /** The exit code when nothing fails. */
  exitCode: number;
  readonly abort: AbortController;
  /** Says that it is about to stop. */
  sayStopping?: () => void;
  /** Says what went wrong, where that is not told in words. */
  sayFailed?: (error: WinnowError, stack: string) => void;
}

/** Wraps a verb for commander: it gets its context, its own options and its arguments. */
export function action<Options>(cli: Cli, run: (context: Context, options: Options, args: unknown[]) => Promise<void>): (...args: unknown[]) => Promise<void> {
  return async (...args) => {
    const command = args.at(-1) as Command;
    const global: GlobalOptions = command.optsWithGlobals();
    await run(contextOf(cli, global), command.opts<Record<string, unknown>>() as Options, args.slice(0, -2));
  };
}

function contextOf(cli: Cli, global: GlobalOptions): Context {
  const { terminal } = cli;
  return {
    terminal, global, signal: cli.abort.signal, paint: painter(terminal.out, global.color, terminal.env),
    print: (line) => write(terminal.out, `${line}\n`),
    printJson: (value) => write(terminal.out, `${JSON.stringify(value)}\n`),
    log: (line) => {
      if (global.quiet !== true) terminal.err.write(`${line}\n`);
    },
    progress: async () => {
      const { progressOn } = await import('./progress.js');
      return progressOn(terminal.err, { quiet: global.quiet === true, verbose: global.verbose === true });
    },
    exit: (code) => {
      cli.exitCode = code;
    },
    onStop: (say) => {
      cli.sayStopping = say;
    },
    onError: (say) => {
      cli.sayFailed = say;
    },
  };
}

/** Opens the store that is meant, and closes it afterwards whatever happens. */
export async function withCorpus(context: Context, which: 'remembered' | 'current', work: (corpus: Corpus) => Promise<void>): Promise<void> {
  const { locateStore, openCorpus } = await import('../engine/corpus.js');
  const { env, cwd } = context.terminal;
  const corpus = await openCorpus(locateStore({ store: context.global.store, env, cwd }), which);
  try {
    await work(corpus);
  } finally {
    await corpus.store.close();
  }
}

/** Anything thrown as an error with a code and a next step. */
export function asReported(error: unknown, aborted: boolean): WinnowError {
  if (isWinnowError(error)) return error;
  if (aborted) return new WinnowError('interrupted', 'interrupted', { cause: error });
  return new WinnowError('internal', messageOf(error), { cause: error });
}

/** Refuses an option's value. */
export function usage(message: string, next?: string): WinnowError {
  return new WinnowError('usage', message, next === undefined ? {} : { next });
}
