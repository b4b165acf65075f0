/** Files of each format for the speed bench: real ones where there are, others made from real text. */
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Document, HeadingLevel, Packer, Paragraph } from 'docx';
import type { PipelineInput } from '../../src/index.js';
import { folderSource } from '../lib/pipeline.js';
import { corpusFolder, data, filesIn } from '../lib/places.js';
import { byHash, sample, seeded } from '../lib/random.js';
import { epubOf, pptxOf, xlsxOf } from './office-files.js';

const SEED = 7;
export const FORMATS = ['markdown', 'html', 'pdf', 'docx', 'pptx', 'xlsx', 'epub', 'csv', 'jsonl', 'text'] as const;
export type Format = (typeof FORMATS)[number];

export interface Made {
  readonly format: Format;
  /** Of the source files. */
  readonly bytes: number;
  readonly source: PipelineInput['read'][number];
}

/** Files of a corpus in a fixed order without regard to folders. */
function someOf(folder: string, endings: readonly string[], count: number): string[] {
  return byHash(filesIn(folder, endings)).slice(0, count).map((path) => join(folder, path));
}

function markdownTexts(count: number): { name: string; text: string }[] {
  return someOf(corpusFolder('redis'), ['.md'], count).map((path, index) => ({ name: `page-${index}`, text: readFileSync(path, 'utf8') }));
}

/** Front matter, code fences and Hugo's short codes are markup: what is left reads as an author's plain text. */
function plain(text: string): string {
  return text.replace(/^---\n.*?\n---\n/su, '').replace(/^```.*$/gmu, '').replace(/\{\{[^{}]*\}\}/gu, '').replace(/\]\([^()\s]*\)/gu, ']').replace(/[*_`[\]]/gu, '');
}

async function docxOf(text: string): Promise<Buffer> {
  const children = plain(text).split(/\n\s*\n/u).map((part) => part.trim()).filter((part) => part !== '').map((part) => {
    const heading = /^#{1,6}\s+(.*)$/u.exec(part);
    return heading === null ? new Paragraph({ text: part.replace(/\s+/gu, ' ') }) : new Paragraph({ text: heading[1] ?? '', heading: HeadingLevel.HEADING_2 });
  });
  return Packer.toBuffer(new Document({ sections: [{ children }] }));
}

/** Paragraphs of a text, a line each. */
function paragraphsOf(text: string): string[] {
  return plain(text).split(/\n\s*\n/u).map((part) => part.replace(/\s+/gu, ' ').trim()).filter((part) => part !== '');
}

interface Row { readonly id: string; readonly title: string; readonly text: string }

/** Paragraphs of real text as records. */
function rows(pages: number): Row[] {
  return markdownTexts(pages).flatMap(({ name, text }) =>
    plain(text).split(/\n\s*\n/u).map((part) => part.replace(/\s+/gu, ' ').trim()).filter((part) => part.length >= 80)
      .map((part, index) => ({ id: `${name}-${index}`, title: part.slice(0, 40), text: part })));
}

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

const WRITERS: Readonly<Record<Format, (folder: string) => Promise<void> | void>> = {
  markdown(folder) {
    const files = [...someOf(corpusFolder('etcd'), ['.md'], 96), ...someOf(corpusFolder('redis'), ['.md'], 304)];
    files.forEach((path, index) => copyFileSync(path, join(folder, `page-${index}.md`)));
  },
  html(folder) {
    const pages = someOf(join(data('wcxb-dev'), 'html'), ['.html.gz'], 150);
    pages.forEach((path, index) => writeFileSync(join(folder, `page-${index}.html`), gunzipSync(readFileSync(path))));
  },
  pdf(folder) {
    const all = data('hostile-pdf');
    sample(filesIn(all, ['.pdf']), 100, seeded(SEED)).forEach((path, index) => copyFileSync(join(all, path), join(folder, `paper-${index}.pdf`)));
  },
  async docx(folder) {
    for (const { name, text } of markdownTexts(100)) writeFileSync(join(folder, `${name}.docx`), await docxOf(text));
  },
  pptx(folder) {
    for (const { name, text } of markdownTexts(100)) writeFileSync(join(folder, `${name}.pptx`), pptxOf(paragraphsOf(text)));
  },
  xlsx(folder) {
    const all = rows(200);
    for (let start = 0; start < all.length; start += 200) writeFileSync(join(folder, `book-${start}.xlsx`), xlsxOf(all.slice(start, start + 200).map(({ id, title, text }) => [id, title, text])));
  },
  epub(folder) {
    const texts = markdownTexts(100);
    for (let start = 0; start < texts.length; start += 10) writeFileSync(join(folder, `book-${start}.epub`), epubOf(texts.slice(start, start + 10).map(({ text }) => paragraphsOf(text))));
  },
  csv(folder) {
    const all = rows(200);
    for (let start = 0; start < all.length; start += 200) {
      const table = all.slice(start, start + 200).map(({ id, title, text }) => [id, title, text].map(quoted).join(','));
      writeFileSync(join(folder, `table-${start}.csv`), `id,title,text\n${table.join('\n')}\n`);
    }
  },
  jsonl(folder) {
    writeFileSync(join(folder, 'records.jsonl'), rows(200).map((row) => `${JSON.stringify(row)}\n`).join(''));
  },
  text(folder) {
    for (const { name, text } of markdownTexts(400)) writeFileSync(join(folder, `${name}.txt`), plain(text));
  },
};

export async function makeFormat(format: Format, parent: string): Promise<Made> {
  const folder = join(parent, format);
  mkdirSync(folder);
  await WRITERS[format](folder);
  const bytes = filesIn(folder, ['']).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const source = format === 'jsonl' ? { name: format, use: 'jsonl', with: { path: join(folder, 'records.jsonl') } } : folderSource(format, folder);
  return { format, bytes, source };
}
