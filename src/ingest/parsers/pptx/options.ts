import { z } from 'zod';

export const options = z.strictObject({
  maxSlides: z.int().min(1).max(100_000).default(5000).describe('Largest number of slides; a longer presentation fails as `item-too-large`.'),
  notes: z.boolean().default(true).describe('Whether the speaker\'s notes are read, each paragraph marked `Notes:`.'),
});
export type PptxOptions = z.infer<typeof options>;
