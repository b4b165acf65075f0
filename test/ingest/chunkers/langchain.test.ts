import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkDraft, ParsedDocument } from '../../../src/core/index.js';
import { langchainChunker } from '../../../src/ingest/chunkers/langchain/index.js';
import { locatePieces } from '../../../src/ingest/chunkers/langchain/locate.js';
import { anyDocument, documentOf, heading, paragraph } from './documents.js';

const SPLITTERS = ['recursive', 'markdown', 'character', 'token'] as const;
const chunk = async (document: ParsedDocument, options: Record<string, unknown> = {}): Promise<readonly ChunkDraft[]> => langchainChunker.run(document, langchainChunker.options.parse(options));

describe.each(SPLITTERS)('langchain chunker, %s', (splitter) => {
  it('loses no text and gives ascending spans on surrogate boundaries', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, fc.constantFrom(0, 8), async (document, chunkOverlap) => {
        const chunks = await chunk(document, { splitter, chunkSize: 24, chunkOverlap });
        const held = new Uint8Array(document.text.length);
        let before = -1;
        for (const { start, end } of chunks) {
          const text = document.text.slice(start, end);
          expect(text.trim()).toBe(text);
          expect(text).not.toBe('');
          expect(start).toBeGreaterThan(before);
          held.fill(1, start, end);
          before = start;
        }
        for (let at = 0; at < held.length; at += 1) if (held[at] === 0) expect(document.text.charAt(at).trim()).toBe('');
      }),
      { numRuns: 150 },
    );
  });

  it('says heading path, page and kinds of where a chunk starts', async () => {
    const document = documentOf([heading(1, 'Guide'), { kind: 'paragraph', page: 2, text: 'First of all, read the guide.' }, heading(2, 'Install'), { kind: 'paragraph', page: 3, text: 'Then install it. '.repeat(12).trim() }]);
    const chunks = await chunk(document, { splitter, chunkSize: 20 });
    expect(chunks[0]?.headingPath).toEqual(['Guide']);
    expect(chunks.at(-1)?.headingPath).toEqual(['Guide', 'Install']);
    expect(chunks.at(-1)?.page).toBe(3);
    expect(chunks.at(-1)?.kinds).toContain('paragraph');
  });
});

describe('langchain chunker', () => {
  it('keeps within the size where the splitter does', async () => {
    const document = documentOf([paragraph('One two three four five. '.repeat(200))]);
    for (const splitter of ['recursive', 'markdown', 'token']) {
      const chunks = await chunk(document, { splitter, chunkSize: 32 });
      expect(Math.max(...chunks.map((one) => one.tokens))).toBeLessThanOrEqual(32);
    }
  });

  it('shares at most the overlap', async () => {
    const document = documentOf([paragraph(Array.from({ length: 200 }, (_, index) => `word${index}`).join(' '))]);
    for (const splitter of ['recursive', 'token']) {
      const chunks = await chunk(document, { splitter, chunkSize: 40, chunkOverlap: 10 });
      expect(chunks.some((one, index) => index > 0 && one.start < (chunks[index - 1]?.end ?? 0))).toBe(true);
    }
  });

  it.each([{ chunkSize: 2 }, { chunkOverlap: 400 }, { splitter: 'semantic' }, { size: 3 }])('refuses the options %j', (options) => {
    expect(langchainChunker.options.safeParse(options).success).toBe(false);
  });
});

describe('locatePieces', () => {
  it('finds repeated pieces one behind the other', () => {
    expect(locatePieces('aa aa aa', ['aa', 'aa', 'aa'])).toEqual([{ start: 0, end: 2 }, { start: 3, end: 5 }, { start: 6, end: 8 }]);
  });

  it('holds all text of a repetitive document whose pieces overlap', () => {
    const text = 'ab '.repeat(40).trim();
    const pieces = Array.from({ length: 13 }, (_, index) => text.slice(index * 9, index * 9 + 15));
    const spans = locatePieces(text, pieces);
    expect(spans.at(-1)?.end).toBe(text.length);
    for (const [index, span] of spans.entries()) expect(span.start).toBeGreaterThan(spans[index - 1]?.start ?? -1);
  });

  it('says which piece it cannot find, and which text no piece holds', () => {
    expect(() => locatePieces('one two', ['one', 'three'])).toThrow(/three/u);
    expect(() => locatePieces('one two three', ['one'])).toThrow(/two three/u);
    expect(() => locatePieces('one two three', ['one', 'three'])).toThrow(/three/u);
  });
});
