import { describe, expect, test } from 'vitest';
import { assess } from './helpers.js';
import { cpuMs } from '../../cpu-time.js';

const seen = (text: string, language: string | null = null): string[] =>
  assess({ text, language }).ladder.filter(({ source }) => source === 'visible-text').map(({ kind, value }) => `${kind} ${value}`);

describe('dates a text states of itself', () => {
  test.each([
    ['Last updated: 4 May 2024', 'modified 2024-05-04'],
    ['**Last updated:** Monday, May 4th, 2024 10:00 UTC', 'modified 2024-05-04'],
    ['*Last modified on 2024-05-04T10:00Z*', 'modified 2024-05-04'],
    ['> Last revised in March 2023', 'modified 2023-03'],
    ['This page was last updated on 4 May 2024 by Jane.', 'modified 2024-05-04'],
    ['By Jane Doe · Updated May 4, 2024 · 5 min read', 'modified 2024-05-04'],
    ['Prices as of Q3 2022', 'modified 2022-09'],
    ['Version of 12 June 2023', 'modified 2023-06-12'],
    ['Revised 2021.', 'modified 2021'],
    ['| Last reviewed | 2024-02-29 |', 'reviewed 2024-02-29'],
    ['Reviewed: 29 Feb 2024', 'reviewed 2024-02-29'],
    ['Effective 1 March 2025', 'effective 2025-03-01'],
    ['- Effective date: 01.03.2025', 'effective 2025-03-01'],
    ['This policy is effective from 1 March 2025 for all staff.', 'effective 2025-03-01'],
    ['Valid until 31 March 2025', 'expires 2025-03-31'],
    ['This price list is valid until 31 March 2025.', 'expires 2025-03-31'],
    ['Published on 3 May 2019', 'published 2019-05-03'],
    ['# Notes\n\nDate: 3 May 2019\nPresent: all', 'published 2019-05-03'],
    ['# A post\n\nMay 4, 2024\n\nText.', 'published 2024-05-04'],
    ['Stand: 4. Mai 2024', 'modified 2024-05-04'],
    ['Dernière mise à jour : 4 août 2023', 'modified 2023-08-04'],
    ['Última actualización: 4 de mayo de 2023', 'modified 2023-05-04'],
    ['最終更新日: 2024年5月4日', 'modified 2024-05-04'],
    ['Last updated: [4 May 2024](https://git.example.org/history)', 'modified 2024-05-04'],
    ['[Last updated 4 May 2024](history.md)', 'modified 2024-05-04'],
    [`# Title\n\n${'Text of the page. '.repeat(2000)}\n\nLast updated: 4 May 2024`, 'modified 2024-05-04'],
  ])('%.60s', (text, expected) => {
    expect(seen(text)).toContain(expected);
  });

  test('a label and its date may stand on two lines', () => {
    expect(seen('Last updated\n4 May 2024')).toContain('modified 2024-05-04');
  });

  test.each([
    '© 2019–2024 Acme Ltd.',
    'Copyright 2019 Acme',
    'In 2019 our founder said that 4 May 2024 would be a good day.',
    'The voucher is valid until 31 March 2025.',
    'Voucher SAVE20: valid until 31 March 2025',
    'Fill in the [leave form (revised 3-7-2017)](form.pdf) first.',
    '- [Travel rules, last updated 4 May 2019](travel.md)',
    'See [the rules](<https://example.org/rules_(Posted_7-8-2016)_(Revised_3-7-2017).pdf>).',
    'It is at https://example.org/rules-(revised-3-7-2017).pdf now.',
    'Next review: March 2027',
    'Updated 2000 records in the import.',
    'Smith, J.: A book, published in 1998 by a press.',
    'Not updated since the merger of 2019.',
    'The last update broke 2024 tests.',
    'Last updated: 31 February 2024',
    '```\nLast updated: 4 May 2024\n```',
    '---\nupdated: 2024-05-04\n---\nText.',
    'Write a line such as "Last updated: 4 May 2024" or “Effective 1 March 2025” at the head of the page.', 'Put `Last updated: 4 May 2024` there.',
  ])('nothing in %.60s', (text) => {
    expect(seen(text)).toEqual([]);
  });

  test('a date that stands in quotation marks by itself is the line\'s own', () => {
    expect(seen('Last updated: "2024-05-04"')).toEqual(['modified 2024-05-04']);
    expect(seen('Last updated: `4 May 2024`')).toEqual(['modified 2024-05-04']);
  });

  test('an expiry in the body is not the document\'s', () => {
    expect(seen(`# Offers\n\n${'An offer.\n'.repeat(30)}\nValid until 31 March 2025`)).toEqual([]);
  });

  test('05/06/2023 is a day only where the language tells which', () => {
    expect(seen('Last updated 05/06/2023')).toEqual(['modified 2023']);
    expect(seen('Last updated 05/06/2023', 'en')).toEqual(['modified 2023']);
    expect(seen('Last updated 05/06/2023', 'en-GB')).toEqual(['modified 2023-06-05']);
    expect(seen('Last updated 05/06/2023', 'en-US')).toEqual(['modified 2023-05-06']);
    expect(seen('Mis à jour le 05/06/2023', 'fr')).toEqual(['modified 2023-06-05']);
    expect(seen('Last updated 25/06/2023')).toEqual(['modified 2023-06-25']);
    expect(seen('Last updated 06/25/2023')).toEqual(['modified 2023-06-25']);
    expect(assess({ text: 'Last updated 05/06/2023' }).dates.confidence).toBeLessThan(0.5);
  });

  test('release notes are dated by their newest heading, other texts are not', () => {
    const text = '# Changelog\n\n## [2.3.1] - 2024-05-04\n- a fix\n\n## 2.3.0 (2024-01-09)\n- more';
    expect(assess({ path: 'CHANGELOG.md', text }).dates).toMatchObject({ value: '2024-05-04', published: '2024-05-04' });
    expect(assess({ path: 'page.md', text }).dates.value).toBeNull();
  });

  test('titles give days, months and quarters, but no bare years', () => {
    expect(assess({ title: 'Board minutes, 4 May 2024' }).dates.value).toBe('2024-05-04');
    expect(assess({ title: 'Price list Q3 2022' }).dates.value).toBe('2022-09');
    expect(assess({ title: 'Vision 2030' }).dates.value).toBeNull();
  });

  test('hostile text costs no more than its head and tail', () => {
    const started = cpuMs();
    for (const text of ['Last updated '.repeat(8e4), ' '.repeat(1e6), `---\n${'\n---x'.repeat(2e5)}`, '|'.repeat(1e6), '('.repeat(1e6), '\n'.repeat(1e6), '[a](b)'.repeat(2e5)]) {
      assess({ text, title: text, path: text });
    }
    expect(cpuMs() - started).toBeLessThan(2000);
  });
});
