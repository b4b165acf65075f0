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
import { registerPurge } from './purge.js';
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
    registerInit, registerRun, registerSchedule, registerNotify, registerList, registerExplain, registerTrace, registerDecide, registerReview, registerRedrive, registerExport, registerVerify, registerReport, registerDiff, registerRollback, registerPrune, registerPurge, registerBackup, registerRestore, registerCheck, registerAudit, registerServe, registerToken, registerDoctor,
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
  if (cli.sayFailed === undefined) {
    const paint = painter(err, !argv.includes('--no-color'), env);
    err.write(`${paint('red', `error[${error.code}]`)}: ${error.message}\n  ${error.next}\n`);
    if (argv.includes('--verbose')) err.write(`${stackOf(error)}\n`);
  } else cli.sayFailed(error, stackOf(error));
  if (argv.includes('--json')) out.write(`${JSON.stringify({ error: { code: error.code, message: error.message, next: error.next } })}\n`);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}

/** Runs one command line; returns its exit code. */
export async function runCommandLine(argv: readonly string[], cli: Cli): Promise<number> {
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
