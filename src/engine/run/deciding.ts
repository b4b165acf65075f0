import {
  groupBy, isOnStatus, isPin,
  type At, type DecidedChunk, type DecideSubject, type DecisionEvent, type DocumentScorer, type FindingDraft, type Join, type JoinEdge, type JoinMember, type JoinOutcome, type PairDecision, type StagedVerdict, type Store,
} from '../../core/index.js';
import type { Configured, Pipeline } from '../../config/index.js';
import { decideChunk, pinStanding, type PinStanding } from '../../curate/index.js';
import { ChunkFacts, shiftFinding, type JoinView } from './facts.js';
import { pairWord } from './pairs.js';

/** Grows of a closure are bounded by the corpus; this many rounds means a fault, not a corpus. */
const MAX_ROUNDS = 64;

/** What a review is about to publish and the store does not have yet. */
export interface Incoming {
  /** Decisions by chunk, in order. */
  readonly events: ReadonlyMap<string, readonly DecisionEvent[]>;
  readonly pairs: readonly PairDecision[];
  /** On documents' metadata, in order. */
  readonly edits: readonly DecisionEvent[];
  /** Numbers of decisions that are taken back. */
  readonly withdrawn: readonly number[];
}

const NOTHING_INCOMING: Incoming = Object.freeze({ events: new Map<string, readonly DecisionEvent[]>(), pairs: [], edits: [], withdrawn: [] });

interface Component { readonly members: readonly { id: string; node: number; marks: readonly FindingDraft[]; asides: number }[]; readonly edges: readonly JoinEdge[] }

/**
 * Decides chunks together with everything that is decided by the same clusters: a verdict may rest on which copy is
 * canonical, and that on whether the others are held back for another reason.
 */
export class Deciding {
  readonly #pipeline: Pipeline;
  readonly #store: Store;
  readonly #at: At;
  readonly #now: number;
  readonly #incoming: Incoming;

  constructor(pipeline: Pipeline, store: Store, view: { at: At; now: number; incoming?: Incoming }) {
    this.#pipeline = pipeline;
    this.#store = store;
    this.#at = view.at;
    this.#now = view.now;
    this.#incoming = view.incoming ?? NOTHING_INCOMING;
  }

  /** Verdicts for the chunks and for all that hang together with them. Chunks that are gone get `null`. */
  async decide(ids: readonly string[]): Promise<StagedVerdict[]> {
    const components = new Map<Configured<Join>, Component[]>();
    const facts = await this.#closure(ids, components);
    await this.#heed(facts, components);
    const verdicts = this.#verdicts(facts, components);
    const gone = ids.filter((id) => !facts.has(id)).map((chunkId) => ({ chunkId, decided: null }));
    return [...gone, ...verdicts];
  }

