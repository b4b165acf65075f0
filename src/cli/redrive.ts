import type { Command } from 'commander';
import { action, withCorpus, type Cli } from './context.js';
import { counted } from './terminal.js';
import { isoTime } from './values.js';

interface RedriveFlags {
  readonly json?: boolean;
  readonly now?: Date;
}

export function registerRedrive(root: Command, cli: Cli): void {
  root.command('redrive')
    .description('Try failures again: runs the pipeline with them marked for another attempt.')
    .argument('[id...]', 'Ids of failures (`winnow list failures`); none = all of them.')
    .option('--json', 'Print the summary of the run as one JSON document.')
    .option('--now <iso>', 'Decide as of this date or time (ISO 8601).', isoTime)
    .action(action<RedriveFlags>(cli, async (context, flags, [ids]) => {
      await withCorpus(context, 'current', async ({ store, pipeline }) => {
        const { WinnowError } = await import('../core/errors.js');
        const { runPipeline } = await import('../engine/run/index.js');
        const given = ids as string[];
        const marked = await store.markForRetry(given);
        if (given.length > 0 && marked < new Set(given).size) {
          throw new WinnowError('id-unknown', `${marked} of ${counted(given.length, 'id')} are of failures there are`, { next: 'Find ids with `winnow list failures --json`.' });
        }
        context.log(`trying ${counted(marked, 'failure')} again`);
        const result = await runPipeline(pipeline, { store, signal: context.signal, progress: await context.progress(), ...(flags.now === undefined ? {} : { now: flags.now }) });
        context.exit(result.exitCode);
        if (flags.json === true) return context.printJson(result.summary);
        const { printRun } = await import('./run-text.js');
        return printRun(context, { store, pipeline, generation: await store.currentGeneration() }, result.summary, { dryRun: false, location: store.location });
      });
    }));
}
