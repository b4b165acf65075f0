import { createServer } from 'node:http';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RunLog } from '../../src/cli/run-log.js';
import { runLine } from '../../src/cli/schedule-text.js';
import { WinnowError } from '../../src/core/index.js';
import { corpus, json, NOW, PIPELINE, put, winnow } from './support.js';

interface Line { time: string; level: string; event: string; message: string; runId?: string; [field: string]: unknown }
interface Posted { readonly path: string | undefined; readonly body: { resourceSpans: { resource: { attributes: unknown[] }; scopeSpans: { scope: { name: string }; spans: { name: string; traceId: string; parentSpanId?: string }[] }[] }[] } }

const linesOf = (text: string): Line[] => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
const TRACE = { id: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' };
const OTLP = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** An HTTP server in the place of a collector of OpenTelemetry. */
async function collector(status = 200): Promise<{ readonly url: string; readonly posted: Posted[] }> {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => { body += text; }).on('end', () => {
      posted.push({ path: request.url, body: JSON.parse(body) as Posted['body'] });
      response.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => { server.close(); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted };
}

/** Node that finds none of these packages, as where they are not installed. */
function without(...packages: readonly string[]): Record<string, string> {
  const hooks = `export async function resolve(specifier, context, next) { if (${JSON.stringify(packages)}.some((name) => specifier.startsWith(name))) throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }); return next(specifier, context); }`;
  const code = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
}

const metric = (cwd: string, name: string): string | undefined => readFileSync(join(cwd, 'metrics/winnow.prom'), 'utf8').split('\n').find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
const STATUS = 'winnow_last_run_status{pipeline="small",status=';
const SUCCESS = 'winnow_last_success_timestamp_seconds{pipeline="small"}';

describe('a run that is watched', { timeout: 60_000 }, () => {
  it('logs JSON alone, leaves metrics and sends its spans; one that fails leaves metrics that say so', async () => {
    const cwd = corpus({ 'docs/broken.docx': 'PK\u0003\u0004', 'metrics/other.prom': '' });
    const { url, posted } = await collector();
    const night = ['run', 'small.yaml', ...NOW, '--json', '--log', 'json', '--metrics', 'metrics/winnow.prom'];
    const ran = await winnow(night, { cwd, env: { [OTLP]: url, TRACEPARENT: `00-${TRACE.id}-${TRACE.span}-01` } });
    expect([ran.code, ran.stderr.includes('warning')], ran.stderr).toEqual([3, true]);
    const lines = linesOf(ran.stderr);
    const { run } = json<{ run: { id: string; generation: number } }>(ran);
    expect(new Set(lines.map(({ runId }) => runId))).toEqual(new Set([run.id]));
    expect([lines[0], lines.at(-1)]).toMatchObject([{ level: 'info', event: 'run-started', pipeline: 'small' }, { level: 'warning', event: 'run-finished', status: 'degraded', exitCode: 3, generation: 1 }]);
    expect(lines.find(({ event }) => event === 'document-failed')).toMatchObject({ level: 'warning', message: 'docs:broken.docx failed: file-broken', source: 'docs', path: 'broken.docx', stage: 'parse', code: 'file-broken', attempts: 1, carried: false });
    expect(lines.filter(({ event }) => event === 'stage-finished').map(({ stage }) => stage)).toEqual(expect.arrayContaining(['read', 'score', 'join', 'decide', 'publish', 'export', 'verify']));
    expect(ran.stderr).not.toContain('Visitors sign in');

    expect([metric(cwd, `${STATUS}"degraded"}`), Number(metric(cwd, SUCCESS)) > Date.now() / 1000 - 60, metric(cwd, 'winnow_run_failures{pipeline="small",code="file-broken"}'), readdirSync(join(cwd, 'metrics'))]).toEqual(['1', true, '1', ['other.prom', 'winnow.prom']]);
    const spans = posted.flatMap(({ body }) => body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    expect(posted[0]?.path).toBe('/v1/traces');
    expect(JSON.stringify(posted[0]?.body.resourceSpans[0]?.resource.attributes)).toContain('"winnow"');
    expect(spans.find(({ name }) => name === 'winnow.run')).toMatchObject({ traceId: TRACE.id, parentSpanId: TRACE.span });
    expect(spans.map(({ name }) => name)).toEqual(expect.arrayContaining(['winnow.read', 'winnow.export']));

    const succeededAt = metric(cwd, SUCCESS);
    put(cwd, { 'small.yaml': `${PIPELINE}polcy: {}\n`, '.winnow/another.db': 'not this one' });
    const failed = await winnow(night, { cwd });
    expect([failed.code, linesOf(failed.stderr)]).toMatchObject([2, [{ level: 'error', event: 'run-failed', status: 'failed', exitCode: 2, errorCode: 'pipeline-invalid' }]]);
    expect([metric(cwd, `${STATUS}"failed"}`), metric(cwd, `${STATUS}"degraded"}`), metric(cwd, SUCCESS), metric(cwd, 'winnow_generation{pipeline="small"}')]).toEqual(['1', '0', succeededAt, '1']);
  });

  it('does its work where packages are missing or the collector is gone, and says what to do', async () => {
    const cwd = corpus();
    const bare = await winnow(['run', 'small.yaml', ...NOW, '--json'], { cwd, env: { ...without('prom-client', '@opentelemetry/'), [OTLP]: 'http://127.0.0.1:9' } });
    expect([bare.code, bare.stderr]).toEqual([0, expect.stringMatching(/^warning: no traces are sent: .* npm install @opentelemetry\/api [^\n]*\n$/u)]);
    const refused = await winnow(['run', 'small.yaml', ...NOW, '--metrics', 'small.prom'], { cwd, env: without('prom-client') });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/^error\[package-missing\]: .*\n {2}npm install prom-client@15\.1\.3\n$/u)]);
    rmSync(join(cwd, 'docs/parking.md'));
    const { url } = await collector(400);
    const unheard = await winnow(['run', 'small.yaml', ...NOW, '--metrics', 'absent/small.prom'], { cwd, env: { [OTLP]: url } });
    expect([unheard.code, unheard.stderr]).toEqual([0, expect.stringMatching(/^warning: the metrics could not be written to absent\/small\.prom: ENOENT.*\nwarning: traces could not be sent: .+\n$/u)]);
  });
});

