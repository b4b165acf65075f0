import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HealthReport } from '../engine/schedule/index.js';
import { isWinnowError } from '../core/index.js';
import { METRICS_TYPE } from '../engine/metrics/index.js';
import { SAFETY_HEADERS } from './headers.js';
import { closed, listening, madeServer } from './listen.js';

export interface HealthServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface HealthRequest {
  readonly host: string;
  readonly port: number;
  readonly report: () => HealthReport;
  /** In the text format of Prometheus. Fails with `package-missing`. */
  readonly metrics: () => Promise<string>;
}

/** Answers are small and made at once: whoever is slower than this to take one is cut off. */
const GRACE_MS = 1000;
const MAX_CONNECTIONS = 64;

/**
 * Tells monitors how a schedule does: `/healthz` that the process lives, `/readyz` whether the last run and its age are as they should be (200 or 503),
 * `/metrics` the same in numbers to Prometheus (501 where its package is not installed).
 * It answers whoever reaches it, in names, numbers and times alone. Fails with `port-in-use`, and `usage` where the address is none of ours.
 */
export async function startHealthServer({ host, port, report, metrics }: HealthRequest): Promise<HealthServer> {
  const server = madeServer(undefined, (request, response) => { void answer(request, response, { report, metrics }); });
  server.maxConnections = MAX_CONNECTIONS;
  const actual = await listening(server, host, port);
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`, port: actual, close: () => closed(server, new Set(), GRACE_MS) };
}

async function answer(request: IncomingMessage, response: ServerResponse, { report, metrics }: Pick<HealthRequest, 'report' | 'metrics'>): Promise<void> {
  // Nothing is asked for in a body.
  request.resume();
  const [path = ''] = (request.url ?? '').split('?');
  if (request.method !== 'GET' && request.method !== 'HEAD') send(request, response, 405, { error: 'expected GET or HEAD' }, { Allow: 'GET, HEAD' });
  else if (path === '/healthz') send(request, response, 200, { status: 'alive' });
  else if (path === '/readyz') {
    const health = report();
    send(request, response, health.ready ? 200 : 503, health);
  } else if (path === '/metrics') await sendMetrics(request, response, metrics);
  else send(request, response, 404, { error: 'there are /healthz, /readyz and /metrics' });
}

async function sendMetrics(request: IncomingMessage, response: ServerResponse, metrics: HealthRequest['metrics']): Promise<void> {
  try {
    send(request, response, 200, await metrics(), { 'Content-Type': METRICS_TYPE });
  } catch (error) {
    if (isWinnowError(error) && error.code === 'package-missing') send(request, response, 501, `${error.message}\n${error.next}\n`, TEXT);
    else send(request, response, 503, `the store cannot be read now: ${isWinnowError(error) ? error.code : 'internal'}\n`, TEXT);
  }
}

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8' };

function send(request: IncomingMessage, response: ServerResponse, status: number, body: object | string, headers: Readonly<Record<string, string>> = {}): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  response.writeHead(status, { ...SAFETY_HEADERS, 'Cache-Control': 'no-store', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), ...headers });
  response.end(request.method === 'HEAD' ? undefined : text);
}
