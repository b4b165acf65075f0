/**
 * The publication date of 500 web pages (the half of htmldate's evaluation that is here), beside htmldate itself: the same pages, its own measure.
 *
 * Ours is `dates.published` of the freshness scorer over what the HTML parser gives, both as built; a month or a year stands for its first day, as
 * htmldate writes them. Where a page tells only when it was last changed, htmldate answers with that day; `dates.published` is then empty, as the two are
 * different things. So both are measured: `dates.published` alone, and with `dates.modified` where it is empty.
 * As in htmldate's evaluation no page comes with its address, but for what it says itself (`link rel=canonical`, `og:url`). Printed beside it: with the
 * address, which the JSONL reader hands over as the field `url` of a record, and htmldate takes as `url=`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ParsedDocument } from '../../src/core/index.js';
import type * as Encoding from '../../src/ingest/encoding.js';
import type { htmlParser } from '../../src/ingest/parsers/html/index.js';
import type * as Metadata from '../../src/ingest/parsers/html/metadata.js';
import type * as PageModule from '../../src/ingest/parsers/html/page.js';
import type * as PageDates from '../../src/ingest/parsers/html/page-dates.js';
import type * as HtmlTree from '../../src/ingest/parsers/html-tree.js';
import type { freshnessScorer } from '../../src/score/freshness/index.js';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { data, inFolder, root } from '../lib/places.js';
import { lackingForPython, python } from '../lib/python.js';
import { bootstrapped, intervalText } from '../lib/ranks.js';

const ROUNDS = 3;
const SEED = 20_261_126;

type Half = 'looked at' | 'reported';
interface Page { readonly url: string; readonly file: string; readonly gold: string | null; readonly half: Half }
type Answer = string | null;
interface Counts { right: number; wrong: number; missing: number }
interface Side { readonly key: string; readonly name: string; readonly answers: readonly Answer[] }
interface Judged { readonly page: Page; readonly answer: Answer }

/** Rules are made with one half in view; the other is only reported. A page belongs to a half by its file's name. */
const halfOf = (file: string): Half => ((createHash('sha256').update(file).digest()[0] ?? 0) % 2 === 0 ? 'looked at' : 'reported');

function pagesOf(folder: string): Page[] {
  // `NaN` is no JSON: Python writes it where a page has no date.
  const gold = JSON.parse(readFileSync(join(folder, 'gold.json'), 'utf8').replace(/: NaN\b/gu, ': null')) as Record<string, { file: string; date: string | null }>;
  return Object.entries(gold).map(([url, { file, date }]) => ({ url, file: join(folder, 'pages', file), gold: date, half: halfOf(file) }));
}

/** As htmldate counts: any date that is not the right one is wrong, none is missing, also where there is none to find. */
function countsOf(judged: readonly Judged[]): Counts {
  const counts = { right: 0, wrong: 0, missing: 0 };
  for (const { page, answer } of judged) counts[answer === null ? 'missing' : answer === page.gold ? 'right' : 'wrong'] += 1;
  return counts;
}

const share = (part: number, whole: number): number => part / Math.max(1, whole);
const MEASURES = {
  accuracy: ({ right, wrong, missing }: Counts): number => share(right, right + wrong + missing),
  precision: ({ right, wrong }: Counts): number => share(right, right + wrong),
  recall: ({ right, missing }: Counts): number => share(right, right + missing),
  f1: ({ right, wrong, missing }: Counts): number => share(2 * right, 2 * right + wrong + missing),
} as const;
type Measure = keyof typeof MEASURES;

const firstDay = (value: string | null): Answer => (value === null ? null : value.length === 4 ? `${value}-01-01` : value.length === 7 ? `${value}-01` : value);

interface Built {
  readonly parser: typeof htmlParser;
  readonly scorer: typeof freshnessScorer;
  readonly html: typeof HtmlTree & typeof Metadata & typeof PageModule & typeof PageDates & typeof Encoding;
}