describe('the log of a run as JSON', () => {
  function logged(options: { quiet?: boolean; verbose?: boolean } = {}): { readonly log: RunLog; readonly text: () => string } {
    const parts: string[] = [];
    const stream = new Writable({ write(part: Buffer, _encoding, done) { parts.push(part.toString()); done(); } });
    return { log: new RunLog(stream, { quiet: options.quiet ?? false, verbose: options.verbose ?? false, now: () => Date.UTC(2026, 10, 28) }), text: () => parts.join('') };
  }
  const failed = (path: string) => ({ event: 'document-failed', source: 'docs', path, record: null, documentId: 'd', stage: 'parse', code: 'file-broken', attempts: 1, carried: true }) as const;

  it('keeps a line whole, whatever a path holds', () => {
    const { log, text } = logged();
    const path = 'a\n{"level":"info"}\r\u2028b\u2029\u0085\u001b[2K\u202E\u{E0001}"\\\ud800.md';
    log.event(failed(path));
    log.event(failed(`${'é\u0007'.repeat(20_000)}.md`));
    const lines = text().split('\n');
    expect(lines).toHaveLength(3);
    expect(text()).not.toMatch(/[\p{Cf}\p{Cs}\u2028\u2029\u007f-\u009f\r\u001b]/u);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ time: '2026-11-28T00:00:00.000Z', path, message: `docs:${path} failed: file-broken` });
    // What the service takes of one line.
    expect(lines[1]?.length).toBeLessThan(32_768);
  });

  it('tells once that a run failed, with its stack where that is asked for; quiet tells of nothing else', () => {
    const { log, text } = logged({ quiet: true, verbose: true });
    log.event({ event: 'run-started', runId: 'r1', pipeline: 'x' });
    log.event(failed('a.md'));
    log.warn('careful');
    log.event({ event: 'run-failed', status: 'failed', exitCode: 1, generation: null, durationMs: 5, errorCode: 'export-failed', message: 'the disk is gone' });
    log.failed(new WinnowError('export-failed', 'the disk is gone'), 'at line 1\nat line 2');
    expect(linesOf(text())).toMatchObject([{ event: 'run-failed', runId: 'r1', message: 'run failed: the disk is gone', errorCode: 'export-failed' }, { event: 'stack', message: 'at line 1\nat line 2' }]);
  });

  it('is passed on by a service but for what that tells itself', () => {
    const line = (event: string, level = 'info'): string => JSON.stringify({ time: '', level, event, message: '' });
    expect([runLine(line('stage-started'), { quiet: false }), runLine(line('run-finished'), { quiet: false }), runLine(line('stage-started'), { quiet: true }), runLine(line('guard-held', 'error'), { quiet: true })]).toEqual([line('stage-started'), null, null, line('guard-held', 'error')]);
    for (const other of ['Segmentation fault', '{"broken', 'null', '7', '{}']) expect(runLine(other, { quiet: false })).toBeUndefined();
  });
});
