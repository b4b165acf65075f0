import { excerpt, groupBy, type FindingDraft, type JoinEdge, type JoinMember, type JoinOutcome, type Span } from '../../core/index.js';
import { parsePeriod } from '../../core/calendar.js';
import { compareVersions } from '../../core/editions.js';
import { productVersionOf } from './versions.js';

/** Members that supersede each other in a circle (declared links may) stand together; all others stand alone. */
interface Group {
  readonly members: JoinMember[];
  /** Groups that supersede this one. */
  readonly newer: Set<Group>;
}

/**
 * Every member that a newer one supersedes, directly or through others, gives way to the newest end of its chain.
 * A member held back for another reason is nobody's survivor (a draft under review must not take the place of the text in
 * force), but the chain goes on through it. Of a circle the latest by date stays. What only a member that gives way has is told apart.
 */
export function concludeSupersession(members: readonly JoinMember[], allEdges: readonly JoinEdge[]): JoinOutcome[] {
  const edges = standingEdges(members, allEdges);
  const groups = groupsOf(members, edges);
  const survivors = new Map<Group, JoinMember | null>();
  const byId = new Map(members.map((member) => [member.id, member]));
  const newerOf = groupBy(edges.filter(({ kind, aId, bId }) => kind === 'supersedes' && aId !== bId && byId.has(aId)), ({ bId }) => bId);
  // Groups come newest first, so those that supersede a group have been concluded before it.
  return groups.flatMap((group) => {
    const above = best([...group.newer].flatMap((newer) => survivors.get(newer) ?? []));
    const survivor = above ?? best(group.members.filter((member) => !member.heldBack));
    survivors.set(group, survivor);
    return group.members.map((member) => outcome(member, survivor, { newer: newerOf.get(member.id) ?? [], byId }));
  }).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Near copies that nothing but their texts binds are copies, too: a person's word which one is kept goes before theirs. */
function standingEdges(members: readonly JoinMember[], edges: readonly JoinEdge[]): readonly JoinEdge[] {
  const pins = new Map(members.map(({ id, pin }) => [id, pin ?? 0]));
  return edges.filter(({ certainty, aId, bId }) => certainty !== 'possible' || (pins.get(bId) ?? 0) <= (pins.get(aId) ?? 0));
}

interface Around {
  /** Edges from what supersedes the member directly. */
  readonly newer: readonly JoinEdge[];
  readonly byId: ReadonlyMap<string, JoinMember>;
}

function outcome(member: JoinMember, survivor: JoinMember | null, around: Around): JoinOutcome {
  if (survivor === null || survivor.id === member.id) return { id: member.id, score: null, canonical: true, survivor: null, findings: [] };
  const dated = survivor.dates.value === null ? '' : `, dated ${survivor.dates.value}`;
  const seen = member.dates.value === null ? 'an older version' : `a version dated ${member.dates.value}`;
  const path = excerpt(survivor.path, 160);
  const related = { documentId: survivor.documentId, path: survivor.path };
  return {
    id: member.id, score: null, canonical: false, survivor: survivor.id,
    findings: [{
      rule: 'freshness/superseded', severity: 'warning', seen, expected: 'the newest version',
      message: `Superseded by \`${path}\`${dated}${reasonOf(survivor, around)}, expected the newest version`, related,
    }, ...uniqueTo(around).map((span): FindingDraft => ({
      rule: 'freshness/superseded-unique', severity: 'warning', seen: 'a passage of the superseded version alone', expected: 'its counterpart in the newest version', span,
      message: `Unexpected passage of a superseded version that \`${path}\` has no counterpart of, expected one, or that it no longer holds`, related,
    }))],
  };
}

/** What told that the survivor is newer; through others, what told of the first step. */
function reasonOf(survivor: JoinMember, { newer, byId }: Around): string {
  const [first] = [...newer].sort((a, b) => compare(a.aId, b.aId));
  const direct = newer.find(({ aId }) => aId === survivor.id);
  const edge = direct ?? first;
  if (edge?.because === undefined) return '';
  const through = direct === undefined ? ` of \`${excerpt(byId.get(edge.aId)?.path ?? '', 80)}\` between them` : '';
  return `, told by ${edge.because}${through}`;
}

/** Passages that nothing newer has a counterpart of. What is held back stands for nothing, unless there is nothing else. */
function uniqueTo({ newer, byId }: Around): readonly Span[] {
  const standing = newer.filter(({ aId }) => byId.get(aId)?.heldBack !== true);
  const [first, ...others] = (standing.length > 0 ? standing : newer).map(({ unmatched }) => unmatched ?? []);
  return others.reduce((left, right) => intersection(left, right), first ?? []);
}

/** What both hold, of spans that are ascending and apart. */
function intersection(a: readonly Span[], b: readonly Span[]): Span[] {
  const both: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [x, y] = [a[i] ?? NOWHERE, b[j] ?? NOWHERE];
    const [start, end] = [Math.max(x.start, y.start), Math.min(x.end, y.end)];
    if (start < end) both.push({ start, end });
    if (x.end <= y.end) i += 1;
    if (y.end <= x.end) j += 1;
  }
  return both;
}

