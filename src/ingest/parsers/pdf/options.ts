import { z } from 'zod';
import { ocrOptions } from './ocr/options.js';

export const options = z.strictObject({
  maxPages: z.int().min(1).max(100_000).default(5000).describe('Largest number of pages; a longer file fails as `item-too-large`.'),
  ocr: ocrOptions.nullish().describe('Text recognition of pages without a text layer, by Tesseract; needs the packages `tesseract.js-core` and `@tesseract.js-data/<language>`. Absent: none.'),
});
export type PdfOptions = z.infer<typeof options>;
