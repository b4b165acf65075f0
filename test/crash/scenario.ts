import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoadedPipeline, Pipeline } from '../../src/config/index.js';
import type { DecisionEvent, Store } from '../../src/core/index.js';
import type { DecideResult, ExportOutcome, RunOptions, RunResult, TargetsRequest } from '../../src/engine/index.js';
import type { Corpus } from '../../src/engine/corpus.js';
import type { DecisionRequest } from '../../src/engine/decide.js';

/** What a scenario is played with: the sources in a test's own process, what is built in a child's. */
export interface Engine {
  openSqliteStore(location: string, options: { create: boolean }): Store;
  loadPipelineFile(file: string): LoadedPipeline;
  resolvePipeline(loaded: LoadedPipeline): Promise<Pipeline>;
  runPipeline(pipeline: Pipeline, options: RunOptions): Promise<RunResult>;
  bringInStep(pipeline: Pipeline, store: Store, request: TargetsRequest): Promise<ExportOutcome[]>;
  decideOn(corpus: Corpus, request: DecisionRequest): Promise<DecideResult>;
}

/** A corpus in a folder of its own. `watched` holds everything a night writes: the store, the target, what was acknowledged. */
export interface Place {
  readonly folder: string;
  readonly watched: string;
  readonly store: string;
  readonly target: string;
  /** A line for each decision that was acknowledged, written after it was. */
  readonly acknowledged: string;
}

export function placeIn(parent: string): Place {
  const folder = realpathSync(parent);
  const watched = join(folder, 'w');
  return { folder, watched, store: join(watched, 'store.db'), target: join(watched, 'out', 'corpus.jsonl'), acknowledged: join(watched, 'acknowledged') };
}

const DEFINITION = {
  version: 1, name: 'crash', read: [{ name: 'docs', use: 'files', with: { root: 'docs', git: false } }, { name: 'cards', use: 'jsonl', with: { path: 'cards.jsonl' } }],
  limits: { parserProcesses: 1 },
  export: [{ use: 'jsonl', with: { path: 'w/out/corpus.jsonl' } }],
};
const PIPELINE_FILE = 'crash.yaml';
const FIRST_NIGHT = new Date('2026-11-22T02:00:00Z');
const SECOND_NIGHT = new Date('2026-11-23T02:00:00Z');

const page = (title: string, updated: string, ...paragraphs: readonly string[]): string => `---\ntitle: ${title}\nupdated: ${updated}\n---\n\n# ${title}\n\n${paragraphs.join('\n\n')}\n`;
const VISITORS = 'Visitors sign in at the front desk and wear a badge. The person who invited them meets them there and walks with them as long as they are in the building.';
const INVOICES = 'The archive keeps every invoice for ten years. After that the finance team decides together with the auditors which of them are destroyed, and writes down why.';
const BICYCLES = 'A bicycle may be leased for three years. The company pays the insurance, and whoever rides it brings it to the yearly inspection.';
const REFUNDS = 'Customers may return a device within 30 days of delivery and get the full price back on the card they paid with.';
const LIFT = 'The lift of the north building is inspected each spring by the works council, which writes its findings into the blue folder.';

/** A dozen pages: sound ones, a copy, a stale one, a placeholder, two that disagree, two editions, one that cannot be read. */
const FIRST: Readonly<Record<string, string>> = {
  'archive.md': page('Archive', '2026-08-01', INVOICES),
  'visitors.md': page('Visitors', '2026-09-01', VISITORS),
  'copy-of-visitors.md': page('Visitors', '2026-02-01', VISITORS),
  'bicycles.md': page('Bicycles', '2017-03-01', BICYCLES),
  'parking.md': page('Parking', '2026-09-01', 'TODO: write this section. Lorem ipsum dolor sit amet, consectetur adipiscing elit, TBD.'),
  'refunds.md': page('Refunds', '2026-09-01', REFUNDS),
  'refunds-old.md': page('Refunds', '2026-05-01', REFUNDS.replace('30 days', '90 days')),
  'travel-v1.md': page('Travel policy v1', '2025-10-01', 'Trains are booked in second class by the travel desk, which keeps the tickets of everybody who is on the road in its shared mailbox.'),
  'travel-v2.md': page('Travel policy v2', '2026-10-01', 'Trains are booked in first class by the travel desk, which keeps the tickets of everybody who is on the road in its shared mailbox.'),
  'lift.md': page('Lift', '2026-06-01', LIFT),
  'kitchen.md': page('Kitchen', '2016-06-01', 'The kitchen on the third floor is cleaned by those who cooked in it, before the others come up for lunch.'),
  'empty.md': '',
};

const SYLLABLES = ['ba', 'ke', 'li', 'mo', 'nu', 'ra', 'se', 'ti', 'vo', 'zu', 'dan', 'fer', 'gol', 'hin', 'jas', 'pel'];
/** Cards that have no word in common, so many that one night's changes start no new epoch of the joins. */
const CARDS = Array.from({ length: 60 }, (_, card) => JSON.stringify({
  id: `card-${card}`, updated: '2026-10-01', text: `${Array.from({ length: 12 }, (_word, word) => [card, word, (card + word) % 16].map((at) => SYLLABLES[at % 16] ?? '').join('') + (SYLLABLES[(card >> 4) + 4] ?? '')).join(' ')}.`,
}));

