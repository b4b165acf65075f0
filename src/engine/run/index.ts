export { runPipeline, type RunOptions, type RunResult, type RunSummary } from './run.js';
export { silent, type ProgressSink } from './context.js';
export { exportTargets, verifyTargets, type ExportOutcome, type ExportRequest } from './export.js';
export { decide, type DecideRequest, type DecideResult } from './review.js';
export { releasedItems } from './released.js';
