import { describe, expect, it } from 'vitest';
import { integer, isoTime, percent } from '../../src/cli/values.js';
import { painter, visible } from '../../src/cli/terminal.js';
import { Writable } from 'node:stream';

describe('option values', () => {
  it('takes ISO dates and times, without a zone as UTC', () => {
    expect(isoTime('2026-11-23').toISOString()).toBe('2026-11-23T00:00:00.000Z');
    expect(isoTime('2026-11-23T06:30').toISOString()).toBe('2026-11-23T06:30:00.000Z');
    expect(isoTime('2026-11-23T06:30:00+02:00').toISOString()).toBe('2026-11-23T04:30:00.000Z');
  });

  it.each(['2026-02-30', '2026-13-01', '23.11.2026', 'tomorrow', '2026', '2026-11-23T25:00', ''])('refuses %j as a date', (text) => {
    expect(() => isoTime(text)).toThrow('ISO 8601');
  });

  it('takes whole numbers within bounds', () => {
    expect(integer(1)('20')).toBe(20);
    for (const text of ['0', '-1', '1.5', '1e3', '', '99999999999999999999']) expect(() => integer(1)(text)).toThrow('whole number');
    expect(() => integer(1, 10)('11')).toThrow('from 1 to 10');
  });

  it('takes percent', () => {
    expect([percent('90'), percent('99.5'), percent('100%'), percent('0')]).toEqual([90, 99.5, 100, 0]);
    for (const text of ['101', '-1', '0x10', 'all', '']) expect(() => percent(text)).toThrow('percent');
  });
});

describe('what a document says on a terminal', () => {
  it('shows escape sequences, carriage returns, bidirectional and zero-width characters', () => {
    expect(visible('a\u001b[31mred\u202etxt\u200b\u0007')).toBe('a\\u{1b}[31mred\\u{202e}txt\\u{200b}\\u{7}');
    expect(visible('one\r\ntwo\rthree\tfour')).toBe('one\ntwo\nthree\tfour');
  });

  it('is coloured on a terminal only, and not with NO_COLOR or --no-color', () => {
    const tty = Object.assign(new Writable(), { isTTY: true });
    expect(painter(tty, true, {})('red', 'x')).toBe('\u001b[31mx\u001b[0m');
    expect(painter(tty, false, {})('red', 'x')).toBe('x');
    expect(painter(tty, true, { NO_COLOR: '1' })('red', 'x')).toBe('x');
    expect(painter(tty, true, { NO_COLOR: '' })('red', 'x')).toBe('\u001b[31mx\u001b[0m');
    expect(painter(new Writable(), true, {})('red', 'x')).toBe('x');
  });
});
