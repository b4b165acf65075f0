import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestError, getRequestListener } from '@hono/node-server';
import { WinnowError, messageOf, type Clock } from '../core/index.js';
import type { ReviewDesk } from '../engine/review/types.js';
import { API } from './access.js';
import { createApp, newRequestId } from './app.js';
import { checkBinding } from './binding.js';
import { faultBody } from './errors.js';
import { errorBody, hostsOf, isWildcard, pathOf, refusalOf, type Hosts } from './gate.js';
import { SAFETY_HEADERS } from './headers.js';
import { Doorkeeper, type Admission } from './identity.js';
import { closed, listening, madeServer, type Tls } from './listen.js';
import { openApiDocument } from './openapi.js';
import { METRICS_PATH } from './routes/metrics.js';
import { siteIn } from './site.js';

export type { Role } from './access.js';
export type { Admission } from './identity.js';
export { addToken, revokeToken } from './tokens.js';

export interface ServerRequest {
  /** Stays open when the server is closed. */
  readonly desk: ReviewDesk;
  readonly admission: Admission;
  /** Everybody is a viewer. */
  readonly readOnly?: boolean | undefined;
  /** Default: 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default: 7381; 0 = a free one. */
  readonly port?: number | undefined;
  /** Further `Host` names that are answered, `name` or `name:port`. */
  readonly allowHosts?: readonly string[] | undefined;
  /** PEM. */
  readonly tls?: Tls | undefined;
  /** Others may reach it without TLS. */
  readonly insecureHttp?: boolean | undefined;
  /** The folder of the built page; `null` = there is none. */
  readonly site?: string | null | undefined;
  /** Warnings, and faults with their stacks. */
  readonly log?: ((line: string) => void) | undefined;
  /** A line for each request: method, path, status, milliseconds; printable ASCII. */
  readonly accessLog?: ((line: string) => void) | undefined;
  /** In the text format of Prometheus. Fails with `package-missing`. */
  readonly metrics?: (() => Promise<string>) | undefined;
  readonly clock?: Clock | undefined;
}

export interface ReviewServer {
  /** Where people find it: `http://127.0.0.1:7381`. */
  readonly url: string;
  readonly port: number;
  /** A fresh address to log in at, good once and for five minutes; `null` where tokens are asked for. */
  loginUrl(): string | null;
  /** Takes no more requests, ends what is under way within `graceMs` (default 5000), then cuts what is left. */
  close(graceMs?: number): Promise<void>;
}

const DEFAULT_PORT = 7381;
const GRACE_MS = 5000;
/**
 * Starts the review server. Fails with `usage` where it would be open to others unasked, `tokens-invalid`, and `port-in-use`.
 */
export async function startServer(request: ServerRequest): Promise<ReviewServer> {
  const { desk, admission, tls, readOnly = false, host: given = '127.0.0.1', port = DEFAULT_PORT, allowHosts = [], insecureHttp = false, site = null } = request;
  const host = given.replace(/^\[(.*)\]$/u, '$1');
  const isTls = tls !== undefined;
  checkBinding({ host, tls: isTls, allowHosts, admission, insecureHttp });
  const now = (): number => (request.clock === undefined ? Date.now() : request.clock.now());
  const log = request.log ?? (() => undefined);
  const doorkeeper = new Doorkeeper(admission, { readOnly, now, log });
  const fault = (requestId: string, error: unknown): void => log(`request ${requestId} failed: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`);
  const app = createApp({ desk, doorkeeper, tls: isTls, document: openApiDocument(), fault, metrics: request.metrics ?? noMetrics }, siteIn(site), now);
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler: (error) => answerOutside(error, fault) });

  const underWay = new Set<Promise<unknown>>();
  let hosts: Hosts = { all: new Set(), allowed: new Set() };
  const server = madeServer(tls, (incoming, outgoing) => {
    if (request.accessLog !== undefined) logAccess(incoming, outgoing, request.accessLog);
    if (pathOf(incoming.url ?? '') === METRICS_PATH) incoming.url = `${API}${METRICS_PATH}`;
    if (answerAtGate(incoming, outgoing, isTls, hosts)) return;
    // Over when it was answered and what it did is done: a reader who goes away does not end a decision.
    const work = Promise.all([listener(incoming, outgoing), once(outgoing, 'close')]).finally(() => underWay.delete(work));
    underWay.add(work);
  });
  const actual = await listening(server, host, port);
  hosts = hostsOf({ host, port: actual, tls: isTls, allowHosts });
  const url = urlOf(host, actual, isTls, allowHosts);
  return {
    url, port: actual,
    loginUrl: () => {
      const code = doorkeeper.newCode();
      return code === null ? null : `${url}/#code=${code}`;
    },
    close: (graceMs = GRACE_MS) => closed(server, underWay, graceMs),
  };
}

const noMetrics = async (): Promise<string> => { throw new WinnowError('package-missing', 'there are no metrics'); };

/** The answer where Hono gives none: to what makes no request, and to what is thrown and is no `Error`. */
function answerOutside(error: unknown, fault: (requestId: string, error: unknown) => void): Response {
  if (error instanceof RequestError) return Response.json(errorBody('usage', 'expected a request for a path'), { status: 400 });
  const requestId = newRequestId();
  fault(requestId, error);
  return Response.json(faultBody(requestId), { status: 500 });
}

/** Puts on every answer what every answer says, and sends away what may not come in. */
function answerAtGate(incoming: IncomingMessage, outgoing: ServerResponse, tls: boolean, hosts: Hosts): boolean {
  for (const [name, value] of Object.entries(SAFETY_HEADERS)) outgoing.setHeader(name, value);
  const isApi = `${pathOf(incoming.url ?? '')}/`.startsWith('/api/');
  if (isApi) outgoing.setHeader('Cache-Control', 'no-store');
  const refusal = refusalOf(incoming, tls, hosts);
  if (refusal === null) return false;
  const body = JSON.stringify(errorBody(refusal.code, refusal.message));
  outgoing.writeHead(refusal.status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', 'Connection': 'close' });
  outgoing.end(incoming.method === 'HEAD' ? undefined : body);
  return true;
}

function urlOf(host: string, port: number, tls: boolean, allowHosts: readonly string[]): string {
  const name = isWildcard(host) ? (allowHosts[0] ?? '127.0.0.1') : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${isWildcard(host) && /:\d+$/u.test(name) ? name : `${name}:${port}`}`;
}

/** One line when an answer has gone out, or its reader has. Nothing of the query: it may hold what somebody looked for. */
function logAccess(incoming: IncomingMessage, outgoing: ServerResponse, write: (line: string) => void): void {
  const started = performance.now();
  const path = pathOf(incoming.url ?? '').slice(0, 200).replace(/[^\x21-\x7e]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  outgoing.once('close', () => write(`${incoming.method ?? ''} ${path} ${outgoing.writableFinished ? outgoing.statusCode : 'cut'} ${Math.round(performance.now() - started)} ms`));
}
