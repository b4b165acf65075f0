import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { isWinnowError } from '../../src/core/index.js';
import { decodeText, looksLikeText } from '../../src/ingest/encoding.js';

const encode = (text: string, encoding: string): Uint8Array => iconv.encode(text, encoding);
const SENTENCE = 'Refunds are paid within 14 days. ';

describe('decodeText', () => {
  it.each([
    ['utf-8', 'utf-8'], ['utf-16le', 'utf-16le'], ['utf-16be', 'utf-16be'], ['utf-32le', 'utf-32le'], ['utf-32be', 'utf-32be'],
  ])('takes the byte order mark of %s at its word', async (encoding, expected) => {
    const bytes = iconv.encode(`${SENTENCE}Grüße`, encoding, { addBOM: true });
    expect(await decodeText(bytes)).toEqual({ text: `${SENTENCE}Grüße`, encoding: expected, findings: [] });
  });

  it('keeps line ends as they are', async () => {
    const text = 'a\rb\nc\r\nd\u2028e';
    expect((await decodeText(new TextEncoder().encode(text))).text).toBe(text);
  });

  it.each(['utf-16le', 'utf-16be'])('knows %s without a mark', async (encoding) => {
    const decoded = await decodeText(iconv.encode(SENTENCE.repeat(5), encoding, { addBOM: false }));
    expect(decoded).toMatchObject({ text: SENTENCE.repeat(5), encoding });
    expect(decoded.findings.map((finding) => finding.rule)).toEqual(['structure/encoding-guessed']);
  });

  it.each([
    ['“smart” – quotes cost 5 €', 'windows-1252'], ['Ünïcödé café '.repeat(50), 'windows-1252'], ['日本語テキスト'.repeat(40), 'shift_jis'],
    ['简体中文的文件'.repeat(40), 'gb18030'], ['Привет мир, это русский текст. '.repeat(40), 'koi8-r'], ['Привет мир, это русский текст. '.repeat(40), 'windows-1251'],
  ])('guesses the encoding of %s', async (text, encoding) => {
    const decoded = await decodeText(encode(text, encoding));
    expect(decoded).toMatchObject({ text, encoding });
    expect(decoded.findings[0]).toMatchObject({ rule: 'structure/encoding-guessed', severity: 'info' });
    expect(decoded.findings[0]?.message).toContain(encoding);
  });

  it('takes a declared charset where UTF-8 does not fit, and only then', async () => {
    expect(await decodeText(encode('Zażółć gęślą jaźń', 'iso-8859-2'), { declared: 'ISO-8859-2' })).toMatchObject({ text: 'Zażółć gęślą jaźń', findings: [] });
    expect((await decodeText(encode('Zażółć', 'utf-8'), { declared: 'iso-8859-2' })).text).toBe('Zażółć');
    expect((await decodeText(encode('caf\u00e9', 'latin1'), { declared: 'no-such-charset' })).text).toBe('café');
  });

  it('reads UTF-8 with a broken byte as UTF-8', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('Grüße aus Köln und Zürich, schöne Bücher '), 0xff, 0x2e]);
    const decoded = await decodeText(bytes);
    expect(decoded.text).toBe('Grüße aus Köln und Zürich, schöne Bücher \uFFFD.');
    expect(decoded.findings).toHaveLength(1);
  });

  it.each([
    ['NULs', new TextEncoder().encode('abc\0def\0'.repeat(1000))], ['one NUL', new Uint8Array(1)],
    ['control characters', Uint8Array.from({ length: 10_240 }, (_, index) => index % 256)],
  ])('refuses %s', async (_what, bytes) => {
    await expect(decodeText(bytes)).rejects.toMatchObject({ code: 'format-unknown' });
    expect(looksLikeText(bytes)).toBe(false);
  });

  it('replaces a stray NUL, one for one', async () => {
    expect((await decodeText(new TextEncoder().encode(`${SENTENCE.repeat(100)}\0end`))).text).toBe(`${SENTENCE.repeat(100)}\uFFFDend`);
  });

  it('gives back every text written in UTF-8', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
      fc.pre(!text.startsWith('\uFEFF') && looksLikeText(new TextEncoder().encode(text)));
      expect((await decodeText(new TextEncoder().encode(text))).text).toBe(text.replaceAll('\0', '\uFFFD'));
    }));
  });

  it('throws nothing but `format-unknown` on any bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      try {
        expect(typeof (await decodeText(bytes)).text).toBe('string');
      } catch (error) {
        expect(isWinnowError(error) && error.code).toBe('format-unknown');
      }
    }), { numRuns: 500 });
  });
});
