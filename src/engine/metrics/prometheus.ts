import { WinnowError, excerpt, messageOf } from '../../core/index.js';
import { METRICS, type MetricName } from './catalogue.js';
import type { Sample } from './metrics-of.js';

/** Of the text format, for HTTP. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const INSTALL = 'npm install prom-client@15.1.3';

/** Writes samples in the text format of Prometheus. Fails with `package-missing`. */
export async function prometheusWriter(): Promise<(samples: readonly Sample[]) => Promise<string>> {
  const { Counter, Gauge, Registry } = await import('prom-client').catch((error: unknown) => {
    throw new WinnowError('package-missing', `Metrics for Prometheus need the package prom-client, which is not installed: ${excerpt(messageOf(error), 200)}`, { next: INSTALL, cause: error });
  });
  return async (samples) => {
    const registry = new Registry();
    for (const name of Object.keys(METRICS) as MetricName[]) {
      const own = samples.filter((sample) => sample.name === name);
      if (own.length === 0) continue;
      const { help, type, labels } = METRICS[name];
      const settings = { name, help, labelNames: [...labels], registers: [registry] };
      if (type === 'counter') {
        const metric = new Counter(settings);
        for (const sample of own) metric.inc({ ...sample.labels }, sample.value);
      } else {
        const metric = new Gauge(settings);
        for (const sample of own) metric.set({ ...sample.labels }, sample.value);
      }
    }
    return registry.metrics();
  };
}
