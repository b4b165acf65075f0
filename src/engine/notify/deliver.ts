import { setTimeout as wait } from 'node:timers/promises';
import { Undelivered, excerpt, isWinnowError, messageOf, withinTime, type Notice, type NoticeOutcome, type Store } from '../../core/index.js';
import type { ConfiguredChannel } from '../../config/index.js';

/** How long it is tried. */
export interface Patience {
  /** Pauses before the second and each further try, in milliseconds. */
  readonly retryAfterMs: readonly number[];
  readonly tryMs: number;
  /** All tries on one channel together. */
  readonly channelMs: number;
  /** Notices that could not be sent for so long are given up. */
  readonly giveUpAfterMs: number;
}

const PATIENCE: Patience = { retryAfterMs: [1000, 5000], tryMs: 10_000, channelMs: 45_000, giveUpAfterMs: 7 * 86_400_000 };

/** What became of one notice on one channel. */
export interface Delivery {
  readonly channel: string;
  readonly id: string;
  readonly state: NoticeOutcome['state'];
  readonly attempts: number;
  /** Why it was not taken, or what is worth knowing of one that was; without secrets. */
  readonly remark: string | null;
}

export interface DeliverOptions {
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
  readonly patience?: Partial<Patience> | undefined;
}

const PAGE = 100;
const REMARK_CHARS = 240;

/** Sends what is due to the channels, each on its own. Nothing of it fails: what could not be sent is warned of and stays due. */
export async function deliverDue(store: Store, channels: readonly ConfiguredChannel[], options: DeliverOptions): Promise<Delivery[]> {
  const patience = { ...PATIENCE, ...options.patience };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(patience.channelMs)]);
  const delivered = await Promise.all(channels.map((channel) => deliverTo(store, channel, { ...options, patience, signal })));
  return delivered.flat();
}

interface Trying {
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
  readonly patience: Patience;
}

async function deliverTo(store: Store, channel: ConfiguredChannel, trying: Trying): Promise<Delivery[]> {
  const { channelMs, tryMs } = trying.patience;
  const entries = await store.takeNotices({ channel: channel.channel, now: Date.now(), until: Date.now() + channelMs + tryMs, limit: PAGE });
  const deliveries: Delivery[] = [];
  let isDown = false;
  for (const { notice, createdAt } of entries) {
    // A channel that just failed for good reasons does so again: the others are left for later.
    const sent: Delivery = isDown ? { channel: channel.channel, id: notice.id, state: 'due', attempts: 0, remark: null } : await sendTo(channel, notice, trying);
    const isLate = sent.state === 'due' && sent.attempts > 0 && Date.now() - Date.parse(createdAt) > trying.patience.giveUpAfterMs;
    const delivery: Delivery = isLate ? { ...sent, state: 'given-up' } : sent;
    isDown ||= sent.state === 'due';
    await store.settleNotices([{ id: notice.id, state: delivery.state, attempts: delivery.attempts, remark: delivery.remark, at: new Date().toISOString() }]);
    if (delivery.state !== 'sent' && delivery.attempts > 0) trying.warn(warningOf(delivery, notice));
    deliveries.push(delivery);
  }
  return deliveries;
}

function warningOf({ channel, state, remark }: Delivery, { title }: Notice): string {
  const after = { 'due': 'it is tried again by the next run and by `winnow notify`', 'refused': 'it is not tried again', 'given-up': 'it is given up after 7 days', 'sent': '' }[state];
  return `the channel ${channel} was not told "${title}": ${remark ?? ''}; ${after}`;
}

/** Sends one notice, a few times where that may help. Never throws. */
export async function sendTo({ channel, block, options }: ConfiguredChannel, notice: Notice, { signal, patience }: Pick<Trying, 'signal' | 'patience'>): Promise<Delivery> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      const tried = AbortSignal.any([signal, AbortSignal.timeout(patience.tryMs)]);
      const remark = await withinTime(block.send(options, notice, { signal: tried, timeoutMs: patience.tryMs }), patience.tryMs * 1.1, signal);
      return { channel, id: notice.id, state: 'sent', attempts, remark: remark ?? null };
    } catch (error) {
      const remark = signal.aborted ? 'there was no time left' : excerpt(messageOf(error), REMARK_CHARS);
      if (error instanceof Undelivered && !error.again) return { channel, id: notice.id, state: 'refused', attempts, remark };
      const pauseMs = Math.max(patience.retryAfterMs[attempts - 1] ?? Infinity, (error instanceof Undelivered ? error.afterMs : undefined) ?? 0);
      // What is not set or not installed will not be a moment later.
      if (signal.aborted || isWinnowError(error) || pauseMs > patience.channelMs || !(await paused(pauseMs, signal))) return { channel, id: notice.id, state: 'due', attempts, remark };
    }
  }
}

/** Sends notices that are in no outbox. Never throws. */
export async function sendDirectly(channels: readonly ConfiguredChannel[], notice: Notice, { signal, warn, patience: given }: DeliverOptions): Promise<Delivery[]> {
  const patience = { ...PATIENCE, ...given };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(patience.channelMs)]);
  return Promise.all(channels.map(async (channel) => {
    const delivery = await sendTo(channel, notice, { signal: limited, patience });
    if (delivery.state !== 'sent') warn(`the channel ${channel.channel} was not told "${notice.title}": ${delivery.remark ?? ''}`);
    return delivery;
  }));
}

async function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  return wait(ms, true, { signal }).catch(() => false);
}
