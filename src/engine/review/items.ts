import { excerpt, type ChunkView, type DecideSubject } from '../../core/index.js';
import { decidedAt, scoresOf } from '../views/index.js';
import { published, type Corpus } from '../corpus.js';
import { seenOf } from '../run/index.js';
import type { QueueItem, QueueReason } from './types.js';
import type { Waiting, WaitingList } from './waiting.js';

const MAX_EXCERPT = 240;

/** Items as the queue shows them: with the beginning of their text, their scores and what a decision on them rests on. Those that have left the corpus meanwhile are left out. */
export async function queueItems(corpus: Corpus, list: WaitingList, waiting: readonly Waiting[], now: number): Promise<QueueItem[]> {
  const at = published(corpus).number;
  const subjects = new Map((await corpus.store.decideSubjects(waiting.map(({ chunk }) => chunk.chunkId), at)).map((subject) => [subject.chunkId, subject]));
  const items: QueueItem[] = [];
  for (const one of waiting) {
    const view = await corpus.store.chunk(one.chunk.chunkId, at);
    const subject = subjects.get(one.chunk.chunkId);
    if (view !== null && subject !== undefined) items.push(await queueItem(corpus, view, subject, { ...one, attention: list.attentionOn(one, now) }));
  }
  return items;
}

/** A chunk as an item of the queue, held back or not. */
export async function queueItem(
  corpus: Corpus, view: ChunkView, subject: DecideSubject, { chunk, damage, attention }: Pick<Waiting, 'damage'> & { readonly chunk: Pick<Waiting['chunk'], 'heldSince'>; readonly attention: Pick<QueueItem, 'assignee' | 'snoozedUntil' | 'acknowledged'> },
): Promise<QueueItem> {
  return {
    id: view.id, documentId: view.documentId, source: view.source, path: view.path, record: view.record, title: view.title, headingPath: view.headingPath, excerpt: excerpt(view.text, MAX_EXCERPT),
    tokens: view.tokens, status: view.decided.status, reasons: view.decided.reasons.map(({ rule, severity, message }): QueueReason => ({ rule, severity, message })), owner: view.sourceInfo.owner,
    scores: scoresOf(view, corpus.pipeline, decidedAt(corpus)), heldSince: chunk.heldSince, damage, ...attention,
    evidence: await seenOf(corpus.store, corpus.pipeline, subject, decidedAt(corpus)),
  };
}
