/**
 * Near-copies of real passages, of which one tells one fact otherwise (`contradictions/near-copies.ts`), among real documents: whether the contradiction join finds
 * the changed one, what it costs a reviewer, and which of the copies is kept. Once with that join alone, once with the default ones, which look for copies too.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChunkLine, EdgeLine, FindingLine, PipelineInput } from '../../src/index.js';
import { mean, table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, winnow } from '../lib/measure.js';
import { passagesOf } from '../lib/passages.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, corpusFolder, filesIn, inFolder } from '../lib/places.js';
import { wordsOf } from '../lib/quotes.js';
import { byHash } from '../lib/random.js';
import { interval } from '../lib/scores.js';
import { tally, toldOf, type Ran, type Told, type ToldOf } from './contradictions/copies-told.js';
import { plantNearCopies, type NearCopies } from './contradictions/near-copies.js';

const SEED = Number(process.env['WINNOW_BENCH_SEED'] ?? 2026);
const [PASSAGES, COPIES] = [40, 25];
/** Real documents around the copies, none of which tells one of the facts. */
const AROUND = 150;

interface Page { readonly path: string; readonly text: string }

function plant(folder: string): NearCopies {
  const pages: Page[] = CORPORA.flatMap((corpus) => filesIn(corpusFolder(corpus), ['.md']).map((path) => ({ path: `${corpus}/${path}`, text: readFileSync(join(corpusFolder(corpus), path), 'utf8') })));
  const planted = plantNearCopies([...new Set(pages.flatMap(({ text }) => passagesOf(text)))], { seed: SEED, copies: COPIES, count: PASSAGES });
  const facts = planted.changed.map(({ from }) => wordsOf(from));
  const tellsNone = (words: string): boolean => !facts.some((fact) => words.includes(fact));
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const around = byHash([...byPath.keys()]).map((path) => byPath.get(path)!).filter(({ text }) => tellsNone(wordsOf(text))).slice(0, AROUND);
  for (const { path, text } of [...planted.documents, ...around]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return planted;
}

async function ran(folder: string, joins: PipelineInput['join']): Promise<Ran> {
  // One store for both: the second run reads and cuts nothing again.
  const pipeline = writePipeline(folder, { name: 'near-copies', read: [folderSource('docs', 'docs')], ...(joins === undefined ? {} : { join: joins }) });
  const store = join(folder, 'store.db');
  await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
  const listed = async <Line>(...what: string[]): Promise<Line[]> => linesOf<Line>(await winnow(['list', ...what, '--json', '--store', store]));
  return {
    chunks: await listed<ChunkLine>('chunks'), findings: await listed<FindingLine>('findings'),
    edges: [...(await listed<EdgeLine>('edges', '--kind', 'contradicts')), ...(await listed<EdgeLine>('edges', '--kind', 'differs-by-scope'))],
  };
}

const found = ({ told }: ToldOf): boolean => told === 'likely' || told === 'possible';
const truthLost = ({ trueAccepted }: ToldOf): boolean => trueAccepted === 0;
const countOf = (facts: readonly ToldOf[], is: (fact: ToldOf) => boolean): number => facts.filter(is).length;
const perFact = (values: readonly number[]): string => `${mean(values).toFixed(1)} (at most ${String(Math.max(0, ...values))})`;

function print(runs: readonly { readonly name: string; readonly told: Told }[]): void {
  console.log(table(['joins', 'found', 'likely', 'possible', 'told apart by scope', 'nothing', 'edges a found fact', 'findings a found fact', 'on chunks', 'wrong edges among copies', 'edges to other documents'], runs.map(({ name, told: { facts, wrong, strange } }) => {
    const [hits, own] = [countOf(facts, found), facts.filter(found)];
    return [
      name, `${(hits / Math.max(1, facts.length)).toFixed(3)} (${interval(hits, facts.length)})`, ...(['likely', 'possible', 'differs by scope', 'nothing'] as const).map((level) => String(countOf(facts, ({ told }) => told === level))),
      perFact(own.map(({ edges }) => edges)), perFact(own.map(({ findings }) => findings)), perFact(own.map(({ chunks }) => chunks)), String(wrong.length), String(strange.length),
    ];
  })));
  const counted = (counts: ReadonlyMap<string, number>): string => [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, count]) => `${rule} ${String(count)}`).join(', ');
  console.log(`\nThe copy with the changed fact, and those with the true one\n\n${table(['joins', 'changed: kept', 'accepted, not the one kept', 'held back', 'held back by', 'no true copy accepted', 'true copies accepted', 'true ones held back by'], runs.map(({ name, told: { facts } }) => [
    name, ...(['kept', 'accepted, not the one kept', 'held back'] as const).map((fate) => String(countOf(facts, (fact) => fact.fate === fate))), counted(tally(facts.flatMap(({ rules }) => rules))),
    String(countOf(facts, truthLost)), `${mean(facts.map(({ trueAccepted }) => trueAccepted)).toFixed(1)} of ${String(COPIES - 1)}`, counted(tally(facts.flatMap(({ trueRules }) => [...trueRules].flatMap(([rule, count]) => Array.from({ length: count }, () => rule))))),
  ]))}`);
  const kinds = [...new Set(runs[0]!.told.facts.map(({ changed }) => changed.kind))].sort();
  console.log(`\n${table(['kind', 'facts', ...runs.map(({ name }) => `found, ${name}`)], kinds.map((kind) => [
    kind, String(countOf(runs[0]!.told.facts, ({ changed }) => changed.kind === kind)), ...runs.map(({ told: { facts } }) => String(countOf(facts, (fact) => fact.changed.kind === kind && found(fact)))),
  ]))}`);
  if (process.env['WINNOW_BENCH_LIST'] === undefined) return;
  for (const { name, told: { facts, wrong } } of runs) {
    for (const { changed, told, fate } of facts) console.log(`${name}: ${told}, ${fate}: ${changed.path} ${changed.kind}: ${changed.from} / ${changed.to}`);
    for (const { a, b, cue } of wrong) console.log(`${name}: wrong (${cue ?? ''}) ${a.path ?? ''}: ${a.quote} / ${b.path ?? ''}: ${b.quote}`);
  }
}

