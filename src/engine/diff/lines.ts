import { excerpt, type ChunkDifference, type DecidedChunk, type DecisionEvent, type DocumentDifference, type DocumentState, type GenerationRecord, type Store } from '../../core/index.js';
import { documentStatus, reasonsBetween, statusCause, type ChangeCauseKind } from '../../curate/index.js';
import { reasonLine } from '../views/chunks.js';
import { shortTime } from '../generations.js';
import type { Known } from './known.js';
import type { ChunkDiffLine, DiffCause, DiffLine, DocumentDiffLine } from './types.js';

/** Rules of a document's chunks that are told with it. */
const MOST_RULES = 20;
/** Chunks that are asked where their text came from or went, to find a document's other name. */
const MOST_ASKED = 20;

/** Two generations that are compared, and what is known of those between. */
export interface Comparison {
  readonly store: Store;
  readonly from: GenerationRecord;
  readonly to: GenerationRecord;
  readonly samePipeline: boolean | null;
  readonly known: Known;
}

/** What is different about one document: its own line, where it has one, and those of its chunks. */
export async function linesOf(comparison: Comparison, difference: DocumentDifference): Promise<DiffLine[]> {
  const edit = await documentCause(comparison, difference);
  const chunks: ChunkDiffLine[] = [];
  for (const chunk of difference.chunks) chunks.push(await chunkLine(comparison, difference, chunk, edit));
  const document = documentLine(difference, chunks, edit);
  return document === null ? chunks : [document, ...chunks];
}

const statusOf = (state: DocumentState | null): ReturnType<typeof documentStatus> | null => (state === null ? null : documentStatus(state.statuses));
const countOf = (state: DocumentState | null): number => (state === null ? 0 : state.statuses.accepted + state.statuses.quarantined + state.statuses.rejected);

function documentLine(difference: DocumentDifference, chunks: readonly ChunkDiffLine[], edit: DiffCause | null): DocumentDiffLine | null {
  const { documentId, source, path, record, from, to } = difference;
  const status = { from: statusOf(from), to: statusOf(to) };
  const cause = edit ?? (status.from === status.to ? null : commonest(chunks.filter(({ change }) => change === 'status')));
  if (cause === null) return null;
  const change = from === null ? 'added' : to === null ? 'removed' : edit === null ? 'status' : 'changed';
  return { type: 'document', change, documentId, source, path, record, title: (to ?? from)?.title ?? null, status, chunks: { from: countOf(from), to: countOf(to) }, cause };
}

/** What is behind most of the changes of a document's chunks, with the rules of all of those. */
function commonest(chunks: readonly ChunkDiffLine[]): DiffCause | null {
  const counts = new Map<ChangeCauseKind, ChunkDiffLine[]>();
  for (const chunk of chunks) counts.set(chunk.cause.kind, [...(counts.get(chunk.cause.kind) ?? []), chunk]);
  const [most] = [...counts.values()].sort((a, b) => b.length - a.length);
  const [first] = most ?? [];
  if (most === undefined || first === undefined) return null;
  const rules = (which: 'came' | 'went'): DiffCause['rules']['came'] => [...new Map(most.flatMap(({ cause }) => cause.rules[which]).map((reason) => [reason.rule, reason])).values()].slice(0, MOST_RULES);
  return { ...first.cause, rules: { came: rules('came'), went: rules('went') } };
}

const NO_RULES = Object.freeze({ came: [], went: [] });

async function causeAt({ known, to }: Comparison, number: number, kind: ChangeCauseKind, message: string): Promise<DiffCause> {
  const generation = (await known.generation(number)) ?? to;
  const whole = generation.by === 'rollback' || generation.by === 'purge' ? generation.by : null;
  const of = whole !== null && kind.startsWith('document-') ? { kind: whole, message: whole === 'purge' ? 'Purged' : rollbackText(generation) } : { kind, message };
  return { ...of, generation: generation.number, by: generation.by, at: generation.publishedAt, rules: NO_RULES };
}

const rollbackText = ({ restores, note }: GenerationRecord): string => `Rolled back${restores === null ? '' : ` to generation ${restores}`}${note === null ? '' : `, by ${excerpt(note, 200)}`}`;

/** What happened to the document itself; `null` = it has the version that it had. */
async function documentCause(comparison: Comparison, difference: DocumentDifference): Promise<DiffCause | null> {
  const { from, to, sameVersion, generation } = difference;
  if (sameVersion) return null;
  const document = { from: from?.contentHash ?? null, to: to?.contentHash ?? null };
  if (from === null || to === null) {
    const other = await otherName(comparison, difference);
    const kind = other !== null ? 'document-renamed' : from === null ? 'document-added' : 'document-removed';
    const name = other === null ? '' : excerpt(other.path, 200);
    const message = other === null ? (from === null ? 'Added' : 'Removed') : from === null ? `Renamed from ${name}` : `Renamed to ${name}`;
    return { ...(await causeAt(comparison, generation, kind, message)), document, ...(other === null ? {} : { renamed: other }) };
  }
  const edited = from.contentHash !== to.contentHash;
  if (from.sourceHash === to.sourceHash) {
    const parser = from.parserKey === to.parserKey ? '' : `, by ${excerpt(to.parserKey, 80)} after ${excerpt(from.parserKey, 80)}`;
    return { ...(await causeAt(comparison, generation, 'document-reread', `Read, parsed or cut anew from the same bytes${parser}`)), document };
  }
  return { ...(await causeAt(comparison, generation, 'document-edited', edited ? `Edited: text ${hash(from.contentHash)} -> ${hash(to.contentHash)}` : 'Edited: its text is the same, what is said about it is not')), document };
}

