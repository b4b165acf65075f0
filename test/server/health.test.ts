import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WinnowError } from '../../src/core/index.js';
import type { HealthReport } from '../../src/engine/schedule/index.js';
import { startHealthServer, type HealthServer } from '../../src/server/health.js';

const REPORT: HealthReport = {
  ready: true, problems: [], pipeline: 'x', cron: '0 3 * * *', timeZone: 'UTC', startedAt: '2026-11-01T00:00:00.000Z', nextRun: null, runningSince: null,
  lastRun: null, lastGoodRun: null, missedRuns: 0, skippedRuns: 0, staleAfterHours: null,
};

async function serving(report: () => HealthReport = () => REPORT, metrics = async (): Promise<string> => 'winnow_generation 3\n'): Promise<HealthServer> {
  const server = await startHealthServer({ host: '127.0.0.1', port: 0, report, metrics });
  onTestFinished(() => server.close());
  return server;
}

interface Answer { status: number | undefined; headers: Record<string, unknown>; body: string }

function asked({ port }: HealthServer, method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => { body += text; });
      response.on('end', () => { resolve({ status: response.statusCode, headers: response.headers, body }); });
    });
    sent.on('error', reject).end();
  });
}

describe('the health server', () => {
  it('tells that it lives whatever the runs do, and by its status whether all is well', async () => {
    let ready = true;
    const server = await serving(() => ({ ...REPORT, ready, problems: ready ? [] : ['stale'] }));
    expect(await asked(server, 'GET', '/readyz')).toMatchObject({ status: 200 });
    ready = false;
    const bad = await asked(server, 'GET', '/readyz?verbose');
    expect([bad.status, (JSON.parse(bad.body) as HealthReport).problems]).toEqual([503, ['stale']]);
    expect(await asked(server, 'GET', '/healthz')).toMatchObject({ status: 200, body: '{"status":"alive"}\n' });
  });

  it('answers to any host name, as probes of clusters send none of its own', async () => {
    expect((await asked(await serving(), 'GET', '/healthz', { Host: '10.2.3.4:7382' })).status).toBe(200);
  });

  it('gives metrics to Prometheus, says what to install where they cannot be had, and which fault of the store keeps them back', async () => {
    expect(await asked(await serving(), 'GET', '/metrics')).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, body: 'winnow_generation 3\n' });
    const failing = (error: Error): Promise<HealthServer> => serving(() => REPORT, async () => { throw error; });
    const missing = await asked(await failing(new WinnowError('package-missing', 'Metrics need prom-client', { next: 'npm install prom-client@15.1.3' })), 'GET', '/metrics');
    expect([missing.status, missing.body]).toEqual([501, 'Metrics need prom-client\nnpm install prom-client@15.1.3\n']);
    const damaged = await asked(await failing(new WinnowError('store-damaged', '/secret/nightly.db is damaged')), 'GET', '/metrics');
    expect([damaged.status, damaged.body]).toEqual([503, 'the store cannot be read now: store-damaged\n']);
  });

  it('takes GET and HEAD alone, for three paths', async () => {
    const server = await serving();
    const head = await asked(server, 'HEAD', '/readyz');
    expect([head.status, head.body, Number(head.headers['content-length']) > 100]).toEqual([200, '', true]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect(await asked(server, method, '/readyz')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    for (const path of ['/', '/api/v1/corpus', '/readyz/', '/healthz/../etc', '//readyz', '/READYZ']) expect((await asked(server, 'GET', path)).status, path).toBe(404);
  });

  it('says on every answer that it is no page, and names no more than its own fields', async () => {
    const { headers, body } = await asked(await serving(), 'GET', '/readyz');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(JSON.parse(body)).toEqual(REPORT);
  });

  it('refuses what is no HTTP, and a head without end, in few words', async () => {
    const server = await serving();
    const said = (text: string): Promise<string> => new Promise((resolve) => {
      let got = '';
      const socket = connect(server.port, '127.0.0.1', () => { socket.write(text); });
      socket.setEncoding('utf8').on('data', (part: string) => { got += part; }).on('close', () => { resolve(got); }).on('error', () => { resolve(got); });
    });
    expect(await said('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\n$/u);
    expect(await said(`GET / HTTP/1.1\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /u);
  });

  it('fails where its port is taken or its address is none of ours', async () => {
    const { port } = await serving();
    await expect(startHealthServer({ host: '127.0.0.1', port, report: () => REPORT, metrics: async () => '' })).rejects.toMatchObject({ code: 'port-in-use' });
    await expect(startHealthServer({ host: '203.0.113.9', port: 0, report: () => REPORT, metrics: async () => '' })).rejects.toMatchObject({ code: 'usage' });
  });
});
