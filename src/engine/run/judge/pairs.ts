import { questionHash, type EdgeDraft, type JudgeQuestion, type JudgedStatement, type NumberedEdge, type StoredEdge } from '../../../core/index.js';

/** An edge of the store, and what it was before a judge was asked. */
export interface EdgeToJudge {
  readonly edgeNumber: number;
  readonly draft: EdgeDraft;
  readonly rules: EdgeDraft;
  readonly nodes: readonly [number, number];
}

/** Two statements that stand in one or more edges, and the two questions about them. */
export interface Pair {
  readonly key: string;
  readonly questions: readonly [Asked, Asked];
  readonly edges: EdgeToJudge[];
  /** The highest of its edges, 0..1. */
  score: number;
}

export interface Asked { readonly hash: string; readonly question: JudgeQuestion }

/** What an edge is without the store's own columns. */
export function draftOf({ join: _join, of: _of, aId: _a, bId: _b, aNode: _aNode, bNode: _bNode, edgeNumber: _number, ...draft }: StoredEdge & { edgeNumber?: number }): EdgeDraft {
  return draft;
}

/** The edge as the rules made it, to the byte: an edge that is made again must equal it. */
export function withoutJudge(draft: EdgeDraft): EdgeDraft {
  if (draft.judged === undefined) return draft;
  const { judged: { was }, aside: _aside, because: _because, judged: _judged, ...rest } = draft;
  return was.because === undefined ? { ...rest, ...was } : { ...draftWithout(draft), ...was };
}

/** Keeps `because` where it stood. */
function draftWithout({ judged: _judged, aside: _aside, ...rest }: EdgeDraft): EdgeDraft {
  return rest;
}

export function edgeToJudge(edge: NumberedEdge): EdgeToJudge {
  const draft = draftOf(edge);
  return { edgeNumber: edge.edgeNumber, draft, rules: withoutJudge(draft), nodes: [edge.aNode, edge.bNode] };
}

/** Whether the store would write the same: it keeps the kind by itself. */
export function isSameDraft(a: EdgeDraft, b: EdgeDraft): boolean {
  return a.kind === b.kind && JSON.stringify({ ...a, kind: undefined }) === JSON.stringify({ ...b, kind: undefined });
}

/** Pairs by their questions, whichever way round: near copies of two statements are one. */
export class Pairs {
  readonly #pairs = new Map<string, Pair>();

  add(edge: EdgeToJudge, a: JudgedStatement, b: JudgedStatement): void {
    const asked = [{ first: a, second: b }, { first: b, second: a }].map((question): Asked => ({ hash: questionHash(question), question })).sort((x, y) => (x.hash < y.hash ? -1 : 1)) as [Asked, Asked];
    const key = asked.map(({ hash }) => hash).join(' ');
    const known = this.#pairs.get(key);
    if (known === undefined) this.#pairs.set(key, { key, questions: asked, edges: [edge], score: edge.rules.score });
    else {
      known.edges.push(edge);
      known.score = Math.max(known.score, edge.rules.score);
    }
  }

  all(): Pair[] {
    return [...this.#pairs.values()];
  }
}

const surestFirst = (a: Pair, b: Pair): number => b.score - a.score || (a.key < b.key ? -1 : 1);

/**
 * Pairs in the order in which they are asked about: the surest of each cluster, by score, then the second of each that has one, and so on. A cluster is
 * what edges tie together, those of one pair too. Pairs that were asked about keep their turn, so that the next run goes on with clusters that had none.
 */
export function inTurn(pairs: readonly Pair[]): Pair[] {
  const clusters = clusterOf(pairs);
  const had = new Map<number, number>();
  const turns = [...pairs].sort(surestFirst).map((pair) => {
    const cluster = clusters(pair.edges[0]?.nodes[0] ?? -1);
    const turn = had.get(cluster) ?? 0;
    had.set(cluster, turn + 1);
    return { pair, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn || surestFirst(a.pair, b.pair)).map(({ pair }) => pair);
}

function clusterOf(pairs: readonly Pair[]): (node: number) => number {
  const parent = new Map<number, number>();
  const root = (node: number): number => {
    let top = node;
    for (let up = parent.get(top); up !== undefined; up = parent.get(top)) top = up;
    if (top !== node) parent.set(node, top);
    return top;
  };
  for (const { edges } of pairs) {
    const first = edges[0]?.nodes[0];
    for (const node of edges.flatMap(({ nodes }) => nodes)) {
      const [one, other] = [root(first ?? node), root(node)];
      if (one !== other) parent.set(other, one);
    }
  }
  return root;
}
