import type { Command } from 'commander';
import { PERSON_VERDICTS, type PersonVerdict } from '../core/model/decision.js';
import { accountName } from './account.js';
import { action, usage, withCorpus, type Cli } from './context.js';
import { counted } from './terminal.js';

interface DecideFlags {
  readonly approve?: boolean;
  readonly reject?: boolean;
  readonly requeue?: boolean;
  readonly canonical?: boolean;
  readonly unpin?: boolean;
  readonly reason?: string;
  readonly actor?: string;
  readonly expectHash?: string;
  readonly json?: boolean;
}

export function registerDecide(root: Command, cli: Cli): void {
  root.command('decide')
    .description("Record a reviewer's decision and publish it at once.")
    .argument('<id...>', 'Ids of chunks, or of documents for all their chunks.')
    .option('--approve', 'Release them.')
    .option('--reject', 'Keep them out for good.')
    .option('--requeue', 'Send them back for review.')
    .option('--canonical', 'Pin them: the one to keep of their copies, whatever speaks for another. Releases nothing by itself.')
    .option('--unpin', 'End such a pin.')
    .option('--reason <text>', 'Why, for those who ask later.')
    .option('--actor <name>', 'Who decides (default: the name of the account).')
    .option('--expect-hash <hash>', 'Refuse when the content hash is another one: what was looked at has moved.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<DecideFlags>(cli, async (context, flags, [names]) => {
      const verdict = verdictOf(flags);
      const reason = (flags.reason ?? '').trim();
      if (reason === '') throw usage('a decision needs a --reason', 'Say why in a few words: --reason "checked with the owner".');
      const given = names as string[];
      if (flags.expectHash !== undefined && given.length > 1) throw usage('--expect-hash goes with one id');
      const actor = flags.actor ?? (await accountName(context.terminal));
      await withCorpus(context, 'remembered', async (corpus) => {
        const { decideOn } = await import('../engine/decide.js');
        const { expectHash } = flags;
        const result = await decideOn(corpus, { ids: given, verdict, reason, actor, ...(expectHash === undefined ? {} : { expectHash }) });
        if (flags.json === true) return context.printJson(result);
        for (const { id, from, to } of result.decided) await context.print(`${id}  ${from} -> ${to}`);
        for (const { id, from, to } of result.others) await context.print(`${id}  ${from} -> ${to} (follows)`);
        context.log(`generation ${result.generation}: ${counted(result.decided.length, 'chunk')} decided by ${actor}`);
        for (const { target, generation } of result.behind) {
          context.log(`target ${target} is behind: it holds ${generation === null ? 'nothing yet' : `generation ${generation}`}; run "winnow export" to bring it in step`);
        }
      });
    }));
}

function verdictOf(flags: DecideFlags): PersonVerdict {
  const chosen = PERSON_VERDICTS.filter((verdict) => flags[verdict] === true);
  const [only, ...others] = chosen;
  if (only === undefined || others.length > 0) throw usage('a decision is one of --approve, --reject, --requeue, --canonical and --unpin');
  return only;
}
