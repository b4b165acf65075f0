import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * What becomes of a request: it is passed on; its connection ends before it is passed on (`cut`) or after the server did it (`unanswered`); it is answered so without being
 * passed on (a status); it is acknowledged and not passed on (`lost`); it is passed on after a while (`slow`).
 */
export type Fate = 'pass' | 'cut' | 'unanswered' | 'lost' | 'slow' | 429 | 500 | 503;

const SLOW_MS = 400;

/** Passes HTTP requests on to a server, and has faults befall them. */
export class FaultyProxy {
  readonly #server: Server;
  readonly #to: URL;
  fate: (asked: { readonly method: string; readonly path: string; readonly count: number }) => Fate = () => 'pass';
  /** Done before each request is passed on. */
  before: () => Promise<void> = () => Promise.resolve();
  /** What an acknowledged request that is lost is answered with. */
  lostAnswer = '{}';
  /** Method and path of each request, in order. */
  readonly asked: string[] = [];

  constructor(to: string) {
    this.#to = new URL(to);
    this.#server = createServer((incoming, outgoing) => { void this.#pass(incoming, outgoing).catch(() => { incoming.socket.destroy(); }); });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [method, path] = [incoming.method ?? '', incoming.url ?? ''];
    const count = this.asked.push(`${method} ${path}`);
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const fate = this.fate({ method, path, count });
    if (fate === 'cut') { incoming.socket.destroy(); return; }
    if (typeof fate === 'number') { outgoing.writeHead(fate, { 'content-type': 'application/json', ...(fate === 429 ? { 'retry-after': '1' } : {}) }).end('{"error":"fault","message":"fault"}'); return; }
    if (fate === 'lost') { outgoing.writeHead(200, { 'content-type': 'application/json' }).end(this.lostAnswer); return; }
    if (fate === 'slow') await wait(SLOW_MS);
    if (method !== 'GET' && !path.endsWith('/get') && !path.endsWith('/query')) await this.before();
    const answer = await this.#ask(incoming, Buffer.concat(pieces));
    if (fate === 'unanswered') { incoming.socket.destroy(); return; }
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  async #ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<{ readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer }> {
    const asked = request({ host: this.#to.hostname, port: this.#to.port, method, path: url, headers: { ...headers, host: this.#to.host, connection: 'close' } });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const pieces: Buffer[] = [];
    for await (const piece of answer) pieces.push(piece as Buffer);
    return { status: answer.statusCode ?? 502, headers: { 'content-type': answer.headers['content-type'] ?? 'application/json' }, body: Buffer.concat(pieces) };
  }
}
