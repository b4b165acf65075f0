/** The review server on a store of 100,000 chunks with about 10,000 held back, asked over HTTP as the screens ask: the queue, an item, single and bulk decisions, undo; and its memory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { summaryOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { NOW, cli, inFolder } from '../lib/places.js';
import { CHUNKS, writePages } from './review-corpus.js';

const [PAGES, ITEMS, DECISIONS, BULKS, BULK] = [200, 100, 50, 3, 1000];
/** More than one account, since each may ask so often a minute only. */
const ACCOUNTS = ['ada', 'bob', 'cem', 'dee'];

interface Choice { readonly id: string; readonly evidence: unknown }
interface QueuePage { readonly items: number; readonly groups: number; readonly page: readonly { readonly key: string; readonly count: number; readonly lead: Choice }[]; readonly next: string | null }

/** Asks as one of several accounts in turn, and tells how long it took (ms). */
class Reviewer {
  readonly #url: string;
  readonly #tokens: readonly string[];
  #asked = 0;

  constructor(url: string, tokens: readonly string[]) {
    this.#url = url;
    this.#tokens = tokens;
  }

  async ask<Answer>(path: string, body?: unknown): Promise<{ answer: Answer; ms: number }> {
    const token = this.#tokens[this.#asked % this.#tokens.length] ?? '';
    this.#asked += 1;
    const began = performance.now();
    const response = await fetch(`${this.#url}/api/v1${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    const answer = await response.json() as Answer;
    const ms = performance.now() - began;
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return { answer, ms };
  }

  async times(count: number, path: () => string): Promise<number[]> {
    const times: number[] = [];
    for (let at = 0; at < count; at += 1) times.push((await this.ask(path())).ms);
    return times;
  }
}

async function started(store: string, folder: string): Promise<{ child: ChildProcess; reviewer: Reviewer }> {
  const file = join(folder, 'tokens.json');
  const tokens: string[] = [];
  for (const name of ACCOUNTS) tokens.push((await winnow(['token', name, '--role', 'reviewer', '--tokens', file])).stdout.trim().split(/\s+/u).at(-1) ?? '');
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--json', '--store', store, '--tokens', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((done) => createInterface({ input: child.stdout }).once('line', done));
  return { child, reviewer: new Reviewer((JSON.parse(line) as { url: string }).url.replace(/\/$/u, ''), tokens) };
}

/** High-water mark of a process in MB. */
function peakOf({ pid }: ChildProcess): number {
  return Number(/^VmHWM:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;
}

const at = (times: readonly number[], share: number): number => [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? NaN;

async function choices(reviewer: Reviewer, wanted: number): Promise<Choice[]> {
  const found: Choice[] = [];
  let after = '';
  while (found.length < wanted) {
    const { answer: { page, next } } = await reviewer.ask<QueuePage>(`/queue?limit=200${after}`);
    for (const { key, count } of page) {
      if (found.length >= wanted) break;
      const { answer: { items } } = await reviewer.ask<{ items: readonly Choice[] }>(`/queue/groups/${key}?limit=${Math.min(1000, count)}`);
      found.push(...items.map(({ id, evidence }) => ({ id, evidence })));
    }
    if (next === null) break;
    after = `&after=${encodeURIComponent(next)}`;
  }
  return found.slice(0, wanted);
}

async function measure(folder: string): Promise<Figure[]> {
  const sources = writePages(join(folder, 'docs'));
  const pipeline = writePipeline(folder, {
    name: 'review', read: sources.map((name, index) => ({ ...folderSource(name, join('docs', name)), owner: `team-${index % 7}`, authority: 0.3 + (index % 5) / 10 })),
    join: [{ use: 'supersession' }, { use: 'duplication' }],
    policy: { quarantine: ['freshness.score < 0.25', ...['exact', 'near', 'contained'].map((rule) => `fired('duplication/${rule}') && !canonical`)] },
  });
  const store = join(folder, 'store.db');
  const { corpus: { chunks } } = summaryOf(await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] }));
  const { child, reviewer } = await started(store, folder);
  try {
    const cold = await reviewer.ask<QueuePage>('/queue');
    const pages = await reviewer.times(PAGES, () => '/queue');
    const leads = (await reviewer.ask<QueuePage>('/queue?limit=200')).answer.page.map(({ lead }) => lead);
    let next = 0;
    const items = await reviewer.times(ITEMS, () => `/items/${leads[(next += 1) % leads.length]?.id ?? ''}`);
    const single: number[] = [];
    const after: number[] = [];
    for (const { id } of leads.slice(0, DECISIONS)) {
      const { answer: { item: { evidence } } } = await reviewer.ask<{ item: Choice }>(`/items/${id}`);
      single.push((await reviewer.ask('/decisions', { verdict: 'approve', items: [{ id, evidence }], reason: 'measured' })).ms);
      after.push((await reviewer.ask('/queue')).ms);
    }
    const [previews, bulks, undos]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < BULKS; round += 1) {
      const chosen = await choices(reviewer, BULK);
      const act = { verdict: 'approve', items: chosen, reason: 'measured' };
      previews.push((await reviewer.ask('/decisions', { ...act, preview: true })).ms);
      const done = await reviewer.ask<{ act: object }>('/decisions', act);
      bulks.push(done.ms);
      undos.push((await reviewer.ask('/decisions/undo', done.answer.act)).ms);
    }
    const overview = await reviewer.times(3, () => '/overview');
    const text = await reviewer.times(3, () => '/queue?text=configuration');
    const score = await reviewer.times(3, () => '/queue?dimension=structure&below=0.9');
    const peak = peakOf(child);
    const row = (label: string, times: readonly number[]): string[] => [label, at(times, 0.5).toFixed(0), at(times, 0.95).toFixed(0), Math.max(...times).toFixed(0), String(times.length)];
    console.log(`${chunks.total} chunks, ${chunks.quarantined} held back in ${cold.answer.groups} groups; ms over HTTP on this machine, ${CHUNKS} sections written\n`);
    console.log(table(['request', 'median', 'p95', 'most', 'times'], [
      row('first queue page after the start', [cold.ms]), row('first queue page', pages), row('first queue page after a decision', after), row('item with its counterpart', items), row('decision on one', single),
      row(`preview of ${BULK}`, previews), row(`decision on ${BULK}`, bulks), row(`undo of ${BULK}`, undos), row('overview', overview), row('queue by a word of the text', text), row('queue by a score', score)]));
    console.log(`\npeak RSS of the server: ${peak.toFixed(0)} MB`);
    return [
      { key: 'review.firstPageP95Ms', label: `first queue page, p95 of ${PAGES}`, value: at(pages, 0.95), unit: 'ms' },
      { key: 'review.firstPageAfterDecisionP95Ms', label: `first queue page after a decision, p95 of ${DECISIONS}`, value: at(after, 0.95), unit: 'ms' },
      { key: 'review.bulkMs', label: `decision on ${BULK}, median of ${BULKS}`, value: at(bulks, 0.5), unit: 'ms' },
      { key: 'review.peakRssMb', label: 'review server: peak RSS', value: peak, unit: 'MB' },
    ];
  } finally {
    child.kill('SIGTERM');
  }
}

export const review: Bench = {
  name: 'review', group: 'speed', needs: ['contradiction'],
  run: () => inFolder(measure),
};
