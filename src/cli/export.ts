import type { Command } from 'commander';
import type { ExportOutcome, TargetPlan } from '../engine/run/index.js';
import { action, withCorpus, type Cli } from './context.js';

interface ExportFlags {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly ifChanged?: boolean;
  readonly json?: boolean;
}

export function registerExport(root: Command, cli: Cli): void {
  root.command('export')
    .description('Bring targets in step with what is released.')
    .argument('[target]', 'Name of a target of the pipeline; none = all of them.')
    .option('--out <path>', 'Write to this path instead of the one in the pipeline.')
    .option('--dry-run', 'Read targets and print what would change; change nothing, embed nothing.')
    .option('--if-changed', 'Leave alone what acknowledged this generation and still is as it was left, as a nightly run does.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<ExportFlags>(cli, async (context, flags, [target]) => {
      await withCorpus(context, 'current', async ({ pipeline, store }) => {
        const { bringInStep, plan } = await import('../engine/run/index.js');
        const request = {
          signal: context.signal, progress: await context.progress(), ...(typeof target === 'string' ? { targets: [target] } : {}), ...(flags.out === undefined ? {} : { out: flags.out }),
        };
        if (flags.dryRun === true) {
          const plans = await plan(pipeline, store, request);
          if (flags.json === true) return context.printJson({ plans });
          for (const each of plans) for (const line of planLines(each)) await context.print(line);
          return undefined;
        }
        const lines: Promise<void>[] = [];
        const onDone = ({ target: name, upserted, deleted, verified }: ExportOutcome): void => {
          if (flags.json !== true) lines.push(context.print(`${name}: ${upserted} written, ${deleted} deleted, verified by ${verified}`));
        };
        try {
          const exports = await bringInStep(pipeline, store, { ...request, unlessInStep: flags.ifChanged === true, onDone });
          if (flags.json === true) await context.printJson({ exports });
        } finally {
          await Promise.all(lines);
        }
        return undefined;
      });
    }));
}

function planLines({ target, released, holds, add, change, delete: gone, problems, embedding }: TargetPlan): string[] {
  const same = add + change + gone === 0;
  return [
    same ? `${target}: nothing to change, it holds the ${released} chunks released` : `${target}: ${add} to add, ${change} to change, ${gone} to delete; it holds ${holds}, released are ${released}`,
    ...problems.map((problem) => `  ${problem}`),
    ...(embedding === null || embedding.texts === 0 ? [] : [`  to embed first by ${embedding.model}: ${embedding.texts} texts of about ${embedding.tokens} tokens${embedding.usd === null ? '' : `, about ${embedding.usd.toFixed(embedding.usd < 1 ? 4 : 2)} US dollars`}`]),
    ...(embedding === null || embedding.tooLong === 0 ? [] : [`  ${embedding.tooLong} of them are longer than the embeddings take: the export would fail over them`]),
  ];
}
