import { describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../../src/core/index.js';
import { RST } from '../../../src/ingest/media-type.js';
import { rstParser } from '../../../src/ingest/parsers/rst/index.js';
import { describeParser } from '../../contract/parser.js';
import { sample } from './samples.js';

async function parse(source: string): Promise<ParsedDocument> {
  const [document] = await rstParser.run({ bytes: new TextEncoder().encode(source), path: 'a.rst', mediaType: RST, declared: {} }, {});
  if (document === undefined) throw new Error('no document');
  return document;
}
const pieces = ({ text, blocks }: ParsedDocument): string[] => blocks.map(({ kind, level, start, end }) => `${kind}${level ?? ''}: ${text.slice(start, end)}`);
const of = async (source: string): Promise<string[]> => pieces(await parse(source));

const GOOD = `.. a comment

=============
Travel policy
=============

:Author: A. Writer
:Version: 2.1
:Date: $Date: 2024-05-06 10:00:00 $
:lang: de

Every journey is booked with the :ref:\`desk <desk>\`.

Booking
=======

- one
  goes on

  - inner

    second paragraph
- two

1. first
2. second

By \`rail\`
~~~~~~~~~

Second class::

   a listing

     indented

Term
    What it means.

Fares
=====

+------+------+
| Name | Days |
+======+======+
| Rail | 14   |
+------+------+

=====  =====
Name   Days
=====  =====
Rail   14

Road   7
=====  =====

.. note:: Book
   early.
`;

describe('rst parser', () => {
  it('reads titles by the order of their lines, paragraphs, lists, literals and tables as spans of the source', async () => {
    const document = await parse(GOOD);
    expect(document.text).toBe(GOOD);
    expect(pieces(document)).toEqual([
      'heading1: =============\nTravel policy\n=============', 'paragraph: Every journey is booked with the :ref:`desk <desk>`.', 'heading2: Booking\n=======',
      'list-item1: - one\n  goes on', 'list-item2: - inner', 'paragraph: second paragraph', 'list-item1: - two', 'list-item1: 1. first', 'list-item1: 2. second',
      'heading3: By `rail`\n~~~~~~~~~', 'paragraph: Second class::', 'code: a listing\n\n     indented', 'list-item1: Term\n    What it means.', 'heading2: Fares\n=====',
      'table: +------+------+\n| Name | Days |\n+======+======+\n| Rail | 14   |\n+------+------+', 'table: =====  =====\nName   Days\n=====  =====\nRail   14\n\nRoad   7\n=====  =====',
      'paragraph: .. note:: Book\n   early.',
    ]);
    expect(document.blocks.map(({ label }) => label).filter((label) => label !== undefined)).toEqual(['Travel policy', 'Booking', 'By rail', 'Fares']);
    expect(document.blocks.filter(({ kind }) => kind === 'table').map(({ headLines }) => headLines)).toEqual([3, 3]);
    expect(document.blocks.slice(4, 6).map(({ parent }) => parent && GOOD.slice(parent.start, parent.end))).toEqual(['- one\n  goes on', '- inner']);
  });

  it('reads title, fields and dates at the head of the document', async () => {
    expect(await parse(GOOD)).toMatchObject({ title: 'Travel policy', language: 'de', declared: { author: 'A. Writer', version: '2.1', date: '2024-05-06 10:00:00' }, dates: [{ kind: 'published', value: '2024-05-06', source: 'front-matter' }] });
    expect(await of('Text.\n\n:param x: a number\n   of things\n:returns: it')).toEqual(['paragraph: Text.', 'list-item1: :param x: a number\n   of things', 'list-item1: :returns: it']);
    expect(await of(':ref:`x` opens the text.')).toEqual(['paragraph: :ref:`x` opens the text.']);
  });

  it('keeps code, notes and signatures of directives, and drops what shows nothing', async () => {
    expect(await of('.. code-block:: python\n   :linenos:\n\n   x = 1\n\n   y = 2\n\nText')).toEqual(['code: x = 1\n\n   y = 2', 'paragraph: Text']);
    expect(await of('.. warning::\n\n   Mind it.\n\n   - one')).toEqual(['paragraph: .. warning::\n\n   Mind it.', 'list-item1: - one']);
    expect(await of('.. function:: f(a)\n              g(b)\n\n   Does *it*.\n\n.. versionadded:: 3.5')).toEqual(['paragraph: .. function:: f(a)\n              g(b)', 'paragraph: Does *it*.', 'paragraph: .. versionadded:: 3.5']);
    expect(await of('.. admonition:: Mind\n   :class: x\n\n   Text.')).toEqual(['paragraph: .. admonition:: Mind', 'paragraph: Text.']);
    expect(await of('.. figure:: a.png\n   :alt: x\n\n   A caption.')).toEqual(['paragraph: A caption.']);
    for (const nothing of [
      '.. include:: /etc/passwd', '.. image:: a.png\n   :alt: x', '.. toctree::\n   :maxdepth: 2\n\n   one\n   two', '.. raw:: html\n\n   <b>x</b>', '.. _target: https://example.com', '.. |x| image:: a.png',
      '..\n   A comment.\n\n   And more.', '.. a comment', '__ https://example.com', '.. literalinclude:: a.py', '.. index:: a, b',
    ]) expect(await of(`${nothing}\n\nText`)).toEqual(['paragraph: Text']);
    expect(await of('.. [1] A note.\n   It goes on.\n\nText')).toEqual(['paragraph: .. [1] A note.\n   It goes on.', 'paragraph: Text']);
  });

  const tables = async (source: string): Promise<string[]> => {
    const { text, blocks } = await parse(source);
    return blocks.map(({ kind, start, end, headLines }) => `${kind}${headLines ?? ''}: ${text.slice(start, end)}`);
  };
  it('reads lists of lists as tables with their title and heads', async () => {
    const rows = '* - Name\n     - Days\n   * - Rail\n     - 14\n\n       - at most\n   * - Road\n     - 7';
    expect(await tables(`.. list-table:: Fares\n   of 2024\n   :widths: 10 20\n   :header-rows: 1\n   :stub-columns: 1\n\n   ${rows}\n\nText`)).toEqual(['paragraph: Fares\n   of 2024', `table2: ${rows}`, 'paragraph: Text']);
    expect(await tables(`.. list-table::\n\n   ${rows}`)).toEqual([`table: ${rows}`]);
    expect(await tables(`.. list-table::\n   :header-rows: 9\n\n   ${rows}`)).toEqual([`table: ${rows}`]);
    const bare = '*\n       - x\n       - y\n     *\n       - 1\n       - 2';
    expect(await tables(`- a\n\n  .. list-table::\n     :header-rows: 1\n\n     ${bare}`)).toEqual(['list-item: - a', `table3: ${bare}`]);
    for (const wrong of ['* - a\n   - b', '* a\n   * b', 'Text\n   * - a']) expect((await tables(`.. list-table::\n\n   ${wrong}`)).some((block) => block.startsWith('table'))).toBe(false);
  });

  it('reads comma-separated values as tables with their title and heads', async () => {
    expect(await tables('.. csv-table:: Fares\n   :header: a, b\n\n   1, 2\n   3, 4')).toEqual(['paragraph: Fares', 'table2: a, b\n\n   1, 2\n   3, 4']);
    const quoted = 'a, "b\n   and ""c"" too"\n   d, e\n   1, 2';
    expect(await tables(`.. csv-table::\n   :widths: 1 2\n   :header-rows: 2\n\n   ${quoted}`)).toEqual([`table3: ${quoted}`]);
    expect(await tables('.. csv-table::\n   :header: "a",\n      "b"\n   :file: x.csv\n\nText')).toEqual(['paragraph: Text']);
    const drawn = '===  ===\n   a    b\n   ===  ===\n   1    2\n   ===  ===';
    expect(await tables(`.. table:: Fares\n   :widths: auto\n\n   ${drawn}`)).toEqual(['paragraph: Fares', `table3: ${drawn}`]);
  });

  it('tells lists, titles, rules, quotes and tables from text that looks like them', async () => {
    expect(await of('2. Link it::\n\n     ln -s\n\n   Or not.')).toEqual(['list-item1: 2. Link it::', 'code: ln -s', 'paragraph: Or not.']);
    expect(await of('A. Writer wrote this,\nand more.')).toEqual(['paragraph: A. Writer wrote this,\nand more.']);
    expect(await of('a. one\nb. two\n\n#) three\n   goes on')).toEqual(['list-item1: a. one', 'list-item1: b. two', 'list-item1: #) three\n   goes on']);
    expect(await of('Text\n\n----\n\nText')).toEqual(['paragraph: Text', 'separator: ----', 'paragraph: Text']);
    expect(await of('A long line of text\n---\nand more')).toEqual(['paragraph: A long line of text\n---\nand more']);
    expect(await of('ABC\n===\n\n旅費規程\n========\n')).toEqual(['heading1: ABC\n===', 'heading1: 旅費規程\n========']);
    expect(await of('Text\n\n   A quote.\n\nText')).toEqual(['paragraph: Text', 'quote: A quote.', 'paragraph: Text']);
    expect(await of('===  ===\na    b\n\nText')).toEqual(['paragraph: ===  ===\na    b', 'paragraph: Text']);
    expect(await of('>>> 1 + 1\n2\n\n::\n\n  code\n\n| a line\n| of verse')).toEqual(['code: >>> 1 + 1\n2', 'code: code', 'paragraph: | a line\n| of verse']);
    expect(await of('\tTabbed\n\nTitle\r\n-----\r\n\r\n* a\r\n\r\n  b')).toEqual(['quote: Tabbed', 'heading1: Title\r\n-----', 'list-item1: * a', 'paragraph: b']);
  });
});

describeParser('rst', rstParser, {
  good: [sample('a page', GOOD, RST, 'a.rst')],
  hostile: [
    sample('lists in lists', Array.from({ length: 2000 }, (_, at) => `${'  '.repeat(at)}- item`).join('\n\n'), RST),
    sample('notes in notes', Array.from({ length: 2000 }, (_, at) => `${'   '.repeat(at)}.. note::`).join('\n\n'), RST),
    sample('items in one line', `${'- '.repeat(500_000)}x`, RST),
    sample('a line of a megabyte', ':a\\'.repeat(300_000), RST),
    sample('rules of a megabyte', `${'='.repeat(1_000_000)}\nx\n${'= '.repeat(500_000)}`, RST),
    sample('tables without an end', '+--+\n|  |\n'.repeat(30_000) + '=== ===\n\n'.repeat(30_000), RST),
    sample('20,000 titles', Array.from({ length: 20_000 }, (_, at) => `Title ${at}\n${'!"#$%&'.charAt(at % 6).repeat(12)}\n`).join('\n'), RST),
    sample('20,000 fields', ':a: b\n'.repeat(20_000), RST),
    sample('marks in a title', `${'`:a:`<*'.repeat(50_000)}\n====\n`, RST),
    sample('tables of many rows', `.. list-table::\n   :header-rows: 999\n\n${'   * - a\n     - b\n'.repeat(50_000)}`, RST),
    sample('tables in tables', Array.from({ length: 500 }, (_, at) => `${'   '.repeat(at)}.. list-table:: a\n${'   '.repeat(at)}   :header-rows: 1\n\n`).join(''), RST),
    sample('many empty tables', '.. csv-table:: a\n   :header-rows: 5\n\n   "\n'.repeat(20_000), RST),
    sample('rows without cells', `.. list-table::\n\n${'   *\n\n'.repeat(50_000)}`, RST),
    sample('explicit marks', '.. \n.. [\n.. |\n.. a::\n..\n'.repeat(10_000), RST),
  ],
});
