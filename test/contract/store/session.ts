import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  chunkIdOf, documentIdOf, sha256, textHashOf, uriOf,
  type ChunkRow, type DecidedChunk, type DecideSubject, type DocumentVersion, type GenerationRecord, type ItemKey, type ItemResult, type PersonVerdict, type RunFence,
  type SourceInfo, type Status, type Store,
} from '../../../src/core/index.js';

export const POLICY = 'policy@1';
export const SOURCE: SourceInfo = { name: 'src', authority: 0.5, owner: null, access: null };
export type Files = Readonly<Record<string, readonly string[]>>;

/** A document whose chunks are its lines. */
export function documentOf(path: string, lines: readonly string[], over: { source?: string; record?: string } = {}): DocumentVersion {
  const record = over.record ?? null;
  const uri = uriOf(over.source ?? SOURCE.name, path, record);
  const text = lines.join('\n');
  return {
    documentId: documentIdOf(uri), uri, record, versionKey: sha256(text), contentHash: sha256(text), sourceHash: sha256(text), parserKey: 'text@1', text, title: path,
    language: null, mediaType: 'text/plain', declared: { path }, dates: [], findings: [], chunks: chunksOf(uri, lines),
  };
}

function chunksOf(uri: string, lines: readonly string[]): ChunkRow[] {
  const seen = new Map<string, number>();
  let start = 0;
  return lines.map((line, index) => {
    const textHash = textHashOf(line);
    const ordinal = seen.get(textHash) ?? 0;
    seen.set(textHash, ordinal + 1);
    const row: ChunkRow = {
      id: chunkIdOf(uri, textHash, ordinal), ordinal, textHash, contentHash: sha256(line), start, end: start + line.length, headingPath: ['Top'], page: null,
      parentItem: null, context: '', tokens: line.length, kinds: ['paragraph'], last: index === lines.length - 1,
    };
    start += line.length + 1;
    return row;
  });
}

export function itemOf(path: string, lines: readonly string[], over: Partial<ItemResult> = {}): ItemResult {
  const documents = [documentOf(path, lines, over.source === undefined ? {} : { source: over.source })];
  return { source: SOURCE.name, path, record: null, fingerprint: `print of ${lines.join('|')}`, sourceHash: sha256(lines.join('\n')), stageKey: 'stage@1', documents, ...over };
}

export const itemKey = (path: string, source = SOURCE.name): ItemKey => ({ source, path, record: null });

export function decidedAs(status: Status, over: Partial<DecidedChunk> = {}): DecidedChunk {
  return { status, canonical: true, by: POLICY, reasons: [], nextChangeAt: null, scores: {}, findings: [], survivor: null, decisionSeq: null, ...over };
}

/** A person's word, else quarantined when the line has "bad" in it. */
export function verdictOf(text: string, subject: DecideSubject): DecidedChunk {
  const verdict = subject.decision?.verdict;
  if (verdict === 'approve') return decidedAs('accepted', { by: 'person:ada' });
  if (verdict === 'reject') return decidedAs('rejected', { by: 'person:ada' });
  return decidedAs(verdict === 'requeue' || text.includes('bad') ? 'quarantined' : 'accepted');
}

/** Drives a store through runs the way an engine does. */
export class Session {
  readonly store: Store;
  /** How a chunk's text is decided; a test may put its own here. */
  verdictOf = verdictOf;
  now = 0;
  policyKey = POLICY;

  constructor(store: Store) {
    this.store = store;
  }

  async begin(over: { pid?: number; pipeline?: string; sources?: readonly SourceInfo[] } = {}): Promise<RunFence> {
    const fence = await this.store.beginRun({
      pipeline: over.pipeline ?? 'contract', pipelineFile: '/somewhere/contract.yaml', definition: { name: 'contract' }, pipelineHash: 'hash', now: 0,
      pid: over.pid ?? process.pid, host: hostname(),
    });
    await this.store.putSources(fence, over.sources ?? [SOURCE]);
    return fence;
  }

