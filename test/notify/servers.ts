import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Notice } from '../../src/core/index.js';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, received: Received) => void;
export const ok: Answer = (response) => { response.writeHead(200).end('ok'); };
export const status = (code: number, headers: Record<string, string> = {}, text = ''): Answer => (response) => { response.writeHead(code, headers).end(text); };
/** Takes the request and never answers. */
export const silence: Answer = () => undefined;

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A server that answers as it is told, in turn; the last answer stays. */
export async function httpServer(...answers: readonly Answer[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece)).on('end', () => {
      const each = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces).toString('utf8') };
      received.push(each);
      (answers[Math.min(received.length, answers.length) - 1] ?? ok)(response, each);
    });
  });
  const port = await listening(server);
  onTestFinished(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${port}`, received };
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** A mail server that speaks as much SMTP as a client needs. `says`: other answers, by the first word of a command or its whole line. */
export async function smtpServer(says: Readonly<Record<string, string | null>> = {}): Promise<{ port: number; mails: Mail[]; lines: string[] }> {
  const mails: Mail[] = [];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    let [rest, from, data] = ['', '', null as string[] | null];
    let to: string[] = [];
    const say = (line: string): void => { socket.write(`${line}\r\n`); };
    const take = (line: string): void => {
      if (data !== null && line !== '.') { data.push(line.replace(/^\./u, '')); return; }
      if (data !== null) {
        mails.push({ from, to, raw: data.join('\r\n') });
        [data, to] = [null, []];
        say(says['.'] ?? '250 taken');
        return;
      }
      lines.push(line);
      const told = says[line] ?? says[line.split(' ')[0] ?? ''];
      if (told === null) return;
      if (told !== undefined) { say(told); return; }
      if (line.startsWith('MAIL')) from = line.replace(/^MAIL FROM:<|>.*$/gu, '');
      if (line.startsWith('RCPT')) to.push(line.replace(/^RCPT TO:<|>.*$/gu, ''));
      if (line.startsWith('EHLO')) { say('250-here'); say('250 AUTH PLAIN'); return; }
      if (line === 'DATA') { data = []; say('354 go on'); return; }
      if (line.startsWith('AUTH')) { say('235 welcome'); return; }
      say(line === 'QUIT' ? '221 bye' : '250 ok');
      if (line === 'QUIT') socket.end();
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      const pieces = `${rest}${text}`.split('\r\n');
      rest = pieces.pop() ?? '';
      for (const line of pieces) take(line);
    }).on('error', () => undefined);
    if (says['hello'] !== null) say(says['hello'] ?? '220 here');
  });
  const port = await listening(server);
  onTestFinished(() => { for (const socket of sockets) socket.destroy(); server.close(); });
  return { port, mails, lines };
}

export const notice = (over: Partial<Notice> = {}): Notice => ({
  id: '0b0f9f0e-1111-4222-8333-444455556666', kind: 'held', pipeline: 'nightly', at: '2026-11-28T03:00:00.000Z', runId: 'r1', reminder: false, title: 'generation 2 is held back by 1 guard',
  lines: ['guard/documents  Unexpected drop'], next: 'winnow run --publish 2 --reason "…"', facts: { generation: 2 }, ...over,
});

/** Sets an environment variable for the time of a test. */
export function setEnv(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  });
}

/** Text as a hostile corpus has it in its paths. */
export const HOSTILE = '<!channel> @here & [reset](https://evil.example/x) \u202Egpj.exe\r\nBcc: victim@example.com\u0007';
