import { DAY_MS, excerpt, type FindingDraft, type JoinEdge, type JoinMember, type JoinOutcome, type Span } from '../../core/index.js';

/** Authority steps below this are shades, not a ranking (0.5 default against 0.7 or 0.9 is one). */
const AUTHORITY_STEP = 0.2;
/** Half a year: most policies and price lists are revised at most twice a year. */
const AGE_STEP_DAYS = 180;
/** A statement at odds with this many different values is a template with a slot, not a contradiction. */
const TEMPLATE_VALUES = 3;
const MOST_FINDINGS = 5;

interface Dispute {
  readonly edge: JoinEdge;
  readonly mine: { readonly quote: string; readonly span: Span | null; readonly words: string };
  readonly theirs: { readonly quote: string; readonly words: string };
  readonly other: JoinMember;
}

/** Both sides of a contradiction learn of it; the better one (authority, then date) only as a possibility. */
export function reduce(component: { members: readonly JoinMember[]; edges: readonly JoinEdge[] }): readonly JoinOutcome[] {
  const byNode = new Map<number, JoinMember[]>();
  for (const member of component.members) push(byNode, member.node, member);
  for (const members of byNode.values()) members.sort(bestFirst);
  const edgesOf = new Map<number, JoinEdge[]>();
  for (const edge of component.edges) {
    if (edge.kind !== 'contradicts') continue;
    for (const node of new Set([edge.aNode, edge.bNode])) push(edgesOf, node, edge);
  }
  return [...component.members].sort((a, b) => compareText(a.id, b.id)).map((member) => outcomeOf(member, edgesOf.get(member.node) ?? [], byNode));
}

function push<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function bestFirst(a: JoinMember, b: JoinMember): number {
  return b.authority - a.authority || compareText(b.dates.value ?? '', a.dates.value ?? '') || compareText(a.path, b.path) || compareText(a.id, b.id);
}

function outcomeOf(member: JoinMember, edges: readonly JoinEdge[], byNode: ReadonlyMap<number, readonly JoinMember[]>): JoinOutcome {
  const disputes = edges.flatMap((edge) => disputeOf(member, edge, byNode)).sort(mostLikelyFirst);
  const judged = disputes.map((dispute) => ({ dispute, standing: standingOf(member, dispute.other), likely: dispute.edge.certainty === 'likely' && !isTemplate(dispute, disputes) }));
  const findings = judged.map(({ dispute, standing, likely }) => findingOf(dispute, standing, likely && standing !== 'better')).sort((a, b) => Number(a.severity === 'info') - Number(b.severity === 'info'));
  const worst = judged.reduce((highest, { dispute, standing, likely }) => Math.max(highest, likely && standing !== 'better' ? dispute.edge.score : Math.min(0.5, dispute.edge.score)), 0);
  return { id: member.id, score: Math.round((1 - worst) * 10_000) / 10_000, canonical: true, survivor: null, findings: findings.slice(0, MOST_FINDINGS) };
}

function disputeOf(member: JoinMember, edge: JoinEdge, byNode: ReadonlyMap<number, readonly JoinMember[]>): Dispute[] {
  const first = edge.aNode === member.node;
  const other = byNode.get(first ? edge.bNode : edge.aNode)?.[0];
  if (other === undefined) return [];
  const [mine, theirs, id] = first ? [edge.a, edge.b, edge.aId] : [edge.b, edge.a, edge.bId];
  const [wordsA, wordsB] = edge.differs ?? ['', ''];
  // Another member of the node says the same, but elsewhere: its span is not known.
  return [{ edge, other, mine: { quote: mine.quote, span: id === member.id ? mine.span : null, words: first ? wordsA : wordsB }, theirs: { quote: theirs.quote, words: first ? wordsB : wordsA } }];
}

function mostLikelyFirst(a: Dispute, b: Dispute): number {
  return b.edge.score - a.edge.score || compareText(a.other.id, b.other.id) || compareText(a.mine.quote, b.mine.quote) || compareText(a.theirs.quote, b.theirs.quote);
}

function isTemplate(dispute: Dispute, all: readonly Dispute[]): boolean {
  const values = new Set(all.filter((one) => one.mine.quote === dispute.mine.quote).map((one) => one.theirs.words.toLowerCase()));
  return values.size >= TEMPLATE_VALUES;
}

/** Which side is known to be more to be trusted; `unknown` when nothing tells. */
function standingOf(member: JoinMember, other: JoinMember): 'better' | 'worse' | 'unknown' {
  const authority = member.authority - other.authority;
  if (Math.abs(authority) >= AUTHORITY_STEP - 1e-9) return authority > 0 ? 'better' : 'worse';
  const [mine, theirs] = [timeOf(member), timeOf(other)];
  if (mine === null || theirs === null || Math.abs(mine - theirs) <= AGE_STEP_DAYS * DAY_MS) return 'unknown';
  return mine > theirs ? 'better' : 'worse';
}

function timeOf(member: JoinMember): number | null {
  const time = member.dates.value === null ? Number.NaN : Date.parse(member.dates.value);
  return Number.isNaN(time) ? null : time;
}

function findingOf(dispute: Dispute, standing: ReturnType<typeof standingOf>, likely: boolean): FindingDraft {
  const { mine, theirs, other } = dispute;
  const path = excerpt(other.path, 200);
  const which = standing === 'worse' ? ' (the more trusted or newer side)' : standing === 'better' ? ' (the less trusted or older side)' : '';
  return {
    rule: likely ? 'contradiction/likely' : 'contradiction/possible',
    severity: likely ? 'warning' : 'info',
    message: `Unexpected \`${excerpt(mine.words, 60)}\` in "${excerpt(mine.quote, 200)}", expected \`${excerpt(theirs.words, 60)}\` as in \`${path}\`${which}: "${excerpt(theirs.quote, 200)}"`,
    seen: excerpt(mine.words, 120), expected: excerpt(theirs.words, 120), span: mine.span,
    related: { documentId: other.documentId, chunkId: other.id, path: other.path, quote: excerpt(theirs.quote, 300) },
  };
}
