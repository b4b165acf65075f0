import { describe, expect, it } from 'vitest';
import { hostsOf } from '../../src/server/gate.js';
import { APPROVE } from './desk.js';
import { codeOf, logIn, raw, start, tokenFile } from './support.js';

/** A request as written, with what ends the connection. */
const get = (target: string, hosts: readonly string[], more: readonly string[] = [], method = 'GET'): string =>
  [`${method} ${target} HTTP/1.1`, ...hosts, 'Connection: close', ...more, '', ''].join('\r\n');

describe('names that lead here and are not ours (DNS rebinding)', () => {
  type Form = readonly [name: string, lines: (port: number) => string, status: 400 | 403];
  const host = (value: string | ((port: number) => string)): ((port: number) => string) => (port) => get('/api/v1/overview', [`Host: ${typeof value === 'string' ? value : value(port)}`]);
  const FORMS: readonly Form[] = [
    ["an attacker's host", host('attacker.example'), 403],
    ["an attacker's host with the right port", host((port) => `attacker.example:${port}`), 403],
    ["an attacker's host in capitals", host((port) => `ATTACKER.EXAMPLE:${port}`), 403],
    ['localhost below an attacker', host((port) => `localhost.attacker.example:${port}`), 403],
    ['127.0.0.1 below an attacker', host((port) => `127.0.0.1.attacker.example:${port}`), 403],
    ['a name that starts with ours', host((port) => `127.0.0.1:${port}.attacker.example`), 403],
    ['a name that ends with ours', host((port) => `attackerlocalhost:${port}`), 403],
    ['a name below ours', host((port) => `evil.localhost:${port}`), 403],
    ['a dot after ours', host((port) => `localhost.:${port}`), 403],
    ['a dot after our address', host((port) => `127.0.0.1.:${port}`), 403],
    ['user info before ours', host((port) => `attacker.example@127.0.0.1:${port}`), 403],
    ['ours as user info', host((port) => `127.0.0.1:${port}@attacker.example`), 403],
    ['our address as one number', host((port) => `2130706433:${port}`), 403],
    ['our address in octal', host((port) => `0177.0.0.1:${port}`), 403],
    ['our address in hexadecimal', host((port) => `0x7f000001:${port}`), 403],
    ['our address cut short', host((port) => `127.1:${port}`), 403],
    ['another loopback address', host((port) => `127.0.0.2:${port}`), 403],
    ['the address of every interface', host((port) => `0.0.0.0:${port}`), 403],
    ['every interface in IPv6', host((port) => `[::]:${port}`), 403],
    ['IPv6 with a zone', host((port) => `[::1%25lo]:${port}`), 403],
    ['IPv6 written long', host((port) => `[0:0:0:0:0:0:0:1]:${port}`), 403],
    ['IPv6 that maps IPv4', host((port) => `[::ffff:127.0.0.1]:${port}`), 403],
    ['another port', host((port) => `127.0.0.1:${port + 1}`), 403],
    ['no port', host('127.0.0.1'), 403],
    ['a port with a zero before', host((port) => `127.0.0.1:0${port}`), 403],
    ['a port with a sign', host((port) => `127.0.0.1:+${port}`), 403],
    ['a list of hosts', host((port) => `127.0.0.1:${port}, attacker.example`), 403],
    ['a space and another', host((port) => `127.0.0.1:${port} attacker.example`), 403],
    ['a tab within', host((port) => `127.0.0.1\t:${port}`), 403],
    ['a slash within', host((port) => `127.0.0.1:${port}/attacker.example`), 403],
    ['a percent sign within', host((port) => `%6cocalhost:${port}`), 403],
    ['letters that look like ours', host((port) => `l\u00f6calhost:${port}`), 403],
    ['an empty host', host(''), 403],
    ['no host', () => get('/api/v1/overview', []), 400],
    ['no host in HTTP/1.0', () => 'GET /api/v1/overview HTTP/1.0\r\n\r\n', 400],
    ['two hosts, ours first', (port) => get('/api/v1/overview', [`Host: 127.0.0.1:${port}`, 'Host: attacker.example']), 400],
    ['two hosts, ours last', (port) => get('/api/v1/overview', ['Host: attacker.example', `Host: 127.0.0.1:${port}`]), 400],
    ['the same host twice', (port) => get('/api/v1/overview', [`Host: 127.0.0.1:${port}`, `HOST: 127.0.0.1:${port}`]), 400],
    ['a space before the colon', (port) => get('/api/v1/overview', [`Host : 127.0.0.1:${port}`]), 400],
    ['a line that is folded', (port) => get('/api/v1/overview', ['Host: attacker.example', ` 127.0.0.1:${port}`]), 400],
    ['a target with another host', (port) => get('http://attacker.example/api/v1/overview', [`Host: 127.0.0.1:${port}`]), 400],
    ['a target with our host, and another as Host', (port) => get(`http://127.0.0.1:${port}/api/v1/overview`, ['Host: attacker.example']), 400],
    ['a target with our host', (port) => get(`http://127.0.0.1:${port}/api/v1/overview`, [`Host: 127.0.0.1:${port}`]), 400],
    ['a target that starts with two slashes', (port) => get('//attacker.example/api/v1/overview', [`Host: 127.0.0.1:${port}`]), 400],
    ['what X-Forwarded-Host says', (port) => get('/api/v1/overview', ['Host: attacker.example', `X-Forwarded-Host: 127.0.0.1:${port}`, `Forwarded: host=127.0.0.1:${port}`]), 403],
  ];

  it.each(FORMS)('are refused: %s', async (_name, lines, status) => {
    const { file, tokens } = tokenFile();
    const { server, desk } = await start({ admission: { by: 'tokens', file } });
    // With a token that would be let in, so that nothing but the name keeps it out.
    const answer = await raw(server.port, lines(server.port).replace(/\r\n\r\n$/u, `\r\nAuthorization: Bearer ${tokens.admin}\r\n\r\n`));
    expect(answer.status).toBe(status);
    expect(desk.calls).toEqual([]);
    expect(answer.text).not.toContain('nightly');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each(['127.0.0.1', 'localhost', '[::1]', 'LocalHost'])('are not ours alone: %s is answered', async (name) => {
    const { file, tokens } = tokenFile();
    const { server, desk } = await start({ admission: { by: 'tokens', file } });
    const ask = (value: string, more: readonly string[] = []): Promise<{ status: number }> => raw(server.port, get('/api/v1/overview', [`Host:${value}`, ...more], [`Authorization: Bearer ${tokens.viewer}`]));
    expect((await ask(` ${name}:${server.port}`)).status).toBe(200);
    // White space around a value is none of it (RFC 9110).
    expect((await ask(`\t ${name}:${server.port} \t`)).status).toBe(200);
    expect((await ask(` ${name}:${server.port}`, ['X-Forwarded-Host: attacker.example'])).status).toBe(200);
    expect(desk.calls).toHaveLength(3);
  });

  it('are told from names that were allowed', async () => {
    const { file, tokens } = tokenFile();
    const { server } = await start({ admission: { by: 'tokens', file }, allowHosts: ['Review.example.com', 'wiki.example.com:8443'] });
    const statusOf = async (name: string): Promise<number> => (await raw(server.port, get('/api/v1/overview', [`Host: ${name}`], [`Authorization: Bearer ${tokens.viewer}`]))).status;
    expect(await statusOf('review.example.com')).toBe(200);
    expect(await statusOf(`review.example.com:${server.port}`)).toBe(200);
    expect(await statusOf('review.example.com:8443')).toBe(403);
    expect(await statusOf('wiki.example.com:8443')).toBe(200);
    expect(await statusOf('wiki.example.com')).toBe(403);
    expect(await statusOf('evil.review.example.com')).toBe(403);
  });

  it('leave the port out only where it is the usual one', () => {
    const of = (port: number, tls: boolean, host = '127.0.0.1'): ReadonlySet<string> => hostsOf({ host, port, tls, allowHosts: [] }).all;
    expect(of(80, false)).toContain('localhost');
    expect(of(443, true)).toContain('localhost');
    expect(of(443, false)).not.toContain('localhost');
    expect(of(7381, false, 'fe80::1')).toContain('[fe80::1]:7381');
    expect([...of(7381, false, '0.0.0.0')]).toEqual(['127.0.0.1:7381', 'localhost:7381', '[::1]:7381']);
  });
});

describe('targets', () => {
  it.each(['/%61pi/v1/overview', '/api%2fv1/overview', '/x/../api/v1/overview', '/x/%2e%2e/api/v1/overview', '/./api/v1/overview', '/api/v1/..', '/\\x', '/api/v1/%5coverview', '/api/v1/overview%00', '/api/v1/items/%', '/api/v1/items/%4', '/%', '//', '///x', '*', '?x', '/a b', '/assets/..%2f..%2fpackage.json', '/%252e%252e/package.json'])('that do not mean the same to everybody are refused: %s', async (target) => {
    const { server, desk, api } = await start();
    const { headers: session } = await logIn({ api }, { code: codeOf(server) });
    const answer = await raw(server.port, get(target, [`Host: 127.0.0.1:${server.port}`], Object.entries(session).map(([name, value]) => `${name}: ${value}`)));
    expect(answer.status).toBe(400);
    expect(desk.calls).toEqual([]);
  });

  it('may have escaped what keys and ids are made of', async () => {
    const { server, desk, api } = await start();
    const { headers } = await logIn({ api }, { code: codeOf(server) });
    expect((await fetch(`${api}/queue/groups/${encodeURIComponent('a:b=c~d-e_f.g')}`, { headers })).status).toBe(200);
    expect(desk.calls).toEqual([['group', 'a:b=c~d-e_f.g', {}, { after: undefined, limit: undefined }]]);
  });
});

describe('pages of other sites', () => {
  const OWN = (port: number): string => `http://127.0.0.1:${port}`;
  type Case = readonly [name: string, headers: (port: number) => readonly string[]];
  const FOREIGN: readonly Case[] = [
    ['another origin', () => ['Origin: https://attacker.example']],
    ['another port of this host', (port) => [`Origin: http://127.0.0.1:${port + 1}`]],
    ['another name of this host', (port) => [`Origin: http://localhost:${port}`]],
    ['another scheme', (port) => [`Origin: https://127.0.0.1:${port}`]],
    ['no origin to speak of', () => ['Origin: null']],
    ['two origins', (port) => [`Origin: ${OWN(port)}`, 'Origin: https://attacker.example']],
    ['ours, with more behind it', (port) => [`Origin: ${OWN(port)}.attacker.example`]],
    ['across sites', () => ['Sec-Fetch-Site: cross-site']],
    ['of the same site', () => ['Sec-Fetch-Site: same-site']],
    ['across sites as a script', () => ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: script']],
    ['across sites by a link', () => ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document']],
    ['of a site that nobody knows', () => ['Sec-Fetch-Site: elsewhere']],
    ['ours and across sites', () => ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site']],
  ];

  it.each(FOREIGN)('may neither read nor change anything: %s', async (_name, headers) => {
    const { server, desk, api } = await start();
    const { headers: session } = await logIn({ api }, { code: codeOf(server) });
    const kept = Object.entries(session).map(([name, value]) => `${name}: ${value}`);
    const body = JSON.stringify(APPROVE);
    const read = await raw(server.port, get('/api/v1/overview', [`Host: 127.0.0.1:${server.port}`], [...kept, ...headers(server.port)]));
    const change = await raw(server.port, get('/api/v1/decisions', [`Host: 127.0.0.1:${server.port}`], [...kept, ...headers(server.port), 'Content-Type: application/json', `Content-Length: ${body.length}`], 'POST') + body);
    expect([read.status, change.status]).toEqual([403, 403]);
    expect(desk.calls).toEqual([]);
    for (const answer of [read, change]) expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  it('are told from our own', async () => {
    const { server, desk, api } = await start();
    const { headers: session } = await logIn({ api }, { code: codeOf(server) });
    const kept = Object.entries(session).map(([name, value]) => `${name}: ${value}`);
    const body = JSON.stringify(APPROVE);
    for (const own of [[`Origin: ${OWN(server.port)}`, 'Sec-Fetch-Site: same-origin'], [`Origin: ${OWN(server.port)}`], ['Sec-Fetch-Site: same-origin'], []]) {
      expect((await raw(server.port, get('/api/v1/overview', [`Host: 127.0.0.1:${server.port}`], [...kept, ...own]))).status).toBe(200);
      expect((await raw(server.port, get('/api/v1/decisions', [`Host: 127.0.0.1:${server.port}`], [...kept, ...own, 'Content-Type: application/json', `Content-Length: ${body.length}`], 'POST') + body)).status).toBe(200);
    }
    expect(desk.calls).toHaveLength(8);
    // Typed into the address bar: fine to read, nothing that changes anything comes from there.
    expect((await raw(server.port, get('/api/v1/overview', [`Host: 127.0.0.1:${server.port}`], [...kept, 'Sec-Fetch-Site: none']))).status).toBe(200);
    expect((await raw(server.port, get('/api/v1/session', [`Host: 127.0.0.1:${server.port}`], [...kept, 'Sec-Fetch-Site: none'], 'DELETE'))).status).toBe(403);
  });

  it('may link to the page, and to nothing else of ours', async () => {
    const { server } = await start();
    const ask = async (target: string, mode: string, dest: string): Promise<number> =>
      (await raw(server.port, get(target, [`Host: 127.0.0.1:${server.port}`], ['Sec-Fetch-Site: cross-site', `Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${dest}`]))).status;
    expect(await ask('/', 'navigate', 'document')).toBe(503); // the page, which was not built here
    expect(await ask('/', 'navigate', 'iframe')).toBe(403);
    expect(await ask('/', 'no-cors', 'image')).toBe(403);
    expect(await ask('/assets/index.js', 'no-cors', 'script')).toBe(403);
    expect(await ask('/api/v1/decisions.csv', 'navigate', 'document')).toBe(403);
    expect(await ask('/api', 'navigate', 'document')).toBe(403);
  });

  it('behind a proxy with TLS are our own for a name that was allowed', async () => {
    const { file, tokens } = tokenFile();
    const { server } = await start({ admission: { by: 'tokens', file }, allowHosts: ['review.example.com'] });
    const body = JSON.stringify({ token: tokens.admin });
    const login = (origin: string): Promise<{ status: number; headers: Readonly<Record<string, string>> }> =>
      raw(server.port, get('/api/v1/session', ['Host: review.example.com'], [`Origin: ${origin}`, 'Content-Type: application/json', `Content-Length: ${body.length}`], 'POST') + body);
    const answer = await login('https://review.example.com');
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toMatch(/^__Host-winnow_session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/u);
    expect((await login('https://attacker.example')).status).toBe(403);
    expect((await login('https://review.example.com:8443')).status).toBe(403);
    const asked = await raw(server.port, get('/api/v1/session', ['Host: review.example.com'], [`Cookie: ${answer.headers['set-cookie']?.split(';')[0] ?? ''}`]));
    expect(asked.status).toBe(200);
  });

  it('are not answered preflights', async () => {
    const { server } = await start();
    const own = await raw(server.port, get('/api/v1/decisions', [`Host: 127.0.0.1:${server.port}`], ['Access-Control-Request-Method: POST'], 'OPTIONS'));
    expect(own.status).toBe(405);
    const foreign = await raw(server.port, get('/api/v1/decisions', [`Host: 127.0.0.1:${server.port}`], ['Origin: https://attacker.example', 'Access-Control-Request-Method: POST', 'Access-Control-Request-Private-Network: true'], 'OPTIONS'));
    expect(foreign.status).toBe(403);
    for (const { headers } of [own, foreign]) expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});
