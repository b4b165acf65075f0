import type { Command } from 'commander';
import type { OutboxEntry, Store } from '../core/index.js';
import type { Pipeline } from '../config/index.js';
import type { Delivery } from '../engine/notify/index.js';
import { action, usage, type Cli, type Context } from './context.js';

interface NotifyFlags {
  readonly test?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** As many as a person looks at. */
const LISTED = 200;

export function registerNotify(root: Command, cli: Cli): void {
  root.command('notify')
    .description('Send the notices that are still due to the channels of the pipeline; exit 1 when one could not be told.')
    .argument('[pipeline.yaml]', 'The pipeline file (default: that of the store).')
    .option('--test', 'Send a test notice to each channel instead.')
    .option('--list', 'List the newest notices and what became of them; send nothing.')
    .option('--json', 'Print the result as one JSON document; with --list, a line each.')
    .action(action<NotifyFlags>(cli, async (context, flags, [file]) => {
      if (flags.test === true && flags.list === true) throw usage('--test and --list do not go together', 'Name one of them.');
      if (flags.test === true) return testCommand(context, flags, file as string | undefined);
      return withCurrent(context, file as string | undefined, async ({ store, pipeline }) => (flags.list === true ? listCommand(context, flags, store) : dueCommand(context, flags, { store, pipeline })));
    }));
}

async function withCurrent(context: Context, file: string | undefined, work: (corpus: { store: Store; pipeline: Pipeline }) => Promise<void>): Promise<void> {
  const [{ locateStore, openCorpus }, path, { loadPipelineFile }] = await Promise.all([import('../engine/corpus.js'), import('node:path'), import('../config/index.js')]);
  const { env, cwd } = context.terminal;
  const location = locateStore({ store: context.global.store, ...(file === undefined ? {} : { pipelineFile: file }), env, cwd });
  const corpus = await openCorpus(location, 'current', file === undefined ? null : loadPipelineFile(path.resolve(cwd, file)));
  try {
    await work(corpus);
  } finally {
    await corpus.store.close();
  }
}

async function testCommand(context: Context, { json }: NotifyFlags, file: string | undefined): Promise<void> {
  const { tellTest } = await import('../engine/notify/index.js');
  const test = async (pipeline: Pipeline): Promise<void> => {
    const said = await tellTest(pipeline.channels, pipeline.name, { signal: context.signal, warn: () => undefined });
    if (said.some(({ state }) => state !== 'sent')) context.exit(1);
    if (json === true) return context.printJson({ notified: said });
    if (said.length === 0) await context.print('the pipeline has no channels: see `notify` in docs/notifications.md');
    for (const delivery of said) await context.print(deliveryLine(delivery, 'not sent'));
    return undefined;
  };
  // Before the first run there is no store.
  if (file === undefined) return withCurrent(context, file, ({ pipeline }) => test(pipeline));
  const [{ loadPipelineFile, resolvePipeline }, path] = await Promise.all([import('../config/index.js'), import('node:path')]);
  return test(await resolvePipeline(loadPipelineFile(path.resolve(context.terminal.cwd, file))));
}

async function dueCommand(context: Context, { json }: NotifyFlags, { store, pipeline }: { store: Store; pipeline: Pipeline }): Promise<void> {
  const { deliverDue } = await import('../engine/notify/index.js');
  const deliveries = await deliverDue(store, pipeline.channels, { signal: context.signal, warn: () => undefined });
  if (deliveries.some(({ state }) => state !== 'sent')) context.exit(1);
  if (json === true) return context.printJson({ notified: deliveries });
  if (deliveries.length === 0) await context.print('nothing is due');
  for (const delivery of deliveries) await context.print(deliveryLine(delivery));
  return undefined;
}

async function listCommand(context: Context, { json }: NotifyFlags, store: Store): Promise<void> {
  for (const entry of await store.listNotices({ limit: LISTED })) {
    if (json === true) await context.printJson(entry);
    else await context.print(entryLine(entry));
  }
}

const WORDS: Readonly<Record<Delivery['state'], string>> = { 'sent': 'sent', 'due': 'not sent, still due', 'refused': 'refused, not tried again', 'given-up': 'given up' };

const deliveryLine = ({ channel, id, state, remark }: Delivery, due = WORDS.due): string => `${channel}  ${state === 'due' ? due : WORDS[state]}${remark === null ? '' : `: ${remark}`}  ${id}`;

const entryLine = ({ channel, notice, state, createdAt, attempts, remark }: OutboxEntry): string =>
  `${createdAt.slice(0, 16).replace('T', ' ')}  ${state.padEnd(8)}  ${channel}  ${notice.kind}  ${notice.title}${remark === null ? '' : `  (${remark}; ${attempts === 1 ? '1 try' : `${attempts} tries`})`}`;
