import { chunkIdOf, documentIdOf, sha256, textHashOf, uriOf, type ChunkRow, type DecidedChunk, type DocumentVersion, type ItemResult, type PersonVerdict, type RunFence, type Status, type Store } from '../../src/core/index.js';

/**
 * The data model of a store as plainly as it can be said: whole corpora, copied for every generation. A chunk is a line;
 * a line with "bad" in it is quarantined unless a person decided on that text.
 */
export interface Corpus {
  /** path -> lines */
  readonly documents: Readonly<Record<string, readonly string[]>>;
  /** chunk id -> status */
  readonly verdicts: Readonly<Record<string, Status>>;
}

export type Night = readonly ({ do: 'put'; path: string; lines: readonly string[] } | { do: 'remove'; path: string } | { do: 'rename'; path: string; to: string } | { do: 'fail'; path: string })[];

const SOURCE = 'src';
const POLICY = 'policy@model';
const idsOf = (path: string, lines: readonly string[]): string[] => rowsOf(path, lines).map((row) => row.id);
const statusOf = (line: string, decision: PersonVerdict | undefined): Status => {
  if (decision === 'approve') return 'accepted';
  if (decision === 'reject') return 'rejected';
  return decision === 'requeue' || line.includes('bad') ? 'quarantined' : 'accepted';
};

function rowsOf(path: string, lines: readonly string[]): ChunkRow[] {
  const seen = new Map<string, number>();
  let start = 0;
  return lines.map((line, index) => {
    const textHash = textHashOf(line);
    const ordinal = seen.get(textHash) ?? 0;
    seen.set(textHash, ordinal + 1);
    const row: ChunkRow = {
      id: chunkIdOf(uriOf(SOURCE, path), textHash, ordinal), ordinal, textHash, contentHash: sha256(line), start, end: start + line.length,
      headingPath: [], page: null, parentItem: null, context: '', tokens: 1, kinds: ['paragraph'], last: index === lines.length - 1,
    };
    start += line.length + 1;
    return row;
  });
}

/** The expected states, generation by generation. */
export class Model {
  readonly generations: Corpus[] = [];
  pending: Record<string, readonly string[]> = {};
  readonly decisions = new Map<string, PersonVerdict>();
  pinned = false;

  get current(): Corpus {
    return this.generations.at(-1) ?? { documents: {}, verdicts: {} };
  }

  apply(night: Night): void {
    for (const change of night) {
      if (change.do === 'put') this.pending = { ...this.pending, [change.path]: change.lines };
      const { [change.path]: lines, ...others } = this.pending;
      if (change.do === 'remove') this.pending = others;
      if (change.do === 'rename' && lines !== undefined) this.pending = { ...others, [change.to]: lines };
    }
  }

  #decided(documents: Corpus['documents']): Corpus {
    const verdicts: Record<string, Status> = {};
    for (const [path, lines] of Object.entries(documents)) {
      idsOf(path, lines).forEach((id, index) => { verdicts[id] = statusOf(lines[index] ?? '', this.decisions.get(id)); });
    }
    return { documents, verdicts };
  }

  publish(): void {
    const next = this.#decided(this.pending);
    if (this.generations.length === 0 || JSON.stringify(sorted(next)) !== JSON.stringify(sorted(this.current))) this.generations.push(next);
  }

  review(ids: readonly string[], verdict: PersonVerdict): void {
    for (const id of ids) this.decisions.set(id, verdict);
    const verdicts: Record<string, Status> = { ...this.current.verdicts };
    for (const id of ids) verdicts[id] = verdict === 'approve' ? 'accepted' : verdict === 'reject' ? 'rejected' : 'quarantined';
    this.generations.push({ ...this.current, verdicts });
  }

  rollback(to: number): void {
    const old = this.generations[to - 1];
    if (old === undefined) throw new RangeError(`no generation ${to}`);
    this.generations.push(old);
    this.pending = { ...old.documents };
    this.pinned = true;
  }
}

