import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import type { Store } from '../core/index.js';
import { accountName } from './account.js';
import { action, usage, type Cli, type Context } from './context.js';
import { observed, type Observed, type ObservedFlags } from './observed.js';
import { integer, isoTime } from './values.js';

interface RunFlags extends ObservedFlags {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly full?: boolean;
  readonly now?: Date;
  readonly publish?: number;
  readonly reason?: string;
  readonly actor?: string;
}

export function registerRun(root: Command, cli: Cli): void {
  root.command('run')
    .description('Run a pipeline once: read, parse, score, join, decide, publish, export.')
    .argument('[pipeline.yaml]', 'The pipeline file; not needed with --publish.')
    .option('--json', 'Print the summary as one JSON document.')
    .option('--dry-run', 'Decide and print, publish and export nothing.')
    .option('--full', 'Ignore caches and do everything again.')
    .option('--now <iso>', 'Decide as of this date or time (ISO 8601).', isoTime)
    .option('--publish <generation>', 'Publish what guards held back, as it is, over their heads; needs a --reason.', integer(1))
    .option('--reason <text>', 'Why, for those who ask later.')
    .option('--actor <name>', 'Who publishes it (default: the name of the account).')
    .addOption(new Option('--log <format>', 'How the log is written to stderr.').choices(['text', 'json']).default('text'))
    .option('--metrics <file>', "Leave the corpus and the run in numbers there, for the textfile collector of Prometheus' node_exporter, also when it fails.")
    .action(action<RunFlags>(cli, async (context, flags, [given]) => {
      const file = given as string | undefined;
      if (flags.metrics !== undefined && flags.dryRun === true) throw usage('--metrics goes without --dry-run', 'A dry run leaves no trace.');
      const { publish } = flags;
      if (publish !== undefined) return observed(context, flags, file, (watched) => publishCommand(watched, { ...flags, publish }, file));
      if (flags.reason !== undefined || flags.actor !== undefined) throw usage('--reason and --actor go with --publish');
      if (file === undefined) throw usage("missing required argument 'pipeline.yaml'", 'Name the pipeline file, or write one with `winnow init`.');
      return observed(context, flags, file, (watched) => toldOf(watched.context, flags, file, (begun) => runCommand(watched, flags, { file, begun })));
    }));
}

/** Publishes what is held back, with the pipeline that made it. */
async function publishCommand({ context, progress }: Observed, flags: RunFlags & { readonly publish: number }, file: string | undefined): Promise<void> {
  if (flags.dryRun === true || flags.full === true) throw usage('--publish goes without --dry-run and --full', 'It publishes what was held back, as it is.');
  if ((flags.reason ?? '').trim() === '') throw usage('publishing over a guard needs a --reason', 'Say why in a few words: --reason "the old wiki was archived on purpose".');
  const { locateStore, openCorpus } = await import('../engine/corpus.js');
  const { publishHeldOn } = await import('../engine/run/index.js');
  const { env, cwd } = context.terminal;
  const corpus = await openCorpus(locateStore({ store: context.global.store, ...(file === undefined ? {} : { pipelineFile: file }), env, cwd }), 'remembered');
  await closing(corpus.store, async (store) => {
    const result = await publishHeldOn({ ...corpus, store }, {
      generation: flags.publish, reason: flags.reason ?? '', actor: flags.actor ?? (await accountName(context.terminal)), signal: context.signal, progress,
      ...(flags.now === undefined ? {} : { now: flags.now }),
    });
    context.exit(result.exitCode);
    if (flags.json === true) return context.printJson(result.summary);
    const { printRun } = await import('./run-text.js');
    return printRun(context, { store, pipeline: corpus.pipeline, generation: await store.currentGeneration() }, result.summary, { dryRun: false, location: store.location });
  });
}

/** Tells of a run that could not begin, since a run tells only of itself; not where somebody watches, nor of a store that another run holds. */
async function toldOf(context: Context, flags: RunFlags, file: string, run: (begun: () => void) => Promise<void>): Promise<void> {
  let hasBegun = false;
  try {
    await run(() => { hasBegun = true; });
  } catch (error) {
    const { terminal, signal } = context;
    if (!isWatched(terminal) && flags.dryRun !== true && !signal.aborted) {
      const { tellNotBegun } = await import('../engine/notify/index.js');
      await tellNotBegun(error, { file: resolve(terminal.cwd, file), hasBegun, signal, warn: (message) => { context.log(`warning: ${message}`); } });
    }
    throw error;
  }
}

const isWatched = ({ err }: Context['terminal']): boolean => 'isTTY' in err && err.isTTY === true;

async function runCommand({ context, progress, traceparent }: Observed, flags: RunFlags, { file, begun }: { readonly file: string; readonly begun: () => void }): Promise<void> {
  const { loadPipelineFile, resolvePipeline } = await import('../config/index.js');
  const { locateStore } = await import('../engine/corpus.js');
  const { runPipeline } = await import('../engine/run/index.js');
  const { env, cwd } = context.terminal;
  const pipeline = await resolvePipeline(loadPipelineFile(resolve(cwd, file)));
  const location = locateStore({ store: context.global.store, pipelineFile: file, env, cwd });
  const dryRun = flags.dryRun === true;
  await withStore(location, dryRun, async (store) => {
    begun();
    const result = await runPipeline(pipeline, {
      store, full: flags.full === true, signal: context.signal, progress, traceparent, exports: !dryRun, judge: !dryRun, notify: !dryRun, ...(flags.now === undefined ? {} : { now: flags.now }),
    });
    context.exit(result.exitCode);
    if (flags.json === true) return context.printJson(dryRun ? { ...result.summary, dryRun } : result.summary);
    const { printRun } = await import('./run-text.js');
    return printRun(context, { store, pipeline, generation: await store.currentGeneration() }, result.summary, { dryRun, location });
  });
}

/** The store itself; for a dry run a copy of it, or a new one where there is none, gone afterwards. */
async function withStore(location: string, dryRun: boolean, work: (store: Store) => Promise<void>): Promise<void> {
  const { openSqliteStore } = await import('../store/sqlite/index.js');
  if (!dryRun) return closing(openSqliteStore(location, { create: true }), work);
  const [{ existsSync }, { mkdtemp, rm }, { tmpdir }, path] = await Promise.all([
    import('node:fs'), import('node:fs/promises'), import('node:os'), import('node:path')]);
  const folder = await mkdtemp(path.join(tmpdir(), 'winnow-dry-run-'));
  try {
    const copy = path.join(folder, 'copy.db');
    if (existsSync(location)) await closing(openSqliteStore(location, { create: false }), (store) => store.backup(copy));
    await closing(openSqliteStore(copy, { create: true, keepFormer: false }), work);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function closing(store: Store, work: (store: Store) => Promise<void>): Promise<void> {
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
