import { z } from 'zod';

/**
 * Half-lives of the kinds of document we know, as multiples of `halfLifeDays`; `null` never decays.
 * A half-life is chosen so that grace + 2 half-lives (score 0.25) is about when a text of its kind has missed two of
 * its usual reviews: policies, handbooks and guides are reviewed once a year (ISO/IEC 27001 and SOC 2 audits ask for it),
 * meeting notes are overtaken by the next ones within half a year. Release notes are dated records: what a release changed stays true, and it is
 * asked for while the release is in use, which is rarely longer than two years. References change with major versions only
 * (about every 18 months), contracts and terms hold until they are replaced.
 */
export const HALF_LIFE_FACTORS: Readonly<Record<string, number | null>> = Object.freeze({
  'page': 1,
  'policy': 1,
  'how-to': 1,
  'release-notes': 1,
  'meeting-notes': 0.5,
  'reference': 1.5,
  'legal': 2,
  'evergreen': null,
});

const MAX_DAYS = 36_500;
const days = z.number().positive().max(MAX_DAYS);
const typeName = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, 'expected lower-case words joined by hyphens, such as `release-notes`').max(40);

const typeRule = z
  .strictObject({
    type: typeName.describe('The type given to documents that match.'),
    path: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional()
      .describe('One or more globs over the path inside the source: `*` within a folder, `**` across folders, `?` one character.'),
    source: z.string().min(1).optional().describe('Name of the source the document comes from.'),
    title: z.string().min(1).optional().describe('Words the title contains; case does not matter.'),
  })
  .refine((rule) => rule.path !== undefined || rule.source !== undefined || rule.title !== undefined, {
    message: 'expected at least one of `path`, `source` and `title`',
  });

export const freshnessOptions = z.strictObject({
  halfLifeDays: days.default(365)
    .describe('Days after the grace period in which the score falls to 0.5. Types scale it: meeting-notes x 0.5, reference x 1.5, legal x 2, evergreen never decays, all others x 1.'),
  halfLifeDaysByType: z.record(typeName, days.nullable()).default({})
    .describe('Half-life of single types in days; wins over the scaled default. `null` = never decays.'),
  graceDays: z.number().min(0).max(MAX_DAYS).default(30)
    .describe('Days during which a document counts as new (score 1).'),
  staleScore: z.number().gt(0).max(1).default(0.25)
    .describe('`freshness/stale` is reported below this score; 0.25 = grace + two half-lives.'),
  types: z.array(typeRule).max(200).default([])
    .describe('Rules that give documents a type; the first that matches wins over front matter, path and title.'),
});

export type FreshnessOptions = z.output<typeof freshnessOptions>;

/** Days to half the score for a type; `null` = never decays. */
export function halfLifeOf(type: string | null, options: FreshnessOptions): number | null {
  const name = type ?? 'page';
  const own = Object.hasOwn(options.halfLifeDaysByType, name) ? options.halfLifeDaysByType[name] : undefined;
  if (own !== undefined) return own;
  const factor = Object.hasOwn(HALF_LIFE_FACTORS, name) ? HALF_LIFE_FACTORS[name] : 1;
  return factor === null || factor === undefined ? null : factor * options.halfLifeDays;
}
