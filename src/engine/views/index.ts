export { listChunks, chunkViews, decidedAt } from './chunks.js';
export { fateOf, listDecisions } from './decisions.js';
export { listDocuments, documentLine, documentViews } from './documents.js';
export { listFindings, chunkFindings, documentFindings } from './findings.js';
export { listEdges, edgeLine, edgesOf, Subjects } from './edges.js';
export { listFailures, listRuns } from './records.js';
export { aged, assessmentOf, datesOf, measured, scoresOf } from './scores.js';
export type * from './types.js';
