/** Where things are, and the data that stays outside of the repository. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as Library from '../../src/index.js';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const cli = join(root, 'dist', 'cli', 'main.js');
/** The time that verdicts are decided at, so that a bench tells the same tomorrow. */
export const NOW = '2026-11-23';

/** Where archives are unpacked and what is fetched is kept; ignored by git. */
export const unpacked = join(root, 'bench', '.data');

/** Where the archives are. */
export function dataFolder(): string {
  return resolve(root, process.env['WINNOW_BENCH_DATA'] ?? '../shared/data');
}

function archive(name: string): string {
  return join(dataFolder(), `${name}.tar.gz`);
}

export function hasData(name: string): boolean {
  return existsSync(join(unpacked, name)) || existsSync(archive(name));
}

/** The folder of an archive, unpacked on first use. */
export function data(name: string): string {
  const folder = join(unpacked, name);
  if (existsSync(folder)) return folder;
  mkdirSync(unpacked, { recursive: true });
  const partial = mkdtempSync(join(unpacked, '.partial-'));
  execFileSync('tar', ['xzf', archive(name), '-C', partial]);
  renameSync(join(partial, name), folder);
  rmSync(partial, { recursive: true });
  return folder;
}

/** The built library: what users import, not the sources. */
export async function library(): Promise<typeof Library> {
  return (await import(pathToFileURL(join(root, 'dist', 'index.js')).href)) as typeof Library;
}

/** Calls with a new folder that is gone afterwards. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As `inFolder`, but in the folder that `WINNOW_BENCH_KEEP` names, which stays: for what takes long to make and may serve again. */
export async function inKeptFolder<Result>(name: string, work: (folder: string) => Promise<Result>): Promise<Result> {
  const kept = process.env['WINNOW_BENCH_KEEP'];
  if (kept === undefined || kept === '') return inFolder(work);
  const folder = resolve(kept, name);
  mkdirSync(folder, { recursive: true });
  return work(folder);
}

/** Regular files below a folder with one of the endings, relative to it, with `/`, in code-point order. */
export function filesIn(folder: string, endings: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** The five documentation sets. */
export const CORPORA = ['etcd', 'flux', 'h18f', 'helmd', 'redis'] as const;

export function corpusFolder(corpus: string): string {
  return join(data('contradiction'), 'corpora', corpus);
}
