import { versionOf } from '../../core/editions.js';
import type { StoredEdge } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { chunkViews, datesOf, edgesOf } from '../views/index.js';

/** One edition of a document. */
export interface FamilyMember {
  readonly documentId: string;
  readonly path: string;
  readonly version: string | null;
  readonly date: string | null;
  /** `current`: the newest that stands; `superseded`: another is kept in its place; `beside`: it stands beside the current one. */
  readonly place: 'current' | 'superseded' | 'beside';
  /** The edition kept in its place. */
  readonly survivor: string | null;
  /** What told that it is older than the one before it in the list; `null` = nothing did directly. */
  readonly because: string | null;
}

/** Members that are looked at, and edges that are followed: of a family that is larger, those nearest to the document. */
const MAX_MEMBERS = 100;
const MAX_FOLLOWED = 4000;

/** The editions that hang together with a document by `supersedes`, also those that stand side by side, the newest first; `[]` when it has none. */
export async function familyOf(corpus: Corpus, documentId: string): Promise<FamilyMember[]> {
  const { ids, edges } = await connected(corpus, documentId);
  if (ids.length === 1) return [];
  const members: Omit<FamilyMember, 'place' | 'because'>[] = [];
  for (const id of ids) members.push(await memberOf(corpus, id));
  const older = olderOf(ids, edges);
  const byNewest = members.sort((a, b) => (older.get(b.documentId)?.size ?? 0) - (older.get(a.documentId)?.size ?? 0) || compare(b.date ?? '', a.date ?? '') || compare(a.path, b.path));
  const survivors = new Set(byNewest.flatMap(({ survivor }) => survivor ?? []));
  const standing = byNewest.filter(({ survivor }) => survivor === null);
  const current = standing.find((member) => survivors.has(member.documentId)) ?? standing[0];
  return byNewest.map((member, at) => ({
    ...member, place: member === current ? 'current' : member.survivor === null ? 'beside' : 'superseded', because: reasonOf(member.documentId, byNewest.slice(0, at), edges),
  }));
}

async function connected(corpus: Corpus, documentId: string): Promise<{ ids: string[]; edges: StoredEdge[] }> {
  const ids = new Set([documentId]);
  const edges = new Map<string, StoredEdge>();
  let followed = 0;
  for (const id of ids) {
    for await (const edge of edgesOf(corpus, id)) {
      followed += 1;
      if (edge.of === 'documents' && edge.kind === 'supersedes') {
        edges.set(`${edge.join} ${edge.aId} ${edge.bId}`, edge);
        for (const end of [edge.aId, edge.bId]) if (ids.size < MAX_MEMBERS) ids.add(end);
      }
      if (followed >= MAX_FOLLOWED) break;
    }
    if (followed >= MAX_FOLLOWED) break;
  }
  return { ids: [...ids], edges: [...edges.values()].filter(({ aId, bId }) => ids.has(aId) && ids.has(bId)) };
}

async function memberOf(corpus: Corpus, documentId: string): Promise<Omit<FamilyMember, 'place' | 'because'>> {
  const document = await corpus.store.document(documentId, corpus.generation?.number ?? 0);
  let survivor: string | null = null;
  for await (const { decided } of chunkViews(corpus, { documentId })) {
    survivor = decided.findings.find(({ rule }) => rule === 'freshness/superseded')?.related?.documentId ?? null;
    break;
  }
  return {
    documentId, path: document?.path ?? '', survivor, version: document === null ? null : versionOf(document),
    date: document === null ? null : datesOf(document.assessments, corpus.pipeline).value,
  };
}

/** For each, those that it supersedes directly or through others. */
function olderOf(ids: readonly string[], edges: readonly StoredEdge[]): Map<string, Set<string>> {
  const direct = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { aId, bId } of edges) direct.get(aId)?.push(bId);
  return new Map(ids.map((id) => {
    const found = new Set(direct.get(id));
    for (const one of found) for (const next of direct.get(one) ?? []) found.add(next);
    return [id, found];
  }));
}

/** Of the edges from those that stand before it in the list, the nearest one's. */
function reasonOf(id: string, before: readonly { documentId: string }[], edges: readonly StoredEdge[]): string | null {
  for (const { documentId } of [...before].reverse()) {
    const edge = edges.find(({ aId, bId }) => aId === documentId && bId === id);
    if (edge !== undefined) return edge.because ?? edge.method;
  }
  return null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
