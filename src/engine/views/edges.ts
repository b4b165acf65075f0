import type { ChunkView, DocumentView, EdgeKind, StoredEdge } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { paged, take } from './pages.js';
import type { EdgeLine, EdgeSideLine, ViewQuery } from './types.js';

/** Subjects looked up in a row are often the same: hubs of clusters. */
const REMEMBERED = 1000;

type Subject = Pick<ChunkView, 'path'> & { readonly decided: ChunkView['decided'] | null; readonly textHash: string | null };

/** Looks subjects of edges up in the published generation; `null` for one that is not in it. */
export class Subjects {
  readonly #corpus: Corpus;
  readonly #known = new Map<string, Subject | null>();

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
  }

  async get(of: StoredEdge['of'], id: string): Promise<Subject | null> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const subject = await this.#load(of, id);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(id, subject);
    return subject;
  }

  /** What a person said of the two sides of an edge; `null` = nothing that bears on its kind. */
  async personOn({ kind, of, cue, aId, bId }: StoredEdge): Promise<NonNullable<EdgeLine['person']> | null> {
    const verdict = kind === 'contradicts' ? 'not-contradiction' : COPIES.has(kind) && cue === null ? 'not-duplicate' : null;
    const [a, b] = verdict === null ? [null, null] : [await this.get(of, aId), await this.get(of, bId)];
    if (verdict === null || a?.textHash === undefined || a.textHash === null || b?.textHash === undefined || b.textHash === null) return null;
    const said = (await this.#corpus.store.pairDecisions([a.textHash, b.textHash])).findLast((decision) => decision.verdict === verdict);
    const [event] = said === undefined ? [] : await this.#corpus.store.listDecisions({ limit: 1, afterSeq: said.seq - 1 });
    return event === undefined ? null : { verdict, actor: event.actor, at: event.at, seq: event.seq };
  }

  async #load(of: StoredEdge['of'], id: string): Promise<Subject | null> {
    const { store, generation } = this.#corpus;
    if (generation === null) return null;
    if (of === 'chunks') {
      const chunk = await store.chunk(id, generation.number);
      return chunk === null ? null : { path: chunk.path, decided: chunk.decided, textHash: chunk.textHash };
    }
    const document: DocumentView | null = await store.document(id, generation.number);
    return document === null ? null : { path: document.path, decided: null, textHash: null };
  }
}

const COPIES: ReadonlySet<EdgeKind> = new Set<EdgeKind>(['duplicate', 'near-duplicate', 'contained']);

export async function edgeLine(edge: StoredEdge, subjects: Subjects): Promise<EdgeLine> {
  const a = await subjects.get(edge.of, edge.aId);
  const b = await subjects.get(edge.of, edge.bId);
  const person = await subjects.personOn(edge);
  return {
    kind: edge.kind, a: sideLine(edge, edge.aId, a, edge.a.quote), b: sideLine(edge, edge.bId, b, edge.b.quote), of: edge.of, score: edge.score,
    certainty: edge.certainty, cue: edge.cue, differs: edge.differs, method: edge.method, because: edge.because ?? null, canonical: canonicalSide(edge, a, b),
    ...(person === null ? {} : { person }),
    ...(edge.judged === undefined ? {} : { judged: { by: edge.judged.by, verdict: edge.judged.verdict, because: edge.judged.because } }),
  };
}

function sideLine(edge: StoredEdge, id: string, subject: Subject | null, quote: string): EdgeSideLine {
  return { ...(edge.of === 'chunks' ? { chunkId: id } : { documentId: id }), path: subject?.path ?? null, quote };
}

/** The side that survives the other, else the only one of the two that is its cluster's canonical. */
function canonicalSide(edge: StoredEdge, a: Subject | null, b: Subject | null): 'a' | 'b' | null {
  const [ofA, ofB] = [a?.decided ?? null, b?.decided ?? null];
  if (ofA === null || ofB === null) return null;
  if (ofB.survivor === edge.aId) return 'a';
  if (ofA.survivor === edge.bId) return 'b';
  if (ofA.canonical === ofB.canonical) return null;
  return ofA.canonical ? 'a' : 'b';
}

type NumberedEdge = StoredEdge & { readonly edgeNumber: number };

/** All published edges, or those of one kind. */
export async function* edgesAt(corpus: Corpus, filter: { kind?: EdgeKind } = {}): AsyncGenerator<StoredEdge> {
  const at = corpus.generation?.number;
  if (at === undefined) return;
  yield* paged<NumberedEdge>((after, limit) => corpus.store.listEdges({ at, limit, ...filter, ...(after === undefined ? {} : { after: after.edgeNumber }) }));
}

/** The published edges of one chunk or document. */
export async function* edgesOf(corpus: Corpus, subjectId: string): AsyncGenerator<StoredEdge> {
  const at = corpus.generation?.number;
  if (at === undefined) return;
  yield* paged<NumberedEdge>((after, limit) => corpus.store.edgesOf(subjectId, { at, limit, ...(after === undefined ? {} : { after: after.edgeNumber }) }));
}

/** There are many of these, and nothing is wrong with them. */
const ONLY_ASKED_FOR: ReadonlySet<EdgeKind> = new Set<EdgeKind>(['same-subject', 'differs-by-scope', 'no-contradiction']);

export function listEdges(corpus: Corpus, query: Pick<ViewQuery, 'limit'> & { kind?: EdgeKind } = {}): AsyncGenerator<EdgeLine> {
  async function* lines(): AsyncGenerator<EdgeLine> {
    const subjects = new Subjects(corpus);
    for await (const edge of edgesAt(corpus, query.kind === undefined ? {} : { kind: query.kind })) if (query.kind !== undefined || !ONLY_ASKED_FOR.has(edge.kind)) yield edgeLine(edge, subjects);
  }
  return take(lines(), query.limit);
}
