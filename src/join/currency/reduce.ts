import { excerpt, groupBy, type FindingDraft, type JoinEdge, type JoinMember, type JoinOutcome } from '../../core/index.js';
import { byVersion, versionFrom } from './versions.js';

/** Of each claim the latest version that a chunk documents which is not held back for another reason. */
export function reduce({ members, edges }: { readonly members: readonly JoinMember[]; readonly edges: readonly JoinEdge[] }): JoinOutcome[] {
  const byId = new Map(members.map((member) => [member.id, member]));
  const edgesFrom = groupBy(edges, ({ aId }) => aId);
  return members.map(({ id }) => {
    const standing = (edgesFrom.get(id) ?? []).filter(({ bId }) => byId.get(bId)?.heldBack === false);
    const claims = groupBy(standing, ({ a }) => a.span?.start ?? 0);
    const findings = [...claims.values()].flatMap((found) => findingOf(found, byId));
    return { id, score: null, canonical: true, survivor: null, findings: findings.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0)) };
  });
}

function findingOf(edges: readonly JoinEdge[], byId: ReadonlyMap<string, JoinMember>): FindingDraft[] {
  const [latest] = [...edges].sort((x, y) => byVersion(laterIn(y), laterIn(x)) || compare(pathOf(x, byId), pathOf(y, byId)) || compare(x.bId, y.bId));
  const other = latest === undefined ? undefined : byId.get(latest.bId);
  if (latest === undefined || other === undefined) return [];
  const [claimed = '', documented = ''] = latest.differs ?? [];
  return [{
    rule: 'freshness/outdated-version', severity: 'warning', span: latest.a.span, seen: claimed, expected: documented,
    message: `Unexpected \`${excerpt(claimed, 40)}\` as the ${latest.method.includes('upcoming') ? 'upcoming' : 'current'} version, as \`${excerpt(other.path, 160)}\` documents \`${excerpt(documented, 40)}\` (\`${excerpt(latest.b.quote.replaceAll('`', "'"), 80)}\`), expected the newest`,
    related: { documentId: other.documentId, chunkId: other.id, path: other.path },
  }];
}

const laterIn = ({ differs }: JoinEdge): ReturnType<typeof versionFrom> => versionFrom(differs?.[1] ?? '');
const pathOf = ({ bId }: JoinEdge, byId: ReadonlyMap<string, JoinMember>): string => byId.get(bId)?.path ?? '';

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
