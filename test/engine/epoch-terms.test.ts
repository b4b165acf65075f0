import { expect, it } from 'vitest';
import type { Join } from '../../src/core/index.js';
import { EpochTerms } from '../../src/engine/run/epoch-terms.js';

it('gives nobody the statistics before the terms of all views are known, whoever asked first', async () => {
  const answers: (() => void)[] = [];
  const read = (terms: readonly string[] = []) => new Promise<ReadonlyMap<string, number>>((resolve) => { answers.push(() => { resolve(new Map(terms.map((term) => [term, 7]))); }); });
  const terms = new EpochTerms({ terms: (prepared: { words: string[] }) => prepared.words } as unknown as Join, {}, read);
  const view = { prepared: { words: ['ledger'] } };
  const [first, second] = [terms.statistics(9, [view]), terms.statistics(9, [view])];
  let isEarly = true;
  const seen = second.then((statistics) => [isEarly, statistics.frequency('ledger')]);
  await new Promise((resolve) => { setImmediate(resolve); });
  isEarly = false;
  for (const answer of answers) answer();
  expect(await seen).toEqual([false, 7]);
  expect(await terms.statistics(9, [view])).toBe(await first);
  expect(answers.length).toBe(2);
});
