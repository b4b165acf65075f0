import { hasEnded, type DecisionEvent, type HeldChunk, type Store } from '../../core/index.js';
import { causeOf, damageOf, type Cause } from '../../curate/index.js';

/** A held-back chunk as the queue keeps it in memory: no text. */
export interface Waiting {
  readonly chunk: HeldChunk;
  readonly cause: Cause;
  readonly damage: number;
}

/** What people said of who looks at a chunk and when. */
export interface Attention {
  readonly assignee: string | null;
  readonly snoozedUntil: string | null;
  readonly acknowledged: boolean;
}

const UNATTENDED: Attention = Object.freeze({ assignee: null, snoozedUntil: null, acknowledged: false });
const PAGE = 2000;
/** Generations of reviews that are caught up with one by one; beyond, everything is read again. */
const MAX_BEHIND = 1000;

/**
 * All chunks of the published generation that are held back, and those of the audit sample, kept in memory and in step: a review costs what it changed, a run
 * reads them all again.
 */
export class WaitingList {
  readonly #store: Store;
  #generation = 0;
  #decisions = 0;
  #auditShare = 0;
  #items = new Map<string, Waiting>();
  /** Of each chunk in the order of the log. */
  #attention = new Map<string, DecisionEvent[]>();
  #refreshing: Promise<void> | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The generation it is of. */
  get generation(): number {
    return this.#generation;
  }

  /** By chunk id. */
  get items(): ReadonlyMap<string, Waiting> {
    return this.#items;
  }

  /** `now`: ms since the epoch. */
  attentionOn({ chunk }: Waiting, now: number): Attention {
    const events = this.#attention.get(chunk.chunkId);
    if (events === undefined) return UNATTENDED;
    // What waits and was waived does so because its waiver is over: by its day, or lapsed before it.
    const assigned = assigneeOf(events.findLast(({ verdict }) => verdict === 'assign' || verdict === 'waive'));
    const snooze = events.find((event) => event.verdict === 'snooze' && !hasEnded(event, now));
    const known = events.find(({ verdict }) => verdict === 'acknowledge');
    return {
      assignee: assigned === '' ? null : assigned, snoozedUntil: snooze?.until ?? null,
      // Ids of chunks depend on their text, so that only what is found in it can be new.
      acknowledged: known !== undefined && chunk.reasons.every(({ rule }) => rule.startsWith('decision/') || known.evidence.rules.includes(rule)),
    };
  }

  /** Catches up with the store. Calls meanwhile wait for the same work. `auditShare`: of the released chunks that are asked about too. */
  async refresh(auditShare: number): Promise<void> {
    this.#refreshing ??= this.#refresh(auditShare).finally(() => { this.#refreshing = null; });
    await this.#refreshing;
  }

  async #refresh(auditShare: number): Promise<void> {
    const store = this.#store;
    const seq = await store.decisionSeq();
    const current = await store.currentGeneration();
    const number = current?.number ?? 0;
    if (number !== this.#generation || auditShare !== this.#auditShare) {
      const sameShare = auditShare === this.#auditShare;
      this.#auditShare = auditShare;
      if (sameShare && await this.#onlyReviewedSince(number)) await this.#takeIn(number);
      else this.#items = await this.#all(number);
      this.#generation = number;
    }
    if (seq !== this.#decisions) {
      this.#attention = grouped(await store.attention());
      this.#decisions = seq;
    }
  }

  async #onlyReviewedSince(number: number): Promise<boolean> {
    const behind = number - this.#generation;
    if (this.#generation === 0 || behind <= 0 || behind > MAX_BEHIND) return false;
    const since = await this.#store.listGenerations({ limit: behind });
    return since.every(({ by }) => by === 'review');
  }

  async #takeIn(number: number): Promise<void> {
    const since = this.#generation;
    const items = new Map(this.#items);
    for (const id of await this.#store.decidedSince({ at: number, since })) items.delete(id);
    for await (const chunk of this.#held(number, since)) items.set(chunk.chunkId, waiting(chunk));
    this.#items = items;
  }

  async #all(number: number): Promise<Map<string, Waiting>> {
    const items = new Map<string, Waiting>();
    for await (const chunk of this.#held(number)) items.set(chunk.chunkId, waiting(chunk));
    return items;
  }

  async *#held(at: number, since?: number): AsyncGenerator<HeldChunk> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#store.heldChunks({ at, limit: PAGE, ...(since === undefined ? {} : { since }), ...(after === undefined ? {} : { after }) });
      yield* page;
      after = page.at(-1)?.chunkId;
      if (page.length < PAGE) break;
    }
    if (this.#auditShare > 0) yield* await this.#store.auditSample({ at, share: this.#auditShare, ...(since === undefined ? {} : { since }) });
  }
}

function waiting(chunk: HeldChunk): Waiting {
  const cause = causeOf(chunk);
  return { chunk, cause, damage: damageOf(chunk, cause) };
}

function grouped(events: readonly DecisionEvent[]): Map<string, DecisionEvent[]> {
  const byChunk = new Map<string, DecisionEvent[]>();
  for (const event of events) byChunk.set(event.subjectId, [...(byChunk.get(event.subjectId) ?? []), event]);
  return byChunk;
}

/** `''` = nobody's. A waiver of a log that named no owners is theirs who waived. */
function assigneeOf(event: DecisionEvent | undefined): string {
  return event === undefined ? '' : event.assignee ?? (event.verdict === 'waive' ? event.actor : '');
}
