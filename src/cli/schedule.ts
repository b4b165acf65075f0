import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ScheduleOverrides } from '../config/index.js';
import type { ScheduleService } from '../engine/schedule/index.js';
import type { HealthServer } from '../server/health.js';
import { action, usage, type Cli, type Context } from './context.js';
import { decimal, integer } from './values.js';

interface ScheduleFlags {
  readonly cron?: string;
  readonly timeZone?: string;
  readonly jitter?: number;
  readonly catchUp: boolean;
  readonly runNow?: boolean;
  readonly busyWait?: number;
  readonly grace?: number;
  readonly maxRun?: number;
  readonly staleAfter?: number;
  readonly host?: string;
  readonly port?: number;
  readonly log: 'text' | 'json';
  readonly next?: number;
  readonly json?: boolean;
}

/** The command that makes a run: this very one. */
const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));

export function registerSchedule(root: Command, cli: Cli): void {
  root.command('schedule')
    .description('Run a pipeline every night: a service that runs it by a cron expression, each run in a process of its own, until Ctrl-C.')
    .argument('<pipeline.yaml>', 'The pipeline file; its `schedule` says when, unless options do. It is read anew when it changes.')
    .option('--cron <expression>', 'When: minute, hour, day, month, weekday; a sixth field, seconds, may stand before them.', text)
    .option('--time-zone <name>', 'IANA time zone of the expression (default: that of the machine).', text)
    .option('--jitter <minutes>', 'Start up to this much later.', decimal(0, 1440))
    .option('--no-catch-up', 'Make no run for a time that was missed.')
    .option('--run-now', 'Make one run at once, then go on by the schedule.')
    .option('--busy-wait <minutes>', 'Try again for this long while another process holds the store (default: 60).', decimal(0, 1440))
    .option('--grace <seconds>', 'How long a run may take to stop before it is killed (default: 60).', decimal(0, 3600))
    .option('--max-run <hours>', 'Stop a run that takes longer (default: none is).', decimal(0.0001, 168))
    .option('--stale-after <hours>', 'Not ready when the last good run is older.', decimal(0.0001, 87_600))
    .option('--port <n>', 'Answer /healthz, /readyz and /metrics on this port (0 takes a free one); without it nothing listens.', integer(0, 65_535))
    .option('--host <address>', 'Address that these listen on (default: 127.0.0.1).')
    .addOption(new Option('--log <format>', 'How the log is written to stderr.').choices(['text', 'json']).default('text'))
    .option('--next <n>', 'Print the next times and exit.', integer(1, 1000))
    .option('--json', 'Print what each run prints, one JSON document a line; with --next the times.')
    .action(action<ScheduleFlags>(cli, async (context, flags, [file]) => scheduleCommand(context, flags, resolve(context.terminal.cwd, String(file)))));
}

function text(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('Expected some text.');
  return value;
}

async function scheduleCommand(context: Context, flags: ScheduleFlags, file: string): Promise<void> {
  const overrides = await overridesOf(flags);
  if (flags.next !== undefined) return printNext(context, flags, file, overrides);
  if (flags.host !== undefined && flags.port === undefined) throw usage('--host goes with --port', 'Give --port as well, or leave --host out.');
  const [{ ScheduleService: Service }, { locateStore }, { systemClock }, { eventLine, isTold, runLine }] = await Promise.all([
    import('../engine/schedule/index.js'), import('../engine/corpus.js'), import('../core/index.js'), import('./schedule-text.js')]);
  const { env, cwd, err } = context.terminal;
  const { store, quiet, verbose } = context.global;
  const printing = { last: Promise.resolve() };
  const service = new Service({
    file, overrides, cwd, env, runNow: flags.runNow === true, verbose: verbose === true, clock: systemClock,
    command: [process.execPath, ...execArguments(), MAIN, 'run', file, '--json', ...(store === undefined ? [] : ['--store', store]), ...(verbose === true ? ['--verbose'] : []), ...(flags.log === 'json' ? ['--log', 'json'] : [])],
    locateStore: () => locateStore({ store, pipelineFile: file, env, cwd }),
    emit: (event) => { if (isTold(event, { quiet: quiet === true, verbose: verbose === true })) err.write(`${eventLine(event, flags.log)}\n`); },
    passOn: (line) => {
      const own = flags.log === 'json' ? runLine(line, { quiet: quiet === true }) : undefined;
      if (typeof own === 'string') err.write(`${own}\n`);
      return own !== undefined;
    },
    onPrinted: (printed) => { if (flags.json === true) printing.last = context.printJson(printed); },
  });
  context.onStop(() => undefined);
  const health = await healthServer(service, flags, () => locateStore({ store, pipelineFile: file, env, cwd }));
  if (health !== null && quiet !== true) err.write(`${eventLine({ time: new Date().toISOString(), level: 'info', event: 'listening', message: `health at ${health.url}/readyz`, fields: { url: health.url, port: health.port } }, flags.log)}\n`);
  try {
    if (await service.run(context.signal) === 'killed') context.exit(1);
    await printing.last;
  } finally {
    await health?.close();
  }
}

/** Options of Node that a run gets as well; a debugger's port can be had by one process only. */
const execArguments = (): string[] => process.execArgv.filter((argument) => !argument.startsWith('--inspect'));

async function healthServer(service: ScheduleService, { host = '127.0.0.1', port }: ScheduleFlags, locate: () => string): Promise<HealthServer | null> {
  if (port === undefined) return null;
  const [{ startHealthServer }, { scrapes }] = await Promise.all([import('../server/health.js'), import('../engine/metrics/index.js')]);
  // What was found last holds on while the pipeline file is invalid.
  let location: string | null = null;
  const metrics = scrapes(() => {
    const schedule = service.health();
    try {
      location = locate();
    } catch {
      // Told by the health report.
    }
    return { location, pipeline: schedule.pipeline, schedule, lastRun: schedule.lastRun };
  });
  return startHealthServer({ host, port, report: () => service.health(), metrics });
}

async function overridesOf({ cron, timeZone, jitter, catchUp, busyWait, grace, maxRun, staleAfter }: ScheduleFlags): Promise<ScheduleOverrides> {
  const { cronFault, timeZoneFault } = await import('../config/index.js');
  for (const fault of [cron === undefined ? null : cronFault(cron), timeZone === undefined ? null : timeZoneFault(timeZone)]) {
    if (fault !== null) throw usage(fault);
  }
  return {
    ...(cron === undefined ? {} : { cron }), ...(timeZone === undefined ? {} : { timeZone }), ...(jitter === undefined ? {} : { jitterMinutes: jitter }), ...(catchUp ? {} : { catchUp }),
    ...(busyWait === undefined ? {} : { busyWaitMinutes: busyWait }), ...(grace === undefined ? {} : { graceSeconds: grace }), ...(maxRun === undefined ? {} : { maxRunHours: maxRun }),
    ...(staleAfter === undefined ? {} : { staleAfterHours: staleAfter }),
  };
}

async function printNext(context: Context, { next = 1, json }: ScheduleFlags, file: string, overrides: ScheduleOverrides): Promise<void> {
  const { nextTimes, readSettings } = await import('../engine/schedule/index.js');
  const { times } = readSettings(file, overrides);
  const coming = nextTimes(times, Date.now(), next);
  if (json === true) return context.printJson({ cron: times.cron, timeZone: times.timeZone, next: coming });
  for (const { local, utc } of coming) await context.print(`${local}  ${times.timeZone}  (${utc})`);
}
