/**
 * Makes those documents of the demo corpus that are not plain text: the PDFs, the DOCX files and the odd encodings.
 *
 *   npx tsx scripts/make-demo-corpus.ts           writes them
 *   npx tsx scripts/make-demo-corpus.ts --check   checks them byte for byte, and every label; exit 1 if anything is off
 *   npx tsx scripts/make-demo-corpus.ts --stats   counts files and labels, prints the tables and puts them into data/README.md
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderDocx, renderPictureDocx } from './demo-corpus/docx.js';
import { checkLabels, statistics, type Labels } from './demo-corpus/labels.js';
import { renderPdf, renderScan } from './demo-corpus/pdf.js';
import { scannedPage, whiteboard } from './demo-corpus/png.js';
import { parseSource, sourceText } from './demo-corpus/source.js';
import { encodeUtf16, encodeWindows1252 } from './demo-corpus/text.js';

const data = join(dirname(fileURLToPath(import.meta.url)), '..', 'data');
const corpus = join(data, 'demo', 'corpus');
const sourceRoot = join(data, 'demo', 'sources');
const readmePath = join(data, 'README.md');

const read = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

interface Made {
  files: Map<string, Buffer>;
  /** The text of each made document, by its path in the corpus. */
  texts: Map<string, string>;
}

async function make(): Promise<Made> {
  const files = new Map<string, Buffer>();
  const texts = new Map<string, string>();
  for (const name of readdirSync(sourceRoot).sort()) {
    if (!name.endsWith('.md')) continue;
    const path = `policies/${name.slice(0, -'.md'.length)}`;
    const source = parseSource(read(join(sourceRoot, name)));
    files.set(path, path.endsWith('.pdf') ? await renderPdf(source) : await renderDocx(source));
    texts.set(path, sourceText(source));
  }
  const pictures: [string, Buffer][] = [
    ['policies/signed-lease-annex-scan.pdf', await renderScan([scannedPage(20417, 33)], new Date('2026-03-05T10:12:00Z'))],
    ['policies/delivery-note-scan.pdf', await renderScan([scannedPage(771, 30), scannedPage(90210, 12)], new Date('2026-09-17T07:48:00Z'))],
    [
      'policies/whiteboard-planning.docx',
      await renderPictureDocx(whiteboard(3301), { created: new Date('2026-06-25T14:02:00Z'), modified: new Date('2026-06-25T14:03:00Z') }),
    ],
  ];
  for (const [path, bytes] of pictures) {
    files.set(path, bytes);
    texts.set(path, '');
  }
  files.set('files/depot-almere.txt', encodeWindows1252(read(join(sourceRoot, 'depot-almere.txt'))));
  files.set('files/press-kit.txt', encodeUtf16(read(join(sourceRoot, 'press-kit.txt'))));
  return { files, texts };
}

const START = '<!-- stats:start -->';
const END = '<!-- stats:end -->';

function withStatistics(readme: string, labels: Labels): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error('data/README.md has lost its stats markers');
  return `${readme.slice(0, start)}${START}\n\n${statistics(labels, corpus)}\n\n${readme.slice(end)}`;
}

function check(made: Made, labels: Labels): string[] {
  const faults = checkLabels(labels, corpus, made.texts);
  for (const [path, bytes] of made.files) {
    try {
      if (!readFileSync(join(corpus, path)).equals(bytes)) faults.push(`${path}: differs from what the script makes`);
    } catch {
      faults.push(`${path}: missing, run the script without options`);
    }
  }
  const readme = read(readmePath);
  if (withStatistics(readme, labels) !== readme) faults.push('data/README.md: counts are out of date, run --stats');
  return faults;
}

async function main(options: string[]): Promise<number> {
  const unknown = options.find((option) => option !== '--check' && option !== '--stats');
  if (unknown !== undefined) {
    console.error(`unknown option ${unknown}; known are --check and --stats`);
    return 2;
  }
  const labels = JSON.parse(read(join(data, 'demo', 'labels.json'))) as Labels;
  if (options.includes('--stats')) {
    writeFileSync(readmePath, withStatistics(read(readmePath), labels));
    console.log(statistics(labels, corpus));
    return 0;
  }
  const made = await make();
  if (options.includes('--check')) {
    const faults = check(made, labels);
    for (const fault of faults) console.error(fault);
    console.log(faults.length === 0 ? `${made.files.size} made files and all labels are as they should be` : `${faults.length} faults`);
    return faults.length === 0 ? 0 : 1;
  }
  for (const [path, bytes] of made.files) {
    mkdirSync(dirname(join(corpus, path)), { recursive: true });
    writeFileSync(join(corpus, path), bytes);
  }
  console.log(`${made.files.size} files written`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
