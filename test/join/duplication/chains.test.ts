import { expect, test } from 'vitest';
import { duplicationJoin } from '../../../src/join/duplication/index.js';
import { joinInput, runJoin } from '../../contract/join.js';
import { passage } from './texts.js';

/** Runs of five words, each once, as strings: not how the join counts them. */
function shinglesOf(text: string): Set<string> {
  const words = text.split(' ');
  return new Set(words.slice(0, -4).map((_word, at) => words.slice(at, at + 5).join(' ')));
}

/** The share of the smaller set that both hold; as far as Jaccard goes, this goes further. */
function containment(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const one of a) if (b.has(one)) shared += 1;
  return shared / Math.min(a.size, b.size);
}

test('a thousand passages, each a little further from the first, make many clusters, and every copy is near the one that stays', () => {
  const words = passage(7, 4200).split(' ');
  const inputs = Array.from({ length: 1000 }, (_, at) => joinInput({ text: words.slice(at * 4, at * 4 + 120).join(' '), path: `${String(at).padStart(4, '0')}.md` }));
  const textOf = new Map(inputs.map(({ id, text }) => [id, shinglesOf(text)]));
  const { outcomes, components } = runJoin(duplicationJoin, inputs);
  expect(components.filter((members) => members.length > 1)).toHaveLength(1);
  const copies = [...outcomes.values()].filter(({ canonical }) => !canonical);
  // Of 116 shingles a passage shares 96 with the one that is 20 words further on, 92 with the next: one that stays stands for ten others at most.
  expect(1000 - copies.length).toBeGreaterThanOrEqual(1000 / 11);
  expect(copies.length).toBeGreaterThan(500);
  for (const { id, survivor } of copies) expect(containment(textOf.get(id) ?? new Set(), textOf.get(survivor ?? '') ?? new Set())).toBeGreaterThanOrEqual(0.8);
});
