import { z } from '@hono/zod-openapi';
import type { Overview, SourceHealth } from '../../engine/review/types.js';
import { behindSchema, facetSchema, scoreSchema } from './common.js';
import { mirrorOf } from './mirror.js';

const chunkCounts = z.object({ accepted: z.int(), quarantined: z.int(), rejected: z.int() });

const sourceHealth = mirrorOf<SourceHealth>()(
  z.object({ source: z.string(), owner: z.string().nullable(), chunks: chunkCounts, scores: z.record(z.string(), scoreSchema) }).openapi('SourceHealth'),
);

export const overviewSchema = mirrorOf<Overview>()(
  z.object({
    pipeline: z.string(),
    generation: z.object({ number: z.int(), publishedAt: z.string(), madeBy: z.string(), pinned: z.boolean() }),
    documents: z.object({ total: z.int(), accepted: z.int(), partial: z.int(), quarantined: z.int(), rejected: z.int(), failed: z.int() }),
    chunks: chunkCounts.extend({ total: z.int() }),
    sources: z.array(sourceHealth),
    rules: z.array(facetSchema),
    trend: z.array(z.object({ generation: z.int(), at: z.string(), madeBy: z.string(), accepted: z.int(), quarantined: z.int(), rejected: z.int() })),
    ages: z.array(z.object({ label: z.string(), chunks: z.int() })),
    lastRun: z.object({ id: z.string(), at: z.string(), status: z.string(), newlyHeld: z.int(), newlyReleased: z.int(), left: z.int() }).nullable(),
    waiting: z.array(z.object({ owner: z.string().nullable(), items: z.int(), oldest: z.string() })),
    audit: z.object({ share: z.number(), waiting: z.int(), looked: z.int(), missed: z.int(), interval: z.tuple([z.number(), z.number()]) }).nullable(),
    failures: z.int(),
    behind: z.array(behindSchema),
  }).openapi('Overview'),
);
