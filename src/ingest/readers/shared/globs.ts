import picomatch from 'picomatch';
import { z } from 'zod';

// Names on POSIX file systems may hold a backslash, so it is never a separator here.
const OPTIONS = { windows: false, maxLength: 4096 } as const;

/** A glob below a root: it may not lead out of it, and what is left out goes to `exclude`. */
export const globSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine((glob) => !glob.startsWith('!'), { error: 'A glob may not start with `!`: put it in `exclude`' })
  .refine((glob) => !glob.startsWith('/') && !glob.split('/').includes('..'), {
    error: 'A glob is relative to the root and may not lead out of it',
  });

/** What of a folder tree is wanted. Paths are relative to the root, with `/`. */
export interface PathFilter {
  /** Whether a file is wanted. */
  wants(path: string): boolean;
  /** Whether a folder is left out with all it holds. */
  prunes(path: string): boolean;
}

/**
 * Compiles include and exclude globs. As with shells, `*` does not match names that start with a point unless the pattern
 * spells the point out, so `.env` or `.git` are never read by accident; `exclude` does match them.
 */
export function pathFilter(include: readonly string[], exclude: readonly string[]): PathFilter {
  const wanted = include.map(plain);
  const included = picomatch(wanted, { ...OPTIONS, dot: false });
  const excluded = exclude.length === 0 ? () => false : picomatch(exclude.map(plain), { ...OPTIONS, dot: true });
  const bases = wanted.map((glob) => picomatch.scan(glob, OPTIONS).base);
  const hidden = wanted.some((glob) => /(?:^|[/{,(|])\./u.test(glob));
  const mayHold = (folder: string): boolean =>
    bases.some((base) => base === '' || base === folder || base.startsWith(`${folder}/`) || folder.startsWith(`${base}/`));
  return {
    wants: (path) => included(path) && !excluded(path),
    prunes: (folder) => excluded(folder) || !mayHold(folder) || (!hidden && nameOf(folder).startsWith('.')),
  };
}

/** The same filter, of which one path is left, with the folders that lead to it. */
export function onlyPath(filter: PathFilter, path: string): PathFilter {
  return { wants: (candidate) => candidate === path && filter.wants(candidate), prunes: (folder) => !path.startsWith(`${folder}/`) || filter.prunes(folder) };
}

/** Splits `../in/*.jsonl` into the folder before the first wildcard and the glob below it; `null` = no wildcard. */
export function splitGlob(pattern: string): { base: string; glob: string } | null {
  const { base, glob, isGlob } = picomatch.scan(pattern, OPTIONS);
  return isGlob ? { base: base === '' ? '.' : base, glob } : null;
}

function plain(glob: string): string {
  const relative = glob.startsWith('./') ? glob.slice(2) : glob;
  return relative.endsWith('/') ? `${relative}**` : relative;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
