import { WinnowError, messageOf, type PurgeCandidate, type PurgeRecord } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { bringInStep, silent, type ProgressSink } from '../run/index.js';
import { purgeBackups, type PurgedBackup } from './backups.js';
import { writePurgeList } from './list-file.js';
import { passagesOf, placesOf, searchAll, type Elsewhere, type Searched } from './proof.js';
import { select, type PurgeSelector } from './select.js';

export type { Elsewhere, PlaceKind, Searched } from './proof.js';
export type { PurgeSelector } from './select.js';

export interface PurgePlan {
  readonly documents: readonly PlannedDocument[];
  /** Documents that stay and hold much of the same text. */
  readonly elsewhere: readonly Elsewhere[];
}

export interface PlannedDocument {
  readonly documentId: string;
  readonly source: string;
  readonly path: string;
  readonly record: string | null;
  readonly current: boolean;
  readonly versions: number;
  readonly chunks: number;
  /** Not named itself: it has the same text as one that was. */
  readonly copy: boolean;
}

export interface PurgeRequest {
  readonly what: PurgeSelector;
  /** Why; kept in the log: name no person in it. */
  readonly reason: string;
  readonly actor: string;
  /** Rewrite the backups beside the store without the documents, too. Default: they are purged when they are restored. */
  readonly backups?: boolean;
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
}

export interface PurgeResult extends PurgePlan {
  readonly seq: number;
  /** `null` = no generation was current that held them. */
  readonly generation: number | null;
  readonly chunks: number;
  /** Chunks of other documents that the next run decides anew: they were compared with what was purged. */
  readonly neighbours: number;
  readonly targets: readonly { readonly target: string; readonly deleted: number; readonly error: string | null }[];
  readonly backups: readonly PurgedBackup[];
  /** Different passages of the text, of titles and of paths that were looked for. */
  readonly passages: number;
  readonly searched: readonly Searched[];
  /** Nothing is left in the store, its list and the targets on this machine, and every target was brought in step. */
  readonly proven: boolean;
}

const planned = ({ documentId, source, path, record, current, versions, chunks }: PurgeCandidate, copies: ReadonlySet<string>): PlannedDocument => ({
  documentId, source, path, record, current, versions: versions.length, chunks, copy: copies.has(documentId),
});

/** What a purge would erase. Changes nothing. Fails with `id-unknown`, `usage`. */
export async function planPurge({ store }: Pick<Corpus, 'store'>, what: PurgeSelector): Promise<PurgePlan> {
  const { documents, copies } = await select(store, what);
  const { elsewhere } = await passagesOf(store, documents);
  return { documents: documents.map((document) => planned(document, copies)), elsewhere };
}

/**
 * Erases documents for good: from every generation, with all that was made of them, and from the targets; then looks for their text in the files. What is left of them are hashes, so that the same
 * text is not read again. Cannot be undone. Fails with `id-unknown`, `usage`, `store-busy` while a run is going on.
 */
export async function purgeOn({ store, pipeline }: Pick<Corpus, 'store' | 'pipeline'>, request: PurgeRequest): Promise<PurgeResult> {
  const { what, signal, now = new Date(), progress = silent } = request;
  const [reason, actor] = [request.reason.trim(), request.actor.trim()];
  if (reason === '') throw new WinnowError('usage', 'a purge needs a reason', { next: 'Say why in a few words that name nobody: --reason "request 2031 for erasure".' });
  if (actor === '') throw new WinnowError('usage', 'a purge needs an actor', { next: 'Say who does it.' });
  progress.stage('looking through documents');
  const { documents, copies } = await select(store, what);
  const { passages, elsewhere } = await passagesOf(store, documents);
  if (documents.length === 0) throw new WinnowError('id-unknown', 'the expression holds of no document, in any generation');
  signal?.throwIfAborted();
  progress.stage('erasing');
  const { entry, generation, chunks, neighbours } = await store.purge(
    { act: 'purge', actor, reason, selection: what.by, documents: documents.map(({ documentId }) => documentId) }, { now: now.getTime() },
  );
  writePurgeList(store.location, await store.purges());
  await store.compact();
  progress.stage('bringing targets in step');
  const targets = await eraseFromTargets({ store, pipeline }, { signal, progress });
  const backups = request.backups === true ? await purgeBackups(store.location, await store.purges(), now) : [];
  progress.stage('looking for what is left');
  const searched = await searchAll(passages, placesOf(store.location, pipeline), signal);
  const proven = targets.every(({ error }) => error === null) && searched.every(({ kind, passages: found }) => found === 0 || (kind !== 'store' && kind !== 'target'));
  if (proven) await store.provePurges([entry.seq], now.getTime());
  progress.end();
  return {
    seq: entry.seq, generation, documents: documents.map((document) => planned(document, copies)), elsewhere, chunks, neighbours, targets, backups, passages: passages.size, searched, proven,
  };
}

/** One target that fails does not keep the others from being erased from. */
async function eraseFromTargets({ store, pipeline }: Pick<Corpus, 'store' | 'pipeline'>, { signal, progress }: { readonly signal: AbortSignal | undefined; readonly progress: ProgressSink }): Promise<PurgeResult['targets']> {
  const outcomes: PurgeResult['targets'][number][] = [];
  if ((await store.currentGeneration()) === null) return outcomes;
  for (const { target } of pipeline.exports) {
    try {
      const [done] = await bringInStep(pipeline, store, { targets: [target], progress, ...(signal === undefined ? {} : { signal }) });
      outcomes.push({ target, deleted: done?.deleted ?? 0, error: null });
    } catch (error) {
      signal?.throwIfAborted();
      outcomes.push({ target, deleted: 0, error: messageOf(error) });
    }
  }
  return outcomes;
}

/** Finishes what a purge that was cut off had left: the list, the space in the file, the targets. Returns the purges that are not proven. */
export async function finishPurges({ store, pipeline }: Pick<Corpus, 'store' | 'pipeline'>, options: { readonly signal?: AbortSignal; readonly progress?: ProgressSink } = {}): Promise<{ readonly left: readonly PurgeRecord[]; readonly targets: PurgeResult['targets'] }> {
  const left = (await store.purges()).filter(({ act, provenAt }) => act === 'purge' && provenAt === null);
  writePurgeList(store.location, await store.purges());
  if (left.length > 0) await store.compact();
  return { left, targets: left.length === 0 ? [] : await eraseFromTargets({ store, pipeline }, { signal: options.signal, progress: options.progress ?? silent }) };
}

/** Lets documents be read again, by id or by the path or URI that they have in the sources. Fails with `id-unknown` where they were not purged. */
export async function liftPurge({ store }: Pick<Corpus, 'store'>, request: { readonly documents: readonly string[]; readonly reason: string; readonly actor: string; readonly now?: Date }): Promise<readonly string[]> {
  const { documents: purged } = await store.tombstones();
  const unknown = request.documents.find((id) => !purged.has(id));
  if (unknown !== undefined) throw new WinnowError('id-unknown', `document ${unknown} was not purged`, { next: 'See `winnow purge --list` for the ids.' });
  await store.purge({ act: 'lift', actor: request.actor, reason: request.reason, selection: 'documents', documents: request.documents }, { now: (request.now ?? new Date()).getTime() });
  writePurgeList(store.location, await store.purges());
  return request.documents;
}
