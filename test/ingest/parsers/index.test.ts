import { describe, expect, it } from 'vitest';
import { PARSED_EXTENSIONS, PARSERS, parserById, parserForType } from '../../../src/ingest/parsers/index.js';

describe('the list of parsers', () => {
  it.each(PARSERS.map((entry) => [entry.id, entry] as const))('says of %s what the parser says of itself', async (_id, entry) => {
    const { id, version, mediaTypes, extensions, options } = await entry.load();
    expect({ id, version, mediaTypes, extensions }).toEqual({ id: entry.id, version: entry.version, mediaTypes: entry.mediaTypes, extensions: entry.extensions });
    expect(options).toBe(entry.options);
  });

  it('gives every type and extension to one parser', () => {
    const types = PARSERS.flatMap((entry) => entry.mediaTypes);
    expect(new Set(types).size).toBe(types.length);
    expect(new Set(PARSED_EXTENSIONS).size).toBe(PARSED_EXTENSIONS.length);
  });

  it('finds parsers by type and id, and says when there is none', async () => {
    expect((await parserForType('text/mdx')).id).toBe('markdown');
    await expect(parserForType('image/png')).rejects.toMatchObject({ code: 'format-unknown' });
    expect((await parserById('pdf'))?.id).toBe('pdf');
    expect(await parserById('toString')).toBeNull();
  });
});
