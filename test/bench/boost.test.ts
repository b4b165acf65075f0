import { expect, test } from 'vitest';
import { boost, told, type Example } from '../../bench/train/boost.js';
import { interval, scoreAt } from '../../bench/lib/scores.js';
import { seeded } from '../../bench/lib/random.js';

test('boosted trees learn what no single feature tells, and the same again from the same', () => {
  const random = seeded(5);
  const examples: Example[] = Array.from({ length: 600 }, () => {
    const [one, other, noise] = [random(), random(), random()];
    return { features: { one, other, noise }, yes: one > 0.5 !== other > 0.5 };
  });
  const model = boost(examples.slice(0, 400), { trees: 80, columns: 1 });
  const answers = examples.slice(400).map((example) => ({ yes: example.yes, score: told(model, example) }));
  expect(scoreAt(answers, 0.5).f1).toBeGreaterThan(0.9);
  expect(boost(examples.slice(0, 400), { trees: 80, columns: 1 })).toEqual(model);
});

test('precision, recall and their interval', () => {
  expect(scoreAt([{ yes: true, score: 0.9 }, { yes: false, score: 0.8 }, { yes: true, score: 0.1 }], 0.5)).toMatchObject({ hits: 1, flagged: 2, of: 2, precision: 0.5, recall: 0.5, f1: 0.5 });
  expect(interval(5, 10)).toBe('0.24 to 0.76');
});
