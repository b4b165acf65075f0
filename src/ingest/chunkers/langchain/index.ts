import { z } from 'zod';
import { defineChunker, type ChunkDraft, type CountTokens, type Span } from '../../../core/index.js';
import { tokenCounter } from '../../tokens/index.js';
import { layoutOf, parentItemOf, type Placed } from '../layout.js';
import { windowsOf } from '../windows.js';
import { locatePieces } from './locate.js';

const options = z
  .strictObject({
    splitter: z.enum(['recursive', 'markdown', 'character', 'token']).default('recursive').describe('`recursive`, `markdown` and `character` are the text splitters of @langchain/textsplitters; `token` cuts windows of tokens.'),
    chunkSize: z.number().int().min(16).max(32_768).default(512).describe('Largest chunk, in tokens. `character` keeps a longer paragraph whole.'),
    chunkOverlap: z.number().int().min(0).max(16_384).default(0).describe('Tokens that neighbouring chunks share at most.'),
    tokenizer: z.string().min(1).default('text-embedding-3-small').describe('Embedding model or encoding whose tokens are counted, as for the `headings` chunker.'),
  })
  .refine((value) => value.chunkOverlap <= value.chunkSize / 2, { path: ['chunkOverlap'], message: 'must be at most half of `chunkSize`' });

export type LangchainOptions = z.infer<typeof options>;

/**
 * Cuts a document's text with a text splitter of LangChain, sized in tokens, and finds the exact span of every piece.
 * Structure is used to describe the chunks only: heading path, page and parent item are those at a chunk's start.
 */
export const langchainChunker = defineChunker<LangchainOptions>({
  id: 'langchain',
  version: 2,
  options,
  async run(document, chosen) {
    const count = await tokenCounter(chosen.tokenizer);
    const spans = await spansOf(document.text, chosen, count);
    const layout = layoutOf(document);
    return spans.map((span) => draftOf(document.text, layout, span, count));
  },
});

async function spansOf(text: string, chosen: LangchainOptions, count: CountTokens): Promise<readonly Span[]> {
  const { splitter, chunkSize, chunkOverlap } = chosen;
  const whole = { start: 0, end: text.length };
  if (splitter === 'token') return windowsOf(text, whole, chunkSize, count, chunkOverlap);
  const { RecursiveCharacterTextSplitter, MarkdownTextSplitter, CharacterTextSplitter } = await import('@langchain/textsplitters');
  const Splitter = { recursive: RecursiveCharacterTextSplitter, markdown: MarkdownTextSplitter, character: CharacterTextSplitter }[splitter];
  // A split over the limit counts as the limit: LangChain then keeps it by itself as before, and writes no warning of its own.
  const lengthFunction = (piece: string): number => Math.min(count(piece), chunkSize);
  // With separators dropped, empty splits between them would vanish and pieces would no longer be literal stretches.
  return locatePieces(text, await new Splitter({ chunkSize, chunkOverlap, lengthFunction, keepSeparator: true }).splitText(text));
}

function draftOf(text: string, layout: readonly Placed[], span: Span, count: CountTokens): ChunkDraft {
  const within = blocksWithin(layout, span);
  const first = within[0];
  return {
    ...span,
    headingPath: first?.headingPath ?? [],
    page: first?.page ?? null,
    parentItem: first === undefined ? null : parentItemOf(text, first, span),
    tokens: count(text.slice(span.start, span.end)),
    kinds: [...new Set(within.map((block) => block.kind))],
  };
}

/** Blocks that share text with the span; none for text outside all blocks (front matter, comments). */
function blocksWithin(layout: readonly Placed[], span: Span): readonly Placed[] {
  let low = 0;
  let high = layout.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((layout[middle]?.end ?? Infinity) <= span.start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((layout[end]?.start ?? Infinity) < span.end) end += 1;
  return layout.slice(low, end);
}
