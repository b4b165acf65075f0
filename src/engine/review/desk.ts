import { WinnowError, excerpt, type Store } from '../../core/index.js';
import { corpusOn, published, type Corpus } from '../corpus.js';
import { explain } from '../explain.js';
import { act, targetsBehind, type ActRequest } from '../run/index.js';
import { decisionLine, listDecisions, scoresOf, decidedAt } from '../views/index.js';
import { openSqliteStore } from '../../store/sqlite/index.js';
import { actOf, wordsOf } from './acts.js';
import { counterpartsOf } from './counterparts.js';
import { queueItem, queueItems } from './items.js';
import { Glance } from './overview.js';
import { policyView, previewPolicy, putPolicy } from './policy.js';
import { rulePrecision } from './precision.js';
import { previewOf } from './preview.js';
import { facetsOf, groupsOf, matching, pageOf, type Group, type Lookups } from './queue.js';
import type { ActResult, DecisionAct, DocumentPreview, GroupPage, Overview, PolicyChoice, QueueGroup, QueuePage, QueueQuery, ReasonTemplate, ReviewDesk, ReviewItem } from './types.js';
import { WaitingList, type Waiting } from './waiting.js';

const PAGE = { default: 50, max: 200 } as const;
const GROUP_PAGE = { default: 100, max: 1000 } as const;
const LOG_PAGE = { default: 50, max: 500 } as const;
const MAX_SOURCES = 5;
const MAX_TEMPLATES = 20;
/** Text shown before and after a chunk, in UTF-16 units. */
const AROUND = 2000;

type Page = { readonly after?: string | undefined; readonly limit?: number | undefined } | undefined;

