import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HealthReport } from '../engine/schedule/index.js';
import { SAFETY_HEADERS } from './headers.js';
import { closed, listening, madeServer } from './listen.js';

export interface HealthServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Answers are small and made at once: whoever is slower than this to take one is cut off. */
const GRACE_MS = 1000;
const MAX_CONNECTIONS = 64;

/**
 * Tells monitors how a schedule does: `/healthz` that the process lives, `/readyz` whether the last run and its age are as they should be (200 or 503).
 * It answers whoever reaches it, in names, numbers and times alone. Fails with `port-in-use`, and `usage` where the address is none of ours.
 */
export async function startHealthServer({ host, port, report }: { host: string; port: number; report: () => HealthReport }): Promise<HealthServer> {
  const server = madeServer(undefined, (request, response) => { answer(request, response, report); });
  server.maxConnections = MAX_CONNECTIONS;
  const actual = await listening(server, host, port);
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`, port: actual, close: () => closed(server, new Set(), GRACE_MS) };
}

function answer(request: IncomingMessage, response: ServerResponse, report: () => HealthReport): void {
  // Nothing is asked for in a body.
  request.resume();
  const [path = ''] = (request.url ?? '').split('?');
  const known = path === '/healthz' || path === '/readyz';
  if (request.method !== 'GET' && request.method !== 'HEAD') send(request, response, 405, { error: 'expected GET or HEAD' }, { Allow: 'GET, HEAD' });
  else if (!known) send(request, response, 404, { error: 'there are /healthz and /readyz' });
  else if (path === '/healthz') send(request, response, 200, { status: 'alive' });
  else {
    const health = report();
    send(request, response, health.ready ? 200 : 503, health);
  }
}

function send(request: IncomingMessage, response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { ...SAFETY_HEADERS, 'Cache-Control': 'no-store', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), ...headers });
  response.end(request.method === 'HEAD' ? undefined : text);
}
