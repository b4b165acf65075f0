import { hasEnded, isOnAttention, isOnPair, isPin, isSameQuestion, type ChunkView, type DecisionEvent } from '../../core/index.js';
import { inPast } from '../../curate/index.js';
import type { Corpus } from '../corpus.js';
import { paged, take } from './pages.js';
import type { DecisionLine, DecisionFate } from './types.js';

/** Heirs of heirs that are followed: as many as nights of edits between two looks of a person. */
const MAX_HEIRS = 1000;

type Fate = Pick<DecisionLine, 'fate' | 'on' | 'why'>;

/** What became of a person's decision, as the published generation has it. */
export async function fateOf(corpus: Corpus, event: DecisionEvent): Promise<Fate> {
  const { store, generation } = corpus;
  if (event.verdict === 'withdraw') return { fate: 'stands', on: event.subjectId, why: `Takes decision ${event.withdraws ?? 0} back` };
  const { followed, takenBack } = await since(corpus, event);
  if (takenBack !== null) return { fate: 'withdrawn', on: takenBack.subjectId, why: inPast(takenBack) };
  if (followed !== null) return { fate: 'superseded', on: followed.subjectId, why: inPast(followed) };
  if (isOnPair(event)) return fateOfPair(corpus, event);
  if (event.edit !== undefined) return fateOfEdit(corpus, event);
  let id = event.subjectId;
  for (let hops = 0; hops < MAX_HEIRS; hops += 1) {
    const chunk = generation === null ? null : await store.chunk(id, generation.number);
    if (chunk !== null) return isPin(event) ? fateOfPin(corpus, event, chunk) : isOnAttention(event) ? fateOfAttention(event, chunk, atOf(corpus)) : fateOn(corpus, event, chunk);
    const heir = await store.heirOf(id);
    if (heir === null) break;
    id = heir.heirId;
  }
  const left = (await store.stands(id)).at(-1)?.toGeneration ?? null;
  return { fate: 'gone', on: null, why: `${inPast(event)}, but the text is gone${left === null ? '' : ` since generation ${left}`}` };
}

/** When the published generation was decided (ms). */
const atOf = ({ generation }: Corpus): number => (generation === null ? 0 : Date.parse(generation.decidedAt));

/** What people said after a decision that bears on it: the one that takes it back, and one of its kind that stands. */
async function since({ store }: Corpus, event: DecisionEvent): Promise<{ followed: DecisionEvent | null; takenBack: DecisionEvent | null }> {
  const newer = (await store.decisionsOf(event.subjectId)).filter(({ seq }) => seq > event.seq);
  const gone = new Set(newer.flatMap(({ withdraws }) => withdraws ?? []));
  return { takenBack: newer.find(({ withdraws }) => withdraws === event.seq) ?? null, followed: newer.find((other) => !gone.has(other.seq) && isSameQuestion(event, other)) ?? null };
}

/** A word on a pair holds while both texts are there, wherever they are. */
async function fateOfPair({ store, generation }: Corpus, event: DecisionEvent): Promise<Fate> {
  const at = generation?.number ?? 0;
  const [here, there] = [await store.chunksOfTexts([event.evidence.textHash], at), await store.chunksOfTexts([event.other?.textHash ?? ''], at)];
  const holder = here.includes(event.subjectId) ? event.subjectId : (here[0] ?? null);
  if (holder !== null && there.length > 0) return { fate: holder === event.subjectId ? 'stands' : 'carried', on: holder, why: null };
  return { fate: 'ended', on: null, why: `${inPast(event)}, but ${holder === null ? 'its' : "the other side's"} text has changed since` };
}

/** A word on metadata holds while the document says what it said. */
async function fateOfEdit({ store, generation }: Corpus, event: DecisionEvent): Promise<Fate> {
  const document = generation === null ? null : await store.document(event.subjectId, generation.number);
  if (document === null) return { fate: 'gone', on: null, why: `${inPast(event)}, but the document is gone` };
  const same = document.contentHash === event.evidence.contentHash;
  return { fate: same ? 'stands' : 'ended', on: event.subjectId, why: same ? null : `${inPast(event)}, but the text has changed since` };
}

/** `decidedAt`: ms since the epoch. */
function fateOfAttention(event: DecisionEvent, { id, decided, contentHash }: ChunkView, decidedAt: number): Fate {
  if (hasEnded(event, decidedAt)) return { fate: 'ended', on: id, why: `${inPast(event)} until ${(event.until ?? '').slice(0, 10)}, which has passed` };
  if (id !== event.subjectId || (event.verdict === 'acknowledge' && contentHash !== event.evidence.contentHash)) return { fate: 'ended', on: id, why: `${inPast(event)}, but the text has changed since` };
  const unseen = decided.reasons.find(({ rule }) => !event.evidence.rules.includes(rule) && !rule.startsWith('decision/'));
  return event.verdict === 'acknowledge' && unseen !== undefined ? { fate: 'ended', on: id, why: `${inPast(event)}, but ${unseen.rule} fired since` } : { fate: 'stands', on: id, why: null };
}

