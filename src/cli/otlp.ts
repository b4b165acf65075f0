import { setTimeout as sleep } from 'node:timers/promises';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { messageOf } from '../core/errors.js';
import { version } from './version.js';

/** How long a run may wait at its end for a collector that is slow or gone. */
const FLUSH_MS = 5000;
const INSTALL = 'npm install @opentelemetry/api @opentelemetry/sdk-trace-base @opentelemetry/resources @opentelemetry/exporter-trace-otlp-http';

type Env = Readonly<Record<string, string | undefined>>;

/** Sends what was not sent yet, within a bounded time. Never fails: what goes wrong is a warning. */
export type StopTracing = () => Promise<void>;

const asked = (env: Env): boolean => (env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '') !== ''
  && env['OTEL_SDK_DISABLED']?.toLowerCase() !== 'true' && env['OTEL_TRACES_EXPORTER'] !== 'none';

/** Sends spans to the collector that OpenTelemetry's own variables name, unless somebody has set up tracing before (`node --import`). */
export async function startTracing(env: Env, warn: (message: string) => void): Promise<StopTracing> {
  if (!asked(env)) return async () => undefined;
  const packages = await Promise.all([import('@opentelemetry/api'), import('@opentelemetry/sdk-trace-base'), import('@opentelemetry/resources'), import('@opentelemetry/exporter-trace-otlp-http')]).catch(() => null);
  if (packages === null) {
    warn(`no traces are sent: OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed. ${INSTALL}`);
    return async () => undefined;
  }
  const [{ trace }, { BasicTracerProvider, BatchSpanProcessor }, { resourceFromAttributes, defaultResource }, { OTLPTraceExporter }] = packages;
  const faults: string[] = [];
  const exporter = noting(new OTLPTraceExporter({ timeoutMillis: FLUSH_MS }), faults);
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] ?? 'winnow', 'service.version': version() })), spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  if (!trace.setGlobalTracerProvider(provider)) return async () => undefined;
  return async () => {
    const late = Symbol();
    const done = new AbortController();
    const stopped = provider.shutdown().catch((error: unknown) => { faults.push(messageOf(error)); });
    const first = await Promise.race([stopped, sleep(FLUSH_MS, late, { signal: done.signal }).catch(() => undefined)]);
    done.abort();
    if (first === late) faults.push(`no answer within ${FLUSH_MS / 1000} s`);
    if (faults[0] !== undefined) warn(`traces could not be sent: ${faults[0]}`);
  };
}

/** An exporter whose failures are noted: OpenTelemetry by itself tells nobody. */
function noting(exporter: SpanExporter, faults: string[]): SpanExporter {
  return {
    export: (spans, done) => {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) faults.push(messageOf(result.error).slice(0, 300));
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
