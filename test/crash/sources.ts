import { loadPipelineFile, resolvePipeline } from '../../src/config/index.js';
import { decideOn } from '../../src/engine/decide.js';
import { bringInStep, runPipeline } from '../../src/engine/index.js';
import { openSqliteStore } from '../../src/store/sqlite/index.js';
import type { Engine } from './scenario.js';

/** The sources, for a test's own process: its parser processes stay from one night to the next. */
export const engine: Engine = { openSqliteStore, loadPipelineFile, resolvePipeline, runPipeline, bringInStep, decideOn };
