/**
 * Chunks against 472 questions with exact answer spans (chunking-evaluation): our chunker beside LangChain's recursive splitter at the
 * same token limit. The five best chunks by BM25 of the question's own corpus are retrieved, the same way for both; and, without
 * any retriever, all chunks that hold a part of the answer ("found by an oracle"), which tells how tightly they fit.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import type { Chunker, ParsedDocument, Span } from '../../src/core/index.js';
import type { markdownParser } from '../../src/ingest/parsers/markdown/index.js';
import { Bm25 } from '../lib/bm25.js';
import { mean, table, type Bench, type Figure } from '../lib/figures.js';
import { data, root } from '../lib/places.js';
import { seeded } from '../lib/random.js';

/** One size alone is decided by a few answers that happen to lie across a cut. */
const SIZES = [150, 200, 250, 300, 400, 512] as const;
const RETRIEVED = 5;

interface Question { readonly text: string; readonly corpus: string; readonly answers: readonly Span[] }
interface Corpus { readonly name: string; readonly document: ParsedDocument }
interface Fit { readonly recall: number; readonly precision: number; readonly iou: number }
interface Score { readonly retrieved: Fit; readonly oracle: Fit }
interface Side { readonly name: string; chunks(document: ParsedDocument, tokens: number): Promise<readonly Span[]> }

function questionsOf(folder: string): Question[] {
  const rows = parse<{ question: string; references: string; corpus_id: string }>(readFileSync(join(folder, 'questions_df.csv')), { columns: true });
  return rows.map((row) => ({
    text: row.question, corpus: row.corpus_id,
    answers: (JSON.parse(row.references) as { start_index: number; end_index: number }[]).map(({ start_index: start, end_index: end }) => ({ start, end })),
  }));
}

async function built<Module>(...path: readonly string[]): Promise<Module> {
  return (await import(pathToFileURL(join(root, 'dist', 'ingest', ...path)).href)) as Module;
}

/** The files are read as Markdown; its text is the source, so that spans are those of the answers. */
async function corporaOf(folder: string): Promise<Corpus[]> {
  const { markdownParser: parser } = await built<{ markdownParser: typeof markdownParser }>('parsers', 'markdown', 'index.js');
  const options = parser.options.parse({});
  return Promise.all(readdirSync(folder).sort().map(async (file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    const [document] = await parser.run({ bytes, path: file, mediaType: 'text/markdown', declared: {} }, options);
    return { name: file.replace('.md', ''), document: document! };
  }));
}

async function sides(): Promise<Side[]> {
  const { chunkers } = await built<{ chunkers: readonly { id: string; load(): Promise<Chunker> }[] }>('chunkers', 'index.js');
  const side = async (name: string, id: string, optionsFor: (tokens: number) => unknown): Promise<Side> => {
    const chunker = await chunkers.find((one) => one.id === id)!.load();
    return { name, chunks: async (document, tokens) => chunker.run(document, chunker.options.parse(optionsFor(tokens))) };
  };
  return [
    await side('winnow', 'headings', (maxTokens) => ({ maxTokens })),
    await side('LangChain recursive', 'langchain', (chunkSize) => ({ splitter: 'recursive', chunkSize })),
  ];
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0);

/** Characters that two lists of spans share; spans of one list do not overlap. */
function shared(a: readonly Span[], b: readonly Span[]): number {
  return a.reduce((sum, one) => sum + b.reduce((inner, other) => inner + Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start)), 0), 0);
}

function fitOf(chunks: readonly Span[], answers: readonly Span[]): Fit {
  const [both, taken, wanted] = [shared(chunks, answers), lengthOf(chunks), lengthOf(answers)];
  return { recall: both / wanted, precision: taken === 0 ? 0 : both / taken, iou: both / (taken + wanted - both) };
}

