import { z } from 'zod';
import { defineChunker, type ChunkDraft } from '../../../core/index.js';
import { tokenCounter } from '../../tokens/index.js';
import { layoutOf, parentItemOf } from '../layout.js';
import { CONTEXT_PARTS, contextOf } from './context.js';
import { Measure } from './measure.js';
import { packSection, type Packed } from './pack.js';
import { sectionsOf } from './sections.js';
import { spanOf } from './units.js';

const options = z
  .strictObject({
    maxTokens: z.number().int().min(16).max(32_768).default(512).describe('Largest chunk, in tokens. Only a hard cut inside one long sentence, row or line keeps it when nothing else can.'),
    minTokens: z.number().int().min(0).max(4_096).default(24).describe('Under the same heading no chunk is smaller where another way to cut fits. Counts as half of `maxTokens` at most.'),
    overlapTokens: z.number().int().min(0).max(4_096).default(0).describe('Whole sentences up to this many tokens are repeated at the start of the next chunk of the same section.'),
    context: z.array(z.enum(CONTEXT_PARTS)).default(['parent-item', 'table-head']).describe('What is embedded before a chunk that does not hold it itself: the document\'s `title`, the `headings` above, the `parent-item` of a nested list item, the `table-head` of a table that was cut. Counts towards `maxTokens`.'),
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
  version: 4,
  options,
  async run(document, { tokenizer, maxTokens, minTokens, overlapTokens, context }) {
    const limits = { maxTokens, minTokens: Math.min(minTokens, maxTokens / 2), overlapTokens };
    const measure = new Measure(document.text, await tokenCounter(tokenizer));
    const contexts = contextOf(document, context, maxTokens, measure.count);
    return sectionsOf(layoutOf(document)).flatMap((section) =>
      packSection(measure, section.blocks, limits, contexts).map((packed) => draftOf(measure, section.headingPath, packed)),
    );
  },
});

function draftOf(measure: Measure, headingPath: readonly string[], packed: Packed): ChunkDraft {
  const { units, context } = packed;
  const span = spanOf(units);
  const first = units[0]?.block;
  return {
    ...span,
    headingPath,
    page: first?.page ?? null,
    parentItem: first === undefined ? null : parentItemOf(measure.text, first, span),
    context,
    tokens: measure.withContext(context, span),
    kinds: [...new Set(units.map((unit) => unit.block.kind))],
  };
}
