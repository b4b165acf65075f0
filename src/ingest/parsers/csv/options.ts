import { z } from 'zod';
import { DELIMITERS } from './delimiter.js';

export const options = z.strictObject({
  delimiter: z.enum(DELIMITERS).optional().describe('Field delimiter. Default: found from the first lines (a tab for TSV).'),
  maxRows: z.int().min(1).max(1_000_000).default(100_000).describe('Largest number of rows; a longer file fails as `item-too-large`.'),
});
export type CsvOptions = z.infer<typeof options>;
