import type { Command } from 'commander';
import type { GenerationRecord } from '../core/index.js';
import type { KeptFor } from '../curate/index.js';
import type { Corpus } from '../engine/corpus.js';
import { accountName } from './account.js';
import { behindText } from './behind-text.js';
import { action, usage, withCorpus, type Cli } from './context.js';
import { integer } from './values.js';

interface RollbackFlags {
  readonly reason?: string;
  readonly actor?: string;
  readonly list?: boolean;
  readonly unpin?: boolean;
  readonly json?: boolean;
}

/** Generations listed where none is named. */
const LISTED = 20;

export function registerRollback(root: Command, cli: Cli): void {
  root.command('rollback')
    .description('Go back to what an older generation held. Runs do not publish over it until --unpin.')
    .argument('[generation]', 'Number of the generation to go back to; none = list the newest ones.', integer(1))
    .option('--list', 'List all generations there were, and why each is kept.')
    .option('--reason <text>', 'Why, for those who ask later.')
    .option('--actor <name>', 'Who goes back (default: the name of the account).')
    .option('--unpin', 'Let runs publish again: what led to the rollback is mended.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<RollbackFlags>(cli, async (context, flags, [to]) => {
      if (flags.unpin === true && to !== undefined) throw usage('--unpin goes without a generation', 'It ends the rollback there is.');
      if (flags.list === true && (to !== undefined || flags.unpin === true)) throw usage('--list goes by itself', 'It changes nothing.');
      if (typeof to === 'number' && (flags.reason ?? '').trim() === '') throw usage('a rollback needs a --reason', 'Say why in a few words: --reason "half the handbook was missing".');
      const actor = flags.actor ?? (await accountName(context.terminal));
      // What is kept is as the pipeline's file says now; going back is not to fail over that.
      await withCorpus(context, flags.list === true ? 'current' : 'remembered', async (corpus) => {
        const { generationsOf, rollbackOn, unpinOn } = await import('../engine/rollback.js');
        if (flags.unpin === true) {
          const unpinned = await unpinOn(corpus);
          if (flags.json === true) return context.printJson({ unpinned });
          return context.print(unpinned ? `generation ${corpus.generation?.number ?? '?'} is no longer pinned: the next run publishes` : 'nothing is pinned: runs publish as ever');
        }
        if (typeof to !== 'number') {
          const generations = flags.list === true ? await withReasons(corpus) : await generationsOf(corpus, LISTED);
          if (flags.json === true) return context.printJson({ generations });
          for (const generation of generations) await context.print(generationLine(generation));
          return undefined;
        }
        const result = await rollbackOn(corpus, { to, reason: flags.reason ?? '', actor });
        if (flags.json === true) return context.printJson(result);
        await context.print(`generation ${result.generation} holds what generation ${to} held: ${result.chunks.accepted} of ${result.chunks.total} chunks released`);
        context.log(`runs do not publish over it until "winnow rollback --unpin"`);
        for (const target of result.behind) context.log(behindText(target));
        return undefined;
      });
    }));
}

type Listed = GenerationRecord & { readonly kept?: readonly KeptFor[] };

async function withReasons(corpus: Corpus): Promise<Listed[]> {
  const [{ generationsOf }, { retentionPlan }] = [await import('../engine/rollback.js'), await import('../engine/retention/index.js')];
  const kept = new Map((await retentionPlan(corpus)).generations.map((entry) => [entry.generation.number, entry.kept]));
  return (await generationsOf(corpus, Infinity)).map((generation) => ({ ...generation, kept: kept.get(generation.number) ?? [] }));
}

function generationLine({ number, by, publishedAt, counts, pinned, dropped, restores, kept }: Listed): string {
  const why = kept === undefined ? [] : [kept.length === 0 ? 'goes with the next run' : `kept: ${kept.join(', ')}`];
  const notes = [...(restores === null ? [] : [`to ${restores}`]), ...(pinned ? ['pinned'] : []), ...(dropped ? ['no longer kept'] : why)];
  return `${String(number).padStart(5)}  ${publishedAt.slice(0, 16).replace('T', ' ')}  ${by.padEnd(8)}  ${counts.chunks.accepted} of ${counts.chunks.total} chunks released${notes.length === 0 ? '' : `  ${notes.join('; ')}`}`;
}
