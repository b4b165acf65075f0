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