async function measure(folder: string): Promise<Figure[]> {
  const planted = plant(join(folder, 'docs'));
  const runs = [{ name: 'contradiction alone', told: toldOf(planted, await ran(folder, [{ use: 'contradiction' }])) }, { name: 'default joins', told: toldOf(planted, await ran(folder, undefined)) }];
  console.log(`seed ${SEED}; ${planted.changed.length} passages, ${COPIES} copies each, one with a changed fact, among ${AROUND} documents; found: an edge from the changed sentence to the true one of another copy\n`);
  print(runs);
  const [alone, all] = runs.map(({ told }) => told) as [Told, Told];
  const recall = ({ facts }: Told): number => countOf(facts, found) / Math.max(1, facts.length);
  return [
    { key: 'nearCopies.recall', label: 'near-copies: changed facts found, contradiction alone', value: recall(alone), unit: '' },
    { key: 'nearCopies.recallDefault', label: 'near-copies: changed facts found, default joins', value: recall(all), unit: '' },
    { key: 'nearCopies.wrongEdges', label: 'near-copies: wrong edges among the copies, contradiction alone', value: alone.wrong.length, unit: '' },
    { key: 'nearCopies.edgesPerFact', label: 'near-copies: edges of a found fact, default joins', value: mean(all.facts.filter(found).map(({ edges }) => edges)), unit: '' },
    { key: 'nearCopies.changedKept', label: 'near-copies: changed copies that are the one kept, default joins', value: countOf(all.facts, ({ fate }) => fate === 'kept'), unit: '' },
    { key: 'nearCopies.truthLost', label: 'near-copies: passages of which no true copy is accepted, default joins', value: countOf(all.facts, truthLost), unit: '' },
  ];
}

export const nearCopies: Bench = { name: 'near-copies', group: 'quality', needs: ['contradiction'], run: () => inFolder(measure) };
