import { z } from 'zod';

export const options = z.strictObject({
  content: z.enum(['main', 'all']).default('main').describe('`main`: the page without navigation, banners, footers and the like; `all`: everything that is shown.'),
});
export type HtmlOptions = z.infer<typeof options>;
