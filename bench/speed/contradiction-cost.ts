/**
 * What looking for contradictions costs: the join alone over real documentation of about 3,000, 10,000 and 50,000 claims, and a night with one edited file.
 * `WINNOW_BENCH_LARGE=1` adds about 50,000 chunks: the five sets and one renamed copy of them (`lib/renamed.ts`).
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EdgeLine } from '../../src/index.js';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { linesOf, measured, summaryOf, winnow, type Measured } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, corpusFolder, filesIn, inFolder, root } from '../lib/places.js';
import { placeOf } from '../lib/quotes.js';
import { byHash } from '../lib/random.js';
import { commonWords, renamed } from '../lib/renamed.js';
import type { CountedRun } from './contradiction-cost-child.js';

interface Size { readonly files: number; readonly rounds: number }
/** Files and not claims, so that another way to take statements apart is measured over the same text. */
const SIZES: readonly Size[] = [{ files: 62, rounds: 3 }, { files: 260, rounds: 3 }, { files: 1300, rounds: 1 }];
const LARGE: Size = { files: 4400, rounds: 1 };
/** Where the night is tried: it needs a second first run. */
const NIGHT = SIZES[1];

interface Grown {
  readonly chunks: number;
  readonly counted: CountedRun;
  /** Of the same command over the same store without and with the join; both decide every chunk anew. */
  readonly without: readonly Measured[];
  readonly joined: readonly Measured[];
}
interface Night { readonly path: string; readonly quiet: Measured; readonly night: Measured; readonly edges: number; readonly changed: number; readonly differing: readonly string[] }

const cpuOf = (runs: readonly Measured[]): number => median(runs.map(({ cpuSeconds }) => cpuSeconds));
const joinCpu = ({ joined, without }: Grown): number => cpuOf(joined) - cpuOf(without);
const rssOf = (runs: readonly Measured[]): number | null => runs.reduce<number | null>((most, { peakRssMb }) => (peakRssMb === null ? most : Math.max(most ?? 0, peakRssMb)), null);
const megabytes = (value: number | null): string => (value === null ? 'not available' : value.toFixed(0));
/** Exponent of the power that leads from one size to the other. */
const exponent = (a: Grown, b: Grown, cost: (one: Grown) => number): number => Math.log(cost(b) / cost(a)) / Math.log(b.counted.counts.claims / a.counted.counts.claims);

/** Files of the five sets in the order of their hashes, then once more with other words. */
function* documentation(): Generator<{ readonly path: string; readonly text: string }> {
  const files = byHash(CORPORA.flatMap((corpus) => filesIn(corpusFolder(corpus), ['.md', '.mdx']).map((path) => `${corpus}/${path}`)));
  const textOf = (file: string): string => readFileSync(join(corpusFolder(file.slice(0, file.indexOf('/'))), file.slice(file.indexOf('/') + 1)), 'utf8');
  for (const path of files) yield { path, text: textOf(path) };
  const common = commonWords(files.map(textOf));
  for (let copy = 1; ; copy += 1) for (const path of files) yield { path: `${path.slice(0, path.indexOf('/'))}/copy-${copy}/${path.slice(path.indexOf('/') + 1)}`, text: renamed(textOf(path), copy, common) };
}

/** One folder of documents that grows, and a store of it into which no join has looked. */
class Corpus {
  readonly #folder: string;
  readonly #documents = documentation();
  readonly #pipelines: Readonly<Record<'filled' | 'without' | 'joined' | 'counted', string>>;
  #files = 0;
  #stores = 0;

