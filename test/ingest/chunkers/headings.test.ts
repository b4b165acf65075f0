import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkDraft, ParsedDocument } from '../../../src/core/index.js';
import { headingsChunker } from '../../../src/ingest/chunkers/headings/index.js';
import { tokenCounter } from '../../../src/ingest/tokens/index.js';
import { anyDocument, anyDraft, documentOf, heading, paragraph, type Draft } from './documents.js';
import { cpuMs } from '../../cpu-time.js';

const chunk = async (document: ParsedDocument, options: Record<string, unknown> = {}): Promise<readonly ChunkDraft[]> => headingsChunker.run(document, headingsChunker.options.parse(options));
const texts = (document: ParsedDocument, chunks: readonly ChunkDraft[]): string[] => chunks.map(({ start, end }) => document.text.slice(start, end));
const words = (count: number, word = 'word'): string => `${Array.from({ length: count }, (_, index) => `${word}${index}`).join(' ')}.`;
const limits = fc.record({ maxTokens: fc.integer({ min: 16, max: 120 }), minTokens: fc.constantFrom(0, 8), overlapTokens: fc.constantFrom(0, 0, 8), context: fc.subarray(['title', 'headings', 'parent-item', 'table-head']) });

describe('headings chunker', () => {
  it('cuts at headings, keeps the heading line and says the path', async () => {
    const document = documentOf([paragraph('Before any heading.'), heading(1, 'Guide'), paragraph('About it.'), heading(2, 'Install'), paragraph('Run it.'), heading(2, 'Remove'), paragraph('Drop it.')]);
    const chunks = await chunk(document);
    expect(texts(document, chunks)).toEqual(['Before any heading.', '# Guide\n\nAbout it.', '## Install\n\nRun it.', '## Remove\n\nDrop it.']);
    expect(chunks.map((one) => one.headingPath)).toEqual([[], ['Guide'], ['Guide', 'Install'], ['Guide', 'Remove']]);
    expect(chunks[1]?.kinds).toEqual(['heading', 'paragraph']);
  });

  it('lets a heading without a body travel with its first sub-section', async () => {
    const document = documentOf([heading(1, 'Guide'), heading(2, 'Install'), paragraph('Run it.'), heading(2, 'Empty at the end')]);
    const chunks = await chunk(document);
    expect(texts(document, chunks)).toEqual(['# Guide\n\n## Install\n\nRun it.\n\n## Empty at the end']);
    expect(chunks[0]?.headingPath).toEqual(['Guide', 'Install']);
  });

  it('makes a lone heading a chunk only when there is nothing else', async () => {
    const document = documentOf([heading(1, 'Only a title')]);
    expect(texts(document, await chunk(document))).toEqual(['# Only a title']);
  });

  it('keeps paragraphs, tables and code whole where they fit a chunk', async () => {
    const table: Draft = { kind: 'table', text: Array.from({ length: 8 }, (_, row) => `| cell ${row} | value ${row} |`).join('\n') };
    const document = documentOf([heading(1, 'A'), paragraph(words(30)), table, paragraph(words(5))]);
    const chunks = await chunk(document, { maxTokens: 100, minTokens: 4 });
    expect(texts(document, chunks).some((text) => text.includes(table.text))).toBe(true);
  });

  it('cuts a long table between rows and leaves no head behind', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `| cell ${row} | value ${row} |`);
    const text = ['| Cell | Value |', '|---|---|', ...rows].join('\n');
    const document = documentOf([heading(1, 'A'), paragraph(words(12)), { kind: 'table', text }]);
    for (const piece of texts(document, await chunk(document, { maxTokens: 80 }))) {
      const lines = piece.split('\n').filter((line) => line.startsWith('|'));
      for (const line of lines) expect(text.split('\n')).toContain(line);
      expect(piece.endsWith('|---|---|')).toBe(false);
    }
  });

  it('cuts a long paragraph between sentences only', async () => {
    const sentences = Array.from({ length: 30 }, (_, index) => `Sentence ${index} says version 2.0.${index} is out, e.g. for Dr. Smith.`);
    const document = documentOf([paragraph(sentences.join(' '))]);
    const chunks = await chunk(document, { maxTokens: 64 });
    expect(chunks.length).toBeGreaterThan(5);
    expect(texts(document, chunks).flatMap((text) => text.split(/(?<=Smith\.) /u))).toEqual(sentences);
  });

  it('hard-cuts one sentence that is over the limit, never inside a surrogate pair', async () => {
    const document = documentOf([heading(1, 'A'), paragraph('😀'.repeat(300))]);
    const chunks = await chunk(document, { maxTokens: 32 });
    expect(chunks.length).toBeGreaterThan(3);
    expect(texts(document, chunks)[0]).toContain('# A\n\n😀');
    for (const text of texts(document, chunks)) expect(() => encodeURIComponent(text)).not.toThrow();
  });

  it('moves a line that announces what follows to what follows', async () => {
    const document = documentOf([heading(1, 'A'), paragraph(words(14)), paragraph('Do this:'), { kind: 'code', text: words(10, 'run') }]);
    const chunks = await chunk(document, { maxTokens: 50, minTokens: 4 });
    expect(texts(document, chunks)[1]).toMatch(/^Do this:\n\nrun0/u);
  });

  it('repeats whole sentences when an overlap is asked for', async () => {
    const sentences = Array.from({ length: 12 }, (_, index) => `This is sentence number ${index} of the text.`);
    const document = documentOf([paragraph(sentences.join(' '))]);
    const count = await tokenCounter('cl100k_base');
    const chunks = await chunk(document, { maxTokens: 40, minTokens: 0, overlapTokens: 12 });
    for (const [index, { start, end }] of chunks.entries()) {
      const next = chunks[index + 1];
      if (next === undefined) continue;
      const shared = document.text.slice(next.start, end);
      expect(sentences).toContain(shared);
      expect(count(shared)).toBeLessThanOrEqual(12);
      expect(next.start).toBeGreaterThan(start);
    }
  });

  it('gives the parent list item when it is outside the chunk, and not when it is inside', async () => {
    const item: Draft = { kind: 'list-item', text: '- **Linux** hosts', level: 1 };
    const children = Array.from({ length: 6 }, (_, index): Draft => ({ kind: 'list-item', level: 2, text: `  - ${words(12, `child${index}x`)}`, parent: 1 }));
    const document = documentOf([heading(1, 'A'), item, ...children], '\n');
    const chunks = await chunk(document, { maxTokens: 90, minTokens: 4 });
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks[0]?.parentItem).toBeNull();
    expect(chunks.slice(1).every((one) => one.parentItem === '**Linux** hosts')).toBe(true);
  });

  it('takes the page of the first block', async () => {
    const document = documentOf([{ kind: 'paragraph', text: words(20), page: 3 }, { kind: 'paragraph', text: words(20), page: 4 }]);
    expect((await chunk(document, { maxTokens: 70 })).map((one) => one.page)).toEqual([3, 4]);
  });

  it('merges a tiny last piece into its section', async () => {
    const document = documentOf([heading(1, 'A'), paragraph(`${words(10, 'Word')} `.repeat(6).trim()), paragraph('The end.')]);
    const count = await tokenCounter('cl100k_base');
    const tight = count(document.text) - 1;
    const chunks = await chunk(document, { maxTokens: tight, minTokens: 10 });
    expect(chunks.every((one) => one.tokens >= 10 || chunks.length === 1)).toBe(true);
    const roomy = await chunk(document, { maxTokens: tight + 1, minTokens: 10 });
    expect(roomy).toHaveLength(1);
  });

  it('cuts nothing from text that belongs to no block, and an empty document into no chunk', async () => {
    const frontMatterOnly: ParsedDocument = { ...documentOf([]), text: '---\ntitle: To come\n---\n' };
    expect(await chunk(frontMatterOnly)).toEqual([]);
    expect(await chunk(documentOf([]))).toEqual([]);
  });

  it.each([{ maxTokens: 8 }, { overlapTokens: 300 }, { maxTokens: 512.5 }, { unknown: 1 }])('refuses the options %j', (options) => {
    expect(headingsChunker.options.safeParse(options).success).toBe(false);
  });

  it('refuses an unknown tokenizer', async () => {
    await expect(chunk(documentOf([paragraph('x')]), { tokenizer: 'nope' })).rejects.toMatchObject({ code: 'pipeline-invalid' });
  });
});

