import {
  WinnowError, isWinnowError, type DecideSubject, type DecisionDraft, type DecisionEvent, type GenerationRecord, type PersonVerdict, type Status, type Store,
} from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { evidenceRules } from '../../curate/index.js';
import { Deciding } from './deciding.js';
import { ChunkFacts } from './facts.js';

/** Tries of a decision that another one overtook while it was worked out. */
const TRIES = 5;

export interface ReviewRequest {
  /** Whole ids of chunks, or of documents for all their chunks. */
  readonly ids: readonly string[];
  readonly verdict: PersonVerdict;
  /** Why, for those who ask later. */
  readonly reason: string;
  /** Who decides. */
  readonly actor: string;
  /** The `contentHash` that was looked at, with one id: refused with `decision-conflict` when the content is another by now. */
  readonly expectHash?: string;
  /** When it is decided; default: now. */
  readonly now?: Date;
}

export interface ReviewResult {
  /** The one that was published. */
  readonly generation: number;
  readonly decided: readonly StatusChange[];
  /** Other chunks whose status follows from it: copies that give way to what was decided on, or no longer do. */
  readonly others: readonly StatusChange[];
}

export interface StatusChange {
  readonly id: string;
  readonly from: Status;
  readonly to: Status;
}

/** A person's decision on chunks: kept for good, and published at once as a new generation. */
export async function review(pipeline: Pipeline, store: Store, request: ReviewRequest): Promise<ReviewResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await decideOnce(pipeline, store, request);
    } catch (error) {
      // Somebody else published meanwhile. Their decision may bear on this one, so it is worked out anew, not forced.
      if (attempt >= TRIES || request.expectHash !== undefined || !isWinnowError(error) || error.code !== 'decision-conflict') throw error;
    }
  }
}

async function decideOnce(pipeline: Pipeline, store: Store, request: ReviewRequest): Promise<ReviewResult> {
  const generation = await store.currentGeneration();
  if (generation === null) throw new WinnowError('nothing-to-export', `${store.location} has no generation to decide on; run the pipeline first`);
  const subjects = await store.decideSubjects(await chunkIds(store, request.ids, generation), generation.number);
  const now = (request.now ?? new Date()).getTime();
  const decidedAt = Date.parse(generation.decidedAt);
  for (const subject of subjects) refuseMoved(subject, request.expectHash);
  const drafts = subjects.map((subject) => draftOf(pipeline, subject, request, decidedAt));
  const seq = await store.decisionSeq();
  const incoming = new Map(drafts.map((draft, index) => [draft.subjectId, provisional(draft, seq + index + 1, now)]));
  const verdicts = await new Deciding(pipeline, store, { at: generation.number, now: decidedAt, incoming }).decide(subjects.map((subject) => subject.chunkId));
  const own = new Set(subjects.map(({ chunkId }) => chunkId));
  const followers = await store.decideSubjects(verdicts.map(({ chunkId }) => chunkId).filter((id) => !own.has(id)), generation.number);
  const before = new Map([...subjects, ...followers].map((subject) => [subject.chunkId, subject.verdict?.status ?? 'quarantined']));
  const published = await store.publishReview({ events: drafts, verdicts, basis: generation.number, now });
  const changes = verdicts.flatMap(({ chunkId, decided }) => {
    const from = before.get(chunkId);
    return from === undefined || decided === null ? [] : [{ id: chunkId, from, to: decided.status }];
  });
  return {
    generation: published.generation.number, decided: changes.filter(({ id }) => own.has(id)), others: changes.filter(({ id, from, to }) => !own.has(id) && from !== to),
  };
}

/** Chunk ids as they are, document ids as the chunks they hold. Fails with `id-unknown`. */
async function chunkIds(store: Store, ids: readonly string[], generation: GenerationRecord): Promise<string[]> {
  const found = await Promise.all(ids.map(async (id) => {
    if ((await store.chunk(id, generation.number)) !== null) return [id];
    const held = await store.chunkIdsOf([id], generation.number);
    if (held.length === 0) throw new WinnowError('id-unknown', `generation ${generation.number} has no chunk ${id}, and no document of that id with chunks`);
    return held;
  }));
  return [...new Set(found.flat())];
}

function refuseMoved(subject: DecideSubject, expected: string | undefined): void {
  if (expected === undefined || subject.contentHash === expected) return;
  throw new WinnowError('decision-conflict', `chunk ${subject.chunkId} of ${subject.path} now has the content hash ${subject.contentHash}, not ${expected}`);
}

/** The evidence is what the person could see: the text and the rules that had fired. */
function draftOf(pipeline: Pipeline, subject: DecideSubject, request: ReviewRequest, decidedAt: number): DecisionDraft {
  const facts = new ChunkFacts(pipeline, subject);
  const findings = [...facts.measuredFindings(), ...(subject.verdict?.findings ?? facts.ageing(decidedAt).findings)];
  return {
    actor: request.actor, subjectKind: 'chunk', subjectId: subject.chunkId, verdict: request.verdict, reason: request.reason,
    evidence: { contentHash: subject.contentHash, textHash: subject.textHash, rules: evidenceRules(findings, subject.verdict?.reasons ?? []) },
  };
}

/** The event as the store will append it; its hashes are the store's to make. */
function provisional(draft: DecisionDraft, seq: number, now: number): DecisionEvent {
  return { ...draft, seq, at: new Date(now).toISOString(), previousHash: '', hash: '' };
}
