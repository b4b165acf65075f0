import { describe, expect, it } from 'vitest';
import { APPROVE } from './desk.js';
import { codeOf, errorOf, logIn, postJson, start, tokenFile } from './support.js';

const HOUR = 3_600_000;

/** A clock that is moved by hand. */
function handClock(): { now: () => number; pass: (ms: number) => void } {
  let time = Date.parse('2026-11-23T06:00:00Z');
  return { now: () => time, pass: (ms) => { time += ms; } };
}

describe('the login code', () => {
  it('logs in once, and says who it is', async () => {
    const started = await start();
    const { url, server, api } = started;
    const login = server.loginUrl() ?? '';
    expect(login).toMatch(new RegExp(`^${url.replaceAll('.', '\\.')}/#code=[\\w-]{43}$`, 'u'));
    const code = login.split('=')[1] ?? '';
    const answer = await postJson(`${api}/session`, { code });
    expect(answer.status).toBe(200);
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^winnow_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/u)]);
    expect(await answer.json()).toEqual({ actor: 'ada', role: 'admin', csrf: expect.stringMatching(/^[\w-]{43}$/u) as string });
    const again = await postJson(`${api}/session`, { code });
    expect(again.status).toBe(401);
    expect(again.headers.getSetCookie()).toEqual([]);
    expect((await errorOf(again)).code).toBe('unauthenticated');
  });

  it('ends after five minutes, and when a fresh one is made', async () => {
    const clock = handClock();
    const { server, api } = await start({ clock });
    const first = codeOf(server);
    const second = codeOf(server);
    expect((await postJson(`${api}/session`, { code: first })).status).toBe(401);
    clock.pass(5 * 60_000 - 1);
    expect((await postJson(`${api}/session`, { code: second })).status).toBe(200);
    const third = codeOf(server);
    clock.pass(5 * 60_000);
    expect((await postJson(`${api}/session`, { code: third })).status).toBe(401);
  });

  it('is not used up by wrong ones', async () => {
    const { server, api } = await start();
    const code = codeOf(server);
    expect((await postJson(`${api}/session`, { code: 'x'.repeat(43) })).status).toBe(401);
    expect((await postJson(`${api}/session`, { code })).status).toBe(200);
  });

  it('is none where tokens are asked for, nor is a token one where a code is', async () => {
    const { file, tokens } = tokenFile();
    const withTokens = await start({ admission: { by: 'tokens', file } });
    expect(withTokens.server.loginUrl()).toBeNull();
    expect((await postJson(`${withTokens.api}/session`, { code: tokens.admin })).status).toBe(401);
    const withCode = await start();
    expect((await postJson(`${withCode.api}/session`, { token: codeOf(withCode.server) })).status).toBe(401);
    expect((await fetch(`${withCode.api}/overview`, { headers: { Authorization: `Bearer ${codeOf(withCode.server)}` } })).status).toBe(401);
  });
});

describe('a login', () => {
  it.each([{}, { token: 'a', code: 'b' }, { token: '' }, { token: 1 }, { code: 'x', more: 1 }, [], 'token', null, { token: 'x'.repeat(257) }, { code: ['x'] }])('with %j is refused as no login', async (body) => {
    const { api } = await start();
    const answer = await postJson(`${api}/session`, body);
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).code).toBe('usage');
  });

  it('is limited where it fails: ten times a minute, then the right one waits too', async () => {
    const clock = handClock();
    const { server, api } = await start({ clock });
    const wrong = (): Promise<Response> => postJson(`${api}/session`, { code: 'x'.repeat(43) });
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await wrong()).status).toBe(401);
    const code = codeOf(server);
    const refused = await wrong();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('6');
    expect((await errorOf(refused)).code).toBe('too-many-requests');
    expect((await postJson(`${api}/session`, { code })).status).toBe(429);
    clock.pass(6000);
    expect((await postJson(`${api}/session`, { code })).status).toBe(200);
  });

  it('that fails does not lock those out who are in, nor scripts with a right token', async () => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file } });
    const { headers } = await logIn(started, { token: tokens.viewer });
    const bearer = (token: string): Promise<Response> => fetch(`${started.api}/overview`, { headers: { Authorization: `Bearer ${token}` } });
    for (let attempt = 0; attempt < 10; attempt += 1) expect((await bearer('x'.repeat(43))).status).toBe(401);
    expect((await bearer('x'.repeat(43))).status).toBe(429);
    expect((await bearer(tokens.viewer)).status).toBe(200);
    expect((await fetch(`${started.api}/overview`, { headers })).status).toBe(200);
  });

  it('ends the session that the browser had', async () => {
    const { server, api } = await start();
    const first = await logIn({ api }, { code: codeOf(server) });
    const again = await postJson(`${api}/session`, { code: codeOf(server) }, { Cookie: first.cookie });
    expect(again.status).toBe(200);
    expect((await fetch(`${api}/session`, { headers: { Cookie: first.cookie } })).status).toBe(401);
  });

  it('is taken from nowhere but the body', async () => {
    const { file, tokens } = tokenFile();
    const { api, url, desk } = await start({ admission: { by: 'tokens', file } });
    for (const name of ['token', 'code', 'access_token', 'authorization', 'winnow_session']) {
      expect((await fetch(`${api}/overview?${name}=${tokens.admin}`)).status).toBe(401);
      expect((await fetch(`${api}/queue?${name}=${tokens.admin}`, { headers: { Authorization: `Bearer ${tokens.admin}` } })).status).toBe(400);
    }
    expect((await postJson(`${api}/session?token=${tokens.admin}`, {})).status).toBe(400);
    expect((await fetch(`${url}/?token=${tokens.admin}`)).headers.getSetCookie()).toEqual([]);
    expect(desk.calls).toEqual([]);
  });
});

