/** A run in a process that is killed half way. */
import { readFileSync } from 'node:fs';
import { run, type PipelineInput } from '../../../src/index.js';
import { NOW } from './corpus.js';

const { pipeline, store } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as { pipeline: PipelineInput; store: string };
await run(pipeline, { store, now: NOW });
