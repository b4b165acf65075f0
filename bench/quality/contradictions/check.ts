/** Checks the labelled pairs and prints how many there are of each kind: `npx tsx bench/quality/contradictions/check.ts`. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface Side { readonly path: string; readonly title: string; readonly headings: readonly string[]; readonly text: string }
interface Pair { readonly id: string; readonly label: 'contradiction' | 'look-alike'; readonly kind: string; readonly half: 'dev' | 'final'; readonly a: Side; readonly b: Side; readonly quoteA: string; readonly quoteB: string; readonly why: string }

const pairs = readFileSync(new URL('pairs.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Pair);
const faults = pairs.flatMap((pair) => [
  ...(pair.a.text.includes(pair.quoteA) && pair.b.text.includes(pair.quoteB) ? [] : [`${pair.id}: a quote does not stand in its text`]),
  ...(halfOf(pair.id) === pair.half ? [] : [`${pair.id}: not in the half of its hash`]),
  ...(pairs.filter(({ id }) => id === pair.id).length === 1 ? [] : [`${pair.id}: id taken twice`]),
]);

const SMALL = new Set('a an the of to in on at by for with from as is are was were be been it its this that and or not no you your we our they their i can may must will has have do does if when all any only one'.split(' '));
const content = (text: string): Set<string> => new Set((text.toLowerCase().match(/[\p{L}\d.,'-]*[\p{L}\d]/gu) ?? []).filter((word) => !SMALL.has(word)));

for (const label of ['contradiction', 'look-alike'] as const) {
  const labelled = pairs.filter((pair) => pair.label === label);
  console.log(`${label}: ${labelled.length} (dev ${count(labelled, 'dev')}, final ${count(labelled, 'final')})`);
  for (const kind of [...new Set(labelled.map((pair) => pair.kind))].sort()) {
    const same = labelled.filter((pair) => pair.kind === kind);
    console.log(`  ${kind}: ${same.length} (dev ${count(same, 'dev')}, final ${count(same, 'final')})`);
  }
  console.log(`  content words of the shorter quote that the other has, thirds: ${thirds(labelled.map(shared)).map((value) => value.toFixed(2)).join(', ')}`);
  console.log(`  words of a text, thirds: ${thirds(labelled.flatMap(({ a, b }) => [a, b].map(({ text }) => text.split(/\s+/u).length))).join(', ')}`);
}
console.log(faults.length === 0 ? 'no faults' : faults.join('\n'));
process.exitCode = faults.length === 0 ? 0 : 1;

function halfOf(id: string): Pair['half'] {
  return createHash('sha256').update(id).digest()[0]! % 2 === 0 ? 'dev' : 'final';
}

function count(some: readonly Pair[], half: Pair['half']): number {
  return some.filter((pair) => pair.half === half).length;
}

function shared({ quoteA, quoteB }: Pair): number {
  const [one, other] = [content(quoteA), content(quoteB)];
  return [...one].filter((word) => other.has(word)).length / Math.max(1, Math.min(one.size, other.size));
}

function thirds(values: readonly number[]): number[] {
  const sorted = [...values].sort((one, other) => one - other);
  return [sorted[Math.floor(sorted.length / 3)]!, sorted[Math.floor((sorted.length * 2) / 3)]!];
}
