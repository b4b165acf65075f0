import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkDraft } from '../../../src/core/index.js';
import { gapsOf } from '../../../src/engine/explain/gaps.js';
import { headingsChunker } from '../../../src/ingest/chunkers/headings/index.js';
import { markdownParser } from '../../../src/ingest/parsers/markdown/index.js';

async function chunksOf(text: string): Promise<{ text: string; chunks: readonly ChunkDraft[] }> {
  const [document] = await markdownParser.run({ bytes: new TextEncoder().encode(text), path: 'a.md', mediaType: 'text/markdown', declared: {} }, markdownParser.options.parse({}));
  return { text: document!.text, chunks: await headingsChunker.run(document!, headingsChunker.options.parse({ maxTokens: 40 })) };
}

describe('gapsOf', () => {
  it('names what of a page is in no chunk', async () => {
    const { text, chunks } = await chunksOf('---\ntitle: Leave\n---\n\n# Leave\n\nTwenty-five days.\n\n---\n\n<!-- to be checked -->\n\n# Sick leave\n\nCall in.\n\n***\n');
    expect(gapsOf(text, chunks).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
      ['front matter', '---\ntitle: Leave\n---'], ['comment', '---\n\n<!-- to be checked -->'], ['separator', '***'],
    ]);
  });

  it('finds text that a chunker lost', () => {
    expect(gapsOf('One. Two. Three.', [{ start: 0, end: 4 }, { start: 10, end: 16 }])).toEqual([{ start: 5, end: 9, kind: 'text' }]);
  });

  it('leaves no letter of any Markdown page in a gap but in comments and front matter', async () => {
    const piece = fc.oneof(fc.lorem({ mode: 'sentences' }), fc.constantFrom('# Heading', '- item\n  - nested item', '| A | B |\n|---|---|\n| 1 | 2 |', '```\ncode line\n```', '> quoted text', '---', '<!-- note -->', '1. first\n2. second'));
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
      const { text, chunks } = await chunksOf(pieces.join('\n\n'));
      expect(gapsOf(text, chunks).filter(({ kind }) => kind === 'text')).toEqual([]);
      expect(chunks.every((chunk, at) => chunk.start >= (chunks[at - 1]?.end ?? 0))).toBe(true);
    }), { numRuns: 200 });
  });
});
