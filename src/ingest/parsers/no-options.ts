import { z } from 'zod';

/** Of parsers that have none. */
export const noOptions = z.strictObject({});
export type NoOptions = z.infer<typeof noOptions>;
