import {
  ATTENTION_VERDICTS, WinnowError, isWinnowError,
  type ChunkVerdict, type DecideSubject, type DecisionDraft, type DecisionEvent, type EditField, type GenerationRecord, type PairDecision, type PairVerdict, type PersonVerdict, type Status, type Store,
} from '../../core/index.js';
import type { Pipeline } from '../../config/index.js';
import { DecisionConflict, type Conflict, type SeenEvidence } from './conflict.js';
import { Deciding, type Incoming } from './deciding.js';
import { conflictWith, evidenceOf, goneConflict, seenOf } from './evidence.js';

/** Tries of an act that another one overtook while it was worked out. Each time somebody else got through, so this many are only lost where many decide at once. */
const TRIES = 100;

/** One thing that a person says. Ids are whole. */
export type Word =
  /** `until` goes with `waive` and `snooze`, `assignee` with `assign` and `waive`, whose owner is the actor where it is left out or empty. */
  | { readonly verdict: ChunkVerdict; readonly id: string; readonly until?: string; readonly assignee?: string }
  | { readonly verdict: PairVerdict; readonly pair: readonly [string, string] }
  /** On a document, as whose content it was seen. */
  | { readonly verdict: 'edit'; readonly documentId: string; readonly contentHash?: string; readonly field: EditField; readonly value: string | number | null }
  | { readonly verdict: 'withdraw'; readonly seq: number };

/** What a person says at once: kept and published whole or not at all. */
export interface ActRequest {
  readonly words: readonly Word[];
  readonly reason: string;
  readonly actor: string;
  /** What was seen of each chunk: refused with `DecisionConflict` where it is no longer so. A chunk without an entry is decided on as it is. */
  readonly seen?: ReadonlyMap<string, Partial<SeenEvidence>>;
  /** Work out what it would do, and publish nothing. */
  readonly preview?: boolean;
  /** When it is decided; default: now. */
  readonly now?: Date;
}

export interface StatusChange {
  readonly id: string;
  readonly path: string;
  readonly from: Status;
  readonly to: Status;
}

export interface ActOutcome {
  /** The one that was published; of a preview the one it rests on. */
  readonly generation: number;
  /** Its first and last number in the log; `null` = a preview. */
  readonly act: { readonly first: number; readonly last: number } | null;
  readonly decided: readonly StatusChange[];
  /** Other chunks whose status follows from it: copies that give way to what was decided on, or no longer do. */
  readonly others: readonly StatusChange[];
}

/** A person's act: kept for good, and published at once as a new generation. */
export async function act(pipeline: Pipeline, store: Store, request: ActRequest): Promise<ActOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await actOnce(pipeline, store, request);
    } catch (error) {
      // Somebody else published meanwhile. Their decision may bear on this one, so it is worked out anew, not forced.
      const overtaken = isWinnowError(error) && error.code === 'decision-conflict' && !(error instanceof DecisionConflict);
      if (attempt >= TRIES || !overtaken) throw error;
    }
  }
}

async function actOnce(pipeline: Pipeline, store: Store, request: ActRequest): Promise<ActOutcome> {
  const generation = await store.currentGeneration();
  if (generation === null) throw new WinnowError('nothing-to-export', `${store.location} has no generation to decide on; run the pipeline first`);
  const at = generation.number;
  const [now, decidedAt] = [(request.now ?? new Date()).getTime(), Date.parse(generation.decidedAt)];
  const seq = await store.decisionSeq();
  const subjects = await subjectsOf(store, request, generation);
  await refuseMoved(pipeline, store, request.seen ?? new Map(), subjects, decidedAt);
  const said = await draftsOf(pipeline, store, request, subjects, { at, decidedAt });
  const drafts = said.map(({ draft }) => draft);
  const own = await reachedBy(store, said, at);
  const incoming = incomingOf(drafts, seq, now);
  const verdicts = await new Deciding(pipeline, store, { at, now: decidedAt, incoming }).decide([...own]);
  const before = new Map((await store.decideSubjects(verdicts.map(({ chunkId }) => chunkId), at)).map((subject) => [subject.chunkId, subject]));
  const published = request.preview === true ? null : await store.publishReview({ events: drafts, verdicts, basis: at, decisionSeq: seq, now });
  const changes = verdicts.flatMap(({ chunkId, decided }): StatusChange[] => {
    const was = before.get(chunkId);
    return was === undefined || decided === null ? [] : [{ id: chunkId, path: was.path, from: was.verdict?.status ?? 'quarantined', to: decided.status }];
  });
  const [first, last] = [published?.events[0]?.seq, published?.events.at(-1)?.seq];
  return {
    generation: published?.generation.number ?? at, act: first === undefined || last === undefined ? null : { first, last },
    decided: [...changes.filter(({ id }) => own.has(id)), ...attended(said, subjects)], others: changes.filter(({ id, from, to }) => !own.has(id) && from !== to),
  };
}

