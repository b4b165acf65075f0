import { z } from '@hono/zod-openapi';
import { CHUNK_VERDICTS, EDIT_FIELDS, PAIR_VERDICTS, PERSON_VERDICTS } from '../../core/index.js';
import { MAX_ITEMS } from '../../engine/review/index.js';
import type { ActResult, Choice, Conflict, DecisionAct, ReasonTemplate, StatusChange } from '../../engine/review/types.js';
import type { DecisionLine } from '../../engine/views/index.js';
import { behindSchema, idSchema, numberText, reasonSchema, seqSchema, seqText, statusSchema } from './common.js';
import { mirrorOf } from './mirror.js';
import { evidenceSchema, seenSchema } from './queue.js';


const choice = mirrorOf<Choice>()(z.strictObject({ id: idSchema, evidence: seenSchema }).openapi('Choice', { description: 'What is decided on, and as what it was seen.' }));
const reason = reasonSchema.optional();
const acts = [
  {
    verdict: z.enum(CHUNK_VERDICTS), items: z.array(choice).min(1).max(MAX_ITEMS), reason,
    until: z.iso.date().or(z.iso.datetime({ offset: true })).optional().openapi({ description: 'Of `waive` and `snooze`: when it ends by itself.' }),
    assignee: z.string().max(200).optional().openapi({ description: "Of `assign`: whose it is; empty = nobody's. Of `waive`: whose it is when it ends; left out or empty = theirs who waive." }),
  },
  { verdict: z.literal('side-right'), right: choice, wrong: choice, reason },
  { verdict: z.literal('keep'), item: choice, reason },
  { verdict: z.enum(PAIR_VERDICTS), pair: z.tuple([choice, choice]), reason },
  {
    verdict: z.literal('edit'), documentId: idSchema, contentHash: z.string().regex(/^[0-9a-f]{64}$/u, 'expected a SHA-256 in lower-case hex'), field: z.enum(EDIT_FIELDS),
    value: z.union([z.string().max(200), z.number()]).nullable().openapi({ description: 'null = it has none.' }), reason,
  },
  { verdict: z.literal('reopen').openapi({ description: 'Takes back what keeps the items out of the queue: snoozes, and that they are known.' }), items: z.array(choice).min(1).max(MAX_ITEMS), reason },
] as const;
const preview = z.boolean().optional().openapi({ description: 'Work out what it would do, and publish nothing.' });

// Only to compare: with `preview` it is what comes in.
mirrorOf<DecisionAct>()(z.discriminatedUnion('verdict', [z.strictObject(acts[0]), z.strictObject(acts[1]), z.strictObject(acts[2]), z.strictObject(acts[3]), z.strictObject(acts[4]), z.strictObject(acts[5])]));

export const actBody = z.discriminatedUnion('verdict', [
  z.strictObject({ ...acts[0], preview }), z.strictObject({ ...acts[1], preview }), z.strictObject({ ...acts[2], preview }), z.strictObject({ ...acts[3], preview }), z.strictObject({ ...acts[4], preview }), z.strictObject({ ...acts[5], preview }),
]).openapi('DecisionAct');

export const undoBody = z.strictObject({ first: seqSchema, last: seqSchema, reason }).openapi('Undo', { description: 'Takes back all decisions of an act, as far as they have not been taken back: `act` of what the decision answered, or one number of the log twice.' });

const change = mirrorOf<StatusChange>()(z.object({ id: z.string(), path: z.string(), from: statusSchema, to: statusSchema }).openapi('Change'));

export const actResult = mirrorOf<ActResult>()(
  z.object({
    generation: z.int(),
    act: z.object({ first: z.int(), last: z.int() }).nullable(),
    decided: z.array(change),
    others: z.array(change),
    behind: z.array(behindSchema),
  }).openapi('ActResult'),
);

export const conflictSchema = mirrorOf<Conflict>()(
  z.object({ id: z.string(), changed: z.array(z.enum(['content', 'rules', 'decision', 'gone'])), message: z.string(), now: evidenceSchema.nullable() }).openapi('Conflict'),
);

export const logQuery = z.strictObject({
  before: seqText.optional().openapi({ description: 'The lowest `seq` of the page before.' }),
  limit: numberText('integer', 1, 200).optional(),
});

export const decisionLine = mirrorOf<DecisionLine>()(
  z.object({
    seq: z.int(),
    at: z.string(),
    actor: z.string(),
    verdict: z.enum(PERSON_VERDICTS),
    reason: z.string(),
    subjectKind: z.enum(['chunk', 'document', 'pair']),
    evidence: z.object({ contentHash: z.string(), textHash: z.string(), rules: z.array(z.string()) }),
    other: z.object({ id: z.string(), contentHash: z.string(), textHash: z.string() }).exactOptional(),
    edit: z.object({ field: z.enum(EDIT_FIELDS), value: z.union([z.string(), z.number()]).nullable() }).exactOptional(),
    withdraws: z.int().exactOptional(),
    until: z.string().exactOptional(),
    assignee: z.string().exactOptional(),
    previousHash: z.string(),
    hash: z.string(),
    chunkId: z.string(),
    documentId: z.string().nullable(),
    source: z.string().nullable(),
    path: z.string().nullable(),
    record: z.string().nullable(),
    fate: z.enum(['stands', 'carried', 'lapsed', 'gone', 'superseded', 'ended', 'withdrawn']),
    on: z.string().nullable(),
    why: z.string().nullable(),
  }).openapi('DecisionLine', { description: 'As `winnow list decisions --json` prints it.' }),
);

/** Newest first. */
export const logPage = z.array(decisionLine);

export const reasonsQuery = z.strictObject({ verdict: z.string().min(1).max(40).optional() });
const template = mirrorOf<ReasonTemplate>()(z.object({ reason: z.string(), uses: z.int() }).openapi('ReasonTemplate'));
export const reasonsAnswer = z.array(template);
