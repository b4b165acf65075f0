import { z } from '@hono/zod-openapi';
import { ROLES } from '../access.js';
import { conflictSchema } from './decision.js';

const secret = z.string().min(1).max(256);

export const loginBody = z.union([
  z.strictObject({ token: secret.openapi({ description: 'From `winnow token`.' }) }),
  z.strictObject({ code: secret.openapi({ description: 'The login code that `winnow serve` printed: one login, five minutes.' }) }),
]).openapi('Login');

export const sessionAnswer = z.object({
  actor: z.string().openapi({ description: 'The name that decisions are recorded under.' }),
  role: z.enum(ROLES),
  csrf: z.string().nullable().openapi({ description: 'For the header `X-Winnow-CSRF`, which requests that change something must carry; `null` for a bearer token, which needs none.' }),
}).openapi('Session');

export const errorAnswer = z.object({
  error: z.object({
    code: z.string().openapi({ description: 'docs/errors.md lists them.' }),
    message: z.string(),
    next: z.string().openapi({ description: 'What to do about it.' }),
    conflicts: z.array(conflictSchema).optional().openapi({ description: 'With `decision-conflict`: what is no longer as it was seen.' }),
  }),
}).openapi('Error');
