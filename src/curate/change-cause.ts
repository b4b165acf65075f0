import { hasEnded, type DecidedChunk, type DecisionEvent, type GenerationRecord, type Reason } from '../core/index.js';
import { inPast } from './standing.js';

/**
 * Why a document or chunk is not what it was. Of documents and the chunks in them: `document-added`, `document-removed`, `document-renamed`, `document-edited`, `document-reread` (the same bytes,
 * but another parser or chunker or other options of theirs). Of statuses: `decision` (of a person), `decision-ended` (taken back, or its time has passed), `decision-lapsed` (what it rested on has
 * changed), `time` (the chunk or its document has aged), `policy` (the policy is another), `pipeline` (another part of the pipeline is), `rules` (what was found has changed). Of both: `rollback`. Of documents: `purge`.
 */
export type ChangeCauseKind =
  | 'document-added' | 'document-removed' | 'document-renamed' | 'document-edited' | 'document-reread' | 'decision' | 'decision-ended' | 'decision-lapsed' | 'time' | 'policy' | 'pipeline' | 'rules' | 'rollback' | 'purge';

export interface StatusChangeInput {
  readonly was: DecidedChunk;
  readonly is: DecidedChunk;
  /** The one with which the status turned. */
  readonly generation: Pick<GenerationRecord, 'by' | 'decidedAt'>;
  /** Whether its document is to the letter what it was. */
  readonly sameVersion: boolean;
  /** Whether the pipeline's definition is what it was; `null` = not known. */
  readonly samePipeline: boolean | null;
  /** The decision that was in force, and the one that took it back. */
  readonly before: DecisionEvent | null;
  readonly takenBack: DecisionEvent | null;
  /** The decision that is in force, or has lapsed on the chunk. */
  readonly after: DecisionEvent | null;
  /** The decision that the generation was published for; `null` = none, or of a run. */
  readonly reviewed: DecisionEvent | null;
}

export interface StatusCause {
  readonly kind: ChangeCauseKind;
  /** `null` = the reasons that came and went say it. */
  readonly message: string | null;
  readonly decision: DecisionEvent | null;
}

const LAPSED = 'decision/lapsed';

/** What made a chunk's status another: the nearest of what would have. */
export function statusCause(input: StatusChangeInput): StatusCause {
  const { was, is, generation, before, after, takenBack, reviewed } = input;
  if (generation.by === 'rollback') return { kind: 'rollback', message: null, decision: null };
  if (takenBack !== null) return { kind: 'decision-ended', message: `${inPast(before ?? takenBack)}, taken back: ${inPast(takenBack)}`, decision: takenBack };
  if (is.decisionSeq !== null && is.decisionSeq !== was.decisionSeq) return { kind: 'decision', message: after === null ? null : inPast(after), decision: after };
  const lapse = is.reasons.find(({ rule }) => rule === LAPSED);
  if (lapse !== undefined && !was.reasons.some(({ rule }) => rule === LAPSED)) return { kind: 'decision-lapsed', message: lapse.message, decision: after ?? before };
  if (before !== null && is.decisionSeq === null) {
    const over = hasEnded(before, Date.parse(generation.decidedAt));
    return { kind: 'decision-ended', message: `${inPast(before)}${over ? ` until ${(before.until ?? '').slice(0, 10)}, which has passed` : ', and no longer in force'}`, decision: before };
  }
  if (reviewed !== null) return { kind: 'decision', message: `Follows from: ${inPast(reviewed)}`, decision: reviewed };
  return { kind: ofItself(input), message: null, decision: null };
}

function ofItself({ was, is, generation, sameVersion, samePipeline }: StatusChangeInput): ChangeCauseKind {
  if (was.by !== is.by) return 'policy';
  if (!sameVersion) return 'document-edited';
  if (was.nextChangeAt !== null && was.nextChangeAt <= Date.parse(generation.decidedAt)) return 'time';
  return samePipeline === false && !changedReasons(was, is).some(({ related }) => related !== undefined && related !== null) ? 'pipeline' : 'rules';
}

const changedReasons = (was: DecidedChunk, is: DecidedChunk): readonly Reason[] => {
  const { came, went } = reasonsBetween(was, is);
  return [...came, ...went];
};

/** The reasons of one verdict that another does not have, by their rules. */
export function reasonsBetween(was: DecidedChunk | null, is: DecidedChunk | null): { readonly came: readonly Reason[]; readonly went: readonly Reason[] } {
  const [before, after] = [was?.reasons ?? [], is?.reasons ?? []];
  const without = (reasons: readonly Reason[], others: readonly Reason[]): Reason[] => reasons.filter(({ rule }) => !others.some((other) => other.rule === rule));
  return { came: without(after, before), went: without(before, after) };
}
