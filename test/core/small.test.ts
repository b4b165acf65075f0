import { describe, expect, it } from 'vitest';
import { DAY_MS, WinnowError, ERRORS, asWinnowError, fixedClock, groupBy, isWinnowError, messageOf, nearest, systemClock } from '../../src/core/index.js';

describe('clocks', () => {
  it('stand still or run', () => {
    const clock = fixedClock('2026-11-23T00:00:00Z');
    expect(clock.now()).toBe(Date.UTC(2026, 10, 23));
    expect(fixedClock(new Date(5)).now()).toBe(5);
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
    expect(DAY_MS).toBe(24 * 60 * 60 * 1000);
  });

  it('refuse what is no date', () => {
    expect(() => fixedClock('soon')).toThrow(RangeError);
  });
});

describe('groupBy', () => {
  it('groups in order of first appearance', () => {
    expect([...groupBy(['bee', 'ant', 'bat', 'cow', 'asp'], (word) => word.charAt(0))]).toEqual([['b', ['bee', 'bat']], ['a', ['ant', 'asp']], ['c', ['cow']]]);
  });
});

describe('nearest', () => {
  const known = ['include', 'exclude', 'root', 'followLinks'];

  it.each([['inclde', 'include'], ['exlude', 'exclude'], ['rot', 'root'], ['followlinks', 'followLinks']])('finds what %s was meant to be', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it.each([['password'], [''], ['x'.repeat(100_000)]])('says nothing when no word is near', (word) => {
    expect(nearest(word, known)).toBeNull();
  });

  it('says nothing when there are no words', () => {
    expect(nearest('root', [])).toBeNull();
  });
});

describe('WinnowError', () => {
  it('carries its code, exit code, advice and cause', () => {
    const cause = new Error('ENOSPC');
    const error = new WinnowError('store-unwritable', 'cannot write', { cause });
    expect(error).toMatchObject({ name: 'WinnowError', code: 'store-unwritable', exitCode: 5, next: ERRORS['store-unwritable'].next, cause, message: 'cannot write' });
    expect(new WinnowError('usage', 'no', { next: 'do this' }).next).toBe('do this');
    expect('cause' in new WinnowError('usage', 'no')).toBe(false);
  });

  it('wraps anything thrown, and itself not twice', () => {
    const ours = new WinnowError('file-broken', 'x');
    expect(asWinnowError(ours, 'internal')).toBe(ours);
    expect(asWinnowError('thrown text', 'internal')).toMatchObject({ code: 'internal', message: 'thrown text', cause: 'thrown text' });
    expect([isWinnowError(ours), isWinnowError(new Error('x')), isWinnowError(null)]).toEqual([true, false, false]);
    expect([messageOf(ours), messageOf(7), messageOf(undefined)]).toEqual(['x', '7', 'undefined']);
  });

  it('has advice and a documented exit code for every code', () => {
    for (const [code, { exit, next }] of Object.entries(ERRORS)) {
      expect([1, 2, 3, 4, 5, 130], code).toContain(exit);
      expect(next, code).toMatch(/^[A-Z].*\.$/u);
      expect(code, code).toMatch(/^[a-z]+(?:-[a-z]+)*$/u);
    }
  });
});
