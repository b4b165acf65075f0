import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_DATES, canonicalJson, isWeak, sha256, sharesEnough, uuidOf, type EpochStatistics, type Join, type JoinEdge, type JoinInput, type JoinMember, type JoinOutcome } from '../../src/core/index.js';

/** An input with defaults for all that a test does not care about. */
export function joinInput(part: Partial<JoinInput> & { readonly text: string }): JoinInput {
  const path = part.path ?? 'page.md';
  const documentId = part.documentId ?? uuidOf('document', path);
  return {
    id: uuidOf('chunk', path, part.text), documentId, offset: 0, title: null, path, source: 'docs', headingPath: [], parentItem: null, kinds: ['paragraph'], language: 'en', access: null,
    authority: 0.5, mediaType: 'text/markdown', declared: {}, dates: NO_DATES, type: null, ...part,
  };
}

export interface JoinRun {
  readonly edges: readonly JoinEdge[];
  readonly outcomes: ReadonlyMap<string, JoinOutcome>;
  readonly components: readonly (readonly JoinMember[])[];
  /** Pairs that shared a bucket. */
  readonly candidates: number;
}

export interface RunOptions {
  readonly members?: ReadonlyMap<string, Partial<JoinMember>>;
  /** Verify every pair of nodes, whatever their keys. */
  readonly allPairs?: boolean;
  readonly statistics?: EpochStatistics;
}

interface Node<P> {
  readonly number: number;
  readonly inputs: readonly JoinInput[];
  readonly input: JoinInput;
  readonly prepared: P;
}

/** What the engine does with a join, in the plainest way: everything in memory, nothing incremental. */
export function runJoin<O, P>(join: Join<O, P>, inputs: readonly JoinInput[], options: O = join.options.parse({}), run: RunOptions = {}): JoinRun {
  const statistics = run.statistics ?? statisticsOf(join, inputs, options);
  const nodes = nodesOf(join, inputs, options, statistics);
  const buckets = bucketsOf(join, nodes, options, statistics);
  const common = new Set([...buckets].flatMap(([key, bucket]) => (isCommon(join, key, bucket.length) ? [key] : [])));
  const pairs = run.allPairs === true ? everyPair(nodes) : bucketPairs(join, nodes, buckets, { options, statistics });
  const edges: JoinEdge[] = [];
  for (const [a, b] of pairs) {
    if (join.filter !== undefined && !join.filter(a.prepared, b.prepared, options, statistics)) continue;
    for (const draft of join.verify({ ...a, common }, { ...b, common }, options, statistics)) {
      const [first, second] = draft.reversed === true ? [b, a] : [a, b];
      edges.push({ ...draft, aId: first.input.id, bId: second.input.id, aNode: first.number, bNode: second.number });
    }
  }
  const marksOf = (input: JoinInput): JoinMember['marks'] => (join.mark?.(join.prepare(input, options), options, statistics) ?? []);
  const components = componentsOf(nodes, edges, join.sameNode !== null, run, marksOf);
  const outcomes = new Map<string, JoinOutcome>();
  for (const members of components) {
    const numbers = new Set(members.map((member) => member.node));
    for (const outcome of join.reduce({ members, edges: edges.filter((edge) => edge.aside !== true && numbers.has(edge.aNode)) }, options)) outcomes.set(outcome.id, outcome);
  }
  return { edges, outcomes, components, candidates: pairs.length };
}

function nodesOf<O, P>(join: Join<O, P>, inputs: readonly JoinInput[], options: O, statistics: EpochStatistics): Node<P>[] {
  const byIdentity = new Map<string, JoinInput[]>();
  for (const input of inputs) {
    const identity = join.node(input, join.prepare(input, options), options, statistics);
    if (identity !== null) byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), input]);
  }
  const placeOf = (input: JoinInput | undefined): number => (input === undefined ? 0 : join.order?.(join.prepare(input, options), options) ?? 0);
  const ordered = [...byIdentity].map(([identity, group]) => ({ place: placeOf(group[0]), hash: sha256(identity), group: group.sort((a, b) => (a.id < b.id ? -1 : 1)) }))
    .sort((a, b) => a.place - b.place || (a.hash < b.hash ? -1 : 1));
  return ordered.flatMap(({ group }, number) => {
    const input = group[0];
    return input === undefined ? [] : [{ number, inputs: group, input, prepared: join.prepare(input, options) }];
  });
}

