import { z } from 'zod';

export const supersessionOptions = z.strictObject({
  minShared: z.number().gt(0).max(1).default(0.2)
    .describe('Least share (0..1) of the shorter document\'s word 3-shingles that the other has too. 0.2: (1 - 0.4)^3 = 0.216, so up to four words in ten may have been rewritten.'),
  minDaysApart: z.number().int().min(1).max(36_500).default(30)
    .describe('Days that two dates must lie apart to say which document is newer, when the names do not.'),
});

export type SupersessionOptions = z.output<typeof supersessionOptions>;
