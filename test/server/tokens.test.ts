import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addToken, revokeToken, startServer } from '../../src/server/index.js';
import { hashOf } from '../../src/server/secrets.js';
import { stubDesk } from './desk.js';
import { folder, logIn, postJson, start, tokenFile, type Started } from './support.js';

const entriesOf = (file: string): { name: string; role: string; sha256: string }[] => JSON.parse(readFileSync(file, 'utf8')) as { name: string; role: string; sha256: string }[];

describe('a token', () => {
  it('has 256 bits, is kept as its hash alone, in a file for this account', () => {
    const file = join(folder(), 'tokens.json');
    const token = addToken(file, 'Ada Lovelace', 'admin');
    expect(token).toMatch(/^winnow_[\w-]{43}$/u);
    expect(addToken(file, 'björn@example.com', 'viewer')).not.toBe(token);
    expect(entriesOf(file)).toEqual([{ name: 'Ada Lovelace', role: 'admin', sha256: hashOf(token) }, { name: 'björn@example.com', role: 'viewer', sha256: expect.stringMatching(/^[0-9a-f]{64}$/u) as string }]);
    expect(readFileSync(file, 'utf8')).not.toContain(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('is one for each name', () => {
    const { file } = tokenFile();
    const before = readFileSync(file, 'utf8');
    expect(() => addToken(file, 'ada', 'viewer')).toThrow('has a token for "ada"');
    expect(() => { revokeToken(file, 'eve'); }).toThrow('has no token for "eve"');
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(existsSync(`${file}.new`)).toBe(false);
    revokeToken(file, 'ada');
    expect(entriesOf(file).map(({ name }) => name)).toEqual(['vic', 'rea']);
    addToken(file, 'ada', 'viewer');
  });

  it.each(['', ' ada', 'ada ', '.ada', 'a\nb', 'a\u001b[31mb', 'a\u202eb', 'x'.repeat(65), 'a/b', '<b>'])('is not made for a name like %j', (name) => {
    const file = join(folder(), 'tokens.json');
    expect(() => addToken(file, name, 'viewer')).toThrow('cannot be a name');
    expect(existsSync(file)).toBe(false);
  });

  it('is written through a link, by one command at a time', () => {
    const { file } = tokenFile();
    const link = join(folder(), 'link.json');
    symlinkSync(file, link);
    addToken(link, 'new', 'viewer');
    expect(entriesOf(file)).toHaveLength(4);
    writeFileSync(`${file}.new`, '');
    expect(() => addToken(file, 'newer', 'viewer')).toThrow('another command is writing');
    expect(existsSync(`${file}.new`)).toBe(true);
    rmSync(`${file}.new`);
    addToken(file, 'newer', 'viewer');
    expect(() => addToken(join(folder(), 'none', 'tokens.json'), 'x', 'viewer')).toThrow('cannot be written');
    expect(() => { revokeToken(join(folder(), 'tokens.json'), 'x'); }).toThrow('there is no token file');
  });
});

describe('a token file', () => {
  const opened = async (content: string, mode = 0o600): Promise<unknown> => {
    const file = join(folder({ 'tokens.json': content }), 'tokens.json');
    chmodSync(file, mode);
    try {
      await (await startServer({ desk: stubDesk(), admission: { by: 'tokens', file }, port: 0 })).close(0);
    } catch (error) {
      return error;
    }
    return null;
  };
  const entry = { name: 'ada', role: 'admin', sha256: 'a'.repeat(64) };

  it.each<[string, string, string]>([
    ['is no JSON', '{secret', 'is not JSON'],
    ['is no list', JSON.stringify(entry), 'tokens.json: '],
    ['has an unknown key', JSON.stringify([{ ...entry, admin: true }]), 'at 0'],
    ['has an unknown role', JSON.stringify([{ ...entry, role: 'root' }]), 'at 0.role'],
    ['has a token instead of its hash', JSON.stringify([{ ...entry, sha256: 'winnow_secret' }]), 'at 0.sha256'],
    ['has a name twice', JSON.stringify([entry, { ...entry, sha256: 'b'.repeat(64) }]), 'two entries named "ada"'],
    ['has a name that could steer a terminal', JSON.stringify([{ ...entry, name: 'a\u001b[31m' }]), 'at 0.name'],
    ['is too large', ' '.repeat(1024 * 1024 + 1), 'larger than 1 MiB'],
  ])('that %s lets nobody start', async (_name, content, message) => {
    const error = await opened(content);
    expect(error).toMatchObject({ code: 'tokens-invalid', message: expect.stringContaining(message) as string });
    expect(String(error)).not.toContain('secret');
  });

  it('that is not there lets nobody start', async () => {
    await expect(startServer({ desk: stubDesk(), admission: { by: 'tokens', file: join(folder(), 'none.json') }, port: 0 })).rejects.toMatchObject({ code: 'tokens-invalid' });
  });

  it('that everybody may write lets nobody start; one that others may read is named', async () => {
    expect(await opened(JSON.stringify([entry]), 0o666)).toMatchObject({ code: 'tokens-invalid', message: expect.stringContaining('everybody on this machine may write') as string });
    const { file } = tokenFile();
    expect((await start({ admission: { by: 'tokens', file } })).log).toEqual([]);
    chmodSync(file, 0o644);
    expect((await start({ admission: { by: 'tokens', file } })).log).toEqual([expect.stringContaining('others on this machine may read') as string]);
  });

  it('without entries says that nobody can log in yet', async () => {
    const file = join(folder({ 'tokens.json': '[]' }), 'tokens.json');
    chmodSync(file, 0o600);
    const started = await start({ admission: { by: 'tokens', file } });
    expect(started.log).toEqual([expect.stringContaining('nobody can log in') as string]);
    const token = addToken(file, 'ada', 'admin');
    expect((await logIn(started, { token })).csrf).toHaveLength(43);
  });
});

describe('a server with tokens', () => {
  const asks = async ({ api }: Started, headers: Record<string, string>): Promise<readonly [number, unknown]> => {
    const answer = await fetch(`${api}/session`, { headers });
    return [answer.status, answer.status === 200 ? ((await answer.json()) as { role: unknown }).role : null];
  };

  it('lets a revoked token and its sessions out at once, and nobody else', async () => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file } });
    const [vic, ada] = [await logIn(started, { token: tokens.viewer }), await logIn(started, { token: tokens.admin })];
    revokeToken(file, 'vic');
    expect(await asks(started, { Cookie: vic.cookie })).toEqual([401, null]);
    expect(await asks(started, { Authorization: `Bearer ${tokens.viewer}` })).toEqual([401, null]);
    expect((await postJson(`${started.api}/session`, { token: tokens.viewer })).status).toBe(401);
    expect(await asks(started, { Cookie: ada.cookie })).toEqual([200, 'admin']);
    // Back in the file, the token counts again; the session that it had does not come back.
    writeFileSync(file, JSON.stringify([...entriesOf(file), { name: 'vic', role: 'viewer', sha256: hashOf(tokens.viewer) }]));
    expect(await asks(started, { Authorization: `Bearer ${tokens.viewer}` })).toEqual([200, 'viewer']);
    expect(await asks(started, { Cookie: vic.cookie })).toEqual([401, null]);
    expect(started.log).toEqual([]);
  });

  it('gives sessions the role that their token has now', async () => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file } });
    const { cookie } = await logIn(started, { token: tokens.admin });
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"admin"', '"viewer"'));
    expect(await asks(started, { Cookie: cookie })).toEqual([200, 'viewer']);
    expect(await asks(started, { Authorization: `Bearer ${tokens.admin}` })).toEqual([200, 'viewer']);
  });

  it('lets nobody in while the file is broken or gone, and those who were in when it is back', async () => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file } });
    const { cookie } = await logIn(started, { token: tokens.admin });
    const content = readFileSync(file, 'utf8');
    writeFileSync(file, content.slice(0, 100));
    expect(await asks(started, { Cookie: cookie })).toEqual([401, null]);
    expect(await asks(started, { Cookie: cookie })).toEqual([401, null]);
    expect(started.log).toEqual([expect.stringContaining('nobody is let in') as string]);
    writeFileSync(file, content);
    expect(await asks(started, { Cookie: cookie })).toEqual([200, 'admin']);
    renameSync(file, `${file}.away`);
    expect(await asks(started, { Authorization: `Bearer ${tokens.admin}` })).toEqual([401, null]);
    renameSync(`${file}.away`, file);
    expect(await asks(started, { Cookie: cookie })).toEqual([200, 'admin']);
    chmodSync(file, 0o666);
    expect(await asks(started, { Cookie: cookie })).toEqual([401, null]);
  });

  it('takes nothing for a token that could be guessed, whatever hash is in the file', async () => {
    const { file } = tokenFile();
    for (const [index, weak] of ['password', 'x'.repeat(21), '', 'correct horse battery staple'].entries()) {
      writeFileSync(file, JSON.stringify([{ name: `weak${index}`, role: 'admin', sha256: hashOf(weak) }]));
      const started = await start({ admission: { by: 'tokens', file } });
      expect((await postJson(`${started.api}/session`, { token: weak })).status).toBe(weak === '' ? 400 : 401);
      expect((await asks(started, { Authorization: `Bearer ${weak}` }))[0]).toBe(401);
    }
  });

  it.each(['bearer', 'Bearer', 'BEARER'])('takes "%s" before a token', async (word) => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file } });
    expect((await asks(started, { Authorization: `${word} ${tokens.viewer}` }))[0]).toBe(200);
    const { csrf } = (await (await fetch(`${started.api}/session`, { headers: { Authorization: `${word} ${tokens.viewer}` } })).json()) as { csrf: unknown };
    expect(csrf).toBeNull();
  });

  it('takes no other form of it', async () => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file } });
    for (const form of [tokens.viewer, `Token ${tokens.viewer}`, `Bearer  ${tokens.viewer}`, `Bearer ${tokens.viewer}, x`, `Bearer ${tokens.viewer.toUpperCase()}`, `Basic ${Buffer.from(`vic:${tokens.viewer}`).toString('base64')}`]) {
      expect((await asks(started, { Authorization: form }))[0]).toBe(401);
    }
    expect((await asks(started, { 'X-Api-Key': tokens.viewer, 'Cookie': `winnow_session=${tokens.viewer}` }))[0]).toBe(401);
  });
});
