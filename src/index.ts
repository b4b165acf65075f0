export { definePipeline, type PipelineInput } from './config/index.js';
export * from './core/index.js';
export {
  auditIndex, decide, diff, diffSummary, exportTargets, inFlightCheck, list, openStore, planTargets, publishHeld, purge, purgePlan, releasedFrom, rollback, run, trace, unpin, verifyTargets,
  type AuditRequest, type AuditResult, type BehindTarget, type Change, type ChunkDiffLine, type ChunkLine, type CorpusRequest, type DecideRequest, type DecideResult, type DecisionFate, type DecisionLine, type DiffCause, type DiffLine, type DiffQuery, type DiffRequest, type DiffSummary, type DocumentDiffLine, type DocumentLine, type EdgeLine,
  type ExportOutcome, type ExportRequest, type FailureLine, type FindingLine, type HeldItem, type InFlightDocument, type InFlightPipeline, type InFlightVerdict, type JudgeReport,
  type ListRequest, type Lists, type PlannedDocument, type ProgressSink, type PurgePlan, type PurgeRequest, type PurgeResult, type PurgeSelector, type RollbackRequest, type RollbackResult, type RunEvent, type RunLine, type RunRequest, type RunResult, type RunSummary, type StrayItem, type TargetPlan, type TargetReport, type TraceHit, type TraceRequest,
} from './engine/index.js';
