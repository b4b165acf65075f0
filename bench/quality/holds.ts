/**
 * What the default policy holds back on real documentation, and how much of it rightly: every corpus in a run of its own,
 * and 60 of the held-back chunks, drawn at random over all of them, judged by hand and kept in `judged/`.
 *
 *   npm run bench -- holds                 counts, and the tally of the judged sample
 *   npm run bench -- holds --draw          also draws a new sample to judge
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf, summaryOf, winnow } from '../lib/measure.js';
import { folderSource, writePipeline } from '../lib/pipeline.js';
import { CORPORA, NOW, corpusFolder, inFolder, root } from '../lib/places.js';
import { sample, seeded } from '../lib/random.js';
import { table, type Bench, type Figure } from '../lib/figures.js';

const SEED = 20261127;
const SAMPLE = 60;
const EXCERPT_CHARS = 300;
const judgedFolder = join(root, 'bench', 'quality', 'judged');

interface Reason { readonly rule: string; readonly message: string }
interface Chunk { readonly id: string; readonly path: string; readonly headingPath: readonly string[]; readonly status: string; readonly text: string; readonly survivor: string | null; readonly reasons: readonly Reason[] }
interface FindingLine { readonly rule: string; readonly chunkId: string | null; readonly related: { readonly path?: string; readonly quote?: string } | null }
interface Held { readonly corpus: string; readonly total: number; readonly chunks: readonly Chunk[]; readonly findings: readonly FindingLine[] }

export type Verdict = 'right' | 'wrong' | 'arguable';
interface Judgement {
  readonly id: string; readonly corpus: string; readonly path: string; readonly heading: string; readonly rules: readonly string[]; readonly messages: readonly string[];
  readonly related: { readonly path: string | null; readonly quote: string | null } | null; readonly excerpt: string;
  readonly verdict: Verdict | null; readonly why: string | null;
}
interface JudgedFile { readonly about: string; readonly drawn: string; readonly seed: number; readonly heldChunks: number; readonly judgements: readonly Judgement[] }

async function heldOf(corpus: string): Promise<Held> {
  return inFolder(async (folder) => {
    const pipeline = writePipeline(folder, { name: corpus, read: [folderSource(corpus, corpusFolder(corpus), ['**/*.{md,mdx}'])] });
    const store = join(folder, 'store.db');
    const ran = summaryOf(await winnow(['run', pipeline, '--store', store, '--now', NOW, '--json'], { expect: [0, 3] }));
    const chunks: Chunk[] = [];
    for (const status of ['quarantined', 'rejected']) chunks.push(...linesOf<Chunk>(await winnow(['list', 'chunks', '--json', '--status', status, '--store', store])));
    const findings = linesOf<FindingLine>(await winnow(['list', 'findings', '--json', '--store', store])).filter(({ related }) => related !== null);
    return { corpus, total: ran.corpus.chunks.total, chunks, findings };
  });
}

