import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JudgeQuestion, JudgeSaying } from '../../../src/index.js';

/** What a request to `/v1/chat/completions` holds, as far as tests look at it. */
export interface Completion {
  readonly model: string;
  readonly temperature?: number;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: { readonly type: string };
}

/** What the server does with a question: an answer, a status, words of its own, or nothing at all. */
export type Reaction = JudgeSaying | { readonly status: number; readonly error?: string } | { readonly text: string } | 'hang' | 'drop' | 'half';

/** A server on loopback that speaks OpenAI's protocol of chat completions. */
export class ChatServer {
  readonly requests: Completion[] = [];
  readonly questions: JudgeQuestion[] = [];
  reacts: (question: JudgeQuestion, call: number, request: Completion) => Reaction = () => 'contradiction';
  /** Connections that clients gave up. */
  closed = 0;
  readonly #server: Server = createServer((request, response) => { this.#serve(request, response); });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => { this.#server.listen(0, '127.0.0.1', resolve); });
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => { this.#server.close(resolve); });
  }

  get settings(): Readonly<Record<string, unknown>> {
    return { configuration: { baseURL: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1` }, apiKey: 'none', maxRetries: 0 };
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => { body += piece; });
    response.on('close', () => { if (!response.writableFinished) this.closed += 1; });
    request.on('end', () => {
      const asked = JSON.parse(body) as Completion;
      const question = JSON.parse(asked.messages[1]!.content.split('\n')[1]!) as JudgeQuestion;
      this.requests.push(asked);
      this.questions.push(question);
      this.#react(this.reacts(question, this.requests.length, asked), response);
    });
  }

  #react(reaction: Reaction, response: ServerResponse): void {
    if (reaction === 'hang') return;
    if (reaction === 'drop') { response.destroy(); return; }
    response.setHeader('content-type', 'application/json');
    if (reaction === 'half') { response.write('{"id":"x","choices":[{"index":0,'); response.destroy(); return; }
    if (typeof reaction === 'object' && 'status' in reaction) {
      response.statusCode = reaction.status;
      response.end(JSON.stringify({ error: { message: reaction.error ?? 'no', type: 'server_error' } }));
      return;
    }
    const content = typeof reaction === 'object' ? reaction.text : JSON.stringify({ verdict: reaction, because: `server: ${reaction}` });
    response.end(JSON.stringify({
      id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-4.1-mini', choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 500, completion_tokens: 20, total_tokens: 520 },
    }));
  }
}
