import { z } from 'zod';
import { NOTICE_KINDS } from '../core/index.js';
import { guardsSchema } from '../curate/index.js';
import { cronFault, timeZoneFault } from './fire-times.js';

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/u, 'expected letters, digits, dots, hyphens or underscores, at most 64, starting with a letter or digit');
const blockOptions = z.record(z.string(), z.unknown()).describe("The block's own options; its docs page lists them.");

export const blockUse = z.strictObject({
  use: z.string().describe('Id of the block.'),
  with: blockOptions.optional(),
});

const readEntry = z.strictObject({
  name: name.describe('Unique name of the source; documents are addressed as `name:relative/path`.'),
  use: z.string().describe('Id of a reader: files, jsonl, langchain, or one of a plugin.'),
  with: blockOptions.optional(),
  authority: z.number().min(0).max(1).default(0.5).describe('How far this source is trusted, 0..1; decides which of two copies is kept.'),
  owner: z.string().nullable().default(null).describe('Who answers for these documents.'),
  access: z.string().nullable().default(null).describe('Access label kept in metadata; copies with different labels never collapse into one.'),
});

const limits = z.strictObject({
  maxItemBytes: z.number().int().positive().default(64 * 1024 * 1024).describe('Largest file or record that is read, in bytes.'),
  maxTextChars: z.number().int().positive().default(20_000_000).describe('Most text one item may unpack to, in UTF-16 units.'),
  parseTimeoutMs: z.number().int().positive().default(30_000).describe('Wall clock for parsing one item.'),
  parseMemoryMb: z.number().int().min(64).default(512).describe('Memory for parsing one item, in MiB.'),
  parserProcesses: z.number().int().min(1).max(64).default(2).describe('Parser child processes at once.'),
  joinWorkers: z.number().int().min(0).max(16).optional().describe('Worker threads that joins may use beside the main one; 0 = none. Default: one for each further core, at most 4.'),
});

/** Refuses what a look at it finds fault with, in the words of the fault. */
const faultless = (faultOf: (text: string) => string | null): z.ZodString => z.string().check((context) => {
  const fault = faultOf(context.value);
  if (fault !== null) context.issues.push({ code: 'custom', message: fault, input: context.value });
});

const schedule = z.strictObject({
  cron: faultless(cronFault).describe('When to run: minute, hour, day of month, month, day of week; with a sixth field, seconds, before them.'),
  timeZone: faultless(timeZoneFault).optional().describe('IANA time zone that `cron` is in. Default: that of the machine.'),
  jitterMinutes: z.number().min(0).max(1440).default(0).describe('Start up to this much later, by a share of it that differs from machine to machine and from night to night.'),
  catchUp: z.boolean().default(true).describe('Make one run soon after the start where the last time was missed.'),
  busyWaitMinutes: z.number().min(0).max(1440).default(60).describe('How long a run is tried again while another process holds the store.'),
  graceSeconds: z.number().min(0).max(3600).default(60).describe('How long a run may take to stop before it is killed.'),
  maxRunHours: z.number().positive().max(168).optional().describe('Stop a run that takes longer than this. Default: however long it takes.'),
  staleAfterHours: z.number().positive().optional().describe('Report not ready when the last good run is older than this. Default: whatever its age.'),
});

const notifyEntry = blockUse.extend({
  use: z.string().describe('Id of a notifier: webhook, slack, smtp, or one of a plugin.'),
  name: name.optional().describe('Name of the channel; default: the id of its notifier.'),
  on: z.array(z.enum(NOTICE_KINDS)).min(1).default([...NOTICE_KINDS]).describe('What it is told of; default: everything.'),
  remindAfterHours: z.number().positive().max(87_600).default(168).describe('What stays as it was is told again after so long.'),
  review: z.strictObject({
    waiting: z.number().int().min(0).optional().describe('Tell when more chunks than this wait for review.'),
    waitingDays: z.number().positive().max(3650).optional().describe('Tell when one has waited for longer than this.'),
  }).optional().describe('When the queue of what is held back needs somebody; without it that is never told. What is snoozed or known does not count.'),
});