/** Chunks of which only was said who looks at them: their status is as it was. */
function attended(said: readonly Said[], subjects: ReadonlyMap<string, DecideSubject>): StatusChange[] {
  const ids = new Set(said.flatMap(({ draft, about }) => (isAttention(about) ? [draft.subjectId] : [])));
  return [...ids].flatMap((id): StatusChange[] => {
    const subject = subjects.get(id);
    const status = subject?.verdict?.status ?? 'quarantined';
    return subject === undefined ? [] : [{ id, path: subject.path, from: status, to: status }];
  });
}

const isAttention = (verdict: PersonVerdict): boolean => (ATTENTION_VERDICTS as readonly string[]).includes(verdict);

/** The chunks that the words name, and those that were seen, by id. Fails with `id-unknown`; with `DecisionConflict` where the reviewer had seen it. */
async function subjectsOf(store: Store, { words, seen }: ActRequest, generation: GenerationRecord): Promise<ReadonlyMap<string, DecideSubject>> {
  const named = words.flatMap((word) => ('seq' in word || 'documentId' in word ? [] : 'pair' in word ? word.pair : [word.id]));
  const ids = [...new Set([...named, ...(seen?.keys() ?? [])])];
  const found = new Map((await store.decideSubjects(ids, generation.number)).map((subject) => [subject.chunkId, subject]));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.some((id) => seen?.has(id))) throw new DecisionConflict(missing.map(goneConflict));
  if (missing.length > 0) throw new WinnowError('id-unknown', `generation ${generation.number} has no chunk ${missing[0] ?? ''}`);
  return found;
}

async function refuseMoved(pipeline: Pipeline, store: Store, seen: ReadonlyMap<string, Partial<SeenEvidence>>, subjects: ReadonlyMap<string, DecideSubject>, decidedAt: number): Promise<void> {
  const conflicts: Conflict[] = [];
  for (const [id, expected] of seen) {
    const subject = subjects.get(id);
    if (subject === undefined) continue;
    const present = await seenOf(store, pipeline, subject, decidedAt);
    const conflict = await conflictWith({ ...present, ...expected }, subject, present, () => store.decisionsOf(id));
    if (conflict !== null) conflicts.push(conflict);
  }
  if (conflicts.length > 0) throw new DecisionConflict(conflicts);
}

/** What is appended to the log, and the verdict that it is about: its own, or of the one that it takes back. */
interface Said { readonly draft: DecisionDraft; readonly about: PersonVerdict }

/** What is appended to the log for each word. */
async function draftsOf(pipeline: Pipeline, store: Store, { words, reason, actor }: ActRequest, subjects: ReadonlyMap<string, DecideSubject>, { at, decidedAt }: { readonly at: number; readonly decidedAt: number }): Promise<Said[]> {
  const drafts: Said[] = [];
  const evidence = (id: string): DecisionDraft['evidence'] => {
    const subject = subjects.get(id);
    if (subject === undefined) throw new WinnowError('id-unknown', `there is no chunk ${id}`);
    return evidenceOf(pipeline, subject, decidedAt);
  };
  for (const word of words) {
    if ('seq' in word) drafts.push(await withdrawal(store, word.seq, { reason, actor }));
    else if ('documentId' in word) drafts.push(await editOf(store, word, { reason, actor, at }));
    else if ('pair' in word) {
      const [id, otherId] = word.pair;
      const { contentHash, textHash } = evidence(otherId);
      const draft = { actor, reason, verdict: word.verdict, subjectKind: 'pair' as const, subjectId: id, evidence: evidence(id), other: { id: otherId, contentHash, textHash } };
      if (draft.evidence.textHash === textHash) throw new WinnowError('usage', `chunks ${id} and ${otherId} have the same words: they can only be approved, each as it is`);
      drafts.push({ draft, about: word.verdict });
    } else {
      const { verdict, id, until } = word;
      const assignee = verdict === 'waive' ? ownerOf(word, actor) : word.assignee;
      const draft = { actor, reason, verdict, subjectKind: 'chunk' as const, subjectId: id, evidence: evidence(id), ...(until === undefined ? {} : { until }), ...(assignee === undefined ? {} : { assignee }) };
      drafts.push({ draft, about: verdict });
    }
  }
  return drafts;
}

