import type { Notice, NoticeKind } from '../notify.js';

/** `due`: to be sent. `refused`: the receiver will not have it. `void`: what it told of went away before it was sent. */
export type NoticeState = 'due' | 'sent' | 'refused' | 'given-up' | 'void';

export interface OutboxEntry {
  readonly channel: string;
  readonly notice: Notice;
  readonly state: NoticeState;
  readonly attempts: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly settledAt: string | null;
  /** Why it is not sent, or what is worth knowing of one that is. Without secrets. */
  readonly remark: string | null;
}

/** What a channel was told of one kind and still holds. */
export interface Told {
  readonly channel: string;
  readonly kind: NoticeKind;
  readonly subjects: readonly string[];
  /** When the last notice of it was made (ISO 8601). */
  readonly at: string;
}

export interface NoticeDraft {
  readonly channel: string;
  readonly notice: Notice & { readonly kind: NoticeKind };
  /** All that the channel knows of the kind with this notice: opaque words, equal for what is the same. */
  readonly subjects: readonly string[];
}

export interface NoticeOutcome {
  readonly id: string;
  /** `due` = it is tried again. */
  readonly state: Exclude<NoticeState, 'void'>;
  /** Tries made; 0 = it was only given back. */
  readonly attempts: number;
  readonly remark: string | null;
  readonly at: string;
}

/** Notices from when they are made until they are delivered, and what channels were told. No run's lease is needed for any of it. */
export interface StoreOutbox {
  /** Of each channel and kind that something still holds of what it was told: the newest notice that is sent or will be. */
  told(): Promise<readonly Told[]>;
  /**
   * Takes what holds now of kinds that were looked at, per channel, then adds notices. What no longer holds is forgotten, so that it is told when it comes again; a notice of
   * which nothing holds any more and that was not sent becomes `void`. Settled notices older than 90 days are dropped.
   */
  putNotices(change: {
    readonly holding: readonly { readonly channel: string; readonly kind: NoticeKind; readonly subjects: readonly string[] }[];
    readonly drafts: readonly NoticeDraft[];
    readonly at: string;
  }): Promise<void>;
  /** Notices to be sent to a channel, the oldest first; nobody else is given them before `until` (milliseconds since the epoch). */
  takeNotices(query: { readonly channel: string; readonly now: number; readonly until: number; readonly limit: number }): Promise<readonly OutboxEntry[]>;
  /** Notes what became of notices that were taken. */
  settleNotices(outcomes: readonly NoticeOutcome[]): Promise<void>;
  /** The newest first. */
  listNotices(page: { readonly limit: number }): Promise<readonly OutboxEntry[]>;
}
