import type { Join, JoinEdge, PairDecision, PairVerdict, Store } from '../../core/index.js';
import type { Configured } from '../../config/index.js';

interface Component<Member> { readonly members: readonly Member[]; readonly edges: readonly JoinEdge[] }
interface Node { readonly id: string; readonly node: number }

/** What people said of pairs of texts: where they disagree with a join, they are believed. */
export class PairWord {
  readonly #said = new Map<string, Set<PairVerdict>>();
  readonly #textOf: (chunkId: string) => string | null;

  constructor(decisions: readonly PairDecision[], textOf: (chunkId: string) => string | null) {
    for (const { verdict, texts } of decisions) {
      const key = keyOf(...texts);
      this.#said.set(key, (this.#said.get(key) ?? new Set()).add(verdict));
    }
    this.#textOf = textOf;
  }

  /**
   * The component of a join of chunks as people see it. Two that are no contradiction lose that edge. Two that are no copies keep theirs with
   * `person` as what tells them apart, so that they do not end up behind each other through a third; they get one where a join knew of them through others only.
   */
  correct<Member extends Node>({ members, edges }: Component<Member>): Component<Member> {
    const kept = edges.filter((edge) => edge.kind !== 'contradicts' || !this.#says(edge.aId, edge.bId, 'not-contradiction'));
    const told = kept.map((edge): JoinEdge => (COPIES.has(edge.kind) && edge.cue === null && this.#says(edge.aId, edge.bId, 'not-duplicate') ? { ...edge, cue: 'person' } : edge));
    return { members, edges: [...told, ...this.#apart(members, told)] };
  }

  #says(a: string, b: string, verdict: PairVerdict): boolean {
    const [one, other] = [this.#textOf(a), this.#textOf(b)];
    return one !== null && other !== null && this.#said.get(keyOf(one, other))?.has(verdict) === true;
  }

  /** Edges for pairs that are no copies and have none. */
  #apart<Member extends Node>(members: readonly Member[], edges: readonly JoinEdge[]): JoinEdge[] {
    const byText = new Map<string, Member>();
    for (const member of members) {
      const text = this.#textOf(member.id);
      if (text !== null && !byText.has(text)) byText.set(text, member);
    }
    const known = new Set(edges.filter(({ cue }) => cue === 'person').map(({ aNode, bNode }) => keyOf(String(aNode), String(bNode))));
    return [...this.#said].flatMap(([key, verdicts]): JoinEdge[] => {
      const [one = '', other = ''] = key.split(' ');
      const [a, b] = [byText.get(one), byText.get(other)];
      if (!verdicts.has('not-duplicate') || a === undefined || b === undefined || a.node === b.node || known.has(keyOf(String(a.node), String(b.node)))) return [];
      return [{
        kind: 'near-duplicate', a: { quote: '', span: null }, b: { quote: '', span: null }, score: 0, certainty: 'verified', cue: 'person', differs: null, method: 'a person',
        aId: a.id, bId: b.id, aNode: a.node, bNode: b.node,
      }];
    });
  }
}

const COPIES: ReadonlySet<JoinEdge['kind']> = new Set(['duplicate', 'near-duplicate', 'contained']);

const keyOf = (...texts: readonly [string, string]): string => (texts[0] < texts[1] ? `${texts[0]} ${texts[1]}` : `${texts[1]} ${texts[0]}`);

/** What people said of pairs among chunks, and what a review is about to say; `null` = nothing. */
export async function pairWord(
  store: Store, textOf: ReadonlyMap<string, string>, joins: readonly Configured<Join>[], incoming: { readonly pairs: readonly PairDecision[]; readonly withdrawn: readonly number[] },
): Promise<PairWord | null> {
  if (!joins.some(({ block }) => block.unit === 'chunk')) return null;
  const decisions = [...(await store.pairDecisions([...new Set(textOf.values())])), ...incoming.pairs].filter(({ seq }) => !incoming.withdrawn.includes(seq));
  return decisions.length === 0 ? null : new PairWord(decisions, (id) => textOf.get(id) ?? null);
}
