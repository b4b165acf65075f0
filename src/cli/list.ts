import { Argument, type Command } from 'commander';
import type { DecisionFate, DecisionLine, Lists } from '../engine/views/index.js';
import { action, usage, withCorpus, type Cli, type Context } from './context.js';
import { integer } from './values.js';

const SUBJECTS = ['chunks', 'documents', 'findings', 'edges', 'decisions', 'failures', 'runs'] as const satisfies readonly (keyof Lists)[];
type Subject = keyof Lists;

interface ListFlags {
  readonly status?: string;
  readonly rule?: string;
  readonly kind?: string;
  readonly at?: string;
  readonly limit?: number;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const CHUNK_STATUSES = ['accepted', 'quarantined', 'rejected'] as const;
const DOCUMENT_STATUSES = ['accepted', 'partial', 'quarantined', 'rejected'] as const;
const RUN_STATUSES = ['running', 'succeeded', 'degraded', 'held', 'failed', 'interrupted'] as const;
const DECISION_FATES = ['stands', 'carried', 'lapsed', 'gone', 'superseded', 'ended', 'withdrawn'] as const satisfies readonly DecisionFate[];
const EDGE_KINDS = ['duplicate', 'near-duplicate', 'contained', 'supersedes', 'contradicts', 'differs-by-scope', 'no-contradiction', 'same-subject', 'newer-version'] as const;

/** Which options go with what is listed. */
const TAKES: Readonly<Record<Subject, { readonly status: readonly string[]; readonly rule: boolean; readonly kind: boolean; readonly at?: true }>> = {
  chunks: { status: CHUNK_STATUSES, rule: true, kind: false, at: true },
  documents: { status: DOCUMENT_STATUSES, rule: true, kind: false, at: true },
  findings: { status: DOCUMENT_STATUSES, rule: true, kind: false, at: true },
  edges: { status: [], rule: false, kind: true, at: true },
  decisions: { status: DECISION_FATES, rule: false, kind: false },
  failures: { status: [], rule: false, kind: false },
  runs: { status: RUN_STATUSES, rule: false, kind: false },
};
/** For people; `--json` gives all of it. */
const SCREENFUL = 50;

export function registerList(root: Command, cli: Cli): void {
  root.command('list')
    .description('List what the store holds.')
    .addArgument(new Argument('<what>', 'What to list.').choices(SUBJECTS))
    .option('--status <status>', `Only these: ${DOCUMENT_STATUSES.join(', ')}; of decisions ${DECISION_FATES.join(', ')}; of runs ${RUN_STATUSES.join(', ')}.`)
    .option('--rule <rule>', 'Only what this rule found or holds back: `dimension/name`, or `dimension` for all of its rules.')
    .option('--kind <kind>', `Only edges of this kind: ${EDGE_KINDS.join(', ')}.`)
    .option('--at <generation>', 'Of chunks, documents, findings and edges: as an older generation has them: its number, `previous`, `~2`, or when it was published: 2026-05-03.')
    .option('--limit <n>', `At most this many (default: all with --json and --csv, else ${SCREENFUL}).`, integer(1))
    .option('--json', 'One JSON object a line.')
    .option('--csv', 'Of decisions: CSV with a header, for spreadsheets; no cell is a formula.')
    .action(action<ListFlags>(cli, async (context, flags, [what]) => {
      const subject = what as Subject;
      checkFlags(subject, flags);
      await withCorpus(context, 'remembered', async (opened) => {
        const { listLines } = await import('../engine/views/index.js');
        const { generationNamed } = await import('../engine/generations.js');
        const corpus = flags.at === undefined ? opened : { ...opened, generation: await generationNamed(opened, flags.at) };
        const limit = flags.limit ?? (isWhole(flags) ? undefined : SCREENFUL + 1);
        // Checked above: what is passed on is one of the statuses and kinds there are.
        const query = { ...flags, ...(limit === undefined ? {} : { limit }) } as object;
        if (flags.csv === true) await printCsv(context, listLines(corpus, 'decisions', query));
        else await printList(context, subject, listLines(corpus, subject, query), flags);
      });
    }));
}

/** Whether all there is is printed, for programs. */
const isWhole = ({ json, csv }: ListFlags): boolean => json === true || csv === true;

function checkFlags(subject: Subject, flags: ListFlags): void {
  const { status, rule, kind } = TAKES[subject];
  if (flags.status !== undefined && !status.includes(flags.status)) {
    throw usage(status.length === 0 ? `\`list ${subject}\` takes no --status` : `there is no status "${flags.status}" of ${subject}, expected ${status.join(', ')}`);
  }
  if (flags.rule !== undefined && !rule) throw usage(`\`list ${subject}\` takes no --rule`);
  if (flags.at !== undefined && TAKES[subject].at !== true) throw usage(`\`list ${subject}\` takes no --at`);
  if (flags.csv === true && subject !== 'decisions') throw usage(`\`list ${subject}\` takes no --csv; --json gives one JSON object a line`);
  if (flags.csv === true && flags.json === true) throw usage('--csv and --json exclude each other');
  if (flags.kind === undefined) return;
  if (!kind) throw usage(`\`list ${subject}\` takes no --kind`);
  if (!(EDGE_KINDS as readonly string[]).includes(flags.kind)) throw usage(`there is no kind "${flags.kind}" of edges, expected ${EDGE_KINDS.join(', ')}`);
}

async function printList(context: Context, subject: Subject, rows: AsyncIterable<object>, flags: ListFlags): Promise<void> {
  const { rowText } = await import('./list-text.js');
  const screenful = flags.json !== true && flags.limit === undefined;
  let count = 0;
  for await (const row of rows) {
    if (context.signal.aborted) throw context.signal.reason;
    count += 1;
    if (screenful && count > SCREENFUL) { context.log(`… there are more; --limit N shows them, --json all of them`); return; }
    if (flags.json === true) await context.printJson(row);
    else await context.print(rowText(subject, row, context.paint));
  }
  if (count === 0) context.log(`no ${subject}${flags.status === undefined && flags.rule === undefined && flags.kind === undefined ? '' : ' of that kind'}`);
}

async function printCsv(context: Context, lines: AsyncIterable<DecisionLine>): Promise<void> {
  const { decisionsCsv } = await import('../engine/views/csv.js');
  for await (const line of decisionsCsv(lines)) {
    if (context.signal.aborted) throw context.signal.reason;
    await context.print(line);
  }
}