  /** Grows the set until every cluster it touches is in it whole. */
  async #closure(ids: readonly string[], components: Map<Configured<Join>, Component[]>): Promise<Map<string, ChunkFacts>> {
    const facts = new Map<string, ChunkFacts>();
    let wanted = [...new Set(ids)];
    for (let round = 0; wanted.length > 0 && round < MAX_ROUNDS; round += 1) {
      const subjects = await this.#store.decideSubjects(wanted, this.#at, { without: this.#incoming.withdrawn, edits: this.#incoming.edits });
      for (const subject of subjects) facts.set(subject.chunkId, new ChunkFacts(this.#pipeline, subject));
      const reached = new Set<string>();
      for (const join of this.#pipeline.joins) {
        for (const id of await this.#reach(join, subjects.map((subject) => (join.block.unit === 'chunk' ? subject.chunkId : subject.documentId)), components)) reached.add(id);
      }
      wanted = [...reached].filter((id) => !facts.has(id));
    }
    return facts;
  }

  /** Takes in what people said of pairs: the corrected components may fall apart, or be told apart within. */
  async #heed(facts: ReadonlyMap<string, ChunkFacts>, components: Map<Configured<Join>, Component[]>): Promise<void> {
    const word = await pairWord(this.#store, new Map([...facts].map(([id, { subject }]) => [id, subject.textHash])), [...components.keys()], this.#incoming);
    if (word === null) return;
    for (const [join, list] of components) {
      if (join.block.unit === 'chunk') components.set(join, list.flatMap((component) => split(word.correct(component))));
    }
  }

  /** Loads the components of subjects that are not in one yet; returns the chunks these hold. */
  async #reach(join: Configured<Join>, subjectIds: readonly string[], components: Map<Configured<Join>, Component[]>): Promise<readonly string[]> {
    const known = components.get(join) ?? [];
    const seen = new Set(known.flatMap((component) => component.members.map((member) => member.id)));
    const found = await this.#store.components(join.block.id, join.block.unit, [...new Set(subjectIds)].filter((id) => !seen.has(id)), this.#at);
    const loaded = split(found);
    components.set(join, [...known, ...loaded]);
    // What a join says of a document that has nobody beside it does not rest on its chunks; going through each document from copy to copy would take in most of a corpus.
    const ids = (join.block.unit === 'chunk' ? loaded : loaded.filter(({ members }) => members.length > 1)).flatMap(({ members }) => members.map(({ id }) => id));
    return join.block.unit === 'chunk' ? ids : this.#store.chunkIdsOf(ids, this.#at);
  }

  #verdicts(facts: ReadonlyMap<string, ChunkFacts>, components: ReadonlyMap<Configured<Join>, readonly Component[]>): StagedVerdict[] {
    const byDocument = groupBy(facts.values(), (chunk) => chunk.subject.documentId);
    const byChunk = new Map([...facts].map(([id, chunk]) => [id, [chunk]]));
    const first = this.#reduceAll('chunk', components, byChunk, () => false);
    const ofDocuments = this.#ofDocuments(components, byDocument, first);
    const view = (chunk: ChunkFacts, chunkViews: ReadonlyMap<string, readonly JoinView[]>): JoinView[] =>
      [...(ofDocuments.get(chunk.subject.documentId) ?? []), ...(chunkViews.get(chunk.subject.chunkId) ?? [])];
    // Held back for another reason: what the policy would say if the chunk were the copy that is kept, and the join had said nothing.
    const isHeld = (chunk: ChunkFacts, views: readonly JoinView[]): boolean => this.#decided(chunk, views, true).status !== 'accepted';
    const together = clustered(components);
    const held = new Map([...facts].filter(([id]) => together.has(id)).map(([id, chunk]) => [id, isHeld(chunk, view(chunk, first))]));
    const heldBesides = (join: Configured<Join>, id: string): boolean => {
      const chunk = facts.get(id);
      if (chunk === undefined || held.get(id) !== true) return false;
      const views = view(chunk, first);
      const others = views.filter((one) => one.join !== join.block.id);
      return others.length === views.length || isHeld(chunk, others);
    };
    const final = this.#reduceAll('chunk', components, byChunk, heldBesides);
    return [...facts].map(([chunkId, chunk]) => {
      const joins = view(chunk, final);
      return { chunkId, decided: this.#decided(chunk, joins, joins.every(({ outcome }) => outcome.canonical)) };
    });
  }

  /**
   * Document joins, the second time with what is held back for another reason: a document is when all of its chunks are, by what is
   * measured, by joins of chunks and by people. Asked only where somebody gives way: elsewhere it matters to nobody.
   */
  #ofDocuments(components: ReadonlyMap<Configured<Join>, readonly Component[]>, byDocument: ReadonlyMap<string, readonly ChunkFacts[]>, chunkViews: ReadonlyMap<string, readonly JoinView[]>): Map<string, JoinView[]> {
    const first = this.#reduceAll('document', components, byDocument, () => false);
    const givesWay = (id: string): boolean => first.get(id)?.some(({ outcome }) => !outcome.canonical) === true;
    const contested = new Set([...components].flatMap(([join, list]) => (join.block.unit !== 'document' ? [] : list.flatMap(({ members }) => (members.some(({ id }) => givesWay(id)) ? members.map(({ id }) => id) : [])))));
    if (contested.size === 0) return first;
    const accepted = (chunk: ChunkFacts): boolean => this.#decided(chunk, chunkViews.get(chunk.subject.chunkId) ?? [], true).status === 'accepted';
    const held = new Set([...contested].filter((id) => byDocument.get(id)?.some(accepted) !== true));
    return held.size === 0 ? first : this.#reduceAll('document', components, byDocument, (_join, id) => held.has(id));
  }

