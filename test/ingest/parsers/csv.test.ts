import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { sniffDelimiter } from '../../../src/ingest/parsers/csv/delimiter.js';
import { csvParser } from '../../../src/ingest/parsers/csv/index.js';
import { describeParser } from '../../contract/parser.js';
import { sample } from './samples.js';

const FAQ = `id,title,answer,updated\nF1,"Refunds, when","Within 14 days.\nNo later.",2024-05-04\nF2,Leave,${'A long answer. '.repeat(30)},\n`;

function parse(csv: string, maxRows = 100_000, mediaType = 'text/csv'): Promise<readonly ParsedDocument[]> {
  return csvParser.run({ bytes: new TextEncoder().encode(csv), path: 'a.csv', mediaType, declared: {} }, { maxRows });
}

describe('csv parser', () => {
  it('makes a document of every row, with its columns named', async () => {
    const [first, second] = await parse(FAQ);
    expect(first).toMatchObject({
      record: 'F1', title: 'Refunds, when', text: 'id: F1\ntitle: Refunds, when\nanswer: Within 14 days.\nNo later.\nupdated: 2024-05-04',
      declared: { id: 'F1', updated: '2024-05-04' }, dates: [{ kind: 'modified', value: '2024-05-04', source: 'record', where: 'updated' }],
    });
    expect(second?.blocks.map((block) => block.kind)).toEqual(['table', 'paragraph']);
    expect(second?.declared['updated']).toBeUndefined();
  });

  it('numbers rows where no column names them', async () => {
    expect((await parse('name,age\nA,1\nA,2\n')).map((document) => document.record)).toEqual(['row-1', 'row-2']);
    expect((await parse('id,v\n1,a\n1,b\n')).map((document) => document.record)).toEqual(['row-1', 'row-2']);
    expect((await parse('id,code,v\n,x,a\n,y,b\n')).map((document) => document.record)).toEqual(['x', 'y']);
  });

  it('names columns itself where the first row is data', async () => {
    expect((await parse('Anna,12\nBert,13\n')).map((document) => document.text)).toEqual(['column 1: Anna\ncolumn 2: 12', 'column 1: Bert\ncolumn 2: 13']);
  });

  it('keeps ragged rows, and a file with a header only as one document without text', async () => {
    expect((await parse('a,b\n1,2,3\nx\n')).map((document) => document.text)).toEqual(['a: 1\nb: 2\ncolumn 3: 3', 'a: x']);
    expect(await parse('a,b\n')).toMatchObject([{ text: '', blocks: [] }]);
  });

  it('lets no column reach a prototype', async () => {
    const [document] = await parse('id,__proto__,constructor\nx,y,z\n');
    expect(document?.declared).toEqual({ id: 'x' });
    expect(document?.text).toContain('__proto__: y');
  });

  it('refuses more rows than it may read, and quotes that never close', async () => {
    await expect(parse(`id\n${'x\n'.repeat(11)}`, 10)).rejects.toMatchObject({ code: 'item-too-large' });
    await expect(parse(`id\n${'x\n'.repeat(10)}`, 10)).resolves.toHaveLength(10);
    await expect(parse(`a,b\n"${'x,\n'.repeat(500_000)}`)).rejects.toMatchObject({ code: 'file-broken' });
  });

  it.each([
    ['a;b;c\n1,5;2,5;3\n4,5;1;2', ';'], ['a\tb\n1\t2', '\t'], ['a|b\n1|2', '|'], ['a,b\n"x;y;z",2', ','], ['one column\nof, text\nonly', ','], ['', ','],
  ])('finds the delimiter of %j', (text, delimiter) => {
    expect(sniffDelimiter(text)).toBe(delimiter);
  });
});

describeParser('csv', csvParser, {
  good: [sample('faq.csv', FAQ, 'text/csv'), sample('faq.tsv', 'id\tname\n1\tA\n2\tB\n', 'text/tab-separated-values')],
  hostile: [
    sample('unclosed quote', `a,b\n"${'x,\n'.repeat(1_000_000)}`, 'text/csv'), sample('a million columns', 'a,'.repeat(1_000_000), 'text/csv'),
    sample('a million empty rows', '\n'.repeat(1_000_000), 'text/csv'), sample('quotes', '"'.repeat(1_000_000), 'text/csv'),
    sample('a 1 MB cell', `a,b\n${'x'.repeat(900_000)},1\n`, 'text/csv'), sample('200,000 rows', `a,b\n${'1,2\n'.repeat(200_000)}`, 'text/csv'),
  ],
});
