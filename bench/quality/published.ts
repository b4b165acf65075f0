/**
 * The publication date of 500 web pages (the half of htmldate's evaluation that is here), beside htmldate itself: the same pages, its own measure.
 *
 * Ours is `dates.published` of the freshness scorer over what the HTML parser gives, both as built; a month or a year stands for its first day, as
 * htmldate writes them. As in htmldate's evaluation no page comes with its address, but for what the page says itself (`link rel=canonical`);
 * printed beside it: with the address, as the JSONL reader hands it over in the field `url` of a record, and htmldate's `url=`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ParsedDocument } from '../../src/core/index.js';
import type { htmlParser } from '../../src/ingest/parsers/html/index.js';
import type { freshnessScorer } from '../../src/score/freshness/index.js';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { data, inFolder, root } from '../lib/places.js';
import { lackingForPython, python } from '../lib/python.js';
import { bootstrapped, intervalText } from '../lib/ranks.js';

const ROUNDS = 3;

type Half = 'looked at' | 'reported';
interface Page { readonly url: string; readonly file: string; readonly gold: string | null; readonly half: Half }
type Answer = string | null;
interface Counts { right: number; wrong: number; missing: number }
interface Side { readonly key: string; readonly name: string; readonly answers: readonly Answer[] }

/** Rules are made with one half in view; the other is only reported. A page belongs to a half by its file's name. */
const halfOf = (file: string): Half => ((createHash('sha256').update(file).digest()[0] ?? 0) % 2 === 0 ? 'looked at' : 'reported');

function pagesOf(folder: string): Page[] {
  // `NaN` is no JSON: Python writes it where a page has no date.
  const gold = JSON.parse(readFileSync(join(folder, 'gold.json'), 'utf8').replace(/: NaN\b/gu, ': null')) as Record<string, { file: string; date: string | null }>;
  return Object.entries(gold).map(([url, { file, date }]) => ({ url, file: join(folder, 'pages', file), gold: date, half: halfOf(file) }));
}

/** As htmldate counts: any date that is not the right one is wrong, none is missing, also where there is none to find. */
function countsOf(pages: readonly Page[], answers: readonly Answer[]): Counts {
  const counts = { right: 0, wrong: 0, missing: 0 };
  for (const [index, { gold }] of pages.entries()) {
    const answer = answers[index] ?? null;
    counts[answer === null ? 'missing' : answer === gold ? 'right' : 'wrong'] += 1;
  }
  return counts;
}

const accuracyOf = ({ right, wrong, missing }: Counts): number => right / Math.max(1, right + wrong + missing);
const precisionOf = ({ right, wrong }: Counts): number => right / Math.max(1, right + wrong);
const recallOf = ({ right, missing }: Counts): number => right / Math.max(1, right + missing);
const f1Of = ({ right, wrong, missing }: Counts): number => (2 * right) / Math.max(1, 2 * right + wrong + missing);

const firstDay = (value: string | null): Answer => (value === null ? null : value.length === 4 ? `${value}-01-01` : value.length === 7 ? `${value}-01` : value);

interface Blocks {
  readonly parser: typeof htmlParser;
  readonly scorer: typeof freshnessScorer;
}

async function blocks(): Promise<Blocks> {
  const built = async <Module>(...path: string[]): Promise<Module> => (await import(pathToFileURL(join(root, 'dist', ...path, 'index.js')).href)) as Module;
  const { htmlParser: parser } = await built<{ htmlParser: typeof htmlParser }>('ingest', 'parsers', 'html');
  const { freshnessScorer: scorer } = await built<{ freshnessScorer: typeof freshnessScorer }>('score', 'freshness');
  return { parser, scorer };
}

async function parse({ parser }: Blocks, page: Page): Promise<ParsedDocument> {
  const [document] = await parser.run({ bytes: new Uint8Array(readFileSync(page.file)), path: 'page.html', mediaType: 'text/html', declared: {} }, parser.options.parse({}));
  if (document === undefined) throw new Error(`${page.file} gave no document`);
  return document;
}

function publishedOf({ scorer }: Blocks, { text, title, language, mediaType, declared, dates }: ParsedDocument, url: string | null): Answer {
  const input = { path: 'page.html', source: 'web', title, text, language, mediaType, declared: url === null ? declared : { ...declared, url }, dates };
  return firstDay(scorer.run(input, scorer.options.parse({})).dates.published);
}

async function ours(pages: readonly Page[]): Promise<{ sides: Side[] }> {
  const built = await blocks();
  const [alone, addressed]: [Answer[], Answer[]] = [[], []];
  for (const page of pages) {
    const document = await parse(built, page);
    alone.push(publishedOf(built, document, null));
    addressed.push(publishedOf(built, document, page.url));
  }
  return { sides: [{ key: 'winnow', name: 'winnow', answers: alone }, { key: 'winnowUrl', name: 'winnow, address known', answers: addressed }] };
}
