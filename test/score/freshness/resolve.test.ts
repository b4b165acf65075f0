import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATE_SOURCES, type DateEvidence } from '../../../src/core/index.js';
import { assess, evidence, rulesOf } from './helpers.js';

describe('what is believed', () => {
  test('each kind takes its best source; the value is the latest of them', () => {
    const { dates } = assess({ dates: [
      evidence('published', '2021-02-03', 'json-ld'), evidence('modified', '2023-01-01', 'front-matter'),
      evidence('modified', '2023-06-01', 'meta'), evidence('expires', '2030-01-01', 'front-matter'),
    ] });
    expect(dates).toEqual({
      value: '2023-01-01', published: '2021-02-03', modified: '2023-01-01', effective: null, reviewed: null, expires: '2030-01-01', source: 'front-matter', confidence: 0.9,
    });
  });

  test('the file time alone is a hint, whatever confidence it comes with', () => {
    const { dates, ladder, findings } = assess({ dates: [evidence('modified', '2024-05-04', 'file-time')] });
    expect(dates.value).toBeNull();
    expect(ladder).toMatchObject([{ source: 'file-time', confidence: 0.1 }]);
    expect(rulesOf(findings)).toEqual(['freshness/undated']);
  });

  test('a commit that its reader doubts is a hint too', () => {
    expect(assess({ dates: [evidence('modified', '2024-05-04', 'git', { confidence: 0.3 })] }).dates.value).toBeNull();
    expect(assess({ dates: [evidence('modified', '2024-05-04', 'git', { confidence: 0.7 })] }).dates.value).toBe('2024-05-04');
  });

  test.each(['1970-01-01', '1980-01-01', '1970-01-01T00:00:00Z', '0001-01-01', '9999-12-31', '2024-02-30', '2300', 'soon'])('%s is dropped', (value) => {
    const { dates, ladder } = assess({ dates: [evidence('modified', value, 'front-matter', { precision: 'day' })] });
    expect([dates.value, ladder]).toEqual([null, []]);
  });

  test('somebody\'s word beats the stamps of a later export or checkout', () => {
    const stamps = [evidence('modified', '2026-11-01', 'pdf-info'), evidence('modified', '2026-11-02', 'git'), evidence('modified', '2026-11-02', 'file-properties')];
    expect(assess({ text: 'Last updated: 2 March 2024', dates: stamps }).dates).toMatchObject({ value: '2024-03-02', source: 'visible-text' });
    expect(assess({ text: 'Last reviewed: 2 March 2024', dates: stamps }).dates.value).toBe('2024-03-02');
    expect(assess({ text: 'Effective 2 March 2024', dates: stamps.filter(({ source }) => source === 'pdf-info') }).dates.value).toBe('2024-03-02');
    expect(assess({ text: 'Effective 2 March 2024', dates: stamps }).dates).toMatchObject({ value: '2026-11-02', source: 'git' });
  });

  test('a stamp may say that a text was changed since it was published', () => {
    expect(assess({ text: 'Published on 2 March 2019', dates: [evidence('modified', '2024-01-01', 'git')] }).dates.value).toBe('2024-01-01');
  });

  test('a year gives way to the day inside it', () => {
    expect(assess({ path: 'policy-2023.md', dates: [evidence('modified', '2023-02-05', 'front-matter')] }).dates.value).toBe('2023-02-05');
  });

  test('weak evidence never outranks firm evidence', () => {
    const { dates } = assess({ dates: [evidence('modified', '2026-01-01', 'front-matter', { confidence: 0.4 }), evidence('modified', '2020-01-01', 'git')] });
    expect(dates).toMatchObject({ modified: '2020-01-01' });
  });

  test('sources more than a year apart on one thing are reported and trusted less', () => {
    const apart = (days: string): ReturnType<typeof assess> => assess({ dates: [evidence('modified', '2023-01-01', 'front-matter', { where: 'updated' }), evidence('modified', days, 'git')] });
    expect(rulesOf(apart('2024-01-01').findings)).toEqual([]);
    const { findings, dates } = apart('2024-01-02');
    expect(findings).toMatchObject([{ rule: 'freshness/conflicting-dates', severity: 'info' }]);
    expect(findings[0]?.message).toBe('Unexpected disagreement on when it was modified: 2023-01-01 (front-matter `updated`) and 2024-01-02 (git), expected sources that agree to within a year');
    expect(dates.confidence).toBe(0.54);
  });

  test('the path counts where nothing better is known', () => {
    expect(assess({ path: 'policies/policy-2023.pdf' }).dates).toMatchObject({ value: '2023', source: 'path', confidence: 0.5 });
    expect(assess({ path: 'docs/windows-server-2019.md' }).dates.value).toBeNull();
  });

  test('the order of the evidence changes nothing', () => {
    const kinds = ['published', 'modified', 'effective', 'reviewed', 'expires'] as const;
    const one: fc.Arbitrary<DateEvidence> = fc.record({
      kind: fc.constantFrom(...kinds), value: fc.constantFrom('2019', '2021-03', '2021-03-04', '2024-05-04', '2024', '1970-01-01'),
      source: fc.constantFrom(...DATE_SOURCES), confidence: fc.constantFrom(0, 0.2, 0.4, 0.6, 0.9), where: fc.constantFrom(null, 'a', 'b'), precision: fc.constant('day' as const),
    });
    fc.assert(fc.property(fc.array(one, { maxLength: 8 }).chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, shuffled]) => {
      expect(assess({ dates: shuffled })).toEqual(assess({ dates: list }));
    }));
  });
});
