export { chunkViews, decidedAt } from './chunks.js';
export { fateOf } from './decisions.js';
export { documentLine, documentViews } from './documents.js';
export { chunkFindings, documentFindings } from './findings.js';
export { edgeLine, edgesOf, Subjects } from './edges.js';
export { listLines, type Lists } from './list.js';
export { listFailures } from './records.js';
export { aged, assessmentOf, datesOf, measured, scoresOf } from './scores.js';
export type * from './types.js';
