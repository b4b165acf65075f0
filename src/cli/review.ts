import type { Command } from 'commander';
import type { CauseKind } from '../engine/review/types.js';
import { accountName } from './account.js';
import { behindText } from './behind-text.js';
import { action, usage, type Cli, type Context } from './context.js';
import type { Session } from './review/state.js';
import type { Work } from './review/work.js';
import { counted, isTty, visible } from './terminal.js';
import { integer } from './values.js';

interface ReviewFlags {
  readonly source?: string;
  readonly rule?: string;
  readonly kind?: string;
  readonly owner?: string;
  readonly attention?: string;
  readonly actor?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

export function registerReview(root: Command, cli: Cli): void {
  root.command('review')
    .description('Walk through what is held back and decide on it, in the terminal; `?` lists the keys. Without a terminal: a key a line from stdin.')
    .option('--source <name>', 'Only what is of this source.')
    .option('--rule <rule>', 'Only what this rule holds back: `dimension/name`, or `dimension` for all of its rules.')
    .option('--kind <kind>', 'Only groups of this kind: contradiction, cluster, document …')
    .option('--owner <name>', 'Only what is of sources of this owner.')
    .option('--attention <which>', 'What asks for attention now (open, the default), what is out of the queue (snoozed, acknowledged), or all.')
    .option('--actor <name>', 'Who decides (default: the name of the account).')
    .option('--limit <n>', 'At most this many groups (default: all).', integer(1))
    .option('--json', 'Read a key a line, and print what is shown as one JSON object a line.')
    .action(action<ReviewFlags>(cli, async (context, { source, rule, kind, owner, attention, actor, limit, json }) => {
      const { locateStore } = await import('../engine/corpus.js');
      const { openDesk } = await import('../engine/review/index.js');
      const { loaded } = await import('./review/work.js');
      const { started } = await import('./review/state.js');
      const { env, cwd } = context.terminal;
      const query = { source, rule, owner, kind: await kindOf(kind), attention: attentionOf(attention) };
      const desk = await openDesk(locateStore({ store: context.global.store, env, cwd }));
      try {
        const work = { desk, limit: limit ?? Number.MAX_SAFE_INTEGER };
        let session = await loaded(work, started(query, actor ?? (await accountName(context.terminal))), query);
        const reached = (next: Session): void => { session = next; };
        try {
          await walked(context, work, session, { json: json === true, reached });
        } finally {
          told(context, session);
        }
      } finally {
        await desk.close();
      }
    }));
}

/** Asked for only when the command runs: what knows the kinds is slow to load. */
async function kindOf(given: string | undefined): Promise<CauseKind | undefined> {
  if (given === undefined) return undefined;
  const { CAUSE_KINDS } = await import('../curate/review/cause.js');
  const kind = CAUSE_KINDS.find((one) => one === given);
  if (kind === undefined) throw usage(`there is no kind "${visible(given)}" of groups, expected ${CAUSE_KINDS.join(', ')}`);
  return kind;
}

const ATTENTION = ['open', 'snoozed', 'acknowledged', 'all'] as const;

function attentionOf(given: string | undefined): (typeof ATTENTION)[number] | undefined {
  const which = ATTENTION.find((one) => one === given);
  if (given !== undefined && which === undefined) throw usage(`there is no attention "${visible(given)}", expected ${ATTENTION.join(', ')}`);
  return which;
}

async function walked(context: Context, work: Work, first: Session, { json, reached }: { readonly json: boolean; readonly reached: (session: Session) => void }): Promise<void> {
  const { paint, signal, terminal } = context;
  if (!json && process.stdin.isTTY && isTty(terminal.out) && terminal.env['TERM'] !== 'dumb') {
    const { onScreen } = await import('./review/screen.js');
    return onScreen(work, first, { input: process.stdin, output: terminal.out, paint, signal, reached });
  }
  const { readLines } = await import('./review/lines.js');
  const { plainLines } = await import('./review/view.js');
  let refusal = first.refusal;
  await readLines(work, first, {
    input: process.stdin, signal, reached: (session) => { refusal = session.refusal; reached(session); },
    show: async (session) => (json ? context.printJson(jsonOf(session)) : context.print(plainLines(session, paint).join('\n'))),
  });
  context.exit(refusal);
}

/** What is shown, for programs. */
function jsonOf({ groups, at, on, members, more, shown, selected, reason, pending, past, notice, query }: Session): object {
  const last = past.at(-1);
  return {
    groups: groups.length, moreGroups: more, groupAt: at, itemAt: on, items: members.length, query, group: shown === null ? null : (groups[at] ?? null), item: shown?.review ?? null, approving: shown?.approving ?? null,
    selected: [...selected.keys()], reason, pending: pending === null ? null : 'saying' in pending ? pending.result : { items: pending.items }, act: last === undefined ? null : { first: last.first, last: last.last }, refused: notice?.tone === 'refused', notice: notice?.lines ?? [],
  };
}

/** What was done, at the end. */
function told(context: Context, { tally, actor, behind }: Session): void {
  const done = Object.entries(tally).filter(([, count]) => count > 0).map(([what, count]) => `${counted(count, what === 'edited' || what === 'set back' ? 'document' : 'chunk')} ${what}`);
  context.log(done.length === 0 ? 'nothing was decided' : `${done.join(', ')} by ${actor}`);
  for (const target of behind) context.log(behindText(target));
}
