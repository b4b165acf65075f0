/** The review screens as they are built, on a server that answers their API from memory. `npx tsx test/ui/fake-server.ts` serves it for development. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DecisionAct, PolicyChoice, QueueQuery } from '../../src/engine/review/types.js';
import { reviewItem } from './fake-corpus.js';
import { FakeDesk } from './fake-desk.js';
import { Refused } from './refused.js';
import { PAYLOADS } from './fake-texts.js';

const UI = fileURLToPath(new URL('../../dist/ui/', import.meta.url));
export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'";
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };

interface Session { readonly actor: string; readonly role: string; readonly csrf: string }
export interface FakeServer { readonly url: string; readonly code: string; readonly tokens: Readonly<Record<'viewer' | 'reviewer' | 'admin', string>>; readonly desk: FakeDesk; /** `METHOD path` of every request to the API. */ readonly asked: string[]; close(): Promise<void> }

export async function startFakeServer(options: { readonly groups: number; readonly hostile?: boolean; readonly bulk?: number; readonly port?: number; readonly now?: number }): Promise<FakeServer> {
  const desk = new FakeDesk(options.groups, options);
  const sessions = new Map<string, Session>();
  const codes = new Set<string>([randomUUID()]);
  const tokens = { viewer: 'token-of-a-viewer', reviewer: 'token-of-a-reviewer', admin: 'token-of-an-admin' };
  const asked: string[] = [];
  const actor = options.hostile === true ? PAYLOADS[1]! : 'ada';
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => { answer(response, 500, { error: { code: 'internal', message: String(error), next: null } }); });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith('/api/v1/')) { serveFile(url.pathname, response); return; }
    const path = url.pathname.slice('/api/v1/'.length);
    asked.push(`${request.method} ${path}${url.search}`);
    try {
      const cookie = /winnow=([^;]+)/u.exec(request.headers.cookie ?? '')?.[1] ?? '';
      const body = request.method === 'POST' ? JSON.parse(await read(request)) as Record<string, unknown> : {};
      if (path === 'session' && request.method === 'POST') {
        const role = Object.entries(tokens).find(([, token]) => token === body['token'])?.[0] ?? (codes.delete(String(body['code'])) ? 'admin' : null);
        if (role === null) throw new Refused(401, 'unauthenticated', 'This token or code opens nothing.', 'Ask for another one.');
        const id = randomUUID();
        sessions.set(id, { actor, role, csrf: randomUUID() });
        response.setHeader('Set-Cookie', `winnow=${id}; HttpOnly; SameSite=Strict; Path=/`);
        answer(response, 200, sessions.get(id));
        return;
      }
      const session = sessions.get(cookie);
      if (session === undefined) throw new Refused(401, 'unauthenticated', 'Nobody is logged in.', 'Log in.');
      if (request.method !== 'GET' && request.headers['x-winnow-csrf'] !== session.csrf) throw new Refused(403, 'forbidden', 'The request does not come from the page.');
      if (path === 'session' && request.method === 'DELETE') { sessions.delete(cookie); response.writeHead(204).end(); return; }
      answer(response, 200, path === 'session' ? session : api(desk, session, request.method ?? 'GET', path, url.searchParams, body));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      answer(response, error.status, { error: { code: error.code, message: error.message, next: error.next, ...(error.conflicts.length > 0 ? { conflicts: error.conflicts } : {}) } });
    }
  }

  await new Promise<void>((resolve) => { server.listen(options.port ?? 0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, code: [...codes][0]!, tokens, desk, asked, close: () => new Promise((resolve) => { server.close(() => { resolve(); }); server.closeAllConnections(); }) };
}

function api(desk: FakeDesk, session: Session, method: string, path: string, given: URLSearchParams, body: Record<string, unknown>): unknown {
  const { after, limit: _limit, below, ...rest } = Object.fromEntries(given);
  const query: QueueQuery = { ...rest, ...(below === undefined ? {} : { below: Number(below) }) };
  const limit = Number(given.get('limit') ?? 50);
  const [first = '', second, third] = path.split('/').map(decodeURIComponent);
  if (method === 'POST') return post(desk, session, path, body);
  switch (first) {
    case 'overview': return desk.overview();
    case 'policy': return desk.policy.view();
    case 'precision': return desk.precision();
    case 'queue': return second === 'groups' ? desk.group(third ?? '', query, { after, limit }) : desk.queue(query, { after, limit });
    case 'items': {
      const item = reviewItem(desk.corpus, second ?? '', desk.generation);
      if (item === null) throw new Refused(404, 'id-unknown', `Nothing has the id ${second ?? ''}.`);
      return item;
    }
    case 'decisions': return [...desk.log].reverse().filter(({ seq }) => seq < Number(given.get('before') ?? Number.MAX_SAFE_INTEGER)).slice(0, limit);
    case 'reasons': return [{ reason: 'checked with the owner', uses: 41 }, { reason: 'describes the old product', uses: 17 }, { reason: session.actor === 'ada' ? 'a copy that nobody links to' : PAYLOADS[0], uses: 9 }];
    default: throw new Refused(404, 'not-found', `There is no ${path}.`);
  }
}

function post(desk: FakeDesk, session: Session, path: string, body: Record<string, unknown>): unknown {
  if (session.role === 'viewer') throw new Refused(403, 'forbidden', 'A viewer decides nothing.', 'Ask for a reviewer\'s token.');
  if ((path === 'policy' || path === 'baseline') && session.role !== 'admin') throw new Refused(403, 'forbidden', 'This is for admins.');
  const choice = body as unknown as PolicyChoice & { readonly whole?: boolean; readonly expectKey: string };
  switch (path) {
    case 'policy/preview': return desk.policy.preview(choice, choice.whole === true, desk.generation);
    case 'policy': return desk.policy.save(choice);
    case 'baseline': return desk.baseline((body as { readonly reason?: string }).reason ?? '', session.actor);
    case 'decisions/undo': return desk.undo(body as unknown as { first: number; last: number });
    default: {
      const { preview, ...act } = body;
      return desk.decide(act as unknown as DecisionAct, { actor: session.actor, preview: preview === true });
    }
  }
}

function serveFile(path: string, response: ServerResponse): void {
  const file = join(UI, normalize(path === '/' ? '/index.html' : path));
  if (!file.startsWith(UI) || !existsSync(file)) { response.writeHead(404).end(); return; }
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
  response.end(readFileSync(file));
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString() || '{}';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startFakeServer({ groups: Number(process.argv[2] ?? 1000), bulk: 1200, port: 7070, hostile: process.argv[3] === 'hostile' });
  console.log(`${server.url}#code=${server.code}`);
}
