import { PERSON_VERDICTS, WinnowError, excerpt } from '../core/index.js';
import type { Corpus } from './corpus.js';
import { resolveId } from './explain.js';
import { review, targetsBehind, type BehindTarget, type ReviewRequest, type ReviewResult } from './run/index.js';

/** What a person decides, and on what. */
export interface DecisionRequest extends ReviewRequest {
  /** Chunks, or documents for all their chunks: an id, the beginning of one (8 characters or more), or a document's `source:path`. */
  readonly ids: readonly string[];
}

export interface DecideResult extends ReviewResult {
  /** Targets that no longer hold what is released; the next run or export brings them in step. */
  readonly behind: readonly BehindTarget[];
}

/** Decides on a corpus that is open. Fails as `decide` does. */
export async function decideOn(corpus: Corpus, request: DecisionRequest): Promise<DecideResult> {
  refuseUnclear(request);
  const ids: string[] = [];
  for (const name of request.ids) ids.push(await resolveId(corpus, name));
  const result = await review(corpus.pipeline, corpus.store, { ...request, reason: request.reason.trim(), actor: request.actor.trim(), ids });
  return { ...result, behind: await targetsBehind(corpus.pipeline, corpus.store, result.generation) };
}

/** What is appended stays for good, so it is looked at before, whatever the caller's types promised. */
function refuseUnclear({ ids, verdict, reason, actor, expectHash }: DecisionRequest): void {
  if (ids.length === 0) throw unclear('a decision needs at least one id', 'Name a chunk, or a document for all its chunks.');
  if (!PERSON_VERDICTS.includes(verdict)) throw unclear(`there is no verdict "${excerpt(verdict)}"`, `A decision is one of ${PERSON_VERDICTS.join(', ')}.`);
  if (reason.trim() === '') throw unclear('a decision needs a reason', 'Say why in a few words, for those who ask later.');
  if (actor.trim() === '') throw unclear('a decision needs an actor', 'Say who decides.');
  if (expectHash !== undefined && ids.length > 1) throw unclear('an expected hash goes with one id', 'Decide on one at a time, or leave the hash out.');
}

const unclear = (message: string, next: string): WinnowError => new WinnowError('usage', message, { next });
