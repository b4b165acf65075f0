import { z } from 'zod';

export const options = z.strictObject({
  maxMails: z.int().min(1).default(20_000).describe('Mails in an mbox file. A file with more fails.'),
});
export type MailOptions = z.infer<typeof options>;