const hash = (text: string): string => text.slice(0, 12);

/** A document on the other side of the comparison alone that text of this one came from or went to. */
async function otherName({ store, from, to }: Comparison, { documentId, from: before, chunks }: DocumentDifference): Promise<NonNullable<DiffCause['renamed']> | null> {
  const ids = chunks.flatMap(({ predecessors, heir }) => (before === null ? predecessors.slice(0, 1).map(({ predecessorId }) => predecessorId) : heir === null ? [] : [heir.heirId])).slice(0, MOST_ASKED);
  for (const id of ids) {
    const other = await store.documentOf(id);
    if (other === null || other.documentId === documentId) continue;
    const [there, here] = before === null ? [from.number, to.number] : [to.number, from.number];
    if ((await store.document(other.documentId, there)) !== null && (await store.document(other.documentId, here)) === null) return other;
  }
  return null;
}

async function chunkLine(comparison: Comparison, { documentId, source, path, record, sameVersion }: DocumentDifference, difference: ChunkDifference, edit: DiffCause | null): Promise<ChunkDiffLine> {
  const { chunkId, from, to } = difference;
  const seen = to ?? from;
  const place = { type: 'chunk', documentId, source, path, record, chunkId, headingPath: seen?.headingPath ?? [], quote: seen?.quote ?? '', status: { from: from?.decided.status ?? null, to: to?.decided.status ?? null } } as const;
  if (from !== null && to !== null) return { ...place, change: 'status', cause: await causeOfStatus(comparison, difference, { was: from.decided, is: to.decided, documentId, sameVersion }) };
  return { ...place, change: from === null ? 'added' : 'removed', cause: await causeOfText(comparison, difference, edit) };
}

/** A chunk comes and goes with its document; what is told of it as well is where its text came from or went. */
async function causeOfText(comparison: Comparison, { from, to, generation, predecessors, heir }: ChunkDifference, edit: DiffCause | null): Promise<DiffCause> {
  const chunks = from === null ? predecessors.map(({ predecessorId, share }) => ({ chunkId: predecessorId, share })) : heir === null ? [] : [{ chunkId: heir.heirId, share: heir.taken }];
  const base = await causeAt(comparison, generation, edit?.kind === undefined || edit.kind === 'rollback' || edit.kind === 'purge' ? 'document-edited' : edit.kind, edit?.message ?? 'Edited');
  const { came, went } = reasonsBetween(from?.decided ?? null, to?.decided ?? null);
  return {
    ...base, rules: { came: came.map(reasonLine), went: went.map(reasonLine) }, ...(edit?.document === undefined ? {} : { document: edit.document }), ...(chunks.length === 0 ? {} : { chunks }),
    ...(edit?.renamed === undefined ? {} : { renamed: edit.renamed }),
  };
}

interface Turned { readonly was: DecidedChunk; readonly is: DecidedChunk; readonly documentId: string; readonly sameVersion: boolean }

async function causeOfStatus(comparison: Comparison, { chunkId, generation: number }: ChunkDifference, { was, is, documentId, sameVersion }: Turned): Promise<DiffCause> {
  const { known, to, samePipeline } = comparison;
  const generation = (await known.generation(number)) ?? to;
  const before = was.decisionSeq === is.decisionSeq ? null : await known.decision(was.decisionSeq);
  const { kind, message, decision } = statusCause({
    was, is, generation, sameVersion, samePipeline, before, takenBack: await known.takenBack(before, to),
    after: await known.decision(is.decisionSeq ?? is.decisions?.[0] ?? null), reviewed: await known.reviewed(generation, [chunkId, documentId]),
  });
  const { came, went } = reasonsBetween(was, is);
  return {
    kind, message: message ?? (kind === 'rollback' ? rollbackText(generation) : ownWords(kind, { came, went }, generation)), generation: generation.number, by: generation.by, at: generation.publishedAt,
    rules: { came: came.map(reasonLine), went: went.map(reasonLine) }, ...(decision === null ? {} : { decision: told(decision) }),
  };
}

const told = ({ seq, at, actor, verdict, reason }: DecisionEvent): NonNullable<DiffCause['decision']> => ({ seq, at, actor, verdict, reason });

const SAYS: Partial<Readonly<Record<ChangeCauseKind, string>>> = {
  time: 'Time has passed', policy: 'The policy is another', pipeline: 'The pipeline is another', 'document-edited': 'Its document was edited', rules: 'What was found has changed',
};

function ownWords(kind: ChangeCauseKind, { came, went }: ReturnType<typeof reasonsBetween>, generation: GenerationRecord): string {
  const rules = [...came.map(({ rule }) => `+${rule}`), ...went.map(({ rule }) => `-${rule}`)];
  return `${SAYS[kind] ?? 'Decided again'}${kind === 'time' ? ` by ${shortTime(generation.decidedAt)}` : ''}${rules.length === 0 ? '' : `: ${rules.join(', ')}`}`;
}