/** Frequencies over subjects, or over their documents. */
export function statisticsOf<O, P>(join: Join<O, P>, inputs: readonly JoinInput[], options: O): EpochStatistics {
  const counts = new Map<string | number, Set<string>>();
  const add = (term: string | number, holder: string): void => { counts.set(term, (counts.get(term) ?? new Set()).add(holder)); };
  for (const input of inputs) {
    for (const term of join.terms?.(join.prepare(input, options), options) ?? []) add(term, input.id);
    for (const term of join.documentTerms?.of(input, options) ?? []) add(term, input.documentId);
  }
  const least = join.documentTerms?.least(options) ?? 1;
  const frequency = (term: string | number): number => counts.get(term)?.size ?? 0;
  return { nodes: inputs.length, frequency: (term) => (frequency(term) < least ? 0 : frequency(term)) };
}

type Pair<P> = readonly [Node<P>, Node<P>];

function everyPair<P>(nodes: readonly Node<P>[]): Pair<P>[] {
  return nodes.flatMap((a, at) => nodes.slice(at + 1).map((b): Pair<P> => [a, b]));
}

const isCommon = <O, P>({ bucket: { commonBeyond } }: Join<O, P>, key: number, nodes: number): boolean => commonBeyond !== undefined && isWeak(key) && nodes > commonBeyond;

function bucketsOf<O, P>(join: Join<O, P>, nodes: readonly Node<P>[], options: O, statistics: EpochStatistics): Map<number, Node<P>[]> {
  const buckets = new Map<number, Node<P>[]>();
  for (const node of nodes) {
    for (const key of new Set(join.keys(node.prepared, options, statistics))) {
      if (!Number.isSafeInteger(key) || key < 0 || key >= 2 ** 52) throw new Error(`not a 52-bit key: ${key}`);
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [node]);
      else bucket.push(node);
    }
  }
  return buckets;
}

function bucketPairs<O, P>(join: Join<O, P>, nodes: readonly Node<P>[], buckets: ReadonlyMap<number, readonly Node<P>[]>, { options, statistics }: { options: O; statistics: EpochStatistics }): Pair<P>[] {
  const seen = new Map<number, { pair: Pair<P>; strong: boolean; weak: number }>();
  for (const [key, bucket] of buckets) {
    if (isCommon(join, key, bucket.length)) continue;
    const heads = bucket.slice(0, join.bucket.cap);
    const tails = join.bucket.overflow === 'hubs' ? bucket : heads;
    for (const [at, a] of heads.entries()) {
      for (const b of tails.slice(at + 1)) {
        const number = a.number * nodes.length + b.number;
        const one = seen.get(number) ?? { pair: [a, b], strong: false, weak: 0 };
        seen.set(number, { ...one, strong: one.strong || !isWeak(key), weak: one.weak + (isWeak(key) ? 1 : 0) });
      }
    }
  }
  const { weakShare } = join.bucket;
  if (weakShare === undefined) return [...seen.values()].map(({ pair }) => pair);
  const weakKeys = new Map(nodes.map((node) => [node, [...new Set(join.keys(node.prepared, options, statistics))].filter(isWeak).length]));
  return [...seen.values()].filter(({ pair: [a, b], strong, weak }) => strong || sharesEnough(weak, weakKeys.get(a) ?? 0, weakKeys.get(b) ?? 0, weakShare)).map(({ pair }) => pair);
}

function componentsOf<P>(nodes: readonly Node<P>[], edges: readonly JoinEdge[], sameNodeCounts: boolean, run: RunOptions, marksOf: (input: JoinInput) => JoinMember['marks']): JoinMember[][] {
  const parent = nodes.map((_, at) => at);
  const root = (at: number): number => {
    let place = at;
    while (parent[place] !== place) place = parent[place] ?? place;
    return place;
  };
  for (const edge of edges) if (edge.aside === undefined) parent[root(edge.aNode)] = root(edge.bNode);
  const groups = new Map<number, JoinMember[]>();
  for (const node of nodes) {
    const top = root(node.number);
    groups.set(top, [...(groups.get(top) ?? []), ...node.inputs.map((input) => memberOf(input, node.number, { marks: marksOf(input), asides: edges.filter(({ aside, aNode }) => aside === 'counted' && aNode === node.number).length, ...run.members?.get(input.id) }))]);
  }
  return [...groups.values()].filter((members) => members.length > 1 && (sameNodeCounts || new Set(members.map((member) => member.node)).size > 1));
}

export function memberOf(input: JoinInput, node: number, part: Partial<JoinMember> = {}): JoinMember {
  const version = input.declared['version'];
  return {
    id: input.id, documentId: input.documentId, path: input.path, source: input.source, authority: input.authority, access: input.access, version: typeof version === 'string' ? version : null,
    dates: input.dates, tokens: Math.ceil(input.text.length / 4), structureScore: null, heldBack: false, pin: null, node, marks: [], asides: 0, ...part,
  };
}

