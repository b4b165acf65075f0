import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { assessmentAt, type DocumentPart } from '../../../src/core/index.js';
import { assess, at, evidence } from './helpers.js';
import { cpuMs } from '../../cpu-time.js';

/** A document of parts, each under its headings; where a part has the heading in its text is up to the test. */
function cut(parts: readonly (readonly [headingPath: readonly string[], text: string])[]): { text: string; parts: DocumentPart[] } {
  let start = 0;
  const placed = parts.map(([headingPath, text]) => {
    const part = { start, end: start + text.length, headingPath };
    start = part.end + 2;
    return part;
  });
  return { text: parts.map(([, text]) => text).join('\n\n'), parts: placed };
}

/** The date that each part is believed to have; `-` = the document's own. */
function believed(parts: Parameters<typeof cut>[0], language: string | null = null): string[] {
  const document = cut(parts);
  const assessment = assess({ ...document, language, dates: [evidence('modified', '2026-11-01', 'front-matter')] });
  return document.parts.map((part) => {
    const { dates } = assessmentAt(assessment, part);
    return dates === assessment.dates ? '-' : (dates.value ?? 'none');
  });
}

const under = (...headings: string[]): [string[], string] => [headings, `## ${headings.at(-1) ?? ''}\n\nNodes can be stopped.`];

