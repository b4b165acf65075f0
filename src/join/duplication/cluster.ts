import { groupBy, type JoinEdge, type JoinMember, type Precedence } from '../../core/index.js';
import type { DuplicationOptions } from './options.js';
import { Ranking, byRank, collapsible, mayGiveWay } from '../../core/ranking.js';

/** By what the kept one is the better, and what was seen on both. */
type Why = Pick<Precedence, 'by' | 'kept' | 'copy'>;

/** How a member gives way to one that is kept. */
export interface Attachment {
  readonly to: JoinMember;
  readonly relation: Exclude<Precedence['relation'], 'paraphrase'>;
  /** 0..1: 1, the Jaccard or the containment. */
  readonly similarity: number;
  readonly edge: JoinEdge | null;
  readonly why: Why;
  /** The copy of `to` that it was measured against, where it was not measured against `to` itself. */
  readonly via?: JoinMember;
}

/**
 * Largest bucket in which every pair is measured; of a larger one, this many hubs are measured against everybody,
 * so that each of 10,000 near copies still meets a canonical it can give way to.
 */
export const BUCKET_CAP = 64;

interface Link {
  readonly node: number;
  readonly edge: JoinEdge;
}

/** The copy edges by node. Edges with a `cue` tell two texts apart; they link nothing. */
interface Links {
  /** Nodes that a fact keeps apart. */
  readonly apart: ReadonlyMap<number, ReadonlySet<number>>;
  readonly near: ReadonlyMap<number, readonly Link[]>;
  /** From an excerpt to what holds it. */
  readonly holders: ReadonlyMap<number, readonly Link[]>;
}

/**
 * Decides which members stay and to whom the others give way. Copies gather around the best member itself, never around
 * a neighbour of a neighbour. Members of different versions or access labels are kept apart from the start.
 */
export function clusters(members: readonly JoinMember[], edges: readonly JoinEdge[], options: DuplicationOptions): Map<string, Attachment> {
  const links = linksOf(edges, options);
  const attached = new Map<string, Attachment>();
  const ranking = new Ranking(hubsOf(links.near));
  for (const group of collapsible(members)) attachGroup(group.sort(ranking.order), ranking, links, attached);
  return attached;
}

/** A neighbour that knows this much more than a node tells that the node is no hub: one that is a hub in most of its buckets misses a tenth of what a hub in all of them knows. */
const KNOWS_MORE = 1.02;

/**
 * Nodes that were measured against everybody in a bucket over the cap. There the best hub is the canonical: any other
 * member was measured against the hubs only, and most of its copies would find no edge to it.
 */
function hubsOf(near: Links['near']): Set<number> {
  const degree = (node: number): number => near.get(node)?.length ?? 0;
  const hubs = new Set<number>();
  for (const [node, links] of near) {
    if (links.length > BUCKET_CAP && links.every((link) => degree(link.node) <= KNOWS_MORE * links.length)) hubs.add(node);
  }
  return hubs;
}

function linksOf(edges: readonly JoinEdge[], options: DuplicationOptions): Links {
  const near = new Map<number, Link[]>();
  const holders = new Map<number, Link[]>();
  const apart = new Map<number, Set<number>>();
  const add = (map: Map<number, Link[]>, from: number, link: Link): void => {
    const list = map.get(from);
    if (list === undefined) map.set(from, [link]);
    else list.push(link);
  };
  for (const edge of edges) {
    if (edge.aNode === edge.bNode) continue;
    if (edge.cue !== null) {
      for (const [node, other] of [[edge.aNode, edge.bNode], [edge.bNode, edge.aNode]] as const) apart.set(node, (apart.get(node) ?? new Set()).add(other));
      continue;
    }
    if (edge.kind === 'duplicate' || edge.kind === 'near-duplicate') {
      add(near, edge.aNode, { node: edge.bNode, edge });
      add(near, edge.bNode, { node: edge.aNode, edge });
    } else if (edge.kind === 'contained' && edge.score >= options.excerpt) add(holders, edge.aNode, { node: edge.bNode, edge });
  }
  return { near, holders, apart };
}

