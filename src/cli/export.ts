import type { Command } from 'commander';
import { action, withCorpus, type Cli } from './context.js';

interface ExportFlags {
  readonly out?: string;
  readonly json?: boolean;
}

export function registerExport(root: Command, cli: Cli): void {
  root.command('export')
    .description('Bring targets in step with what is released.')
    .argument('[target]', 'Name of a target of the pipeline; none = all of them.')
    .option('--out <path>', 'Write to this path instead of the one in the pipeline.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<ExportFlags>(cli, async (context, flags, [target]) => {
      await withCorpus(context, 'current', async ({ pipeline, store }) => {
        const { bringInStep } = await import('../engine/run/index.js');
        const exports = await bringInStep(pipeline, store, {
          signal: context.signal, progress: await context.progress(), ...(typeof target === 'string' ? { targets: [target] } : {}), ...(flags.out === undefined ? {} : { out: flags.out }),
        });
        if (flags.json === true) return context.printJson({ exports });
        for (const { target: name, upserted, deleted, verified } of exports) await context.print(`${name}: ${upserted} written, ${deleted} deleted, verified by ${verified}`);
        return undefined;
      });
    }));
}
