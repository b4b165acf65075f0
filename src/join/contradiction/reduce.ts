import { DAY_MS, excerpt, type Dispute, type FindingDraft, type JoinEdge, type JoinMember, type JoinOutcome, type Span } from '../../core/index.js';

/** Authority steps below this are shades, not a ranking (0.5 default against 0.7 or 0.9 is one). */
const AUTHORITY_STEP = 0.2;
/** Half a year: most policies and price lists are revised at most twice a year. */
const AGE_STEP_DAYS = 180;
/** A statement at odds with this many different values is a template with a slot, not a contradiction. */
const TEMPLATE_VALUES = 3;
const MOST_FINDINGS = 5;
/** What is likely because a judge said so counts as this much at least, as what the rules call likely. */
const LEAST_LIKELY = 0.75;

interface Quarrel {
  readonly edge: JoinEdge;
  readonly mine: { readonly quote: string; readonly span: Span | null; readonly words: string };
  readonly theirs: { readonly quote: string; readonly words: string };
  readonly other: JoinMember;
}

/** Both sides of a contradiction learn of it; the better one (released, more trusted, newer, in that order) only as a possibility. */
export function reduce(component: { members: readonly JoinMember[]; edges: readonly JoinEdge[] }): readonly JoinOutcome[] {
  const byNode = new Map<number, JoinMember[]>();
  for (const member of component.members) push(byNode, member.node, member);
  for (const members of byNode.values()) members.sort(bestFirst);
  const edgesOf = new Map<number, JoinEdge[]>();
  for (const edge of component.edges) {
    if (edge.kind !== 'contradicts') continue;
    for (const node of new Set([edge.aNode, edge.bNode])) push(edgesOf, node, edge);
  }
  const known: Known = { edgesOf, byNode, voices: voicesOf(component.edges) };
  return [...component.members].sort((a, b) => compareText(a.id, b.id)).map((member) => outcomeOf(member, known));
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

/** What is known of a component. */
interface Known {
  readonly edgesOf: ReadonlyMap<number, readonly JoinEdge[]>;
  readonly byNode: ReadonlyMap<number, readonly JoinMember[]>;
  readonly voices: Voices;
}

function outcomeOf(member: JoinMember, { edgesOf, byNode, voices }: Known): JoinOutcome {
  const quarrels = (edgesOf.get(member.node) ?? []).flatMap((edge) => quarrelOf(member, edge, byNode)).sort(mostLikelyFirst);
  const judged = quarrels.map((quarrel) => {
    const dispute: Dispute = {
      cue: quarrel.edge.cue ?? 'entity', words: [excerpt(quarrel.mine.words, 120), excerpt(quarrel.theirs.words, 120)],
      voices: voicesFor(member, quarrel, voices),
      ...standingOf(member, quarrel.other), ...(isJudged(quarrel.edge) ? { judge: quarrel.edge.judged.by } : {}),
    };
    return { quarrel, dispute, likely: quarrel.edge.certainty === 'likely' && (isJudged(quarrel.edge) || !isTemplate(quarrel, quarrels)) && dispute.proposal !== 'keep-this' };
  });
  const findings = judged.map(({ quarrel, dispute, likely }) => findingOf(quarrel, dispute, likely)).sort((a, b) => Number(a.severity === 'info') - Number(b.severity === 'info'));
  const worst = judged.reduce((highest, { quarrel, likely }) => Math.max(highest, likely ? likelihoodOf(quarrel.edge) : Math.min(0.5, quarrel.edge.score)), 0);
  return { id: member.id, score: Math.round((1 - worst) * 10_000) / 10_000, canonical: true, survivor: null, findings: findings.slice(0, MOST_FINDINGS) };
}

/** Sentences at odds with a node's own words, by the node, these words and theirs. */
type Voices = ReadonlyMap<string, ReadonlySet<string>>;

const voiceKey = (node: number, own: string, their: string): string => `${String(node)} ${own}\n${their}`;

function voicesOf(edges: readonly JoinEdge[]): Voices {
  const voices = new Map<string, Set<string>>();
  const add = (key: string, quote: string): void => {
    const known = voices.get(key);
    if (known === undefined) voices.set(key, new Set([quote]));
    else known.add(quote);
  };
  for (const { kind, a, b, aNode, bNode, differs } of edges) {
    if (kind !== 'contradicts' || differs === null) continue;
    const [wordsA, wordsB, quoteA, quoteB] = [plain(differs[0]), plain(differs[1]), plain(a.quote), plain(b.quote)];
    add(voiceKey(aNode, wordsA, wordsB), quoteB);
    add(voiceKey(bNode, wordsB, wordsA), quoteA);
  }
  return voices;
}

/** How many different sentences say the one and the other: a side's own is one, and so is each that is at odds with the other side's. */
function voicesFor({ node }: JoinMember, { mine, theirs, other }: Quarrel, voices: Voices): Dispute['voices'] {
  const [own, their] = [plain(mine.words), plain(theirs.words)];
  return [Math.max(1, voices.get(voiceKey(other.node, their, own))?.size ?? 0), Math.max(1, voices.get(voiceKey(node, own, their))?.size ?? 0)];
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

function quarrelOf(member: JoinMember, edge: JoinEdge, byNode: ReadonlyMap<number, readonly JoinMember[]>): Quarrel[] {
  const first = edge.aNode === member.node;
  const other = byNode.get(first ? edge.bNode : edge.aNode)?.[0];
  if (other === undefined) return [];
  const [mine, theirs, id] = first ? [edge.a, edge.b, edge.aId] : [edge.b, edge.a, edge.bId];
  const [wordsA, wordsB] = edge.differs ?? ['', ''];
  // Another member of the node says the same, but elsewhere: its span is not known.
  return [{ edge, other, mine: { quote: mine.quote, span: id === member.id ? mine.span : null, words: first ? wordsA : wordsB }, theirs: { quote: theirs.quote, words: first ? wordsB : wordsA } }];
}

function mostLikelyFirst(a: Quarrel, b: Quarrel): number {
  return b.edge.score - a.edge.score || compareText(a.other.id, b.other.id) || compareText(a.mine.quote, b.mine.quote) || compareText(a.theirs.quote, b.theirs.quote);
}

function isTemplate(quarrel: Quarrel, all: readonly Quarrel[]): boolean {
  const values = new Set(all.filter((one) => one.mine.quote === quarrel.mine.quote).map((one) => one.theirs.words.toLowerCase()));
  return values.size >= TEMPLATE_VALUES;
}

/** A judge bore it out: no guess by the shape of the pairs outweighs that. */
const isJudged = (edge: JoinEdge): edge is JoinEdge & Required<Pick<JoinEdge, 'judged'>> => edge.judged?.verdict === 'contradiction';

const likelihoodOf = (edge: JoinEdge): number => (isJudged(edge) ? Math.max(LEAST_LIKELY, edge.score) : edge.score);

type Standing = Pick<Dispute, 'by' | 'standing' | 'proposal'>;

/** Which side is to be believed, and by what. */
function standingOf(member: JoinMember, other: JoinMember): Standing {
  const keep = (mine: boolean): Dispute['proposal'] => (mine ? 'keep-this' : 'keep-other');
  if (member.heldBack !== other.heldBack) return { by: 'held-back', standing: [null, null], proposal: keep(other.heldBack) };
  if (Math.abs(member.authority - other.authority) >= AUTHORITY_STEP - 1e-9) return { by: 'authority', standing: [member.authority, other.authority], proposal: keep(member.authority > other.authority) };
  const [mine, theirs] = [timeOf(member), timeOf(other)];
  const dates = [member.dates.value, other.dates.value] as const;
  if (mine === null || theirs === null || Math.abs(mine - theirs) <= AGE_STEP_DAYS * DAY_MS) return { by: null, standing: dates, proposal: 'ask-owner' };
  return { by: 'date', standing: dates, proposal: keep(mine > theirs) };
}

function timeOf(member: JoinMember): number | null {
  const time = member.dates.value === null ? Number.NaN : Date.parse(member.dates.value);
  return Number.isNaN(time) ? null : time;
}

function findingOf({ mine, theirs, other }: Quarrel, dispute: Dispute, likely: boolean): FindingDraft {
  const path = excerpt(other.path, 200);
  return {
    rule: likely ? 'contradiction/likely' : 'contradiction/possible',
    severity: likely ? 'warning' : 'info',
    message: `Unexpected \`${excerpt(mine.words, 60)}\` in "${excerpt(mine.quote, 200)}", expected \`${excerpt(theirs.words, 60)}\` as in \`${path}\`${sideText(dispute)}: "${excerpt(theirs.quote, 200)}"`,
    seen: excerpt(mine.words, 120), expected: excerpt(theirs.words, 120), span: mine.span, dispute,
    related: { documentId: other.documentId, chunkId: other.id, path: other.path, quote: excerpt(theirs.quote, 300) },
  };
}

/** What is known of the other side. */
function sideText({ by, standing: [mine, theirs], proposal }: Dispute): string {
  const worse = proposal === 'keep-this';
  if (by === 'held-back') return worse ? ' (which is held back)' : '';
  if (by === 'authority') return ` (the ${worse ? 'less' : 'more'} trusted side, ${String(theirs)} to ${String(mine)})`;
  return by === 'date' ? ` (the ${worse ? 'older' : 'newer'} side, ${String(theirs)} to ${String(mine)})` : '';
}
