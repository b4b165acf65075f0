import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/engine/metrics/catalogue.js';
import { ROOT } from './markdown.js';

const page = readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8');
const rows = [...page.matchAll(/^\| `(winnow_\w+)` \| (\w+) \| ([^|]*) \| (.*) \|$/gmu)].map(([, name = '', type, labels = '', help]) => [name, { type, labels: [...labels.matchAll(/`(\w+)`/gu)].map(([, label]) => label), help }] as const);

describe('docs/metrics.md', () => {
  it('has a row for every metric with its type, its labels and what it tells, and no other', () => {
    const there = Object.entries(METRICS).map(([name, { type, labels, help }]) => [name, { type, labels: labels.slice(1), help }] as const);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(there));
    expect(rows).toHaveLength(there.length);
  });

  it('alerts on metrics that there are', () => {
    const alerts = [...(page.split('## Alerts')[1] ?? '').matchAll(/\bwinnow_\w+/gu)].map(([name]) => name);
    expect(alerts.length).toBeGreaterThan(3);
    expect(alerts.filter((name) => !(name in METRICS))).toEqual([]);
  });

  it('names metrics as Prometheus wants them', () => {
    for (const [name, { type, labels }] of Object.entries(METRICS)) {
      expect(name).toMatch(/^winnow_[a-z_]+$/u);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(name).not.toMatch(/_(?:ms|milliseconds|minutes|kilobytes|count)$/u);
      expect(labels[0]).toBe('pipeline');
    }
  });
});
