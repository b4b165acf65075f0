import pLimit from 'p-limit';

export interface Bounds<Result> {
  /** Tasks at work at a time. */
  readonly atOnce: number;
  /** Results are handed on when they weigh more together; while all finished ones do, only the task whose turn it is begins. */
  readonly held: number;
  readonly weigh: (result: Result) => number;
}

/**
 * Does tasks 0 to `count - 1`, several at once, and yields their results in order, in few groups. What piles up behind a slow task is bounded by
 * weight: at most `held`, and what the tasks that were at work then add. A task that throws ends it.
 */
export async function* inOrder<Result>(count: number, { atOnce, held, weigh }: Bounds<Result>, task: (index: number) => Promise<Result>): AsyncGenerator<Result[]> {
  const limit = pLimit(atOnce);
  const waiting = new Set<() => void>();
  let turn = 0;
  let weight = 0;
  const wake = (): void => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  const results = Array.from({ length: count }, (_, index) => limit(async () => {
    while (weight > held && index !== turn) await new Promise<void>((resolve) => waiting.add(resolve));
    const result = await task(index);
    weight += weigh(result);
    return result;
  }));
  for (const result of results) result.catch(() => undefined);
  let group: Result[] = [];
  let groupWeight = 0;
  try {
    for (let pending = results.shift(); pending !== undefined; pending = results.shift()) {
      const result = await pending;
      turn += 1;
      group.push(result);
      groupWeight += weigh(result);
      if (groupWeight > held) {
        yield group;
        weight -= groupWeight;
        [group, groupWeight] = [[], 0];
      }
      wake();
    }
    if (group.length > 0) yield group;
  } finally {
    limit.clearQueue();
  }
}