describe('headings chunker, for any document', () => {
  it('gives ascending, trimmed spans within the limit that hold all text of the blocks', async () => {
    const count = await tokenCounter('cl100k_base');
    await fc.assert(
      fc.asyncProperty(anyDocument, limits, async (document, options) => {
        const chunks = await chunk(document, options);
        const held = new Uint8Array(document.text.length);
        let before = -1;
        for (const one of chunks) {
          const text = document.text.slice(one.start, one.end);
          expect(one.start).toBeGreaterThan(before);
          expect(text).not.toBe('');
          expect(text.trim()).toBe(text);
          expect(one.tokens).toBe(count((one.context ?? '') + text));
          expect(one.tokens).toBeLessThanOrEqual(options.maxTokens);
          held.fill(1, one.start, one.end);
          before = one.start;
        }
        for (const block of document.blocks) {
          for (let at = block.start; block.kind !== 'separator' && at < block.end; at += 1) if (held[at] === 0) expect(document.text.charAt(at).trim()).toBe('');
        }
        expect(await chunk(document, options)).toEqual(chunks);
      }),
      { numRuns: 250 },
    );
  });

  it('repeats no chunk whole, also where one was cut in two for the limit', async () => {
    const document = documentOf([paragraph(`${'x'.repeat(400)} ${'😀'.repeat(60)}`), paragraph('漢字の文です。')]);
    const starts = (await chunk(document, { maxTokens: 119, minTokens: 0, overlapTokens: 8, context: [] })).map(({ start }) => start);
    expect(starts).toEqual([...new Set(starts)]);
  });

  it('overlaps only when asked to', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, async (document) => {
        const chunks = await chunk(document, { maxTokens: 40, minTokens: 8 });
        for (const [index, one] of chunks.entries()) expect(chunks[index + 1]?.start ?? Infinity).toBeGreaterThanOrEqual(one.end);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the chunks of former sections alone when the last section changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyDraft, { minLength: 1, maxLength: 15 }), fc.lorem(), fc.lorem({ maxCount: 60 }), async (drafts, first, second) => {
        const former = [...drafts, paragraph('End of the former part.'), heading(1, 'Last')];
        const a = documentOf([...former, paragraph(first)]);
        const b = documentOf([...former, paragraph(second)]);
        const lastSection = a.blocks.at(-2)?.start ?? 0;
        const before = (chunks: readonly ChunkDraft[]): ChunkDraft[] => chunks.filter((one) => one.start < lastSection);
        const options = { maxTokens: 60, minTokens: 8 };
        expect(before(await chunk(a, options))).toEqual(before(await chunk(b, options)));
      }),
      { numRuns: 200 },
    );
  });

  it.each(['a'.repeat(1e6), `x${' '.repeat(1e6)}x`, '. '.repeat(1e5), 'A b. '.repeat(1e5), '漢'.repeat(1e5), '\n'.repeat(1e6), 'a\n'.repeat(1e5), '\ud800'.repeat(5e4)])(
    'takes a long hostile document (%#)',
    async (text) => {
      const started = cpuMs();
      const document: ParsedDocument = { ...documentOf([]), text };
      for (const one of await chunk(document)) expect(one.tokens).toBeLessThanOrEqual(512);
      expect(cpuMs() - started).toBeLessThan(45_000);
    },
  );

  it('takes 20,000 headings and nothing else', async () => {
    const chunks = await chunk(documentOf(Array.from({ length: 20_000 }, (_, index) => heading((index % 6) + 1, `Part ${index}`))));
    expect(chunks.length).toBeGreaterThan(100);
  });
});
