import { describe, expect, it } from 'vitest';
import { windowsOf } from '../../../src/ingest/chunkers/windows.js';
import { cpuMs } from '../../cpu-time.js';

/** Windows of at most so many UTF-16 units. */
const cut = (text: string, units: number): string[] => windowsOf(text, { start: 0, end: text.length }, units, (part) => part.length).map(({ start, end }) => text.slice(start, end));

describe('windowsOf', () => {
  it('cuts behind a comma where there is no white space', () => {
    for (const window of cut('这个句子很长没有空格，'.repeat(20), 50).slice(0, -1)) expect(window).toMatch(/，$/u);
    for (const window of cut('a=b+c-d;'.repeat(40), 60).slice(0, -1)) expect(window).toMatch(/;$/u);
  });

  it('cuts at white space rather than behind a comma', () => {
    expect(cut('aaaa,bbbbbbbb c,dd', 16)[0]).toBe('aaaa,bbbbbbbb');
  });

  it.each([['family', '👩‍👩‍👧‍👦'], ['skin tone', '👍🏽'], ['vowel signs', 'कि'], ['accents', 'e\u0301\u0323'], ['Thai', 'ที่']])('never cuts a character from its marks: %s', (_, cluster) => {
    const windows = cut(cluster.repeat(60), 31);
    expect(windows.join('')).toBe(cluster.repeat(60));
    for (const window of windows) expect(window.length % cluster.length).toBe(0);
  });

  it.each(['\u0301'.repeat(1e6), 'a\u200d'.repeat(5e5), ','.repeat(1e6)])('takes a hostile megabyte (%#)', (text) => {
    const started = cpuMs();
    expect(cut(text, 2000).join('').length).toBe(text.length);
    expect(cpuMs() - started).toBeLessThan(5000);
  });
});
