import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { RECORD } from '../../../src/ingest/media-type.js';
import { parserForType } from '../../../src/ingest/parsers/index.js';
import { describeParser } from '../../contract/parser.js';
import { sample } from './samples.js';

const parser = await parserForType(RECORD);
const DATE = { kind: 'modified', value: '2024-05-04', precision: 'day', source: 'record', confidence: 0.9, where: 'updated' };
const record = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

async function parse(value: unknown): Promise<ParsedDocument> {
  const [document] = await parser.run({ bytes: record(value), path: 'a.jsonl', mediaType: RECORD, declared: {} }, {});
  if (document === undefined) throw new Error('no document');
  return document;
}

describe('json-record parser', () => {
  it('hands text to the parser of its type', async () => {
    const document = await parse({ text: '# Hi\n\nText.', mediaType: 'text/markdown', title: 'Own title', language: 'de', declared: { team: 'a' }, dates: [DATE] });
    expect(document).toMatchObject({ text: '# Hi\n\nText.', title: 'Own title', language: 'de', declared: { team: 'a' }, dates: [DATE], mediaType: 'text/markdown' });
    expect(document.blocks.map((block) => block.kind)).toEqual(['heading', 'paragraph']);
    expect((await parse({ text: '# Hi', mediaType: 'text/markdown' })).title).toBe('Hi');
    expect((await parse({ text: '<p>a</p>', mediaType: 'text/html' })).text).toBe('a');
    expect((await parse({ text: '<p>a</p>' })).text).toBe('<p>a</p>');
  });

  it('takes ready-made chunks as they are', async () => {
    const document = await parse({ chunks: [{ text: 'One.', headingPath: ['A'], page: 2 }, { text: ' ' }, { text: 'Two.' }] });
    expect(document.text).toBe('One.\n\nTwo.');
    expect(document.chunks).toEqual([
      { start: 0, end: 4, headingPath: ['A'], page: 2, parentItem: null, tokens: 0, kinds: ['paragraph'] },
      { start: 6, end: 10, headingPath: [], page: null, parentItem: null, tokens: 0, kinds: ['paragraph'] },
    ]);
  });

  it.each([
    ['no JSON', '{', 'Not JSON'], ['no object', '[]', 'Unexpected record'], ['a number for text', '{"text":1}', 'text'],
    ['an unknown type', '{"text":"a","mediaType":"application/pdf"}', 'mediaType'], ['a date of no kind', '{"text":"a","dates":[{}]}', 'dates.0'],
  ])('refuses %s', async (_what, json, message) => {
    const bytes = new TextEncoder().encode(json);
    await expect(parser.run({ bytes, path: 'a', mediaType: RECORD, declared: {} }, {})).rejects.toMatchObject({
      code: 'record-invalid', message: expect.stringContaining(message) as string,
    });
  });

  it('lets no field reach a prototype', async () => {
    const bytes = new TextEncoder().encode('{"text":"a","declared":{"__proto__":{"polluted":1},"x":{"__proto__":{"polluted":1}}}}');
    const [document] = await parser.run({ bytes, path: 'a', mediaType: RECORD, declared: {} }, {});
    expect(document?.declared).toEqual({ x: {} });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describeParser('json-record', parser, {
  good: [
    sample('chunks', record({ chunks: [{ text: 'One.' }, { text: 'Two 😀.' }] }), RECORD),
    sample('markdown', record({ text: '# Hi\n\nText.', mediaType: 'text/markdown', dates: [DATE] }), RECORD),
  ],
  hostile: [
    sample('deep', '['.repeat(500_000), RECORD), sample('deep declared', `{"text":"a","declared":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, RECORD),
    sample('lone surrogates', '{"text":"\\ud800 x \\udc00","title":"\\ud800"}', RECORD), sample('huge number', '{"text":"a","declared":{"n":1e999}}', RECORD),
  ],
});
