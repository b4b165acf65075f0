import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { factsOf, type FactsRequest } from './facts.js';
import { metricsOf } from './metrics-of.js';
import { prometheusWriter } from './prometheus.js';

export type { FactsRequest } from './facts.js';
export { METRICS_TYPE, prometheusWriter } from './prometheus.js';

/** What Prometheus is told now. Fails with `package-missing`, or as opening a store does. */
export async function metricsText(request: FactsRequest): Promise<string> {
  const write = await prometheusWriter();
  return write(metricsOf(await factsOf(request)));
}

/** Those who ask again within this time get the same answer, so that nobody makes the store work by asking. */
const SAME_FOR_MS = 1000;

/** `metricsText` for whoever asks over HTTP, however often. */
export function scrapes(request: () => FactsRequest): () => Promise<string> {
  let last: { readonly at: number; readonly text: Promise<string> } | null = null;
  return () => {
    const now = performance.now();
    if (last === null || now - last.at > SAME_FOR_MS) last = { at: now, text: (async () => metricsText(request()))() };
    return last.text;
  };
}

/**
 * Writes a file for the textfile collector of Prometheus' node_exporter, which reads it under an account of its own and at any moment: all of it is there or
 * what was before. The other file's name does not end as those do that the collector reads.
 */
export async function writeMetricsFile(file: string, text: string): Promise<void> {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    await writeFile(beside, text);
    await chmod(beside, 0o644);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
