import { isUtf8 } from 'node:buffer';
import { lstatSync, type BigIntStats, type Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { WinnowError, messageOf, type ReadFailure } from '../../../core/index.js';
import type { PathFilter } from './globs.js';
import { codeOf, fingerprintOf, shown, unreadable, type FileRef } from './regular.js';

/** A regular file that is wanted. */
export interface WalkedFile extends FileRef {
  /** `size:mtimeNs:ino:ctimeNs` */
  readonly fingerprint: string;
  readonly modifiedAtMs: number;
}

export type Walked = { readonly file: WalkedFile } | { readonly failure: ReadFailure };

export interface WalkOptions {
  readonly filter: PathFilter;
  readonly followLinks: boolean;
  readonly signal: AbortSignal;
}

/** An entry of a folder that is worth a step: `order` sorts a folder's entries into code-point order of their full paths. */
type Entry =
  | { readonly order: Buffer; readonly kind: 'folder'; readonly path: string; readonly absolute: string }
  | { readonly order: Buffer; readonly kind: 'done'; readonly walked: Walked };

const STAT_BATCH = 64;
/** Looks at files that take longer than this on average are not at a local disk: several are waited for at once then. */
const QUICK_MS = 0.5;
/** Weight of the newest look in the average, so that a single pause of the process decides nothing. */
const NEWEST = 0.02;

/**
 * The real path of a source's root. Fails with `source-missing` when it is absent, with `source-unreadable` when it is no folder.
 */
export async function realRoot(root: string): Promise<string> {
  try {
    const real = await realpath(root);
    if (!(await stat(real)).isDirectory()) throw new WinnowError('source-unreadable', `${shown(root)} is not a folder`);
    return real;
  } catch (error) {
    if (error instanceof WinnowError) throw error;
    if (codeOf(error) === 'ENOENT') throw new WinnowError('source-missing', `There is no folder ${shown(root)}`, { cause: error });
    throw new WinnowError('source-unreadable', `Cannot read the folder ${shown(root)}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Walks a folder in code-point order of the relative paths and never leaves it. A folder that cannot be listed is a failure
 * whose path ends in `/`: it stands for everything below it.
 */
export async function* walk(root: string, options: WalkOptions): AsyncGenerator<Walked> {
  const followed = new Set<string>();
  const looks = new Looks();
  const stack: { entries: readonly Entry[]; next: number }[] = [];
  const descend = async (path: string, absolute: string): Promise<Walked | null> => {
    try {
      const names = await readdir(absolute, { encoding: 'buffer', withFileTypes: true });
      stack.push({ entries: await entriesOf(names, { root, path, absolute, followed, looks, options }), next: 0 });
      return null;
    } catch (error) {
      options.signal.throwIfAborted();
      if (path === '') throw new WinnowError('source-unreadable', `Cannot list the folder ${shown(root)}: ${messageOf(error)}`, { cause: error });
      return { failure: { path: `${path}/`, error: unreadable(`${path}/`, error) } };
    }
  };
  await descend('', root);
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    options.signal.throwIfAborted();
    const entry = frame.entries[frame.next];
    frame.next += 1;
    if (entry === undefined) stack.pop();
    else if (entry.kind === 'done') yield entry.walked;
    else {
      const failed = await descend(entry.path, entry.absolute);
      if (failed !== null) yield failed;
    }
  }
}

interface Folder {
  readonly root: string;
  readonly path: string;
  readonly absolute: string;
  /** Real folders already reached through a link: each is followed once, so that links cannot multiply the walk. */
  readonly followed: Set<string>;
  readonly looks: Looks;
  readonly options: WalkOptions;
}

/**
 * Looks at files at once while that is quick, which it is on local disks: a thread for each look costs ten times as much as the look. Where they are slow, as over
 * a network, several are under way.
 */
class Looks {
  #averageMs = 0;

  async at(absolute: string): Promise<BigIntStats> {
    if (this.#averageMs > QUICK_MS) return lstat(absolute, { bigint: true });
    const before = performance.now();
    try {
      return lstatSync(absolute, { bigint: true });
    } finally {
      this.#averageMs += NEWEST * (performance.now() - before - this.#averageMs);
    }
  }
}

async function entriesOf(names: readonly Dirent<Buffer>[], folder: Folder): Promise<Entry[]> {
  const entries: Entry[] = [];
  const sorted = [...names].sort((a, b) => Buffer.compare(a.name, b.name));
  for (let from = 0; from < sorted.length; from += STAT_BATCH) {
    const batch = sorted.slice(from, from + STAT_BATCH);
    folder.options.signal.throwIfAborted();
    for (const entry of await Promise.all(batch.map((name) => entryOf(name, folder)))) {
      if (entry !== null) entries.push(entry);
    }
  }
  return onceFollowed(entries, folder).sort((a, b) => Buffer.compare(a.order, b.order));
}

/** Keeps the first link to each real folder. Done after the batches, in name order, so that timing decides nothing. */
function onceFollowed(entries: readonly Entry[], folder: Folder): Entry[] {
  return entries.filter((entry) => {
    if (entry.kind !== 'folder' || entry.absolute === join(folder.absolute, entry.path.slice(entry.path.lastIndexOf('/') + 1))) return true;
    if (folder.followed.has(entry.absolute)) return false;
    folder.followed.add(entry.absolute);
    return true;
  });
}

async function entryOf(dirent: Dirent<Buffer>, folder: Folder): Promise<Entry | null> {
  const { filter } = folder.options;
  const valid = isUtf8(dirent.name);
  const name = valid ? dirent.name.toString('utf8') : escaped(dirent.name);
  const path = folder.path === '' ? name : `${folder.path}/${name}`;
  const absolute = join(folder.absolute, name);
  const asFolder = Buffer.from(`${name}/`);
  const asFile = Buffer.from(name);
  const isFolder = dirent.isDirectory();
  const isLink = dirent.isSymbolicLink() && valid;
  if (isFolder ? filter.prunes(path) : !isLink && !filter.wants(path)) return null;
  if (!valid) return failed(isFolder ? asFolder : asFile, isFolder ? `${path}/` : path, nameNotUtf8(path));
  if (isFolder) return { order: asFolder, kind: 'folder', path, absolute };
  if (dirent.isFile()) return fileEntry(asFile, { path, absolute }, folder);
  if (isLink) return linkEntry({ path, absolute, asFile, asFolder }, folder);
  return failed(asFile, path, new WinnowError('item-not-regular', `${shown(path)} is ${kindOf(dirent)}, expected a regular file`));
}

async function fileEntry(order: Buffer, file: FileRef, { looks }: Folder): Promise<Entry> {
  try {
    const found = await looks.at(file.absolute);
    const modifiedAtMs = Number(found.mtimeNs / 1_000_000n);
    return { order, kind: 'done', walked: { file: { ...file, fingerprint: fingerprintOf(found), modifiedAtMs } } };
  } catch (error) {
    // Gone between the listing and the look at it: programs that save by "delete, then create" do this.
    if (codeOf(error) !== 'ENOENT') return failed(order, file.path, unreadable(file.path, error));
    return failed(order, file.path, new WinnowError('changed-while-reading', `${shown(file.path)} went away while its folder was listed`));
  }
}

interface Link {
  readonly path: string;
  readonly absolute: string;
  readonly asFile: Buffer;
  readonly asFolder: Buffer;
}

/** A link that stays inside is walked only with `followLinks`: what it points to is met at its own place anyway. */
async function linkEntry(link: Link, folder: Folder): Promise<Entry | null> {
  const { filter, followLinks } = folder.options;
  let real: string;
  let isFolder: boolean;
  let isFile: boolean;
  try {
    real = await realpath(link.absolute);
    const found = await stat(real);
    isFolder = found.isDirectory();
    isFile = found.isFile();
  } catch (error) {
    return filter.wants(link.path) ? failed(link.asFile, link.path, brokenLink(link.path, error)) : null;
  }
  if (isFolder ? filter.prunes(link.path) : !filter.wants(link.path)) return null;
  if (!isInside(folder.root, real)) {
    const error = new WinnowError('item-outside-root', `The link ${shown(link.path)} leads out of the root, to ${shown(real)}`);
    return isFolder ? failed(link.asFolder, `${link.path}/`, error) : failed(link.asFile, link.path, error);
  }
  if (!followLinks) return null;
  if (isFile) return fileEntry(link.asFile, { path: link.path, absolute: real }, folder);
  if (!isFolder) return failed(link.asFile, link.path, new WinnowError('item-not-regular', `The link ${shown(link.path)} leads to something that is not a regular file`));
  // A link to a folder it stands in is a cycle.
  return isInside(real, folder.absolute) ? null : { order: link.asFolder, kind: 'folder', path: link.path, absolute: real };
}

function failed(order: Buffer, path: string, error: WinnowError): Entry {
  return { order, kind: 'done', walked: { failure: { path, error } } };
}

function isInside(root: string, real: string): boolean {
  return real === root || real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

function nameNotUtf8(path: string): WinnowError {
  return new WinnowError('item-unreadable', `The name ${shown(path)} is not UTF-8 (its odd bytes are shown as \\x..)`, { next: 'Rename it.' });
}

function brokenLink(path: string, error: unknown): WinnowError {
  return new WinnowError('item-unreadable', `The link ${shown(path)} leads nowhere`, { cause: error });
}

/** The bytes of a name, with those beyond ASCII as `\x..`. */
function escaped(name: Buffer): string {
  return [...name].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join('');
}

function kindOf(dirent: Dirent<Buffer>): string {
  if (dirent.isFIFO()) return 'a FIFO';
  if (dirent.isSocket()) return 'a socket';
  return dirent.isBlockDevice() || dirent.isCharacterDevice() ? 'a device' : 'of an unknown kind';
}
