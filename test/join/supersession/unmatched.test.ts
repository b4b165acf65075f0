import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutCounterpart } from '../../../src/join/supersession/unmatched.js';
import { cpuMs } from '../../cpu-time.js';
import { body, page, supersede } from './helpers.js';

const DISK = 'The office in Bern keeps a spare key of the archive with the neighbours downstairs.';
const unique = (older: string, newer: string): string[] => withoutCounterpart(page({ path: 'a.md', text: older }), page({ path: 'b.md', text: newer })).map(({ start, end }) => older.slice(start, end));

describe('what only the older text has', () => {
  test('a sentence, a section, wherever it stood', () => {
    expect(unique(`${body(30)}\n${DISK}`, body(45))).toEqual([DISK]);
    expect(unique(`${DISK}\n\n${body(30)}`, body(45))).toEqual([DISK]);
    const section = `## Keys\n\n${DISK}\n\n- Ask for the second drawer on the left.\n- Sign the list of those who took it.`;
    expect(unique(`${body(30)}\n\n${section}\n\n${body(30, 'leave')}`, `${body(45)}\n\n${body(30, 'leave')}`)).toEqual([section]);
  });

  test('what was moved, reworded by half, split or changed in a number has a counterpart', () => {
    const [first = '', ...others] = body(30).split('\n');
    expect(unique(body(30), [...others, first].join('\n'))).toEqual([]);
    expect(unique(DISK, `${body(30)} The office in Bern keeps the spare key of its archive with the caretaker.`)).toEqual([]);
    expect(unique(DISK, 'The office in Bern keeps a spare key. The archive is with the neighbours downstairs.')).toEqual([]);
    expect(unique(body(30), body(99))).toEqual([]);
  });

  test('short items have a counterpart only with all of their words', () => {
    const items = '- Fill the tank.\n- Drain the boiler.\n- Grease the wheel.';
    expect(unique(`${body(30)}\n\n${items}`, `${body(30)}\n\n- Fill the form.\n- Drain the pool.\n- Grease the pan.`)).toEqual([items]);
    expect(unique(items, `${items}\n- Sweep the yard.`)).toEqual([]);
  });

  test('front matter and phrases do not count', () => {
    expect(unique(`---\ntitle: Keys of the archive in the office of Bern\n---\n${body(30)}\n\n## See also\n`, body(30))).toEqual([]);
  });

  test('spans are in the document, ascending, apart, few, and end where sentences do', () => {
    const word = fc.constantFrom('office', 'key', 'archive', 'desk', 'travel', 'hotel', 'receipt', 'month', 'bern');
    const text = fc.array(fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `The ${words.join(' ')}.`), { maxLength: 30 }).map((lines) => lines.join('\n\n'));
    fc.assert(fc.property(text, text, (older, newer) => {
      const spans = withoutCounterpart(page({ path: 'a.md', text: older }), page({ path: 'b.md', text: newer }));
      for (const [at, { start, end }] of spans.entries()) {
        expect(start).toBeGreaterThanOrEqual(spans[at - 1]?.end ?? 0);
        expect(older.slice(start, end)).toBe(older.slice(start, end).trim());
        expect(end).toBeGreaterThan(start);
      }
      expect(withoutCounterpart(page({ path: 'a.md', text: older }), page({ path: 'b.md', text: `${newer}\n\n${older}` }))).toEqual([]);
    }));
  });

  test('at most 200 passages, over the narrowest gaps', () => {
    const known = body(30).split('\n')[0] ?? '';
    const text = Array.from({ length: 300 }, (_, at) => `Nobody told${at} anybody${at} where${at} this${at} stood${at} before${at}.\n\n${known}${'\n'.repeat(at % 7)}`).join('\n\n');
    const spans = unique(text, known);
    expect(spans).toHaveLength(200);
    expect(spans.join(' ').match(/Nobody/gu)).toHaveLength(300);
  });

  test('hostile texts take no longer than their length', () => {
    const started = cpuMs();
    for (const text of ['a b c d e f. '.repeat(5e4), 'x'.repeat(1e6), 'word '.repeat(2e5), '- a\n'.repeat(1e5), '語'.repeat(5e5)]) unique(text, `${text} zebra`);
    expect(cpuMs() - started).toBeLessThan(10_000);
  });
});

describe('in a chain', () => {
  const [old, middle, newest] = [{ path: 'p/travel-2020.md', text: `${body(30)}\n${DISK}\n` }, { path: 'p/travel-2023.md', text: `${body(40)}\n` }, { path: 'p/travel-2026.md', text: `${body(45)}\n` }];
  const passages = (pages: Parameters<typeof supersede>[0], held: readonly string[] = []): string[] => {
    const { run } = supersede(pages, {}, held);
    const texts = new Map(pages.map(page).map(({ id, text, path }) => [id, { text, path }]));
    return [...run.outcomes.values()].flatMap(({ id, findings }) => findings.flatMap(({ rule, span }) => (
      rule !== 'freshness/superseded-unique' || span === null || span === undefined ? [] : [`${texts.get(id)?.path}: ${texts.get(id)?.text.slice(span.start, span.end)}`])));
  };

  test('it is told of the last that has it', () => {
    expect(passages([old, middle, newest])).toEqual([`p/travel-2020.md: ${DISK}`]);
    expect(passages([old, { ...middle, text: `${body(40)}\n${DISK}\n` }, newest])).toEqual([`p/travel-2023.md: ${DISK}`]);
    expect(passages([old, middle, { ...newest, text: `${body(45)}\n${DISK}\n` }])).toEqual([]);
  });

  test('what is held back has no counterparts, unless there is nothing else', () => {
    const full = { ...newest, text: `${body(45)}\n${DISK}\n` };
    expect(passages([old, middle, full], [newest.path])).toEqual([`p/travel-2020.md: ${DISK}`]);
  });
});
