#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runCommandLine } from './command-line.js';
import type { Cli } from './context.js';

// Old objects are collected once they are 1.6 times what was live. V8's own rule waits for several times as much, so that after much
// text most of the memory held what was let go (docs/adr/0008). A flag that V8 does not know is named on stderr and passed over.
setFlagsFromString('--heap-growing-percent=60');

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
process.exitCode = await runCommandLine(process.argv.slice(2), cli);
endAllTheSame(cli);
