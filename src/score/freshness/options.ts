import { z } from 'zod';
import type { Decay } from '../../core/index.js';

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
const grace = z.number().min(0).max(MAX_DAYS);
const typeName = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, 'expected lower-case words joined by hyphens, such as `release-notes`').max(40);

const typeRule = z
  .strictObject({
    type: typeName.describe('The type given to documents that match.'),
    path: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional()
      .describe('One or more globs over the path inside the source: `*` within a folder, `**` across folders, `?` one character.'),
    source: z.string().min(1).optional().describe('Name of the source the document comes from.'),
    title: z.string().min(1).optional().describe('Words the title contains; case does not matter.'),
    text: z.string().min(3).max(200).optional().describe('Words that stand in the first 4,000 characters of the text; case does not matter.'),
    metadata: z.record(z.string().min(1), z.union([z.string(), z.number(), z.boolean()])).optional().describe('Fields of the front matter or record and what they hold; case does not matter.'),
  })
  .refine(({ type: _type, ...conditions }) => Object.keys(conditions).length > 0, {
    message: 'expected at least one of `path`, `source`, `title`, `text` and `metadata`',
  });

export const freshnessOptions = z.strictObject({
  halfLifeDays: days.default(365)
    .describe('Days after the grace period in which the score falls to 0.5. Types scale it: meeting-notes x 0.5, reference x 1.5, legal x 2, evergreen never decays, all others x 1.'),
  halfLifeDaysByType: z.record(typeName, days.nullable()).default({})
    .describe('Half-life of single types in days; wins over the scaled default. `null` = never decays.'),
  halfLifeDaysBySource: z.record(z.string().min(1), days.nullable()).default({})
    .describe('`halfLifeDays` for the documents of single sources, by their names; types scale it as they do that. `null` = never decays.'),
  graceDays: grace.default(30)
    .describe('Days during which a document counts as new (score 1).'),
  graceDaysByType: z.record(typeName, grace).default({}).describe('Grace period of single types in days; wins over that of the source.'),
  graceDaysBySource: z.record(z.string().min(1), grace).default({}).describe('Grace period of single sources in days.'),
  staleScore: z.number().gt(0).max(1).default(0.25)
    .describe('`freshness/stale` is reported below this score; 0.25 = grace + two half-lives.'),
  types: z.array(typeRule).max(200).default([])
    .describe('Rules that give documents a type; the first that matches wins over front matter, path and title.'),
});

export type FreshnessOptions = z.output<typeof freshnessOptions>;

/** Every source that the options name, and where. */
export function sourcesNamed({ halfLifeDaysBySource, graceDaysBySource, types }: FreshnessOptions): { name: string; path: (string | number)[] }[] {
  const keysOf = (field: string, record: Readonly<Record<string, unknown>>): { name: string; path: (string | number)[] }[] => Object.keys(record).map((name) => ({ name, path: [field, name] }));
  return [
    ...keysOf('halfLifeDaysBySource', halfLifeDaysBySource), ...keysOf('graceDaysBySource', graceDaysBySource),
    ...types.flatMap(({ source }, index) => (source === undefined ? [] : [{ name: source, path: ['types', index, 'source'] }])),
  ];
}

/** A value of a record's own, not of its prototype. */
const own = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined => (Object.hasOwn(record, key) ? record[key] : undefined);

/** How documents of this type and source age: what is said of the type, else the source's half-life (or that of all) scaled by the type. */
export function decayOf({ type, source }: { readonly type: string | null; readonly source: string }, options: FreshnessOptions): Decay {
  const name = type ?? 'page';
  const graceDays = own(options.graceDaysByType, name) ?? own(options.graceDaysBySource, source) ?? options.graceDays;
  const ofType = own(options.halfLifeDaysByType, name);
  if (ofType !== undefined) return { halfLifeDays: ofType, graceDays };
  const ofSource = own(options.halfLifeDaysBySource, source);
  const base = ofSource === undefined ? options.halfLifeDays : ofSource;
  const factor = Object.hasOwn(HALF_LIFE_FACTORS, name) ? (HALF_LIFE_FACTORS[name] ?? null) : 1;
  return { halfLifeDays: base === null || factor === null ? null : factor * base, graceDays };
}
