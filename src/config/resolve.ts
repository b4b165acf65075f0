import {
  WinnowError, blockKey, canonicalJson, embeddingKey, isEmbeddingModel, nearest, sha256, toJson, toJsonObject,
  type Chunker, type ChunkScorer, type DocumentScorer, type EmbeddingChoice, type EmbeddingModel, type Exporter, type Join, type JsonObject, type JudgeModel, type JudgeSettings, type Notifier, type Reader, type RuleId, type SourceInfo,
} from '../core/index.js';
import { chatModelByName, nliModel } from '../judge/index.js';
import { DEFAULT_RETENTION, compilePolicy, defaultPolicyFor, type GuardSettings, type Policy, type RetentionRules } from '../curate/index.js';
import { describeIssues, keyPath, type LoadedPipeline, type NotifyPart } from './load.js';
import { Registry, type AnyBlock, type ListedParser } from './registry.js';
import type { Limits, NotifyEntry } from './schema.js';

/** A block with its checked options. `key` changes whenever its results may. */
export interface Configured<Block> {
  readonly block: Block;
  readonly options: unknown;
  readonly key: string;
}

/** Whom a join has asked about its edges, and within which bounds. */
export interface ConfiguredJudge {
  readonly model: JudgeModel;
  readonly settings: JudgeSettings;
}

/** A join with the embeddings it asks for, whose key is part of its own, and with its judge, whose key is not. */
export interface ConfiguredJoin extends Configured<Join> {
  readonly embeddings: EmbeddingModel | null;
  readonly judge: ConfiguredJudge | null;
}

/** A target with the embeddings its exporter asks for, whose key is part of its own. */
export interface ConfiguredTarget extends Configured<Exporter> {
  readonly target: string;
  readonly embeddings: EmbeddingModel | null;
}

/** A way to tell people, and what of. */
export interface ConfiguredChannel extends Configured<Notifier>, Pick<NotifyEntry, 'on' | 'remindAfterHours' | 'review'> {
  readonly channel: string;
}

/** A pipeline ready to run: every block but the parsers loaded, every option checked, the policy compiled. */
export interface Pipeline {
  readonly name: string;
  readonly file: string | null;
  readonly baseDir: string;
  readonly definition: JsonObject;
  readonly hash: string;
  readonly sources: readonly (Configured<Reader> & { info: SourceInfo })[];
  /** Options by parser id; a parser without an entry has its defaults. */
  readonly parserOptions: Readonly<Record<string, unknown>>;
  /** Keys of the parsers there are, by parser id. */
  readonly parserKeys: ReadonlyMap<string, string>;
  readonly chunker: Configured<Chunker>;
  readonly chunkScorers: readonly Configured<ChunkScorer>[];
  readonly documentScorers: readonly Configured<DocumentScorer>[];
  readonly joins: readonly ConfiguredJoin[];
  readonly policy: Policy;
  readonly exports: readonly ConfiguredTarget[];
  readonly limits: Limits;
  /** Share of the released chunks that people are asked about, 0..0.2. */
  readonly auditShare: number;
  /** Which generations are kept; `null` = all. */
  readonly retain: RetentionRules | null;
  readonly pluginModules: readonly string[];
  /** `null` = nothing is ever held back. */
  readonly guards: GuardSettings | null;
  /** Who is told when a run needs somebody. */
  readonly channels: readonly ConfiguredChannel[];
}

/** What holds without `score` and `join`. */
const DEFAULT_SCORES = ['structure', 'safety', 'freshness'];
const DEFAULT_JOINS = ['supersession', 'coverage', 'currency', 'duplication', 'document-copies', 'contradiction'];

function configure<Block extends AnyBlock | ListedParser>(block: Block, options: unknown, path: readonly PropertyKey[], where: string): Configured<Block> {
  const parsed = block.options.safeParse(options ?? {}, { reportInput: true });
  if (!parsed.success) {
    const shape: unknown = (block.options as { shape?: unknown }).shape;
    const known = typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
    throw new WinnowError('pipeline-invalid', [`${where} is not a valid pipeline`, ...describeIssues(parsed.error.issues, path, () => known)].join('\n  '));
  }
  return { block, options: parsed.data, key: keyOf(block, parsed.data) };
}

const keyOf = (block: AnyBlock | ListedParser, options: unknown): string => blockKey(block.id, block.version, canonicalJson(toJson(options)));

interface Place { readonly where: string; readonly baseDir: string }

