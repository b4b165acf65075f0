import { z } from 'zod';

export const options = z.strictObject({
  outputs: z.enum(['text', 'none']).default('text').describe('`text`: what cells printed or gave back, where it is short; `none`: no outputs.'),
});
export type NotebookOptions = z.infer<typeof options>;
