/**
 * How well the contradiction model tells written pairs of files that it has not learnt from: three folds of two files each, all else as in `contradiction.ts`.
 *
 *     npx tsx train/cross-validation.ts '{"columns":0.3}'
 *
 * Options, weights and features are better chosen by these 2,969 pairs than by the 202 of the looked-at half, on which .05 of F1 is chance.
 */
import { boost, told, type BoostOptions } from './boost.js';
import { examples, weighed } from './contradiction.js';

const FOLDS = [['company', 'public'], ['organisations', 'software'], ['products', 'technical']];
/** Shares of look-alikes flagged at which recall is read off. */
const AT = [0.05, 0.1, 0.15];

interface Outcome { readonly sureness: number; readonly yes: boolean }

function outcomes(all: Awaited<ReturnType<typeof examples>>, options: Partial<BoostOptions>): Outcome[] {
  return FOLDS.flatMap((names) => {
    const isOut = (group: string): boolean => names.some((name) => group.startsWith(`${name} `));
    const model = boost(all.filter(({ group }) => !isOut(group)).map(weighed), options);
    const pairs = new Map<string, Outcome>();
    for (const one of all.filter(({ group }) => isOut(group))) {
      const sureness = told(model, one);
      if (sureness >= (pairs.get(one.group)?.sureness ?? 0)) pairs.set(one.group, { sureness, yes: one.label === 'contradiction' });
    }
    return [...pairs.values()];
  });
}

const sorted = outcomes(await examples(), JSON.parse(process.argv[2] ?? '{}') as Partial<BoostOptions>).sort((a, b) => b.sureness - a.sureness);
const positives = sorted.filter(({ yes }) => yes).length;
const negatives = sorted.length - positives;
const recallAt = new Map<number, number>();
let [hits, alarms, ordered] = [0, 0, 0];
for (const { yes } of sorted) {
  if (yes) hits += 1;
  else {
    alarms += 1;
    ordered += hits;
    for (const share of AT) if (alarms / negatives > share && !recallAt.has(share)) recallAt.set(share, hits / positives);
  }
}
console.log(`${String(positives)} contradictions, ${String(negatives)} look-alikes: AUC ${(ordered / positives / negatives).toFixed(4)}; recall where ${[...recallAt].map(([share, recall]) => `${share.toFixed(2)} of look-alikes are flagged: ${recall.toFixed(3)}`).join(', ')}`);
