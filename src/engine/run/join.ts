import {
  NO_DATES, embeddingKey, type Candidates, type EpochRecord, type IgnoredField, type Join, type JoinInput, type JoinSubject,
} from '../../core/index.js';
import type { Configured, ConfiguredJoin, Pipeline } from '../../config/index.js';
import { expectWork, type RunContext } from './context.js';
import { Embedding, asJoined, vectorsOfJoins } from './embed.js';
import { TermCounts, isCounted } from './epoch-terms.js';
import { inNeighbourhoods } from './neighbourhoods.js';
import { JoinCrew, JoinLabour, PagesInOrder, type WorkSubject } from './join-work/index.js';

/** Subjects counted, and nodes verified, at a time; and subjects in one message to a worker thread. */
const PAGE = 1000;
/** Pairs verified at a time: some 70 ms, so that at the end of a stage no thread waits long for another. */
const PAIRS = 500;
/** Subjects entered in one transaction: their keys land all over the index, and the more at once, the fewer pages are written twice. */
const ENTER_PAGE = 2000;
/**
 * Touched nodes whose partners are looked for at a time. Each time takes a pass over the key pages, and memory for what they
 * share: of a large corpus more at a time, or the passes of a first run would grow with the square of it.
 */
const CANDIDATE_PAGE = { least: 10_000, most: 40_000, share: 0.04 };
/** Subjects that left in one transaction. */
const DROP_PAGE = 10_000;
/** Inputs kept in memory between pages, so that those just entered need not be read again: so many, of so many UTF-16 units. Their texts are slices that hold on to their documents'. */
const KEPT_INPUTS = 24_000;
const KEPT_CHARS = 24_000_000;
/**
 * A join with statistics begins a new epoch when this share of its subjects has changed since the last one: rarer, and
 * document frequencies drift away from the corpus; more often, and nights pay for a full join.
 */
const EPOCH_DRIFT = 0.2;

