import { keyOf, strongKey, type JoinInput } from '../../core/index.js';
import { provenanceOf } from '../../core/model/provenance.js';

/** Where a document of a repository stands and stood. */
export interface Places {
  /** What its paths are unique in: the repository, or its source where that is not known. */
  readonly within: string;
  readonly path: string;
  readonly formerly: readonly string[];
}

/** Of documents under version control, as their reader tells it; `null` for all others, whatever they say themselves. */
export function placesOf({ declared, source }: Pick<JoinInput, 'declared' | 'source'>): Places | null {
  const provenance = provenanceOf(declared);
  if (provenance === null) return null;
  const { repository, path, formerly } = provenance;
  return { within: repository === null ? `source ${source}` : `repository ${repository}`, path, formerly };
}

export function placeKeys(places: Places | null): number[] {
  return places === null ? [] : [places.path, ...places.formerly].map((path) => strongKey(keyOf(`place ${places.within} ${path}`)));
}

/** A document that was renamed and one that stands where it stood. */
export interface Rename {
  /** The one that bears the new name. */
  readonly newer: 'a' | 'b';
  readonly from: string;
}

/** `null` as well where each stands where the other stood: then the names tell nothing. */
export function renameBetween(a: Places | null, b: Places | null): Rename | null {
  if (a === null || b === null || a.within !== b.within || a.path === b.path) return null;
  const [forth, back] = [a.formerly.includes(b.path), b.formerly.includes(a.path)];
  return forth === back ? null : forth ? { newer: 'a', from: b.path } : { newer: 'b', from: a.path };
}
