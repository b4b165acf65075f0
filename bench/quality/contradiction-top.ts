/**
 * What a reviewer meets first: the highest-scored contradictions that the join finds in five documentation sets, into which nothing was planted, and how many of them
 * are some. Verdicts are kept in `judged/contradiction-top-*.json`; `WINNOW_BENCH_JUDGE=file.json` writes the pairs for a judge who is not told what the join thought.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChunkLine, EdgeLine } from '../../src/index.js';
import { table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, corpusFolder, inFolder, root } from '../lib/places.js';
import { interval } from '../lib/scores.js';
import { keyOf, toJudge, topPairs, verdictsOf, type JudgedPair, type TopPair, type Verdict } from './contradictions/top-pairs.js';

const MOST = 60;
const MOST_OF_ONE = 20;

interface JudgedFile { readonly pairs: readonly JudgedPair[] }

function judged(): Map<string, Verdict> {
  const folder = join(root, 'bench', 'quality', 'judged');
  const files = readdirSync(folder).filter((name) => /^contradiction-top-.*\.json$/u.test(name)).sort();
  return verdictsOf(files.flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as JudgedFile).pairs));
}

async function found(folder: string): Promise<{ edges: readonly EdgeLine[]; chunks: readonly ChunkLine[] }> {
  const pipeline = writePipeline(folder, { name: 'top', read: CORPORA.map((corpus) => folderSource(corpus, corpusFolder(corpus), ['**/*.{md,mdx}'])), score: [{ use: 'freshness' }], join: [{ use: 'contradiction' }] });
  const store = join(folder, 'store.db');
  await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
  return {
    edges: linesOf<EdgeLine>(await winnow(['list', 'edges', '--kind', 'contradicts', '--json', '--store', store])), chunks: linesOf<ChunkLine>(await winnow(['list', 'chunks', '--json', '--store', store])),
  };
}

async function measure(folder: string): Promise<Figure[]> {
  const { edges, chunks } = await found(folder);
  const pairs = topPairs(edges, chunks, { most: MOST, mostOfOne: MOST_OF_ONE });
  const verdicts = judged();
  const judgedOf = (some: readonly TopPair[], verdict: Verdict | null): number => some.filter((pair) => (verdicts.get(keyOf(pair)) ?? null) === verdict).length;
  const touches = (corpus: string) => ({ a, b }: TopPair): boolean => [a, b].some(({ path }) => path.startsWith(`${corpus}/`));
  const row = (name: string, some: readonly TopPair[]): string[] => {
    const [yes, no, unclear, none] = [judgedOf(some, 'contradiction'), judgedOf(some, 'no'), judgedOf(some, 'unclear'), judgedOf(some, null)];
    const of = yes + no + unclear;
    return [name, String(some.length), String(yes), String(no), String(unclear), String(none), of === 0 ? '' : `${(yes / of).toFixed(3)} (${interval(yes, of)})`];
  };
  const lowest = pairs.at(-1)?.edge.score;
  console.log(`${edges.length} edges \`contradicts\` in ${chunks.length} chunks; the ${pairs.length} highest-scored, each once for all that say nearly the same, at most ${MOST_OF_ONE} of a set${lowest === undefined ? '' : `, down to a score of ${lowest.toFixed(3)}`}. Precision: of those with a verdict, an unclear one is none\n`);
  console.log(table(['pairs', 'listed', 'contradiction', 'no', 'unclear', 'not judged', 'precision'], [
    row('all', pairs), ...(['likely', 'possible'] as const).map((certainty) => row(certainty, pairs.filter(({ edge }) => edge.certainty === certainty))), ...CORPORA.map((corpus) => row(corpus, pairs.filter(touches(corpus)))),
  ]));
  const target = process.env['WINNOW_BENCH_JUDGE'];
  if (target !== undefined) {
    writeFileSync(target, `${JSON.stringify({ pairs: toJudge(pairs) }, null, 2)}\n`);
    console.log(`\nTo be judged, all ${pairs.length}: ${target}`);
  }
  const unjudged = judgedOf(pairs, null);
  const of = pairs.length - unjudged;
  return [
    { key: 'contradictionTop.precision', label: `contradiction-top: contradictions of ${of} judged pairs among the ${pairs.length} highest-scored`, value: of === 0 ? null : judgedOf(pairs, 'contradiction') / of, unit: '' },
    { key: 'contradictionTop.unjudged', label: 'contradiction-top: pairs without a verdict', value: unjudged, unit: '' },
  ];
}

export const contradictionTop: Bench = { name: 'contradiction-top', group: 'quality', needs: ['contradiction'], run: () => inFolder(measure) };