const keep = (what: string): z.ZodDefault<z.ZodNumber> => z.number().int().min(0).max(100_000).default(0).describe(what);

const retain = z.union([
  z.literal('all').describe('Every generation.'),
  z.strictObject({
    keepLast: keep('The newest so many generations.'),
    keepDaily: keep('Of each of the last so many days that have one, the newest.'),
    keepWeekly: keep('Of each of the last so many weeks that have one, the newest.'),
    keepMonthly: keep('Of each of the last so many months that have one, the newest.'),
  }).refine((rules) => Object.values(rules).some((count) => count > 0), 'expected a rule that keeps something, or `all`'),
]);

/** A pipeline as written in YAML or given to `definePipeline`. Refuses unknown keys at every level. */
export const pipelineSchema = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  name: name.describe('Name of the corpus; a store is bound to it.'),
  plugins: z.array(z.string()).default([]).describe('Modules with blocks of your own: paths relative to this file, or package names.'),
  read: z.array(readEntry).min(1).describe('Where documents come from.'),
  parse: z.record(z.string(), blockOptions).default({}).describe('Options of parsers, by parser id.'),
  chunk: blockUse.default({ use: 'headings' }).describe('How documents are cut.'),
  score: z.array(blockUse).optional().describe('What is measured; without it all built-in scorers with their defaults.'),
  join: z.array(blockUse).optional().describe('Corpus-wide relations; without it all built-in joins, `[]` means none.'),
  policy: z.strictObject({
    reject: z.array(z.string()).default([]).describe('CEL expressions; a chunk for which one holds is rejected.'),
    quarantine: z.array(z.string()).default([]).describe('CEL expressions; a chunk for which one holds is held back for review.'),
  }).optional().describe('What the measurements mean; without it the documented default policy.'),
  export: z.array(blockUse.extend({ name: name.optional().describe('Name of the target; default: the id of its exporter.') })).default([]).describe('Targets kept in step with what is released.'),
  review: z.strictObject({
    audit: z.number().min(0).max(0.2).describe('Share of the released chunks that go to review too, 0..0.2, so that what the rules miss is measured.'),
  }).optional().describe('What people are asked to look at besides what is held back.'),
  guards: guardsSchema.prefault({}).describe('What a run may not publish without a person; `false` = anything.'),
  retain: retain.optional().describe('Which generations are kept, so that they can be read and gone back to; without it the last 30, the newest of each of 90 days, 52 weeks and 60 months.'),
  limits: limits.prefault({}),
  notify: z.array(notifyEntry).default([]).describe('Who is told when a run needs somebody. What a run does is the same whatever it says.'),
  schedule: schedule.optional().describe('When `winnow schedule` runs this pipeline. What a run does is the same whatever it says.'),
});

/** Of a pipeline that may otherwise be invalid: whom it would tell. */
export const notifyPart = z.object({ name: pipelineSchema.shape.name.catch('pipeline'), notify: pipelineSchema.shape.notify, plugins: pipelineSchema.shape.plugins.catch([]) });

export const SCHEDULE_KEYS: readonly string[] = Object.keys(schedule.shape);

/** What people write. */
export type PipelineInput = z.input<typeof pipelineSchema>;
/** With every default in its place. */
export type PipelineDefinition = z.output<typeof pipelineSchema>;
export type Limits = PipelineDefinition['limits'];
/** A channel as the pipeline has it. */
export type NotifyEntry = PipelineDefinition['notify'][number];
export type Schedule = z.output<typeof schedule>;
export type ScheduleOverrides = Partial<z.input<typeof schedule>>;

/** The schedule of a pipeline, with what somebody set in its stead; `null` where neither says when. */
export function scheduleOf(definition: PipelineDefinition, overrides: ScheduleOverrides): Schedule | null {
  const given = { ...definition.schedule, ...overrides };
  return given.cron === undefined ? null : schedule.parse(given);
}
