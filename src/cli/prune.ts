import type { Command } from 'commander';
import { action, withCorpus, type Cli } from './context.js';
import { counted } from './terminal.js';

interface PruneFlags {
  readonly dryRun?: boolean;
  readonly compact?: boolean;
  readonly json?: boolean;
}

export function registerPrune(root: Command, cli: Cli): void {
  root.command('prune')
    .description('Drop the generations that `retain` in the pipeline does not keep, as each run does.')
    .option('--dry-run', 'Tell which would go, and drop nothing.')
    .option('--compact', 'Give the space that is free in the store back to the file system. Writers wait meanwhile, and the disk holds the store twice.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<PruneFlags>(cli, async (context, { dryRun = false, compact = false, json = false }) => {
      await withCorpus(context, 'current', async (corpus) => {
        const { dropOld, retentionPlan } = await import('../engine/retention/index.js');
        if (dryRun) {
          const { generations, drop } = await retentionPlan(corpus);
          if (json) return context.printJson({ drop, keep: generations.filter(({ kept }) => kept.length > 0).map(({ generation, kept }) => ({ generation: generation.number, kept })) });
          return context.print(`${counted(drop.length, 'generation')} would be dropped${drop.length === 0 ? '' : `: ${rangesOf(drop)}`}; ${generations.length - drop.length} kept`);
        }
        const before = await corpus.store.size();
        const { dropped, kept, rows } = await dropOld(corpus, 'by-hand', { signal: context.signal });
        if (compact) await corpus.store.compact();
        const after = await corpus.store.size();
        if (json) return context.printJson({ dropped, kept, rows, bytes: { before: before.bytes, after: after.bytes, free: after.free } });
        await context.print(`${counted(dropped.length, 'generation')} dropped${dropped.length === 0 ? '' : `: ${rangesOf(dropped)}`}; ${kept} kept`);
        return context.print(`the store has ${megabytes(after.bytes)}, ${megabytes(after.free)} of it free for what comes${compact ? `; it had ${megabytes(before.bytes)}` : ''}`);
      });
    }));
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** `1-4, 6, 9-12`; numbers are ascending. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const open = ranges.at(-1);
    if (open !== undefined && open.last === number - 1) open.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(', ');
}