/** What became of a pin on a chunk that it was made on, or that came from that. */
async function fateOfPin({ store }: Corpus, event: DecisionEvent, { decided, id }: ChunkView): Promise<Fate> {
  const own = id === event.subjectId;
  if (own && event.verdict === 'unpin') return { fate: 'stands', on: id, why: null };
  const { pin } = decided;
  const lapse = decided.findings.find(({ rule }) => rule === 'decision/lapsed');
  if (pin?.stands === false && event.verdict === 'canonical') return { fate: 'lapsed', on: id, why: lapse?.message ?? null };
  const word = pin === undefined ? null : await decisionAt(store, pin.seq);
  if (word === null || event.verdict === 'unpin') return { fate: 'ended', on: id, why: `${inPast(event)}, but the text has changed since` };
  const rival = decided.findings.find(({ precedence }) => precedence?.by === 'pin');
  const newer = rival === undefined ? null : await decisionAt(store, Number(rival.precedence?.kept));
  if (newer !== null) return { fate: 'superseded', on: rival?.related?.chunkId ?? id, why: `${inPast(newer)}, which is a copy` };
  return { fate: own ? 'stands' : 'carried', on: id, why: word.seq === event.seq ? null : `Together with: ${inPast(word)}` };
}

async function fateOn(corpus: Corpus, event: DecisionEvent, chunk: ChunkView): Promise<Fate> {
  const { decided, id } = chunk;
  const own = id === event.subjectId;
  if (decided.decisionSeq === event.seq) return { fate: own ? 'stands' : 'carried', on: id, why: null };
  const lapses = decided.reasons.filter(({ rule }) => rule === 'decision/lapsed').map(({ message }) => message);
  const lapse = lapses.find((message) => message.startsWith(inPast(event))) ?? lapses[0];
  if (lapse !== undefined) return { fate: 'lapsed', on: id, why: lapse };
  if (hasEnded(event, atOf(corpus))) return { fate: 'ended', on: id, why: `${inPast(event)} until ${(event.until ?? '').slice(0, 10)}, which has passed; the policy decides` };
  const word = decided.decisionSeq === null ? null : await decisionAt(corpus.store, decided.decisionSeq);
  if (word !== null && word.verdict === event.verdict) return { fate: 'carried', on: id, why: `Together with: ${inPast(word)}` };
  if (word !== null) return { fate: 'superseded', on: id, why: inPast(word) };
  return { fate: 'ended', on: id, why: `${inPast(event)}, but the text has changed since; the policy decides` };
}

async function decisionAt(store: Corpus['store'], seq: number): Promise<DecisionEvent | null> {
  return (await store.listDecisions({ limit: 1, afterSeq: seq - 1 }))[0] ?? null;
}

/** Every decision with what became of it, oldest first. */
export function listDecisions(corpus: Corpus, query: { status?: DecisionFate; limit?: number } = {}): AsyncGenerator<DecisionLine> {
  async function* lines(): AsyncGenerator<DecisionLine> {
    const events = paged<DecisionEvent>((after, limit) => corpus.store.listDecisions({ limit, ...(after === undefined ? {} : { afterSeq: after.seq }) }));
    for await (const event of events) {
      const line = await decisionLine(corpus, event);
      if (query.status === undefined || line.fate === query.status) yield line;
    }
  }
  return take(lines(), query.limit);
}

/** A decision as it is listed: with where its chunk stood last and what became of it. */
export async function decisionLine(corpus: Corpus, event: DecisionEvent): Promise<DecisionLine> {
  const { seq, at, actor, verdict, reason, subjectId, subjectKind, evidence, other, edit, withdraws, until, assignee, previousHash, hash } = event;
  const last = await corpus.store.lastHeld(subjectId);
  // Of a chunk whose generations are no longer kept, its document is.
  const chunk = last === null ? await corpus.store.documentOf(subjectId) : subjectKind === 'document' ? await corpus.store.document(subjectId, last) : await corpus.store.chunk(subjectId, last);
  return {
    seq, at, actor, verdict, reason, subjectKind, evidence, ...(other === undefined ? {} : { other }), ...(edit === undefined ? {} : { edit }), ...(withdraws === undefined ? {} : { withdraws }),
    ...(until === undefined ? {} : { until }), ...(assignee === undefined ? {} : { assignee }), previousHash, hash,
    chunkId: subjectId, documentId: chunk?.documentId ?? null, source: chunk?.source ?? null, path: chunk?.path ?? null, record: chunk?.record ?? null,
    ...(await fateOf(corpus, event)),
  };
}