const NOWHERE: Span = { start: 0, end: 0 };

function best(members: readonly JoinMember[]): JoinMember | null {
  return members.reduce<JoinMember | null>((found, member) => (found === null || byNewest(member, found) < 0 ? member : found), null);
}

/** Newest version by the path first, then newest date (undated last), then authority, path and id, so that there are no ties. */
function byNewest(a: JoinMember, b: JoinMember): number {
  return compareVersions(productVersionOf(b, null, true).version, productVersionOf(a, null, true).version) || endOf(b) - endOf(a) || b.authority - a.authority || compare(a.path, b.path) || compare(a.id, b.id);
}

function endOf({ dates }: JoinMember): number {
  return (dates.value === null ? null : parsePeriod(dates.value))?.last ?? Number.MIN_SAFE_INTEGER;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Strongly connected components of "is superseded by", newest first: Tarjan's algorithm (SIAM J. Comput. 1972) with its own stack. */
function groupsOf(members: readonly JoinMember[], edges: readonly JoinEdge[]): Group[] {
  const byId = new Map(members.map((member) => [member.id, member]));
  const newerOf = new Map<string, string[]>(members.map(({ id }) => [id, []]));
  for (const { kind, aId, bId } of edges) {
    if (kind === 'supersedes' && aId !== bId && byId.has(aId)) newerOf.get(bId)?.push(aId);
  }
  const groupOf = new Map<string, Group>();
  const groups: Group[] = [];
  for (const ids of components(newerOf)) {
    const group: Group = { members: ids.flatMap((id) => byId.get(id) ?? []), newer: new Set() };
    for (const id of ids) groupOf.set(id, group);
    for (const newer of ids.flatMap((id) => newerOf.get(id) ?? [])) {
      const found = groupOf.get(newer);
      if (found !== undefined && found !== group) group.newer.add(found);
    }
    groups.push(group);
  }
  return groups;
}

interface Frame {
  readonly id: string;
  next: number;
}

function components(successors: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  const lower = (id: string, value: number): void => void low.set(id, Math.min(low.get(id) ?? value, value));
  const enter = (id: string, frames: Frame[]): void => {
    low.set(id, index.size);
    index.set(id, index.size);
    open.push(id);
    isOpen.add(id);
    frames.push({ id, next: 0 });
  };
  const leave = (id: string, frames: readonly Frame[]): void => {
    const parent = frames.at(-1);
    if (parent !== undefined) lower(parent.id, low.get(id) ?? 0);
    if (low.get(id) !== index.get(id)) return;
    const ids = open.splice(open.lastIndexOf(id));
    for (const one of ids) isOpen.delete(one);
    found.push(ids);
  };
  for (const root of successors.keys()) {
    const frames: Frame[] = [];
    if (!index.has(root)) enter(root, frames);
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const to = successors.get(frame.id)?.[frame.next];
      frame.next += 1;
      if (to === undefined) {
        frames.pop();
        leave(frame.id, frames);
      } else if (!index.has(to)) enter(to, frames);
      else if (isOpen.has(to)) lower(frame.id, index.get(to) ?? 0);
    }
  }
  return found;
}
