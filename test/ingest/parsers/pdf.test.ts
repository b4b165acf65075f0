import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { pdfParser } from '../../../src/ingest/parsers/pdf/index.js';
import { withoutRunningHeads } from '../../../src/ingest/parsers/pdf/running-heads.js';
import { describeParser } from '../../contract/parser.js';
import { pdfFile, sample } from './samples.js';

const POLICY = await pdfFile();

async function parse(bytes: Uint8Array, maxPages = 5000): Promise<ParsedDocument> {
  const [document] = await pdfParser.run({ bytes, path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, { maxPages });
  if (document === undefined) throw new Error('no document');
  return document;
}

describe('pdf parser', () => {
  it('joins lines to paragraphs and knows headings, lists and pages', async () => {
    const document = await parse(POLICY);
    const first = document.blocks.filter((block) => block.page === 1).map((block) => `${block.kind}${block.level ?? ''}: ${document.text.slice(block.start, block.end)}`);
    expect(first).toEqual([
      'heading1: Travel policy',
      "paragraph: Section 1 says that every journey is booked through the travel desk at least fourteen days ahead, and that costs above the agreed limit need a manager's written approval before the booking is made.",
      'paragraph: A second paragraph stands apart from the first one and is short.',
      'heading2: Rail travel', 'list-item1: - Second class below three hours', 'list-item1: - First class above four hours',
    ]);
    expect([...new Set(document.blocks.map((block) => block.page))]).toEqual([1, 2, 3]);
  });

  it('takes running heads and page numbers off', async () => {
    const { text } = await parse(POLICY);
    expect(text).not.toContain('internal');
    expect(text).not.toMatch(/Page \d of/u);
  });

  it('reads title, author, language and dates from the file', async () => {
    const document = await parse(POLICY);
    expect(document).toMatchObject({ title: 'Travel policy', language: 'en-GB', declared: { author: 'People Ops' } });
    expect(document.dates.map(({ kind, value, source }) => `${kind} ${value} ${source}`)).toEqual(['published 2023-03-01 pdf-info', 'modified 2024-06-02 pdf-info']);
  });

  it('gives a document without text for a scan', async () => {
    expect(await parse(await pdfFile({ pages: 1, withText: false }))).toMatchObject({ text: '', blocks: [] });
  });

  it('says what is wrong with a file it cannot read', async () => {
    await expect(parse(await pdfFile({ pages: 1, password: 'secret' }))).rejects.toMatchObject({ code: 'file-encrypted' });
    await expect(parse(POLICY.slice(0, 600))).rejects.toMatchObject({ code: 'file-broken' });
    await expect(parse(POLICY, 2)).rejects.toMatchObject({ code: 'item-too-large' });
  });

  it('leaves the bytes it was given as they are', async () => {
    const copy = POLICY.slice();
    await parse(copy);
    expect(copy).toEqual(POLICY);
  });
});

describe('running heads', () => {
  const line = (text: string) => ({ page: 1, text, height: text === 'Title' ? 18 : 10, font: 'f', left: 0, right: 100, baseline: 0 });

  it('keeps a title that stands on two pages of three, and lines in the middle', () => {
    const pages = [['Title', 'one', 'two', 'same', 'three', 'four', '1'], ['Title', 'five', 'six', 'same', 'seven', 'eight', '2'], ['Other', 'nine', 'ten', 'same', 'eleven', 'twelve', '3']];
    const left = withoutRunningHeads(pages.map((page) => page.map(line))).map((page) => page.map((one) => one.text));
    expect(left.map((page) => page[0])).toEqual(['Title', 'Title', 'Other']);
    expect(left.every((page) => page.includes('same') && page.length === 6)).toBe(true);
  });

  it('takes a footer off that stands on both of two pages, and the number of an only page', () => {
    const two = [['Text', 'more', 'words', 'Example Ltd | Leave', 'Page 1 of 2'], ['Other', 'things', 'here', 'Example Ltd | Leave', 'Page 2 of 2']];
    expect(withoutRunningHeads(two.map((page) => page.map(line))).map((page) => page.length)).toEqual([3, 3]);
    expect(withoutRunningHeads([[line('Text'), line('Page 1 of 1')]])[0]?.map((one) => one.text)).toEqual(['Text']);
  });

  it('keeps a number that is no page number', () => {
    const left = withoutRunningHeads([[line('Fee'), line('28')], [line('Text'), line('more')], [line('End'), line('here')]]);
    expect(left[0]?.map((one) => one.text)).toEqual(['Fee', '28']);
  });
});

describeParser('pdf', pdfParser, {
  good: [sample('policy.pdf', POLICY, 'application/pdf')],
  hostile: [
    sample('header only', '%PDF-1.7\n', 'application/pdf'), sample('garbage', `%PDF-1.7\n${'\u00e9x\n'.repeat(100_000)}`, 'application/pdf'),
    sample('deep arrays', `%PDF-1.7\n1 0 obj\n${'['.repeat(200_000)}\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF`, 'application/pdf'),
  ],
  mutations: 40,
});
