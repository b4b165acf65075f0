export { definePipeline, type PipelineInput } from './config/index.js';
export * from './core/index.js';
export {
  decide, exportTargets, inFlightCheck, openStore, releasedFrom, run, runPipeline, verifyTargets,
  type DecideRequest, type DecideResult, type ExportOutcome, type ExportRequest, type InFlightDocument, type InFlightPipeline, type InFlightVerdict,
  type ProgressSink, type RunOptions, type RunRequest, type RunResult, type RunSummary,
} from './engine/index.js';
