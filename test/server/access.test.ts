import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACCESS, leastFor, lowerRole, mayUse, type Role } from '../../src/server/access.js';
import { withAccess } from '../../src/server/route.js';
import { ROUTES } from '../../src/server/routes/index.js';
import { ROOT } from '../built/index.js';
import { APPROVE, CHOICE, GROUP } from './desk.js';
import { errorOf, logIn, start, tokenFile, type Started } from './support.js';

type Who = 'anonymous' | Role;
const WHO: readonly Who[] = ['anonymous', 'viewer', 'reviewer', 'admin'];

/** What is expected, written apart from the table: the status for anonymous, viewer, reviewer and admin. */
const EXPECTED: Readonly<Record<string, readonly [anonymous: number, viewer: number, reviewer: number, admin: number]>> = {
  'GET /session': [401, 200, 200, 200],
  'DELETE /session': [401, 204, 204, 204],
  'GET /openapi.json': [401, 200, 200, 200],
  'GET /metrics': [401, 200, 200, 200],
  'GET /overview': [401, 200, 200, 200],
  'GET /queue': [401, 200, 200, 200],
  'GET /queue/groups/{key}': [401, 200, 200, 200],
  'GET /items/{id}': [401, 200, 200, 200],
  'GET /documents/{id}/preview': [401, 200, 200, 200],
  'GET /reasons': [401, 200, 200, 200],
  'GET /decisions': [401, 200, 200, 200],
  'POST /decisions': [401, 403, 200, 200],
  'POST /decisions/undo': [401, 403, 200, 200],
  'GET /policy': [401, 200, 200, 200],
  'GET /precision': [401, 200, 200, 200],
  'POST /policy/preview': [401, 403, 200, 200],
  'POST /policy': [401, 403, 403, 200],
  'POST /baseline': [401, 403, 403, 200],
  'GET /decisions.csv': [401, 403, 403, 200],
  'GET /decisions.jsonl': [401, 403, 403, 200],
  // A wrong secret, so that nobody's session ends for it: anybody is let try.
  'POST /session': [401, 401, 401, 401],
};
const CHOSEN = { reject: [], quarantine: ['freshness.score < 0.5'] };
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /policy/preview': CHOSEN, 'POST /policy': { ...CHOSEN, expectKey: 'policy@0123456789ab' }, 'POST /baseline': { reason: 'first night' }, 'POST /decisions': APPROVE, 'POST /decisions/undo': { first: 1, last: 1 }, 'POST /session': { token: 'x'.repeat(43) },
};

const pathOf = (path: string): string => path.replace('{key}', GROUP.key).replace('{id}', CHOICE.id);

async function ask({ api }: Started, key: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  const [method = '', path = ''] = key.split(' ');
  const body = BODIES[key];
  return fetch(`${api}${pathOf(path)}`, { method, headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

describe('who may do what', () => {
  it('is said of every route, and of nothing else', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(ACCESS).sort());
    expect(ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(Object.keys(ACCESS).sort());
    const document = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8')) as { paths: Record<string, Record<string, unknown>> };
    const documented = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`));
    expect(documented.sort()).toEqual(Object.keys(ACCESS).sort());
  });

  for (const [key, statuses] of Object.entries(EXPECTED)) {
    for (const [index, who] of WHO.entries()) {
      for (const by of who === 'anonymous' ? ['nothing'] as const : ['cookie', 'bearer'] as const) {
        it(`${key} by ${who} with ${by} answers ${statuses[index]}`, async () => {
          const { file, tokens } = tokenFile();
          const started = await start({ admission: { by: 'tokens', file }, metrics: async () => 'winnow_generation 3\n' });
          const headers = who === 'anonymous' ? {} : by === 'bearer' ? { Authorization: `Bearer ${tokens[who]}` } : (await logIn(started, { token: tokens[who] })).headers;
          const answer = await ask(started, key, headers);
          expect(answer.status).toBe(statuses[index]);
          const refused = answer.status === 401 || answer.status === 403;
          if (refused) expect((await errorOf(answer)).code).toBe(answer.status === 401 ? 'unauthenticated' : 'forbidden');
          else await answer.arrayBuffer();
          // What is refused reaches the desk in no way; what is let in does, but for routes that have nothing to do with it.
          const asksDesk = !/ \/(?:session|openapi\.json|metrics)$/u.test(key);
          expect(started.desk.calls).toHaveLength(!refused && asksDesk ? 1 : 0);
          expect(started.log).toEqual([]);
        });
      }
    }
  }

  it('is refused to routes that the table lacks, before anything listens', () => {
    const { 'POST /decisions': _left, ...lacking } = ACCESS;
    expect(() => withAccess(ROUTES, lacking)).toThrow('POST /decisions has no least role');
    expect(() => leastFor('get', 'toString')).toThrow('no least role');
    expect(() => leastFor('get', '/constructor', Object.create({ 'GET /constructor': 'viewer' }) as Record<string, Role>)).toThrow('no least role');
    expect(() => withAccess(ROUTES, { ...ACCESS, 'GET /nowhere': 'viewer' })).toThrow('a route that there is not');
  });

  it('is ordered', () => {
    expect(mayUse(null, 'anyone')).toBe(true);
    expect(mayUse(null, 'viewer')).toBe(false);
    expect(lowerRole('admin', 'viewer')).toBe('viewer');
    expect(lowerRole('viewer', 'reviewer')).toBe('viewer');
  });

  it.each(['HEAD /overview', 'HEAD /decisions.csv'])('%s asks for what GET does', async (key) => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file } });
    const [, path = ''] = key.split(' ');
    const head = (headers: Record<string, string>): Promise<Response> => fetch(`${started.api}${path}`, { method: 'HEAD', headers });
    expect((await head({})).status).toBe(401);
    expect((await head({ Authorization: `Bearer ${tokens.admin}` })).status).toBe(200);
    if (path === '/decisions.csv') expect((await head({ Authorization: `Bearer ${tokens.viewer}` })).status).toBe(403);
  });

  it('is viewer for everybody on a server that is read only', async () => {
    const { file, tokens } = tokenFile();
    const started = await start({ admission: { by: 'tokens', file }, readOnly: true });
    const bearer = { Authorization: `Bearer ${tokens.admin}` };
    expect((await ask(started, 'POST /decisions', bearer)).status).toBe(403);
    expect((await ask(started, 'GET /overview', bearer)).status).toBe(200);
    const { headers } = await logIn(started, { token: tokens.admin });
    expect((await ask(started, 'POST /decisions', headers)).status).toBe(403);
    expect(await (await ask(started, 'GET /session', headers)).json()).toMatchObject({ actor: 'ada', role: 'viewer' });
    expect(started.desk.calls.map(([method]) => method)).toEqual(['overview']);
  });
});
