import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Context } from 'hono';
import type { Env } from './route.js';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', json: 'application/json; charset=utf-8', txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml', png: 'image/png', ico: 'image/x-icon', webp: 'image/webp', woff2: 'font/woff2', webmanifest: 'application/manifest+json',
};
/** Names that the build gives by content: `assets/index-D4f8Kq2x.js`. */
const HASHED = /^\/assets\/.*[-.][A-Za-z0-9_-]{8,}\.\w+$/u;
const PLAIN = 'text/plain; charset=utf-8';
const NOT_BUILT = 'The review page was not built: dist/ui is missing. "npm run build" makes it; the API under /api/v1 works without it.\n';

interface File {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly tag: string;
  readonly lasts: boolean;
}

/** Answers requests for the page and what it is made of. */
export type Site = (context: Context<Env>) => Response;

/** The files of a folder by the path they are asked for with. Read once: no request ever makes a path on the disk. */
function manifestOf(folder: string): ReadonlyMap<string, File> {
  const files = new Map<string, File>();
  if (!existsSync(join(folder, 'index.html'))) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[/\.(\w+)$/u.exec(entry.name)?.[1]?.toLowerCase() ?? ''];
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).map(encodeURIComponent).join('/')}`;
    const bytes = new Uint8Array(readFileSync(file));
    files.set(path, { bytes, type, tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`, lasts: HASHED.test(path) });
  }
  return files;
}

/** The site in a folder (`null` or a folder without `index.html` = not built). Paths of the page's own, which have no dot, get `index.html`. */
export function siteIn(folder: string | null): Site {
  const files = folder === null ? new Map<string, File>() : manifestOf(folder);
  const index = files.get('/index.html');
  return (context) => {
    const { method, path } = context.req;
    if (method !== 'GET' && method !== 'HEAD') return context.body('Method not allowed\n', 405, { 'Content-Type': PLAIN, Allow: 'GET, HEAD' });
    const file = files.get(path) ?? (path.includes('.') ? undefined : index);
    if (file === undefined) {
      const isPage = !path.includes('.') && index === undefined;
      return context.body(isPage ? NOT_BUILT : 'Not found\n', isPage ? 503 : 404, { 'Content-Type': PLAIN, 'Cache-Control': 'no-store' });
    }
    const headers = { 'ETag': file.tag, 'Cache-Control': file.lasts ? 'public, max-age=31536000, immutable' : 'no-cache' };
    if ((context.req.header('If-None-Match') ?? '').split(/\s*,\s*/u).includes(file.tag)) return context.body(null, 304, headers);
    return context.body(file.bytes, 200, { ...headers, 'Content-Type': file.type });
  };
}
