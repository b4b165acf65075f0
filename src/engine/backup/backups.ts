import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { WinnowError, excerpt, messageOf, type StoreProblem } from '../../core/index.js';
import { freeName, openSqliteStore, syncFile, syncFolder } from '../../store/sqlite/index.js';

const manifestSchema = z.object({
  version: z.literal(1), madeAt: z.string(), pipeline: z.string().nullable(), generation: z.int().nullable(),
  decisions: z.object({ count: z.int(), head: z.string().nullable() }), bytes: z.int(), sha256: z.string(),
});

/** What a backup holds, as `<name>.manifest.json` beside it says. */
export type BackupManifest = z.infer<typeof manifestSchema>;

export interface Backup {
  readonly file: string;
  /** `null` = there is none, or none that can be read. */
  readonly manifest: BackupManifest | null;
}

export interface BackupRequest {
  /** File to write; default: one named by the time, in `backups` beside the store. */
  readonly out?: string;
  /** Delete all but so many of the backups beside the store. Default: none is deleted. */
  readonly keep?: number;
  readonly now?: Date;
}

export interface BackupResult {
  readonly file: string;
  readonly manifest: BackupManifest;
  /** Older ones that were deleted. */
  readonly deleted: readonly string[];
}

/** Where backups of a store are put by themselves. */
export const backupFolder = (location: string): string => join(dirname(location), 'backups');
const nameOf = (location: string): string => basename(location).replace(/\.db$/u, '');
export const manifestOf = (file: string): string => `${file.replace(/\.db$/u, '')}.manifest.json`;
/** A time as part of a file's name. */
export const stamp = (time: Date): string => time.toISOString().replace(/[-:]|\.\d+/gu, '');

/** As `backupFolder` and `stamp` name them; another store's in the same folder are not touched. */
const isOf = (location: string, name: string): boolean => name.startsWith(`${nameOf(location)}-`) && /^\d{8}T\d{6}Z(?:-\d+)?\.db$/u.test(name.slice(nameOf(location).length + 1));
/** Left behind by a process that was killed while it copied. */
const isLeftover = (location: string, name: string): boolean => name.endsWith('.db.copy.partial') || name.endsWith('.db.copy') ? isOf(location, name.replace(/\.copy(?:\.partial)?$/u, '')) : false;
const LEFTOVER_AGE_MS = 86_400_000;

/**
 * Copies a store while runs and reviews go on, reads the copy back (invariants, decision log, file) and only then gives it its name. Fails with `store-not-found`,
 * `store-damaged` when what was copied is not whole, `store-unwritable`, `would-overwrite`.
 */
export async function backupStore(location: string, { out, keep, now = new Date() }: BackupRequest = {}): Promise<BackupResult> {
  const file = out === undefined ? freeName(join(backupFolder(location), `${nameOf(location)}-${stamp(now)}`), '.db') : resolve(out);
  if (out !== undefined) await refuseForeign(file, location);
  const copy = `${file}.copy`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const store = openSqliteStore(location, { create: false });
    try {
      await store.backup(copy);
    } finally {
      await store.close();
    }
    const manifest = await readBack(copy, { location, now });
    await rm(manifestOf(file), { force: true });
    await rename(copy, file);
    await writeManifest(file, manifest);
    return { file, manifest, deleted: out === undefined ? await prune(location, keep) : [] };
  } catch (error) {
    for (const left of [copy, `${copy}.partial`]) await rm(left, { force: true }).catch(() => undefined);
    throw error instanceof WinnowError ? error : new WinnowError('store-unwritable', `cannot write the backup ${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** A path that was named may hold an older backup, and nothing else. */
async function refuseForeign(file: string, location: string): Promise<void> {
  if (file === resolve(location)) throw new WinnowError('usage', `${file} is the store itself`, { next: 'Name another file with --out.' });
  if (existsSync(file) && (await manifestFor(file)) === null) throw new WinnowError('would-overwrite', `${file} is there and is no backup`, { next: 'Name another file with --out, or move it away.' });
}

async function readBack(copy: string, { location, now }: { location: string; now: Date }): Promise<BackupManifest> {
  const store = openSqliteStore(copy, { create: false });
  let manifest: Omit<BackupManifest, 'bytes' | 'sha256'>;
  try {
    const problems = await store.check();
    if (problems.length > 0) throw new WinnowError('store-damaged', `${location} is not whole, and was not backed up: ${problemText(problems)}`);
    const count = await store.decisionSeq();
    const [last] = count === 0 ? [] : await store.listDecisions({ afterSeq: count - 1, limit: 1 });
    manifest = {
      version: 1, madeAt: now.toISOString(), pipeline: (await store.pipeline())?.name ?? null, generation: (await store.currentGeneration())?.number ?? null,
      decisions: { count, head: last?.hash ?? null },
    };
  } finally {
    await store.close();
  }
  syncFile(copy);
  return { ...manifest, ...(await digestOf(copy)) };
}

export const problemText = (problems: readonly StoreProblem[]): string => problems.map(({ code, message }) => `${code}: ${message}`).join('; ');

export async function digestOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function writeManifest(file: string, manifest: BackupManifest): Promise<void> {
  const path = manifestOf(file);
  await writeFile(`${path}.tmp`, `${JSON.stringify(manifest, null, 2)}\n`);
  syncFile(`${path}.tmp`);
  await rename(`${path}.tmp`, path);
  syncFolder(dirname(path));
}

/** Makes the manifest of a backup that was rewritten say what its bytes are now. */
export async function remakeManifest(file: string): Promise<void> {
  const before = await manifestFor(file);
  syncFile(file);
  if (before !== null) await writeManifest(file, { ...before, ...(await digestOf(file)) });
}

export async function manifestFor(file: string): Promise<BackupManifest | null> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(manifestOf(file), 'utf8')));
  } catch {
    return null;
  }
}

/** The backups beside a store, the newest first. */
export async function backupsOf(location: string): Promise<Backup[]> {
  const folder = backupFolder(location);
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => isOf(location, name)).sort().reverse();
  return Promise.all(names.map(async (name) => ({ file: join(folder, name), manifest: await manifestFor(join(folder, name)) })));
}

async function prune(location: string, keep: number | undefined): Promise<string[]> {
  const folder = backupFolder(location);
  for (const name of (await readdir(folder)).filter((each) => isLeftover(location, each))) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > LEFTOVER_AGE_MS) await rm(join(folder, name), { force: true });
  }
  if (keep === undefined) return [];
  const old = (await backupsOf(location)).slice(keep).map(({ file }) => file);
  for (const file of old) {
    await rm(file, { force: true });
    await rm(manifestOf(file), { force: true });
  }
  return old;
}

/** What is wrong with a backup, by its bytes; `null` = nothing. One without a manifest is looked at when it is restored. */
export async function faultOf({ file, manifest }: Backup): Promise<string | null> {
  if (manifest === null) return null;
  try {
    const { sha256, bytes } = await digestOf(file);
    return sha256 === manifest.sha256 ? null : `it has ${bytes} bytes with SHA-256 ${sha256}, its manifest says ${manifest.bytes} with ${manifest.sha256}`;
  } catch (error) {
    return excerpt(messageOf(error), 200);
  }
}