/** Brings every join's nodes and edges in step with the pending state. */
export async function join(context: RunContext): Promise<void> {
  const crew = new JoinCrew(context);
  try {
    for (const configured of context.pipeline.joins) await new Joining(context, configured, crew).run();
  } finally {
    await crew.close();
  }
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

interface Pair {
  readonly aNode: number;
  readonly bNode: number;
  readonly a: WorkSubject;
  readonly b: WorkSubject;
}

class Joining {
  readonly #context: RunContext;
  readonly #configured: ConfiguredJoin;
  readonly #join: Join;
  readonly #key: string;
  readonly #constants: Partial<JoinInput>;
  readonly #labour: JoinLabour;
  readonly #embedding: Embedding | null;
  readonly #inputs = new Map<number, WorkSubject>();
  #chars = 0;

  constructor(context: RunContext, configured: ConfiguredJoin, crew: JoinCrew) {
    this.#context = context;
    this.#configured = configured;
    this.#join = configured.block;
    this.#key = joinKeyOf(context.pipeline, configured);
    this.#constants = Object.fromEntries((configured.block.ignores ?? []).map((field) => [field, CONSTANTS[field]]));
    this.#embedding = configured.embeddings === null ? null : new Embedding(configured.embeddings, { cache: vectorsOfJoins(context), signal: context.signal });
    this.#labour = new JoinLabour(crew, context, configured);
  }

  async run(): Promise<void> {
    const { progress } = this.#context;
    progress.stage(`indexing for ${this.#join.id}`);
    const epoch = await this.#epoch();
    await this.#drop();
    await this.#enter(epoch);
    progress.stage(`joining ${this.#join.id}`);
    await this.#verify(epoch);
    const { store, fence } = this.#context;
    await this.#forgetVectors();
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
    return isCounted(this.#join) && changed > EPOCH_DRIFT * nodes;
  }

  /** Frequencies over all subjects; joins that use none only learn how many there are. */
  async #count(): Promise<{ nodes: number; frequencies: Iterable<readonly [term: string | number, nodes: number]> }> {
    const nodes = await this.#context.store.countSubjects(this.#join.unit);
    if (!isCounted(this.#join)) return { nodes, frequencies: [] };
    await this.#labour.expect('subjects', nodes);
    const counts = new TermCounts();
    const pages = new PagesInOrder(this.#labour.pagesAtOnce);
    for await (const subjects of this.#subjects()) {
      const { done } = await this.#labour.give<'count'>({ do: 'count', subjects });
      await pages.add(charsOf(subjects), done, async ({ frequencies, documentTerms }) => {
        counts.add(frequencies);
        for (const [at, terms] of documentTerms.entries()) counts.addDocument(subjects[at]?.input.documentId ?? '', terms);
      });
    }
    await pages.finish();
    return { nodes, frequencies: counts.frequencies(this.#join.documentTerms?.least(this.#configured.options) ?? null) };
  }

  async *#subjects(): AsyncGenerator<readonly WorkSubject[]> {
    for (let afterRow = 0; ;) {
      this.#context.signal.throwIfAborted();
      const subjects = await this.#context.store.joinSubjects(this.#join.unit, { limit: PAGE, afterRow });
      if (subjects.length === 0) return;
      yield await this.#taken(subjects);
      afterRow = subjects.at(-1)?.rowId ?? afterRow;
    }
  }

  /** Subjects with the vectors that the join asks for. Rows never change, so what was read to enter a subject serves to verify it too. */
  async #taken(subjects: readonly JoinSubject[]): Promise<WorkSubject[]> {
    const taken = new Map(subjects.flatMap(({ rowId }) => {
      const known = this.#inputs.get(rowId);
      return known === undefined ? [] : [[rowId, known] as const];
    }));
    const inputs = new Map(subjects.filter(({ rowId }) => !taken.has(rowId)).map((subject): [number, JoinInput] => [subject.rowId, { ...joinInput(this.#context.pipeline, subject), ...this.#constants }]));
    const { block, options } = this.#configured;
    const wanted = this.#embedding === null ? [] : [...inputs].filter(([, input]) => block.embedding?.wants(input, options) === true);
    const vectors = await this.#embedding?.of(wanted.map(([, { text }]) => asJoined(text))) ?? [];
    for (const [at, [row, input]] of wanted.entries()) inputs.set(row, { ...input, embedding: vectors[at] ?? new Float32Array() });
    for (const [row, input] of inputs) taken.set(row, this.#keep({ row, input }));
    return subjects.flatMap(({ rowId }) => taken.get(rowId) ?? []);
  }

  #keep(subject: WorkSubject): WorkSubject {
    if (this.#inputs.size >= KEPT_INPUTS || this.#chars >= KEPT_CHARS) {
      this.#inputs.clear();
      this.#chars = 0;
    }
    this.#inputs.set(subject.row, subject);
    this.#chars += subject.input.text.length;
    return subject;
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
    const { id, unit } = this.#join;
    await store.moveEqualSubjects(fence, id, unit, this.#join.ignores ?? []);
    const unjoined = await store.unjoinedRows(id, unit);
    progress.expect(unjoined.length);
    await this.#labour.expect('subjects', unjoined.length);
    const pages = new PagesInOrder(this.#labour.pagesAtOnce);
    for (let from = 0; from < unjoined.length; from += ENTER_PAGE) {
      signal.throwIfAborted();
      const byRow = await this.#at(unjoined.slice(from, from + ENTER_PAGE));
      const subjects = [...byRow.values()].sort((a, b) => a.row - b.row);
      const parts = [];
      for (let start = 0; start < subjects.length; start += PAGE) parts.push(await this.#labour.give<'enter'>({ do: 'enter', subjects: subjects.slice(start, start + PAGE), nodes: epoch.nodes }));
      await pages.add(charsOf(subjects), Promise.all(parts.map(({ done }) => done)), async (entered) => {
        await store.putJoinNodes(fence, id, unit, entered.flat().flatMap((made, at) => {
          const subject = subjects[at];
          return subject === undefined ? [] : [{ ...made, subjectId: subject.input.id, rowId: subject.row }];
        }));
        await store.heartbeat(fence);
        progress.advance(subjects.length);
      });
    }
    await pages.finish();
  }

  async #verify(epoch: EpochRecord): Promise<void> {
    const { store, fence } = this.#context;
    const done = new Set<number>();
    const limit = Math.min(CANDIDATE_PAGE.most, Math.max(CANDIDATE_PAGE.least, Math.round(CANDIDATE_PAGE.share * epoch.nodes)));
    for (let first = true; ; first = false) {
      const touched = await store.touchedNodes(this.#join.id, { limit });
      // What left may have moved others though it touched none.
      if (touched.length === 0 && !first) return;
      if (first) await expectWork(this.#context, { of: 'touchedNodes', join: this.#join.id }, touched, limit);
      const { moved, ...candidates } = await store.candidates(this.#join.id, touched, this.#join.bucket);
      // Before the mark of those that moved them is cleared: an interrupted run must find them touched.
      const late = moved.filter((node) => !done.has(node));
      if (late.length > 0) await store.touchNodes(fence, this.#join.id, late);
      await this.#verifyAll(epoch, inNeighbourhoods(touched, candidates.partners), candidates);
      for (const node of touched) done.add(node);
    }
  }

  async #verifyAll(epoch: EpochRecord, touched: readonly number[], candidates: Pick<Candidates, 'partners' | 'common'>): Promise<void> {
    const { store, fence, progress, signal } = this.#context;
    await this.#labour.expect('pairs', [...candidates.partners.values()].reduce((pairs, partners) => pairs + partners.length, 0));
    const turns = new Map(touched.map((node, at) => [node, Math.floor(at / PAGE)]));
    const pages = new PagesInOrder(this.#labour.pagesAtOnce);
    for (let from = 0; from < touched.length; from += PAGE) {
      signal.throwIfAborted();
      const nodes = touched.slice(from, from + PAGE);
      const { pairs, loaded } = await this.#pairsOf(pairsInTurn(nodes, candidates.partners, turns));
      const parts = [];
      for (let start = 0; start < pairs.length; start += PAIRS) parts.push(await this.#labour.give<'verify'>({ do: 'verify', ...placed(pairs.slice(start, start + PAIRS)), common: candidates.common, nodes: epoch.nodes }));
      await pages.add(charsOf([...loaded.values()]), Promise.all(parts.map(({ done }) => done)), async (found) => {
        const edges = found.flatMap((part, at) => part.flatMap(({ pair, draft }) => {
          const sides = pairs[at * PAIRS + pair];
          return sides === undefined ? [] : [{ aNode: sides.aNode, bNode: sides.bNode, draft }];
        }));
        await store.putEdges(fence, this.#join.id, this.#join.unit, nodes, edges, this.#join.sameNode);
        await store.heartbeat(fence);
        progress.advance(nodes.length);
      });
    }
    await pages.finish();
  }

  /** The sides of pairs. The lower id comes first: node numbers depend on the order in which documents came. */
  async #pairsOf(pairs: readonly (readonly [number, number])[]): Promise<{ pairs: Pair[]; loaded: ReadonlyMap<number, WorkSubject> }> {
    const loaded = await this.#load([...new Set(pairs.flat())]);
    return {
      loaded,
      pairs: pairs.flatMap(([oneNode, otherNode]) => {
        const [one, other] = [loaded.get(oneNode), loaded.get(otherNode)];
        if (one === undefined || other === undefined) return [];
        return [one.input.id < other.input.id ? { aNode: oneNode, bNode: otherNode, a: one, b: other } : { aNode: otherNode, bNode: oneNode, a: other, b: one }];
      }),
    };
  }

  /** The subjects of rows, read where they are not in memory. */
  async #at(rows: readonly number[]): Promise<Map<number, WorkSubject>> {
    const byRow = new Map<number, WorkSubject>();
    const missing: number[] = [];
    for (const row of rows) {
      const known = this.#inputs.get(row);
      if (known === undefined) missing.push(row);
      else byRow.set(row, known);
    }
    for (let start = 0; start < missing.length; start += PAGE) {
      for (const subject of await this.#taken(await this.#context.store.subjectsAt(this.#join.unit, missing.slice(start, start + PAGE)))) byRow.set(subject.row, subject);
    }
    return byRow;
  }

  /** The nodes as the members that stand for them: which one that is may have changed since the last time. */
  async #load(nodes: readonly number[]): Promise<ReadonlyMap<number, WorkSubject>> {
    const { store } = this.#context;
    const rows = await store.nodeRows(this.#join.id, this.#join.unit, nodes);
    const byRow = await this.#at([...rows.values()]);
    return new Map([...rows].flatMap(([node, row]) => {
      const subject = byRow.get(row);
      return subject === undefined ? [] : [[node, subject] as const];
    }));
  }
}

/** A pair of two touched nodes belongs to the one whose turn comes later. */
function pairsInTurn(nodes: readonly number[], partners: Candidates['partners'], turns: ReadonlyMap<number, number>): (readonly [number, number])[] {
  const turn = turns.get(nodes[0] ?? -1) ?? 0;
  return nodes.flatMap((aNode) => (partners.get(aNode) ?? []).filter((bNode) => {
    const other = turns.get(bNode) ?? -1;
    return other < turn || (other === turn && aNode < bNode);
  }).map((bNode) => [aNode, bNode] as const));
}

/** The subjects of pairs, each once, and two places among them a pair. */
function placed(pairs: readonly Pair[]): { subjects: WorkSubject[]; pairs: Uint32Array } {
  const places = new Map<WorkSubject, number>();
  const placeOf = (subject: WorkSubject): number => {
    const place = places.get(subject) ?? places.size;
    places.set(subject, place);
    return place;
  };
  return { pairs: Uint32Array.from(pairs.flatMap(({ a, b }) => [placeOf(a), placeOf(b)])), subjects: [...places.keys()] };
}

/** UTF-16 units of their texts. */
function charsOf(subjects: readonly WorkSubject[]): number {
  return subjects.reduce((chars, { input }) => chars + input.text.length, 0);
}
