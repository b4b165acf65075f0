import { loadPipelineObject, resolvePipeline, type PipelineInput } from '../config/index.js';
import type { Reason } from '../core/index.js';
import { openSqliteStore } from '../store/sqlite/index.js';
import { runPipeline } from './run/index.js';

/** A document on its way into an index. */
export interface InFlightDocument {
  readonly text: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface InFlightVerdict {
  readonly keep: boolean;
  readonly reasons: readonly Reason[];
}

/** The parts of a pipeline that bear on documents that are already read. */
export type InFlightPipeline = Pick<PipelineInput, 'score' | 'join' | 'policy' | 'chunk' | 'plugins'> & { readonly now?: Date };

/**
 * Judges documents together in a store of their own in memory: each with its metadata, and against each other. A document
 * is kept when none of its chunks is held back; its reasons are those of all its chunks.
 */
export function inFlightCheck(pipeline: InFlightPipeline = {}): (documents: readonly InFlightDocument[]) => Promise<InFlightVerdict[]> {
  const { now, ...parts } = pipeline;
  return async (documents) => {
    const loader = documents.map(({ text, metadata }, index) => ({ pageContent: text, metadata: { ...metadata, source: `document-${String(index).padStart(9, '0')}` } }));
    const resolved = await resolvePipeline(loadPipelineObject({ version: 1, name: 'in-flight', read: [{ name: 'documents', use: 'langchain', with: { loader } }], ...parts }));
    const store = openSqliteStore(':memory:', { create: true });
    try {
      const { summary } = await runPipeline(resolved, { store, exports: false, judge: false, guards: false, ...(now === undefined ? {} : { now }) });
      const verdicts = new Map<string, Reason[]>();
      for (let after: string | undefined; ;) {
        const page = await store.listChunks({ at: summary.run.generation, limit: 1000, ...(after === undefined ? {} : { after }) });
        for (const chunk of page) verdicts.set(chunk.path, [...(verdicts.get(chunk.path) ?? []), ...(chunk.decided.status === 'accepted' ? [] : chunk.decided.reasons)]);
        after = page.at(-1)?.id;
        if (after === undefined) break;
      }
      return loader.map(({ metadata }) => judged(verdicts.get(metadata.source)));
    } finally {
      await store.close();
    }
  };
}

/** A document that gave no chunk has no text to stand behind an answer. */
function judged(reasons: readonly Reason[] | undefined): InFlightVerdict {
  if (reasons === undefined) return { keep: false, reasons: [{ rule: 'structure/no-text', severity: 'error', message: 'The document has no text' }] };
  return { keep: reasons.length === 0, reasons };
}
