import { expect, test } from 'vitest';
import fc from 'fast-check';
import { readPath, readTitle } from '../../src/core/path-dates.js';
import { cpuMs } from '../cpu-time.js';

test.each([
  ['policies/policy-2023.pdf', ['2023'], 'policies/policy'],
  ['policies/Travel Policy_2026 final.docx', ['2026'], 'policies/travel policy final'],
  ['2024-05-notes.md', ['2024-05'], 'notes'],
  ['notes/2024-05-04-standup.md', ['2024-05-04'], 'notes/standup'],
  ['blog/2021/03/post.md', ['2021-03'], 'blog/post'],
  ['blog/2021/03/04/post.md', ['2021-03-04'], 'blog/post'],
  ['archive/2021/plan.md', ['2021'], 'archive//plan'],
  ['x/20240504.txt', ['2024-05-04'], 'x/'],
  ['x/report_202405.txt', ['2024-05'], 'x/report'],
  ['report.2024.05.04.txt', ['2024-05-04'], 'report'],
  ['bericht 04.05.2024.pdf', ['2024-05-04'], 'bericht'],
  ['04-05-2024.md', ['2024'], ''],
  ['25-12-2024.md', ['2024-12-25'], ''],
  ['05-2024 newsletter.html', ['2024-05'], 'newsletter'],
  ['pricing-q3-2022.md', ['2022-09'], 'pricing'],
  ['pricing-2022q3.md', ['2022-09'], 'pricing'],
  ['menu-march-2024.md', ['2024-03'], 'menu'],
  ['menu-4-May-2024.md', ['2024-05-04'], 'menu'],
  ['handbook-v2019/leave.md', ['2019'], 'handbook/leave'],
  ['budget-FY2023.xlsx', ['2023'], 'budget'],
  ['school-year-2023-2024.md', ['2023', '2024'], 'school year'],
  ['docs/windows-server-2019.md', [], 'docs/windows server 2019'],
  ['rfc-2119.md', [], 'rfc 2119'],
  ['docs/2019.1/install.md', [], 'docs/2019.1/install'],
  ['docs/v2/install-1.x.md', [], 'docs/v2/install 1.x'],
  ['error-1883.md', [], 'error 1883'],
  ['room-2.md', [], 'room 2'],
  ['ticket-123456.md', [], 'ticket 123456'],
])('%s', (path, dates, words) => {
  const parts = readPath(path);
  expect(parts.dates.map(({ value }) => value)).toEqual(dates);
  expect(parts.words.map((segment) => segment.join(' ')).join('/')).toBe(words);
});

test('a title is read like a file name, but its point starts no extension', () => {
  expect(readTitle('Travel Policy 2026')).toMatchObject({ dates: [{ value: '2026' }], words: ['travel', 'policy'] });
  expect(readTitle('Version 2.0 of Acme.io')).toMatchObject({ dates: [], words: ['version', '2.0', 'of', 'acme', 'io'] });
});

test('no path makes it throw, and a megabyte costs little', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (path) => {
    expect(Array.isArray(readPath(path).dates)).toBe(true);
  }));
  const started = cpuMs();
  for (const hostile of ['2024/'.repeat(2e5), '2024-'.repeat(2e5), '1.'.repeat(5e5), 'a'.repeat(1e6)]) readPath(hostile);
  expect(cpuMs() - started).toBeLessThan(1000);
});