/** With the embeddings that the block asks for. Fails with `block-unknown` for those that nobody brings, `pipeline-invalid` for a folder without a model. */
async function withEmbeddings<Asking extends Configured<Join | Exporter>>(configured: Asking, registry: Registry, place: Place): Promise<Asking & { readonly embeddings: EmbeddingModel | null }> {
  const asked = configured.block.embedding?.of(configured.options) ?? null;
  if (asked === null) return { ...configured, embeddings: null };
  const embeddings = await embeddingsOf(asked, registry, place);
  return { ...configured, key: `${configured.key} ${embeddingKey(embeddings)}`, embeddings };
}

async function embeddingsOf(asked: EmbeddingChoice, registry: Registry, { where, baseDir }: Place): Promise<EmbeddingModel> {
  if (typeof asked === 'string') return registry.embeddings(asked, where);
  return isEmbeddingModel(asked) ? asked : registry.localEmbeddings(asked, { where: `${where}.embeddings`, baseDir });
}

/** The join without its option `judge`, so that asking somebody else does not join all anew. Fails with `block-unknown` for a judge that nobody brings. */
function withJudge(configured: Configured<Join>, registry: Registry, place: Place): Configured<Join> & Pick<ConfiguredJoin, 'judge'> {
  const { block } = configured;
  if (block.judging === undefined) return { ...configured, judge: null };
  const settings = block.judging.of(configured.options);
  const { judge: _judge, ...options } = configured.options as { readonly judge?: unknown };
  return { block, options, key: keyOf(block, options), judge: settings === null ? null : { settings, model: judgeOf(settings, registry, place) } };
}

function judgeOf(settings: JudgeSettings, registry: Registry, { where, baseDir }: Place): JudgeModel {
  const { model, nli, use } = settings;
  if (typeof use === 'object') return use;
  if (use !== undefined) return registry.judge(use, `${where}.judge.use`);
  return model === undefined ? nliModel(nli ?? '', settings, baseDir) : chatModelByName(model, settings);
}

async function configureJoin(given: Configured<Join>, registry: Registry, place: Place): Promise<ConfiguredJoin> {
  const configured = await withEmbeddings(withJudge(given, registry, place), registry, place);
  if (configured.embeddings === null || configured.block.unit === 'chunk') return configured;
  throw new WinnowError('plugin-failed', `${place.where}: the join ${configured.block.id} asks for vectors of documents; only chunks are embedded`);
}

/** Loads plugins and blocks and checks their options. Fails with `plugin-failed`, `block-unknown`, `pipeline-invalid`, `policy-invalid`. */
export async function resolvePipeline(loaded: LoadedPipeline): Promise<Pipeline> {
  const { definition, baseDir } = loaded;
  const where = loaded.file ?? 'the pipeline';
  const registry = new Registry();
  for (const plugin of definition.plugins) await registry.addPlugin(plugin, baseDir);

  const sources = await Promise.all(definition.read.map(async (entry, index) => ({
    ...configure(await registry.get('reader', entry.use, `read[${index}].use`), entry.with, ['read', index, 'with'], where),
    info: { name: entry.name, authority: entry.authority, owner: entry.owner, access: entry.access },
  })));
  const chunker = configure(await registry.get('chunker', definition.chunk.use, 'chunk.use'), definition.chunk.with, ['chunk', 'with'], where);
  const scorers = await Promise.all((definition.score ?? DEFAULT_SCORES.map((use) => ({ use, with: undefined }))).map(async (entry, index) =>
    configure(await registry.get('scorer', entry.use, `score[${index}].use`), entry.with, ['score', index, 'with'], where)));
  for (const [index, { block, options }] of scorers.entries()) {
    if (block.level === 'document') refuseStrangers(block.sourcesNamed?.(options) ?? [], sources.map(({ info }) => info.name), ['score', index, 'with'], where);
  }
  const joins = await Promise.all((definition.join ?? DEFAULT_JOINS.map((use) => ({ use, with: undefined }))).map(async (entry, index) =>
    configureJoin(configure(await registry.get('join', entry.use, `join[${index}].use`), entry.with, ['join', index, 'with'], where), registry, { where: `join[${index}].with`, baseDir })));
  const exports = await Promise.all(definition.export.map(async (entry, index) => ({
    ...await withEmbeddings(configure(await registry.get('exporter', entry.use, `export[${index}].use`), entry.with, ['export', index, 'with'], where), registry, { where: `export[${index}].with`, baseDir }),
    target: entry.name ?? entry.use,
  })));
  refuseTwins('export', exports.map((entry) => entry.target), where);
  const channels = await channelsOf(definition.notify, registry, where);
  const parsers = registry.parsers().map((parser) => configure(parser, definition.parse[parser.id], ['parse', parser.id], where));
  const unknownParser = Object.keys(definition.parse).find((id) => !registry.ids('parser').includes(id));
  if (unknownParser !== undefined) await registry.get('parser', unknownParser, `parse.${unknownParser}`);

  const known = {
    rules: [...scorers, ...joins].flatMap((entry) => entry.block.rules).concat(PARSER_RULES),
    dimensions: [...new Set([...scorers, ...joins].map((entry) => entry.block.dimension))],
  };
  return {
    name: definition.name, file: loaded.file, baseDir, definition: toJsonObject(definition), hash: definitionHash(definition), sources, chunker,
    parserOptions: Object.fromEntries(parsers.map((entry) => [entry.block.id, entry.options])),
    parserKeys: new Map(parsers.map((entry) => [entry.block.id, entry.key])),
    chunkScorers: scorers.filter((entry): entry is Configured<ChunkScorer> => entry.block.level === 'chunk'),
    documentScorers: scorers.filter((entry): entry is Configured<DocumentScorer> => entry.block.level === 'document'),
    joins, exports, channels, limits: definition.limits, auditShare: definition.review?.audit ?? 0, guards: guardsFor(definition, where), pluginModules: registry.pluginModules,
    retain: definition.retain === 'all' ? null : (definition.retain ?? DEFAULT_RETENTION),
    policy: compilePolicy(definition.policy ?? defaultPolicyFor(known), known),
  };
}

