import { describe, expect, it } from 'vitest';
import { RateLimiter, addressKey } from '../../src/server/limits.js';

describe('a rate limiter', () => {
  it('gives so many at once, then as many a minute', () => {
    let now = 0;
    const limiter = new RateLimiter(10, () => now);
    for (let count = 0; count < 10; count += 1) expect(limiter.take('a')).toBe(0);
    expect([limiter.take('a'), limiter.waitFor('a'), limiter.take('b')]).toEqual([6, 6, 0]);
    now += 5999;
    expect(limiter.take('a')).toBe(1);
    now += 1;
    expect([limiter.waitFor('a'), limiter.take('a'), limiter.take('a')]).toEqual([0, 0, 6]);
    now += 3_600_000;
    for (let count = 0; count < 10; count += 1) expect(limiter.take('a')).toBe(0);
    expect(limiter.take('a')).toBe(6);
  });

  it('gains nothing from a clock that is put back', () => {
    let now = 1_000_000;
    const limiter = new RateLimiter(1, () => now);
    expect(limiter.take('a')).toBe(0);
    now = 0;
    expect(limiter.take('a')).toBe(60);
  });

  it('remembers those who asked last, however many ask', () => {
    const limiter = new RateLimiter(1, () => 0);
    expect(limiter.take('first')).toBe(0);
    for (let index = 0; index < 9_999; index += 1) limiter.take(`k${index}`);
    expect(limiter.take('first')).toBe(60);
    limiter.take('one more');
    expect(limiter.take('k0')).toBe(0); // forgotten
    expect(limiter.take('first')).toBe(60);
  });
});

describe('what an address counts as', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'], ['::ffff:10.1.2.3', '10.1.2.3'], ['::1', '0:0:0:0::/64'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:db8:1:2::9', '2001:db8:1:2::/64'], ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'], [undefined, 'unknown'],
  ])('%s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
