import type { Command } from 'commander';
import type { PurgeRecord } from '../core/index.js';
import type { PurgeSelector } from '../engine/purge/index.js';
import { accountName } from './account.js';
import { action, usage, withCorpus, type Cli, type Context } from './context.js';
import { counted } from './terminal.js';

interface PurgeFlags {
  readonly source?: string;
  readonly where?: string;
  readonly reason?: string;
  readonly actor?: string;
  readonly yes?: boolean;
  readonly backups?: boolean;
  readonly list?: boolean;
  readonly lift?: boolean;
  readonly finish?: boolean;
  readonly json?: boolean;
}

export function registerPurge(root: Command, cli: Cli): void {
  root.command('purge')
    .description('Erase documents for good: their text and all that was made of it, in every generation, in caches and in targets; then look for what is left. Without --yes it tells what would go.')
    .argument('[document...]', 'Ids, paths or URIs of documents, current or gone.')
    .option('--source <name>', 'All documents of this source.')
    .option('--where <expression>', 'All documents for which this holds, in CEL: text.contains("Jane Doe") && source == "hr".')
    .option('--reason <text>', 'Why, for those who ask later. It is kept: name nobody in it.')
    .option('--actor <name>', 'Who does it (default: the name of the account).')
    .option('--yes', 'Do it. It cannot be undone.')
    .option('--backups', 'Rewrite the backups beside the store without them, too. Without, a backup is purged when it is restored.')
    .option('--list', 'List what was purged, as hashes.')
    .option('--lift', 'Let these documents, by id, be read again; needs a --reason.')
    .option('--finish', 'Finish purges that were cut off or that a target kept from ending.')
    .option('--json', 'Print the result as one JSON document; with --list, a line each.')
    .action(action<PurgeFlags>(cli, async (context, flags, [named]) => {
      const names = named as string[];
      if (flags.list === true) return list(context, flags);
      if (flags.finish === true) return finish(context, flags);
      if (flags.lift === true) return lift(context, flags, names);
      return purge(context, flags, selectorOf(flags, names));
    }));
}

function selectorOf({ source, where }: PurgeFlags, names: readonly string[]): PurgeSelector {
  const given = [names.length > 0, source !== undefined, where !== undefined].filter(Boolean).length;
  if (given !== 1) throw usage(given === 0 ? 'name documents, a --source, or a --where' : 'documents, --source and --where go one at a time', 'An expression can say it all: --where \'source == "hr" && path.startsWith("2019/")\'.');
  if (source !== undefined) return { by: 'source', source };
  return where === undefined ? { by: 'documents', names } : { by: 'expression', expression: where };
}

async function purge(context: Context, flags: PurgeFlags, what: PurgeSelector): Promise<void> {
  if (flags.yes === true && (flags.reason ?? '').trim() === '') throw usage('a purge needs a --reason', 'Say why in a few words that name nobody: --reason "request 2031 for erasure".');
  const actor = flags.actor ?? (await accountName(context.terminal));
  await withCorpus(context, 'current', async (corpus) => {
    const { planPurge, purgeOn } = await import('../engine/purge/index.js');
    const { planText, resultText } = await import('./purge-text.js');
    if (flags.yes !== true) {
      const plan = await planPurge(corpus, what);
      if (flags.json === true) return context.printJson({ purged: false, ...plan });
      await context.print(planText(plan));
      if (plan.documents.length > 0) context.log('nothing was purged: add --yes and a --reason to erase them for good');
      return undefined;
    }
    const result = await purgeOn(corpus, { what, reason: flags.reason ?? '', actor, backups: flags.backups === true, signal: context.signal, progress: await context.progress() });
    if (!result.proven) context.exit(1);
    if (flags.json === true) return context.printJson({ purged: true, ...result });
    return context.print(resultText(result));
  });
}

async function list(context: Context, flags: PurgeFlags): Promise<void> {
  await withCorpus(context, 'remembered', async ({ store }) => {
    for (const record of await store.purges()) await (flags.json === true ? context.printJson(record) : context.print(recordLine(record)));
  });
}

function recordLine({ seq, act, at, actor, reason, documents, sources, provenAt, generation }: PurgeRecord): string {
  const of = Object.entries(sources).map(([source, count]) => `${count} of ${source}`).join(', ');
  const state = act === 'lift' ? 'may be read again' : provenAt === null ? 'erased, not proven' : 'erased, nothing found';
  return [
    `${String(seq).padStart(4)}  ${at.slice(0, 16).replace('T', ' ')}  ${act}  ${counted(documents.length, 'document')}${of === '' ? '' : ` (${of})`}${generation === null ? '' : `, generation ${generation}`}; ${state}; ${actor}: ${reason}`,
    ...documents.map(({ id }) => `      ${id}`),
  ].join('\n');
}

async function lift(context: Context, flags: PurgeFlags, documents: readonly string[]): Promise<void> {
  if (documents.length === 0) throw usage('--lift needs ids of documents', 'See `winnow purge --list`.');
  if ((flags.reason ?? '').trim() === '') throw usage('--lift needs a --reason', 'Say why they may be read again.');
  const actor = flags.actor ?? (await accountName(context.terminal));
  await withCorpus(context, 'remembered', async (corpus) => {
    const { liftPurge } = await import('../engine/purge/index.js');
    const lifted = await liftPurge(corpus, { documents, reason: flags.reason ?? '', actor });
    return flags.json === true ? context.printJson({ lifted }) : context.print(`${counted(lifted.length, 'document')} may be read again: the next run does, where they are in a source`);
  });
}

async function finish(context: Context, flags: PurgeFlags): Promise<void> {
  await withCorpus(context, 'current', async (corpus) => {
    const { finishPurges } = await import('../engine/purge/index.js');
    const { left, targets } = await finishPurges(corpus, { signal: context.signal, progress: await context.progress() });
    if (targets.some(({ error }) => error !== null)) context.exit(1);
    if (flags.json === true) return context.printJson({ finished: left.map(({ seq }) => seq), targets });
    await context.print(left.length === 0 ? 'nothing is left to finish' : `${counted(left.length, 'purge')} finished in the store: its free space was overwritten`);
    for (const { target, deleted, error } of targets) await context.print(`${target}: ${error ?? `${deleted} deleted, in step`}`);
    return undefined;
  });
}
