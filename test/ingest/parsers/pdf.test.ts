import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { pdfParser } from '../../../src/ingest/parsers/pdf/index.js';
import { layOut } from '../../../src/ingest/parsers/pdf/layout.js';
import { withoutRunningHeads } from '../../../src/ingest/parsers/pdf/running-heads.js';
import { describeParser } from '../../contract/parser.js';
import { rawPdf, stream } from './pdf-files.js';
import { manualFile, pdfFile, sample } from './samples.js';

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

  it('reads dates of the XMP packet', async () => {
    const packet = (dates: string): string => `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
      xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:prism="http://prismstandard.org/namespaces/basic/3.0/">${dates}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
    const dated = async (dates: string): Promise<string[]> => {
      const bytes = rawPdf([
        '<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>', stream('BT /F 12 Tf 20 200 Td (Nodes can be stopped.) Tj ET'),
        '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', stream(packet(dates), '/Type/Metadata/Subtype/XML'),
      ]);
      return (await parse(bytes)).dates.map(({ kind, value, where }) => `${kind} ${value} ${String(where)}`);
    };
    expect(await dated('<xmp:CreateDate>2021-03-04T10:00:00Z</xmp:CreateDate><xmp:ModifyDate>2024-05-06</xmp:ModifyDate><prism:publicationDate>2021-04-01</prism:publicationDate>'))
      .toEqual(['published 2021-04-01 prism:publicationdate', 'published 2021-03-04 xmp:createdate', 'modified 2024-05-06 xmp:modifydate']);
    expect(await dated('<xmp:CreateDate>yesterday</xmp:CreateDate><xmp:ModifyDate/>')).toEqual([]);
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
  const line = (text: string) => ({ page: 1, text, height: text === 'Title' ? 18 : 10, font: 'f', monospaced: false, left: 0, right: 100, baseline: 0 });

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

describe('running heads that change', () => {
  const WORDS = ['', 'apples', 'boats', 'clouds', 'doors', 'eggs', 'fields', 'gates', 'hills'];
  const page = (number: number, head: string) => [head, ...['one', 'two', 'three', 'four'].map((at) => `${WORDS[number] ?? ''} ${at}`)]
    .map((text, at) => ({ page: number, text, height: 10, font: 'f', monospaced: false, left: 0, right: 100, baseline: 780 - at * 60 }));
  const first = (pages: readonly ReturnType<typeof page>[]): (string | undefined)[] => withoutRunningHeads(pages).map((lines) => lines[0]?.text);

  it('are known by the page number in them, on either side and in Roman', () => {
    const heads = ['Contents\ti', 'ii\tContents', 'Contents\tiii', '1.2. Scope\t1', '2\tChapter 1. Who we are', '1.4. Names\t3', 'Chapter 2 4', '2.1. Leave\t5'];
    expect(first(heads.map((head, at) => page(at + 1, head)))).toEqual(WORDS.slice(1).map((word) => `${word} one`));
  });

  it('take the bare number on a chapter\'s first page with them, which stands elsewhere', () => {
    const pages = ['1\tA', '2\tA', '3\tB'].map((head, at) => page(at + 1, head));
    const opening = [...page(4, 'Chapter C').slice(0, 4), { ...page(4, '4')[0]!, baseline: 40 }];
    expect(withoutRunningHeads([...pages, opening])[3]?.map(({ text }) => text)).toEqual(['Chapter C', 'doors one', 'doors two', 'doors three']);
  });

  it('are known without a number by their row, apart from the text, with parts that come again', () => {
    const apart = (number: number, head: string) => page(number, head).map((line, at) => ({ ...line, baseline: at === 0 ? 780 : 740 - at * 12 }));
    const heads = ['1 Timers\tStarting', '1 Timers\tStopping', '1 Timers\tStopping', '2 Logs\tReading', '2 Logs\tKeeping', '2 Logs\tErasing'];
    expect(first(heads.map((head, at) => apart(at + 1, head)))).toEqual(WORDS.slice(1, 7).map((word) => `${word} one`));
    const names = ['Anna Lind', 'Bo Ek', 'Carl Dahl', 'Dora Berg', 'Eva Holm', 'Frida Strand'];
    expect(first(names.map((name, at) => apart(at + 1, name)))).toEqual(names);
    expect(first(heads.map((head, at) => apart(at + 1, head).map((line, index) => ({ ...line, height: index === 0 ? 18 : 10 }))))).toEqual(heads);
  });

  it('are none where numbers do not count the pages', () => {
    const heads = ['Room 4', 'Hall 9', '11 guests', '12 people', 'Fee 80'];
    expect(first(heads.map((head, at) => page(at + 1, head)))).toEqual(heads);
  });
});

describe('a line in another font', () => {
  const line = (text: string, font: string, at: number, right = 500) => ({ page: 1, text, height: 10, font, monospaced: false, left: 72, right, baseline: 700 - at * 12 });
  const kinds = (lines: readonly ReturnType<typeof line>[]): string[] => layOut([lines]).blocks.map(({ kind }) => kind);
  const body = line('This is a longer line in the font that most of the page is set in, and it is read first of all lines here', 'body', 0);

  it('is no heading within a sentence, whether that begins above or goes on below', () => {
    expect(kinds([body, line('Notes on the release which stand under a link that fills a line', 'link', 1), line('and go on here.', 'body', 2, 200)])).toEqual(['paragraph']);
    expect(kinds([line('Current kernels take a number of options on their command', 'link', 0), line('line, and more of them are ignored without a word.', 'body', 1), body])).toEqual(['paragraph', 'paragraph']);
  });

  it('is no heading as the first of a paragraph that is set in it', () => {
    const theorem = [line('Theorem 1. In this work we show that the field of a', 'italic', 1), line('sphere is strong. The evanescent part of it is bound to', 'italic', 2), line('The surface', 'italic', 3, 140), line('and can be used.', 'italic', 4, 160)];
    expect(kinds([body, ...theorem])).not.toContain('heading');
    expect(kinds([line('Read this before all else', 'bold', 0, 200), line('You must not open it. The seal breaks.', 'bold', 1, 300), { ...body, baseline: 640 }])).toEqual(['paragraph', 'paragraph']);
  });

  it('is a heading with its second line, which may start with a small letter', () => {
    const lines = [line('Rail travel and whatever', 'bold', 0, 240), line('else goes on wheels', 'bold', 1, 200), { ...body, baseline: 670 }];
    const { text, blocks } = layOut([lines]);
    expect(blocks.map(({ kind, label }) => label ?? kind)).toEqual(['Rail travel and whatever else goes on wheels', 'paragraph']);
    expect(text).toContain('Rail travel and whatever else goes on wheels\n\nThis is');
  });

  it('is a heading on its own, on two lines too', () => {
    expect(kinds([line('Rail travel', 'bold', 0, 140), { ...body, baseline: 688 }])).toEqual(['heading', 'paragraph']);
    expect(kinds([line('Rail travel and whatever else goes on wheels, with the luggage that', 'bold', 0), line('Passengers carry', 'bold', 1, 160), { ...body, baseline: 676 }])).toEqual(['heading', 'paragraph']);
  });
});

describe('a manual with an outline', async () => {
  const document = await parse(await manualFile());
  const shown = document.blocks.map((block) => `${block.page} ${block.kind}${block.level ?? ''}: ${document.text.slice(block.start, block.end)}`);

  it('has the outline\'s headings at its depths, whatever they are set in, and others below them', () => {
    expect(shown.filter((line) => line.includes('heading'))).toEqual([
      '1 heading1: Chapter 1. TIMERS', '1 heading2: 1.1 Starting a timer that was stopped by hand and not by the scheduler itself', '1 heading4: Careful',
      '2 heading1: Chapter 2. LOGS', '2 heading2: 2.1 Reading them',
    ]);
  });

  it('keeps listings line by line, indented, and names within sentences where they stand', () => {
    expect(shown).toContain('1 code: timer {\n  every 5m\n}');
    expect(shown).toContain('1 paragraph: A timer that was stopped is started again by hand with the file that is called /etc/timers/stopped-by-hand.conf and nothing else.');
  });

  it('goes by fonts where the outline is not about the text', async () => {
    const slides = await parse(await manualFile({ outline: ['Slide 1', 'Slide 2', 'Slide 3', 'Slide 4', 'Slide 5'] }));
    expect(slides.blocks.filter(({ kind }) => kind === 'heading').map(({ level }) => level)).not.toContain(4);
  });
});

describeParser('pdf', pdfParser, {
  good: [sample('policy.pdf', POLICY, 'application/pdf')],
  hostile: [
    sample('header only', '%PDF-1.7\n', 'application/pdf'), sample('garbage', `%PDF-1.7\n${'\u00e9x\n'.repeat(100_000)}`, 'application/pdf'),
    sample('deep arrays', `%PDF-1.7\n1 0 obj\n${'['.repeat(200_000)}\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF`, 'application/pdf'),
  ],
  mutations: 40, rendersHere: false,
});
