import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { textParser } from '../../../src/ingest/parsers/text/index.js';
import { describeParser } from '../../contract/parser.js';
import { sample } from './samples.js';

const NOTE = 'Opening hours\n=============\n\nWe are open on weekdays.\nFrom nine to five.\n\n\nHOLIDAY OPENING HOURS\n\nWe are closed. CALL FIRST\n\nNOTE: CALL FIRST.\n';

async function parse(text: string): Promise<ParsedDocument> {
  const [document] = await textParser.run({ bytes: new TextEncoder().encode(text), path: 'a.txt', mediaType: 'text/plain', declared: {} }, {});
  if (document === undefined) throw new Error('no document');
  return document;
}

const outline = (document: ParsedDocument): string[] => document.blocks.map((block) => `${block.kind}${block.level ?? ''}: ${document.text.slice(block.start, block.end)}`);

describe('text parser', () => {
  it('cuts paragraphs at blank lines and knows underlined and shouted headings', async () => {
    const document = await parse(NOTE);
    expect(document.text).toBe(NOTE);
    expect(outline(document)).toEqual([
      'heading1: Opening hours\n=============', 'paragraph: We are open on weekdays.\nFrom nine to five.',
      'heading2: HOLIDAY OPENING HOURS', 'paragraph: We are closed. CALL FIRST', 'paragraph: NOTE: CALL FIRST.',
    ]);
    expect(document.blocks[0]?.label).toBe('Opening hours');
    expect(document.title).toBe('Opening hours');
  });

  it('slices right with any line ends', async () => {
    for (const end of ['\r\n', '\r']) {
      expect(outline(await parse(['One.', 'Two.', '', '  Three.  ', ''].join(end)))).toEqual([`paragraph: One.${end}Two.`, 'paragraph: Three.']);
    }
  });

  it('takes a short first line for the title, and no sentence', async () => {
    expect((await parse('Leave policy\n\nText.')).title).toBe('Leave policy');
    expect((await parse('We are open.\n\nText.')).title).toBeNull();
    expect((await parse(`${'long '.repeat(30)}\n\nText.`)).title).toBeNull();
  });

  it('reads many headings in a row', async () => {
    expect((await parse('Title\n---\n'.repeat(5000))).blocks).toHaveLength(5000);
  });
});

describeParser('text', textParser, {
  good: [sample('note.txt', NOTE, 'text/plain'), sample('utf16.txt', new Uint8Array(Buffer.from(`\uFEFF${NOTE}`, 'utf16le')), 'text/plain')],
  hostile: [
    sample('5 MB of spaces', ' '.repeat(5_000_000), 'text/plain'), sample('5 MB of newlines', '\n'.repeat(5_000_000), 'text/plain'),
    sample('1 MB without a space', 'A'.repeat(1_000_000), 'text/plain'), sample('lines of one letter', 'x\n'.repeat(500_000), 'text/plain'),
    sample('a long underline', `x\n${'='.repeat(1_000_000)}`, 'text/plain'), sample('binary', Uint8Array.from({ length: 5000 }, (_, index) => index % 256), 'text/plain'),
  ],
});
