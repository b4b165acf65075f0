import type { DocumentStatus, EdgeKind, RunStatus, Status } from '../../core/index.js';
import type { Corpus } from '../corpus.js';
import { listChunks } from './chunks.js';
import { listDecisions } from './decisions.js';
import { listDocuments } from './documents.js';
import { listEdges } from './edges.js';
import { listFindings } from './findings.js';
import { listFailures, listRuns } from './records.js';
import type { ChunkLine, DecisionFate, DecisionLine, DocumentLine, EdgeLine, FailureLine, FindingLine, RunLine, ViewQuery } from './types.js';

type Limit = Pick<ViewQuery, 'limit'>;

/** What can be listed: the lines there are and what they can be asked for by. */
export interface Lists {
  readonly chunks: { readonly line: ChunkLine; readonly query: ViewQuery & { readonly status?: Status } };
  readonly documents: { readonly line: DocumentLine; readonly query: ViewQuery & { readonly status?: DocumentStatus } };
  readonly findings: { readonly line: FindingLine; readonly query: ViewQuery & { readonly status?: DocumentStatus } };
  readonly edges: { readonly line: EdgeLine; readonly query: Limit & { readonly kind?: EdgeKind } };
  readonly decisions: { readonly line: DecisionLine; readonly query: Limit & { readonly status?: DecisionFate } };
  readonly failures: { readonly line: FailureLine; readonly query: Limit };
  readonly runs: { readonly line: RunLine; readonly query: Limit & { readonly status?: RunStatus } };
}

const LISTS: { readonly [What in keyof Lists]: (corpus: Corpus, query: Lists[What]['query']) => AsyncGenerator<Lists[What]['line']> } = {
  chunks: listChunks, documents: listDocuments, findings: listFindings, edges: listEdges, decisions: listDecisions,
  failures: ({ store }, query) => listFailures(store, query), runs: ({ store }, query) => listRuns(store, query),
};

/** What `winnow list` prints, a line each. */
export function listLines<What extends keyof Lists>(corpus: Corpus, what: What, query: Lists[What]['query']): AsyncGenerator<Lists[What]['line']> {
  return LISTS[what](corpus, query);
}
