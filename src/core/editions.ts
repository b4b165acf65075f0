import type { JsonObject } from './json.js';

/** Which edition of a page a path names: documentation keeps the pages of old versions in a folder beside the current ones. */
export interface Edition {
  /** The path without the folders that name an edition: equal for all editions of one page. */
  readonly page: string;
  /** `null` for the current one. */
  readonly version: string | null;
  /** The folder that holds the version's, with the source; empty where that is the whole source. */
  readonly root: string;
  /** The file's name, by which a page is known that was moved from one version to the next; `null` for one that every folder has. */
  readonly file: string | null;
}

/** `2.4`, `v3`, `version-1.x`. A year names an issue of a text, not a version of what it describes. */
const VERSION_FOLDER = /^(?:(?:v|version-|release-)?\d{1,4}(?:\.(?:\d{1,4}|x)){1,3}|(?:v|version-|release-)\d{1,3})$/iu;
const CURRENT_FOLDER = /^(?:latest|current|stable)$/iu;
/** `versioned_docs/version-2.0/` stands beside `docs/`. */
const VERSIONED = /^versioned[_-]/iu;
const EVERY_FOLDER_HAS = /^(?:_?index|readme|overview)\./iu;

export function editionOf(place: { readonly source: string; readonly path: string }): Edition {
  const folders = place.path.split('/');
  const file = folders.pop() ?? '';
  const versions = folders.filter((folder) => VERSION_FOLDER.test(folder));
  const others = folders.filter((folder) => !VERSION_FOLDER.test(folder) && !CURRENT_FOLDER.test(folder));
  const above = folders.slice(0, Math.max(0, folders.findIndex((folder) => VERSION_FOLDER.test(folder))));
  return {
    page: [place.source, ...others.map((folder) => folder.replace(VERSIONED, '')), file].join('/'),
    version: versions.length === 0 ? null : versions.join('/'),
    root: above.length === 0 ? '' : `${[place.source, ...above].join('/')}/`,
    file: EVERY_FOLDER_HAS.test(file) ? null : file,
  };
}

/** The current page and the same page of an older version: whoever uses that version is to find it there. */
export function editionsApart(a: Edition, b: Edition): boolean {
  if ((a.version === null) === (b.version === null)) return false;
  const [old, current] = a.version === null ? [b, a] : [a, b];
  const moved = old.root !== '' && old.file !== null && old.file === current.file && current.page.startsWith(old.root);
  return old.page === current.page || moved;
}

/** `v3`, `version-3`, `release-3` and `3` name one version. */
export function plainVersion(version: string): string {
  return version.slice(0, 200).trim().toLowerCase().replace(/^(?:version|release|v)[-_ ]?(?=\d)/u, '');
}

/** The version of the product that a document is of, as declared, else as a folder of its path names it; `null` for none, or the current one. */
export function versionOf({ path, declared }: { readonly path: string; readonly declared: JsonObject }): string | null {
  const own = Object.hasOwn(declared, 'version') ? declared['version'] : null;
  if (typeof own === 'string' || typeof own === 'number') return String(own);
  return folderVersion(path);
}

/** The version that folders of a path name: `3.4` of `docs/v3.4/faq.md`; `null` for the current one. */
export function folderVersion(path: string): string | null {
  const { version } = editionOf({ source: '', path });
  return version === null ? null : version.split('/').map(plainVersion).join('/');
}

/** Negative when `a` is the older of two product versions; numbers count as numbers, `x` is above all. The current one, `null`, is the newest. */
export function compareVersions(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const [left, right] = [a, b].map((version) => plainVersion(version).split(/[./]/u).slice(0, 8));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const [x, y] = [partOf(left?.[at]), partOf(right?.[at])];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** `1` before `1.0`, `1.9` before `1.x`. What is no number counts as its leading digits: `0-rc1` is 0. */
function partOf(part: string | undefined): number {
  if (part === undefined) return -1;
  return part === 'x' ? Number.MAX_SAFE_INTEGER : Number(/^\d{1,9}/u.exec(part)?.[0] ?? 0);
}
