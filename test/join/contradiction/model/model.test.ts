import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contradictionJoin } from '../../../../src/join/contradiction/index.js';
import { featureNames } from '../../../../src/join/contradiction/model/features.js';
import { contradictionOf, differenceBetween, type Side } from '../../../../src/join/contradiction/model/index.js';
import { flatten, probabilityOf, type Trees } from '../../../../src/join/contradiction/model/trees.js';
import { joinInput } from '../../../contract/join.js';

const STATISTICS = { nodes: 200, frequency: (term: string | number): number => 1 + (String(term).length % 7) };
const OPTIONS = contradictionJoin.options.parse({});

function sideOf(text: string): Side | null {
  const { claims, context } = contradictionJoin.prepare(joinInput({ text, path: `${String(text.length)}.md` }), OPTIONS);
  return claims[0] === undefined ? null : { claim: claims[0], context };
}

function sure(a: string, b: string): number {
  const [one, other] = [sideOf(a), sideOf(b)];
  if (one === null || other === null) throw new Error('states nothing');
  return contradictionOf(one, other, STATISTICS);
}

test('what is said otherwise in other words is surer than what is said again, or said of something else', () => {
  const refund = 'We pay the refund within 30 days after the parcel has reached the warehouse.';
  const against = sure(refund, 'Once a parcel has arrived at the warehouse, refunds are paid within 14 days.');
  expect(against).toBeGreaterThan(OPTIONS.possible);
  expect(against).toBeGreaterThan(sure(refund, 'Once a parcel has arrived at the warehouse, refunds are paid within 30 days.'));
  expect(against).toBeGreaterThan(sure(refund, 'The warehouse is closed for 14 days in summer, and parcels wait outside.'));
});

const WORDS = ['refund', 'paid', 'parcel', 'warehouse', 'customer', 'not', 'never', 'must', 'may', 'all', 'only', 'the', 'is', 'within', '30', '14', 'days', 'enabled', 'disabled', 'approve', 'approval', 'if', 'late', 'staff', 'employee'];

test('the order of the two changes neither how sure it is nor what is pointed at', () => {
  const sentence = fc.array(fc.constantFrom(...WORDS), { minLength: 4, maxLength: 16 }).map((words) => `The ${words.join(' ')}.`);
  let compared = 0;
  fc.assert(fc.property(sentence, sentence, (one, other) => {
    const [a, b] = [sideOf(one), sideOf(other)];
    if (a === null || b === null) return;
    compared += 1;
    expect(contradictionOf(a, b, STATISTICS)).toBe(contradictionOf(b, a, STATISTICS));
    const [seen, turned] = [differenceBetween(a, b, STATISTICS), differenceBetween(b, a, STATISTICS)];
    expect(turned && { ...turned, a: turned.b, b: turned.a }).toEqual(seen);
  }), { numRuns: 400 });
  expect(compared).toBeGreaterThan(100);
});

test('the model that is shipped asks for nothing that is not measured, and walks to a leaf', () => {
  sure('The office is open on Mondays.', 'The office is not open on Mondays.');
  const trees = JSON.parse(readFileSync(new URL('../../../../src/join/contradiction/model/trees.json', import.meta.url), 'utf8')) as Trees;
  expect([...trees.features].sort()).toEqual([...featureNames()].sort());
  for (const { feature, left, right } of trees.trees) {
    for (const [at, next] of left.entries()) if (next >= 0) expect(next > at && (right[at] ?? 0) > at && (feature[at] ?? -1) < trees.features.length).toBe(true);
  }
});

test('a tree sends what is at most the split to the left', () => {
  const tree = { feature: [1, 0, 0], split: [2, 0, 0], left: [1, -1, -1], right: [2, -1, -1], value: [0, -3, 3] };
  const model: Trees = { features: ['one', 'other'], base: 0, trees: [tree] };
  expect(probabilityOf(flatten(model, [0, 1]), Float64Array.of(9, 2))).toBeCloseTo(1 / (1 + Math.exp(3)), 10);
  expect(probabilityOf(flatten(model, [0, 1]), Float64Array.of(9, 2.1))).toBeCloseTo(1 / (1 + Math.exp(-3)), 10);
});

test('what is certain to stay below what is asked for is not walked to the end; what is not is the same', () => {
  const trees = JSON.parse(readFileSync(new URL('../../../../src/join/contradiction/model/trees.json', import.meta.url), 'utf8')) as Trees;
  const flat = flatten(trees, [...trees.features.keys()]);
  const values = fc.array(fc.double({ min: 0, max: 8, noNaN: true }), { minLength: trees.features.length, maxLength: trees.features.length });
  fc.assert(fc.property(values, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (asked, least) => {
    const whole = probabilityOf(flat, Float64Array.from(asked));
    const told = probabilityOf(flat, Float64Array.from(asked), least);
    if (whole >= least) expect(told).toBe(whole);
    else expect(told).toBeLessThan(least);
  }), { numRuns: 300 });
});