/** Edited, renamed, removed, added (one of them a copy), broken and mended pages. */
function changeForSecondNight(docs: string): void {
  writeFileSync(join(docs, 'visitors.md'), page('Visitors', '2026-11-20', VISITORS.replace('front desk', 'gate'), 'Badges are given back in the evening.'));
  writeFileSync(join(docs, 'refunds.md'), page('Refunds', '2026-11-21', REFUNDS.replace('30 days', '14 days')));
  renameSync(join(docs, 'lift.md'), join(docs, 'lifts.md'));
  rmSync(join(docs, 'travel-v1.md'));
  writeFileSync(join(docs, 'invoices.md'), page('Invoices', '2026-11-21', INVOICES));
  writeFileSync(join(docs, 'roof.md'), page('Roof', '2026-11-21', 'Nobody goes onto the roof without a second person, a rope and the key that hangs in the office of the caretaker.'));
  writeFileSync(join(docs, 'archive.md'), '');
  writeFileSync(join(docs, 'empty.md'), page('Cellar', '2026-11-21', 'Every lamp in the cellar is switched off by whoever leaves last, who also looks whether the windows are closed.'));
}

/** What people decide, in this order: before the run, while it publishes, after it. */
const DECISIONS = [
  { reason: 'still true', ids: ['docs:bicycles.md'], verdict: 'approve' },
  { reason: 'wrong since spring', ids: ['docs:kitchen.md'], verdict: 'reject' },
  { reason: 'nobody asked for it', ids: ['docs:travel-v2.md'], verdict: 'reject' },
] as const;
export const DECISION_STATUS: Readonly<Record<string, string>> = Object.fromEntries(DECISIONS.map(({ reason, verdict }) => [reason, verdict === 'approve' ? 'accepted' : 'rejected']));

const pipelineAt = (engine: Engine, place: Place): Promise<Pipeline> => engine.resolvePipeline(engine.loadPipelineFile(join(place.folder, PIPELINE_FILE)));

/** Writes the pages and lets a first night pass over them; afterwards the pages are those of the second. */
export async function furnish(engine: Engine, place: Place): Promise<void> {
  for (const [name, text] of Object.entries(FIRST)) {
    const file = join(place.folder, 'docs', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(join(place.folder, 'cards.jsonl'), CARDS.join('\n'));
  writeFileSync(join(place.folder, PIPELINE_FILE), JSON.stringify(DEFINITION));
  mkdirSync(place.watched);
  const store = engine.openSqliteStore(place.store, { create: true });
  await engine.runPipeline(await pipelineAt(engine, place), { store, now: FIRST_NIGHT });
  await store.close();
  changeForSecondNight(join(place.folder, 'docs'));
  cpSync(place.watched, join(place.folder, 'base'), { recursive: true });
}

/** The command line of a second night. */
export const runArguments = (place: Place): string[] => ['run', join(place.folder, PIPELINE_FILE), '--store', place.store, '--now', SECOND_NIGHT.toISOString(), '--quiet'];

/** Puts back what the first night left. */
export function reset(place: Place): void {
  rmSync(place.watched, { recursive: true, force: true });
  cpSync(join(place.folder, 'base'), place.watched, { recursive: true });
}

/** The log's events by their reasons, which name the decisions of a scenario. */
export async function decided(store: Store): Promise<Map<string, DecisionEvent>> {
  return new Map((await store.listDecisions({ limit: 1000 })).map((event) => [event.reason, event]));
}

/** What somebody has seen no power cut takes back: it is on the disk before anything else happens. */
function acknowledge(place: Place, reason: string): void {
  const file = openSync(place.acknowledged, 'a');
  writeSync(file, `${reason}\n`);
  fsyncSync(file);
  closeSync(file);
}

export const acknowledgedAt = (place: Place): string[] => (existsSync(place.acknowledged) ? readFileSync(place.acknowledged, 'utf8').split('\n').slice(0, -1) : []);

/**
 * The second night and what people decide around it, or the rest of it: what is there already is not done again, as whoever was interrupted
 * goes on.
 */
export async function secondNight(engine: Engine, place: Place, options: { readonly exports?: boolean } = {}): Promise<void> {
  const pipeline = await pipelineAt(engine, place);
  const store = engine.openSqliteStore(place.store, { create: true });
  const decide = async ({ reason, ids, verdict }: (typeof DECISIONS)[number]): Promise<void> => {
    if ((await decided(store)).has(reason)) return;
    const corpus: Corpus = { store, pipeline, generation: await store.currentGeneration() };
    await engine.decideOn(corpus, { ids, verdict, reason, actor: 'ada', now: SECOND_NIGHT });
    acknowledge(place, reason);
  };
  try {
    await decide(DECISIONS[0]);
    // Who decided after the run had seen it end: another run would be another night.
    const over = (await decided(store)).has(DECISIONS[2].reason);
    if (!over) await engine.runPipeline(pipeline, { store: beforePublishing(store, () => decide(DECISIONS[1])), now: SECOND_NIGHT, ...options });
    await decide(DECISIONS[2]);
    if (options.exports !== false) await engine.bringInStep(pipeline, store, { unlessInStep: true });
  } finally {
    await store.close();
  }
}

/** The second night without anybody who decides, as `winnow run` plays it. */
export async function plainNight(engine: Engine, place: Place): Promise<void> {
  const store = engine.openSqliteStore(place.store, { create: true });
  try {
    await engine.runPipeline(await pipelineAt(engine, place), { store, now: SECOND_NIGHT });
  } finally {
    await store.close();
  }
}

/** A store in which somebody decides between the last look at the log and the publishing of a run. */
function beforePublishing(store: Store, decide: () => Promise<void>): Store {
  return new Proxy(store, {
    get: (target, name) => {
      if (name !== 'publishRun') return Reflect.get(target, name) as unknown;
      return async (...args: Parameters<Store['publishRun']>) => {
        await decide();
        return target.publishRun(...args);
      };
    },
  });
}
