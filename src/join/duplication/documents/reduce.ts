import { excerpt, type EdgeKind, type FindingDraft, type JoinEdge, type JoinMember, type JoinOutcome } from '../../../core/index.js';
import type { DocumentCopiesOptions } from './options.js';

/** What a member is to another: itself, nearly, or a part of it. */
interface Relation {
  readonly kind: EdgeKind;
  readonly share: number;
  readonly other: JoinMember;
  readonly quote: string;
}

/** Closest first. */
const KINDS: readonly EdgeKind[] = ['duplicate', 'near-duplicate', 'contained'];

/** Every member is told what it is a copy of, the closest of several. All stay: which copy gives way is decided for chunks. */
export function reduce({ members, edges }: { members: readonly JoinMember[]; edges: readonly JoinEdge[] }, options: DocumentCopiesOptions): readonly JoinOutcome[] {
  const byNode = new Map<number, JoinMember[]>();
  for (const member of members) byNode.set(member.node, [...(byNode.get(member.node) ?? []), member]);
  // The lowest ids stand for a node: the order of the members must not matter.
  for (const group of byNode.values()) group.sort(byId);
  const closest = closestByNode(edges, byNode);
  return [...members].sort(byId).map((member): JoinOutcome => {
    const twin = byNode.get(member.node)?.find(({ id }) => id !== member.id);
    const found = twin === undefined ? closest.get(member.node) : { kind: 'duplicate' as const, share: 1, other: twin, quote: '' };
    return { id: member.id, score: null, canonical: true, survivor: null, findings: found === undefined ? [] : [findingOf(found, options)] };
  });
}

function closestByNode(edges: readonly JoinEdge[], byNode: ReadonlyMap<number, readonly JoinMember[]>): Map<number, Relation> {
  const closest = new Map<number, Relation>();
  const offer = (node: number, kind: EdgeKind, share: number, other: JoinMember | undefined, quote: string): void => {
    if (other === undefined) return;
    const relation = { kind, share, other, quote };
    const best = closest.get(node);
    if (best === undefined || byCloseness(relation, best) < 0) closest.set(node, relation);
  };
  for (const { kind, score, aNode, bNode, a, b } of edges) {
    if (!KINDS.includes(kind) || aNode === bNode) continue;
    offer(aNode, kind, score, byNode.get(bNode)?.[0], b.quote);
    if (kind !== 'contained') offer(bNode, kind, score, byNode.get(aNode)?.[0], a.quote);
  }
  return closest;
}

function byCloseness(a: Relation, b: Relation): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.share - a.share || byId(a.other, b.other);
}

function byId(a: JoinMember, b: JoinMember): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function findingOf({ kind, share, other, quote }: Relation, { jaccard, excerpt: mostly }: DocumentCopiesOptions): FindingDraft {
  const path = excerpt(other.path, 200);
  const seen = share.toFixed(2);
  const [message, what, expected] = kind === 'duplicate' ? [`Unexpected copy of the whole document \`${path}\` with the same words, expected the document once`, 'the same words', 'the document once']
    : kind === 'near-duplicate' ? [`Unexpected near copy of the whole document \`${path}\`: \`${seen}\` of their shingles are shared, expected less than \`${jaccard}\``, `Jaccard ${seen}`, `less than ${jaccard}`]
      : [`Unexpected document that stands in \`${path}\`: \`${seen}\` of its shingles are found there, expected less than \`${mostly}\``, `containment ${seen}`, `less than ${mostly}`];
  return {
    rule: 'duplication/document', severity: 'info', message, seen: what, expected,
    related: { documentId: other.documentId, path: other.path, ...(quote === '' ? {} : { quote: excerpt(quote, 300) }) },
  };
}
