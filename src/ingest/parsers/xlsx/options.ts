import { z } from 'zod';

export const options = z.strictObject({
  maxRows: z.int().min(1).max(1_000_000).default(100_000).describe('Largest number of rows with a value, over all sheets; a larger workbook fails as `item-too-large`.'),
});
export type XlsxOptions = z.infer<typeof options>;
