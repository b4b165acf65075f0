import { copyFile, link, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderOf, hasFolder, type Place } from './database.js';

/** What the versions of a table are made of. Files have names of their own and are never written to again. */
const PARTS = ['data', '_deletions', '_indices', '_transactions'];
const LEFTOVER_AGE_MS = 3_600_000;

const isCode = (error: unknown, ...codes: string[]): boolean => error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);

/**
 * A database of its own in a folder of the target's, in which a table is made ready that nobody sees: other programs list folders that end in `.lance` only.
 *
 * LanceDB shows every batch that is written as a version of its own, and takes no batches one by one for a single version. But a version is there once its manifest is,
 * and what a manifest names is never changed, so that versions written elsewhere can be put into a table whose files they were made from.
 */
export class Stage {
  readonly #place: Place;
  readonly folder: string;

  private constructor(place: Place, folder: string) {
    this.#place = place;
    this.folder = folder;
  }

  static async in(place: Place): Promise<Stage> {
    await removeLeftovers(place);
    return new Stage(place, await mkdtemp(join(place.folder, prefixOf(place))));
  }

  /** Gives the stage the latest version of a table, without another copy of its files. */
  async take(table: string, version: number): Promise<void> {
    const [from, to] = [folderOf(this.#place.folder, table), folderOf(this.folder, table)];
    await mkdir(to);
    for (const part of PARTS) for (const file of await filesIn(join(from, part))) await linked(join(from, part, file), join(to, part, file));
    await linked(join(from, manifestOf(version)), join(to, manifestOf(version)));
  }

  /** Puts a table where there was none. A folder gets its name at once, with all that is in it. */
  async publish(table: string): Promise<void> {
    const to = folderOf(this.#place.folder, table);
    if (await hasFolder(to)) throw new ConcurrentlyMade(table);
    await rename(folderOf(this.folder, table), to).catch((error: unknown) => {
      throw isCode(error, 'ENOTEMPTY', 'EEXIST') ? new ConcurrentlyMade(table) : error;
    });
  }

  /** Makes the last of the versions that follow the one that was taken that of the table. It is there once its manifest is. */
  async switchTo(table: string, versions: { readonly taken: number; readonly last: number }): Promise<void> {
    const [from, to] = [folderOf(this.folder, table), folderOf(this.#place.folder, table)];
    for (const part of PARTS) for (const file of await filesIn(join(from, part))) await unlessThere(linked(join(from, part, file), join(to, part, file)));
    const manifests = new Set(await readdir(join(to, '_versions')));
    if ([...manifests].some((name) => isLater(name, versions.taken))) throw new ConcurrentlyMade(table);
    await linked(join(from, manifestOf(versions.last)), join(to, manifestOf(versions.last)));
    // Others count on from the version that they read: they are to meet the last one, and not to write into the gap. From the top, so that the last is seen first.
    for (let version = versions.last - 1; version > versions.taken; version -= 1) await unlessThere(linked(join(from, manifestOf(version)), join(to, manifestOf(version))));
    await rename(join(from, '_versions', HINT), join(to, '_versions', HINT)).catch(() => undefined);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

class ConcurrentlyMade extends Error {
  constructor(table: string) {
    super(`the table ${table} was concurrently modified by somebody else`);
  }
}

/** Where LanceDB looks first for the latest version; it may be wrong or missing. */
const HINT = 'latest_version_hint.json';
const LAST = 2n ** 64n - 1n;
/** Manifests are named so that the latest is listed first. */
const manifestOf = (version: number): string => join('_versions', `${String(LAST - BigInt(version)).padStart(20, '0')}.manifest`);
const isLater = (name: string, version: number): boolean => /^\d{20}\.manifest$/u.test(name) && join('_versions', name) < manifestOf(version);

const prefixOf = ({ table }: Place): string => `.winnow-${table}-`;

/** Removes what killed processes left behind; others may still be at work. */
async function removeLeftovers(place: Place): Promise<void> {
  for (const name of (await readdir(place.folder)).filter((each) => each.startsWith(prefixOf(place)))) {
    const folder = join(place.folder, name);
    // Every batch puts a version there.
    const changed = (await stat(join(folderOf(folder, place.table), '_versions')).catch(() => stat(folder)).catch(() => null))?.mtimeMs;
    if (changed !== undefined && Date.now() - changed > LEFTOVER_AGE_MS) await rm(folder, { recursive: true, force: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Gives a file a second name; a copy where the file system has no such names. Fails with `EEXIST` where there is one. */
async function linked(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch(async (error: unknown) => {
    if (!isCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EMLINK')) throw error;
    if ((await stat(to).catch(() => null)) !== null) throw Object.assign(new Error(`"${to}" is there already`), { code: 'EEXIST' });
    await copyFile(from, `${to}.winnow`);
    await rename(`${to}.winnow`, to);
  });
}

async function unlessThere(placed: Promise<void>): Promise<void> {
  await placed.catch((error: unknown) => {
    if (!isCode(error, 'EEXIST')) throw error;
  });
}
