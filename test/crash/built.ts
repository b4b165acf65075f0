import { loadPipelineFile, resolvePipeline } from '../../dist/config/index.js';
import { decideOn } from '../../dist/engine/decide.js';
import { bringInStep, runPipeline } from '../../dist/engine/index.js';
import { openSqliteStore } from '../../dist/store/sqlite/index.js';
import type { Engine } from './scenario.js';

/** What is shipped, for processes of their own. */
export const built = { loadPipelineFile, resolvePipeline, decideOn, bringInStep, runPipeline, openSqliteStore } as Engine;
