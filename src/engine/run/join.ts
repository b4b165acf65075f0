import {
  NO_DATES, embeddingKey, type Candidates, type EdgeDraft, type EpochRecord, type EpochStatistics, type IgnoredField, type Join, type JoinInput, type JoinSubject,
} from '../../core/index.js';
import type { Configured, ConfiguredJoin, Pipeline } from '../../config/index.js';
import { expectWork, type RunContext } from './context.js';
import { Embedding } from './embed.js';
import { EpochTerms } from './epoch-terms.js';

const PAGE = 1000;
/** Subjects entered in one transaction: their keys land all over the index, and the more at once, the fewer pages are written twice. */
const ENTER_PAGE = 2000;
/** Touched nodes whose partners are looked for at a time: each time takes a pass over the key pages, and memory for what they share. */
const CANDIDATE_PAGE = 10_000;
/** Subjects that left in one transaction. */
const DROP_PAGE = 10_000;
/** Prepared inputs kept in memory between pages. */
const PREPARED_CAPACITY = 4000;
/**
 * A join with statistics begins a new epoch when this share of its subjects has changed since the last one: rarer, and
 * document frequencies drift away from the corpus; more often, and nights pay for a full join.
 */
const EPOCH_DRIFT = 0.2;

/** Brings every join's nodes and edges in step with the pending state. */
export async function join(context: RunContext): Promise<void> {
  for (const configured of context.pipeline.joins) await new Joining(context, configured).run();
}

/** A join's inputs carry dates and types, so what assesses documents is part of its key. */
export function joinKeyOf(pipeline: Pipeline, configured: Configured<Join>): string {
  return [configured.key, ...pipeline.documentScorers.map((scorer) => scorer.key)].join(' ');
}

export function joinInput(pipeline: Pipeline, subject: JoinSubject): JoinInput {
  const assessment = pipeline.documentScorers.map((scorer) => subject.assessments.get(scorer.key)).find((found) => found !== undefined);
  return {
    id: subject.id, documentId: subject.documentId, text: subject.text, offset: subject.offset, title: subject.title, path: subject.path, source: subject.source.name,
    headingPath: subject.headingPath, parentItem: subject.parentItem, kinds: subject.kinds, language: subject.language, access: subject.source.access,
    authority: subject.source.authority, mediaType: subject.mediaType, declared: subject.declared, dates: assessment?.dates ?? NO_DATES, type: assessment?.type ?? null,
  };
}

/** What a join is given in place of what it ignores. */
const CONSTANTS: Required<Pick<JoinInput, IgnoredField>> = {
  title: null, headingPath: [], parentItem: null, kinds: [], language: null, access: null, authority: 0, mediaType: '', declared: {}, dates: NO_DATES, type: null,
};

interface Prepared { readonly input: JoinInput; readonly prepared: unknown }

class Joining {
  readonly #context: RunContext;
  readonly #join: Join;
  readonly #options: unknown;
  readonly #key: string;
  readonly #constants: Partial<JoinInput>;
  readonly #prepared = new Map<number, Prepared>();
  readonly #embedding: Embedding | null;
  /** Vectors of the subjects that are prepared next, by row. */
  #vectors: ReadonlyMap<number, Float32Array> = new Map();
  /** Those of the nodes that are being verified, by node. */
  #nodes: ReadonlyMap<number, Prepared> = new Map();
  readonly #terms: EpochTerms;

  constructor(context: RunContext, configured: ConfiguredJoin) {
    this.#context = context;
    this.#join = configured.block;
    this.#options = configured.options;
    this.#key = joinKeyOf(context.pipeline, configured);
    this.#embedding = configured.embeddings === null ? null : new Embedding(context, configured.embeddings);
    this.#constants = Object.fromEntries((configured.block.ignores ?? []).map((field) => [field, CONSTANTS[field]]));
    this.#terms = new EpochTerms(this.#join, this.#options, context.store);
  }

