import { describe, expect, it } from 'vitest';
import { datesFromFields } from '../../../src/ingest/dates.js';
import { assess, at } from './helpers.js';

const rulesOf = (text: string, now = '2026-11-26'): string[] => {
  const one = assess({ text });
  return [...one.findings, ...at(one, now).findings].map(({ rule }) => rule).filter((rule) => rule !== 'freshness/undated').sort();
};

describe('end of life', () => {
  it.each([
    'This version has reached its end of life.', 'This product is no longer supported.', '> **Note:** This release of Acme Sync is end-of-life.', 'This tool has been discontinued', 'This software is no longer maintained. Use the other one.',
  ])('is a mark: %s', (text) => {
    expect(rulesOf(`# Acme Sync 2\n\n${text}\n`)).toEqual(['freshness/deprecated']);
  });

  it.each([
    ['This product reached end of life on 1 June 2024 and is no longer supported.', '2024-06-01'],
    ['This version will reach end of support on 1 June 2024.', '2024-06-01'],
    ['This API will be shut down on June 1, 2024.', '2024-06-01'],
    ['This release is no longer supported as of June 2024.', '2024-06'],
  ])('with a day ends the document: %s', (text, expires) => {
    const one = assess({ text: `# Acme Sync 2\n\n${text}\n` });
    expect(one.dates.expires).toBe(expires);
    expect(one.findings.map(({ rule }) => rule)).not.toContain('freshness/deprecated');
    expect(at(one, '2024-05-31')).toMatchObject({ expired: false });
    expect(at(one, '2024-07-01')).toMatchObject({ expired: true, score: 0, findings: [{ rule: 'freshness/expired' }] });
  });

  it.each([
    'Version 2 has reached its end of life.', 'This version is no longer supported by Safari.', 'This product is no longer sold in Norway.', 'This version will reach end of life some day.', 'This page lists what has reached end of life.',
    'This feature is no longer available.', 'End of support: see the table.',
  ])('is none: %s', (text) => {
    expect(rulesOf(`# Acme Sync 2\n\n${text}\n`)).toEqual([]);
  });

  it('of metadata: a day ends it, a flag marks it', () => {
    expect(datesFromFields([['end_of_life', '2024-06-01'], ['EOL', '2024-07-01'], ['supported-until', '2024-08-01']], 'front-matter', 0.95).map(({ kind, value }) => [kind, value])).toEqual([['expires', '2024-06-01'], ['expires', '2024-07-01'], ['expires', '2024-08-01']]);
    const flagged = assess({ declared: { eol: true } });
    expect(flagged.findings.map(({ rule }) => rule)).toContain('freshness/deprecated');
    expect(assess({ declared: { status: 'EOL' } }).findings.map(({ rule }) => rule)).toContain('freshness/deprecated');
  });
});
