import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkPipeline, loadPipelineFile, resolvePipeline, type LoadedPipeline } from '../../config/index.js';
import { WinnowError, type ChunkView, type CorpusCounts, type FindingDraft, type Store } from '../../core/index.js';
import { openSqliteStore } from '../../store/sqlite/index.js';
import type { Corpus } from '../corpus.js';
import { runPipeline, silent, type ProgressSink } from '../run/index.js';
import { chunkViews, documentLine, documentViews, listFailures } from '../views/index.js';
import { SourceLines } from './lines.js';
import type { CheckFinding, CheckResult, CheckedDocument } from './result.js';
import { checkRoots, escapedGlob, shownPath, type CheckRoot } from './roots.js';

export { junitOf } from './junit.js';
export { sarifOf } from './sarif.js';
export { summaryOf } from './summary.js';
export type { Region } from './lines.js';
export type { CheckFinding, CheckResult } from './result.js';

export interface CheckOptions {
  /** Files and folders, relative to `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** A pipeline whose chunking, scorers, joins, policy, parsers, limits and plugins are used instead of the defaults. */
  readonly pipelineFile?: string;
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly progress?: ProgressSink;
}

/** Curates files and folders in a store of its own that is gone afterwards. Nothing is exported. */
export async function checkFiles(options: CheckOptions): Promise<CheckResult> {
  const roots = checkRoots(options.paths, options.cwd);
  const pipeline = await resolvePipeline(pipelineFor(roots, options));
  const folder = await mkdtemp(join(tmpdir(), 'winnow-check-'));
  try {
    const store = openSqliteStore(join(folder, 'check.db'), { create: true });
    try {
      const { now, signal, progress } = options;
      await runPipeline(pipeline, {
        store, exports: false, judge: false, guards: false, ...(now === undefined ? {} : { now }), ...(signal === undefined ? {} : { signal }), ...(progress === undefined ? {} : { progress }),
      });
      return await resultOf({ store, pipeline, generation: await store.currentGeneration() }, roots, options);
    } finally {
      await store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const sourceName = (index: number): string => `path-${index + 1}`;

function pipelineFor(roots: readonly CheckRoot[], { pipelineFile, cwd }: CheckOptions): LoadedPipeline {
  const given = pipelineFile === undefined ? null : loadPipelineFile(resolve(cwd, pipelineFile));
  const read = roots.map(({ root, files }, index) => ({
    name: sourceName(index), use: 'files', with: { root, ...(files === null ? {} : { include: files.map(escapedGlob), exclude: [] }) },
  }));
  const definition = checkPipeline({ ...(given?.definition ?? { version: 1 }), name: 'check', read, export: [] }, 'the check');
  return { definition, file: null, baseDir: given === null ? cwd : dirname(given.file ?? cwd) };
}

const NO_DOCUMENTS: CorpusCounts['documents'] = { total: 0, accepted: 0, partial: 0, quarantined: 0, rejected: 0, failed: 0 };
const NO_CHUNKS: CorpusCounts['chunks'] = { total: 0, accepted: 0, quarantined: 0, rejected: 0 };

async function resultOf(corpus: Corpus, roots: readonly CheckRoot[], { cwd, progress = silent }: CheckOptions): Promise<CheckResult> {
  const rootOf = (source: string): string => {
    const root = roots.find((_, index) => sourceName(index) === source)?.root;
    if (root === undefined) throw new WinnowError('internal', `a chunk came from the source ${source}, which was not asked for`);
    return root;
  };
  const { documents, chunks } = corpus.generation?.counts ?? { documents: NO_DOCUMENTS, chunks: NO_CHUNKS };
  return {
    health: chunks.total === 0 ? 0 : Math.floor((chunks.accepted / chunks.total) * 1000) / 10,
    documents, chunks, ...await findingsOf(corpus, rootOf, { cwd, progress }), failures: await failuresOf(corpus.store, rootOf, cwd),
  };
}

async function failuresOf(store: Store, rootOf: (source: string) => string, cwd: string): Promise<CheckResult['failures']> {
  const failures = [];
  for await (const { source, path, stage, code, message } of listFailures(store)) failures.push({ path: shownPath(rootOf(source), path, cwd), stage, code, message });
  return failures;
}

async function findingsOf(corpus: Corpus, rootOf: (source: string) => string, { cwd, progress }: { cwd: string; progress: ProgressSink }): Promise<Pick<CheckResult, 'read' | 'findings'>> {
  const read: CheckedDocument[] = [];
  const found: CheckFinding[] = [];
  progress.stage('listing findings');
  progress.expect(corpus.generation?.counts.documents.total ?? 0);
  for await (const document of documentViews(corpus)) {
    const root = rootOf(document.source);
    const place = { path: shownPath(root, document.path, cwd), record: document.record };
    read.push(place);
    for (const reason of documentLine(document, corpus).reasons) found.push({ ...reason, ...place, region: null });
    const held: ChunkView[] = [];
    for await (const chunk of chunkViews(corpus, { documentId: document.documentId })) if (chunk.decided.status !== 'accepted') held.push(chunk);
    if (held.length > 0) found.push(...(await heldFindings(corpus, document.documentId, held, join(root, document.path))).map((finding) => ({ ...finding, ...place })));
    progress.advance(1);
  }
  progress.end();
  return { read, findings: found };
}

/** Why chunks of one document are held back: each reason once, at its first place. */
async function heldFindings(corpus: Corpus, documentId: string, held: readonly ChunkView[], file: string): Promise<Omit<CheckFinding, 'path' | 'record'>[]> {
  const document = await corpus.store.document(documentId, corpus.generation?.number ?? 0);
  const lines = isOwnText(held[0]?.mediaType) ? new SourceLines(file, document?.text ?? '') : null;
  const once = new Map<string, Omit<CheckFinding, 'path' | 'record'>>();
  for (const chunk of held) {
    for (const reason of chunk.decided.reasons) {
      const key = JSON.stringify([reason.rule, reason.message, reason.span ?? null]);
      if (once.has(key)) continue;
      const region = lines?.region(spanOf(reason, chunk)) ?? null;
      once.set(key, { rule: reason.rule, severity: reason.severity, region, message: reason.message });
    }
  }
  return [...once.values()].sort((a, b) => (a.region?.startLine ?? 0) - (b.region?.startLine ?? 0));
}

const isOwnText = (mediaType: string | undefined): boolean => mediaType !== undefined && ['text/plain', 'text/markdown', 'text/mdx', 'text/x-rst'].includes(mediaType);

/** A reason without a span of its own is about the whole chunk. */
const spanOf = (reason: FindingDraft, chunk: ChunkView): { start: number; end: number } => reason.span ?? { start: chunk.start, end: chunk.end };

