import type * as Api from '@opentelemetry/api';
import type { StageOf } from '../run/stages.js';

type Attributes = Readonly<Record<string, string | number>>;

/** Where the API, version 1, keeps what a program registered with it; absent = nobody would see a span, and its sixty modules need not be loaded. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

let loading: Promise<typeof Api | null> | null = null;

/** OpenTelemetry's API, which does nothing by itself; `null` where it is not installed or nothing is registered with it. */
async function loadApi(): Promise<typeof Api | null> {
  if (!(REGISTERED in globalThis)) return null;
  loading ??= import('@opentelemetry/api').catch(() => null);
  return loading;
}

/** Opens the span of a run below the active one, or below that of a `traceparent` (W3C). `null` where nobody would see it. */
export async function openSpans(run: { readonly runId: string; readonly pipeline: string }, traceparent?: string): Promise<RunSpans | null> {
  const api = await loadApi();
  if (api === null) return null;
  const parent = parentOf(api, traceparent);
  const span = api.trace.getTracer('winnow').startSpan('winnow.run', { attributes: { 'winnow.run.id': run.runId, 'winnow.pipeline': run.pipeline } }, parent);
  return api.isSpanContextValid(span.spanContext()) ? new RunSpans(api, span, api.trace.setSpan(parent, span)) : null;
}

function parentOf(api: typeof Api, traceparent: string | undefined): Api.Context {
  const [, traceId = '', spanId = '', flags = ''] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/u.exec(traceparent?.trim() ?? '') ?? [];
  const remote = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return api.isSpanContextValid(remote) ? api.trace.setSpanContext(api.ROOT_CONTEXT, remote) : api.context.active();
}

/** The span of a run and, one at a time, those of its stages. */
export class RunSpans {
  readonly #api: typeof Api;
  readonly #run: Api.Span;
  readonly #context: Api.Context;
  #stage: Api.Span | null = null;

  constructor(api: typeof Api, run: Api.Span, context: Api.Context) {
    this.#api = api;
    this.#run = run;
    this.#context = context;
  }

  /** What is instrumented on its own, such as requests to a target, becomes a child of the run's span. */
  within<Result>(work: () => Result): Result {
    return this.#api.context.with(this.#context, work);
  }

  stage({ kind, of }: StageOf): void {
    this.#stage = this.#api.trace.getTracer('winnow').startSpan(`winnow.${kind}`, { attributes: { 'winnow.stage': kind, ...(of === '' ? {} : { 'winnow.stage.of': of }) } }, this.#context);
  }

  stageEnd(attributes: Attributes): void {
    this.#stage?.setAttributes(attributes).end();
    this.#stage = null;
  }

  /** `errorCode`: it went wrong. No messages go along: they may hold what documents say. */
  end(attributes: Attributes, errorCode: string | null): void {
    if (errorCode !== null) {
      for (const span of [this.#stage, this.#run]) span?.setAttribute('error.type', errorCode).setStatus({ code: this.#api.SpanStatusCode.ERROR, message: errorCode });
    }
    this.#stage?.end();
    this.#stage = null;
    this.#run.setAttributes(attributes).end();
  }
}