/** Said in the log, whoever it is: who reads it later need not know the rule. */
function ownerOf({ assignee = '' }: { readonly assignee?: string }, actor: string): string {
  return assignee.trim() === '' ? actor : assignee.trim();
}

/** Fails with `id-unknown` where the generation has no such document, with `DecisionConflict` where its content is another than the one that was seen. */
async function editOf(store: Store, { documentId, contentHash: seen, field, value }: Extract<Word, { verdict: 'edit' }>, { reason, actor, at }: Pick<ActRequest, 'reason' | 'actor'> & { readonly at: number }): Promise<Said> {
  const document = await store.document(documentId, at);
  if (document === null) throw new WinnowError('id-unknown', `generation ${at} has no document ${documentId}`);
  const { contentHash, path } = document;
  if (seen !== undefined && seen !== contentHash) throw new DecisionConflict([{ id: documentId, changed: ['content'], message: `document ${documentId} at ${path}: its text has changed`, now: null }]);
  return { about: 'edit', draft: { actor, reason, verdict: 'edit', subjectKind: 'document', subjectId: documentId, evidence: { contentHash, textHash: contentHash, rules: [] }, edit: { field, value } } };
}

/** Fails with `id-unknown` where the log has no such decision, with `decision-conflict` where it is no longer in force or another followed it. */
async function withdrawal(store: Store, seq: number, { reason, actor }: Pick<ActRequest, 'reason' | 'actor'>): Promise<Said> {
  const [event] = await store.listDecisions({ limit: 1, afterSeq: seq - 1 });
  if (event?.seq !== seq) throw new WinnowError('id-unknown', `the log has no decision ${seq}`);
  if (event.verdict === 'withdraw') throw new WinnowError('usage', `decision ${seq} took another one back; decide again instead of undoing an undo`);
  if ((await store.withdrawn([seq])).length > 0) throw new DecisionConflict([{ id: event.subjectId, changed: ['decision'], message: `decision ${seq} has been taken back already`, now: null }]);
  const { subjectKind, subjectId, evidence, other, edit } = event;
  return { about: event.verdict, draft: { actor, reason, verdict: 'withdraw', subjectKind, subjectId, evidence, withdraws: seq, ...(other === undefined ? {} : { other }), ...(edit === undefined ? {} : { edit }) } };
}

/** Ids of the chunks that decisions bear on by themselves: those named, those that came from them, and all that have the texts of a pair. */
async function reachedBy(store: Store, said: readonly Said[], at: number): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const texts = new Set<string>();
  const taken: string[] = [];
  for (const { about, draft: { verdict, subjectKind, subjectId, evidence, other } } of said) {
    if (isAttention(about)) continue;
    if (subjectKind === 'document') for (const id of await store.chunkIdsOf([subjectId], at)) ids.add(id);
    else if (other !== undefined) texts.add(evidence.textHash).add(other.textHash);
    else if (subjectKind === 'chunk') {
      ids.add(subjectId);
      if (verdict === 'withdraw') taken.push(subjectId);
    }
  }
  if (taken.length > 0) for (const id of await store.descendantsOf(taken, at)) ids.add(id);
  if (texts.size > 0) for (const id of await store.chunksOfTexts([...texts], at)) ids.add(id);
  return ids;
}

/** The drafts as events that the store does not have yet; their hashes are the store's to make. */
function incomingOf(drafts: readonly DecisionDraft[], seq: number, now: number): Incoming {
  const events = new Map<string, DecisionEvent[]>();
  const pairs: PairDecision[] = [];
  const edits: DecisionEvent[] = [];
  drafts.forEach((draft, index) => {
    const event: DecisionEvent = { ...draft, seq: seq + index + 1, at: new Date(now).toISOString(), previousHash: '', hash: '' };
    const [one = '', other = ''] = [draft.evidence.textHash, draft.other?.textHash ?? ''].sort();
    if (event.verdict === 'not-duplicate' || event.verdict === 'not-contradiction') pairs.push({ verdict: event.verdict, texts: [one, other], seq: event.seq });
    else if (event.verdict === 'edit') edits.push(event);
    else if (event.verdict !== 'withdraw') events.set(event.subjectId, [...(events.get(event.subjectId) ?? []), event]);
  });
  return { events, pairs, edits, withdrawn: drafts.flatMap(({ withdraws }) => withdraws ?? []) };
}
