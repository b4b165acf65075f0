import { compareVersions, editionOf, folderVersion, plainVersion } from '../../core/editions.js';
import { readPath } from '../../core/path-dates.js';
import type { SupersessionOptions } from './options.js';

/** Which version of a product a document describes, and the page that it is in every version. */
export interface ProductVersion {
  /** Source and path without the version; `null` where the path names none of its own: then the page is found by `beside`. */
  readonly page: string;
  /** As a folder, the end of the file name, or the metadata names it, in that order. `null` = none, or the current one. */
  readonly version: string | null;
  readonly by: 'folder' | 'file' | 'metadata' | null;
}

/** `install-v2`, `api_v1.4`: a bare number at the end of a name may be anything. */
const IN_FILE = /[-_. ]v(\d{1,3}(?:\.\d{1,3}){0,2})(?=\.[a-z][a-z0-9]{0,9}$)/iu;

/** `declared` is the metadata's version, `null` where versions revise each other; `inName`: whether a version at the end of the file's name is the product's. */
export function productVersionOf(place: { readonly source: string; readonly path: string }, declared: string | null, inName: boolean): ProductVersion {
  const path = place.path.slice(0, 4096);
  const { page } = editionOf({ source: place.source, path });
  const folder = folderVersion(path);
  if (folder !== null && !isDate(folder)) return { page, version: folder, by: 'folder' };
  const file = inName ? IN_FILE.exec(path)?.[1] : undefined;
  if (file !== undefined) return { page: page.replace(IN_FILE, ''), version: file, by: 'file' };
  return { page, version: declared === null ? null : plainVersion(declared), by: declared === null ? null : 'metadata' };
}

/** `2024.05/` is a version by its looks; the dates of names are read as such. */
function isDate(folder: string): boolean {
  return readPath(`${folder}/`).dates.length > 0;
}

/** Whether two documents are one page in two versions by their paths. A page that names none is the current one of a page with a folder, and the other of no page with a version in its file's name. */
export function samePage(a: ProductVersion, b: ProductVersion): 'folder' | 'file' | null {
  if (a.page !== b.page || sameVersion(a, b)) return null;
  if (a.by === 'file' && b.by === 'file') return 'file';
  return [a, b].every(({ by }) => by === 'folder' || by === null) ? 'folder' : null;
}

function sameVersion(a: ProductVersion, b: ProductVersion): boolean {
  return a.version === b.version || (a.version !== null && b.version !== null && compareVersions(a.version, b.version) === 0);
}

/** Whether two documents that another likeness binds are of two versions of a product. */
export function versionsDiffer(a: ProductVersion, b: ProductVersion): boolean {
  if (a.by === 'folder' || b.by === 'folder') return !sameVersion(a, b);
  return a.version !== null && b.version !== null && !sameVersion(a, b);
}

/** Which of two versions supersedes the other; `beside`: neither does, the newer one is named. */
export interface Precedence {
  readonly first: 'a' | 'b';
  readonly beside: boolean;
  readonly because: string;
}

export function precedenceOf(a: ProductVersion, b: ProductVersion, { versions }: SupersessionOptions): Precedence {
  const newer = compareVersions(a.version, b.version) > 0 ? 'a' : 'b';
  const [one, two] = newer === 'a' ? [a, b] : [b, a];
  const newerVersion = `its version (${nameOf(one)} after ${nameOf(two)})`;
  if (versions === 'keep-all') return { first: newer, beside: true, because: newerVersion };
  if (versions === 'keep-latest') return { first: newer, beside: false, because: newerVersion };
  const kept = new Set(versions.keep.map(plainVersion));
  const keeps = ({ version }: ProductVersion): boolean => version === null || kept.has(version);
  if (keeps(a) === keeps(b)) return { first: newer, beside: keeps(a), because: newerVersion };
  const [stays, goes] = keeps(a) ? [a, b] : [b, a];
  return { first: keeps(a) ? 'a' : 'b', beside: false, because: `the versions kept (${nameOf(stays)}, not ${nameOf(goes)})` };
}

const nameOf = ({ version }: ProductVersion): string => (version === null ? 'the current one' : `\`${version.slice(0, 40)}\``);
