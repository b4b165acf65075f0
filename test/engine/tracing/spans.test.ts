import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run, type PipelineInput, type ProgressSink, type RunEvent } from '../../../src/index.js';
import { stageOf } from '../../../src/engine/run/stages.js';

const exporter = new InMemorySpanExporter();
let folder: string;
beforeAll(() => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  folder = mkdtempSync(join(tmpdir(), 'winnow-spans-'));
  mkdirSync(join(folder, 'docs'));
  for (const name of ['keys', 'lamps', 'doors']) writeFileSync(join(folder, `docs/${name}.md`), `# The ${name}\n\nThe ${name} of the house are counted once a year, and whoever counts the ${name} writes their number into the green book.\n`);
  writeFileSync(join(folder, 'docs/broken.docx'), 'PK\u0003\u0004 no more than this');
});
afterAll(() => { trace.disable(); rmSync(folder, { recursive: true, force: true }); });
beforeEach(() => { exporter.reset(); });

const pipeline = (out = join(folder, 'out.jsonl')): PipelineInput => ({ version: 1, name: 'traced', read: [{ name: 'docs', use: 'files', with: { root: join(folder, 'docs') } }], join: [{ use: 'duplication' }], export: [{ use: 'jsonl', with: { path: out } }] });

function watched(): { readonly sink: ProgressSink; readonly events: RunEvent[] } {
  const events: RunEvent[] = [];
  return { events, sink: { stage() {}, expect() {}, advance() {}, end() {}, warn() {}, event: (event) => { events.push(event); } } };
}

const parentIdOf = (span: ReadableSpan | undefined): string | undefined => span?.parentSpanContext?.spanId;
const TRACE = { id: '0af7651916cd43dd8448eb211c80319c', span: 'b7ad6b7169203331' };

describe('a run that is watched', () => {
  it('has a span with one for each stage below it, and tells the same as events', async () => {
    const { sink, events } = watched();
    const { summary } = await run(pipeline(), { store: join(folder, 'a.db'), now: new Date('2026-11-23'), progress: sink, traceparent: `00-${TRACE.id}-${TRACE.span}-01` });
    const spans = exporter.getFinishedSpans();
    const root = spans.find(({ name }) => name === 'winnow.run');
    expect(root?.attributes).toMatchObject({ 'winnow.run.id': summary.run.id, 'winnow.pipeline': 'traced', 'winnow.run.status': 'degraded', 'winnow.generation': 1, 'winnow.exit_code': 3, 'winnow.documents.failed': 1, 'winnow.documents.processed': 3, 'winnow.chunks.total': 3 });
    expect([root?.status.code, parentIdOf(root), root?.spanContext().traceId]).toEqual([SpanStatusCode.UNSET, TRACE.span, TRACE.id]);
    const stages = spans.filter((span) => span !== root);
    expect(stages.map(({ name, attributes }) => [name, attributes['winnow.stage.of']])).toEqual(expect.arrayContaining([['winnow.read', 'docs'], ['winnow.score', 'chunks'], ['winnow.join', 'duplication'], ['winnow.decide', undefined], ['winnow.publish', undefined], ['winnow.export', 'jsonl']]));
    expect(new Set(stages.map(parentIdOf))).toEqual(new Set([root?.spanContext().spanId]));
    expect(stages.find(({ name }) => name === 'winnow.read')?.attributes['winnow.stage.count']).toBe(4);

    expect([events[0], events.at(-1)]).toMatchObject([{ event: 'run-started', runId: summary.run.id, pipeline: 'traced' }, { event: 'run-finished', status: 'degraded', exitCode: 3, generation: 1 }]);
    expect(events.filter(({ event }) => event === 'stage-started')).toHaveLength(stages.length);
    expect(events.find(({ event }) => event === 'stage-finished')).toMatchObject({ stage: 'read', of: 'docs', count: 4, durationMs: expect.any(Number) as number, cpuMs: expect.any(Number) as number });
    expect(events.find(({ event }) => event === 'exported')).toMatchObject({ target: 'jsonl', upserted: 3, deleted: 0, verified: 'read-back' });
    expect(events.find(({ event }) => event === 'document-failed')).toEqual({ event: 'document-failed', source: 'docs', path: 'broken.docx', record: null, documentId: expect.stringMatching(/^[\da-f-]{36}$/u) as string, stage: 'parse', code: 'file-broken', attempts: 1, carried: false });
  });

  it('tells of a document again when it is tried again, not when it is left as it failed', async () => {
    const again = watched();
    await run(pipeline(), { store: join(folder, 'a.db'), now: new Date('2026-11-23'), progress: again.sink });
    expect(again.events.filter(({ event }) => event === 'document-failed')).toEqual([]);
    const full = watched();
    await run(pipeline(), { store: join(folder, 'a.db'), now: new Date('2026-11-23'), progress: full.sink, full: true });
    expect(full.events.filter(({ event }) => event === 'document-failed')).toMatchObject([{ path: 'broken.docx', attempts: 2 }]);
  });

  it('that fails ends its spans with the code of the error, and none of its words', async () => {
    const { sink, events } = watched();
    const failing = pipeline(join(folder, 'docs/keys.md/out.jsonl'));
    await expect(run(failing, { store: join(folder, 'b.db'), progress: sink })).rejects.toMatchObject({ code: 'export-failed' });
    const root = exporter.getFinishedSpans().find(({ name }) => name === 'winnow.run');
    expect([root?.status, root?.attributes['winnow.run.status'], root?.attributes['error.type'], root?.events]).toEqual([{ code: SpanStatusCode.ERROR, message: 'export-failed' }, 'failed', 'export-failed', []]);
    expect(events.at(-1)).toMatchObject({ event: 'run-failed', status: 'failed', exitCode: 1, errorCode: 'export-failed' });
    expect(events.filter(({ event }) => event === 'run-failed')).toHaveLength(1);
  });
});

describe('the kind of a stage', () => {
  it('is known of every stage that the engine names for a run', () => {
    const folders = ['src/engine/run', 'src/engine/run/judge'];
    const sources = folders.flatMap((name) => readdirSync(name).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(name, file), 'utf8')));
    const names = sources.flatMap((source) => [...source.matchAll(/progress\.stage\((['`])(.+?)\1\)/gu)].map(([, , name = '']) => name.replace(/\$\{.*\}/u, 'x')));
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => stageOf(name).kind === 'other')).toEqual([]);
    expect([stageOf('reading jsonl back'), stageOf('reading docs')]).toEqual([{ kind: 'verify', of: 'jsonl' }, { kind: 'read', of: 'docs' }]);
  });
});
