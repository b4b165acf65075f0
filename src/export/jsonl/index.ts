import { resolve } from 'node:path';
import { z } from 'zod';
import {
  WinnowError, defineExporter, excerpt, isWinnowError, messageOf, sha256,
  type ExportContext, type ExportLedger, type ExportReport, type ExportSnapshot, type Json, type VerifyReport,
} from '../../core/index.js';
import { stageLines, type StagedFile } from './files.js';
import { disagreements, faults, manifestOf, manifestPathOf, readManifest, writeManifest } from './manifest.js';
import { digestOf, scanTarget, type TargetState } from './scan.js';

export { manifestPathOf, readManifest, type JsonlManifest } from './manifest.js';

const options = z.strictObject({
  path: z.string().min(1).max(4096).describe('File to write, relative to the pipeline file; its folder is created'),
});

export type JsonlExportOptions = z.infer<typeof options>;

const MAX_LISTED = 1000;

/**
 * Exports released chunks as JSON Lines: a line is the canonical JSON of `{ id, text, metadata }`, lines are in the snapshot's
 * order (document, then position), and
 * `<name>.manifest.json` beside the file says what it holds. Equal snapshots give equal bytes.
 *
 * The file is written under another name, synced and renamed, so readers see the old one or the new one; the manifest follows in
 * the same way. A crash between the two leaves a file that `verify` faults and the next `apply` mends. A file that already holds
 * the snapshot is left untouched. Memory grows by about 200 bytes a chunk; texts are streamed.
 *
 * Errors: `export-failed` (disk, rights, a folder in the file's place; the old file stays), `export-mismatch` (read back, the file
 * was not what had been written).
 */
export const jsonlExporter = defineExporter<JsonlExportOptions>({ id: 'jsonl', version: 1, options, apply, stillHolds, verify });

async function apply(given: JsonlExportOptions, snapshot: ExportSnapshot, ledger: ExportLedger, context: ExportContext): Promise<ExportReport> {
  const path = resolve(context.baseDir, given.path);
  let file: StagedFile | null = null;
  try {
    const before = await scanTarget(path, context.signal);
    // Of a file that is gone, the ledger still knows which chunks must no longer be there.
    const tally = new Tally(before?.lines ?? new Map<string, string>(), before === null ? ledger : null);
    file = await stageLines(path, tally.lines(snapshot, context.signal));
    const manifest = manifestOf(snapshot, tally.count, file.written);
    if (before?.sha256 !== file.written.sha256) {
      context.signal.throwIfAborted();
      await file.commit();
    }
    await readBack(path, file, context.signal);
    const manifestPath = manifestPathOf(path);
    const old = await readManifest(manifestPath);
    if (typeof old === 'string' || disagreements(old, manifest).length > 0) await writeManifest(manifestPath, manifest);
    return { upserted: tally.upserted, deleted: tally.deleted(), verified: 'read-back', receipt: { ...file.written } };
  } catch (error) {
    context.signal.throwIfAborted();
    if (isWinnowError(error)) throw error;
    throw new WinnowError('export-failed', `Cannot write "${excerpt(path, 300)}": ${excerpt(messageOf(error), 240)}`, { cause: error });
  } finally {
    await file?.discard().catch(() => undefined);
  }
}

/** Turns a snapshot into lines and counts, as they pass, what they change against the lines there were. */
class Tally {
  count = 0;
  upserted = 0;
  private kept = 0;

  constructor(private readonly before: ReadonlyMap<string, string>, private readonly ledger: ExportLedger | null) {}

  async *lines(snapshot: ExportSnapshot, signal: AbortSignal): AsyncGenerator<string> {
    for await (const item of snapshot.items()) {
      signal.throwIfAborted();
      this.count += 1;
      if (this.before.get(item.id) !== item.hash) this.upserted += 1;
      if ((this.ledger ?? this.before).has(item.id)) this.kept += 1;
      yield item.json;
    }
  }

  /** Chunks that were there and are not any more. */
  deleted(): number {
    return (this.ledger ?? this.before).size - this.kept;
  }
}

const receiptSchema = z.object({ bytes: z.int(), sha256: z.string() });

/** By the bytes of the file and what its manifest says; the lines were compared when the receipt was given. */
async function stillHolds(given: JsonlExportOptions, receipt: Json, snapshot: ExportSnapshot, context: ExportContext): Promise<boolean> {
  const path = resolve(context.baseDir, given.path);
  const left = receiptSchema.safeParse(receipt);
  if (!left.success) return false;
  try {
    const found = await digestOf(path, context.signal);
    if (found?.sha256 !== left.data.sha256) return false;
    const manifest = await readManifest(manifestPathOf(path));
    return typeof manifest !== 'string' && disagreements(manifest, manifestOf(snapshot, snapshot.count, left.data)).length === 0;
  } catch {
    context.signal.throwIfAborted();
    return false; // `apply` meets the same fault and names it
  }
}

/** The bytes written are the bytes there: lines and ids follow from that. */
async function readBack(path: string, { written }: StagedFile, signal: AbortSignal): Promise<void> {
  const found = await digestOf(path, signal);
  if (found?.sha256 === written.sha256) return;
  const seen = found === null ? 'nothing' : `${found.bytes} bytes with SHA-256 ${found.sha256}`;
  throw new WinnowError('export-mismatch', `Read back from "${excerpt(path, 300)}": ${seen}, expected ${written.bytes} bytes with ${written.sha256}`);
}

async function verify(given: JsonlExportOptions, snapshot: ExportSnapshot, context: ExportContext): Promise<VerifyReport> {
  const path = resolve(context.baseDir, given.path);
  const { state, problems } = await lookAt(path, context.signal);
  const missing: string[] = [];
  const different: string[] = [];
  const extra = new Set(state.lines.keys());
  let expected = 0;
  for await (const item of snapshot.items()) {
    context.signal.throwIfAborted();
    expected += 1;
    extra.delete(item.id);
    const seen = state.lines.get(item.id);
    if (seen === undefined) keep(missing, item.id);
    else if (seen !== item.hash) keep(different, item.id);
  }
  problems.push(...state.problems);
  if (problems.length === 0) problems.push(...(await manifestProblems(path, manifestOf(snapshot, expected, state))));
  const ok = missing.length + extra.size + different.length + problems.length === 0;
  return { ok, expected, found: state.lines.size, missing, extra: [...extra].slice(0, MAX_LISTED), different, problems: problems.slice(0, MAX_LISTED) };
}

const NOTHING: TargetState = { lines: new Map(), bytes: 0, sha256: sha256(''), problems: [] };

async function lookAt(path: string, signal: AbortSignal): Promise<{ state: TargetState; problems: string[] }> {
  try {
    const state = await scanTarget(path, signal);
    return state === null ? { state: NOTHING, problems: [`there is no file "${excerpt(path, 300)}"`] } : { state, problems: [] };
  } catch (error) {
    signal.throwIfAborted();
    return { state: NOTHING, problems: [`the file cannot be read: ${excerpt(messageOf(error), 240)}`] };
  }
}

async function manifestProblems(path: string, expected: ReturnType<typeof manifestOf>): Promise<string[]> {
  const manifest = await readManifest(manifestPathOf(path));
  return typeof manifest === 'string' ? [manifest] : faults(manifest, expected);
}

function keep(list: string[], id: string): void {
  if (list.length < MAX_LISTED) list.push(id);
}