async function channelsOf(entries: readonly NotifyEntry[], registry: Registry, where: string): Promise<ConfiguredChannel[]> {
  const channels = await Promise.all(entries.map(async ({ use, with: given, name, on, remindAfterHours, review }, index) => ({
    ...configure(await registry.get('notifier', use, `notify[${index}].use`), given, ['notify', index, 'with'], where), channel: name ?? use, on, remindAfterHours, review,
  })));
  refuseTwins('notify', channels.map(({ channel }) => channel), where);
  return channels;
}

/** Whom a pipeline tells, whatever else of it is wrong: plugins that do not load are left out. Fails as `resolvePipeline` does where a channel itself is wrong. */
export async function resolveChannels({ notify, plugins, where, baseDir }: NotifyPart): Promise<readonly ConfiguredChannel[]> {
  if (notify.length === 0) return [];
  const registry = new Registry();
  for (const plugin of plugins) await registry.addPlugin(plugin, baseDir).catch(() => undefined);
  return channelsOf(notify, registry, where);
}

/** Fails with `pipeline-invalid` where a guard or canary names a source that is not read. */
function guardsFor({ guards, read }: LoadedPipeline['definition'], where: string): GuardSettings | null {
  if (guards === false) return null;
  const named = [
    ...Object.keys(guards.sources).map((name) => ({ name, path: ['sources', name] })),
    ...guards.canaries.map(({ document }, index) => ({ name: document.slice(0, document.indexOf(':')), path: ['canaries', index, 'document'] })),
  ];
  refuseStrangers(named, read.map(({ name }) => name), ['guards'], where);
  return guards;
}

/** Changes with every key and value of a pipeline, defaults included, but for `schedule`, `guards`, `retain` and `notify`: when it runs, what it holds back, how long it keeps it and who is told change nothing of what targets hold. */
export function definitionHash({ schedule: _schedule, guards: _guards, retain: _retain, notify: _notify, ...definition }: LoadedPipeline['definition']): string {
  return sha256(canonicalJson(toJsonObject(definition)));
}

/** Rules that readers, parsers and the engine itself report. */
export const PARSER_RULES: readonly RuleId[] = [
  'structure/type-mismatch', 'structure/encoding-guessed', 'structure/front-matter-invalid', 'structure/unreadable-page', 'structure/unread-attachment', 'structure/no-text', 'structure/partly-scanned',
  'structure/glyph-rubbish', 'structure/ocr-low-confidence', 'safety/hidden-text', 'freshness/git-unreadable',
];

function refuseTwins(list: string, names: readonly string[], where: string): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new WinnowError('pipeline-invalid', `${where} is not a valid pipeline\n  ${list}: two entries are named \`${twice}\`; give one a \`name\``);
}

function refuseStrangers(named: ReturnType<NonNullable<DocumentScorer['sourcesNamed']>>, sources: readonly string[], prefix: readonly PropertyKey[], where: string): void {
  const faults = named.filter(({ name }) => !sources.includes(name)).map(({ name, path }) => {
    const meant = nearest(name, sources);
    return `${keyPath([...prefix, ...path])}: \`read\` has no source \`${name}\`, ${meant === null ? `expected one of ${sources.map((source) => `\`${source}\``).join(', ')}` : `did you mean \`${meant}\`?`}`;
  });
  if (faults.length > 0) throw new WinnowError('pipeline-invalid', [`${where} is not a valid pipeline`, ...faults].join('\n  '));
}