describe('dates of sections', () => {
  test.each([
    ['a changelog', ['2.3.1 (2024-05-04)', '2.2.0 (2023-01-12)'], ['2024-05-04', '2023-01-12']],
    ['one with dashes', ['[1.2.0] - 2024-05-04', '[1.1.0] - 2023-01-12'], ['2024-05-04', '2023-01-12']],
    ['days alone', ['4 May 2024', '12 January 2023'], ['2024-05-04', '2023-01-12']],
    ['a day, then a title', ['2024-05-04: Nodes', '2023-01-12: Queues'], ['2024-05-04', '2023-01-12']],
    ['a title, then a month', ['Can I pay by card? (May 2024)', 'Where is the desk? (January 2023)'], ['2024-05', '2023-01']],
    ['one among sections without a date', ['2.3.1 (2024-05-04)', 'Support', '2.2.0 (2023-01-12)'], ['2024-05-04', '-', '2023-01-12']],
  ])('%s', (_, headings, expected) => {
    expect(believed([[[], 'What is new.'], ...headings.map((heading) => under('News', heading))])).toEqual(['-', ...expected]);
  });

  test.each([
    ['one dated heading, which may be an event', ['The outage, 4 May 2024', 'What we learned']],
    ['two that do not look alike', ['The outage (4 May 2024)', '12 January 2023']],
    ['from and until', ['Before 1 May 2024', 'From 1 June 2024']],
    ['years, which are subjects', ['2023', '2024']],
    ['a day and the words it belongs to', ['On 4 May 2024 we stopped', 'On 12 January 2023 we began']],
    ['what ends', ['Prices (valid until 31 March 2025)', 'Rates (valid until 30 June 2025)']],
    ['days that no month has', ['31 February 2024', '30 February 2023']],
    ['zeros of clocks', ['A (1970-01-01)', 'B (1980-01-01)']],
  ])('not %s', (_, headings) => {
    expect(believed(headings.map((heading) => under('News', heading)))).toEqual(headings.map(() => '-'));
  });

  it('reach over the headings below them', () => {
    expect(believed([under('Log', '2.0 (2024-05-04)'), under('Log', '2.0 (2024-05-04)', 'Added'), under('Log', '1.0 (2023-01-12)', 'Added')])).toEqual(['2024-05-04', '2024-05-04', '2023-01-12']);
  });

  it('are those of the newest entry where a chunk holds several, and the document’s where it begins with none', () => {
    const entries = '4 May 2024\n\nNodes can be stopped.\n\n12 January 2023\n\nNodes can be started.';
    expect(believed([[['News'], `Intro.\n\n${entries}`], [['News'], entries]])).toEqual(['-', '2024-05-04']);
  });

  it('are stated right below a heading, and hold below it', () => {
    const said: [string[], string] = [['Questions', 'Refunds'], '## Refunds\n\nUpdated: 4 May 2019\n\nAsk the desk.'];
    expect(believed([[['Questions'], '# Questions\n\nLast updated: 3 October 2026\n\nAll of them.'], said, under('Questions', 'Refunds', 'Cards'), under('Questions', 'Desk')]))
      .toEqual(['-', '2019-05-04', '2019-05-04', '-']);
  });

  test.each(['Valid until 4 May 2019', 'Updated: 4 May 2019 by hand, see there', 'As the letter of 4 May 2019 says'])('but not by `%s`', (line) => {
    expect(believed([under('Questions'), [['Questions', 'Refunds'], `## Refunds\n\n${line}\n\nAsk the desk.`]])).toEqual(['-', '-']);
  });

  it('read the order of day and month by the language', () => {
    const headings = ['A (05/06/2023)', 'B (07/08/2023)'].map((heading) => under('News', heading));
    expect([believed(headings, 'en-GB'), believed(headings, 'en-US'), believed(headings)]).toEqual([['2023-06-05', '2023-08-07'], ['2023-05-06', '2023-07-08'], ['-', '-']]);
  });

  it('go before the document’s date, whose expiry holds for all of it', () => {
    const document = cut([under('Log', '2.0 (2024-05-04)'), under('Log', '1.0 (2019-01-12)')]);
    const assessment = assess({ ...document, dates: [evidence('modified', '2026-11-01', 'front-matter'), evidence('expires', '2026-12-31', 'front-matter')] });
    const old = assessmentAt(assessment, { start: document.parts[1]?.start ?? 0 });
    expect(old.dates).toMatchObject({ value: '2019-01-12', published: '2019-01-12', modified: null, expires: '2026-12-31', source: 'visible-text' });
    expect(at(assessment, '2026-11-26').score).toBe(1);
    expect(at(old, '2026-11-26').findings.map(({ rule }) => rule)).toEqual(['freshness/stale']);
    expect(at(old, '2027-01-01')).toMatchObject({ score: 0, expired: true });
  });

  it('make an undated document’s entries dated, and leave the rest undated', () => {
    const document = cut([[[], 'What is new.'], under('Log', '2.0 (2024-05-04)'), under('Log', '1.0 (2019-01-12)')]);
    const assessment = assess(document);
    expect(document.parts.map((part) => assessmentAt(assessment, part).findings.map(({ rule }) => rule))).toEqual([['freshness/undated'], [], []]);
  });

  it('are apart, in order and inside the text, whatever the headings', () => {
    const heading = fc.oneof(fc.constantFrom('1.0 (2024-05-04)', '2.0 (2023-01-12)', '4 May 2024', '3 May 2024', 'Added', ''), fc.string());
    const part = fc.tuple(fc.array(heading, { maxLength: 3 }), fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('4 May 2024\n\nText.\n\n3 May 2024\n\nText.', '## Added\nUpdated: 4 May 2019')));
    fc.assert(fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const document = cut(parts);
      let end = 0;
      for (const section of assess(document).sections ?? []) {
        expect(section.start).toBeGreaterThanOrEqual(end);
        expect(section.end).toBeGreaterThan(section.start);
        end = section.end;
      }
      expect(end).toBeLessThanOrEqual(document.text.length);
    }));
  });

  it('cost time that grows with the text only', () => {
    const hostile = ['1'.repeat(150), `${'a, '.repeat(50)}4 May 2024`, `(${'('.repeat(150)}`, `${' -'.repeat(75)} 4`];
    const document = cut(Array.from({ length: 4000 }, (_, at): [string[], string] => [[hostile[at % 4] ?? ''], `${hostile[(at + 1) % 4] ?? ''}\n\n${hostile[at % 4] ?? ''}`]));
    const before = cpuMs();
    assess(document);
    expect(cpuMs() - before).toBeLessThan(2000);
  });
});
