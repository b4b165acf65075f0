import { z } from 'zod';
import { WinnowError, excerpt, type ExportSnapshot } from '../../core/index.js';

const stampSchema = z.object({
  /** Version of the target's shape. */
  targetFormat: z.literal(1),
  pipeline: z.string(),
  pipelineHash: z.string(),
  generation: z.int().min(0),
  decidedAt: z.string(),
  chunks: z.int().min(0),
  /** Numbers in a vector; `null` = texts alone. */
  dimensions: z.int().min(1).nullable(),
});

/** What a target of rows says of itself: whose it is, and what it was told to hold last. */
export type Stamp = z.infer<typeof stampSchema>;

export function stampOf(snapshot: ExportSnapshot, chunks: number): Stamp {
  const { pipeline, pipelineHash, generation, decidedAt } = snapshot;
  return { targetFormat: 1, pipeline, pipelineHash, generation, decidedAt, chunks, dimensions: snapshot.dimensions ?? null };
}

/** A stamp as it was written; `null` for anything else. */
export function readStamp(json: unknown): Stamp | null {
  if (typeof json !== 'string') return null;
  try {
    return stampSchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

/** Where a stamp is wrong about a target that holds what is released. That of an earlier generation with the same chunks is not. */
export function stampFaults(found: Stamp | null, expected: Stamp): string[] {
  if (found === null) return ['it does not say what it holds: Winnow did not make it, or its stamp was changed'];
  const { generation, decidedAt, pipelineHash } = found;
  const due: Stamp = generation < expected.generation ? { ...expected, generation, decidedAt, pipelineHash } : expected;
  return (Object.keys(due) as (keyof Stamp)[])
    .filter((key) => found[key] !== due[key])
    .map((key) => `its stamp says ${key} ${excerpt(String(found[key]))}, expected ${excerpt(String(due[key]))}`);
}

/** Why what a target names is left alone. `what` in words: `the table "chunks"`. */
export function foreign(what: string, found: Stamp | null, pipeline: string): WinnowError {
  const whose = found === null ? 'something else' : `the pipeline "${excerpt(found.pipeline)}"`;
  return new WinnowError('target-foreign', `${what} is there already and belongs to ${whose}, expected that of the pipeline "${excerpt(pipeline)}" or none`);
}
