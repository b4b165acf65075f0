import { type GenerationRecord, type RunRecord, type Score, type SourceCounts } from '../../core/index.js';
import { wilsonInterval } from '../../curate/index.js';
import { listFailures } from '../views/index.js';
import { published, type Corpus } from '../corpus.js';
import { targetsBehind } from '../run/index.js';
import { facetsOf } from './queue.js';
import type { Overview, SourceHealth } from './types.js';
import type { WaitingList } from './waiting.js';

const MAX_RULES = 12;
const MAX_TREND = 60;
const MAX_FAILURES = 1000;
/** Upper bounds in days, exclusive; the last has none. */
const AGES: readonly (readonly [label: string, below: number])[] = [
  ['under 1 month', 30], ['1 to 3 months', 91], ['3 to 6 months', 182], ['6 to 12 months', 365], ['1 to 2 years', 730], ['2 to 5 years', 1826], ['over 5 years', Infinity],
];

/** What the store counts over all chunks is worked out anew when a run has published, and for what reviews do after so long. */
const FRESH_MS = 60_000;

type Parts = Pick<Overview, 'sources' | 'ages' | 'failures'>;

/** The corpus at a glance. */
export class Glance {
  #of: { readonly generation: number; readonly at: number; readonly parts: Promise<Parts> } | null = null;

