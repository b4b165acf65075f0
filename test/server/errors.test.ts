import { describe, expect, it } from 'vitest';
import { WinnowError } from '../../src/core/index.js';
import { DecisionConflict } from '../../src/engine/review/index.js';
import { APPROVE, CHOICE, EVIDENCE, stubDesk } from './desk.js';
import { errorOf, inside } from './support.js';

describe('errors', () => {
  const failing = (error: unknown): ReturnType<typeof inside> => inside({ desk: stubDesk({ overview: async () => { throw error; }, decide: async () => { throw error; } }) });

  it.each<[WinnowError, number, string]>([
    [new WinnowError('usage', 'no such place in the list'), 400, 'no such place in the list'],
    [new WinnowError('id-unknown', 'generation 3 has no chunk x'), 404, 'generation 3 has no chunk x'],
    [new WinnowError('nothing-to-export', '/home/ada/.winnow/x.db has no generation'), 409, 'nothing has been published yet'],
    [new WinnowError('generation-pinned', 'generation 3 is pinned'), 409, 'generation 3 is pinned'],
    [new WinnowError('store-busy', '/home/ada/.winnow/x.db is being written'), 503, 'the store is being written by another process'],
  ])('%s are told with their status', async (error, status, message) => {
    const { get, log } = await failing(error);
    const answer = await get('/overview');
    expect(answer.status).toBe(status);
    expect(await errorOf(answer)).toMatchObject({ code: error.code, message, next: expect.stringMatching(/\S/u) as string });
    expect(log).toEqual([]);
  });

  it('of what moved say what, and how it is now', async () => {
    const conflicts = [{ id: CHOICE.id, changed: ['content', 'rules'], message: 'its text has changed', now: EVIDENCE }, { id: 'b', changed: ['gone'], message: 'it has left', now: null }] as const;
    const { post } = await failing(new DecisionConflict(conflicts));
    const answer = await post('/decisions', APPROVE);
    expect(answer.status).toBe(409);
    expect(await errorOf(answer)).toMatchObject({ code: 'decision-conflict', message: 'its text has changed, and 1 more item has changed', conflicts });
    const bare = await failing(new WinnowError('decision-conflict', 'the corpus moved'));
    expect(await errorOf(await bare.post('/decisions', APPROVE))).toMatchObject({ code: 'decision-conflict', conflicts: [] });
    expect(new DecisionConflict(conflicts.slice(0, 1)).message).toBe('its text has changed');
  });

  it.each<[string, unknown]>([['an error', new Error('SECRET at /home/ada')], ['a code that is not for others', new WinnowError('store-damaged', 'SECRET at /home/ada')], ['no error at all', 'SECRET']])('of ours (%s) tell nothing but an id', async (_name, error) => {
    const { get, log } = await failing(error);
    const answer = await get('/overview');
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).not.toMatch(/SECRET|home|\.ts|at Object/u);
    const { error: told } = JSON.parse(text) as { error: { code: string; message: string } };
    expect(told.code).toBe('internal');
    const id = /under ([0-9a-f]{16})$/u.exec(told.message)?.[1] ?? 'none';
    expect(log).toHaveLength(1);
    expect(log[0]).toContain(`request ${id} failed: `);
    expect(log[0]).toContain('SECRET');
  });

  it.each([['/api', 404], ['/api/', 404], ['/api/v1', 404], ['/api/v1/nothing', 404], ['/api/v2/overview', 404], ['/api/v1/overview/', 404], ['/api/v1/items/', 404], ['/api/v1/Overview', 404], ['/api/v1//overview', 404]] as const)('of the path %s are %s in JSON', async (path, status) => {
    const { url, desk } = await inside();
    const answer = await fetch(`${url}${path}`);
    expect(answer.status).toBe(status);
    expect((await errorOf(answer)).code).toBe('route-unknown');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(desk.calls).toEqual([]);
  });

  it.each([['PUT', '/overview', 'GET, HEAD'], ['POST', '/overview', 'GET, HEAD'], ['PATCH', '/decisions', 'POST, GET, HEAD'], ['OPTIONS', '/decisions', 'POST, GET, HEAD'], ['GET', '/decisions/undo', 'POST'], ['HEAD', '/decisions/undo', 'POST'], ['DELETE', '/items/x', 'GET, HEAD'], ['POST', '/decisions.csv', 'GET, HEAD'], ['PROPFIND', '/queue', 'GET, HEAD']])('of the method %s on %s name those there are', async (method, path, allow) => {
    const { api, headers, desk } = await inside();
    const answer = await fetch(`${api}${path}`, { method, headers });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('Allow')?.split(', ').sort()).toEqual(allow.split(', ').sort());
    if (method !== 'HEAD') expect((await errorOf(answer)).code).toBe('method-not-allowed');
    expect(desk.calls).toEqual([]);
  });

  it('cannot be had by naming another method in a header', async () => {
    const { api, headers, desk } = await inside();
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) expect((await fetch(`${api}/session`, { headers: { ...headers, [name]: 'DELETE' } })).status).toBe(200);
    expect((await fetch(`${api}/session?_method=DELETE`, { headers })).status).toBe(200);
    expect(desk.calls).toEqual([]);
  });
});