  async run(): Promise<void> {
    const { progress } = this.#context;
    progress.stage(`indexing for ${this.#join.id}`);
    const epoch = await this.#epoch();
    await this.#drop();
    await this.#enter(epoch);
    progress.stage(`joining ${this.#join.id}`);
    await this.#verify(epoch);
    await this.#forgetVectors();
    const { store, fence } = this.#context;
    await store.settleJoin(fence, this.#join.id);
    progress.end();
  }

  async #epoch(): Promise<EpochRecord> {
    const { store, fence, full } = this.#context;
    const current = await store.epoch(this.#join.id, this.#key);
    if (current !== null && !full && !this.#drifted(current)) return current;
    return store.beginEpoch(fence, this.#join.id, this.#key, await this.#count());
  }

  #drifted({ nodes, changed }: EpochRecord): boolean {
    return this.#terms.counted && changed > EPOCH_DRIFT * nodes;
  }

  /** Frequencies over all subjects; joins that use none only learn how many there are. */
  async #count(): Promise<{ nodes: number; frequencies: Iterable<readonly [string, number]> }> {
    const nodes = await this.#context.store.countSubjects(this.#join.unit);
    const views = { input: (subject: JoinSubject) => this.#inputOf(subject), prepare: (subject: JoinSubject) => this.#prepare(subject) };
    return { nodes, frequencies: this.#terms.counted ? await this.#terms.count(this.#subjects(), views) : [] };
  }

  async *#subjects(): AsyncGenerator<readonly JoinSubject[]> {
    for (let afterRow = 0; ;) {
      this.#context.signal.throwIfAborted();
      const subjects = await this.#context.store.joinSubjects(this.#join.unit, { limit: PAGE, afterRow });
      if (subjects.length === 0) return;
      await this.#embed(subjects);
      yield subjects;
      afterRow = subjects.at(-1)?.rowId ?? afterRow;
    }
  }

  /** Rows never change, so what was prepared to enter a subject serves to verify it too. */
  #prepare(subject: JoinSubject): Prepared {
    const known = this.#prepared.get(subject.rowId);
    if (known !== undefined) return known;
    const input = this.#inputOf(subject);
    const made = { input, prepared: this.#join.prepare(input, this.#options) };
    if (this.#prepared.size >= PREPARED_CAPACITY) this.#prepared.clear();
    this.#prepared.set(subject.rowId, made);
    return made;
  }

  #inputOf(subject: JoinSubject): JoinInput {
    const embedding = this.#vectors.get(subject.rowId);
    return { ...joinInput(this.#context.pipeline, subject), ...this.#constants, ...(embedding === undefined ? {} : { embedding }) };
  }

  /** Embeds the subjects that are prepared next, as far as the join asks for it. */
  async #embed(subjects: readonly JoinSubject[]): Promise<void> {
    if (this.#embedding === null) return;
    const wanted = subjects.filter((subject) => !this.#prepared.has(subject.rowId) && this.#join.embedding?.wants(this.#inputOf(subject), this.#options) === true);
    const vectors = await this.#embedding.of(wanted.map(({ text }) => text));
    this.#vectors = new Map(wanted.map(({ rowId }, at) => [rowId, vectors[at] ?? new Float32Array()]));
  }

  /** Vectors of what left the corpus, and of models that no join names any more. A pipeline without embeddings keeps them: switching the join off and on again is free. */
  async #forgetVectors(): Promise<void> {
    if (this.#embedding === null) return;
    const { store, fence, pipeline } = this.#context;
    await store.dropEmbeddings(fence, this.#join.id, pipeline.joins.flatMap(({ embeddings }) => (embeddings === null ? [] : [embeddingKey(embeddings)])));
  }

  async #drop(): Promise<void> {
    const { store, fence } = this.#context;
    while ((await store.dropJoinNodes(fence, this.#join.id, this.#join.unit, { limit: DROP_PAGE })) > 0) this.#context.signal.throwIfAborted();
  }

  async #enter(epoch: EpochRecord): Promise<void> {
    const { store, fence, progress, signal } = this.#context;
    await store.moveEqualSubjects(fence, this.#join.id, this.#join.unit, this.#join.ignores ?? []);
    const unjoined = await store.unjoinedRows(this.#join.id, this.#join.unit);
    progress.expect(unjoined.length);
    for (let from = 0; from < unjoined.length; from += ENTER_PAGE) {
      signal.throwIfAborted();
      const subjects = await store.subjectsAt(this.#join.unit, unjoined.slice(from, from + ENTER_PAGE));
      await this.#embed(subjects);
      const prepared = subjects.map((subject) => ({ subject, view: this.#prepare(subject) }));
      const statistics = await this.#terms.statistics(epoch, prepared.map(({ view }) => view));
      await store.putJoinNodes(fence, this.#join.id, this.#join.unit, prepared.map(({ subject: { id, rowId }, view }) => {
        const node = this.#join.node(view.input, view.prepared, this.#options, statistics);
        if (node === null) return { subjectId: id, rowId, node, keys: [] };
        return { subjectId: id, rowId, node, keys: [...this.#join.keys(view.prepared, this.#options, statistics)], marks: this.#join.mark?.(view.prepared, this.#options, statistics) ?? [] };
      }));
      await store.heartbeat(fence);
      progress.advance(subjects.length);
    }
  }

  async #verify(epoch: EpochRecord): Promise<void> {
    const { store, fence, progress, signal } = this.#context;
    const done = new Set<number>();
    for (let first = true; ; first = false) {
      const touched = await store.touchedNodes(this.#join.id, { limit: CANDIDATE_PAGE });
      // What left may have moved others though it touched none.
      if (touched.length === 0 && !first) return;
      if (first) await expectWork(this.#context, { of: 'touchedNodes', join: this.#join.id }, touched, CANDIDATE_PAGE);
      const { moved, ...candidates } = await store.candidates(this.#join.id, touched, this.#join.bucket);
      // Before the mark of those that moved them is cleared: an interrupted run must find them touched.
      const late = moved.filter((node) => !done.has(node));
      if (late.length > 0) await store.touchNodes(fence, this.#join.id, late);
      const turns = new Map(touched.map((node, at) => [node, Math.floor(at / PAGE)]));
      for (let from = 0; from < touched.length; from += PAGE) {
        signal.throwIfAborted();
        await this.#verifyPage(epoch, touched.slice(from, from + PAGE), candidates, turns);
        await store.heartbeat(fence);
        progress.advance(Math.min(PAGE, touched.length - from));
      }
      for (const node of touched) done.add(node);
    }
  }

  /** A pair of two touched nodes belongs to the one whose turn comes later. */
  async #verifyPage(epoch: EpochRecord, nodes: readonly number[], { partners, common }: Pick<Candidates, 'partners' | 'common'>, turns: ReadonlyMap<number, number>): Promise<void> {
    const turn = turns.get(nodes[0] ?? -1) ?? 0;
    const pairs = nodes.flatMap((aNode) => (partners.get(aNode) ?? []).filter((bNode) => {
      const other = turns.get(bNode) ?? -1;
      return other < turn || (other === turn && aNode < bNode);
    }).map((bNode) => [aNode, bNode] as const));
    this.#nodes = await this.#load([...new Set(pairs.flat())]);
    const statistics = await this.#terms.statistics(epoch, this.#nodes.values());
    const edges = pairs.flatMap(([aNode, bNode]) => this.#pair(aNode, bNode, { statistics, common }));
    await this.#context.store.putEdges(this.#context.fence, this.#join.id, this.#join.unit, nodes, edges, this.#join.sameNode);
  }

  /** The edges between two nodes. The lower id comes first: node numbers depend on the order in which documents came. */
  #pair(oneNode: number, otherNode: number, { statistics, common }: { statistics: EpochStatistics; common: ReadonlySet<number> }): { aNode: number; bNode: number; draft: EdgeDraft }[] {
    const [one, other] = [this.#nodes.get(oneNode), this.#nodes.get(otherNode)];
    if (one === undefined || other === undefined) return [];
    const [a, aNode, b, bNode] = one.input.id < other.input.id ? [one, oneNode, other, otherNode] : [other, otherNode, one, oneNode];
    if (this.#join.filter?.(a.prepared, b.prepared, this.#options, statistics) === false) return [];
    return this.#join.verify({ ...a, common }, { ...b, common }, this.#options, statistics).map((draft) => ({ aNode, bNode, draft }));
  }

  /** The nodes as the members that stand for them: which one that is may have changed since the last time. */
  async #load(nodes: readonly number[]): Promise<ReadonlyMap<number, Prepared>> {
    const { store } = this.#context;
    const rows = await store.nodeRows(this.#join.id, this.#join.unit, nodes);
    const byRow = new Map<number, Prepared>();
    const missing: number[] = [];
    for (const row of rows.values()) {
      const known = this.#prepared.get(row);
      if (known === undefined) missing.push(row);
      else byRow.set(row, known);
    }
    for (let start = 0; start < missing.length; start += PAGE) {
      const subjects = await store.subjectsAt(this.#join.unit, missing.slice(start, start + PAGE));
      await this.#embed(subjects);
      for (const subject of subjects) byRow.set(subject.rowId, this.#prepare(subject));
    }
    return new Map([...rows].flatMap(([node, row]) => {
      const prepared = byRow.get(row);
      return prepared === undefined ? [] : [[node, prepared] as const];
    }));
  }
}