function sorted(corpus: Corpus): unknown {
  const byKey = <Value>(record: Readonly<Record<string, Value>>): [string, Value][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  return [byKey(corpus.documents), byKey(corpus.verdicts)];
}

/** What the store says a generation holds, in the model's terms. */
export async function readCorpus(store: Store, at: number): Promise<Corpus> {
  const chunks = await store.listChunks({ at, limit: 10_000 });
  const documents: Record<string, string[]> = {};
  for (const document of await store.listDocuments({ at, limit: 10_000 })) documents[document.path] = [];
  for (const chunk of chunks) documents[chunk.path]?.push(chunk.text);
  return { documents, verdicts: Object.fromEntries(chunks.map((chunk) => [chunk.id, chunk.decided.status])) };
}

const version = (path: string, lines: readonly string[]): DocumentVersion => {
  const text = lines.join('\n');
  const uri = uriOf(SOURCE, path);
  return {
    documentId: documentIdOf(uri), uri, record: null, versionKey: sha256(text), contentHash: sha256(text), sourceHash: sha256(text), parserKey: 'text@1', text,
    title: path, language: null, mediaType: 'text/plain', declared: {}, dates: [], findings: [], chunks: rowsOf(path, lines),
  };
};

const item = (path: string, lines: readonly string[]): ItemResult => ({
  source: SOURCE, path, record: null, fingerprint: sha256(lines.join('\n')), sourceHash: sha256(lines.join('\n')), stageKey: 'stage', documents: [version(path, lines)],
});

const decidedAs = (status: Status): DecidedChunk => ({
  status, canonical: true, by: POLICY, reasons: [], nextChangeAt: null, scores: {}, findings: [], survivor: null, decisionSeq: null,
});

/** Drives a store the way the engine does. `crashAfter` writes the run is left as a killed process would leave it. */
export class Driver {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async begin(): Promise<RunFence> {
    const fence = await this.#store.beginRun({ pipeline: 'model', pipelineFile: null, definition: {}, pipelineHash: 'h', now: 0, pid: process.pid, host: 'model-host' });
    await this.#store.putSources(fence, [{ name: SOURCE, authority: 0.5, owner: null, access: null }]);
    return fence;
  }

  async ingest(fence: RunFence, night: Night): Promise<void> {
    for (const change of night) {
      const key = { source: SOURCE, path: change.path, record: null };
      if (change.do === 'put') await this.#store.putItems(fence, [item(change.path, change.lines)]);
      if (change.do === 'remove') await this.#store.removeItems(fence, [key]);
      if (change.do === 'fail') await this.#store.putFailures(fence, [{ ...key, stage: 'parse', code: 'parse-failed', message: 'no', fingerprint: null }]);
      if (change.do === 'rename') await this.#rename(fence, change.path, change.to);
    }
  }

  async #rename(fence: RunFence, path: string, to: string): Promise<void> {
    const lines = this.pendingLines(path);
    if (lines === undefined) return;
    await this.#store.removeItems(fence, [{ source: SOURCE, path, record: null }]);
    await this.#store.putItems(fence, [item(to, lines)]);
  }

  /** Set by the test: what the model holds before the night is applied to it. */
  pendingLines: (path: string) => readonly string[] | undefined = () => undefined;

  async decide(fence: RunFence): Promise<void> {
    for (;;) {
      const ids = await this.#store.undecided({ now: 0, policyKey: POLICY, limit: 3 });
      if (ids.length === 0) return;
      const subjects = new Map((await this.#store.decideSubjects(ids, 'pending')).map((subject) => [subject.chunkId, subject]));
      const lines = await this.#lines([...subjects.keys()]);
      await this.#store.stageVerdicts(fence, POLICY, ids.map((chunkId) => {
        const subject = subjects.get(chunkId);
        return { chunkId, decided: subject === undefined ? null : decidedAs(statusOf(lines.get(chunkId) ?? '', subject.decision?.verdict)) };
      }));
    }
  }

  async #lines(ids: readonly string[]): Promise<Map<string, string>> {
    const subjects = await this.#store.joinSubjects('chunk', { limit: 10_000 });
    return new Map(subjects.filter((subject) => ids.includes(subject.id)).map((subject) => [subject.id, subject.text]));
  }

  async publish(fence: RunFence): Promise<void> {
    for (;;) {
      const decisionSeq = await this.#store.decisionSeq();
      await this.decide(fence);
      if ('generation' in (await this.#store.publishRun(fence, { decisionSeq, now: 0, policyKey: POLICY }))) break;
    }
    await this.#store.endRun(fence, { status: 'succeeded', generation: null, work: null, summary: null, finishedAt: new Date(0).toISOString() });
  }

  async review(ids: readonly string[], verdict: PersonVerdict, generation: number): Promise<void> {
    const subjects = await this.#store.decideSubjects(ids, generation);
    const to: Status = verdict === 'approve' ? 'accepted' : verdict === 'reject' ? 'rejected' : 'quarantined';
    await this.#store.publishReview({
      basis: generation, now: 0,
      events: subjects.map((subject) => ({
        actor: 'ada', subjectKind: 'chunk', subjectId: subject.chunkId, verdict, reason: 'seen',
        evidence: { contentHash: subject.contentHash, textHash: subject.textHash, rules: [] },
      })),
      verdicts: subjects.map((subject) => ({ chunkId: subject.chunkId, decided: decidedAs(to) })),
    });
  }
}