  /** Every join of a unit over every component, as views by subject id. */
  #reduceAll(
    unit: Join['unit'], components: ReadonlyMap<Configured<Join>, readonly Component[]>, chunksOf: ReadonlyMap<string, readonly ChunkFacts[]>, heldBack: (join: Configured<Join>, id: string) => boolean,
  ): Map<string, JoinView[]> {
    const views = new Map<string, JoinView[]>();
    for (const [join, list] of components) {
      if (join.block.unit !== unit) continue;
      for (const component of list) {
        for (const outcome of this.#reduce(join, component, chunksOf, (id) => heldBack(join, id))) {
          views.set(outcome.id, [...(views.get(outcome.id) ?? []), { join: join.block.id, unit: join.block.unit, dimension: join.block.dimension, outcome }]);
        }
      }
    }
    return views;
  }

  #reduce(join: Configured<Join>, component: Component, chunksOf: ReadonlyMap<string, readonly ChunkFacts[]>, heldBack: (id: string) => boolean): readonly JoinOutcome[] {
    const members = component.members.flatMap(({ id, node, marks: kept, asides }) => {
      const chunks = chunksOf.get(id) ?? [];
      const [first] = chunks;
      const marks = kept.map((mark) => (join.block.unit === 'chunk' ? shiftFinding(mark, first?.subject.span.start ?? 0) : mark));
      return first === undefined ? [] : [memberOf({ id, node, marks, asides, dates: join.block.unit === 'chunk' ? first.dates : first.documentDates }, first, chunks, { heldBack: heldBack(id), pin: this.#pinAmong(chunks) })];
    });
    return join.block.reduce({ members, edges: component.edges }, join.options);
  }

  /** The decision on a chunk that is about to be published, if it is of this kind, else the one in the store. */
  #latest<Event extends DecisionEvent>(chunk: ChunkFacts, is: (event: DecisionEvent) => event is Event, stored: Event | null): Event | null {
    return this.#incoming.events.get(chunk.subject.chunkId)?.findLast(is) ?? stored;
  }

  /** Number of the newest pin that stands on one of the chunks; `null` = none does. */
  #pinAmong(chunks: readonly ChunkFacts[]): number | null {
    return chunks.reduce<number | null>((newest, chunk) => {
      const pin = this.#pinOf(chunk);
      return pin.kind === 'stands' ? Math.max(newest ?? 0, pin.event.seq) : newest;
    }, null);
  }

  #pinOf(chunk: ChunkFacts): PinStanding {
    const { pin, predecessors, textHash } = chunk.subject;
    return pinStanding({ own: this.#latest(chunk, isPin, pin), predecessors, textHash });
  }

  #decided(chunk: ChunkFacts, joins: readonly JoinView[], canonical: boolean): DecidedChunk {
    const onStatus = this.#latest(chunk, isOnStatus, chunk.subject.decision);
    const findingsChangeAt = [...chunk.changesAt(), ...endsOf(onStatus, chunk.subject.predecessors)];
    const decision = decideChunk({
      findingsChangeAt,
      policy: this.#pipeline.policy, now: this.#now, factsAt: (now) => chunk.at(now, joins, canonical), crossing: (threshold) => chunk.crossing(threshold),
      textHash: chunk.subject.textHash, decision: onStatus, predecessors: chunk.subject.predecessors,
    });
    // The chunk kept in its place before the document that is.
    const survivor = [...joins].sort((a, b) => Number(a.unit === 'document') - Number(b.unit === 'document')).map(({ outcome }) => outcome.survivor).find((id) => id !== null) ?? null;
    // A finding that comes without changing the verdict is looked at again as well: it is listed with it.
    const due = [decision.nextChangeAt, ...findingsChangeAt].filter((time): time is number => time !== null && time > this.#now);
    const pin = this.#pinOf(chunk);
    // A pin never held anything back, so its end does not either; but it is said.
    const lapse: FindingDraft[] = pin.kind === 'lapsed' ? [{ rule: 'decision/lapsed', severity: 'info', message: pin.why }] : [];
    return {
      ...decision, nextChangeAt: due.length === 0 ? null : Math.min(...due), canonical, scores: chunk.joined(joins), findings: [...chunk.derivedFindings(joins, this.#now), ...lapse], survivor,
      ...(pin.kind === 'none' ? {} : { pin: { seq: pin.event.seq, stands: pin.kind === 'stands' } }),
    };
  }
}

/** When decisions that are for a time end (ms). */
function endsOf(own: DecisionEvent | null, predecessors: DecideSubject['predecessors']): number[] {
  const events = own === null ? predecessors.flatMap(({ decision, others }) => [...(decision === null ? [] : [decision]), ...others]) : [own];
  return events.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]));
}

