/** A corpus of about 100,000 chunks of which about 10,000 are held back: copies of many kinds, and pages that nobody has touched for years. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFiles, realChunks } from '../lib/real-chunks.js';
import { madeChunks } from '../lib/synthetic-chunks.js';

export const CHUNKS = 100_000;
const PAGES_A_FOLDER = 250;
/** Of a hundred pages, so many are out of date: with the copies about a tenth of all chunks is held back. */
const STALE = 4;

/** Writes pages of sections, one chunk each, 250 pages to a source. Returns the names of the sources. */
export function writePages(folder: string, chunksAPage = 20): string[] {
  const sources: string[] = [];
  let page: string[] = [];
  let pages = 0;
  const flush = (): void => {
    if (page.length === 0) return;
    const source = `source-${Math.floor(pages / PAGES_A_FOLDER)}`;
    if (!sources.includes(source)) {
      sources.push(source);
      mkdirSync(join(folder, source), { recursive: true });
    }
    const updated = pages % 100 < STALE ? '2018-02-01' : '2026-10-01';
    writeFileSync(join(folder, source, `page-${pages}.md`), `---\nupdated: ${updated}\n---\n\n# Notes of one team\n\n${page.join('\n\n')}\n`);
    pages += 1;
    page = [];
  };
  for (const { text } of madeChunks(realChunks(corpusFiles(), CHUNKS), CHUNKS)) {
    page.push(`## Details\n\n${text.replace(/^#+/gmu, '').slice(0, 1600)}`);
    if (page.length === chunksAPage) flush();
  }
  flush();
  return sources;
}
