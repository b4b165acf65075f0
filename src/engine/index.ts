export { openStore, releasedFrom, run, type RunRequest } from './api.js';
export { inFlightCheck, type InFlightDocument, type InFlightPipeline, type InFlightVerdict } from './in-flight.js';
export * from './run/index.js';