describe('a session', () => {
  it('ends when it rests for 12 hours, and after 7 days however busy', async () => {
    const clock = handClock();
    const { server, api } = await start({ clock });
    const resting = await logIn({ api }, { code: codeOf(server) });
    clock.pass(12 * HOUR - 1);
    const ask = async ({ cookie }: { cookie: string }): Promise<number> => (await fetch(`${api}/session`, { headers: { Cookie: cookie } })).status;
    expect(await ask(resting)).toBe(200);
    clock.pass(12 * HOUR);
    expect(await ask(resting)).toBe(401);
    const busy = await logIn({ api }, { code: codeOf(server) });
    for (let hour = 0; hour < 167; hour += 1) {
      clock.pass(HOUR);
      expect(await ask(busy)).toBe(200);
    }
    clock.pass(HOUR);
    expect(await ask(busy)).toBe(401);
  });

  it('ends with the one that has rested longest when there are more than 100', async () => {
    const clock = handClock();
    const { server, api } = await start({ clock });
    const ask = async ({ cookie }: { cookie: string }): Promise<number> => (await fetch(`${api}/session`, { headers: { Cookie: cookie } })).status;
    const first = await logIn({ api }, { code: codeOf(server) });
    const second = await logIn({ api }, { code: codeOf(server) });
    for (let other = 2; other < 100; other += 1) await logIn({ api }, { code: codeOf(server) });
    expect(await ask(first)).toBe(200);
    const last = await logIn({ api }, { code: codeOf(server) });
    expect([await ask(first), await ask(second), await ask(last)]).toEqual([200, 401, 200]);
  });

  it('ends when its owner logs out, and no other does', async () => {
    const { server, api } = await start();
    const [mine, other] = [await logIn({ api }, { code: codeOf(server) }), await logIn({ api }, { code: codeOf(server) })];
    expect((await fetch(`${api}/session`, { method: 'DELETE', headers: { 'Cookie': mine.cookie } })).status).toBe(403);
    expect((await fetch(`${api}/session`, { method: 'DELETE', headers: { 'Cookie': mine.cookie, 'X-Winnow-CSRF': other.csrf } })).status).toBe(403);
    const out = await fetch(`${api}/session`, { method: 'DELETE', headers: mine.headers });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^winnow_session=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/u);
    expect((await fetch(`${api}/session`, { headers: mine.headers })).status).toBe(401);
    expect((await fetch(`${api}/session`, { headers: other.headers })).status).toBe(200);
  });

  it.each(['', 'x', '0'.repeat(43)])('is none of the id "%s"', async (id) => {
    const { api } = await start();
    expect((await fetch(`${api}/session`, { headers: { Cookie: `winnow_session=${id}` } })).status).toBe(401);
  });

  it('changes something only with its own secret in the header', async () => {
    const { server, api, desk } = await start();
    const { cookie, csrf } = await logIn({ api }, { code: codeOf(server) });
    const other = await logIn({ api }, { code: codeOf(server) });
    const decide = async (headers: Record<string, string>): Promise<number> => (await postJson(`${api}/decisions`, APPROVE, headers)).status;
    expect(await decide({ Cookie: cookie })).toBe(403);
    for (const wrong of ['', 'null', other.csrf, csrf.slice(0, -1), `${csrf}x`, `${csrf}, ${csrf}`]) expect(await decide({ 'Cookie': cookie, 'X-Winnow-CSRF': wrong })).toBe(403);
    expect(await decide({ 'X-Winnow-CSRF': csrf })).toBe(401);
    expect((await postJson(`${api}/decisions/undo`, { first: 1, last: 1 }, { Cookie: cookie })).status).toBe(403);
    expect(desk.calls).toEqual([]);
    expect(await decide({ 'Cookie': cookie, 'X-Winnow-CSRF': csrf })).toBe(200);
    expect(desk.calls.map(([method]) => method)).toEqual(['decide']);
    expect(await (await fetch(`${api}/session`, { headers: { Cookie: cookie } })).json()).toEqual({ actor: 'ada', role: 'admin', csrf });
  });

  it('does not speak for a token that is wrong', async () => {
    const { server, api } = await start();
    const { headers } = await logIn({ api }, { code: codeOf(server) });
    for (const authorization of ['Bearer x', 'Basic YTpi', 'Bearer', `Bearer ${'x'.repeat(43)}`]) expect((await fetch(`${api}/overview`, { headers: { ...headers, Authorization: authorization } })).status).toBe(401);
  });

  it('may send 600 requests a minute, and others as many', async () => {
    const clock = handClock();
    const { server, api } = await start({ clock });
    const [mine, other] = [await logIn({ api }, { code: codeOf(server) }), await logIn({ api }, { code: codeOf(server) })];
    const ask = async ({ cookie }: { cookie: string }): Promise<number> => (await fetch(`${api}/session`, { headers: { Cookie: cookie } })).status;
    for (let count = 0; count < 600; count += 1) expect(await ask(mine)).toBe(200);
    expect(await ask(mine)).toBe(429);
    expect(await ask(other)).toBe(200);
    clock.pass(100);
    expect([await ask(mine), await ask(mine)]).toEqual([200, 429]);
  });
});