function memberOf(known: Pick<JoinMember, 'id' | 'node' | 'marks' | 'asides' | 'dates'>, first: ChunkFacts, chunks: readonly ChunkFacts[], { heldBack, pin }: { heldBack: boolean; pin: number | null }): JoinMember {
  const { subject } = first;
  const version = subject.declared['version'];
  return {
    ...known, documentId: subject.documentId, path: subject.path, source: subject.source.name, authority: subject.source.authority, access: subject.source.access,
    version: typeof version === 'string' || typeof version === 'number' ? String(version) : null,
    tokens: chunks.reduce((sum, chunk) => sum + chunk.subject.tokens, 0), structureScore: first.measured()['structure'] ?? null, heldBack, pin,
  };
}

/** Chunks that have anyone to be compared with: only then it matters whether one is held back for another reason. */
function clustered(components: ReadonlyMap<Configured<Join>, readonly Component[]>): ReadonlySet<string> {
  const chunkJoins = [...components].filter(([join]) => join.block.unit === 'chunk');
  return new Set(chunkJoins.flatMap(([, list]) => list.flatMap(({ members }) => (members.length > 1 ? members.map((member) => member.id) : []))));
}

/** Connected components of what the store gave for several subjects at once. */
function split({ members, edges }: Component): Component[] {
  const parent = new Map(members.map((member) => [member.id, member.id]));
  const root = (id: string): string => {
    let top = id;
    while ((parent.get(top) ?? top) !== top) top = parent.get(top) ?? top;
    parent.set(id, top);
    return top;
  };
  const unite = (a: string, b: string): void => { parent.set(root(a), root(b)); };
  for (const edge of edges) unite(edge.aId, edge.bId);
  for (const group of groupBy(members, (member) => member.node).values()) for (const member of group) unite(group[0]?.id ?? member.id, member.id);
  const edgesOf = groupBy(edges, (edge) => root(edge.aId));
  return [...groupBy(members, (member) => root(member.id))].map(([id, group]) => ({ members: group, edges: edgesOf.get(id) ?? [] }));
}

/** Grows whenever verdicts hold something else for the same corpus: all of it is then decided again. */
const DECIDING_VERSION = 4;

/** What a pipeline's verdicts rest on besides the corpus: a change of it means deciding everything again. */
export function decideKeyOf(pipeline: Pipeline): string {
  const scorers: readonly Configured<{ id: string } | DocumentScorer>[] = [...pipeline.documentScorers, ...pipeline.chunkScorers];
  return [`deciding@${DECIDING_VERSION}`, pipeline.policy.key, ...scorers.map((scorer) => scorer.key), ...pipeline.joins.map((join) => join.key)].join(' ');
}
