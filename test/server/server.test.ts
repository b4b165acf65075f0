import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startServer, type ServerRequest } from '../../src/server/index.js';
import { certificate } from './certificate.js';
import { APPROVE, CHOICE, RESULT, stubDesk } from './desk.js';
import { codeOf, inside, logIn, postJson, raw, start, tokenFile } from './support.js';

const EVERYWHERE: Readonly<Record<string, string | RegExp>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': /^(?:[a-z-]+=\(\), )+[a-z-]+=\(\)$/u,
};

describe('every answer', () => {
  /** What is thrown and is no error, by whatever plugin. */
  const strange = (id: string): Error => (id === 'broken' ? new Error('broken') : { strange: true }) as Error;
  type Case = readonly [name: string, status: number, request: (host: string, headers: string) => string];
  const plain = (target: string, method = 'GET'): Case[2] => (host, headers) => `${method} ${target} HTTP/1.1\r\n${host}${headers}Connection: close\r\n\r\n`;
  const CASES: readonly Case[] = [
    ['the page', 503, plain('/')],
    ['a file that is not there', 404, plain('/favicon.ico')],
    ['the page to POST', 405, plain('/', 'POST')],
    ['an answer', 200, plain('/api/v1/overview')],
    ['a head', 200, plain('/api/v1/overview', 'HEAD')],
    ['an export', 200, plain('/api/v1/decisions.csv')],
    ['an unknown route', 404, plain('/api/v1/x')],
    ['another method', 405, plain('/api/v1/overview', 'DELETE')],
    ['a wrong query', 400, plain('/api/v1/queue?x=1')],
    ['an item of which the server fails', 500, plain('/api/v1/items/broken')],
    ['an item of which the server fails strangely', 500, plain('/api/v1/items/strange')],
    ['a request of another host', 403, (_host, headers) => plain('/')('Host: attacker.example\r\n', headers)],
    ['a request of no host', 400, (_host, headers) => plain('/')('', headers)],
    ['a request of another page', 403, (host, headers) => plain('/api/v1/overview')(host, `${headers}Origin: https://attacker.example\r\n`)],
    ['a path that climbs', 400, plain('/../../etc/passwd')],
    ['a backslash', 400, plain('/\\attacker.example')],
    ['a long target', 414, plain(`/${'x'.repeat(9000)}`)],
    ['long headers', 431, (host, headers) => plain('/')(host, `${headers}X-Long: ${'x'.repeat(20_000)}\r\n`)],
    ['no HTTP', 400, () => 'HELLO\r\n\r\n'],
    ['two lengths', 400, (host, headers) => plain('/api/v1/session', 'POST')(host, `${headers}Content-Length: 1\r\nContent-Length: 2\r\n`)],
    ['a length and chunks', 400, (host, headers) => plain('/api/v1/session', 'POST')(host, `${headers}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`)],
    ['what it cannot expect', 200, (host, headers) => plain('/api/v1/overview')(host, `${headers}Expect: the-unexpected\r\n`)],
    ['a wish for another protocol', 200, (host, headers) => plain('/api/v1/overview')(host, `${headers}Upgrade: websocket\r\n`)],
  ];

  it.each(CASES)('keeps the reader safe: %s', async (_name, status, lines) => {
    const desk = stubDesk({ item: (id) => Promise.reject(strange(id)) });
    const { server, cookie, csrf } = await inside({ desk });
    const answer = await raw(server.port, lines(`Host: 127.0.0.1:${server.port}\r\n`, `Cookie: ${cookie}\r\nX-Winnow-CSRF: ${csrf}\r\n`));
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(EVERYWHERE)) expect(answer.headers[name], name).toEqual(typeof value === 'string' ? value : expect.stringMatching(value));
    const names = Object.keys(answer.headers);
    expect(names.filter((name) => name === 'server' || name === 'x-powered-by' || name.startsWith('access-control-'))).toEqual([]);
    expect(answer.text).not.toMatch(/node_modules|\bat \S+ \(|\.[jt]s:\d+/u);
  });

  it('of the API is kept nowhere', async () => {
    const { api, get, server } = await inside();
    for (const answer of [await get('/overview'), await get('/decisions.csv'), await get('/nothing'), await postJson(`${api}/session`, {}), await get('/queue?x=1')]) {
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
      await answer.arrayBuffer();
    }
    expect((await raw(server.port, 'GET /api/v1/overview HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).headers['cache-control']).toBe('no-store');
  });
});

describe('where it listens', () => {
  const refusal = async (request: Partial<ServerRequest>): Promise<string> => {
    try {
      await (await startServer({ desk: stubDesk(), admission: { by: 'code', actor: 'ada', role: 'admin' }, port: 0, ...request })).close(0);
    } catch (error) {
      return String(error);
    }
    return 'it listens';
  };

  it.each(['127.0.0.1', 'localhost', '127.0.0.2'])('is %s without further ado', async (host) => {
    const { url, api, server } = await start({ host });
    expect(url).toBe(`http://${host}:${server.port}`);
    expect((await fetch(`${api}/overview`)).status).toBe(401);
  });

  it.each(['0.0.0.0', '::', '[::]', '', '10.1.2.3', 'example.com', '127.0.0.1.example.com', '1270.0.0.1', '127.evil.example'])('is not "%s" without tokens, nor with them without TLS', async (host) => {
    const { file } = tokenFile();
    expect(await refusal({ host })).toContain('must log in with tokens');
    expect(await refusal({ host, insecureHttp: true })).toContain('must log in with tokens');
    expect(await refusal({ host, tls: certificate() })).toContain('must log in with tokens');
    expect(await refusal({ host, admission: { by: 'tokens', file } })).toContain('without TLS');
  });

  it('is every address only where the name is said that people use', async () => {
    const { file, tokens } = tokenFile();
    const admission = { by: 'tokens', file } as const;
    expect(await refusal({ host: '0.0.0.0', admission, insecureHttp: true })).toContain('the name that people use must be said');
    const { server, url } = await start({ host: '0.0.0.0', admission, insecureHttp: true, allowHosts: ['review.example.com'] });
    expect(url).toBe(`http://review.example.com:${server.port}`);
    expect((await raw(server.port, `GET /api/v1/overview HTTP/1.1\r\nHost: review.example.com\r\nAuthorization: Bearer ${tokens.viewer}\r\nConnection: close\r\n\r\n`)).status).toBe(200);
    expect((await raw(server.port, `GET /api/v1/overview HTTP/1.1\r\nHost: 0.0.0.0:${server.port}\r\nAuthorization: Bearer ${tokens.viewer}\r\nConnection: close\r\n\r\n`)).status).toBe(403);
  });

  it.each(['http://review.example.com', 'review.example.com/', '*', '*.example.com', 'a b', '', 'user@host', '::1'])('takes no other name like "%s"', async (name) => {
    expect(await refusal({ allowHosts: [name] })).toContain('is no host name');
  });

  it('is a port that is free', async () => {
    const { server } = await start();
    expect(await refusal({ port: server.port })).toContain(`something listens on port ${server.port} of 127.0.0.1 already`);
    expect(await refusal({ host: '192.0.2.1', admission: { by: 'tokens', file: tokenFile().file }, insecureHttp: true })).toContain('cannot listen');
  });
});

describe('TLS', () => {
  it('is spoken with the certificate given, and the cookie keeps to it', async () => {
    const tls = certificate();
    const { server, url } = await start({ tls });
    expect(url).toBe(`https://127.0.0.1:${server.port}`);
    const body = JSON.stringify({ code: codeOf(server) });
    const ask = (path: string, method: string, headers: Record<string, string>, sent?: string): Promise<{ status: number; cookies: readonly string[] }> => new Promise((resolve, reject) => {
      const request = httpsRequest(`${url}/api/v1${path}`, { method, headers, ca: tls.cert }, (answer) => {
        answer.resume().on('end', () => { resolve({ status: answer.statusCode ?? 0, cookies: answer.headers['set-cookie'] ?? [] }); });
      });
      request.on('error', reject).end(sent);
    });
    const login = await ask('/session', 'POST', { 'Content-Type': 'application/json', 'Origin': url }, body);
    expect(login.cookies).toEqual([expect.stringMatching(/^__Host-winnow_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/u)]);
    const cookie = login.cookies[0]?.split(';')[0] ?? '';
    expect((await ask('/session', 'GET', { Cookie: cookie })).status).toBe(200);
    // Another port of the host could have set this one.
    expect((await ask('/session', 'GET', { Cookie: cookie.replace('__Host-', '') })).status).toBe(401);
    expect((await ask('/session', 'GET', { Cookie: cookie, Origin: url.replace('https', 'http') })).status).toBe(403);
  });

  it('is refused with what is no certificate, or another key', async () => {
    const make = (tls: { cert: string; key: string }): Promise<unknown> => startServer({ desk: stubDesk(), admission: { by: 'code', actor: 'ada', role: 'admin' }, port: 0, tls });
    await expect(make({ cert: 'x', key: 'y' })).rejects.toMatchObject({ code: 'usage' });
    await expect(make({ cert: certificate().cert, key: certificate().key })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('the end', () => {
  afterEach(() => { vi.restoreAllMocks(); });

  it('waits for what is under way, and takes nothing new', async () => {
    let finish: () => void = () => undefined;
    const desk = stubDesk({ decide: () => new Promise((resolve) => { finish = () => { resolve(RESULT); }; }) });
    const { server, post } = await inside({ desk });
    const deciding = post('/decisions', APPROVE);
    await expect.poll(() => desk.calls.length).toBe(1);
    const closing = server.close();
    await expect.poll(async () => (await fetch(server.url).catch(() => null))?.status ?? 'closed').toBe('closed');
    finish();
    expect((await deciding).status).toBe(200);
    await closing;
  });

  it('waits for a decision whose reader is gone', async () => {
    let finish: () => void = () => undefined;
    const desk = stubDesk({ decide: () => new Promise((resolve) => { finish = () => { resolve(RESULT); }; }) });
    const { server, api, headers } = await inside({ desk });
    const abort = new AbortController();
    const deciding = fetch(`${api}/decisions`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(APPROVE), signal: abort.signal }).catch(() => null);
    await expect.poll(() => desk.calls.length).toBe(1);
    abort.abort();
    await deciding;
    let ended = false;
    const closing = server.close().then(() => { ended = true; });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ended).toBe(false);
    finish();
    await closing;
  });

  it('does not wait for ever, nor for connections with nothing under way', async () => {
    const desk = stubDesk({ overview: () => new Promise(() => undefined) });
    const { server, get } = await inside({ desk });
    const idle = connect(server.port, '127.0.0.1');
    const stuck = get('/overview').then(() => 'answered', () => 'cut');
    await expect.poll(() => desk.calls.length).toBe(1);
    await server.close(100);
    expect(await stuck).toBe('cut');
    idle.destroy();
    const other = await start();
    connect(other.server.port, '127.0.0.1').on('error', () => undefined);
    const started = Date.now();
    await other.server.close();
    expect(Date.now() - started).toBeLessThan(2000);
  });
});

describe('what it tells', () => {
  it('of requests is a line each, without queries and without what could steer a terminal', async () => {
    const lines: string[] = [];
    const { server, get } = await inside({ accessLog: (text) => { lines.push(text); } });
    await get(`/queue?text=${encodeURIComponent('a secret')}`);
    await raw(server.port, `GET /x"%1b[31m?y HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`);
    // No HTTP, and so no request.
    expect((await raw(server.port, `GET /x\u009b31m HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`)).status).toBe(400);
    await expect.poll(() => lines.length).toBe(3);
    expect(lines[0]).toMatch(/^POST \/api\/v1\/session 200 \d+ ms$/u);
    expect(lines[1]).toMatch(/^GET \/api\/v1\/queue 200 \d+ ms$/u);
    expect(lines[2]).toMatch(/^GET \/x"%1b\[31m 400 \d+ ms$/u);
    expect(lines.join()).not.toContain('secret');
  });

  it('is nothing on stdout, whoever goes away', async () => {
    const out = vi.spyOn(process.stdout, 'write');
    const spoken = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
    try {
      const { server, api, cookie, log } = await inside();
      const socket = connect(server.port, '127.0.0.1', () => socket.write(`GET /api/v1/decisions.csv HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nCookie: ${cookie}\r\n\r\n`, () => socket.destroy()));
      const abort = new AbortController();
      const gone = fetch(`${api}/items/${CHOICE.id}`, { headers: { Cookie: cookie }, signal: abort.signal }).catch(() => null);
      abort.abort();
      await gone;
      await logIn({ api }, { code: codeOf(server) });
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(log).toEqual([]);
      expect(out).not.toHaveBeenCalled();
      for (const spy of spoken) expect(spy).not.toHaveBeenCalled();
    } finally {
      vi.restoreAllMocks();
    }
  });
});
