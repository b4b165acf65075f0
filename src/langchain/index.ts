export { WinnowLoader } from './loader.js';
export { WinnowFilter, type DocumentCheck, type FilterInput, type FilterVerdict, type WinnowFilterOptions } from './filter.js';
export { releasedFromJsonl, type ReleasedSource } from './released.js';
export { inFlightCheck, releasedFrom, type InFlightPipeline } from '../engine/index.js';
