#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { Command, CommanderError } from 'commander';
import { ERRORS, WinnowError } from '../core/errors.js';
import { asReported, type Cli } from './context.js';
import { registerAudit } from './audit.js';
import { registerBackup } from './backup.js';
import { registerCheck } from './check.js';
import { registerDecide } from './decide.js';
import { registerDiff } from './diff.js';
import { registerDoctor } from './doctor.js';
import { registerExplain } from './explain.js';
import { registerExport } from './export.js';
import { registerInit } from './init.js';
import { registerList } from './list.js';
import { registerNotify } from './notify.js';
import { registerPrune } from './prune.js';
import { registerRedrive } from './redrive.js';
import { registerRestore } from './restore.js';
import { registerReview } from './review.js';
import { registerReport } from './report.js';
import { registerRollback } from './rollback.js';
import { registerRun } from './run.js';
import { registerSchedule } from './schedule.js';
import { registerServe } from './serve.js';
import { registerToken } from './token.js';
import { registerTrace } from './trace.js';
import { registerVerify } from './verify.js';
import { painter } from './terminal.js';
import { version } from './version.js';

// Old objects are collected once they are 1.6 times what was live. V8's own rule waits for several times as much, so that after much
// text most of the memory held what was let go (docs/adr/0008). A flag that V8 does not know is named on stderr and passed over.
setFlagsFromString('--heap-growing-percent=60');

const EXIT_CODES = `
Exit codes: 0 done; 1 a check or floor failed; 2 wrong usage or pipeline file; 3 done, but some sources could not be read
(see \`winnow list failures\`); 4 held back by a guard; 5 store busy or damaged; 130 interrupted.`;

function program(cli: Cli): Command {
  const root = new Command('winnow')
    .description('Keeps the corpus behind a RAG system fit to be retrieved from: measures every chunk, holds back what would make answers wrong, says why.')
    .version(version(), '--version', 'Print the version.')
    .option('--store <path>', 'Store file (env WINNOW_STORE; default: beside the pipeline file, else the only one in ./.winnow).')
    .option('--quiet', 'No logs and no progress on stderr.')
    .option('--verbose', 'More on stderr: stages with their times, stacks of errors.')
    .option('--no-color', 'No colour (also env NO_COLOR).')
    .helpOption('--help', 'Print help.')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    // Usage errors are reported with all the others, below.
    .configureOutput({
      writeOut: (text) => cli.terminal.out.write(text), writeErr: (text) => cli.terminal.err.write(text), outputError: () => undefined,
    });
  for (const register of [
    registerInit, registerRun, registerSchedule, registerNotify, registerList, registerExplain, registerTrace, registerDecide, registerReview, registerRedrive, registerExport, registerVerify, registerReport, registerDiff, registerRollback, registerPrune, registerBackup, registerRestore, registerCheck, registerAudit, registerServe, registerToken, registerDoctor,
  ]) register(root, cli);
  for (const command of root.commands) command.helpOption('--help', 'Print help.').exitOverride();
  return root;
}

/** A usage error as commander words it, without its own prefix. */
function usageError(error: CommanderError): WinnowError {
  const [message = '', meant] = error.message.replace(/^error: /u, '').split('\n');
  const hint = meant === undefined ? '' : ` ${meant}`;
  return new WinnowError('usage', error.code === 'commander.help' ? 'expected a command' : `${message}${hint}`, { next: ERRORS['usage'].next });
}

function report(error: WinnowError, cli: Cli, argv: readonly string[]): void {
  const { out, err, env } = cli.terminal;
  const paint = painter(err, !argv.includes('--no-color'), env);
  err.write(`${paint('red', `error[${error.code}]`)}: ${error.message}\n  ${error.next}\n`);
  if (argv.includes('--verbose')) err.write(`${stackOf(error)}\n`);
  if (argv.includes('--json')) out.write(`${JSON.stringify({ error: { code: error.code, message: error.message, next: error.next } })}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}

/** Runs one command line; returns its exit code. */
async function main(argv: readonly string[], cli: Cli): Promise<number> {
  try {
    await program(cli).parseAsync(argv, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // help and version are done
    const known = error instanceof CommanderError ? usageError(error) : asReported(error, cli.abort.signal.aborted);
    report(known, cli, argv);
    return known.exitCode;
  }
}

/**
 * The first signal asks to stop at a sound point, the second stops at once: what was under way is picked up by the next run. Under a service that
 * holds a channel to it the second changes nothing: a manager may signal both, and the service decides when it takes too long.
 */
function stopOnSignals(cli: Cli): void {
  const stop = (): void => {
    if (cli.abort.signal.aborted) {
      if (process.connected) return;
      process.exit(130);
    }
    cli.abort.abort();
    cli.sayStopping?.();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

/** Milliseconds in which a process whose service is gone has to come to a sound point. */
const ORPHANED_MS = 20_000;

/** A process that was started with a channel ends with the one that holds the other end: nobody else would, and it holds the store. */
function endWithService(cli: Cli): void {
  const { channel } = process;
  if (channel === undefined) return;
  process.once('disconnect', () => {
    cli.abort.abort();
    setTimeout(() => process.exit(130), ORPHANED_MS).unref();
  });
  channel.unref();
}

/** A reader that has seen enough (`| head`) is no error of ours. */
function endOnClosedPipe(cli: Cli): void {
  for (const stream of [cli.terminal.out, cli.terminal.err]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(cli.exitCode);
    });
  }
}

/** Milliseconds that what is left over may take. */
const LEFT_OVER_MS = 10_000;

/** A call into a package that never comes back would keep the process for ever, and the night's schedule with it. What is still to be read from stdout is waited for. */
function endAllTheSame({ terminal: { out, err } }: Cli): void {
  setInterval(() => {
    if (out.writableLength + err.writableLength === 0) process.exit();
  }, LEFT_OVER_MS).unref();
}

const cli: Cli = {
  terminal: { out: process.stdout, err: process.stderr, env: process.env, cwd: process.cwd() }, exitCode: 0, abort: new AbortController(),
  sayStopping: () => { process.stderr.write('\nstopping at the next sound point; once more stops at once\n'); },
};
stopOnSignals(cli);
endWithService(cli);
endOnClosedPipe(cli);
process.exitCode = await main(process.argv.slice(2), cli);
endAllTheSame(cli);
