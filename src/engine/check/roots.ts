import { statSync, type Stats } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { WinnowError, excerpt, messageOf } from '../../core/index.js';

/** A folder to read, and which of its files. */
export interface CheckRoot {
  readonly root: string;
  /** Names of files directly in it; `null` = everything below it. */
  readonly files: readonly string[] | null;
}

/**
 * The folders that the given files and folders amount to: files of one folder together, and nothing twice, since a file that is
 * read twice would be its own duplicate. Fails with `usage` when there is no such file or folder.
 */
export function checkRoots(paths: readonly string[], cwd: string): CheckRoot[] {
  const given = paths.map((path) => ({ path: resolve(cwd, path), folder: statOf(path, cwd).isDirectory() }));
  const folders = outermost(given.filter(({ folder }) => folder).map(({ path }) => path));
  const files = new Map<string, Set<string>>();
  for (const { path, folder } of given) {
    if (folder || folders.some((outer) => isWithin(path, outer))) continue;
    const names = files.get(dirname(path)) ?? new Set();
    files.set(dirname(path), names.add(basename(path)));
  }
  return [...folders.map((root) => ({ root, files: null })), ...[...files].map(([root, names]) => ({ root, files: [...names].sort() }))];
}

function statOf(path: string, cwd: string): Stats {
  try {
    return statSync(resolve(cwd, path));
  } catch (error) {
    throw new WinnowError('usage', `cannot check "${excerpt(path, 300)}": ${excerpt(messageOf(error), 300)}`, { cause: error, next: 'Name files or folders that exist.' });
  }
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

function outermost(folders: readonly string[]): string[] {
  const once = [...new Set(folders)];
  return once.filter((path) => !once.some((other) => other !== path && isWithin(path, other))).sort();
}

/** As people name it from where they are: relative to the working directory, with `/`. */
export function shownPath(root: string, path: string, cwd: string): string {
  const shown = relative(cwd, join(root, path)).split(sep).join('/');
  return shown === '' ? '.' : shown;
}

/** A file name as a glob that matches it and nothing else; a backslash in it, which globs cannot spell reliably, as any one character. */
export const escapedGlob = (name: string): string => name.replace(/[\\*?[\]{}()!+@|]/gu, (char) => (char === '\\' ? '?' : `\\${char}`));