/** Every join's promises, on inputs of its own kind. `documents` holds each document's text. */
export function joinContract<O, P>(join: Join<O, P>, inputs: readonly JoinInput[], documents: ReadonlyMap<string, string>, options: O = join.options.parse({})): void {
  describe(`${join.id} keeps the contract of a join`, () => {
    test('it finds something in these inputs', () => {
      expect(runJoin(join, inputs, options).edges.length).toBeGreaterThan(0);
    });

    test('unknown options are refused', () => {
      expect(join.options.safeParse({ nonsense: 1 }).success).toBe(false);
    });

    test('verify gives the same edges whichever side comes first', () => {
      const sides = inputs.map((input) => ({ input, prepared: join.prepare(input, options) }));
      const statistics = statisticsOf(join, inputs, options);
      const direct = (edge: { reversed?: boolean; a: unknown; b: unknown; kind: string; differs: readonly [string, string] | null }, swap: boolean): unknown => {
        const { reversed, a, b, differs, ...rest } = edge;
        const directed = edge.kind === 'contained' || edge.kind === 'supersedes' || edge.kind === 'newer-version';
        const turn = directed ? false : swap;
        const flipped = directed ? (reversed === true) !== swap : false;
        return turn ? { ...rest, flipped, a: b, b: a, differs: differs === null ? null : [differs[1], differs[0]] } : { ...rest, flipped, a, b, differs };
      };
      for (const [at, a] of sides.entries()) {
        for (const b of sides.slice(at + 1)) {
          const forth = join.verify(a, b, options, statistics).map((edge) => canonicalJson(direct(edge, false)));
          const back = join.verify(b, a, options, statistics).map((edge) => canonicalJson(direct(edge, true)));
          expect(back.sort()).toEqual(forth.sort());
        }
      }
    });

    test('quotes slice back to the documents', () => {
      const byId = new Map(inputs.map((input) => [input.id, input]));
      for (const edge of runJoin(join, inputs, options).edges) {
        for (const [side, id] of [[edge.a, edge.aId], [edge.b, edge.bId]] as const) {
          const text = documents.get(byId.get(id)?.documentId ?? '');
          if (side.span !== null) expect(text?.slice(side.span.start, side.span.end)).toBe(side.quote);
        }
      }
    });

    test('the order of the inputs, members and edges changes nothing', () => {
      const reference = runJoin(join, inputs, options);
      fc.assert(fc.property(fc.shuffledSubarray([...inputs], { minLength: inputs.length }), (shuffled) => {
        const run = runJoin(join, shuffled, options);
        expect(run.edges.map((edge) => canonicalJson(edge)).sort()).toEqual(reference.edges.map((edge) => canonicalJson(edge)).sort());
        for (const [id, outcome] of reference.outcomes) expect(run.outcomes.get(id)).toEqual(outcome);
      }), { numRuns: 10 });
      for (const members of reference.components) {
        const numbers = new Set(members.map((member) => member.node));
        const edges = reference.edges.filter((edge) => edge.aside !== true && numbers.has(edge.aNode));
        fc.assert(fc.property(fc.shuffledSubarray([...members], { minLength: members.length }), fc.shuffledSubarray(edges, { minLength: edges.length }), (someMembers, someEdges) => {
          const byId = (outcomes: readonly JoinOutcome[]): JoinOutcome[] => [...outcomes].sort((a, b) => (a.id < b.id ? -1 : 1));
          expect(byId(join.reduce({ members: someMembers, edges: someEdges }, options))).toEqual(byId(join.reduce({ members, edges }, options)));
        }), { numRuns: 20 });
      }
    });

    test('every member of a component has one outcome, and a survivor is a canonical of it', () => {
      const run = runJoin(join, inputs, options);
      for (const members of run.components) {
        const ids = new Set(members.map((member) => member.id));
        for (const id of ids) {
          const outcome = run.outcomes.get(id);
          expect(outcome).toBeDefined();
          if (outcome !== undefined && outcome.survivor !== null) {
            expect(ids.has(outcome.survivor)).toBe(true);
            expect(outcome.canonical).toBe(false);
          }
          for (const finding of outcome?.findings ?? []) expect(join.rules).toContain(finding.rule);
        }
      }
    });

    test('no pair with an edge is missed by the keys', () => {
      const key = (edge: JoinEdge): string => `${edge.kind} ${edge.aId} ${edge.bId}`;
      const found = new Set(runJoin(join, inputs, options).edges.map(key));
      for (const edge of runJoin(join, inputs, options, { allPairs: true }).edges) expect(found).toContain(key(edge));
    });
  });
}
