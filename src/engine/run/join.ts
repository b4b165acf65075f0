import {
  NO_DATES, keyOf, type EdgeDraft, type EpochRecord, type EpochStatistics, type Join, type JoinInput, type JoinSubject,
} from '../../core/index.js';
import type { Configured, Pipeline } from '../../config/index.js';
import { expectWork, type RunContext } from './context.js';
import { EpochTerms } from './epoch-terms.js';

const PAGE = 1000;
/** Subjects entered in one transaction: their keys land all over the index, and the more at once, the fewer pages are written twice. */
const ENTER_PAGE = 4000;
const TOUCHED_PAGE = 1000;
/** Prepared inputs kept in memory between pages. */
const PREPARED_CAPACITY = 32_000;
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

/** Of all that a join looks at, ids apart: those are what its results are kept by. */
function fingerprintOf({ id: _id, text, ...rest }: JoinInput): number {
  return keyOf(`${JSON.stringify(rest)}\n${text}`);
}

interface Prepared { readonly input: JoinInput; readonly prepared: unknown }

class Joining {
  readonly #context: RunContext;
  readonly #join: Join;
  readonly #options: unknown;
  readonly #key: string;
  readonly #prepared = new Map<number, Prepared>();
  /** Those of the nodes that are being verified, by node. */
  #nodes: ReadonlyMap<number, Prepared> = new Map();
  readonly #terms: EpochTerms;

  constructor(context: RunContext, configured: Configured<Join>) {
    this.#context = context;
    this.#join = configured.block;
    this.#options = configured.options;
    this.#key = joinKeyOf(context.pipeline, configured);
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
    const input = joinInput(this.#context.pipeline, subject);
    return this.#join.reads?.(input) ?? input;
  }

  async #drop(): Promise<void> {
    const { store, fence } = this.#context;
    while ((await store.dropJoinNodes(fence, this.#join.id, this.#join.unit, this.#join.bucket, { limit: PAGE })) > 0) this.#context.signal.throwIfAborted();
  }

  async #enter(epoch: EpochRecord): Promise<void> {
    const { store, fence, progress, signal } = this.#context;
    for (let afterRow = 0; ;) {
      signal.throwIfAborted();
      const subjects = await store.unjoined(this.#join.id, this.#join.unit, { limit: ENTER_PAGE, afterRow });
      if (subjects.length === 0) return;
      if (afterRow === 0) await expectWork(this.#context, { of: 'unjoined', join: this.#join.id, unit: this.#join.unit }, subjects, ENTER_PAGE);
      const rows = subjects.map((subject) => ({ subject, subjectId: subject.id, rowId: subject.rowId, input: fingerprintOf(this.#inputOf(subject)) }));
      const moved = await store.moveJoinNodes(fence, this.#join.id, this.#join.unit, rows);
      const prepared = rows.filter((row) => !moved.has(row.subjectId)).map((row) => ({ row, view: this.#prepare(row.subject) }));
      const statistics = await this.#terms.statistics(epoch, prepared.map(({ view }) => view));
      await store.putJoinNodes(fence, this.#join.id, this.#join.unit, prepared.map(({ row: { subjectId, rowId, input }, view }) => {
        const node = this.#join.node(view.input, view.prepared, this.#options, statistics);
        if (node === null) return { subjectId, rowId, input, node, keys: [] };
        return { subjectId, rowId, input, node, keys: [...this.#join.keys(view.prepared, this.#options, statistics)], marks: this.#join.mark?.(view.prepared, this.#options, statistics) ?? [] };
      }), this.#join.bucket);
      await store.heartbeat(fence);
      progress.advance(subjects.length);
      afterRow = subjects.at(-1)?.rowId ?? afterRow;
    }
  }

  async #verify(epoch: EpochRecord): Promise<void> {
    const { store, fence, progress, signal } = this.#context;
    for (let first = true; ; first = false) {
      signal.throwIfAborted();
      const touched = await store.touchedNodes(this.#join.id, { limit: TOUCHED_PAGE });
      if (touched.length === 0) return;
      if (first) await expectWork(this.#context, { of: 'touchedNodes', join: this.#join.id }, touched, TOUCHED_PAGE);
      const candidates = await store.candidates(this.#join.id, touched, this.#join.bucket);
      const paired = new Set([...candidates].flatMap(([node, others]) => (others.length === 0 ? [] : [node, ...others])));
      this.#nodes = await this.#load([...paired]);
      const statistics = await this.#terms.statistics(epoch, [...paired].flatMap((node) => this.#nodes.get(node) ?? []));
      const inTurn = new Set(touched);
      const edges = touched.flatMap((aNode) => (candidates.get(aNode) ?? [])
        .filter((bNode) => !inTurn.has(bNode) || aNode < bNode)
        .flatMap((bNode) => this.#pair(aNode, bNode, statistics)));
      await store.putEdges(fence, this.#join.id, this.#join.unit, touched, edges, this.#join.sameNode);
      await store.heartbeat(fence);
      progress.advance(touched.length);
    }
  }

  /** The edges between two nodes. The lower id comes first: node numbers depend on the order in which documents came. */
  #pair(oneNode: number, otherNode: number, statistics: EpochStatistics): { aNode: number; bNode: number; draft: EdgeDraft }[] {
    const [one, other] = [this.#nodes.get(oneNode), this.#nodes.get(otherNode)];
    if (one === undefined || other === undefined) return [];
    const [a, aNode, b, bNode] = one.input.id < other.input.id ? [one, oneNode, other, otherNode] : [other, otherNode, one, oneNode];
    if (this.#join.filter?.(a.prepared, b.prepared, this.#options, statistics) === false) return [];
    return this.#join.verify(a, b, this.#options, statistics).map((draft) => ({ aNode, bNode, draft }));
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
      for (const subject of await store.subjectsAt(this.#join.unit, missing.slice(start, start + PAGE))) byRow.set(subject.rowId, this.#prepare(subject));
    }
    return new Map([...rows].flatMap(([node, row]) => {
      const prepared = byRow.get(row);
      return prepared === undefined ? [] : [[node, prepared] as const];
    }));
  }
}
