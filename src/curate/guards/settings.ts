import { z } from 'zod';

const share = z.number().min(0).max(1);
const count = z.number().int().min(1);
const robustZ = z.number().positive().describe('How far from past changes a change must be: robust z-score, (change - median) / (1.4826 x median absolute deviation).');

/** A share that may not be large, nor grow much at once. */
const shareGuard = (defaults: { maxShare: number; maxRise: number; minCount: number }, of: string) => z.strictObject({
  maxShare: share.default(defaults.maxShare).describe(`Holds above this share of ${of}.`),
  maxRise: share.default(defaults.maxRise).describe('Holds when the share is larger than after the last run by more than this.'),
  minCount: count.default(defaults.minCount).describe('Fewer of them never hold.'),
});

/** A figure that may not fall or grow much from one run to the next. */
const changeGuard = (defaults: { minDrop: number; maxDrop: number; minJump: number; maxJump: number; minCount: number }, unit: string, counted: string) => z.strictObject({
  minDrop: share.default(defaults.minDrop).describe(`A drop by less than this never holds (${unit}).`),
  maxDrop: share.default(defaults.maxDrop).describe('A drop by more than this holds while there are fewer than 5 past changes to compare with.'),
  minJump: z.number().positive().default(defaults.minJump).describe(`A rise by less than this never holds (${unit}).`),
  maxJump: z.number().positive().default(defaults.maxJump).describe('A rise by more than this holds while there are fewer than 5 past changes to compare with.'),
  z: robustZ.default(6),
  minCount: count.default(defaults.minCount).describe(`Sources with fewer ${counted}, then and now, never hold.`),
});

const off = z.literal(false);
const RELATIVE = 'of what it was, 0.1 = a tenth';
const POINTS = '0.05 = 5 points of a hundred';

const perSource = {
  failures: z.union([shareGuard({ maxShare: 0.5, maxRise: 0.1, minCount: 10 }, 'the items of one file ending in a source that failed'), off]).prefault({}),
  empty: z.union([shareGuard({ maxShare: 0.5, maxRise: 0.1, minCount: 10 }, 'the documents of one format in a source that came to no text'), off]).prefault({}),
  documents: z.union([changeGuard({ minDrop: 0.1, maxDrop: 0.3, minJump: 0.5, maxJump: 2, minCount: 20 }, RELATIVE, 'documents'), off]).prefault({}),
  chunks: z.union([changeGuard({ minDrop: 0.1, maxDrop: 0.3, minJump: 0.5, maxJump: 2, minCount: 50 }, RELATIVE, 'chunks'), off]).prefault({}),
  textLength: z.union([changeGuard({ minDrop: 0.1, maxDrop: 0.3, minJump: 0.5, maxJump: 2, minCount: 20 }, RELATIVE, 'documents'), off]).prefault({}),
  accepted: z.union([changeGuard({ minDrop: 0.05, maxDrop: 0.15, minJump: 0.15, maxJump: 0.3, minCount: 50 }, POINTS, 'chunks'), off]).prefault({}),
  score: z.union([changeGuard({ minDrop: 0.05, maxDrop: 0.1, minJump: 0.1, maxJump: 0.2, minCount: 50 }, POINTS, 'chunks with a score'), off]).prefault({}),
  replaced: z.union([z.strictObject({
    maxShare: share.default(0.4).describe('Holds when more than this share of the documents of a source is removed or has another text because the file is another.'),
    minCount: count.default(20).describe('Fewer documents never hold.'),
  }), off]).prefault({}),
  parserChanged: z.union([z.strictObject({
    maxShare: share.default(0.1).describe('Holds when another parser, or another version of it, reads another text in more than this share of the documents of one format whose bytes are the same.'),
    minCount: count.default(10).describe('Fewer documents never hold.'),
  }), off]).prefault({}),
  sourceVanished: z.union([z.strictObject({ minCount: count.default(1).describe('Sources that had fewer documents may go.') }), off]).prefault({}),
};

const canary = z.strictObject({
  document: z.string().regex(/^[^:]+:.+/u, 'expected `source:path` or `source:path#record`').describe('`source:path`, or `source:path#record` for a row.'),
  status: z.enum(['accepted', 'partial', 'quarantined', 'rejected', 'failed', 'absent']).optional().describe('What must become of it.'),
  fired: z.array(z.string()).default([]).describe('Rules that must have fired on it or on one of its chunks.'),
  silent: z.array(z.string()).default([]).describe('Rules that must not.'),
  contains: z.string().min(1).optional().describe('Text that must come out of it.'),
}).refine(({ status, fired, silent, contains }) => status !== undefined || fired.length + silent.length > 0 || contains !== undefined, 'expected `status`, `fired`, `silent` or `contains`: a canary without an outcome says nothing');

type Guard = keyof typeof perSource;
type Full<Name extends Guard> = Exclude<z.output<(typeof perSource)[Name]>, false>;

/** The options of a guard, none of which need be given: what is not given holds as for all sources. */
function overrideOf<Name extends Guard>(name: Name): z.ZodOptional<z.ZodType<Partial<Full<Name>> | false>> {
  const { shape } = perSource[name].unwrap().options[0];
  const fields = Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, field.unwrap().optional()]));
  return z.union([z.strictObject(fields), off]).optional() as unknown as z.ZodOptional<z.ZodType<Partial<Full<Name>> | false>>;
}

const overrides = {
  failures: overrideOf('failures'), empty: overrideOf('empty'), documents: overrideOf('documents'), chunks: overrideOf('chunks'), textLength: overrideOf('textLength'),
  accepted: overrideOf('accepted'), score: overrideOf('score'), replaced: overrideOf('replaced'), parserChanged: overrideOf('parserChanged'), sourceVanished: overrideOf('sourceVanished'),
} satisfies Record<Guard, unknown>;

/** Guards look at what a run is about to publish. `false` turns one off, or all of them. */
export const guardsSchema = z.union([z.strictObject({
  ...perSource,
  canaries: z.array(canary).default([]).describe('Documents whose outcome is known: any other one holds.'),
  sources: z.record(z.string(), z.strictObject(overrides)).default({}).describe('Other settings for single sources, by name; what is not named holds as for all.'),
}), off]);

export type GuardSettings = Exclude<z.output<typeof guardsSchema>, false>;
export type SourceGuards = Pick<GuardSettings, Guard>;
export type ShareGuard = Full<'failures'>;
export type ChangeGuard = Full<'documents'>;
export type Canary = GuardSettings['canaries'][number];

/** The guards of one source: those of all, with its own options over them. */
export function guardsOf(settings: GuardSettings, source: string): SourceGuards {
  const own = settings.sources[source] ?? {};
  const merged = Object.entries(perSource).map(([name, guard]): [string, unknown] => {
    const [general, special] = [settings[name as Guard], own[name as Guard]];
    if (special === undefined || special === false) return [name, special ?? general];
    return [name, { ...(general === false ? (guard.parse({})) : general), ...special }];
  });
  return Object.fromEntries(merged) as unknown as SourceGuards;
}
