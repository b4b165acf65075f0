import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PagesInOrder } from '../../../src/engine/run/join-work/index.js';

it('writes pages in the order in which they came, and has few at work', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 20 }), fc.integer({ min: 0, max: 4 }), async (delays, atOnce) => {
    const pages = new PagesInOrder(atOnce);
    const written: number[] = [];
    let [started, most] = [0, 0];
    for (const [page, delay] of delays.entries()) {
      started += 1;
      most = Math.max(most, started - written.length);
      await pages.add(10, delay === 0 ? Promise.resolve(page) : sleep(delay, page), async (result) => { written.push(result); });
    }
    await pages.finish();
    expect(written).toEqual(delays.map((_, at) => at));
    expect(most).toBeLessThanOrEqual(atOnce + 1);
  }), { numRuns: 40 });
});

it('writes nothing from a page that failed on', async () => {
  const pages = new PagesInOrder(5);
  const written: number[] = [];
  const write = async (page: number): Promise<void> => { written.push(page); };
  await pages.add(1, sleep(20, 0), write);
  const failing = sleep(1).then(() => { throw new RangeError('the second one'); });
  failing.catch(() => undefined);
  await pages.add(1, failing, write);
  await pages.add(1, Promise.resolve(2), write);
  await expect(pages.finish()).rejects.toThrow('the second one');
  expect(written).toEqual([0]);
});

it('waits for the oldest when pages at work hold much text', async () => {
  const pages = new PagesInOrder(50);
  const written: number[] = [];
  for (let page = 0; page < 3; page += 1) await pages.add(9_000_000, sleep(5, page), async (result) => { written.push(result); });
  expect(written.length).toBeGreaterThanOrEqual(2);
});
