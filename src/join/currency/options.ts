import { z } from 'zod';

const name = z.string().min(1).max(100);

export const currencyOptions = z.strictObject({
  aliases: z.record(name, z.array(name).min(1).max(50)).default({})
    .describe('Other names of a product: `{ "Apache Kafka": ["Kafka"] }`. Case, spaces and hyphens do not matter.'),
  skipTypes: z.array(name).max(50).default(['release-notes', 'meeting-notes'])
    .describe('Document types whose texts tell of their own time: what they call the current version is not looked at.'),
});

export type CurrencyOptions = z.infer<typeof currencyOptions>;
