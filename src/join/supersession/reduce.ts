import { excerpt, type JoinEdge, type JoinMember, type JoinOutcome } from '../../core/index.js';
import { parsePeriod } from '../../core/calendar.js';

/** Members that supersede each other in a circle (declared links may) stand together; all others stand alone. */
interface Group {
  readonly members: JoinMember[];
  /** Groups that supersede this one. */
  readonly newer: Set<Group>;
}

/**
 * Every member that a newer one supersedes, directly or through others, gives way to the newest end of its chain.
 * A member held back for another reason is nobody's survivor (a draft under review must not take the place of the text in
 * force), but the chain goes on through it. Of a circle the latest by date stays.
 */
export function concludeSupersession(members: readonly JoinMember[], edges: readonly JoinEdge[]): JoinOutcome[] {
  const groups = groupsOf(members, edges);
  const survivors = new Map<Group, JoinMember | null>();
  // Groups come newest first, so those that supersede a group have been concluded before it.
  return groups.flatMap((group) => {
    const above = best([...group.newer].flatMap((newer) => survivors.get(newer) ?? []));
    const survivor = above ?? best(group.members.filter((member) => !member.heldBack));
    survivors.set(group, survivor);
    return group.members.map((member) => outcome(member, survivor));
  }).sort((a, b) => (a.id < b.id ? -1 : 1));
}

function outcome(member: JoinMember, survivor: JoinMember | null): JoinOutcome {
  if (survivor === null || survivor.id === member.id) return { id: member.id, score: null, canonical: true, survivor: null, findings: [] };
  const dated = survivor.dates.value === null ? '' : `, dated ${survivor.dates.value}`;
  const seen = member.dates.value === null ? 'an older version' : `a version dated ${member.dates.value}`;
  return {
    id: member.id, score: null, canonical: false, survivor: survivor.id,
    findings: [{
      rule: 'freshness/superseded', severity: 'warning', seen, expected: 'the newest version',
      message: `Superseded by \`${excerpt(survivor.path, 160)}\`${dated}, expected the newest version`,
      related: { documentId: survivor.documentId, path: survivor.path },
    }],
  };
}

function best(members: readonly JoinMember[]): JoinMember | null {
  return members.reduce<JoinMember | null>((found, member) => (found === null || byNewest(member, found) < 0 ? member : found), null);
}

/** Newest date first (undated last), then authority, path and id, so that there are no ties. */
function byNewest(a: JoinMember, b: JoinMember): number {
  return endOf(b) - endOf(a) || b.authority - a.authority || compare(a.path, b.path) || compare(a.id, b.id);
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
