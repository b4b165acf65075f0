import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../../../core/index.js';

/** What tells a loader's document apart: where it comes from and which part of that it is. */
export interface DocumentName {
  readonly path: string;
  /** `null` = the document is all there is of `path`, as far as its metadata says. */
  readonly record: string | null;
}

export type Metadata = Readonly<Record<string, unknown>>;

const MAX_PATH_CHARS = 1024;
// Parameters that sign or track a request: they differ from night to night, and some are secrets.
const VOLATILE = /^(?:x-amz-.*|x-goog-.*|x-ms-.*|awsaccesskeyid|utm_.*|s[aeipr]|sv|st|sig|signature|(?:access_?|auth_?|id_?)?token|(?:api_?)?key|secret|password|expires|session(?:_?id)?)$/iu;

/**
 * Path and record from a LangChain document's metadata. `source` becomes a path below the source: a URL without scheme,
 * credentials, query and fragment; a file path relative to `baseDir`, without `..`. The record is the page or line range of `loc`,
 * or a hash of the URL's query when that is what names the page (`?pageId=42`), without parameters that sign or track.
 */
export function nameOfDocument(metadata: Metadata, id: string | undefined, baseDir: string): DocumentName {
  const source = firstString(metadata, ['source', 'url', 'path', 'filePath']);
  const url = source === null ? null : parseUrl(source);
  const path = safePath(source === null ? id ?? 'documents' : url === null ? relativePath(source, baseDir) : urlPath(url, baseDir));
  return { path, record: partOf(metadata) ?? (url === null ? null : queryName(url)) };
}

/** A URL without user, password, and parameters that sign or track; any other text as it is. */
export function withoutSecrets(value: string): string {
  const url = /^[a-z][a-z0-9+.-]{1,20}:\/\//iu.test(value) ? parseUrl(value) : null;
  if (url === null) return value;
  const names = [...url.searchParams.keys()].filter((name) => VOLATILE.test(name));
  if (names.length === 0 && url.username === '' && url.password === '') return value;
  for (const name of names) url.searchParams.delete(name);
  url.username = '';
  url.password = '';
  return url.href;
}

function partOf(metadata: Metadata): string | null {
  const loc = isObject(metadata['loc']) ? metadata['loc'] : {};
  const page = firstWhole([loc['pageNumber'], metadata['pageNumber'], metadata['page'], metadata['page_number']]);
  const lines = isObject(loc['lines']) ? loc['lines'] : {};
  const from = firstWhole([lines['from']]);
  const to = firstWhole([lines['to']]);
  const line = firstWhole([metadata['line'], metadata['row']]);
  const parts = [
    ...(page === null ? [] : [`page-${page}`]),
    ...(from === null ? [] : [`lines-${from}-${to ?? from}`]),
    ...(line === null ? [] : [`line-${line}`]),
  ];
  return parts.length === 0 ? null : parts.join('.');
}

function queryName(url: URL): string | null {
  const kept = [...url.searchParams].filter(([name]) => !VOLATILE.test(name)).map(([name, value]) => `${name}=${value}`).sort();
  return kept.length === 0 ? null : `q-${sha256(kept.join('&')).slice(0, 12)}`;
}

function urlPath(url: URL, baseDir: string): string {
  if (url.protocol === 'file:') {
    try {
      return relativePath(fileURLToPath(url), baseDir);
    } catch {
      return url.pathname;
    }
  }
  const path = url.pathname.replace(/\/$/u, '');
  return `${url.host}${path === '' || path.startsWith('/') ? '' : '/'}${decoded(path)}`;
}

function relativePath(source: string, baseDir: string): string {
  const slashed = source.replaceAll('\\', '/');
  return isAbsolute(slashed) ? relative(baseDir, resolve(slashed)) : slashed;
}

/** No empty, `.` or `..` parts, no control characters, and not endless. */
function safePath(path: string): string {
  const parts = path.replaceAll('\\', '/').replace(/[\p{Cc}\p{Cs}]/gu, '_').split('/');
  const safe = parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('/');
  if (safe === '') return 'documents';
  return safe.length <= MAX_PATH_CHARS ? safe : `${safe.slice(0, MAX_PATH_CHARS - 13)}~${sha256(safe).slice(0, 12)}`;
}

function parseUrl(text: string): URL | null {
  // One letter before the colon is a Windows drive.
  return /^[a-z][a-z0-9+.-]{1,20}:/iu.test(text) && URL.canParse(text) ? new URL(text) : null;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function firstString(metadata: Metadata, names: readonly string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

function firstWhole(values: readonly unknown[]): number | null {
  return values.find((value): value is number => Number.isSafeInteger(value)) ?? null;
}

function isObject(value: unknown): value is Metadata {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
