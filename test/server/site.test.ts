import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, raw, start } from './support.js';

const HASHED = '/assets/index-D4f8Kq2x.js';

/** A page as the build leaves it, with what should not be there. */
function built(): string {
  const root = folder();
  const site = join(root, 'ui');
  mkdirSync(join(site, 'assets'), { recursive: true });
  for (const [name, content] of [['index.html', '<!doctype html><title>Review</title>'], [`.${HASHED}`, 'export {};'], ['assets/index-D4f8Kq2x.css', 'a{}'], ['assets/plain.js', '1'], ['logo.svg', '<svg/>'], ['notes.md', 'secret'], ['assets/run.sh', 'secret']] as const) writeFileSync(join(site, name), content);
  writeFileSync(join(root, 'outside.js'), 'secret');
  symlinkSync(join(root, 'outside.js'), join(site, 'assets', 'link.js'));
  return site;
}

describe('the page', () => {
  it.each(['/', '/index.html', '/queue', '/items/0b5f3a52-0000', '/some/where/else', '/apis'])('is at %s, for whoever asks', async (path) => {
    const { url } = await start({ site: built() });
    const answer = await fetch(`${url}${path}`);
    expect([answer.status, answer.headers.get('Content-Type'), answer.headers.get('Cache-Control')]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
    expect(await answer.text()).toContain('<title>Review</title>');
  });

  it.each([[HASHED, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'], ['/assets/index-D4f8Kq2x.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'], ['/assets/plain.js', 'text/javascript; charset=utf-8', 'no-cache'], ['/logo.svg', 'image/svg+xml', 'no-cache']])('is made of files such as %s', async (path, type, cache) => {
    const { url } = await start({ site: built() });
    const answer = await fetch(`${url}${path}`);
    expect([answer.status, answer.headers.get('Content-Type'), answer.headers.get('Cache-Control')]).toEqual([200, type, cache]);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
    const tag = answer.headers.get('ETag') ?? '';
    expect((await fetch(`${url}${path}`, { headers: { 'If-None-Match': tag } })).status).toBe(304);
    const head = await fetch(`${url}${path}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('Content-Type'), await head.text()]).toEqual([200, type, '']);
  });

  it.each(['/favicon.ico', '/assets/', '/assets/none.js', '/notes.md', '/assets/run.sh', '/assets/link.js', '/index.html/x.js', '/.git/config', '/assets/INDEX-D4f8Kq2x.js', '/package.json'])('is not made of %s', async (path) => {
    const { url } = await start({ site: built() });
    const answer = await fetch(`${url}${path}`);
    const text = await answer.text();
    expect(text).not.toContain('secret');
    if (path.includes('.')) expect([answer.status, text, answer.headers.get('Content-Type')]).toEqual([404, 'Not found\n', 'text/plain; charset=utf-8']);
  });

  it.each(['/../outside.js', '/assets/../../outside.js', '/%2e%2e/outside.js', '/..%2foutside.js', '/assets/..%5c..%5coutside.js', '/....//outside.js', '//outside.js', '/%252e%252e/outside.js', '/assets/%00.js', '/./../outside.js', '/assets\\..\\..\\outside.js'])('leads nowhere else: %s', async (path) => {
    const { server } = await start({ site: built() });
    const answer = await raw(server.port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('secret');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('takes no %s', async (method) => {
    const { url } = await start({ site: built() });
    const answer = await fetch(`${url}/`, { method });
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
  });

  it.each([null, 'nothing here', 'no index'])('that was not built says so (%s)', async (kind) => {
    const site = kind === null ? null : kind === 'no index' ? folder({ 'main.js': '1' }) : join(folder(), 'none');
    const { url, api } = await start({ site });
    const answer = await fetch(`${url}/`);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([503, 'text/plain; charset=utf-8']);
    expect(await answer.text()).toContain('was not built');
    expect((await fetch(`${url}/main.js`)).status).toBe(404);
    expect((await fetch(`${api}/overview`)).status).toBe(401);
  });
});
