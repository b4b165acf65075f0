import { pathToFileURL } from 'node:url';
import { isAbsolute, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { WinnowError, canonicalJson, isEmbeddingModel, isJudgeModel, messageOf, nearest, type Chunker, type EmbeddingModel, type Exporter, type Join, type JudgeModel, type LocalModel, type Notifier, type Parser, type Reader, type Scorer } from '../core/index.js';
import { readers } from '../ingest/readers/index.js';
import { chunkers } from '../ingest/chunkers/index.js';
import { PARSERS } from '../ingest/parsers/index.js';
import { scorers } from '../score/index.js';
import { joins } from '../join/index.js';
import { localEmbeddings } from '../embeddings/index.js';
import { exporters } from '../export/index.js';
import { notifiers } from '../notify/index.js';

/** Blocks of any options: each checks its own before it sees them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- options are checked by the block's own schema
export type AnyBlock = Reader<any> | Parser<any> | Chunker<any> | Scorer<any> | Join<any, any> | Exporter<any> | Notifier<any>;
export type BlockKindName = AnyBlock['kind'];
type BlockOf<Kind extends BlockKindName> = Extract<AnyBlock, { kind: Kind }>;

/** What is known of a parser without loading it. */
export type ListedParser = Pick<Parser, 'id' | 'version' | 'options'>;

/** A place in a visible list: the block itself, or how to load it. */
interface ListedBlock {
  readonly id: string;
  load(): Promise<AnyBlock>;
}

/** All blocks there are: the built-in lists and what plugins bring. */
export class Registry {
  readonly #blocks = new Map<string, ListedBlock>();
  readonly #parsers = new Map<string, ListedParser>(PARSERS.map((entry) => [entry.id, entry]));
  readonly #embeddings = new Map<string, EmbeddingModel>();
  readonly #local = new Map<string, Promise<EmbeddingModel>>();
  readonly #judges = new Map<string, JudgeModel>();
  /** Modules that plugins were loaded from, absolute or package URLs: the parser host loads them too. */
  readonly pluginModules: string[] = [];

  constructor() {
    const listed: readonly (readonly [BlockKindName, readonly (AnyBlock | ListedBlock)[]])[] = [
      ['reader', readers], ['parser', PARSERS], ['chunker', chunkers], ['scorer', scorers], ['join', joins], ['exporter', exporters], ['notifier', notifiers],
    ];
    for (const [kind, blocks] of listed) {
      for (const block of blocks) this.#blocks.set(`${kind} ${block.id}`, 'load' in block ? block : { id: block.id, load: async () => block });
    }
  }

  /** Ids of a kind, in list order. */
  ids(kind: BlockKindName): string[] {
    return [...this.#blocks.keys()].filter((key) => key.startsWith(`${kind} `)).map((key) => key.slice(kind.length + 1));
  }

  /** All parsers, in list order. */
  parsers(): readonly ListedParser[] {
    return [...this.#parsers.values()];
  }

  /** Fails with `block-unknown`, naming what there is. */
  async get<Kind extends BlockKindName>(kind: Kind, id: string, where: string): Promise<BlockOf<Kind>> {
    const listed = this.#blocks.get(`${kind} ${id}`);
    if (listed === undefined) {
      const meant = nearest(id, this.ids(kind));
      throw new WinnowError('block-unknown', `${where}: there is no ${kind} \`${id}\`${meant === null ? '' : `, did you mean \`${meant}\`?`} (there are: ${this.ids(kind).join(', ')})`);
    }
    return (await listed.load()) as BlockOf<Kind>;
  }

  /** Embeddings that a plugin brought. Fails with `block-unknown`, naming what there is. */
  embeddings(id: string, where: string): EmbeddingModel {
    const model = this.#embeddings.get(id);
    if (model !== undefined) return model;
    const there = [...this.#embeddings.keys()];
    const advice = there.length === 0 ? 'no plugin brings any' : `there are: ${there.join(', ')}`;
    throw new WinnowError('block-unknown', `${where}: there are no embeddings \`${id}\` (${advice})`, {
      next: `Load a module with \`plugins:\` that exports \`defineEmbeddings({ id: '${id}', version: 1, create: () => … })\`.`,
    });
  }

  /** Embeddings by a model that runs here: one for all that name it alike, so that it is loaded once. Fails with `pipeline-invalid`. */
  localEmbeddings(settings: LocalModel, place: { readonly where: string; readonly baseDir: string }): Promise<EmbeddingModel> {
    const key = canonicalJson(settings);
    const model = this.#local.get(key) ?? localEmbeddings(settings, place);
    this.#local.set(key, model);
    return model;
  }

  /** A judge that a plugin brought. Fails with `block-unknown`, naming what there is. */
  judge(id: string, where: string): JudgeModel {
    const model = this.#judges.get(id);
    if (model !== undefined) return model;
    const there = [...this.#judges.keys()];
    throw new WinnowError('block-unknown', `${where}: there is no judge \`${id}\` (${there.length === 0 ? 'no plugin brings any' : `there are: ${there.join(', ')}`})`, {
      next: `Load a module with \`plugins:\` that exports \`defineJudge({ id: '${id}', version: 1, create: () => … })\`, or name a chat model with \`model\`.`,
    });
  }

  /** Loads a module of blocks: every export with a `kind` and an `id`, embeddings and judges among them. Fails with `plugin-failed`. */
  async addPlugin(specifier: string, baseDir: string): Promise<void> {
    try {
      const path = specifier.startsWith('.') || isAbsolute(specifier) ? resolve(baseDir, specifier) : createRequire(resolve(baseDir, 'pipeline.yaml')).resolve(specifier);
      const url = pathToFileURL(path).href;
      const exported = Object.values((await import(url)) as Record<string, unknown>).flat();
      const blocks = exported.filter(isBlock);
      const models = exported.filter(isEmbeddingModel);
      const judges = exported.filter(isJudgeModel);
      if (blocks.length + models.length + judges.length === 0) throw new TypeError('it exports no block made with defineReader, defineParser, defineScorer, defineJoin …');
      for (const model of models) this.#embeddings.set(model.id, model);
      for (const judge of judges) this.#judges.set(judge.id, judge);
      for (const block of blocks) {
        this.#blocks.set(`${block.kind} ${block.id}`, { id: block.id, load: async () => block });
        if (block.kind === 'parser') this.#parsers.set(block.id, block);
      }
      this.pluginModules.push(url);
    } catch (error) {
      throw new WinnowError('plugin-failed', `cannot load the plugin ${specifier}: ${messageOf(error)}`, { cause: error });
    }
  }
}

const KINDS: ReadonlySet<unknown> = new Set(['reader', 'parser', 'chunker', 'scorer', 'join', 'exporter', 'notifier']);

function isBlock(value: unknown): value is AnyBlock {
  return typeof value === 'object' && value !== null && 'kind' in value && KINDS.has(value.kind) && 'id' in value && typeof value.id === 'string';
}