async function builtBlocks(): Promise<Built> {
  const load = async (...path: string[]): Promise<object> => (await import(pathToFileURL(join(root, 'dist', ...path)).href)) as object;
  const parsers = ['ingest', 'parsers'];
  const parts = await Promise.all([
    load('ingest', 'encoding.js'), load(...parsers, 'html-tree.js'), ...['metadata.js', 'page.js', 'page-dates.js'].map((file) => load(...parsers, 'html', file)),
  ]);
  const { htmlParser: parser } = (await load(...parsers, 'html', 'index.js')) as { htmlParser: typeof htmlParser };
  const { freshnessScorer: scorer } = (await load('score', 'freshness', 'index.js')) as { freshnessScorer: typeof freshnessScorer };
  return { parser, scorer, html: Object.assign({}, ...parts) as Built['html'] };
}

async function parse({ parser }: Built, bytes: Uint8Array): Promise<ParsedDocument> {
  const [document] = await parser.run({ bytes, path: 'page.html', mediaType: 'text/html', declared: {} }, parser.options.parse({}));
  if (document === undefined) throw new Error('a page gave no document');
  return document;
}

function scored({ scorer }: Built, { text, title, language, mediaType, declared, dates }: ParsedDocument, url: string | null): ReturnType<typeof scorer.run>['dates'] {
  const input = { path: 'page.html', source: 'web', title, text, language, mediaType, declared: url === null ? declared : { ...declared, url }, dates, parts: [] };
  return scorer.run(input, scorer.options.parse({})).dates;
}

/** CPU seconds of all that is done for dates: finding them in the page that was parsed, and in its text, and deciding what to believe. */
async function secondsOfDates(built: Built, files: readonly Buffer[]): Promise<number> {
  let seconds = 0;
  for (const bytes of files) {
    const document = await parse(built, bytes);
    const { decodeText, flatDomOf, metadataOf, Page, pageDates } = built.html;
    const dom = flatDomOf((await decodeText(bytes, {})).text);
    const [page, metadata] = [new Page(dom), metadataOf(dom)];
    const before = process.cpuUsage();
    const dates = pageDates(page, metadata);
    scored(built, { ...document, dates }, null);
    const { user, system } = process.cpuUsage(before);
    seconds += (user + system) / 1e6;
  }
  return seconds;
}

async function ours(pages: readonly Page[]): Promise<{ sides: Side[]; pagesPerSecond: number; all: number }> {
  const built = await builtBlocks();
  const files = pages.map(({ file }) => readFileSync(file));
  const answers = { published: [] as Answer[], told: [] as Answer[], publishedUrl: [] as Answer[] };
  const before = process.cpuUsage();
  for (const [index, page] of pages.entries()) {
    const document = await parse(built, files[index]!);
    const dates = scored(built, document, null);
    answers.published.push(firstDay(dates.published));
    answers.told.push(firstDay(dates.published ?? dates.modified));
    answers.publishedUrl.push(firstDay(scored(built, document, page.url).published));
  }
  const { user, system } = process.cpuUsage(before);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(pages.length / (await secondsOfDates(built, files)));
  console.log(`winnow: ${rounds.map((rate) => rate.toFixed(0)).join(', ')} pages a second of CPU for the dates alone, the page parsed`);
  return {
    sides: [
      { key: 'published', name: 'winnow, dates.published', answers: answers.published },
      { key: 'told', name: 'winnow, else dates.modified', answers: answers.told },
      { key: 'publishedUrl', name: 'winnow, dates.published, address known', answers: answers.publishedUrl },
    ],
    pagesPerSecond: median(rounds), all: (pages.length * 1e6) / (user + system),
  };
}

interface PeerPass { readonly answers: readonly Answer[]; readonly cpu: number; readonly parsing: number }

function peers(pages: readonly Page[], folder: string): { sides: Side[]; pagesPerSecond: number; parsingShare: number } {
  const list = join(folder, 'pages.json');
  writeFileSync(list, JSON.stringify(pages.map(({ file, url }) => ({ file, url }))));
  const interpreter = python();
  const pass = (mode: string): PeerPass => JSON.parse(execFileSync(interpreter, [join(root, 'bench', 'quality', 'published-peer.py'), list, mode], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 2] })) as PeerPass;
  const rounds = Array.from({ length: ROUNDS }, () => pass('alone'));
  console.log(`htmldate: ${rounds.map(({ cpu }) => (pages.length / cpu).toFixed(0)).join(', ')} pages a second of CPU, parsing with lxml in it`);
  return {
    sides: [{ key: 'htmldate', name: 'htmldate 1.11.0', answers: rounds[0]!.answers }, { key: 'htmldateUrl', name: 'htmldate 1.11.0, url=', answers: pass('url').answers }],
    pagesPerSecond: pages.length / median(rounds.map(({ cpu }) => cpu)), parsingShare: median(rounds.map(({ parsing, cpu }) => parsing / cpu)),
  };
}

