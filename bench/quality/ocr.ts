/**
 * Text recognised in pictures of pages against the text layer of the same pages as poppler reads it: three pages of Debian's manuals, as clean pictures and as
 * coarse, strongly compressed ones. Rendered pages are kinder than scans of paper, which lie askew and have stains.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import PDFDocument from 'pdfkit';
import type { pdfParser } from '../../src/ingest/parsers/pdf/index.js';
import { lackingForPairs, pairs, runs } from '../lib/debian-docs.js';
import { median, table, type Bench, type Figure } from '../lib/figures.js';
import { root } from '../lib/places.js';
import { wordScore, type WordScore } from '../lib/word-f1.js';

const MANUALS = ['debian-policy/policy', 'debian/FAQ/debian-faq.en', 'maint-guide/maint-guide.en'];
const PAGE = 20;
const LOOKS = [
  { name: 'clean', arguments: ['-r', '300', '-gray', '-png'] },
  { name: 'coarse', arguments: ['-r', '150', '-gray', '-jpeg', '-jpegopt', 'quality=30'] },
] as const;

interface Row { readonly name: string; readonly look: string; readonly score: WordScore; readonly confidence: number; readonly seconds: number }

function lacking(): string | null {
  const missing = [['pdftoppm', '-v'], ['pdftotext', '-v']].filter(([command = '', argument]) => !runs(command, argument)).map(([command]) => command);
  if (missing.length > 0) return `no ${missing.join(' and no ')}`;
  try {
    createRequire(join(root, 'package.json')).resolve('tesseract.js-core');
  } catch {
    return 'no tesseract.js-core';
  }
  return lackingForPairs();
}

/** The page as a picture that fills an A4 page. */
async function scanned(file: string, look: readonly string[]): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'winnow-ocr-'));
  try {
    execFileSync('pdftoppm', [...look, '-f', String(PAGE), '-l', String(PAGE), file, join(folder, 'page')]);
    const [picture = ''] = readdirSync(folder);
    const pdf = new PDFDocument({ size: 'A4', margin: 0 });
    const parts: Buffer[] = [];
    const done = new Promise<Buffer>((resolve) => {
      pdf.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        resolve(Buffer.concat(parts));
      });
    });
    pdf.image(readFileSync(join(folder, picture)), 0, 0, { width: 595.28, height: 841.89 }).end();
    return new Uint8Array(await done);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const ocr: Bench = {
  name: 'ocr', group: 'quality', needs: [], lacks: lacking,
  async run() {
    const { pdfParser: parser } = (await import(pathToFileURL(join(root, 'dist', 'ingest', 'parsers', 'pdf', 'index.js')).href)) as { pdfParser: typeof pdfParser };
    const options = parser.options.parse({ ocr: { budgetMs: 600_000 } });
    const rows: Row[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'winnow-ocr-'));
    try {
      for (const { name, pdf } of pairs().filter((pair) => MANUALS.includes(pair.name))) {
        const file = join(folder, 'manual.pdf');
        writeFileSync(file, pdf);
        const text = execFileSync('pdftotext', ['-f', String(PAGE), '-l', String(PAGE), file, '-']).toString('utf8');
        for (const look of LOOKS) {
          const bytes = await scanned(file, look.arguments);
          const before = process.cpuUsage();
          const [document] = await parser.run({ bytes, path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, options);
          const { user, system } = process.cpuUsage(before);
          const declared = document?.declared['ocr'] as { readonly meanConfidence: number } | undefined;
          rows.push({ name, look: look.name, score: wordScore(document?.text ?? '', text), confidence: declared?.meanConfidence ?? 0, seconds: (user + system) / 1e6 });
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    console.log(table(['page', 'picture', 'F1', 'P', 'R', 'confidence', 'CPU s'], rows.map(({ name, look, score, confidence, seconds }) => [
      `${name} p. ${PAGE}`, look, score.f1.toFixed(3), score.precision.toFixed(3), score.recall.toFixed(3), String(confidence), seconds.toFixed(1),
    ])));
    const least = (look: string): number => Math.min(...rows.filter((row) => row.look === look).map(({ score }) => score.f1));
    return [
      { key: 'ocr.minimumF1', label: `ocr: least word-F1 of ${rows.length / LOOKS.length} pages, 300 dpi`, value: least('clean'), unit: '' },
      { key: 'ocr.coarseMinimumF1', label: 'ocr: the same at 150 dpi, strongly compressed', value: least('coarse'), unit: '' },
      { key: 'ocr.cpuSecondsPerPage', label: 'ocr: CPU for a file of one page, median', value: median(rows.map(({ seconds }) => seconds)), unit: 's' },
    ] satisfies Figure[];
  },
};