function attachGroup(ranked: readonly JoinMember[], ranking: Ranking, links: Links, attached: Map<string, Attachment>): void {
  const kept = gather(ranked, ranking, links, attached);
  const assembled = giveWayToSources(kept, links, attached);
  const demoted = giveWayToHolders(kept.filter((member) => !assembled.has(member.id)), links, attached);
  for (const id of assembled) demoted.add(id);
  // Whoever stood behind an excerpt that gave way looks for a place of its own.
  const orphans = ranked.filter((member) => demoted.has(attached.get(member.id)?.to.id ?? ''));
  for (const orphan of orphans) attached.delete(orphan.id);
  const keptNodes = bestByNode(kept.filter((member) => !demoted.has(member.id)));
  for (const orphan of orphans) {
    const place = placeFor(orphan, ranking, keptNodes, links);
    if (place === null) keptNodes.set(orphan.node, orphan);
    else attached.set(orphan.id, place);
  }
}

/** Members in rank order; each that is still free becomes canonical and takes its free copies. */
function gather(ranked: readonly JoinMember[], ranking: Ranking, links: Links, attached: Map<string, Attachment>): JoinMember[] {
  const byNode = new Map<number, JoinMember[]>();
  for (const member of ranked) {
    const others = byNode.get(member.node);
    if (others === undefined) byNode.set(member.node, [member]);
    else others.push(member);
  }
  const kept = new Set<JoinMember>();
  for (const canonical of ranked) {
    if (attached.has(canonical.id)) continue;
    kept.add(canonical);
    const take = (node: number, attachment: Omit<Attachment, 'to' | 'why'>): void => {
      for (const member of byNode.get(node) ?? []) {
        if (!kept.has(member) && !attached.has(member.id) && mayGiveWay(member, canonical)) attached.set(member.id, { ...attachment, to: canonical, why: ranking.between(canonical, member) });
      }
    };
    take(canonical.node, { relation: 'exact', similarity: 1, edge: null });
    for (const { node, edge } of links.near.get(canonical.node) ?? []) take(node, { relation: relationOf(edge), similarity: edge.score, edge });
    if (canonical.pin !== null) for (const [hub, link] of behindHubs(canonical, ranking, links, (node) => byNode.get(node) ?? [])) take(link.node, { relation: 'near', similarity: link.edge.score, edge: null, via: hub });
  }
  return [...kept];
}

/** Of two kept on one node, of which a person pinned the worse, the better stands for it. */
function bestByNode(kept: readonly JoinMember[]): Map<number, JoinMember> {
  return new Map([...kept].reverse().map((member) => [member.node, member]));
}

/**
 * What was measured against hubs that give way to a pinned member: in a bucket over the cap most copies never met that member, and
 * would all stay once no hub is left to give way to. None that a fact keeps apart from it.
 */
function* behindHubs(pinned: JoinMember, ranking: Ranking, links: Links, membersOf: (node: number) => readonly JoinMember[]): Generator<[JoinMember, Link]> {
  for (const { node } of links.near.get(pinned.node) ?? []) {
    const [hub] = ranking.hubs.has(node) ? membersOf(node) : [];
    if (hub === undefined) continue;
    for (const link of links.near.get(node) ?? []) if (link.node !== pinned.node && links.apart.get(pinned.node)?.has(link.node) !== true) yield [hub, link];
  }
}

const relationOf = (edge: JoinEdge): 'exact' | 'near' => (edge.kind === 'duplicate' ? 'exact' : 'near');

/** A chunk of which this share is found in chunks of one better source is their copy in one piece, not the page that quotes them. */
const ASSEMBLED_FROM = 0.8;

/**
 * Canonicals that hold little but what a document of more authority says, in chunks of its own: a page pasted whole into a
 * file that is cut coarser. They give way to that document. Returns their ids.
 */
