/** Which edition of a page a path names: documentation keeps the pages of old versions in a folder beside the current ones. */
export interface Edition {
  /** The path without the folders that name an edition: equal for all editions of one page. */
  readonly page: string;
  /** `null` for the current one. */
  readonly version: string | null;
}

/** `2.4`, `v3`, `version-1.x`. A year names an issue of a text, not a version of what it describes. */
const VERSION_FOLDER = /^(?:(?:v|version-|release-)?\d{1,4}(?:\.(?:\d{1,4}|x)){1,3}|(?:v|version-|release-)\d{1,3})$/iu;
const CURRENT_FOLDER = /^(?:latest|current|stable)$/iu;
/** `versioned_docs/version-2.0/` stands beside `docs/`. */
const VERSIONED = /^versioned[_-]/iu;

export function editionOf(place: { readonly source: string; readonly path: string }): Edition {
  const folders = place.path.split('/');
  const file = folders.pop() ?? '';
  const versions = folders.filter((folder) => VERSION_FOLDER.test(folder));
  const others = folders.filter((folder) => !VERSION_FOLDER.test(folder) && !CURRENT_FOLDER.test(folder));
  return { page: [place.source, ...others.map((folder) => folder.replace(VERSIONED, '')), file].join('/'), version: versions.length === 0 ? null : versions.join('/') };
}

/** The current page and the same page of an older version: whoever uses that version is to find it there. */
export function editionsApart(a: Edition, b: Edition): boolean {
  return a.page === b.page && (a.version === null) !== (b.version === null);
}
