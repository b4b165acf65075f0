import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { addToken, startServer, type ReviewServer, type Role, type ServerRequest } from '../../src/server/index.js';
import { stubDesk, type StubDesk } from './desk.js';

export interface Started {
  readonly server: ReviewServer;
  readonly url: string;
  readonly api: string;
  readonly desk: StubDesk;
  readonly log: readonly string[];
}

/** A server that listens on a free port until the test has finished. */
export async function start(request: Partial<ServerRequest> & { readonly desk?: StubDesk } = {}): Promise<Started> {
  const desk = request.desk ?? stubDesk();
  const log: string[] = [];
  const server = await startServer({ admission: { by: 'code', actor: 'ada', role: 'admin' }, port: 0, log: (text) => { log.push(text); }, ...request, desk });
  onTestFinished(() => server.close(0));
  return { server, url: server.url, api: `${server.url}/api/v1`, desk, log };
}

/** A folder of its own, gone afterwards. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'winnow-server-'));
  onTestFinished(() => { rmSync(path, { recursive: true, force: true }); });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

/** A token file with one token for each role. */
export function tokenFile(): { readonly file: string; readonly tokens: Readonly<Record<Role, string>> } {
  const file = join(folder(), 'tokens.json');
  return { file, tokens: { viewer: addToken(file, 'vic', 'viewer'), reviewer: addToken(file, 'rea', 'reviewer'), admin: addToken(file, 'ada', 'admin') } };
}

export const codeOf = (server: ReviewServer): string => (server.loginUrl() ?? '').split('#code=')[1] ?? '';

export const postJson = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });

export interface LoggedIn {
  readonly cookie: string;
  readonly csrf: string;
  /** What a request that changes something carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Logs in as a browser does. */
export async function logIn({ api }: Pick<Started, 'api'>, secret: { readonly token: string } | { readonly code: string }): Promise<LoggedIn> {
  const answer = await postJson(`${api}/session`, secret);
  if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { csrf } = (await answer.json()) as { csrf: string };
  return { cookie, csrf, headers: { 'Cookie': cookie, 'X-Winnow-CSRF': csrf } };
}

export interface RawAnswer {
  /** 0 = the connection was closed without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly text: string;
}

/** Sends bytes as they are, and returns what comes back until the connection ends. */
export function raw(port: number, text: string, host = '127.0.0.1'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host }, () => socket.write(Buffer.from(text, 'latin1')));
    let answer = '';
    socket.setEncoding('latin1').on('data', (piece: string) => { answer += piece; });
    socket.setTimeout(20_000, () => { socket.destroy(new Error(`no end of the answer to ${text.slice(0, 80)}; so far ${answer}`)); });
    socket.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error); });
    socket.on('close', () => {
      const [head = '', ...body] = answer.split('\r\n\r\n');
      const [first = '', ...lines] = head.split('\r\n');
      const headers = Object.fromEntries(lines.map((header) => [header.slice(0, header.indexOf(':')).toLowerCase(), header.slice(header.indexOf(':') + 1).trim()]));
      resolve({ status: Number(first.split(' ')[1] ?? 0), headers, body: body.join('\r\n\r\n'), text: answer });
    });
  });
}

export const errorOf = async (answer: Response): Promise<{ code: string; message: string; next: string; conflicts?: unknown[] }> => ((await answer.json()) as { error: { code: string; message: string; next: string; conflicts?: unknown[] } }).error;

export type Inside = Started & LoggedIn & { readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>; readonly post: (path: string, body: unknown) => Promise<Response> };

/** A server with somebody logged in as admin. */
export async function inside(request: Parameters<typeof start>[0] = {}): Promise<Inside> {
  const started = await start(request);
  const session = await logIn(started, { code: codeOf(started.server) });
  return {
    ...started, ...session,
    get: (path, headers = {}) => fetch(`${started.api}${path}`, { headers: { Cookie: session.cookie, ...headers } }),
    post: (path, body) => postJson(`${started.api}${path}`, body, session.headers),
  };
}
