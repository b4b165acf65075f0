import { CHUNK_VERDICTS, PAIR_VERDICTS, WinnowError, excerpt, type ChunkVerdict, type EditField, type PairVerdict } from '../core/index.js';
import type { Corpus } from './corpus.js';
import { resolveId } from './explain.js';
import { editWord, refuseStray } from './review/acts.js';
import { act, review, targetsBehind, type Word, type BehindTarget, type ReviewRequest, type ReviewResult } from './run/index.js';

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

/** What a person says of documents' metadata, which their sources keep as it is. `ids`: documents, by `resolveId`'s rules. Fails as `decideOn`. */
export async function editOn(corpus: Corpus, request: { readonly ids: readonly string[]; readonly field: EditField; readonly value: string | null; readonly reason: string; readonly actor: string; readonly now?: Date }): Promise<DecideResult> {
  const { field, value, reason, actor, now } = request;
  if (request.ids.length === 0) throw unclear('an edit needs at least one document', 'Name it by its id, or by `source:path`.');
  if (reason.trim() === '') throw unclear('a decision needs a reason', 'Say why in a few words, for those who ask later.');
  if (actor.trim() === '') throw unclear('a decision needs an actor', 'Say who decides.');
  const words: Word[] = [];
  for (const name of request.ids) words.push(editWord({ documentId: await documentOf(corpus, name), field, value }));
  const result = await act(corpus.pipeline, corpus.store, { words, reason: reason.trim(), actor: actor.trim(), ...(now === undefined ? {} : { now }) });
  return { ...result, behind: await targetsBehind(corpus.pipeline, corpus.store, result.generation) };
}

/** A document's id, also where a chunk of it was named. */
async function documentOf(corpus: Corpus, name: string): Promise<string> {
  const id = await resolveId(corpus, name);
  return (await corpus.store.chunk(id, corpus.generation?.number ?? 0))?.documentId ?? id;
}

/** Takes decisions back, by their numbers in the log, as if they had not been made. Fails with `id-unknown`, `decision-conflict` where one has been taken back already. */
export async function undoOn(corpus: Corpus, { seqs, reason, actor, now }: { readonly seqs: readonly number[]; readonly reason: string; readonly actor: string; readonly now?: Date }): Promise<DecideResult> {
  if (seqs.length === 0) throw unclear('nothing to take back was named', 'Give the number of a decision; `winnow list decisions` shows them.');
  if (actor.trim() === '') throw unclear('a decision needs an actor', 'Say who decides.');
  const words = seqs.map((seq) => ({ verdict: 'withdraw' as const, seq }));
  const result = await act(corpus.pipeline, corpus.store, { words, reason: reason.trim(), actor: actor.trim(), ...(now === undefined ? {} : { now }) });
  return { ...result, behind: await targetsBehind(corpus.pipeline, corpus.store, result.generation) };
}

/** What is appended stays for good, so it is looked at before, whatever the caller's types promised. */
function refuseUnclear({ ids, verdict, reason, actor, expectHash, until, assignee, now }: DecisionRequest): void {
  if (ids.length === 0) throw unclear('a decision needs at least one id', 'Name a chunk, or a document for all its chunks.');
  if (!SAID.includes(verdict)) throw unclear(`there is no verdict "${excerpt(verdict)}"`, `A decision is one of ${SAID.join(', ')}.`);
  const timed = verdict === 'waive' || verdict === 'snooze';
  refuseStray({ verdict, until, assignee });
  if (timed && until === undefined) throw unclear(`${verdict} needs a day on which it ends`, 'A waiver and a snooze end by themselves; nothing else does.');
  if (until !== undefined && !(until.getTime() > (now ?? new Date()).getTime())) throw unclear(`${verdict} would have ended already`, 'Name a day that is still to come.');
  if (verdict === 'assign' && assignee === undefined) throw unclear('assign needs a name', 'An empty one takes the item from everybody.');
  if (reason.trim() === '') throw unclear('a decision needs a reason', 'Say why in a few words, for those who ask later.');
  if (actor.trim() === '') throw unclear('a decision needs an actor', 'Say who decides.');
  if (expectHash !== undefined && ids.length > 1) throw unclear('an expected hash goes with one id', 'Decide on one at a time, or leave the hash out.');
}

const SAID: readonly (ChunkVerdict | PairVerdict)[] = [...CHUNK_VERDICTS, ...PAIR_VERDICTS];

const unclear = (message: string, next: string): WinnowError => new WinnowError('usage', message, { next });
