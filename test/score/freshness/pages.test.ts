import { describe, expect, test } from 'vitest';
import { assess, evidence, rulesOf } from './helpers.js';

describe('the address of a page', () => {
  const published = (declared: Record<string, string>): string | null => assess({ declared }).dates.published;

  test.each([
    ['https://example.org/2020/03/08/title', '2020-03-08'], ['https://example.org/news/2020-03-08-title.html', '2020-03-08'], ['https://example.org/news/20200308/title?date=2021-01-01', '2020-03-08'], ['https://example.org/2020/03/title', '2020-03'],
  ])('%s', (url, expected) => {
    expect(published({ url })).toBe(expected);
    expect(published({ canonical: url })).toBe(expected);
  });

  test.each(['https://example.org/d/2068-title', 'https://example.org/best-phones-2020', 'https://example.org/search?date=2020-03-08', 'https://2020-03-08.example.org/title', 'docs/2020/03/08/x.md', 'ftp://example.org/2020/03/08/'])('nothing in %s', (url) => {
    expect(published({ url })).toBeNull();
  });

  test('a day in it is surer than what the page states, and less than what a record does', () => {
    const declared = { url: 'https://example.org/2020/03/08/title' };
    expect(assess({ declared, dates: [evidence('published', '2020-03-09', 'json-ld')] }).dates.published).toBe('2020-03-08');
    expect(assess({ declared, dates: [evidence('published', '2020-03-07', 'record')] }).dates.published).toBe('2020-03-07');
    expect(assess({ declared: { url: 'https://example.org/2020/03/title' }, dates: [evidence('published', '2020-04-01', 'meta')] }).dates.published).toBe('2020-04-01');
  });
});

describe('of one source', () => {
  test('the surer date of publication', () => {
    expect(assess({ dates: [evidence('published', '2024-01-01', 'meta', { confidence: 0.7 }), evidence('published', '2023-01-01', 'meta', { confidence: 0.85 })] }).dates.published).toBe('2023-01-01');
  });

  test('the last change', () => {
    expect(assess({ dates: [evidence('modified', '2023-01-01', 'json-ld'), evidence('modified', '2024-01-01', 'json-ld', { confidence: 0.8 })] }).dates.modified).toBe('2024-01-01');
  });
});

describe('a page that says when it was fetched', () => {
  const declared = { fetched_at: '2024-05-04T10:00:00Z' };

  test('what lies after that day had not come', () => {
    const { dates } = assess({ declared, dates: [evidence('published', '2024-06-01', 'meta'), evidence('published', '2023-01-01', 'time-element')] });
    expect(dates.published).toBe('2023-01-01');
    expect(assess({ declared, dates: [evidence('published', '2024-05-05', 'meta')] }).dates.published).toBe('2024-05-05');
    expect(assess({ declared, dates: [evidence('expires', '2024-06-01', 'meta'), evidence('effective', '2024-06-01', 'meta')] }).dates).toMatchObject({ expires: '2024-06-01', effective: '2024-06-01' });
  });

  test('a change on that very day is the making of the page, where another date tells', () => {
    expect(assess({ declared, dates: [evidence('modified', '2024-05-04', 'meta'), evidence('published', '2021-01-01', 'meta')] }).dates).toMatchObject({ value: '2021-01-01', modified: null });
    expect(assess({ declared, dates: [evidence('modified', '2024-05-04', 'meta')] }).dates).toMatchObject({ value: '2024-05-04', confidence: 0.45 });
    expect(assess({ declared, dates: [evidence('modified', '2024-05-03', 'meta'), evidence('published', '2021-01-01', 'meta')] }).dates.modified).toBe('2024-05-03');
    expect(assess({ declared: {}, dates: [evidence('modified', '2024-05-04', 'meta'), evidence('published', '2021-01-01', 'meta')] }).dates.modified).toBe('2024-05-04');
    expect(assess({ declared, dates: [evidence('modified', '2024-05-04', 'front-matter'), evidence('published', '2021-01-01', 'meta')] }).dates.modified).toBe('2024-05-04');
  });
});

test('sources that tell of publication years apart are a finding, whoever is believed', () => {
  const one = assess({ declared: { url: 'https://example.org/2020/03/08/title' }, dates: [evidence('published', '2016-01-01', 'json-ld')] });
  expect(rulesOf(one.findings)).toEqual(['freshness/conflicting-dates']);
  expect(one.dates.confidence).toBeLessThan(0.85);
});