  async end(fence: RunFence): Promise<void> {
    await this.store.endRun(fence, { status: 'succeeded', generation: null, work: null, summary: null, finishedAt: new Date().toISOString() });
  }

  async put(fence: RunFence, files: Files): Promise<void> {
    await this.store.putItems(fence, Object.entries(files).map(([path, lines]) => itemOf(path, lines)));
  }

  undecided(limit = 10_000): Promise<readonly string[]> {
    return this.store.undecided({ now: this.now, policyKey: this.policyKey, limit });
  }

  async decide(fence: RunFence, limit = 5): Promise<void> {
    for (;;) {
      const ids = await this.undecided(limit);
      if (ids.length === 0) return;
      const subjects = new Map((await this.store.decideSubjects(ids, 'pending')).map((subject) => [subject.chunkId, subject]));
      const texts = await this.pendingTexts();
      await this.store.stageVerdicts(fence, this.policyKey, ids.map((chunkId) => {
        const subject = subjects.get(chunkId);
        return { chunkId, decided: subject === undefined ? null : this.verdictOf(texts.get(chunkId) ?? '', subject) };
      }));
    }
  }

  /** Text by chunk id in the pending state. */
  async pendingTexts(): Promise<Map<string, string>> {
    return new Map((await this.store.joinSubjects('chunk', { limit: 10_000 })).map((subject) => [subject.id, subject.text]));
  }

  async publish(fence: RunFence): Promise<{ generation: GenerationRecord; changed: boolean }> {
    for (;;) {
      const decisionSeq = await this.store.decisionSeq();
      await this.decide(fence);
      const published = await this.store.publishRun(fence, { decisionSeq, now: this.now, policyKey: this.policyKey });
      if ('generation' in published) return published;
    }
  }

  /** One whole run that leaves exactly these files in the corpus. */
  async night(files: Files): Promise<GenerationRecord> {
    const fence = await this.begin();
    await this.put(fence, files);
    const gone = await this.store.unmetItems(fence, SOURCE.name, { limit: 10_000 });
    await this.store.removeItems(fence, gone);
    const { generation } = await this.publish(fence);
    await this.end(fence);
    return generation;
  }

  /** What a generation holds: path -> `text:status` of its chunks, in order. */
  async corpus(at: number): Promise<Record<string, string[]>> {
    const corpus: Record<string, string[]> = {};
    for (const document of await this.store.listDocuments({ at, limit: 10_000 })) corpus[document.path] = [];
    for (const chunk of await this.store.listChunks({ at, limit: 10_000 })) corpus[chunk.path]?.push(`${chunk.text}:${chunk.decided.status}`);
    return corpus;
  }

  async idOf(path: string, line: string, at: number): Promise<string> {
    const chunk = (await this.store.listChunks({ at, limit: 10_000 })).find((candidate) => candidate.path === path && candidate.text === line);
    if (chunk === undefined) throw new Error(`generation ${at} has no chunk "${line}" in ${path}`);
    return chunk.id;
  }

  /** A reviewer's decision; `others` are verdicts that follow from it. */
  async review(ids: readonly string[], verdict: PersonVerdict, basis: number, others: readonly { chunkId: string; decided: DecidedChunk }[] = []): Promise<GenerationRecord> {
    const subjects = await this.store.decideSubjects(ids, basis);
    const status: Status = verdict === 'approve' ? 'accepted' : verdict === 'reject' ? 'rejected' : 'quarantined';
    const published = await this.store.publishReview({
      basis, now: this.now,
      events: subjects.map((subject) => ({
        actor: 'ada', subjectKind: 'chunk' as const, subjectId: subject.chunkId, verdict, reason: `because ${randomUUID()}`,
        evidence: { contentHash: subject.contentHash, textHash: subject.textHash, rules: [] },
      })),
      verdicts: [...subjects.map((subject) => ({ chunkId: subject.chunkId, decided: decidedAs(status, { by: 'person:ada' }) })), ...others],
    });
    return published.generation;
  }
}