const HALVES = ['looked at', 'reported', 'both'] as const;

function measured(pages: readonly Page[], { answers }: Side, half: (typeof HALVES)[number], measure: Measure): { value: number; text: string; counts: Counts } {
  const judged = pages.map((page, index): Judged => ({ page, answer: answers[index] ?? null })).filter(({ page }) => half === 'both' || page.half === half);
  const interval = bootstrapped(judged, (drawn) => MEASURES[measure](countsOf(drawn)), SEED);
  return { value: interval.value, text: intervalText(interval), counts: countsOf(judged) };
}

async function measure(folder: string): Promise<readonly Figure[]> {
  const pages = pagesOf(data('htmldate-dev'));
  const own = await ours(pages);
  const lack = lackingForPython();
  if (lack !== null) console.log(`${lack}: htmldate is left out`);
  const peer = lack === null ? peers(pages, folder) : null;
  const sides = [...own.sides, ...(peer?.sides ?? [])];
  const rows = sides.flatMap((side) => HALVES.map((half) => {
    const of = (name: Measure): ReturnType<typeof measured> => measured(pages, side, half, name);
    const { counts } = of('accuracy');
    return [side.name, half, `${counts.right + counts.wrong + counts.missing}`, `${counts.right}`, `${counts.wrong}`, `${counts.missing}`, of('accuracy').text, of('precision').value.toFixed(3), of('recall').value.toFixed(3), of('f1').text];
  }));
  console.log(`\n${table(['side', 'half', 'pages', 'right', 'wrong', 'none', 'accuracy', 'precision', 'recall', 'F1'], rows)}\n`);
  console.log('Intervals: 95%, bootstrapped over pages. The halves are told by a hash of the file name; rules were made with one in view, the other is only reported.');
  console.log(`winnow: all of a page, its text with it, ${own.all.toFixed(0)} pages a second of CPU; htmldate gives no text, and parses in ${peer === null ? '?' : (peer.parsingShare * 100).toFixed(0)}% of its time`);
  const figure = (key: string, label: string, value: number | null, unit = ''): Figure => ({ key: `published.${key}`, label: `published: ${label}`, value, unit });
  const valueOf = (key: string, half: (typeof HALVES)[number], name: Measure): number | null => {
    const side = sides.find((one) => one.key === key);
    return side === undefined ? null : measured(pages, side, half, name).value;
  };
  return [
    figure('accuracy', 'accuracy of dates.published, all pages', valueOf('published', 'both', 'accuracy')),
    figure('f1', 'F1 of the same', valueOf('published', 'both', 'f1')),
    figure('reportedAccuracy', 'accuracy, the half that is only reported', valueOf('published', 'reported', 'accuracy')),
    figure('reportedF1', 'F1, the half that is only reported', valueOf('published', 'reported', 'f1')),
    figure('toldAccuracy', 'accuracy with dates.modified where dates.published is empty', valueOf('told', 'both', 'accuracy')),
    figure('toldF1', 'F1 of the same', valueOf('told', 'both', 'f1')),
    figure('htmldateAccuracy', 'accuracy of htmldate, all pages', valueOf('htmldate', 'both', 'accuracy')),
    figure('htmldateF1', 'F1 of htmldate', valueOf('htmldate', 'both', 'f1')),
    figure('pagesPerSecond', 'pages a second of CPU, the dates of parsed pages', own.pagesPerSecond, 'pages/s'),
    figure('htmldatePagesPerSecond', 'htmldate, with parsing', peer?.pagesPerSecond ?? null, 'pages/s'),
  ];
}

export const published: Bench = {
  name: 'published', group: 'quality', needs: ['htmldate-dev'],
  run: () => inFolder(measure),
};
