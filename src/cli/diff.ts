import type { Command } from 'commander';
import type { Diff, DiffQuery } from '../engine/diff/index.js';
import { action, usage, withCorpus, type Cli, type Context } from './context.js';
import { integer } from './values.js';

interface DiffFlags extends Pick<DiffQuery, 'status' | 'source' | 'rule' | 'limit'> {
  readonly documents?: boolean;
  readonly chunks?: boolean;
  readonly summary?: boolean;
  readonly json?: boolean;
}

const STATUSES = ['accepted', 'partial', 'quarantined', 'rejected'];
/** For people; `--json` gives all of it. */
const SCREENFUL = 50;

export function registerDiff(root: Command, cli: Cli): void {
  root.command('diff')
    .description('Tell what came, left and changed between two generations, and the rule, edit or decision behind each.')
    .argument('[from]', 'The earlier one: its number, `previous`, `~2` (the second before the current), or when it was published: 2026-05-03 (at the end of that day, UTC). Default: the previous one.')
    .argument('[to]', 'The later one. Default: the current one.')
    .option('--documents', 'Only documents.')
    .option('--chunks', 'Only chunks.')
    .option('--status <status>', `Only what has this status now or, where it left, had it: ${STATUSES.join(', ')}.`)
    .option('--source <name>', 'Only what is of this source.')
    .option('--rule <rule>', 'Only what this rule came to or went from: `dimension/name`, or `dimension` for all of its rules.')
    .option('--summary', 'Only the counts.')
    .option('--limit <n>', `At most this many lines (default: all with --json, else ${SCREENFUL}).`, integer(1))
    .option('--json', 'One JSON object a line; with --summary one JSON document.')
    .action(action<DiffFlags>(cli, async (context, flags, [from, to]) => {
      if (flags.documents === true && flags.chunks === true) throw usage('--documents and --chunks are of one another\'s place', 'Name one of them, or neither for both.');
      if (flags.status !== undefined && !STATUSES.includes(flags.status)) throw usage(`there is no status "${flags.status}", expected ${STATUSES.join(', ')}`);
      await withCorpus(context, 'remembered', async (corpus) => {
        const { diffOn } = await import('../engine/diff/index.js');
        const { documents, chunks, status, source, rule } = flags;
        const diff = await diffOn(corpus, {
          ...(typeof from === 'string' ? { from } : {}), ...(typeof to === 'string' ? { to } : {}), ...(documents === true ? { only: 'documents' } : chunks === true ? { only: 'chunks' } : {}),
          ...(status === undefined ? {} : { status }), ...(source === undefined ? {} : { source }), ...(rule === undefined ? {} : { rule }),
        });
        if (flags.json !== true) return printText(context, diff, flags);
        if (flags.summary === true) return context.printJson(await diff.summary());
        for await (const line of diff.lines(flags.limit)) {
          if (context.signal.aborted) throw context.signal.reason;
          await context.printJson(line);
        }
        return undefined;
      });
    }));
}

async function printText(context: Context, diff: Diff, { summary, limit }: DiffFlags): Promise<void> {
  const { lineText, summaryText } = await import('./diff-text.js');
  await context.print(summaryText(await diff.summary(), context.paint));
  if (summary === true) return;
  let count = 0;
  for await (const line of diff.lines(limit ?? SCREENFUL + 1)) {
    if (context.signal.aborted) throw context.signal.reason;
    count += 1;
    if (limit === undefined && count > SCREENFUL) {
      context.log('… there are more; --limit N shows them, --json all of them');
      return;
    }
    await context.print(`${count === 1 ? '\n' : ''}${lineText(line, context.paint)}`);
  }
}
