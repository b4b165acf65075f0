import { isInstance } from '../instances.js';
import type { BlockMeta } from './block.js';

/** What people are told of. */
export const NOTICE_KINDS = ['held', 'failed', 'failures', 'export-failed', 'review'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** One thing that somebody has to look at. Nothing of what documents say: names, paths, codes, counts, each line on its own free of control characters. */
export interface Notice {
  /** The same however often it is sent: receivers drop doubles by it. */
  readonly id: string;
  readonly kind: NoticeKind | 'test';
  readonly pipeline: string;
  /** When it was noticed (ISO 8601). */
  readonly at: string;
  readonly runId: string | null;
  /** Told before, and still so. */
  readonly reminder: boolean;
  readonly title: string;
  readonly lines: readonly string[];
  /** What to do about it. */
  readonly next: string;
  /** For programs: counts, codes, numbers of generations. */
  readonly facts: Readonly<Record<string, string | number | null>>;
}

export interface SendContext {
  /** Aborted when this try takes too long, too. */
  readonly signal: AbortSignal;
  /** Milliseconds that this try may take. */
  readonly timeoutMs: number;
}

const UNDELIVERED = Symbol.for('winnow.undelivered');

/** Why a notice did not arrive. What else a channel throws counts as one that may go better later. */
export class Undelivered extends Error {
  /** Whether it may go better later; otherwise it is not tried again. */
  readonly again: boolean;
  /** Milliseconds that the receiver asks to be left alone for. */
  readonly afterMs: number | undefined;

  /** `message` must hold no secret. */
  constructor(message: string, options: { again: boolean; afterMs?: number | undefined }) {
    super(message);
    this.again = options.again;
    this.afterMs = options.afterMs;
    Object.defineProperty(this, UNDELIVERED, { value: true });
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, Undelivered, UNDELIVERED, value);
  }
}

/** A way to tell people. What authenticates comes from environment variables that its options name. */
export interface Notifier<Options = unknown> extends BlockMeta<Options> {
  readonly kind: 'notifier';
  /** Sends it once. Resolves when the receiver took it, with what is worth a remark; throws `Undelivered`. */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a channel with nothing to remark returns nothing
  send(options: Options, notice: Notice, context: SendContext): Promise<string | void>;
}

export const defineNotifier = <O>(block: Omit<Notifier<O>, 'kind'>): Notifier<O> => Object.freeze({ kind: 'notifier', ...block });
