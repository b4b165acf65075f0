import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Undelivered} from '../../src/core/index.js';
import { excerpt } from '../../src/core/index.js';
import { within } from '../../src/notify/slack/escape.js';
import { slackNotifier } from '../../src/notify/slack/index.js';
import { webhookNotifier } from '../../src/notify/webhook/index.js';
import { HOSTILE, httpServer, notice, ok, setEnv, silence, status, type Answer } from './servers.js';

const context = (timeoutMs = 2000) => ({ signal: AbortSignal.timeout(timeoutMs), timeoutMs });
const SECRET_PATH = '/services/T012345/B0123/verysecretpart';

async function sending(answer: Answer, path = SECRET_PATH) {
  const server = await httpServer(answer);
  setEnv('OPS_WEBHOOK', `${server.url}${path}`);
  return { ...server, send: (options: { urlEnv: string; secretEnv?: string } = { urlEnv: 'OPS_WEBHOOK' }, timeoutMs = 2000) => webhookNotifier.send(options, notice(), context(timeoutMs)) };
}
const fault = async (sent: Promise<unknown>): Promise<Undelivered> => sent.then(() => { throw new Error('it was taken'); }, (error: unknown) => error as Undelivered);

describe('a webhook', () => {
  it('gets the notice as JSON, with its id and a signature that Standard Webhooks verify', async () => {
    const { send, received } = await sending(ok);
    setEnv('OPS_SECRET', `whsec_${Buffer.from('0123456789abcdef').toString('base64')}`);
    await send({ urlEnv: 'OPS_WEBHOOK', secretEnv: 'OPS_SECRET' });
    const [{ body, headers, path }] = received as [typeof received[0]];
    expect(path).toBe(SECRET_PATH);
    expect(JSON.parse(body)).toEqual({ type: 'winnow.held', ...notice() });
    expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'webhook-id': notice().id, 'idempotency-key': notice().id });
    const time = String(headers['webhook-timestamp']);
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(10);
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', '0123456789abcdef').update(`${notice().id}.${time}.${body}`).digest('base64')}`);
  });

  it.each<[number, Record<string, string>, boolean, number | undefined]>([
    [500, {}, true, undefined], [503, { 'retry-after': '7' }, true, 7000], [429, { 'retry-after': '120' }, true, 120_000], [408, {}, true, undefined],
    [400, { 'retry-after': '7' }, false, undefined], [404, {}, false, undefined], [410, {}, false, undefined],
  ])('that answers %i is tried again or not', async (code, headers, again, afterMs) => {
    const { send } = await sending(status(code, headers, 'why'));
    expect(await fault(send())).toMatchObject({ again, afterMs, message: `answered ${code}: why` });
  });

  it('is not followed where it redirects to', async () => {
    const elsewhere = await httpServer(ok);
    for (const code of [301, 302, 307, 308]) {
      const { send } = await sending(status(code, { location: `${elsewhere.url}/taken` }));
      expect(await fault(send())).toMatchObject({ again: false, message: `${code}: it redirects elsewhere, which is not followed` });
    }
    expect(elsewhere.received).toEqual([]);
  });

  it('that never answers, or never ends its answer, is given up in time', async () => {
    const { send } = await sending(silence);
    expect(await fault(send(undefined, 150))).toMatchObject({ again: true, message: 'no answer within 0.15 s' });
    const endless = await sending((response) => { response.writeHead(500).write('so'); });
    const started = performance.now();
    expect(await fault(endless.send())).toMatchObject({ again: true });
    expect(performance.now() - started).toBeLessThan(1900);
  });

  it('that is not there is tried again, and no fault tells its address', async () => {
    setEnv('OPS_WEBHOOK', `http://127.0.0.1:9${SECRET_PATH}?token=alsosecret`);
    const gone = await fault(webhookNotifier.send({ urlEnv: 'OPS_WEBHOOK' }, notice(), context()));
    expect(gone.again).toBe(true);
    const echo: Answer = (response, { path, headers }) => { response.writeHead(404).end(`Cannot POST ${path} ${path.split('/').at(-1) ?? ''} ${String(headers.host)} oursecret`); };
    const { send } = await sending(echo);
    setEnv('OPS_SECRET', 'oursecret');
    const told = await fault(send({ urlEnv: 'OPS_WEBHOOK', secretEnv: 'OPS_SECRET' }));
    expect(told.message).toContain('Cannot POST ***');
    for (const message of [gone.message, told.message]) expect(message).not.toMatch(/verysecret|T012345|alsosecret|oursecret/u);
  });

  it.each([['', 'usage'], ['ftp://x', undefined], ['no address', undefined], ['https://user:pass@example.com/', undefined]])('says what is wrong with the address %j, without it', async (value, code) => {
    setEnv('OPS_WEBHOOK', value);
    const told = await fault(webhookNotifier.send({ urlEnv: 'OPS_WEBHOOK' }, notice(), context()));
    expect(told).toMatchObject({ message: expect.stringContaining('environment variable OPS_WEBHOOK') as string, ...(code === undefined ? { again: true } : { code }) });
    if (value !== '') expect(told.message).not.toContain(value);
  });
});

describe('a message for Slack', () => {
  it('mentions nobody and links nowhere, whatever paths say', async () => {
    const { url, received } = await httpServer(ok);
    setEnv('SLACK_URL', `${url}/hook`);
    await slackNotifier.send({ urlEnv: 'SLACK_URL' }, notice({ title: excerpt(HOSTILE), lines: [excerpt(HOSTILE, 200)] }), context());
    const body = JSON.parse(received[0]?.body ?? '') as { text: string; blocks: { text: { text: string; type: string; verbatim: boolean } }[] };
    for (const text of [body.text, ...body.blocks.map((block) => block.text.text)]) {
      expect(text).not.toMatch(/[<>]|@here|@channel|\]\(|:\/\/|[\r\u0007\u202e]/u);
      expect(text.replace(/&(?:amp|lt|gt);/gu, '')).not.toContain('&');
    }
    expect(body.text).toContain('&lt;!channel&gt; @\u200bhere &amp; [reset]\u200b(https:\u200b//');
    expect(body.blocks.every(({ text: { type, verbatim } }) => type === 'mrkdwn' && verbatim)).toBe(true);
    expect(received[0]?.headers['idempotency-key']).toBe(notice().id);
  });

  it('stays within what a block takes', async () => {
    const { url, received } = await httpServer(ok);
    setEnv('SLACK_URL', `${url}/hook`);
    await slackNotifier.send({ urlEnv: 'SLACK_URL' }, notice({ lines: Array.from({ length: 40 }, (_, index) => `${index} ${'&'.repeat(190)}`), next: '<'.repeat(5000) }), context());
    const { blocks } = JSON.parse(received[0]?.body ?? '') as { blocks: { text: { text: string } }[] };
    expect(Math.max(...blocks.map(({ text }) => text.text.length))).toBeLessThanOrEqual(3000);
    expect(blocks[1]?.text.text).toMatch(/&amp;\n… and 37 more lines$/u);
    expect(blocks[2]?.text.text).toMatch(/^(?:&lt;)+…$/u);
    for (const before of ['', 'a', 'ab', 'abc']) expect(within([before + '&lt;'.repeat(50)], 100)).toMatch(/^\w{0,3}(?:&lt;)+…$/u);
  });
});
