import { describe, expect, it } from 'vitest';
import { addTable } from '../../../src/ingest/parsers/table-rows.js';
import { TextBuilder } from '../../../src/ingest/parsers/text-builder.js';

const tableOf = (rows: readonly (readonly string[])[]): TextBuilder => {
  const builder = new TextBuilder();
  addTable(builder, rows);
  return builder;
};

describe('addTable', () => {
  it('lays rows out as lines, and takes a row of names for the head', () => {
    const builder = tableOf([['Plan', 'Storage'], ['Basic', '5 | GB'], ['', ''], ['Pro', '100\nGB']]);
    expect(builder.text).toBe('| Plan | Storage |\n| Basic | 5 \\| GB |\n| Pro | 100 GB |');
    expect(builder.blocks.map(({ kind, headLines }) => [kind, headLines])).toEqual([['table', 1]]);
  });

  it.each([[[['Basic', '5'], ['Pro', '100']]], [[['Plan', ''], ['Basic', '5']]], [[['Plan', 'Storage']]]])('takes no row of values for a head: %j', (rows) => {
    expect(tableOf(rows).blocks[0]?.headLines).toBeUndefined();
  });

  it('makes paragraphs of one column', () => {
    expect(tableOf([['One'], ['Two']]).blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph']);
  });
});
