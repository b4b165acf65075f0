import type { JoinInput } from '../../core/index.js';
import { editionOf, folderVersion } from '../../core/editions.js';
import { productBefore, productNamed, productOf } from './products.js';
import { VERSION, byVersion, versionFrom, type NamedVersion } from './versions.js';

/** A version that a heading, a title or a folder says its text is about. */
export interface DocumentedVersion {
  readonly version: NamedVersion;
  /** What the version is of: a product by its name, or all that lies below a folder. */
  readonly scopes: readonly string[];
  /** The heading, title or folder, as written. */
  readonly quote: string;
}

const NAMED_VERSION = new RegExp(`(?<![\\p{L}\\p{N}.$€£-])(?<mark>(?:versions?|releases?|v\\.?) ?|v)?(?<version>${VERSION})`, 'giu');
/** What is not out yet is not what a page should name as current. */
const NOT_OUT = /^[-.\s]{0,2}(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next)/iu;
const PLANNED = /(?<![\p{L}\p{N}])(?:planned|planning|plans?|roadmap|upcoming|forthcoming|proposed|proposal|draft|preview|beta|alpha|unreleased|future|ideas)(?![\p{L}\p{N}])/iu;
/** Pages whose entries tell of their own time. */
const CHANGELOG_FILE = /(?:^|\/)(?:changelog|changes|history|news|release[-_ ]?notes?|releases)(?:\.[a-z0-9]{1,8})?$/iu;
const MAX_HEADING_CHARS = 160;

export const isChangelog = (path: string): boolean => CHANGELOG_FILE.test(path);
export const byName = (product: string): string => `product ${product}`;
const byFolder = (source: string, folder: string): string => `folder ${source}/${folder}`;

/** Every scope that a page of this path is in: the folders above it, the nearest first. */
export function foldersAbove({ source, path }: Pick<JoinInput, 'source' | 'path'>): string[] {
  const folders = path.split('/').slice(0, -1);
  return folders.map((_, at) => byFolder(source, `${folders.slice(0, folders.length - at).join('/')}/`)).concat(byFolder(source, '')).slice(0, MOST_FOLDERS);
}

const MOST_FOLDERS = 6;

/** The versions that a chunk documents: by its own heading, and where it is at the top of its document, by title and folder. */
export function documentedVersions(input: JoinInput): DocumentedVersion[] {
  const { headingPath, title, path, source, type } = input;
  const isTop = headingPath.length <= 1;
  const isLog = type === 'release-notes' || isChangelog(path);
  const above = [title ?? '', ...headingPath.slice(0, -1)];
  const headings = new Set([headingPath.at(-1) ?? '', ...(isTop ? [title ?? ''] : [])]);
  const found = [...headings].flatMap((heading): DocumentedVersion[] => {
    const read = versionIn(heading, isLog);
    if (read === null) return [];
    const product = read.product ?? above.toReversed().flatMap((one) => productOf(one)?.key ?? []).at(0) ?? null;
    const log = isLog && read.product === null ? [byFolder(source, path.slice(0, path.lastIndexOf('/') + 1))] : [];
    const scopes = [...(product === null ? [] : [byName(product)]), ...log];
    return scopes.length === 0 ? [] : [{ version: read.version, scopes, quote: heading }];
  });
  const folder = isTop ? folderVersion(path) : null;
  if (folder === null) return found;
  const { root } = editionOf({ source, path });
  // `acme-sync/v5/` is documentation of Acme Sync.
  const name = productNamed(root.split('/').at(-2)?.replace(/[-_]/gu, ' ') ?? '');
  const scopes = [root === '' ? byFolder(source, '') : `folder ${root}`, ...(root === '' || name === null ? [] : [byName(name)])];
  return [...found, { version: versionFrom(folder.split('/')[0] ?? folder), scopes, quote: path }];
}

/** The latest version that a heading names, and the product before the first. Of logs a bare number will do. */
function versionIn(heading: string, isLog: boolean): { readonly version: NamedVersion; readonly product: string | null } | null {
  if (heading.length > MAX_HEADING_CHARS || !/\d/u.test(heading) || PLANNED.test(heading)) return null;
  let latest: NamedVersion | null = null;
  let product: string | null = null;
  for (const { groups, index, 0: whole } of heading.replace(/[[\]*`]/gu, ' ').matchAll(NAMED_VERSION)) {
    const before = productBefore(heading.slice(0, index));
    const written = groups?.['version'] ?? '';
    const isOne = written.includes('.') || groups?.['mark'] !== undefined || before !== null || (isLog && index === 0);
    if (!isOne || NOT_OUT.test(heading.slice(index + whole.length))) continue;
    product ??= before;
    const version = versionFrom(written);
    if (latest === null || byVersion(version, latest) > 0) latest = version;
  }
  return latest === null ? null : { version: latest, product };
}
