import PostalMime from 'postal-mime';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Undelivered } from '../../src/core/index.js';
import { smtpNotifier } from '../../src/notify/smtp/index.js';
import { serverIn } from '../../src/notify/smtp/server.js';
import { HOSTILE, notice, setEnv, smtpServer } from './servers.js';

const OPTIONS = { urlEnv: 'SMTP_URL', from: 'winnow@example.com', to: ['ada@example.com', 'grace@example.com'] };
const send = (over = {}, timeoutMs = 2000) => smtpNotifier.send(OPTIONS, notice(over), { signal: AbortSignal.timeout(timeoutMs), timeoutMs });
const fault = async (sent: Promise<unknown>): Promise<Undelivered> => sent.then(() => { throw new Error('it was taken'); }, (error: unknown) => error as Undelivered);

describe('a mail', () => {
  it('is plain text with the id of the notice, and no path makes a header of it', async () => {
    const { port, mails, lines } = await smtpServer();
    setEnv('SMTP_URL', `smtp://ada:pass%20word@127.0.0.1:${port}`);
    expect(await send({ title: HOSTILE, lines: [HOSTILE, '<b>no markup</b>', '.', 'zoë'] })).toBeUndefined();
    const [{ raw, ...envelope }] = mails as [typeof mails[0]];
    expect(envelope).toEqual({ from: 'winnow@example.com', to: OPTIONS.to });
    expect(lines).toContain(`AUTH PLAIN ${Buffer.from('\0ada\0pass word').toString('base64')}`);
    const mail = await PostalMime.parse(raw);
    expect(mail.headers.map(({ key }) => key).sort()).toEqual(['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to', 'x-auto-response-suppress']);
    expect([mail.messageId, mail.html, mail.bcc]).toEqual([`<${notice().id}@example.com>`, undefined, undefined]);
    expect(mail.to?.map(({ address }) => address)).toEqual(OPTIONS.to);
    expect(mail.subject).toMatch(/^\[winnow\] nightly: <!channel> @here & .{0,120}$/u);
    expect(mail.subject).toMatch(/\\u\{202e\}gpj\.exe Bcc: .*\\u\{7\}$/u);
    expect(mail.text).toContain('<b>no markup</b>\n.\nzoë\n\nwinnow run --publish 2');
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['a box that is full for now', { 'RCPT': '452 4.2.2 full' }, true], ['an address that there is not', { 'RCPT': '550 5.1.1 nobody' }, false],
    ['a server that is busy', { '.': '451 4.3.0 later' }, true], ['a server that will not have it', { '.': '554 5.7.1 no' }, false],
    ['a wrong password', { 'AUTH': '535 5.7.8 pass word is wrong' }, false], ['a server that greets with a refusal', { hello: '421 too many' }, true],
  ])('to %s is tried again or not', async (_what, says, again) => {
    const { port } = await smtpServer(says);
    setEnv('SMTP_URL', `smtp://ada:pass%20word@127.0.0.1:${port}`);
    const told = await fault(send());
    expect(told).toMatchObject({ again });
    expect(told.message).not.toMatch(/pass word|pass%20word/u);
  });

  it('that only some got counts as sent, with a remark', async () => {
    const { port, mails } = await smtpServer({ 'RCPT TO:<ada@example.com>': '550 nobody' });
    setEnv('SMTP_URL', `smtp://127.0.0.1:${port}`);
    expect(await send()).toBe('refused for 1 of 2 addresses');
    expect(mails[0]?.to).toEqual(['grace@example.com']);
  });

  it('is given up in time where the server says nothing', async () => {
    for (const says of [{ hello: null }, { 'DATA': null }]) {
      const { port } = await smtpServer(says);
      setEnv('SMTP_URL', `smtp://127.0.0.1:${port}`);
      const started = performance.now();
      expect(await fault(send({}, 300))).toMatchObject({ again: true });
      expect(performance.now() - started).toBeLessThan(1500);
    }
  });

  it('goes with a password over TLS alone, but to the own machine', () => {
    expect(serverIn('smtp://ada:pw@mail.example.com', 'X').options).toEqual({ host: 'mail.example.com', port: 587, secure: false, requireTLS: true, auth: { user: 'ada', pass: 'pw' } });
    expect(serverIn('smtps://ada:50%@mail.example.com', 'X').options).toMatchObject({ port: 465, secure: true, auth: { pass: '50%' } });
    expect(serverIn('smtp://[::1]:2525', 'X').options).toEqual({ host: '::1', port: 2525, secure: false, requireTLS: false });
    expect(serverIn('smtp://ada:pw@127.evil.example.com', 'X').options.requireTLS).toBe(true);
    for (const given of ['mail.example.com', 'http://mail.example.com', 'smtp://', 'smtps://m.example.com?tls.rejectUnauthorized=false', 'smtp://m.example.com/x']) expect(() => serverIn(given, 'SMTP_URL'), given).toThrow('environment variable SMTP_URL');
  });

  it('goes to plain addresses: none that a list or a header could hide in', () => {
    for (const over of [{ to: [] }, { to: ['Ada <ada@example.com>'] }, { to: ['a@example.com, b@example.com'] }, { from: 'x@example.com\r\nBcc: y@example.com' }, { urlEnv: 'smtp://a:b@c' }]) {
      expect(smtpNotifier.options.safeParse({ ...OPTIONS, ...over }).success, JSON.stringify(over)).toBe(false);
    }
    expect(smtpNotifier.options.safeParse(OPTIONS).success).toBe(true);
  });

  it('says which package is missing', async () => {
    setEnv('SMTP_URL', 'smtp://127.0.0.1:9');
    vi.doMock('nodemailer', () => { throw new Error('Cannot find package'); });
    onTestFinished(() => { vi.doUnmock('nodemailer'); });
    expect(await fault(send())).toMatchObject({ code: 'package-missing', next: 'npm install nodemailer@10.6.1' });
  });
});
