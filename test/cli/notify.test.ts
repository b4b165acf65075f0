import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/core/index.js';
import { httpServer, ok, smtpServer } from '../notify/servers.js';
import { dailyAt, scheduled, slowCorpus } from './scheduled.js';
import { folder, json, ndjson, put, winnow } from './support.js';

const CHANNELS = `notify:
  - { use: webhook, with: { urlEnv: OPS_URL, secretEnv: OPS_SECRET } }
  - { use: smtp, name: mail, with: { urlEnv: SMTP_URL, from: winnow@example.com, to: [ops@example.com] } }
`;
const PIPELINE = `version: 1
name: told
read: [{ name: docs, use: files, with: { root: docs, git: false } }]
join: []
guards: { canaries: [{ document: "docs:gone.md", status: accepted }] }
${CHANNELS}`;

interface Sent { notified: { channel: string; state: string; remark: string | null }[] }
interface Listed { channel: string; state: string; notice: Notice }

describe('winnow notify', () => {
  it('and runs tell what needs a person, once, keep what could not be told, and no secret', async () => {
    const { url, received } = await httpServer(ok);
    const { port, mails } = await smtpServer();
    const cwd = folder({ 'told.yaml': PIPELINE, 'docs/a.md': '# Lamps\n\nEvery lamp in the cellar is switched off by whoever leaves last.\n', 'docs/<!here>.pdf': '%PDF-1.7\nno PDF at all' });
    const env = { OPS_URL: `${url}/hooks/very-secret-path`, OPS_SECRET: 'signing-secret' };
    const withMail = { ...env, SMTP_URL: `smtp://ada:mail-password@127.0.0.1:${port}` };
    const notices = (): Notice[] => received.map(({ body }) => JSON.parse(body) as Notice);

    expect((await winnow(['run', 'told.yaml', '--dry-run'], { cwd, env })).code).toBe(4);
    expect(received).toEqual([]);
    const run = await winnow(['run', 'told.yaml', '--json'], { cwd, env });
    expect([run.code, run.stderr]).toEqual([4, expect.stringMatching(/warning: the channel mail was not told "generation 1 is held back by 1 guard": the mail channel needs a mail server in the environment variable SMTP_URL, which is not set/u)]);
    expect(notices().map(({ kind, lines }) => [kind, lines[0]])).toEqual([
      ['held', 'guard/canary Unexpected outcome `absent` of the canary `docs:gone.md`, expected `accepted`'], ['failures', 'docs:<!here>.pdf file-broken'],
    ]);
    expect(received[0]?.headers['webhook-signature']).toMatch(/^v1,[\w+/]{43}=$/u);

    const due = await winnow(['notify', '--json'], { cwd, env: withMail });
    expect([due.code, json<Sent>(due).notified.map(({ channel, state }) => [channel, state])]).toEqual([0, [['mail', 'sent'], ['mail', 'sent']]]);
    expect(mails.map(({ raw }) => /^Subject: (.*)$/mu.exec(raw)?.[1])).toEqual(['[winnow] told: generation 1 is held back by 1 guard', '[winnow] told: 1 item newly failed to be read']);
    expect(new Set(mails.map(({ raw }) => /^Message-ID: <(.*)@example.com>$/mu.exec(raw)?.[1]))).toEqual(new Set(ndjson<Listed>(await winnow(['notify', '--list', '--json'], { cwd })).filter(({ channel }) => channel === 'mail').map(({ notice }) => notice.id)));

    // The same again the next night: no news.
    const again = await winnow(['run', 'told.yaml', '--json'], { cwd, env: withMail });
    expect([again.code, received.length, mails.length]).toEqual([4, 2, 2]);
    const test = await winnow(['notify', 'told.yaml', '--test'], { cwd, env: { ...withMail, OPS_URL: 'http://127.0.0.1:9/hooks/very-secret-path' } });
    expect([test.code, test.stdout]).toEqual([1, expect.stringMatching(/^webhook {2}not sent: .+\nmail {2}sent {2}[\da-f-]{36}\n$/u)]);
    expect(mails[2]?.raw).toContain('told: this is a test');

    // What ends a run before it begins is told at once.
    put(cwd, { 'told.yaml': `${PIPELINE}raed: []\n` });
    expect((await winnow(['run', 'told.yaml'], { cwd, env })).code).toBe(2);
    expect(notices().at(-1)).toMatchObject({ kind: 'failed', pipeline: 'told', title: 'The run failed: pipeline-invalid', lines: [expect.stringContaining('raed: unknown key') as string] });

    const kept = readdirSync(join(cwd, '.winnow')).map((name) => readFileSync(join(cwd, '.winnow', name), 'latin1')).join('\n');
    for (const text of [kept, run.stderr, run.stdout, test.stdout, test.stderr, ...received.map(({ body }) => body)]) expect(text).not.toMatch(/very-secret|signing-secret|mail-password/u);
  }, 60_000);

  it('is done by the schedule for a run that was killed', async () => {
    const { url, received } = await httpServer(ok);
    const cwd = slowCorpus('wait');
    put(cwd, { 'slow.yaml': `${readFileSync(join(cwd, 'slow.yaml'), 'utf8')}notify: [{ use: webhook, with: { urlEnv: OPS_URL } }]\n` });
    const service = scheduled(cwd, ['slow.yaml', '--cron', dailyAt(new Date(Date.now() - 3_600_000)), '--run-now'], { OPS_URL: url });
    const { pid } = await service.event('run-started');
    await expect.poll(async () => (await winnow(['list', 'runs'], { cwd })).stdout, { timeout: 30_000 }).toContain('running');
    process.kill(Number(pid), 'SIGKILL');
    await expect.poll(() => received.length, { timeout: 30_000 }).toBe(1);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ kind: 'failed', pipeline: 'slow', title: 'The run failed: run-killed', runId: expect.stringMatching(/^[\da-f-]{36}$/u) as string });
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
  }, 60_000);
});
