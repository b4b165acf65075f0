export { runPipeline, type RunOptions, type RunResult, type RunSummary } from './run.js';
export { silent, type ProgressSink } from './context.js';
export { bringInStep, readBack, type ExportOutcome, type TargetReport, type TargetsRequest } from './export.js';
export { review, type DecideResult, type ReviewRequest } from './review.js';
export { releasedItems } from './released.js';
