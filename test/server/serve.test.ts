import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Cli } from '../../src/cli/context.js';
import { registerServe } from '../../src/cli/serve.js';
import { registerToken } from '../../src/cli/token.js';
import { hashOf } from '../../src/server/secrets.js';
import { ROOT } from '../built/index.js';
import { winnow } from '../cli/support.js';
import { certificate } from './certificate.js';
import { stubDesk, type StubDesk } from './desk.js';
import { folder, postJson, start, tokenFile } from './support.js';

const opened = vi.hoisted(() => ({ at: [] as string[], desk: null as StubDesk | null }));
vi.mock('../../src/engine/review/index.js', async (original) => ({
  ...(await original<object>()),
  openDesk: async (location: string) => {
    opened.at.push(location);
    return opened.desk;
  },
}));

interface Running {
  readonly out: () => string;
  readonly err: () => string;
  readonly cli: Cli;
  readonly done: Promise<unknown>;
}

/** The command line in this process, as `main` makes it. */
function run(args: readonly string[]): Running {
  const [out, err] = [new PassThrough().setEncoding('utf8'), new PassThrough().setEncoding('utf8')];
  let [printed, logged] = ['', ''];
  out.on('data', (text: string) => { printed += text; });
  err.on('data', (text: string) => { logged += text; });
  const cli: Cli = { terminal: { out, err, env: {}, cwd: folder() }, exitCode: 0, abort: new AbortController() };
  const root = new Command('winnow').option('--store <path>').option('--quiet').option('--verbose').option('--no-color').exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  registerServe(root, cli);
  registerToken(root, cli);
  for (const command of root.commands) command.exitOverride();
  const done = root.parseAsync(['--store', 'some.db', ...args], { from: 'user' });
  done.catch(() => undefined);
  onTestFinished(async () => { cli.abort.abort(); await done.catch(() => undefined); });
  return { out: () => printed, err: () => logged, cli, done };
}

async function serving(args: readonly string[]): Promise<Running & { readonly desk: StubDesk; readonly told: { url: string; port: number; login: string | null } }> {
  const desk = stubDesk();
  opened.desk = desk;
  const running = run(['serve', '--port', '0', '--json', ...args]);
  await Promise.race([running.done, expect.poll(running.out, { timeout: 10_000 }).toMatch(/\n$/u)]);
  return { ...running, desk, told: JSON.parse(running.out()) as { url: string; port: number; login: string | null } };
}

const refusedBy = async (args: readonly string[]): Promise<{ code: string; message: string }> => {
  opened.desk = stubDesk();
  return run(args).done.then(() => { throw new Error('it was taken'); }, (error: unknown) => error as { code: string; message: string });
};

afterEach(() => { opened.at.length = 0; });

