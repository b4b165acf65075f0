import { excerpt, nameOfEmbeddings, type FindingDraft, type JoinEdge, type JoinMember, type JoinOutcome } from '../../core/index.js';
import { Ranking, collapsible, mayGiveWay } from '../../core/ranking.js';
import type { ParaphraseOptions } from './options.js';

/** Largest bucket in which every pair is measured; of a larger one, this many are measured against everybody. */
export const BUCKET_CAP = 64;

interface Link {
  readonly node: number;
  readonly edge: JoinEdge;
}

interface Attached {
  readonly to: JoinMember;
  readonly edge: JoinEdge;
  /** Whether the member gives way, or may only be a paraphrase. */
  readonly givesWay: boolean;
}

/**
 * Paraphrases gather around the best member itself, never around a neighbour of a neighbour. They have no score: a cosine is not the
 * share of a text that is copied, and the lower of two scores of a dimension would count as the chunk's.
 */
export function reduce(component: { members: readonly JoinMember[]; edges: readonly JoinEdge[] }, options: ParaphraseOptions): readonly JoinOutcome[] {
  const links = linksOf(component.edges);
  const ranking = new Ranking(new Set([...links].filter(([, list]) => list.length > BUCKET_CAP).map(([node]) => node)));
  const attached = new Map<string, Attached>();
  for (const group of collapsible(component.members)) gather(group.sort(ranking.order), links, attached);
  return [...component.members].sort((a, b) => (a.id < b.id ? -1 : 1)).map((member): JoinOutcome => {
    const found = attached.get(member.id);
    if (found === undefined) return { id: member.id, score: null, canonical: true, survivor: null, findings: [] };
    return { id: member.id, score: null, canonical: !found.givesWay, survivor: found.givesWay ? found.to.id : null, findings: [findingOf(member, found, ranking, options)] };
  });
}

/** Edges without a cue, by node. Those with one tell two texts apart. */
function linksOf(edges: readonly JoinEdge[]): Map<number, Link[]> {
  const links = new Map<number, Link[]>();
  const add = (from: number, node: number, edge: JoinEdge): void => {
    const list = links.get(from);
    if (list === undefined) links.set(from, [{ node, edge }]);
    else if (!list.some((link) => link.node === node)) list.push({ node, edge });
  };
  for (const edge of edges) {
    if (edge.cue !== null || edge.aNode === edge.bNode) continue;
    add(edge.aNode, edge.bNode, edge);
    add(edge.bNode, edge.aNode, edge);
  }
  return links;
}

/** Members in rank order; each that gives way to nobody takes the free ones near it. */
function gather(ranked: readonly JoinMember[], links: ReadonlyMap<number, readonly Link[]>, attached: Map<string, Attached>): void {
  const byNode = new Map<number, JoinMember[]>();
  for (const member of ranked) {
    const others = byNode.get(member.node);
    if (others === undefined) byNode.set(member.node, [member]);
    else others.push(member);
  }
  const kept = new Set<JoinMember>();
  for (const canonical of ranked) {
    if (attached.get(canonical.id)?.givesWay === true) continue;
    kept.add(canonical);
    for (const { node, edge } of links.get(canonical.node) ?? []) {
      for (const member of byNode.get(node) ?? []) {
        if (kept.has(member) || attached.get(member.id)?.givesWay === true || member.documentId === canonical.documentId || !mayGiveWay(member, canonical)) continue;
        const givesWay = edge.certainty === 'likely';
        if (givesWay || !attached.has(member.id)) attached.set(member.id, { to: canonical, edge, givesWay });
      }
    }
  }
}

function findingOf(member: JoinMember, { to, edge, givesWay }: Attached, ranking: Ranking, options: ParaphraseOptions): FindingDraft {
  const cosine = edge.score.toFixed(2);
  const theirs = edge.aNode === to.node ? edge.a : edge.b;
  const mine = edge.aId === member.id ? edge.a : edge.bId === member.id ? edge.b : null;
  return {
    rule: 'duplication/paraphrase', severity: givesWay ? 'warning' : 'info',
    message: `Unexpected ${givesWay ? '' : 'possible '}paraphrase of \`${excerpt(to.path, 200)}\`: cosine \`${cosine}\` by \`${nameOfEmbeddings(options.embeddings)}\`, expected less than \`${options.cosine}\``,
    seen: `cosine ${cosine}`, expected: `less than ${options.cosine}`, span: mine?.span ?? null,
    related: { documentId: to.documentId, chunkId: to.id, path: to.path, quote: excerpt(theirs.quote, 300) },
    ...(givesWay ? { precedence: { relation: 'paraphrase', similarity: edge.score, ...ranking.between(to, member) } } : {}),
  };
}