  constructor(folder: string) {
    this.#folder = folder;
    const read = CORPORA.map((corpus) => folderSource(corpus, join('docs', corpus)));
    for (const corpus of CORPORA) mkdirSync(join(folder, 'docs', corpus), { recursive: true });
    // Freshness tells the join dates and types; nothing else is scored.
    const shared = { name: 'cost', read, score: [{ use: 'freshness' }] };
    const contradiction = [{ use: 'contradiction' }];
    this.#pipelines = {
      filled: writePipeline(folder, { ...shared, join: [] }, 'filled.yaml'),
      // In other words the default policy as far as it goes here: with the join every chunk is decided anew, so without it, too.
      without: writePipeline(folder, { ...shared, join: [], policy: { quarantine: ['freshness.score < 0.25', 'fired(\'freshness/expired\')', 'fired(\'freshness/future-date\')', 'fired(\'freshness/deprecated\')'] } }, 'without.yaml'),
      joined: writePipeline(folder, { ...shared, join: contradiction }, 'joined.yaml'),
      counted: writePipeline(folder, { ...shared, join: contradiction, plugins: [join(root, 'bench', 'speed', 'counted-contradiction.ts')], limits: { joinWorkers: 0 } }, 'counted.yaml'),
    };
  }

  pathOf(source: string, path: string): string {
    return join(this.#folder, 'docs', source, path);
  }

  async growTo(files: number): Promise<void> {
    for (; this.#files < files; this.#files += 1) {
      const { path, text } = this.#documents.next().value as { path: string; text: string };
      const file = join(this.#folder, 'docs', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    await this.run('filled', join(this.#folder, 'filled.db'));
  }

  copy(): string {
    this.#stores += 1;
    const store = join(this.#folder, `${this.#stores}.db`);
    copyFileSync(join(this.#folder, 'filled.db'), store);
    return store;
  }

  run(what: 'filled' | 'without' | 'joined', store: string): Promise<Measured> {
    return winnow(['run', this.#pipelines[what], '--store', store, '--now', NOW, '--json'], { expect: [0, 3] });
  }

  async counted(store: string): Promise<CountedRun> {
    const ran = await measured([process.execPath, '--import', import.meta.resolve('tsx'), join(root, 'bench', 'speed', 'contradiction-cost-child.ts'), this.#pipelines.counted, store, NOW]);
    if (ran.exitCode !== 0) throw new Error(`the counted run failed: ${ran.stderr.trim()}`);
    return JSON.parse(ran.stdout) as CountedRun;
  }
}

async function edgesOf(store: string): Promise<string[]> {
  const edges: EdgeLine[] = [];
  for (const kind of ['contradicts', 'differs-by-scope']) edges.push(...linesOf<EdgeLine>(await winnow(['list', 'edges', '--kind', kind, '--json', '--store', store])));
  return edges.map((edge) => JSON.stringify(edge)).sort();
}

async function grow(corpus: Corpus, { files, rounds }: Size): Promise<{ grown: Grown; store: string }> {
  await corpus.growTo(files);
  const [without, joined]: [Measured[], Measured[]] = [[], []];
  let store = '';
  for (let round = 0; round < rounds; round += 1) {
    without.push(await corpus.run('without', corpus.copy()));
    store = corpus.copy();
    joined.push(await corpus.run('joined', store));
  }
  return { grown: { chunks: summaryOf(joined[0]!).corpus.chunks.total, counted: await corpus.counted(corpus.copy()), without, joined }, store };
}

/**
 * Another number in a statement that an edge quotes: no word comes or goes, so the epoch's frequencies are those of a first run over the edited
 * files, and the edges have to be the same to the last digit.
 */
function edit(corpus: Corpus, edges: readonly EdgeLine[]): { path: string; restore: () => void } {
  for (const { path, quote } of edges.flatMap(({ a, b }) => [a, b])) {
    const digits = /(?<![\d.])\d{1,3}(?![\d.])/u.exec(quote);
    if (path === null || digits === null) continue;
    for (const source of CORPORA) {
      const file = corpus.pathOf(source, path);
      const text = textOrNull(file);
      const place = text === null ? null : placeOf(quote, text);
      if (text === null || place === null) continue;
      const at = place.start + text.slice(place.start, place.end).indexOf(digits[0]);
      writeFileSync(file, `${text.slice(0, at)}${String(Number(digits[0]) + 7)}${text.slice(at + digits[0].length)}`);
      return { path: `${source}/${path}`, restore: () => writeFileSync(file, text) };
    }
  }
  throw new Error('no edge quotes a number that stands in its file');
}

function textOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

async function night(corpus: Corpus, store: string): Promise<Night> {
  const before = await edgesOf(store);
  const quiet = await corpus.run('joined', store);
  const { path, restore } = edit(corpus, before.map((line) => JSON.parse(line) as EdgeLine));
  try {
    const edited = await corpus.run('joined', store);
    const after = await edgesOf(store);
    const full = corpus.copy();
    await corpus.run('joined', full);
    const expected = await edgesOf(full);
    const [had, has, wanted] = [before, after, expected].map((lines) => new Set(lines)) as [Set<string>, Set<string>, Set<string>];
    return {
      path, quiet, night: edited, edges: expected.length,
      changed: after.filter((line) => !had.has(line)).length + before.filter((line) => !has.has(line)).length,
      differing: [...after.filter((line) => !wanted.has(line)), ...expected.filter((line) => !has.has(line))],
    };
  } finally {
    restore();
  }
}

function print(all: readonly Grown[], { path, quiet, night: edited, edges, changed, differing }: Night): void {
  console.log('CPU of the command over a store that is filled already, all threads: with the join less without it, every chunk decided anew by both; medians of alternating runs. Stage: indexing and joining alone, in the main process and without worker threads\n');
  console.log(table(['chunks', 'claims', 'runs', 'join: cpu s', 's per 1,000 chunks', 'stage: cpu s', 's per 1,000 chunks', 'peak RSS MB', 'without the join'], all.map((one) => [
    String(one.chunks), String(one.counted.counts.claims), String(one.joined.length), joinCpu(one).toFixed(2), (1000 * joinCpu(one) / one.chunks).toFixed(2), one.counted.stageCpuSeconds.toFixed(2), (1000 * one.counted.stageCpuSeconds / one.chunks).toFixed(2),
    megabytes(rssOf(one.joined)), megabytes(rssOf(one.without)),
  ])));
  console.log('\nA claim, counted by a join that stands in for the built one (a run itself reports none of this). Candidates: pairs of chunks that share a key; judged: pairs of claims of these that are looked at; postings visited: members of the buckets of every chunk, each bucket up to its cap\n');
  console.log(table(['chunks', 'claims', 'postings', 'visited', 'candidates', 'judged', 'sides of a claim: median, 90%, 99%, most'], all.map(({ chunks, counted: { counts } }) => [
    String(chunks), String(counts.claims), ...[counts.postings, counts.postingsVisited, counts.candidates, counts.judged].map((value) => (value / counts.claims).toFixed(2)), counts.sidesOf.join(', '),
  ])));
  console.log(`\nGrowth, exponents over claims\n\n${table(['from', 'to', 'join', 'stage', 'visited', 'candidates', 'judged'], all.slice(1).map((one, at) => {
    const before = all[at]!;
    return [String(before.counted.counts.claims), String(one.counted.counts.claims), ...[joinCpu, stage, visited, candidates, judged].map((cost) => exponent(before, one, cost).toFixed(2))];
  }))}`);
  console.log(`\nOne number edited in ${path}: ${edited.cpuSeconds.toFixed(2)} s of CPU, ${quiet.cpuSeconds.toFixed(2)} s in a night without news; ${String(changed)} edges came or left, ${String(differing.length)} of ${String(edges)} differ from those of a first run over the edited files`);
  for (const line of differing.slice(0, 3)) console.log(line.slice(0, 400));
}

const stage = ({ counted }: Grown): number => counted.stageCpuSeconds;
const visited = ({ counted }: Grown): number => counted.counts.postingsVisited;
const candidates = ({ counted }: Grown): number => counted.counts.candidates;
const judged = ({ counted }: Grown): number => counted.counts.judged;

async function measure(folder: string): Promise<Figure[]> {
  const corpus = new Corpus(folder);
  const all: Grown[] = [];
  let edited: Night | undefined;
  let nightSize: Grown | undefined;
  for (const size of process.env['WINNOW_BENCH_LARGE'] === undefined ? SIZES : [...SIZES, LARGE]) {
    const { grown, store } = await grow(corpus, size);
    all.push(grown);
    if (size === NIGHT) [edited, nightSize] = [await night(corpus, store), grown];
  }
  print(all, edited!);
  const most = all.at(-1)!;
  const of = `${String(most.chunks)} chunks`;
  return [
    { key: 'contradictionCost.cpuSecondsPer1000', label: `contradiction-cost: CPU per 1,000 chunks, ${of}`, value: (1000 * joinCpu(most)) / most.chunks, unit: 's' },
    { key: 'contradictionCost.stageCpuSecondsPer1000', label: `contradiction-cost: of it indexing and joining, ${of}`, value: (1000 * stage(most)) / most.chunks, unit: 's' },
    { key: 'contradictionCost.peakRssMb', label: `contradiction-cost: peak RSS of the main process, ${of}`, value: rssOf(most.joined), unit: 'MB' },
    { key: 'contradictionCost.exponent', label: `contradiction-cost: exponent of the stage's CPU over claims, ${String(all.at(-2)!.counted.counts.claims)} to ${String(most.counted.counts.claims)}`, value: exponent(all.at(-2)!, most, stage), unit: '' },
    { key: 'contradictionCost.candidatesPerClaim', label: `contradiction-cost: candidate pairs a claim, ${of}`, value: candidates(most) / most.counted.counts.claims, unit: '' },
    { key: 'contradictionCost.judgedPerClaim', label: `contradiction-cost: judged pairs a claim, ${of}`, value: judged(most) / most.counted.counts.claims, unit: '' },
    { key: 'contradictionCost.nightCpuShare', label: `contradiction-cost: a night with one edited file, CPU of that of the first join, ${String(nightSize!.chunks)} chunks`, value: (edited!.night.cpuSeconds - edited!.quiet.cpuSeconds) / joinCpu(nightSize!), unit: '' },
    { key: 'contradictionCost.nightEdgesDiffering', label: 'contradiction-cost: edges after that night that a first run would not have, or lack', value: edited!.differing.length, unit: '' },
  ];
}

export const contradictionCost: Bench = { name: 'contradiction-cost', group: 'speed', needs: ['contradiction'], run: () => inFolder(measure) };
