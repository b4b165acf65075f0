import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../src/engine/run/in-order.js';

const collect = async (results: AsyncIterable<number[]>): Promise<number[][]> => {
  const groups: number[][] = [];
  for await (const group of results) groups.push(group);
  return groups;
};

describe('inOrder', () => {
  it('gives every result once and in order, whatever takes how long and weighs what', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), fc.nat(12)), { maxLength: 25 }), fc.integer({ min: 1, max: 4 }), fc.nat(20), async (drawn, atOnce, held) => {
      let atWork = 0;
      let most = 0;
      const groups = await collect(inOrder(drawn.length, { atOnce, held, weigh: (index) => drawn[index]?.[1] ?? 0 }, async (index) => {
        atWork += 1;
        most = Math.max(most, atWork);
        await sleep(drawn[index]?.[0] ?? 0);
        atWork -= 1;
        return index;
      }));
      expect(groups.flat()).toEqual(drawn.map((_, index) => index));
      expect(most).toBeLessThanOrEqual(atOnce);
    }), { numRuns: 60 });
  });

  it('keeps light results together', async () => {
    expect(await collect(inOrder(6, { atOnce: 2, held: 10, weigh: () => 1 }, async (index) => index))).toEqual([[0, 1, 2, 3, 4, 5]]);
  });

  it('does not go on past a slow task while heavy results wait for it', async () => {
    let slow: () => void = () => undefined;
    const begun: number[] = [];
    const results = inOrder(20, { atOnce: 3, held: 10, weigh: () => 4 }, async (index) => {
      begun.push(index);
      if (index === 0) await new Promise<void>((resolve) => { slow = resolve; });
      return index;
    });
    const first = results.next();
    await sleep(30);
    expect(begun.length).toBeLessThanOrEqual(5);
    slow();
    expect((await first).value).toEqual([0, 1, 2]);
    expect((await collect(results)).flat()).toHaveLength(17);
  });

  it('ends with the error of a task, and begins no more', async () => {
    const begun: number[] = [];
    await expect(collect(inOrder(50, { atOnce: 2, held: 10, weigh: () => 1 }, async (index) => {
      begun.push(index);
      await sleep(1);
      if (index === 3) throw new Error('broken');
      return index;
    }))).rejects.toThrow('broken');
    await sleep(30);
    expect(begun.length).toBeLessThan(10);
  });
});