  async #parts(corpus: Corpus, generation: GenerationRecord, now: number): Promise<Parts> {
    const known = this.#of;
    const current = known !== null && (known.generation === generation.number || (now - known.at < FRESH_MS && (await onlyReviewed(corpus, known.generation, generation.number))));
    if (current) return known.parts;
    const parts = partsOf(corpus, generation);
    this.#of = { generation: generation.number, at: now, parts };
    // A failure is the asker's to hear of, and must not be remembered.
    parts.catch(() => { this.#of = null; });
    return parts;
  }

  async overview(corpus: Corpus, list: WaitingList, now: number): Promise<Overview> {
    const { store, pipeline } = corpus;
    const generation = published(corpus);
    const parts = await this.#parts(corpus, generation, now);
    const { facets } = facetsOf(list, 'quarantined', now);
    const trend = [...(await store.listGenerations({ limit: MAX_TREND }))].reverse();
    return {
      pipeline: pipeline.name, generation: { number: generation.number, publishedAt: generation.publishedAt, madeBy: generation.by, pinned: generation.pinned },
      documents: generation.counts.documents, chunks: generation.counts.chunks, ...parts, rules: facets.rules.slice(0, MAX_RULES),
      trend: trend.map(({ number, publishedAt, by, counts: { chunks } }) => ({ generation: number, at: publishedAt, madeBy: by, accepted: chunks.accepted, quarantined: chunks.quarantined, rejected: chunks.rejected })),
      lastRun: await lastRun(corpus), waiting: waitingBy(list, now), audit: await auditOf(corpus, list), behind: await targetsBehind(pipeline, store, generation.number),
    };
  }
}

/** Whether nothing but reviews have published since a generation. */
async function onlyReviewed({ store }: Corpus, since: number, to: number): Promise<boolean> {
  return to > since && to - since <= 1000 && (await store.listGenerations({ limit: to - since, before: to + 1 })).every(({ by }) => by === 'review');
}

async function partsOf(corpus: Corpus, generation: GenerationRecord): Promise<Parts> {
  let failures = 0;
  for await (const _failure of listFailures(corpus.store, { limit: MAX_FAILURES })) failures += 1;
  const aged = await documentAges(corpus, generation);
  const sources = await corpus.store.sourceCounts(generation.number);
  return { sources: sources.map((counts) => healthOf(corpus, counts, aged.freshness.get(counts.source) ?? null)), ages: aged.ages, failures };
}

function healthOf({ pipeline }: Corpus, { source, owner, chunks, measured }: SourceCounts, freshness: Score): SourceHealth {
  const sums = new Map<string, { count: number; sum: number }>();
  for (const [key, { count, sum }] of Object.entries(measured)) {
    const dimension = pipeline.chunkScorers.find((scorer) => scorer.key === key)?.block.dimension ?? (key.includes('@') ? null : key);
    if (dimension === null) continue; // measured by a scorer that the pipeline no longer has
    const known = sums.get(dimension) ?? { count: 0, sum: 0 };
    sums.set(dimension, { count: known.count + count, sum: known.sum + sum });
  }
  const scores = Object.fromEntries([...sums].map(([dimension, { count, sum }]): [string, Score] => [dimension, count === 0 ? null : Math.round((sum / count) * 1000) / 1000]));
  const ageing = pipeline.documentScorers[0]?.block.dimension;
  return { source, owner, chunks, scores: ageing === undefined ? scores : { ...scores, [ageing]: freshness } };
}

/** Chunks by the age of their document's date, and the mean freshness by source, each document counting for its chunks. */
async function documentAges({ store, pipeline }: Corpus, generation: GenerationRecord): Promise<{ ages: Overview['ages']; freshness: Map<string, number> }> {
  const [scorer] = pipeline.documentScorers;
  const counts = AGES.map(([label]) => ({ label, chunks: 0 }));
  const undated = { label: 'undated', chunks: 0 };
  const means = new Map<string, { count: number; sum: number }>();
  const decidedAt = Date.parse(generation.decidedAt);
  for (const { source, assessment, chunks } of await store.assessedChunks(generation.number, scorer?.key ?? '')) {
    const ageing = assessment === null || scorer === undefined ? null : scorer.block.at(assessment, decidedAt, scorer.options);
    const age = ageing?.ageDays ?? null;
    const bin = age === null ? undated : counts[AGES.findIndex(([, below]) => age < below)];
    if (bin !== undefined) bin.chunks += chunks;
    if (ageing !== null && ageing.score !== null) {
      const known = means.get(source) ?? { count: 0, sum: 0 };
      means.set(source, { count: known.count + chunks, sum: known.sum + ageing.score * chunks });
    }
  }
  return { ages: [...counts, undated], freshness: new Map([...means].filter(([, { count }]) => count > 0).map(([source, { count, sum }]) => [source, Math.round((sum / count) * 1000) / 1000])) };
}

/** What the newest run that has ended changed, against the generation before its own. */
async function lastRun({ store }: Corpus): Promise<Overview['lastRun']> {
  const run = (await store.listRuns({ limit: 20 })).find(({ finishedAt }: RunRecord) => finishedAt !== null);
  if (run === undefined) return null;
  const generation = run.generation === null ? null : await store.generation(run.generation);
  const own = generation !== null && generation.runId === run.id; // a night that changed nothing names the generation that was there
  const changes = own ? await store.statusChanges(generation.number - 1, generation.number) : [];
  const count = (is: (change: (typeof changes)[number]) => boolean): number => changes.filter(is).reduce((sum, { chunks }) => sum + chunks, 0);
  return {
    id: run.id, at: run.finishedAt ?? run.startedAt, status: run.status, newlyHeld: count(({ from, to }) => to !== null && to !== 'accepted' && (from === null || from === 'accepted')),
    newlyReleased: count(({ from, to }) => to === 'accepted' && from !== 'accepted'), left: count(({ to }) => to === null),
  };
}

async function auditOf({ store, pipeline: { auditShare: share } }: Corpus, list: WaitingList): Promise<Overview['audit']> {
  if (share === 0) return null;
  const { looked, missed } = await store.auditOutcome(share);
  const waiting = [...list.items.values()].filter(({ cause }) => cause.kind === 'audit').length;
  return { share, waiting, looked, missed, interval: wilsonInterval(missed, looked) };
}

function waitingBy(list: WaitingList, now: number): Overview['waiting'] {
  const owners = new Map<string | null, { items: number; oldest: string }>();
  for (const item of list.items.values()) {
    const { snoozedUntil, acknowledged, assignee } = list.attentionOn(item, now);
    if (item.chunk.status === 'rejected' || snoozedUntil !== null || acknowledged) continue;
    const whose = assignee ?? item.chunk.source.owner;
    const known = owners.get(whose);
    owners.set(whose, { items: (known?.items ?? 0) + 1, oldest: known !== undefined && known.oldest < item.chunk.heldSince ? known.oldest : item.chunk.heldSince });
  }
  return [...owners].map(([owner, { items, oldest }]) => ({ owner, items, oldest })).sort((a, b) => b.items - a.items);
}

