import { z } from '@hono/zod-openapi';
import type { PolicyChoice, PolicyExample, PolicyPreview, PolicyView, RulePrecision } from '../../engine/review/types.js';
import { nameSchema, reasonSchema, scoreSchema, statusSchema } from './common.js';
import { mirrorOf } from './mirror.js';
import { reasonOfItem } from './queue.js';

const list = z.enum(['reject', 'quarantine']);
/** As they come in: bounded. */
const expressions = z.array(z.string().min(1).max(2000)).max(100);

export const policyView = mirrorOf<PolicyView>()(
  z.object({
    key: z.string(),
    reject: z.array(z.string()),
    quarantine: z.array(z.string()),
    file: z.string().nullable(),
    thresholds: z.array(z.object({ list, index: z.int(), at: z.int(), length: z.int(), value: z.number() })),
  }).openapi('Policy', { description: 'CEL expressions; `thresholds` tells where in them numbers stand that something is compared with.' }),
);

const choice = { reject: expressions, quarantine: expressions };
// Only to compare: with `whole` or `expectKey` it is what comes in.
mirrorOf<PolicyChoice>()(z.strictObject(choice));

export const previewBody = z.strictObject({ ...choice, whole: z.boolean().optional().openapi({ description: 'Look at all chunks instead of a sample of 2,000.' }) }).openapi('PolicyChoice');
export const saveBody = z.strictObject({ ...choice, expectKey: nameSchema.openapi({ description: '`key` of the policy that it is to replace.' }) }).openapi('PolicySave');

const counts = z.object({ accepted: z.int(), quarantined: z.int(), rejected: z.int() });
const example = mirrorOf<PolicyExample>()(
  z.object({
    id: z.string(), source: z.string(), path: z.string(), title: z.string().nullable(), excerpt: z.string(), scores: z.record(z.string(), scoreSchema),
    from: statusSchema, to: statusSchema, reasons: z.array(reasonOfItem),
  }),
);

export const policyPreview = mirrorOf<PolicyPreview>()(
  z.object({
    generation: z.int(),
    key: z.string(),
    looked: z.int(),
    chunks: z.int(),
    now: counts,
    then: counts,
    changes: z.array(z.object({ from: statusSchema, to: statusSchema, count: z.int(), examples: z.array(example) })),
  }).openapi('PolicyPreview'),
);

export const baselineBody = z.strictObject({ reason: reasonSchema.min(1) }).openapi('Baseline');
export const baselineAnswer = z.object({ items: z.int(), act: z.object({ first: z.int(), last: z.int() }).nullable() }).openapi('BaselineResult');

const precision = mirrorOf<RulePrecision>()(z.object({ rule: z.string(), kept: z.int(), decided: z.int(), precision: z.number(), interval: z.tuple([z.number(), z.number()]) }).openapi('RulePrecision'));
export const precisionAnswer = z.array(precision);
