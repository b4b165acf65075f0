import { describe, expect, it } from 'vitest';
import { WinnowError } from '../../src/core/index.js';
import { start, tokenFile, type Started } from './support.js';

async function serving(metrics?: () => Promise<string>): Promise<{ readonly started: Started; readonly get: (path: string, token?: string) => Promise<Response>; readonly viewer: string }> {
  const { file, tokens } = tokenFile();
  const started = await start({ admission: { by: 'tokens', file }, metrics });
  return { started, viewer: tokens.viewer, get: (path, token) => fetch(`${started.url}${path}`, { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } }) };
}

describe('metrics of the review server', () => {
  it('are where Prometheus looks by itself, for whoever may look at anything else', async () => {
    let asked = 0;
    const { get, viewer } = await serving(async () => { asked += 1; return 'winnow_generation 3\n'; });
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', 'x'.repeat(43))).status).toBe(401);
    expect(asked).toBe(0);
    for (const path of ['/metrics', '/metrics?format=x', '/api/v1/metrics']) {
      const answer = await get(path, viewer);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control'), await answer.text()], path).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8', 'no-store', 'winnow_generation 3\n']);
    }
    expect((await get('/metrics/x', viewer)).status).not.toBe(200);
  });

  it('say what to install where they cannot be had', async () => {
    const { get, viewer, started } = await serving(async () => { throw new WinnowError('package-missing', 'Cannot find package at /secret', { next: 'npm install prom-client@15.1.3' }); });
    const answer = await get('/metrics', viewer);
    const text = await answer.text();
    expect([answer.status, JSON.parse(text)]).toMatchObject([501, { error: { code: 'package-missing', next: 'npm install prom-client@15.1.3' } }]);
    expect(text).not.toContain('/secret');
    expect(started.log).toEqual([]);
  });
});
