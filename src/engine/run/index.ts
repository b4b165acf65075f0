export { runPipeline, type RunOptions, type RunResult, type RunSummary } from './run.js';
export type { JudgeFailure, JudgeReport, NotJudged } from './judge/index.js';
export { silent, type ProgressSink } from './context.js';
export { bringInStep, readBack, type ExportOutcome, type TargetReport, type TargetsRequest } from './export.js';
export { targetsBehind, type BehindTarget } from './behind.js';
export { review, type ReviewRequest, type ReviewResult } from './review.js';
export { releasedItems } from './released.js';
