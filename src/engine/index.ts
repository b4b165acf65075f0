export { decide, exportTargets, list, openStore, planTargets, releasedFrom, rollback, run, trace, unpin, verifyTargets, type DecideRequest, type ExportRequest, type ListRequest, type RunRequest } from './api.js';
export type { CorpusRequest } from './corpus.js';
export type { DecideResult } from './decide.js';
export type { RollbackRequest, RollbackResult } from './rollback.js';
export type { TraceHit, TraceRequest } from './trace.js';
export { inFlightCheck, type InFlightDocument, type InFlightPipeline, type InFlightVerdict } from './in-flight.js';
export * from './run/index.js';
export type * from './views/types.js';
export type { Lists } from './views/index.js';