function giveWayToSources(kept: readonly JoinMember[], links: Links, attached: Map<string, Attachment>): Set<string> {
  const keptNodes = bestByNode(kept);
  const pieces = new Map<JoinMember, { excerpt: JoinMember; link: Link }[]>();
  for (const excerpt of kept) {
    for (const link of links.holders.get(excerpt.node) ?? []) {
      const holder = keptNodes.get(link.node);
      if (holder === undefined || excerpt.authority <= holder.authority || !mayGiveWay(holder, excerpt) || Number(excerpt.heldBack) > Number(holder.heldBack)) continue;
      pieces.set(holder, [...(pieces.get(holder) ?? []), { excerpt, link }]);
    }
  }
  const assembled = new Set<string>();
  for (const [holder, all] of pieces) {
    const best = [...groupBy(all, ({ excerpt }) => excerpt.documentId).values()].map((parts) => ({
      parts, share: parts.reduce((sum, { excerpt, link }) => sum + excerpt.tokens * link.edge.score, 0) / Math.max(1, holder.tokens),
    })).sort((a, b) => b.share - a.share)[0];
    const first = best?.parts.sort((a, b) => b.excerpt.tokens - a.excerpt.tokens || byRank(a.excerpt, b.excerpt))[0];
    if (best === undefined || first === undefined || best.share < ASSEMBLED_FROM) continue;
    assembled.add(holder.id);
    attached.set(holder.id, { to: first.excerpt, relation: 'contained', similarity: Math.min(1, best.share), edge: first.link.edge, why: { by: 'source', kept: first.excerpt.authority, copy: holder.authority } });
  }
  return assembled;
}

/** Canonicals that are excerpts of another canonical give way to it, the outermost holder first. Returns their ids. */
function giveWayToHolders(kept: readonly JoinMember[], links: Links, attached: Map<string, Attachment>): Set<string> {
  const demoted = new Set<string>();
  const keptNodes = bestByNode(kept);
  const entered = new Set<string>();
  const settled = new Set<string>();
  const stack = [...kept].reverse();
  while (stack.length > 0) {
    const member = stack.at(-1);
    if (member === undefined) break;
    const holders = (links.holders.get(member.node) ?? []).flatMap((link) => {
      const holder = keptNodes.get(link.node);
      return holder === undefined || !takesPlaceOf(holder, member) ? [] : [{ holder, link }];
    });
    const open = entered.has(member.id) ? [] : holders.filter(({ holder }) => !entered.has(holder.id));
    entered.add(member.id);
    if (open.length > 0) {
      stack.push(...open.map(({ holder }) => holder));
      continue;
    }
    stack.pop();
    if (settled.has(member.id)) continue;
    settled.add(member.id);
    const standing = holders.filter(({ holder }) => !demoted.has(holder.id) && Number(holder.heldBack) <= Number(member.heldBack));
    const best = standing.sort((a, b) => byRank(a.holder, b.holder))[0];
    if (best === undefined) continue;
    demoted.add(member.id);
    attached.set(member.id, { to: best.holder, relation: 'contained', similarity: best.link.edge.score, edge: best.link.edge, why: holding(best.holder, member) });
  }
  return demoted;
}

/** Whether a text may stand for its excerpt. A page of less authority that quotes a better one may not, unless a person pinned it. */
function takesPlaceOf(holder: JoinMember, excerpt: JoinMember): boolean {
  return mayGiveWay(excerpt, holder) && (holder.authority >= excerpt.authority || holder.pin !== null);
}

function holding(holder: JoinMember, excerpt: JoinMember): Why {
  const pinned = holder.authority < excerpt.authority || excerpt.pin !== null;
  return pinned ? { by: 'pin', kept: holder.pin, copy: excerpt.pin } : { by: 'holds', kept: null, copy: null };
}

function placeFor(member: JoinMember, ranking: Ranking, keptNodes: ReadonlyMap<number, JoinMember>, links: Links): Attachment | null {
  const same = keptNodes.get(member.node);
  if (same !== undefined && mayGiveWay(member, same) && Number(same.heldBack) <= Number(member.heldBack)) return { to: same, relation: 'exact', similarity: 1, edge: null, why: ranking.between(same, member) };
  const options = [
    ...(links.near.get(member.node) ?? []).map((link) => ({ link, relation: relationOf(link.edge) })),
    ...(links.holders.get(member.node) ?? []).map((link) => ({ link, relation: 'contained' as const })),
  ].flatMap(({ link, relation }) => {
    const to = keptNodes.get(link.node);
    const takes = to !== undefined && (relation === 'contained' ? takesPlaceOf(to, member) : mayGiveWay(member, to));
    return to === undefined || !takes || Number(to.heldBack) > Number(member.heldBack) ? []
      : [{ to, relation, similarity: link.edge.score, edge: link.edge, why: relation === 'contained' ? holding(to, member) : ranking.between(to, member) }];
  });
  return options.sort((a, b) => byRank(a.to, b.to))[0] ?? null;
}
