import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { partName } from '../../../src/ingest/parsers/ooxml.js';
import { readXml, xmlTree } from '../../../src/ingest/parsers/xml.js';
import { Archive, zipEntries } from '../../../src/ingest/parsers/zip.js';
import { zipOf } from './zip-of.js';

const read = (archive: Archive, name: string): string | null => {
  const bytes = archive.read(name);
  return bytes === null ? null : new TextDecoder().decode(bytes);
};

describe('archives', () => {
  it('reads entries by name, whatever case, and none that is not there', () => {
    const archive = Archive.open(zipOf({ 'a.xml': 'x'.repeat(100_000), 'b/C.xml': 'hello' }));
    expect(archive.names).toEqual(['a.xml', 'b/C.xml']);
    expect([read(archive, 'b/c.xml'), read(archive, 'none'), archive.has('A.XML')]).toEqual(['hello', null, true]);
    expect(zipEntries(new Uint8Array(10))).toBeNull();
  });

  it('takes names for names: what climbs out of a folder is an entry like any other', () => {
    expect(read(Archive.open(zipOf({ '../../etc/passwd': 'no file' })), '../../etc/passwd')).toBe('no file');
    expect(partName('ppt/slides/slide1.xml', '../../../../etc/passwd')).toBe('etc/passwd');
    expect(partName('ppt/slides/slide1.xml', '/ppt/./media/a.png')).toBe('ppt/media/a.png');
  });

  it('holds the ratio whatever size the directory claims, from 16 MB up', () => {
    const honest = 'x'.repeat(16 * 1024 * 1024);
    expect(Archive.open(zipOf({ a: honest }, { claimedSize: 10 })).read('a')?.length).toBe(honest.length);
    expect(deflateRawSync(`${honest}xx`).length).toBeLessThan(honest.length / 900);
    expect(() => Archive.open(zipOf({ a: `${honest}xx` }, { claimedSize: 10 })).read('a')).toThrow(expect.objectContaining({ code: 'parse-output' }) as Error);
  });

  it('holds a cap on all that is read together', () => {
    const part = 'y'.repeat(15 * 1024 * 1024);
    const archive = Archive.open(zipOf({ a: part }));
    const readAll = (): void => {
      for (let times = 0; times < 40; times += 1) archive.read('a');
    };
    expect(readAll).toThrow(expect.objectContaining({ code: 'parse-output' }) as Error);
  });

  it('refuses too many entries, a lost directory and entries with a password by name', () => {
    const many = Object.fromEntries(Array.from({ length: 20_001 }, (_, index) => [`${index}`, '']));
    expect(() => Archive.open(zipOf(many))).toThrow(expect.objectContaining({ code: 'parse-output' }) as Error);
    expect(() => Archive.open(zipOf({ a: 'x' }).slice(0, 20))).toThrow(expect.objectContaining({ code: 'file-broken' }) as Error);
    expect(() => Archive.open(zipOf({ a: 'x' }, { encrypted: true })).read('a')).toThrow(expect.objectContaining({ code: 'file-encrypted' }) as Error);
  });
});

describe('XML parts', () => {
  it('resolves no declared entity', async () => {
    const dom = await xmlTree(new TextEncoder().encode('<!DOCTYPE r [<!ENTITY x "grown"><!ENTITY y SYSTEM "file:///etc/passwd">]><r>a &amp; &x;&y;</r>'));
    expect(dom.textOf(-1, 100)).toContain('a & &x;&y;');
  });

  it('reads UTF-16 by its mark, names without prefixes, and the richer choice of two', async () => {
    const xml = '<w:r><mc:AlternateContent><mc:Choice><w:t>new</w:t></mc:Choice><mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>';
    const dom = await xmlTree(new Uint8Array([0xff, 0xfe, ...Buffer.from(xml, 'utf16le')]));
    expect([dom.tag.filter((tag) => tag !== ''), dom.textOf(0, 100)]).toEqual([['r', 'AlternateContent', 'Choice', 't'], 'new']);
  });

  it('refuses elements without end', async () => {
    await expect(readXml('<a>'.repeat(100_000), {})).rejects.toMatchObject({ code: 'file-broken' });
  });
});
