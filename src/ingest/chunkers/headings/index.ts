import { z } from 'zod';
import { defineChunker, type ChunkDraft } from '../../../core/index.js';
import { tokenCounter } from '../../tokens/index.js';
import { layoutOf, parentItemOf } from '../layout.js';
import { Measure } from './measure.js';
import { packSection } from './pack.js';
import { sectionsOf } from './sections.js';
import { spanOf, type Packed } from './units.js';

const options = z
  .strictObject({
    maxTokens: z.number().int().min(16).max(32_768).default(512).describe('Largest chunk, in tokens. Only a hard cut inside one long sentence, row or line keeps it when nothing else can.'),
    minTokens: z.number().int().min(0).max(4_096).default(24).describe('Under the same heading no chunk is smaller where another way to cut fits. Counts as half of `maxTokens` at most.'),
    overlapTokens: z.number().int().min(0).max(4_096).default(0).describe('Whole sentences up to this many tokens are repeated at the start of the next chunk of the same section.'),
    tokenizer: z.string().min(1).default('text-embedding-3-small').describe('Embedding model or encoding whose tokens are counted: `text-embedding-3-small`, `cl100k_base`, `o200k_base`, `huggingface:<path to tokenizer.json>`.'),
  })
  .refine((value) => value.overlapTokens <= value.maxTokens / 2, { path: ['overlapTokens'], message: 'must be at most half of `maxTokens`' });

export type HeadingsOptions = z.infer<typeof options>;

/**
 * Cuts a document along its structure: sections by heading, and a section over the limit where its subject changes, between
 * blocks rather than between sentences, table rows and code lines. A chunk begins with its heading's own line where it is the first of its section. The chunks hold all text of the
 * document's blocks, separators apart, and no chunk reaches over a heading that has text of its own before it.
 */
export const headingsChunker = defineChunker<HeadingsOptions>({
  id: 'headings',
  version: 2,
  options,
  async run(document, { tokenizer, maxTokens, minTokens, overlapTokens }) {
    const limits = { maxTokens, minTokens: Math.min(minTokens, maxTokens / 2), overlapTokens };
    const measure = new Measure(document.text, await tokenCounter(tokenizer));
    return sectionsOf(layoutOf(document)).flatMap((section) =>
      packSection(measure, section.blocks, limits).map((packed) => draftOf(measure, section.headingPath, packed)),
    );
  },
});

function draftOf(measure: Measure, headingPath: readonly string[], packed: Packed): ChunkDraft {
  const span = spanOf(packed);
  const first = packed[0]?.block;
  return {
    ...span,
    headingPath,
    page: first?.page ?? null,
    parentItem: first === undefined ? null : parentItemOf(measure.text, first, span),
    tokens: measure.tokens(span),
    kinds: [...new Set(packed.map((unit) => unit.block.kind))],
  };
}