async function scoresOf(side: Side, tokens: number, corpora: readonly Corpus[], questions: readonly Question[]): Promise<{ scores: Score[]; chunks: number }> {
  const scores: Score[] = [];
  let count = 0;
  for (const { name, document } of corpora) {
    const chunks = await side.chunks(document, tokens);
    count += chunks.length;
    const index = new Bm25(chunks.map(({ start, end }) => document.text.slice(start, end)));
    for (const { text, answers } of questions.filter(({ corpus }) => corpus === name)) {
      const best = index.best(text, RETRIEVED).map((at) => chunks[at]!);
      const holding = chunks.filter((chunk) => shared([chunk], answers) > 0);
      scores.push({ retrieved: fitOf(best, answers), oracle: fitOf(holding, answers) });
    }
  }
  return { scores, chunks: count };
}

/** How far the first side is ahead of the second: by size, and over all sizes with a 95% interval over questions (bootstrap, seeded). */
function leadsOf(perSize: readonly (readonly (readonly Score[])[])[]): Figure[] {
  return (['iou', 'recall'] as const).flatMap((what): Figure[] => {
    const leads = perSize.map(([ours = [], theirs = []]) => ours.map((score, at) => score.retrieved[what] - theirs[at]!.retrieved[what]));
    const perQuestion = leads[0]!.map((_, question) => mean(leads.map((size) => size[question]!)));
    const [low, high] = bootstrap(perQuestion);
    console.log(`${what} ahead of LangChain, mean over sizes: ${mean(perQuestion).toFixed(4)}, 95% interval ${low.toFixed(4)} to ${high.toFixed(4)}`);
    return [
      ...SIZES.map((tokens, at): Figure => ({ key: `chunking.${what}Lead${tokens}`, label: `chunking, ${tokens} tokens: ${what}, less that of LangChain`, value: mean(leads[at]!), unit: '' })),
      { key: `chunking.${what}Lead`, label: `chunking, mean over sizes: ${what}, less that of LangChain`, value: mean(perQuestion), unit: '' },
    ];
  });
}

function bootstrap(values: readonly number[]): readonly [number, number] {
  const random = seeded(472);
  const means = Array.from({ length: 2000 }, () => mean(values.map(() => values[Math.floor(random() * values.length)]!))).sort((a, b) => a - b);
  return [means[50]!, means[1949]!];
}

const KEYS = { winnow: 'winnow', 'LangChain recursive': 'recursive' } as Readonly<Record<string, string>>;

export const chunking: Bench = {
  name: 'chunking', group: 'quality', needs: ['chunking-evaluation'],
  async run() {
    const folder = join(data('chunking-evaluation'), 'chunking_evaluation', 'evaluation_framework', 'general_evaluation_data');
    const [questions, corpora] = [questionsOf(folder), await corporaOf(join(folder, 'corpora'))];
    const rows: string[][] = [];
    const figures: Figure[] = [];
    const perSize: Score[][][] = [];
    for (const tokens of SIZES) {
      const bySide: Score[][] = [];
      for (const side of await sides()) {
        const { scores, chunks } = await scoresOf(side, tokens, corpora, questions);
        bySide.push(scores);
        const of = (how: keyof Score, what: keyof Fit): number => mean(scores.map((score) => score[how][what]));
        rows.push([String(tokens), side.name, String(chunks), ...(['recall', 'precision', 'iou'] as const).map((what) => of('retrieved', what).toFixed(4)), of('oracle', 'recall').toFixed(4), of('oracle', 'iou').toFixed(4)]);
        const key = KEYS[side.name] ?? side.name;
        figures.push({ key: `chunking.${key}Iou${tokens}`, label: `chunking, ${tokens} tokens, ${side.name}: IoU`, value: of('retrieved', 'iou'), unit: '' });
        figures.push({ key: `chunking.${key}Recall${tokens}`, label: `chunking, ${tokens} tokens, ${side.name}: recall`, value: of('retrieved', 'recall'), unit: '' });
      }
      perSize.push(bySide);
    }
    console.log(table(['tokens', 'chunker', 'chunks', `recall of ${RETRIEVED}`, 'precision', 'IoU', 'oracle recall', 'oracle IoU'], rows));
    return [...figures, ...leadsOf(perSize)];
  },
};
