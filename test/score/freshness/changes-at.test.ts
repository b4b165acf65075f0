import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type DateEvidence } from '../../../src/core/index.js';
import { freshnessScorer } from '../../../src/score/freshness/index.js';

const day = fc.integer({ min: 0, max: 7000 }).map((days) => new Date(Date.UTC(2010, 0, 1) + days * DAY_MS).toISOString().slice(0, 10));

describe('changesAt', () => {
  it('names every time at which the findings change', () => {
    const options = freshnessScorer.options.parse({});
    fc.assert(fc.property(day, fc.option(day), (modified, expires) => {
      const evidence = (kind: DateEvidence['kind'], value: string): DateEvidence => ({ kind, value, precision: 'day', source: 'front-matter', confidence: 0.95, where: kind });
      const assessment = freshnessScorer.run({
        path: 'a.md', source: 's', title: null, text: 'Some text.', language: null, mediaType: 'text/markdown', declared: {}, parts: [],
        dates: [evidence('modified', modified), ...(expires === null ? [] : [evidence('expires', expires)])],
      }, options);
      const turns = freshnessScorer.changesAt(assessment, options);
      const rulesAt = (time: number): string => freshnessScorer.at(assessment, time, options).findings.map((finding) => finding.rule).sort().join();
      const start = Date.UTC(2009, 0, 1);
      for (let time = start; time < Date.UTC(2036, 0, 1); time += 7 * DAY_MS) {
        const next = time + 7 * DAY_MS;
        if (rulesAt(time) !== rulesAt(next)) expect(turns.some((turn) => turn > time && turn <= next), `${rulesAt(time)} -> ${rulesAt(next)} by ${new Date(next).toISOString()}`).toBe(true);
      }
    }), { numRuns: 30 });
  });
});