/** Opens a store for reviewing it. Fails with `store-not-found`, also where nothing has been run on it yet. */
export async function openDesk(location: string): Promise<ReviewDesk> {
  const store = openSqliteStore(location, { create: false });
  try {
    await corpusOn(store, 'remembered');
    const desk = new Desk(store);
    // What waits is read once, before the first reviewer asks for it.
    await desk.warm();
    return desk;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class Desk implements ReviewDesk {
  readonly #store: Store;
  readonly #list: WaitingList;
  readonly #glance = new Glance();
  #pipeline: { readonly hash: string; readonly corpus: Corpus } | null = null;
  /** Asked for where somebody filters by them; they go with the item. */
  readonly #scores = new WeakMap<Waiting, Readonly<Record<string, number | null>>>();

  constructor(store: Store) {
    this.#store = store;
    this.#list = new WaitingList(store);
  }

  async warm(): Promise<void> {
    await this.#list.refresh((await this.#corpus()).pipeline.auditShare);
  }

  /** The corpus as it is published now, with the pipeline that it was decided by. */
  async #corpus(): Promise<Corpus> {
    const hash = (await this.#store.pipeline())?.hash ?? '';
    if (this.#pipeline?.hash !== hash) this.#pipeline = { hash, corpus: await corpusOn(this.#store, 'remembered') };
    return { ...this.#pipeline.corpus, generation: await this.#store.currentGeneration() };
  }

  async #fresh(): Promise<{ corpus: Corpus; now: number }> {
    await this.#list.refresh((await this.#corpus()).pipeline.auditShare);
    const corpus = await this.#corpus();
    published(corpus);
    return { corpus, now: Date.now() };
  }

  async overview(): Promise<Overview> {
    const { corpus, now } = await this.#fresh();
    return this.#glance.overview(corpus, this.#list, now);
  }

  async queue(query: QueueQuery, page?: Page): Promise<QueuePage> {
    const { corpus, now } = await this.#fresh();
    const items = await matching(this.#list, query, this.#lookups(corpus), now);
    const groups = groupsOf(items, query.order ?? 'damage');
    const shown = pageOf(groups, { after: page?.after, limit: limitOf(page, PAGE) }, ({ key }) => key);
    return {
      generation: published(corpus).number, items: items.length, groups: groups.length, ...facetsOf(this.#list, query.status ?? 'quarantined', now),
      page: await this.#groups(corpus, shown.page, now), next: shown.next,
    };
  }

  async group(key: string, query: QueueQuery, page?: Page): Promise<GroupPage> {
    const { corpus, now } = await this.#fresh();
    const items = (await matching(this.#list, query, this.#lookups(corpus), now)).filter(({ cause }) => cause.key === key);
    const [found] = groupsOf(items, 'damage');
    const [group] = found === undefined ? [] : await this.#groups(corpus, [found], now);
    if (found === undefined || group === undefined) throw new WinnowError('id-unknown', `nothing that matches waits for "${excerpt(key)}"`, { next: 'It has been decided, or the filter leaves it out.' });
    const shown = pageOf(found.items, { after: page?.after, limit: limitOf(page, GROUP_PAGE) }, ({ chunk }) => chunk.chunkId);
    return { generation: published(corpus).number, group, items: await queueItems(corpus, this.#list, shown.page, now), next: shown.next };
  }

  async item(id: string): Promise<ReviewItem> {
    const { corpus, now } = await this.#fresh();
    const generation = published(corpus);
    const [view, [subject], story] = [await this.#store.chunk(id, generation.number), await this.#store.decideSubjects([id], generation.number), await explain(corpus, id)];
    if (view === null || subject === undefined || story.kind !== 'chunk') throw new WinnowError('id-unknown', `there is no chunk "${excerpt(id)}" in the published corpus`);
    const document = await this.#store.document(view.documentId, generation.number);
    const waiting = this.#list.items.get(id);
    const known = waiting ?? { chunk: { heldSince: generation.publishedAt }, damage: 0 };
    const attention = waiting === undefined ? { assignee: null, snoozedUntil: null, acknowledged: false } : this.#list.attentionOn(waiting, now);
    const text = document?.text ?? view.text;
    const offset = Math.max(0, view.start - AROUND);
    return {
      item: await queueItem(corpus, view, subject, { ...known, attention }), group: waiting?.cause.key ?? null, story,
      around: { text: text.slice(offset, view.end + AROUND), offset, chunk: { start: view.start - offset, end: view.end - offset }, documentLength: text.length },
      counterparts: await counterpartsOf(corpus, story),
    };
  }

  async preview(documentId: string, asked?: Parameters<ReviewDesk['preview']>[1]): Promise<DocumentPreview> {
    return previewOf(await this.#corpus(), documentId, asked);
  }

  async decide(decision: DecisionAct, by: { readonly actor: string; readonly preview?: boolean | undefined }): Promise<ActResult> {
    const { words, seen, reason } = await wordsOf(this.#store, decision, Date.now());
    return this.#act({ words, seen, reason, actor: actorOf(by.actor), preview: by.preview ?? false });
  }

  async undo(range: { readonly first: number; readonly last: number }, by: { readonly actor: string; readonly reason?: string | undefined }): Promise<ActResult> {
    const events = await actOf(this.#store, range);
    return this.#act({ words: events.map(({ seq }) => ({ verdict: 'withdraw', seq })), reason: (by.reason ?? '').trim(), actor: actorOf(by.actor) });
  }

  async #act(request: ActRequest): Promise<ActResult> {
    const { pipeline } = await this.#corpus();
    const outcome = await act(pipeline, this.#store, request);
    return { ...outcome, behind: request.preview === true ? [] : await targetsBehind(pipeline, this.#store, outcome.generation) };
  }

  async baseline({ actor, reason, preview = false }: { readonly actor: string; readonly reason: string; readonly preview?: boolean }): ReturnType<ReviewDesk['baseline']> {
    const { corpus, now } = await this.#fresh();
    if (reason.trim() === '') throw new WinnowError('usage', 'a baseline needs a reason', { next: 'Say why in a few words, for those who ask later.' });
    const known = [...this.#list.items.values()].filter((item) => item.chunk.status === 'quarantined' && !this.#list.attentionOn(item, now).acknowledged);
    if (known.length === 0 || preview) return { items: known.length, act: null };
    const words = known.map(({ chunk }) => ({ verdict: 'acknowledge' as const, id: chunk.chunkId }));
    const { act: range } = await act(corpus.pipeline, this.#store, { words, reason: reason.trim(), actor: actorOf(actor) });
    return { items: known.length, act: range };
  }

  async policy(): ReturnType<ReviewDesk['policy']> {
    return policyView(await this.#corpus());
  }

  async previewPolicy(choice: PolicyChoice, options: { readonly whole?: boolean | undefined } = {}): ReturnType<ReviewDesk['previewPolicy']> {
    return previewPolicy(await this.#corpus(), choice, options.whole ?? false);
  }

  async savePolicy(choice: PolicyChoice, by: { readonly actor: string; readonly expectKey: string }): ReturnType<ReviewDesk['savePolicy']> {
    return putPolicy(await this.#corpus(), choice, { ...by, actor: actorOf(by.actor) });
  }

  async precision(): ReturnType<ReviewDesk['precision']> {
    return rulePrecision(this.#store);
  }

  async reasons(verdict?: string): Promise<readonly ReasonTemplate[]> {
    return this.#store.reasonsGiven({ limit: MAX_TEMPLATES, ...(verdict === undefined ? {} : { verdict }) });
  }

  async decisions(page?: { readonly before?: number | undefined; readonly limit?: number | undefined }): ReturnType<ReviewDesk['decisions']> {
    const corpus = await this.#corpus();
    const events = await this.#store.decisionsBefore({ limit: limitOf(page, LOG_PAGE), ...(page?.before === undefined ? {} : { before: page.before }) });
    return Promise.all(events.map((event) => decisionLine(corpus, event)));
  }

  async *log(): ReturnType<ReviewDesk['log']> {
    yield* listDecisions(await this.#corpus());
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  async #groups(corpus: Corpus, groups: readonly Group[], now: number): Promise<QueueGroup[]> {
    const leads = groups.flatMap(({ items }) => items.slice(0, 1));
    const byId = new Map((await queueItems(corpus, this.#list, leads, now)).map((item) => [item.id, item]));
    return groups.flatMap(({ key, items, damage, heldSince }): QueueGroup[] => {
      const [first] = items;
      const lead = byId.get(first?.chunk.chunkId ?? '');
      if (first === undefined || lead === undefined) return [];
      const { kind, title, rule } = first.cause;
      return [{ key, kind, title, rule, damage, count: items.length, sources: [...new Set(items.map(({ chunk }) => chunk.source.name))].slice(0, MAX_SOURCES), heldSince, lead }];
    });
  }

  #lookups(corpus: Corpus): Lookups {
    const at = published(corpus).number;
    return {
      textHolds: async (text) => new Set(await this.#store.heldContaining(text, at)),
      scoreOf: async (item: Waiting, dimension) => {
        const known = this.#scores.get(item);
        if (known !== undefined) return known[dimension] ?? null;
        const view = await this.#store.chunk(item.chunk.chunkId, at);
        const scores = view === null ? {} : scoresOf(view, corpus.pipeline, decidedAt(corpus));
        this.#scores.set(item, scores);
        return scores[dimension] ?? null;
      },
    };
  }
}

function limitOf(page: { readonly limit?: number | undefined } | undefined, { default: usual, max }: { readonly default: number; readonly max: number }): number {
  return Math.max(1, Math.min(max, Math.floor(page?.limit ?? usual)));
}

function actorOf(actor: string): string {
  const name = actor.trim();
  if (name === '') throw new WinnowError('usage', 'a decision needs an actor', { next: 'Say who decides.' });
  return name;
}
