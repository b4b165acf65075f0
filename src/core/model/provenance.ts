import type { Json, JsonObject } from '../json.js';

/** Where a document under version control stands, and where it stood. Paths are relative to the repository's root, with `/`. */
export interface Provenance {
  /** Names the repository, the same for all its clones; `null` = not known. */
  readonly repository: string | null;
  readonly path: string;
  /** Paths it had before, the last one first. */
  readonly formerly: readonly string[];
}

/** Kept beside a document's declared metadata, under a key that no document can set (`withProvenance`). */
const KEY = 'winnow:provenance';

/** Declared metadata with what a reader knows of where the document comes from, and without what the document itself says under that name. */
export function withProvenance(declared: JsonObject, provenance: Provenance | null): JsonObject {
  const own = withoutProvenance(declared);
  if (provenance === null) return own;
  const { repository, path, formerly } = provenance;
  return { ...own, [KEY]: { repository, path, formerly } };
}

/** The metadata that a document or its reader declared. */
export function withoutProvenance(declared: JsonObject): JsonObject {
  if (!Object.hasOwn(declared, KEY)) return declared;
  return Object.fromEntries(Object.entries(declared).filter(([key]) => key !== KEY));
}

/** What `withProvenance` put there; `null` = nothing. */
export function provenanceOf(declared: JsonObject): Provenance | null {
  const kept: Json | undefined = Object.hasOwn(declared, KEY) ? declared[KEY] : undefined;
  if (kept === null || typeof kept !== 'object' || Array.isArray(kept)) return null;
  const { repository = null, path, formerly } = kept as JsonObject;
  if (typeof path !== 'string') return null;
  const paths = Array.isArray(formerly) ? formerly.filter((former): former is string => typeof former === 'string') : [];
  return { repository: typeof repository === 'string' ? repository : null, path, formerly: paths };
}
