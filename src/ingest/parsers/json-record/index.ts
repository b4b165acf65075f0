import { z } from 'zod';
import {
  DATE_SOURCES, WinnowError, defineParser, excerpt, messageOf, toJsonObject,
  type Block, type ChunkDraft, type ParseInput, type ParsedDocument, type Parser,
} from '../../../core/index.js';
import { RECORD } from '../../media-type.js';
import { noOptions, type NoOptions } from '../no-options.js';

const dateEvidence = z.strictObject({
  kind: z.enum(['published', 'modified', 'effective', 'reviewed', 'expires']),
  value: z.string().max(40),
  precision: z.enum(['day', 'month', 'year']),
  source: z.enum(DATE_SOURCES),
  confidence: z.number().min(0).max(1),
  where: z.string().nullable(),
});
const recordShape = z.object({
  text: z.string().default(''),
  mediaType: z.enum(['text/plain', 'text/markdown', 'text/html']).default('text/plain'),
  title: z.string().nullable().default(null),
  language: z.string().max(35).nullable().default(null),
  declared: z.record(z.string(), z.unknown()).default({}),
  dates: z.array(dateEvidence).max(1000).default([]),
  chunks: z.array(z.object({
    text: z.string(),
    headingPath: z.array(z.string()).max(20).default([]),
    page: z.int().min(1).nullable().default(null),
  })).max(1_000_000).optional(),
});
type RecordShape = z.infer<typeof recordShape>;

/** Finds the parser of a media type; given from outside so that parsers stay strangers to each other. */
export type ParserFor = (mediaType: string) => Promise<Parser>;

/**
 * What readers of records hand over: JSON `{ text, mediaType?, title?, language?, declared?, dates?, chunks? }`. Ready-made
 * chunks make up the text, joined by a blank line, and are taken as they are (`tokens` 0: the engine counts); other text goes to the parser of its type.
 * What the record says of title, language, fields and dates goes before what that parser finds.
 * @throws WinnowError `record-invalid` when the bytes are no such record.
 */
export function jsonRecordParser(parserFor: ParserFor): Parser<NoOptions> {
  return defineParser({
    id: 'json-record',
    version: 1,
    options: noOptions,
    mediaTypes: [RECORD],
    extensions: [],
    async render(input, place) {
      const record = readRecord(input);
      if (record.chunks !== undefined) return { kind: 'text', text: chunked(record, record.chunks).text };
      const parser = await parserFor(record.mediaType);
      return (await parser.render?.({ ...input, bytes: new TextEncoder().encode(record.text), mediaType: record.mediaType }, place, parser.options.parse({}))) ?? null;
    },
    async run(input) {
      const record = readRecord(input);
      const bodies = record.chunks === undefined ? await delegate(record, input, parserFor) : [chunked(record, record.chunks)];
      return bodies.map((body) => ({
        ...body,
        title: record.title ?? body.title,
        language: record.language ?? body.language,
        declared: toJsonObject({ ...body.declared, ...record.declared }),
        dates: [...record.dates, ...body.dates],
      }));
    },
  });
}

function readRecord(input: ParseInput): RecordShape {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(input.bytes));
  } catch (error) {
    throw new WinnowError('record-invalid', `Not JSON: ${excerpt(messageOf(error))}`, { cause: error });
  }
  const checked = recordShape.safeParse(json);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new WinnowError('record-invalid', `Unexpected record: ${excerpt(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)}`);
}

async function delegate(record: RecordShape, input: ParseInput, parserFor: ParserFor): Promise<readonly ParsedDocument[]> {
  const parser = await parserFor(record.mediaType);
  const bytes = new TextEncoder().encode(record.text);
  return parser.run({ ...input, bytes, mediaType: record.mediaType }, parser.options.parse({}));
}

function chunked(record: RecordShape, given: NonNullable<RecordShape['chunks']>): ParsedDocument {
  const blocks: Block[] = [];
  const chunks: ChunkDraft[] = [];
  let length = 0;
  const kept = given.filter((chunk) => chunk.text.trim() !== '');
  for (const chunk of kept) {
    const span = { start: length, end: length + chunk.text.length };
    blocks.push({ kind: 'paragraph', ...span, ...(chunk.page === null ? {} : { page: chunk.page }) });
    chunks.push({ ...span, headingPath: chunk.headingPath, page: chunk.page, parentItem: null, tokens: 0, kinds: ['paragraph'] });
    length = span.end + 2;
  }
  const text = kept.map((chunk) => chunk.text).join('\n\n');
  return { text, title: null, language: null, mediaType: record.mediaType, blocks, declared: {}, dates: [], findings: [], chunks };
}
