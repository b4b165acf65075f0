import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineInput } from '../../src/index.js';

/** A source of files as the benches read it: without git, since unpacked data has no history. */
export function folderSource(name: string, folder: string, include?: readonly string[]): PipelineInput['read'][number] {
  return { name, use: 'files', with: { root: folder, git: false, ...(include === undefined ? {} : { include: [...include] }) } };
}

/** Writes a pipeline file (JSON is YAML) and returns its path. */
export function writePipeline(folder: string, pipeline: Omit<PipelineInput, 'version'>, file = 'pipeline.yaml'): string {
  const path = join(folder, file);
  writeFileSync(path, JSON.stringify({ version: 1, ...pipeline } satisfies PipelineInput, null, 2));
  return path;
}
