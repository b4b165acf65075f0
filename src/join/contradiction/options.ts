import { z } from 'zod';
import { judgeSettings } from '../../core/index.js';

export const contradictionOptions = z.strictObject({
  subject: z.number().gt(0).max(1).default(0.6)
    .describe('IDF-weighted cosine (0..1] of two statements\' subjects from which a difference between them can be a contradiction.'),
  likely: z.number().gt(0).max(1).default(0.75)
    .describe('The same cosine from which, with equal scope, the contradiction counts as likely; at least `subject`.'),
  minShared: z.int().min(2).max(20).default(3).describe('Content lemmas that two statements must share.'),
  maxClaims: z.int().min(1).max(1000).default(64).describe('Statements taken from one chunk; what comes after is not compared.'),
  maxEdges: z.int().min(1).max(20).default(3).describe('Contradictions kept for one pair of chunks, the most likely first.'),
  judge: judgeSettings.nullable().default(null).describe('A model that is asked about the surest pairs. Absent: none.'),
}).superRefine((options, context) => {
  if (options.likely < options.subject) {
    context.addIssue({ code: 'custom', path: ['likely'], message: `likely ${options.likely} is below subject ${options.subject}; expected likely >= subject` });
  }
});

export type ContradictionOptions = z.infer<typeof contradictionOptions>;
