import { describe, expect, it } from 'vitest';
import type { ChunkDraft, ParsedDocument } from '../../../src/core/index.js';
import { headingsChunker } from '../../../src/ingest/chunkers/headings/index.js';
import { markdownParser } from '../../../src/ingest/parsers/markdown/index.js';
import { documentOf, heading, paragraph, type Draft } from './documents.js';

const chunk = async (document: ParsedDocument, options: Record<string, unknown>): Promise<readonly ChunkDraft[]> => headingsChunker.run(document, headingsChunker.options.parse(options));
const words = (count: number, word: string): string => `${Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ')}.`;
const rows = Array.from({ length: 40 }, (_, row) => `| plan ${row} | ${row} GB | ${row} users |`);
const table: Draft = { kind: 'table', headLines: 2, text: ['| Plan | Storage | Seats |', '|---|---|---|', ...rows].join('\n') };

describe('context of a chunk', () => {
  it('repeats the head of a table in every part but the first, and counts it', async () => {
    const chunks = await chunk(documentOf([heading(1, 'Plans'), table]), { maxTokens: 120 });
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.map((one) => one.context)).toEqual(['', ...chunks.slice(1).map(() => '| Plan | Storage | Seats |\n|---|---|---|\n')]);
    expect(Math.max(...chunks.map((one) => one.tokens))).toBeLessThanOrEqual(120);
  });

  it('repeats no line of a table that has no head', async () => {
    const chunks = await chunk(documentOf([{ kind: 'table', text: rows.join('\n') }]), { maxTokens: 120 });
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every((one) => one.context === '')).toBe(true);
  });

  it('finds the head of a Markdown table', async () => {
    const bytes = new TextEncoder().encode(`# Plans\n\n${table.text}\n`);
    const [document] = await markdownParser.run({ bytes, path: 'plans.md', mediaType: 'text/markdown', declared: {} }, markdownParser.options.parse({}));
    const chunks = await chunk(document!, { maxTokens: 120 });
    expect(chunks.at(-1)?.context).toBe('| Plan | Storage | Seats |\n|---|---|---|\n');
  });

  it('names the list item above, and headings and title where they are asked for, without what the chunk holds itself', async () => {
    const children = Array.from({ length: 6 }, (_, index): Draft => ({ kind: 'list-item', level: 2, text: `  - ${words(12, `child${index}x`)}`, parent: 2 }));
    const document = documentOf([heading(1, 'Hosts'), heading(2, 'Supported'), { kind: 'list-item', text: '- **Linux** hosts', level: 1 }, ...children], '\n');
    const chunks = await chunk(document, { maxTokens: 110, minTokens: 4, context: ['title', 'headings', 'parent-item'] });
    expect(chunks[0]?.context).toBe('The title\n\n');
    expect(chunks[1]?.context).toBe('The title > Hosts > Supported\n\n**Linux** hosts\n');
    expect((await chunk(document, { maxTokens: 110, minTokens: 4 }))[1]?.context).toBe('**Linux** hosts\n');
  });

  it('does not say a title twice', async () => {
    const document = documentOf([heading(1, 'The title'), heading(2, 'Part'), paragraph('Short.'), heading(2, 'Other'), paragraph('Short too.')]);
    expect((await chunk(document, { context: ['title', 'headings'] })).map((one) => one.context)).toEqual(['', 'The title\n\n']);
  });

  it('leaves out what would take more than half of the limit, from the outermost in, and all where a single line leaves no room', async () => {
    const wide = `| ${words(30, 'column')} |`;
    const document = documentOf([heading(1, words(20, 'Long')), { kind: 'table', headLines: 1, text: [wide, ...rows].join('\n') }]);
    const chunks = await chunk(document, { maxTokens: 80, context: ['headings', 'table-head'] });
    expect(chunks.every((one) => one.context === '' && one.tokens <= 80)).toBe(true);
    const long = documentOf([{ kind: 'table', headLines: 1, text: ['| Name | Note |', `| ${words(29, 'a')} |`, `| ${words(29, 'b')} |`].join('\n') }]);
    expect((await chunk(long, { maxTokens: 64 })).at(-1)?.context).toBe('');
  });
});
