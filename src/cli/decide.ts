import type { Command } from 'commander';
import { CHUNK_VERDICTS, EDIT_FIELDS, PAIR_VERDICTS, type ChunkVerdict, type EditField, type PairVerdict } from '../core/model/decision.js';
import type { DecideResult } from '../engine/decide.js';
import { accountName } from './account.js';
import { behindText } from './behind-text.js';
import { action, usage, withCorpus, type Cli, type Context } from './context.js';
import { counted } from './terminal.js';
import { integer, isoTime } from './values.js';

type Said = ChunkVerdict | PairVerdict;
const SAID: readonly Said[] = [...CHUNK_VERDICTS, ...PAIR_VERDICTS];

interface DecideFlags {
  readonly assign?: string;
  readonly owner?: string;
  readonly until?: Date;
  readonly undo?: number;
  readonly set?: string;
  readonly reason?: string;
  readonly actor?: string;
  readonly expectHash?: string;
  readonly json?: boolean;
}

export function registerDecide(root: Command, cli: Cli): void {
  root.command('decide')
    .description("Record a reviewer's decision and publish it at once.")
    .argument('[id...]', 'Ids of chunks, or of documents for all their chunks.')
    .option('--approve', 'Release them.')
    .option('--reject', 'Keep them out for good.')
    .option('--requeue', 'Send them back for review.')
    .option('--waive', 'Release them until a day (--until), then let them come back by themselves.')
    .option('--canonical', 'Pin them: the one to keep of their copies, whatever speaks for another. Releases nothing by itself.')
    .option('--unpin', 'End such a pin.')
    .option('--not-duplicate', 'Of two chunks: they are no copies of each other. Remembered while both texts last.')
    .option('--not-contradiction', 'Of two chunks: they do not contradict each other. Remembered while both texts last.')
    .option('--acknowledge', 'Known: out of the queue until the text or what is found in it changes. They stay held back.')
    .option('--snooze', 'Out of the queue until a day (--until). They stay held back.')
    .option('--assign <name>', "Make them somebody's; an empty name takes them from everybody.")
    .option('--owner <name>', 'Of a waiver: whose it is when it ends (default: who decides).')
    .option('--until <date>', 'When a waiver or a snooze ends: 2027-03-01, or with a time.', isoTime)
    .option('--set <field=value>', `Of documents: what counts as their ${EDIT_FIELDS.join(', ')} from now on, the source left as it is: date=2026-03-01; an empty value = none.`)
    .option('--undo <number>', 'Take a decision back, by its number in the log (winnow list decisions).', integer(1))
    .option('--reason <text>', 'Why, for those who ask later.')
    .option('--actor <name>', 'Who decides (default: the name of the account).')
    .option('--expect-hash <hash>', 'Refuse when the content hash is another one: what was looked at has moved.')
    .option('--json', 'Print the result as one JSON document.')
    .action(action<DecideFlags>(cli, async (context, flags, [names]) => {
      const given = names as string[];
      const verdict = verdictOf(flags, given);
      const reason = (flags.reason ?? '').trim();
      if (reason === '' && verdict !== 'undo') throw usage('a decision needs a --reason', 'Say why in a few words: --reason "checked with the owner".');
      if (flags.owner !== undefined && verdict !== 'waive') throw usage(`--owner goes with --waive, not with --${verdict}`, verdict === 'assign' ? '--assign names whose it is.' : verdict === 'set' ? '--set owner=NAME says whose a document is.' : 'It says whose a chunk is when its waiver ends.');
      if (flags.owner?.trim() === '') throw usage('--owner needs a name', 'Leave it out to have the waiver yours.');
      if (flags.expectHash !== undefined && given.length > 1) throw usage('--expect-hash goes with one id');
      const actor = flags.actor ?? (await accountName(context.terminal));
      await withCorpus(context, 'remembered', async (corpus) => {
        const { decideOn, editOn, undoOn } = await import('../engine/decide.js');
        const { expectHash, until } = flags;
        const assignee = flags.assign ?? flags.owner;
        const result = verdict === 'undo' ? await undoOn(corpus, { seqs: [flags.undo ?? 0], reason, actor })
          : verdict === 'set' ? await editOn(corpus, { ids: given, ...edited(flags.set ?? ''), reason, actor })
          : await decideOn(corpus, {
            ids: given, verdict, reason, actor, ...(expectHash === undefined ? {} : { expectHash }), ...(until === undefined ? {} : { until }), ...(assignee === undefined ? {} : { assignee }),
          });
        if (flags.json === true) return context.printJson(result);
        await printed(context, result, actor);
      });
    }));
}

async function printed(context: Context, { decided, others, generation, act, behind }: DecideResult, actor: string): Promise<void> {
  for (const { id, from, to } of decided) await context.print(`${id}  ${from} -> ${to}`);
  for (const { id, from, to } of others) await context.print(`${id}  ${from} -> ${to} (follows)`);
  const numbers = act === null ? '' : act.first === act.last ? ` (decision ${act.first})` : ` (decisions ${act.first} to ${act.last})`;
  context.log(`generation ${generation}: ${counted(decided.length, 'chunk')} decided by ${actor}${numbers}`);
  for (const target of behind) context.log(behindText(target));
}

const flagOf = (verdict: Said): string => verdict.replace(/-(\w)/gu, (_all, letter: string) => letter.toUpperCase());

/** `date=2026-03-01` */
function edited(text: string): { field: EditField; value: string | null } {
  const at = text.indexOf('=');
  const field = EDIT_FIELDS.find((one) => one === text.slice(0, at));
  if (field === undefined) throw usage(`--set takes a field and a value, as date=2026-03-01`, `Fields are ${EDIT_FIELDS.join(', ')}.`);
  return { field, value: text.slice(at + 1) };
}

function verdictOf(flags: DecideFlags, ids: readonly string[]): Said | 'set' | 'undo' {
  const set = flags as Readonly<Record<string, unknown>>;
  const chosen = [...SAID.filter((verdict) => set[flagOf(verdict)] !== undefined), ...(flags.set === undefined ? [] : ['set' as const]), ...(flags.undo === undefined ? [] : ['undo' as const])];
  const [only, ...others] = chosen;
  if (only === undefined || others.length > 0) throw usage(`a decision is one of ${SAID.map((verdict) => `--${verdict}`).join(', ')}, --set and --undo`);
  if (only === 'undo' ? ids.length > 0 : ids.length === 0) throw usage(only === 'undo' ? '--undo takes the number of a decision and no ids' : 'a decision needs at least one id', 'See `winnow decide --help`.');
  return only;
}
