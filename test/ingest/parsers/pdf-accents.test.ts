import { describe, expect, it } from 'vitest';
import { pdfParser } from '../../../src/ingest/parsers/pdf/index.js';
import { rawPdf, stream } from './pdf-files.js';

/** One line of Helvetica at 10 pt in WinAnsi: acute 264, dieresis 250, circumflex 210, all octal and .333 em wide. */
async function lineOf(operators: string): Promise<string> {
  const bytes = rawPdf([
    '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    stream(`BT /F1 10 Tf 50 700 Td ${operators} ET`), '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
  ]);
  const [document] = await pdfParser.run({ bytes, path: 'a.pdf', mediaType: 'application/pdf', declared: {} }, pdfParser.options.parse({}));
  return document?.text ?? '';
}

describe('accents that are drawn over letters', () => {
  it.each([
    ['within a word', '[(Una secci\\264) 444 (on del libro)] TJ', 'Una sección del libro'],
    ['at the start of a word', '[(f\\250) 444 (ur \\264) 444 (epoca nueva)] TJ', 'für época nueva'],
    ['raised over a capital', '(Con ) Tj 2 Ts (\\264) Tj 0 Ts [500 (Algebra se gana)] TJ', 'Con Álgebra se gana'],
  ])('belong to them %s', async (_, operators, text) => {
    expect(await lineOf(operators)).toBe(text);
  });

  it.each([
    ['beside a letter, as an apostrophe', '(it\\264s done and said)', 'it´s done and said'],
    ['over what no letter is written with, as in a formula', '[(so \\210) 400 (x is near)] TJ', 'so ˆx is near'],
  ])('stay as they are %s', async (_, operators, text) => {
    expect(await lineOf(operators.endsWith('TJ') ? operators : `${operators} Tj`)).toBe(text);
  });
});
