import { ERRORS, excerpt } from '../core/index.js';
import type { Corpus } from '../engine/corpus.js';
import type { RunSummary } from '../engine/run/index.js';
import { chunkViews, documentLine, documentViews, listFailures } from '../engine/views/index.js';
import type { Context } from './context.js';
import { judgeText } from './judges-text.js';
import { duration } from './progress.js';
import { counted } from './terminal.js';
import { failureLabel, itemLabel } from './labels.js';

const TOP_RULES = 8;
const FIRST_FAILURES = 5;

/** The summary of a run for people: what was kept, what was held back and why, what failed, where to look next. */
export async function printRun(context: Context, corpus: Corpus, summary: RunSummary, options: { dryRun: boolean; location: string }): Promise<void> {
  const { paint } = context;
  const { run, work, corpus: counts } = summary;
  const verb = options.dryRun ? 'Dry run' : 'Run';
  await context.print(`${paint('bold', `${verb} of ${run.pipeline}`)}: ${run.status} in ${duration(run.durationMs)}, ${publishedText(summary, options.dryRun)}`);
  await context.print(`  read        ${counted(work.discovered, 'document')}: ${work.processed} processed, ${work.unchanged} unchanged, ${work.failed} failed; ${work.removed} removed`);
  const { documents, chunks } = counts;
  await context.print(`  documents   ${documents.accepted} accepted, ${documents.partial} in part, ${documents.quarantined} held back, ${documents.rejected} rejected, ${documents.failed} never read, of ${documents.total}`);
  await context.print(`  chunks      ${paint('green', `${chunks.accepted} accepted`)}, ${paint('yellow', `${chunks.quarantined} held back`)}, ${paint('red', `${chunks.rejected} rejected`)}, of ${chunks.total}`);
  await printJudges(context, summary);
  await printGuards(context, summary, options.dryRun);
  await printRules(context, corpus);
  await printFailures(context, corpus, work.failed);
  for (const { target, upserted, deleted, verified } of summary.exports) {
    await context.print(`\nExported to ${target}: ${upserted} written, ${deleted} deleted, verified by ${verified}`);
  }
  if (!options.dryRun) await printNext(context, summary, options.location);
}

function publishedText({ run, guards }: RunSummary, dryRun: boolean): string {
  if (dryRun) return 'nothing published';
  if (guards?.outcome !== 'held') return `generation ${run.generation}`;
  return run.generation === 0 ? 'nothing published' : `generation ${run.generation} stays in place`;
}

/** Why a generation is held back, or what it was published over. */
async function printGuards(context: Context, { guards }: RunSummary, dryRun: boolean): Promise<void> {
  if (guards === undefined) return;
  const { generation, outcome, documents, chunks, accepted, findings } = guards;
  const verb = outcome === 'published' ? 'Published over guards' : dryRun ? 'Would be held back by guards' : 'Held back by guards';
  await context.print(`\n${context.paint('red', verb)}: generation ${generation}, with ${counted(documents, 'document')}, ${counted(chunks, 'chunk')}, ${accepted} accepted`);
  for (const { rule, message, past } of findings) {
    await context.print(`  ${context.paint('red', rule)}  ${excerpt(message, 300)}`);
    if (past.length > 0) await context.print(`         after past runs, the newest first: ${past.map(shown).join(', ')}`);
  }
  if (outcome === 'held' && !dryRun) {
    context.log(`error[run-held]: guards hold generation ${generation} back\n  ${ERRORS['run-held'].next}`);
    await context.print('  Mend what is wrong and run again, or publish it all the same:');
    await context.print(`  winnow run --publish ${generation} --reason TEXT`);
  }
}

const shown = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 3 : 0));

async function printJudges(context: Context, { judges = [] }: RunSummary): Promise<void> {
  for (const report of judges) {
    await context.print(`  judged      ${judgeText(report)}`);
    for (const { code, message, next, calls } of report.failures) await context.print(`              ${context.paint('red', code)}  ${excerpt(message, 300)}${calls > 1 ? ` (${calls} times)` : ''}. ${next}`);
  }
}

interface RuleTally {
  count: number;
  readonly example: { readonly where: string; readonly message: string };
}

async function heldBy(corpus: Corpus): Promise<[string, RuleTally][]> {
  const tallies = new Map<string, RuleTally>();
  const add = (rule: string, where: string, message: string): void => {
    const known = tallies.get(rule);
    if (known === undefined) tallies.set(rule, { count: 1, example: { where, message } });
    else known.count += 1;
  };
  for (const status of ['rejected', 'quarantined'] as const) {
    for await (const chunk of chunkViews(corpus, { status })) {
      const messages = new Map(chunk.decided.reasons.map(({ rule, message }) => [rule, message]));
      for (const [rule, message] of messages) add(rule, itemLabel(chunk), message);
    }
  }
  for await (const document of documentViews(corpus)) {
    for (const { rule, message } of documentLine(document, corpus).reasons) add(rule, itemLabel(document), message);
  }
  return [...tallies].sort(([a, { count: countA }], [b, { count: countB }]) => countB - countA || (a < b ? -1 : 1));
}

async function printRules(context: Context, corpus: Corpus): Promise<void> {
  const rules = await heldBy(corpus);
  if (rules.length === 0) return;
  await context.print(`\n${context.paint('bold', 'Held back for')}`);
  for (const [rule, { count, example }] of rules.slice(0, TOP_RULES)) {
    await context.print(`  ${String(count).padStart(5)}  ${context.paint('cyan', rule)}`);
    await context.print(`         ${excerpt(example.where, 100)}: ${excerpt(example.message, 160)}`);
  }
  if (rules.length > TOP_RULES) await context.print(`         … and ${counted(rules.length - TOP_RULES, 'more rule')}`);
}

async function printFailures(context: Context, corpus: Corpus, failed: number): Promise<void> {
  const failures = [];
  for await (const failure of listFailures(corpus.store, { limit: FIRST_FAILURES })) failures.push(failure);
  if (failures.length === 0) return;
  await context.print(`\n${context.paint('bold', 'Could not be read')}`);
  for (const failure of failures) {
    await context.print(`  ${context.paint('red', failure.code)}  ${failureLabel(failure)}: ${excerpt(failure.message, 160)}${failure.carried ? ' (its last good version stays)' : ''}`);
  }
  if (failed > failures.length) await context.print('  … all of them: winnow list failures');
}

async function printNext(context: Context, summary: RunSummary, location: string): Promise<void> {
  const { chunks } = summary.corpus;
  await context.print(`\n${context.paint('bold', 'Where to look next')}  (store ${location})`);
  if (chunks.quarantined > 0) {
    await context.print('  winnow list chunks --status quarantined     what waits for review');
    await context.print('  winnow explain <id>                         why, with the evidence');
    await context.print('  winnow decide <id> --approve --reason TEXT  to release it');
  }
  if (summary.work.failed > 0) await context.print('  winnow list failures                        what could not be read');
  await context.print('  winnow list chunks --json                   everything, a JSON object a line');
}
