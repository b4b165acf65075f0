import { excerpt, type RunRecord } from '../../core/index.js';
import { openDesk, type QueueGroup, type ReviewDesk } from '../review/index.js';
import type { RunSummary } from '../run/index.js';
import { openSqliteStore } from '../../store/sqlite/index.js';
import { changesOf } from './changes.js';
import type { Report, ReportRule, ReportRun } from './types.js';

export { reportHtml } from './html.js';
export { reportMarkdown } from './markdown.js';
export type * from './types.js';

const RUNS = 30;
const EXAMPLES = 3;
const MAX_PLACE = 160;

/** Gathers how the corpus in a store is. Changes nothing. Fails with `store-not-found`, `nothing-to-export` where nothing has been published yet. */
export async function report(location: string): Promise<Report> {
  const desk = await openDesk(location);
  try {
    const overview = await desk.overview();
    const runs = await runsOf(location);
    const [newest] = runs;
    const rules: ReportRule[] = [];
    for (const { name, count } of overview.rules) rules.push(await ruleOf(desk, name, count));
    const guards = newest?.summary?.guards;
    return {
      version: 1, madeAt: new Date().toISOString(), overview, rules, runs: runs.map(({ line }) => line), changes: await changesOf(location, runs.map(({ run }) => run)), ledger: newest?.summary?.ledger ?? null,
      held: guards?.outcome === 'held' ? guards.findings : [],
    };
  } finally {
    await desk.close();
  }
}

async function ruleOf(desk: ReviewDesk, rule: string, chunks: number): Promise<ReportRule> {
  const { page, groups } = await desk.queue({ rule, attention: 'all' }, { limit: EXAMPLES });
  return { rule, chunks, causes: groups, examples: page.map((group) => exampleOf(rule, group)) };
}

function exampleOf(rule: string, { lead, count }: QueueGroup): ReportRule['examples'][number] {
  const record = lead.record === null ? '' : `#${lead.record}`;
  const reason = lead.reasons.find((one) => one.rule === rule) ?? lead.reasons[0];
  return { chunkId: lead.id, place: excerpt(`${lead.source}:${lead.path}${record}`, MAX_PLACE), message: excerpt(reason?.message ?? '', 300), excerpt: lead.excerpt, count };
}

/** Runs that have ended, with what they kept of themselves: of older versions less than of this one. */
async function runsOf(location: string): Promise<{ readonly run: RunRecord; readonly line: ReportRun; readonly summary: Partial<RunSummary> | null }[]> {
  const store = openSqliteStore(location, { create: false });
  try {
    const ended = (await store.listRuns({ limit: RUNS })).filter(({ finishedAt }: RunRecord) => finishedAt !== null);
    return ended.map((run) => {
      const summary = run.summary as Partial<RunSummary> | null;
      return { run, summary, line: { id: run.id, status: run.status, startedAt: run.startedAt, durationMs: run.durationMs, generation: run.generation, work: run.work, guards: summary?.guards?.findings ?? [] } };
    });
  } finally {
    await store.close();
  }
}