describe('winnow serve', () => {
  it('says in one line where it is and how to log in, serves, and ends with the first Ctrl-C', async () => {
    const { told, out, desk, cli, done } = await serving([]);
    expect(told).toEqual({ url: `http://127.0.0.1:${told.port}`, port: told.port, login: expect.stringMatching(/#code=[\w-]{43}$/u) as string });
    const answer = await postJson(`${told.url}/api/v1/session`, { code: told.login?.split('=')[1] });
    expect(await answer.json()).toMatchObject({ role: 'admin', actor: expect.stringMatching(/\S/u) as string });
    expect(opened.at).toEqual([join(cli.terminal.cwd, 'some.db')]);
    cli.abort.abort();
    await done;
    expect(cli.exitCode).toBe(0);
    expect(desk.calls).toEqual([['close']]);
    expect(out().trim().split('\n')).toHaveLength(1);
    await expect(fetch(told.url)).rejects.toThrow();
  });

  it('tells people on stderr, and prints no result', async () => {
    opened.desk = stubDesk();
    const { out, err } = run(['serve', '--port', '0', '--verbose']);
    await expect.poll(err).toMatch(/listening on http:\/\/127\.0\.0\.1:\d+\nlog in at http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{43}\n/u);
    const url = /listening on (\S+)/u.exec(err())?.[1] ?? '';
    await fetch(`${url}/api/v1/overview?token=secret`);
    await expect.poll(err).toMatch(/GET \/api\/v1\/overview 401 \d+ ms\n/u);
    expect(err()).not.toContain('secret');
    expect(out()).toBe('');
  });

  it('says how to log in even where it is to be quiet, and nothing of requests', async () => {
    opened.desk = stubDesk();
    const { err } = run(['--quiet', 'serve', '--port', '0']);
    await expect.poll(err).toMatch(/^log in at (\S+)\n$/u);
    await fetch(`${/in at (\S+)\/#/u.exec(err())?.[1] ?? ''}/api/v1/overview`);
    expect(err().split('\n')).toHaveLength(2);
  });

  it('makes everybody a viewer where it is read only', async () => {
    const { told } = await serving(['--read-only']);
    expect(await (await postJson(`${told.url}/api/v1/session`, { code: told.login?.split('=')[1] })).json()).toMatchObject({ role: 'viewer' });
  });

  it('takes tokens, and names that people use', async () => {
    const { file, tokens } = tokenFile();
    const { told } = await serving(['--tokens', file, '--allow-host', 'a.example', '--allow-host', 'b.example:1']);
    expect(told.login).toBeNull();
    expect((await fetch(`${told.url}/api/v1/overview`, { headers: { Authorization: `Bearer ${tokens.viewer}` } })).status).toBe(200);
  });

  it('warns on stderr alone', async () => {
    const { file } = tokenFile();
    chmodSync(file, 0o644);
    const { err, out } = await serving(['--tokens', file]);
    expect(err()).toContain('others on this machine may read');
    expect(out().trim().split('\n')).toHaveLength(1);
  });

  it('speaks TLS', async () => {
    const { cert, key } = certificate();
    const path = folder({ 'cert.pem': cert, 'key.pem': key });
    const { told } = await serving(['--tls-cert', join(path, 'cert.pem'), '--tls-key', join(path, 'key.pem')]);
    expect(told.url).toMatch(/^https:/u);
  });

  it.each<[readonly string[], string]>([
    [['--port', '65536'], 'whole number'],
    [['--host', '0.0.0.0'], 'log in with tokens'],
    [['--tls-cert', 'x'], 'go together'],
    [['--tls-cert', '/nowhere/x', '--tls-key', '/nowhere/y'], 'cannot read /nowhere/x'],
    [['--tokens', '/nowhere/tokens.json'], 'the token file cannot be read'],
    [['--allow-host', 'http://x'], 'is no host name'],
  ])('refuses %j', async (args, message) => {
    expect((await refusedBy(['serve', ...args])).message).toContain(message);
  });

  it('closes the desk where the port is taken', async () => {
    const { server } = await start();
    expect(await refusedBy(['serve', '--port', String(server.port)])).toMatchObject({ code: 'port-in-use' });
    expect(opened.desk?.calls).toEqual([['close']]);
  });
});

describe('winnow token', () => {
  it('prints a token once, and lets a server know it', async () => {
    const file = join(folder(), 'tokens.json');
    const made = run(['token', 'ada', '--role', 'reviewer', '--tokens', file]);
    await made.done;
    const token = made.out().trim();
    expect(token).toMatch(/^winnow_[\w-]{43}$/u);
    expect(made.err()).toContain('a token for ada, reviewer');
    expect(made.err()).not.toContain(token);
    const { api } = await start({ admission: { by: 'tokens', file } });
    expect(await (await fetch(`${api}/session`, { headers: { Authorization: `Bearer ${token}` } })).json()).toEqual({ actor: 'ada', role: 'reviewer', csrf: null });
    const revoked = run(['token', 'ada', '--revoke', '--tokens', file, '--json']);
    await revoked.done;
    expect(JSON.parse(revoked.out())).toEqual({ name: 'ada', revoked: true });
    expect((await fetch(`${api}/session`, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401);
  });

  it.each<[readonly string[], string]>([[['ada', '--role', 'viewer'], '--tokens'], [['ada', '--tokens', 'f'], 'needs a --role'], [['ada', '--role', 'root', '--tokens', 'f'], 'Allowed choices'], [['ada', '--role', 'viewer', '--revoke', '--tokens', 'f'], 'takes no --role']])('refuses %j', async (args, message) => {
    expect((await refusedBy(['token', ...args])).message).toContain(message);
  });
});

describe('the command as it is shipped', () => {
  it('makes tokens, and refuses to serve what is no store', async () => {
    const cwd = folder();
    const made = await winnow(['token', 'ada', '--role', 'admin', '--tokens', 'tokens.json', '--json'], { cwd });
    expect(made.code).toBe(0);
    const { token } = JSON.parse(made.stdout) as { token: string };
    expect(JSON.parse(readFileSync(join(cwd, 'tokens.json'), 'utf8'))).toEqual([{ name: 'ada', role: 'admin', sha256: hashOf(token) }]);
    const none = await winnow(['serve', '--port', '0'], { cwd });
    expect([none.code, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('error[store-not-found]');
    writeFileSync(join(cwd, 'tokens.json'), '{');
    const broken = await winnow(['token', 'eve', '--role', 'admin', '--tokens', 'tokens.json'], { cwd });
    expect([broken.code, broken.stderr.includes('error[tokens-invalid]')]).toEqual([2, true]);
  });

  it('has help', async () => {
    const child = await winnow(['serve', '--help'], { cwd: ROOT });
    expect(child.code).toBe(0);
    expect(child.stdout).toContain('--allow-host');
  });
});
