/**
 * The main content of 499 web pages of seven kinds against their gold text (Web Content Extraction Benchmark, development split),
 * beside Readability on linkedom in the same process: each page by one and then by the other, whose turn is first alternates.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { groupBy } from '../../src/core/collections.js';
import type { htmlParser } from '../../src/ingest/parsers/html/index.js';
import { mean, median, table, type Bench, type Figure } from '../lib/figures.js';
import { peer } from '../lib/peers.js';
import { data, root } from '../lib/places.js';
import { wordScore, type WordScore } from '../lib/word-f1.js';

const ROUNDS = 3;

interface Page { readonly id: string; readonly kind: string; readonly title: string | null; readonly gold: string; readonly html: Buffer }
interface Extracted { readonly text: string; readonly title: string | null }
interface Side { readonly name: string; readonly does: string; extract(page: Page): Promise<Extracted> }
interface Result { readonly page: Page; readonly score: WordScore; readonly isTitle: boolean | null }

interface GroundTruth { readonly _internal: { readonly page_type: { readonly primary: string } }; readonly ground_truth: { readonly title: string | null; readonly main_content: string } }

function pagesOf(folder: string): Page[] {
  return readdirSync(join(folder, 'ground-truth')).sort().map((file) => {
    const { _internal, ground_truth: gold } = JSON.parse(readFileSync(join(folder, 'ground-truth', file), 'utf8')) as GroundTruth;
    const id = file.replace('.json', '');
    return { id, kind: _internal.page_type.primary, title: gold.title, gold: gold.main_content, html: gunzipSync(readFileSync(join(folder, 'html', `${id}.html.gz`))) };
  });
}

async function winnow(): Promise<Side> {
  const module = (await import(pathToFileURL(join(root, 'dist', 'ingest', 'parsers', 'html', 'index.js')).href)) as { htmlParser: typeof htmlParser };
  const options = module.htmlParser.options.parse({});
  return {
    name: 'winnow', does: 'decodes bytes, parses with htmlparser2, finds hidden text, lays out blocks with spans, reads dates and metadata',
    async extract({ html }) {
      const [document] = await module.htmlParser.run({ bytes: new Uint8Array(html), path: 'page.html', mediaType: 'text/html', declared: {} }, options);
      return { text: document?.text ?? '', title: document?.title ?? null };
    },
  };
}

interface Readable { parse(): { title?: string | null; textContent?: string | null } | null }

async function readability(): Promise<Side> {
  const { Readability } = await peer<{ Readability: new (document: unknown) => Readable }>('@mozilla/readability');
  const { parseHTML } = await peer<{ parseHTML: (html: string) => { document: unknown } }>('linkedom');
  return {
    name: 'Readability', does: 'takes the bytes as UTF-8, parses with linkedom, gives text and title',
    async extract({ html }) {
      try {
        const article = new Readability(parseHTML(html.toString('utf8')).document).parse();
        return { text: article?.textContent ?? '', title: article?.title ?? null };
      } catch {
        return { text: '', title: null }; // it throws on pages without a body
      }
    },
  };
}

const folded = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

async function compare(pages: readonly Page[], sides: readonly Side[]): Promise<{ results: Map<string, Result[]>; seconds: Map<string, number[]> }> {
  const results = new Map<string, Result[]>(sides.map(({ name }) => [name, []]));
  const seconds = new Map<string, number[]>(sides.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const spent = new Map<string, number>();
    for (const [index, page] of pages.entries()) {
      for (const side of (index + round) % 2 === 0 ? sides : sides.toReversed()) {
        const before = process.cpuUsage();
        const found = await side.extract(page);
        const { user, system } = process.cpuUsage(before);
        spent.set(side.name, (spent.get(side.name) ?? 0) + (user + system) / 1e6);
        if (round > 0) continue;
        const isTitle = page.title === null ? null : folded(found.title ?? '') === folded(page.title);
        results.get(side.name)?.push({ page, score: wordScore(found.text, page.gold), isTitle });
      }
    }
    for (const [name, value] of spent) seconds.get(name)?.push(value);
  }
  return { results, seconds };
}

const meanF1 = (results: readonly Result[]): number => mean(results.map(({ score }) => score.f1));

function print(sides: readonly Side[], results: ReadonlyMap<string, readonly Result[]>): void {
  const of = (name: string): readonly Result[] => results.get(name) ?? [];
  const kinds = [...groupBy(of(sides[0]?.name ?? ''), ({ page }) => page.kind)];
  const row = (label: string, keep: (result: Result) => boolean): string[] => [
    label, String(of(sides[0]?.name ?? '').filter(keep).length),
    ...sides.flatMap(({ name }) => {
      const kept = of(name).filter(keep);
      return [meanF1(kept).toFixed(3), mean(kept.map(({ score }) => score.precision)).toFixed(3), mean(kept.map(({ score }) => score.recall)).toFixed(3)];
    }),
  ];
  console.log(table(['kind of page', 'pages', ...sides.flatMap(({ name }) => [`${name} F1`, 'P', 'R'])], [...kinds.map(([kind]) => row(kind, ({ page }) => page.kind === kind)), row('all', () => true)]));
  for (const { name, does } of sides) console.log(`${name}: ${does}`);
}

export const html: Bench = {
  name: 'html', group: 'quality', needs: ['wcxb-dev'],
  async run() {
    const pages = pagesOf(data('wcxb-dev'));
    const sides = [await winnow(), await readability()];
    const { results, seconds } = await compare(pages, sides);
    print(sides, results);
    const megabytes = pages.reduce((sum, page) => sum + page.html.length, 0) / 1e6;
    const speeds = new Map([...seconds].map(([name, values]) => [name, megabytes / median(values)]));
    for (const [name, values] of seconds) console.log(`${name}: ${values.map((value) => value.toFixed(2)).join(', ')} s of CPU for ${megabytes.toFixed(0)} MB`);
    const ours = results.get('winnow') ?? [];
    const titled = ours.filter(({ isTitle }) => isTitle !== null);
    return [
      { key: 'html.meanF1', label: 'html: mean word-F1 of the main content', value: meanF1(ours), unit: '' },
      { key: 'html.leadOverReadability', label: 'html: the same, less that of Readability', value: meanF1(ours) - meanF1(results.get('Readability') ?? []), unit: '' },
      { key: 'html.titleShare', label: 'html: titles equal but for signs and case', value: titled.filter(({ isTitle }) => isTitle).length / Math.max(1, titled.length), unit: '' },
      { key: 'html.mbPerSecond', label: 'html: source bytes a second of CPU', value: speeds.get('winnow') ?? 0, unit: 'MB/s' },
      { key: 'html.readabilityMbPerSecond', label: 'html: the same of Readability', value: speeds.get('Readability') ?? 0, unit: 'MB/s' },
    ] satisfies Figure[];
  },
};
