import { randomUUID } from 'node:crypto';
import type { FailureRecord, Notice, NoticeDraft, NoticeKind, Store } from '../../core/index.js';
import type { ConfiguredChannel } from '../../config/index.js';
import { WaitingList } from '../review/waiting.js';
import { failureCondition, reviewCondition, type Condition, type Queue, type Words } from './conditions.js';
import { fingerprintOf, newsOf } from './news.js';

const HOUR_MS = 3_600_000;
const PAGE = 1000;
/** Of more failures than this the first ones are known one by one. */
const MAX_FAILURES = 20_000;

export interface Noting {
  readonly store: Store;
  readonly channels: readonly ConfiguredChannel[];
  readonly pipeline: string;
  readonly runId: string | null;
  readonly now: number;
}

export function noticeOf(words: Words, about: { readonly kind: Notice['kind']; readonly pipeline: string; readonly runId: string | null; readonly now: number; readonly reminder?: boolean }): Notice {
  const { kind, pipeline, runId, now, reminder = false } = about;
  return { id: randomUUID(), kind, pipeline, at: new Date(now).toISOString(), runId, reminder, ...words, title: reminder ? `still so: ${words.title}` : words.title };
}

/** Puts into the outbox what each channel is to be told, and forgets what no longer holds. */
export async function note(conditions: readonly Condition[], { store, channels, pipeline, runId, now }: Noting): Promise<void> {
  const told = await store.told();
  const holding: { channel: string; kind: NoticeKind; subjects: string[] }[] = [];
  const drafts: NoticeDraft[] = [];
  for (const { channel, on, remindAfterHours } of channels) {
    for (const condition of conditions.filter(({ kind }) => on.includes(kind))) {
      const { kind } = condition;
      const subjects = condition.subjects.map(fingerprintOf);
      holding.push({ channel, kind, subjects });
      const news = newsOf(condition, told.find((known) => known.channel === channel && known.kind === kind) ?? null, { now, remindAfterMs: remindAfterHours * HOUR_MS });
      if (news !== null) drafts.push({ channel, subjects, notice: { ...noticeOf(condition.words(news.fresh), { kind, pipeline, runId, now, reminder: news.reminder }), kind } });
    }
  }
  await store.putNotices({ holding, drafts, at: new Date(now).toISOString() });
}

/** What the store tells by itself: documents that fail. */
export async function standingFailures(store: Store): Promise<Condition> {
  const failures: FailureRecord[] = [];
  for (let after: string | undefined; failures.length < MAX_FAILURES;) {
    const page = await store.listFailures({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    failures.push(...page);
    after = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
  return failureCondition(failures);
}

/** What waits for review, each channel by its own limits. */
export async function noteReview(noting: Noting): Promise<void> {
  const asking = noting.channels.filter(({ on, review }) => on.includes('review') && review !== undefined);
  if (asking.length === 0) return;
  const queue = await queueOf(noting.store, noting.now);
  for (const channel of asking) await note([reviewCondition(queue, channel.review ?? {}, noting.now)], { ...noting, channels: [channel] });
}

async function queueOf(store: Store, now: number): Promise<Queue> {
  const list = new WaitingList(store);
  await list.refresh(0);
  let [waiting, since] = [0, null as string | null];
  for (const item of list.items.values()) {
    const { snoozedUntil, acknowledged } = list.attentionOn(item, now);
    if (snoozedUntil !== null || acknowledged || item.chunk.status !== 'quarantined') continue;
    waiting += 1;
    if (since === null || item.chunk.heldSince < since) since = item.chunk.heldSince;
  }
  return { waiting, since };
}
