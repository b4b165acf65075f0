/**
 * Text of manuals in PDF against the plain text that Debian ships beside it: Winnow's parser, pdf-parse alone and poppler's
 * pdftotext. CPU of the first two in the same process, document by document; whose turn is first alternates.
 */
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { pdfParser } from '../../src/ingest/parsers/pdf/index.js';
import { lackingForPairs, pairs, runs, type Pair } from '../lib/debian-docs.js';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { root } from '../lib/places.js';
import { wordScore, type WordScore } from '../lib/word-f1.js';

const ROUNDS = 3;
/** Where poppler agrees less with the text edition, that is another text (or one without word boundaries, which the measure cannot cut). */
const SAME_TEXT = 0.9;
/** A document read this well by poppler must not be read worse than `SAME_TEXT` by us. */
const READ_WELL = 0.95;

interface Side { readonly name: string; read(pdf: Buffer): Promise<string> }
interface Row { readonly name: string; readonly winnow: WordScore; readonly bare: WordScore; readonly poppler: WordScore | null }

async function winnow(): Promise<Side> {
  const module = (await import(pathToFileURL(join(root, 'dist', 'ingest', 'parsers', 'pdf', 'index.js')).href)) as { pdfParser: typeof pdfParser };
  const options = module.pdfParser.options.parse({});
  return {
    name: 'winnow',
    async read(pdf) {
      const [document] = await module.pdfParser.run({ bytes: new Uint8Array(pdf), path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, options);
      return document?.text ?? '';
    },
  };
}

async function pdfParse(): Promise<Side> {
  const { PDFParse } = await import('pdf-parse');
  return {
    name: 'pdf-parse',
    async read(pdf) {
      const parser = new PDFParse({ data: new Uint8Array(pdf), verbosity: 0 });
      try {
        return (await parser.getText({ pageJoiner: '' })).text;
      } finally {
        await parser.destroy();
      }
    },
  };
}

function poppler(pdf: Buffer): string {
  return execFileSync('pdftotext', ['-', '-'], { input: pdf, maxBuffer: 1e8, stdio: ['pipe', 'pipe', 'ignore'] }).toString('utf8');
}

async function compare(documents: readonly Pair[], [ours, bare]: readonly [Side, Side], withPoppler: boolean): Promise<{ rows: Row[]; seconds: Map<string, number[]> }> {
  const rows: Row[] = [];
  const seconds = new Map<string, number[]>([[ours.name, []], [bare.name, []]]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const spent = new Map<string, number>();
    for (const [index, { name, pdf, text }] of documents.entries()) {
      const read = new Map<string, string>();
      for (const side of (index + round) % 2 === 0 ? [ours, bare] : [bare, ours]) {
        const before = process.cpuUsage();
        read.set(side.name, await side.read(pdf));
        const { user, system } = process.cpuUsage(before);
        spent.set(side.name, (spent.get(side.name) ?? 0) + (user + system) / 1e6);
      }
      if (round > 0) continue;
      const score = (side: Side): WordScore => wordScore(read.get(side.name) ?? '', text);
      rows.push({ name, winnow: score(ours), bare: score(bare), poppler: withPoppler ? wordScore(poppler(pdf), text) : null });
    }
    for (const [name, value] of spent) seconds.get(name)?.push(value);
  }
  return { rows, seconds };
}

function print(rows: readonly Row[], counts: (row: Row) => boolean): void {
  const cells = (score: WordScore | null): string[] => (score === null ? ['', '', ''] : [score.f1, score.precision, score.recall].map((value) => value.toFixed(3)));
  console.log(table(
    ['document', 'winnow F1', 'P', 'R', 'pdf-parse F1', 'P', 'R', 'poppler F1', 'P', 'R', 'counts'],
    rows.map((row) => [row.name, ...cells(row.winnow), ...cells(row.bare), ...cells(row.poppler), counts(row) ? 'yes' : 'another text']),
  ));
}

const MISSING = 'poppler\'s pdftotext is not installed: its column is empty, and no pair can be told to be another text';

export const pdf: Bench = {
  name: 'pdf', group: 'quality', needs: [], lacks: lackingForPairs,
  async run() {
    const withPoppler = runs('pdftotext', '-v');
    if (!withPoppler) console.log(MISSING);
    const sides = [await winnow(), await pdfParse()] as const;
    const documents = pairs();
    const { rows, seconds } = await compare(documents, sides, withPoppler);
    const counts = (row: Row): boolean => (row.poppler?.f1 ?? 1) >= SAME_TEXT;
    print(rows, counts);
    const kept = rows.filter(counts);
    const of = (side: 'winnow' | 'bare' | 'poppler'): number[] => kept.flatMap((row) => row[side]?.f1 ?? []);
    const overall = (values: readonly number[], figure: (values: readonly number[]) => number): number | null => (values.length === 0 ? null : figure(values));
    const least = (values: readonly number[]): number => Math.min(...values);
    const megabytes = documents.reduce((sum, { pdf: bytes }) => sum + bytes.length, 0) / 1e6;
    for (const [name, values] of seconds) console.log(`${name}: ${values.map((value) => value.toFixed(2)).join(', ')} s of CPU for ${documents.length} documents, ${megabytes.toFixed(1)} MB`);
    const [ours = [], theirs = []] = sides.map(({ name }) => seconds.get(name));
    const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN));
    console.log(`CPU of winnow as a multiple of pdf-parse's getText: ${ratios.map((value) => value.toFixed(2)).join(', ')}`);
    const badly = kept.filter((row) => row.winnow.f1 < SAME_TEXT && (row.poppler?.f1 ?? 0) > READ_WELL);
    return [
      { key: 'pdf.medianF1', label: `pdf: median word-F1 over ${kept.length} manuals`, value: median(of('winnow')), unit: '' },
      { key: 'pdf.minimumF1', label: 'pdf: least word-F1', value: least(of('winnow')), unit: '' },
      { key: 'pdf.badlyRead', label: `pdf: below ${SAME_TEXT} where poppler is above ${READ_WELL}`, value: withPoppler ? badly.length : null, unit: '' },
      { key: 'pdf.pdfParseMedianF1', label: 'pdf: median of pdf-parse alone', value: median(of('bare')), unit: '' },
      { key: 'pdf.pdfParseMinimumF1', label: 'pdf: least of pdf-parse alone', value: least(of('bare')), unit: '' },
      { key: 'pdf.popplerMedianF1', label: 'pdf: median of poppler', value: overall(of('poppler'), median), unit: '' },
      { key: 'pdf.popplerMinimumF1', label: 'pdf: least of poppler', value: overall(of('poppler'), least), unit: '' },
      { key: 'pdf.cpuRatio', label: 'pdf: CPU as a multiple of pdf-parse\'s getText', value: median(ratios), unit: 'x' },
    ] satisfies Figure[];
  },
};
