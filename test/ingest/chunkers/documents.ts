import fc from 'fast-check';
import type { Block, BlockKind, ParsedDocument } from '../../../src/core/index.js';

/** A block to be laid out: its text and what a parser would know of it. */
export interface Draft {
  readonly kind: BlockKind;
  readonly text: string;
  readonly level?: number;
  readonly label?: string;
  readonly page?: number;
  readonly headLines?: number;
  /** Index of the block that is the enclosing list item. */
  readonly parent?: number;
}

/** A parsed document made of blocks with `gap` between them. */
export function documentOf(drafts: readonly Draft[], gap = '\n\n'): ParsedDocument {
  let text = '';
  const blocks: Block[] = [];
  for (const { text: body, parent, ...rest } of drafts) {
    if (text !== '') text += gap;
    const start = text.length;
    text += body;
    const enclosing = parent === undefined ? undefined : blocks[parent];
    blocks.push({ ...rest, start, end: text.length, ...(enclosing === undefined ? {} : { parent: { start: enclosing.start, end: enclosing.end } }) });
  }
  return { text, title: 'The title', language: null, mediaType: 'text/plain', blocks, declared: {}, dates: [], findings: [] };
}

export const heading = (level: number, title: string): Draft => ({ kind: 'heading', level, label: title, text: `${'#'.repeat(level)} ${title}` });
export const paragraph = (text: string): Draft => ({ kind: 'paragraph', text });

const sentence = fc.oneof(fc.lorem({ maxCount: 1, mode: 'sentences' }), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), fc.constantFrom('漢字の文です。', '😀'.repeat(60), 'x'.repeat(400)));
const prose = fc.array(sentence, { minLength: 1, maxLength: 12 }).map((sentences) => sentences.join(' '));
const rows = fc.array(fc.lorem({ maxCount: 4 }), { minLength: 1, maxLength: 20 });

export const anyDraft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.lorem({ maxCount: 3 })).map(([level, title]) => heading(level, title)) },
  { weight: 4, arbitrary: prose.map(paragraph) },
  { weight: 2, arbitrary: prose.map((text): Draft => ({ kind: 'list-item', text: `- ${text}` })) },
  { weight: 1, arbitrary: rows.map((lines): Draft => ({ kind: 'table', headLines: lines.length % 3, text: lines.map((line) => `| ${line} |`).join('\n') })) },
  { weight: 1, arbitrary: rows.map((lines): Draft => ({ kind: 'code', text: lines.join('\n') })) },
  { weight: 1, arbitrary: fc.constant<Draft>({ kind: 'separator', text: '---' }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map(paragraph) },
);

export const anyDocument = fc.tuple(fc.array(anyDraft, { maxLength: 25 }), fc.constantFrom('\n\n', '\n', '\r\n\r\n')).map(([drafts, gap]) => documentOf(drafts, gap));
