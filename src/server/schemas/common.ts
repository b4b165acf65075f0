import { z } from '@hono/zod-openapi';
import type { Severity, Span, Status } from '../../core/index.js';
import type { Facet } from '../../engine/review/types.js';
import type { BehindTarget } from '../../engine/run/index.js';
import { mirrorOf } from './mirror.js';

/** An id, or the beginning of one. */
const anyId = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/u, 'expected an id');
export const idSchema = anyId.openapi({ description: 'Id of a chunk.' });
export const documentIdSchema = anyId.openapi({ description: 'Id of a document.' });
/** Opaque and URL-safe, as the desk makes them: keys of groups, places in a list. */
export const keySchema = z.string().regex(/^[A-Za-z0-9_.~:=-]{1,1024}$/u, 'expected what an earlier answer gave');
export const nameSchema = z.string().min(1).max(200);
/** Of a decision, for those who ask later. */
export const reasonSchema = z.string().max(2000);
/** Number of a decision in the log, 1, 2, 3 … */
export const seqSchema = z.int().min(1);

const NUMBER = /^-?\d{1,9}(?:\.\d{1,9})?$/u;

/** A number in a query. */
export function numberText(type: 'number' | 'integer', min: number, max: number) {
  const number = type === 'integer' ? z.int().min(min).max(max) : z.number().min(min).max(max);
  return z.string().regex(NUMBER, 'expected a number').transform(Number).pipe(number).openapi({ type, minimum: min, maximum: max });
}

/** A whole number of any size in a query. */
export const seqText = z.string().regex(/^\d{1,15}$/u, 'expected a whole number').transform(Number).pipe(seqSchema).openapi({ type: 'integer', minimum: 1 });

export const statusSchema = mirrorOf<Status>()(z.enum(['accepted', 'quarantined', 'rejected']));
export const severitySchema = mirrorOf<Severity>()(z.enum(['info', 'warning', 'error']));
export const scoreSchema = z.number().nullable();
export const spanSchema = mirrorOf<Span>()(z.object({ start: z.int(), end: z.int() }).openapi('Span'));
export const facetSchema = mirrorOf<Facet>()(z.object({ name: z.string(), count: z.int() }).openapi('Facet'));
export const behindSchema = mirrorOf<BehindTarget>()(z.object({ target: z.string(), generation: z.int().nullable() }).openapi('BehindTarget'));
