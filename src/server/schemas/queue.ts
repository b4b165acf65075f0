import { z } from '@hono/zod-openapi';
import { CAUSE_KINDS } from '../../curate/index.js';
import type { GroupPage, QueueGroup, QueueItem, QueuePage, QueueQuery, QueueReason, SeenEvidence } from '../../engine/review/types.js';
import { facetSchema, keySchema, nameSchema, numberText, scoreSchema, severitySchema, statusSchema } from './common.js';
import { mirrorOf } from './mirror.js';

const HASH = /^[0-9a-f]{64}$/u;
const day = z.iso.date().or(z.iso.datetime({ offset: true }));

/** Evidence as it comes in: bounded. */
export const seenSchema = mirrorOf<SeenEvidence>()(
  z.strictObject({
    contentHash: z.string().regex(HASH, 'expected a SHA-256 in lower-case hex'),
    rules: z.array(nameSchema).max(200),
    decision: z.int().min(0),
  }).openapi('SeenEvidence'),
);

const filters = {
  text: z.string().max(200).optional().openapi({ description: 'In text, path, title or reasons; case does not count.' }),
  source: nameSchema.optional(),
  rule: nameSchema.optional().openapi({ description: '`dimension/name`, or `dimension` for all of its rules.' }),
  kind: z.enum(CAUSE_KINDS).optional(),
  owner: nameSchema.optional(),
  status: z.enum(['quarantined', 'rejected']).optional().openapi({ description: 'Default: quarantined, what waits for a person.' }),
  dimension: nameSchema.optional().openapi({ description: 'Only items whose score of this dimension is lower than `below`.' }),
  below: numberText('number', 0, 1).optional(),
  since: day.optional().openapi({ description: 'Held back since this day or later, ISO 8601.' }),
  before: day.optional().openapi({ description: 'Held back before this day.' }),
  assignee: z.string().max(200).optional().openapi({ description: "Whose it is; empty = nobody's." }),
  attention: z.enum(['open', 'snoozed', 'acknowledged', 'all']).optional().openapi({ description: 'Default: open, what asks for attention now.' }),
  order: z.enum(['damage', 'newest', 'oldest', 'path']).optional().openapi({ description: 'Default: damage, most likely damage first.' }),
};
const after = keySchema.optional().openapi({ description: '`next` of the page before.' });

// Only to compare: with `after` and `limit` it is what comes in.
mirrorOf<QueueQuery>()(z.strictObject(filters));

export const queueQuery = z.strictObject({ ...filters, after, limit: numberText('integer', 1, 200).optional() });
export const groupQuery = z.strictObject({ ...filters, after, limit: numberText('integer', 1, 1000).optional() });

export const reasonOfItem = mirrorOf<QueueReason>()(z.object({ rule: z.string(), severity: severitySchema, message: z.string() }).openapi('QueueReason'));
/** Evidence as it goes out. */
export const evidenceSchema = mirrorOf<SeenEvidence>()(z.object({ contentHash: z.string(), rules: z.array(z.string()), decision: z.int() }).openapi('Evidence'));

export const itemSchema = mirrorOf<QueueItem>()(
  z.object({
    id: z.string(),
    documentId: z.string(),
    source: z.string(),
    path: z.string(),
    record: z.string().nullable(),
    title: z.string().nullable(),
    headingPath: z.array(z.string()),
    excerpt: z.string(),
    tokens: z.int(),
    status: statusSchema,
    reasons: z.array(reasonOfItem),
    owner: z.string().nullable(),
    scores: z.record(z.string(), scoreSchema),
    heldSince: z.string(),
    damage: z.number(),
    assignee: z.string().nullable(),
    snoozedUntil: z.string().nullable(),
    acknowledged: z.boolean(),
    evidence: evidenceSchema,
  }).openapi('QueueItem', { description: 'One chunk that is held back. All texts are hostile: text only.' }),
);

const groupSchema = mirrorOf<QueueGroup>()(
  z.object({
    key: z.string(),
    kind: z.enum(CAUSE_KINDS),
    title: z.string(),
    rule: z.string(),
    damage: z.number(),
    count: z.int(),
    sources: z.array(z.string()),
    heldSince: z.string(),
    lead: itemSchema,
  }).openapi('QueueGroup'),
);

const facets = z.array(facetSchema);

export const queuePage = mirrorOf<QueuePage>()(
  z.object({
    generation: z.int(),
    items: z.int(),
    groups: z.int(),
    facets: z.object({ sources: facets, rules: facets, kinds: facets, owners: facets, assignees: facets }),
    snoozed: z.int(),
    acknowledged: z.int(),
    page: z.array(groupSchema),
    next: z.string().nullable(),
  }).openapi('QueuePage'),
);

export const groupPage = mirrorOf<GroupPage>()(
  z.object({ generation: z.int(), group: groupSchema, items: z.array(itemSchema), next: z.string().nullable() }).openapi('GroupPage'),
);