const rulesOf = (chunk: Chunk): string[] => [...new Set(chunk.reasons.map(({ rule }) => rule))].sort();
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)}%`;

function sharesTable(all: readonly Held[]): string {
  const rules = [...new Set(all.flatMap(({ chunks }) => chunks.flatMap(rulesOf)))].sort();
  const row = (label: string, of: (held: Held) => number): string[] => [label, ...all.map((held) => `${of(held)} ${percent(of(held), held.total)}`)];
  return table(['held back by', ...all.map(({ corpus }) => corpus)], [
    ['chunks', ...all.map(({ total }) => String(total))], row('any rule', ({ chunks }) => chunks.length),
    ...rules.map((rule) => row(rule, ({ chunks }) => chunks.filter((chunk) => rulesOf(chunk).includes(rule)).length)),
  ]);
}

const excerptOf = (text: string): string => text.slice(0, EXCERPT_CHARS);

function judgementOf({ corpus, chunk, findings }: { corpus: string; chunk: Chunk; findings: readonly FindingLine[] }): Judgement {
  const related = findings.find((finding) => finding.chunkId === chunk.id && rulesOf(chunk).includes(finding.rule))?.related ?? null;
  return {
    id: chunk.id, corpus, path: chunk.path, heading: chunk.headingPath.join(' > '), rules: rulesOf(chunk), messages: chunk.reasons.map(({ message }) => message),
    related: related === null ? null : { path: related.path ?? null, quote: related.quote === undefined ? null : excerptOf(related.quote) },
    excerpt: excerptOf(chunk.text), verdict: null, why: null,
  };
}

function draw(all: readonly Held[]): string {
  const pool = all.flatMap(({ corpus, chunks, findings }) => chunks.map((chunk) => ({ corpus, chunk, findings })));
  const drawn = new Date().toISOString().slice(0, 10);
  const file = join(judgedFolder, `holds-${drawn}-${SEED}.json`);
  if (existsSync(file)) throw new Error(`${file} exists: judgements are not overwritten`);
  const content: JudgedFile = {
    about: 'Held-back chunks of five public documentation sets, drawn at random and judged by one judge (a language model that read chunk, message and the other side). '
      + 'Excerpts are short quotations for review. Licences as the archives name them: h18f CC0-1.0 (its LICENSE.md), etcd CC-BY-4.0 (SOURCE.txt and LICENSE of doc-versions); flux, helmd and redis come without a licence file.',
    drawn, seed: SEED, heldChunks: pool.length, judgements: sample(pool, SAMPLE, seeded(SEED)).map(judgementOf),
  };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  return file;
}

/** 95% interval of a share (Wilson 1927): holds for small counts and shares near 0 or 1. */
export function wilson(successes: number, trials: number): readonly [number, number] {
  const z = 1.959964;
  const share = successes / trials;
  const denominator = 1 + (z * z) / trials;
  const centre = share + (z * z) / (2 * trials);
  const margin = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return [Math.max(0, (centre - margin) / denominator), Math.min(1, (centre + margin) / denominator)];
}

function tally(): Figure[] {
  const newest = existsSync(judgedFolder) ? readdirSync(judgedFolder).filter((name) => /^holds-.*\.json$/u.test(name)).sort().at(-1) : undefined;
  if (newest === undefined) return [];
  const { judgements } = JSON.parse(readFileSync(join(judgedFolder, newest), 'utf8')) as JudgedFile;
  const judged = judgements.filter(({ verdict }) => verdict !== null);
  if (judged.length === 0) {
    console.log(`\n${newest}: nothing judged yet`);
    return [];
  }
  const count = (verdict: Verdict, list = judged): number => list.filter((judgement) => judgement.verdict === verdict).length;
  const [low, high] = wilson(count('wrong'), judged.length);
  console.log(`\nJudged by hand (bench/quality/judged/${newest}): ${judged.length} of ${judgements.length} held-back chunks; wrong ${percent(count('wrong'), judged.length)}, 95% interval ${percent(low, 1)} to ${percent(high, 1)} (Wilson)\n`);
  const rules = [...new Set(judged.flatMap((judgement) => judgement.rules))].sort();
  const row = (label: string, list: readonly Judgement[]): string[] => [label, ...(['right', 'arguable', 'wrong'] as const).map((verdict) => String(count(verdict, [...list])))];
  console.log(table(['rule', 'right', 'arguable', 'wrong'], [...rules.map((rule) => row(rule, judged.filter((judgement) => judgement.rules.includes(rule)))), row('all', judged)]));
  return [{ key: 'holds.wrongShare', label: 'holds: judged wrong, share of a random sample', value: count('wrong') / judged.length, unit: '' }];
}

export const holds: Bench = {
  name: 'holds', group: 'quality', needs: ['contradiction'],
  async run() {
    const all: Held[] = [];
    for (const corpus of CORPORA) all.push(await heldOf(corpus));
    console.log(sharesTable(all));
    if (process.argv.includes('--draw')) console.log(`\nDrawn: ${draw(all)}`);
    const [held, total] = [all.reduce((sum, { chunks }) => sum + chunks.length, 0), all.reduce((sum, corpus) => sum + corpus.total, 0)];
    return [{ key: 'holds.heldShare', label: `holds: held back of ${total} chunks of documentation`, value: held / total, unit: '' }, ...tally()];
  },
};
