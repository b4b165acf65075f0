import { z } from '@hono/zod-openapi';
import type { Cue, Criterion, Dispute, Precedence } from '../../core/index.js';
import type { Counterpart, ReviewItem } from '../../engine/review/types.js';
import { spanSchema, statusSchema } from './common.js';
import { mirrorOf } from './mirror.js';
import { evidenceSchema, itemSchema } from './queue.js';

const cue = mirrorOf<Cue>()(z.enum(['number', 'unit', 'sign', 'date', 'version', 'negation', 'modal', 'antonym', 'quantifier', 'status', 'boolean', 'default', 'entity', 'person']));
const criterion = mirrorOf<Criterion>()(z.enum(['held-back', 'pin', 'measured', 'source', 'holds', 'authority', 'date', 'tokens', 'structure', 'path', 'id', 'elsewhere']));
const seen = z.union([z.string(), z.number()]).nullable();

const disputeSchema = mirrorOf<Dispute>()(
  z.object({
    cue,
    words: z.tuple([z.string(), z.string()]),
    voices: z.tuple([z.number(), z.number()]),
    by: z.enum(['held-back', 'authority', 'date']).nullable(),
    standing: z.tuple([seen, seen]),
    proposal: z.enum(['keep-this', 'keep-other', 'ask-owner']),
    judge: z.string().exactOptional(),
  }).openapi('Dispute'),
);

const precedenceSchema = mirrorOf<Precedence>()(
  z.object({ relation: z.enum(['exact', 'near', 'contained', 'paraphrase']), similarity: z.number(), by: criterion, kept: seen, copy: seen }).openapi('Precedence'),
);

const counterpartSchema = mirrorOf<Counterpart>()(
  z.object({
    relation: z.enum(['contradiction', 'copy', 'newer']),
    id: z.string(),
    documentId: z.string(),
    source: z.string(),
    path: z.string(),
    title: z.string().nullable(),
    headingPath: z.array(z.string()),
    text: z.string(),
    status: statusSchema,
    canonical: z.boolean(),
    owner: z.string().nullable(),
    authority: z.number(),
    date: z.string().nullable(),
    newer: z.enum(['this', 'other']).nullable(),
    here: spanSchema.nullable(),
    there: spanSchema.nullable(),
    dispute: disputeSchema.nullable(),
    precedence: precedenceSchema.nullable(),
    diff: z.array(z.object({ kind: z.enum(['same', 'here', 'there']), text: z.string() })).nullable(),
    evidence: evidenceSchema,
  }).openapi('Counterpart'),
);

/** Told loosely: as `winnow explain --json` prints it, which docs/cli.md describes, and which grows. */
const story = z.custom<object>().openapi({ type: 'object', additionalProperties: true, description: "The chunk's whole story, as `winnow explain <id> --json` prints it." });

export const reviewItem = mirrorOf<Omit<ReviewItem, 'story'> & { readonly story: object }>()(
  z.object({
    item: itemSchema,
    group: z.string().nullable(),
    story,
    around: z.object({ text: z.string(), offset: z.int(), chunk: spanSchema, documentLength: z.int() }),
    counterparts: z.array(counterpartSchema),
  }).openapi('ReviewItem'),
);

