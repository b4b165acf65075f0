import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { excerpt, messageOf, type ExportSnapshot } from '../../core/index.js';
import { stageFile, type Written } from './files.js';

const manifestSchema = z.object({
  /** Version of the file's shape. */
  targetFormat: z.literal(1),
  generation: z.int().min(0),
  pipeline: z.string(),
  pipelineHash: z.string(),
  decidedAt: z.string(),
  chunks: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string(),
});

/** What stands beside an exported file and says what it should hold. */
export type FileManifest = z.infer<typeof manifestSchema>;

/** `out/corpus.jsonl` -> `out/corpus.manifest.json`; of other formats the extension stays, so that two targets beside each other have one each: `out/corpus.parquet.manifest.json` */
export function manifestPathOf(path: string): string {
  return `${path.replace(/\.(?:jsonl|ndjson)$/iu, '')}.manifest.json`;
}

export function manifestOf(snapshot: ExportSnapshot, chunks: number, written: Written): FileManifest {
  const { generation, pipeline, pipelineHash, decidedAt } = snapshot;
  return { targetFormat: 1, generation, pipeline, pipelineHash, decidedAt, chunks, bytes: written.bytes, sha256: written.sha256 };
}

/** The manifest, or what is wrong with it. */
export async function readManifest(path: string): Promise<FileManifest | string> {
  try {
    const checked = manifestSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return checked.success ? checked.data : `the manifest has an unexpected \`${checked.error.issues[0]?.path.join('.') ?? ''}\``;
  } catch (error) {
    return `the manifest cannot be read: ${excerpt(messageOf(error), 240)}`;
  }
}

/** Where two manifests differ, as sentences; none when they say the same. */
export function disagreements(found: FileManifest, expected: FileManifest): string[] {
  const keys = Object.keys(expected) as (keyof FileManifest)[];
  return keys
    .filter((key) => found[key] !== expected[key])
    .map((key) => `the manifest says ${key} ${excerpt(String(found[key]))}, expected ${excerpt(String(expected[key]))}`);
}

/** Where a manifest is wrong about a file that holds what is released. That of an earlier generation with the same chunks is not. */
export function faults(found: FileManifest, expected: FileManifest): string[] {
  const { generation, decidedAt, pipelineHash } = found;
  return disagreements(found, generation < expected.generation ? { ...expected, generation, decidedAt, pipelineHash } : expected);
}

export async function writeManifest(path: string, manifest: FileManifest): Promise<void> {
  const file = await stageFile(path, (async function* () { yield Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`); })());
  try {
    await file.commit();
  } finally {
    await file.discard();
  }
}
