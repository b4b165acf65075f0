import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { WinnowError, messageOf } from '../core/index.js';
import { SAFETY_HEADERS } from './headers.js';

export interface Tls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

const LIMITS: ServerOptions & { readonly connectionsCheckingInterval: number } = {
  headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5000, maxHeaderSize: 16 * 1024, connectionsCheckingInterval: 2000,
  // Looked at by the gate, which answers as everywhere.
  requireHostHeader: false,
};
/** How long a reader may leave an answer lying. */
const STALLED_MS = 60_000;
const MAX_CONNECTIONS = 512;

/** A server with limits on what a client may cost. Fails with `usage` where certificate and key are none. */
export function madeServer(tls: Tls | undefined, handle: RequestListener): Server {
  let server: Server;
  try {
    server = tls === undefined ? createHttpServer(LIMITS, handle) : createHttpsServer({ ...LIMITS, ...tls, minVersion: 'TLSv1.2' }, handle);
  } catch (error) {
    throw new WinnowError('usage', `the certificate and its key cannot be used: ${messageOf(error)}`, { cause: error, next: 'Give --tls-cert and --tls-key the two PEM files that belong together.' });
  }
  server.timeout = STALLED_MS;
  server.maxConnections = MAX_CONNECTIONS;
  server.maxRequestsPerSocket = 1000;
  server.on('clientError', refuseBroken);
  // Node would refuse an unknown `Expect` by itself, without the headers that every answer has.
  server.on('checkExpectation', handle);
  return server;
}

/** What is no HTTP at all is told so in a few words. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
  const headers = Object.entries({ ...SAFETY_HEADERS, 'Connection': 'close', 'Content-Length': '0' }).map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n`);
}

/** Listens, and returns the port. Fails with `port-in-use`, or `usage` where the address is none of ours. */
export async function listening(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new WinnowError('port-in-use', `something listens on port ${port} of ${host} already`, { cause: error }));
      else reject(new WinnowError('usage', `cannot listen on port ${port} of ${host}: ${error.message}`, { cause: error, next: 'Choose another --host or --port; ports below 1024 need rights of their own.' }));
    });
    server.listen({ host, port }, resolve);
  });
  server.removeAllListeners('error');
  return (server.address() as AddressInfo).port;
}

/** Takes no more connections, waits up to `graceMs` for what is under way, then cuts the rest. */
export async function closed(server: Server, underWay: ReadonlySet<Promise<unknown>>, graceMs: number): Promise<void> {
  const gone = new Promise<void>((resolve) => { server.close(() => resolve()); });
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([Promise.allSettled(underWay), new Promise<void>((resolve) => { timer = setTimeout(resolve, graceMs); })]);
  clearTimeout(timer);
  // Connections that are kept alive, or were opened in case, have nothing under way.
  server.closeAllConnections();
  await gone;
}
