import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadPipelineObject, resolvePipeline, type Pipeline, type PipelineInput } from '../../../src/config/index.js';
import type { ChunkView, Store } from '../../../src/core/index.js';
import { runPipeline } from '../../../src/engine/index.js';
import { openDesk, type QueueItem, type QueueQuery, type ReviewDesk } from '../../../src/engine/review/index.js';
import { openSqliteStore } from '../../../src/store/sqlite/index.js';

/** A corpus in a folder of its own, with the desk that it is reviewed at. */
export class ReviewedCorpus {
  readonly folder = mkdtempSync(join(tmpdir(), 'winnow-review-'));
  readonly location = join(this.folder, 'store.db');
  readonly store: Store = openSqliteStore(this.location, { create: true });
  readonly #policy: PipelineInput['policy'];
  readonly #review: PipelineInput['review'];
  #desk: ReviewDesk | null = null;

  constructor(policy?: PipelineInput['policy'], review?: PipelineInput['review']) {
    this.#policy = policy;
    this.#review = review;
  }

  put(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, 'docs', path)), { recursive: true });
      writeFileSync(join(this.folder, 'docs', path), text);
    }
  }

  remove(path: string): void {
    rmSync(join(this.folder, 'docs', path));
  }

  async pipeline(): Promise<Pipeline> {
    const input: PipelineInput = {
      version: 1, name: 'docs', read: [{ name: 'docs', use: 'files', with: { root: join(this.folder, 'docs'), git: false }, owner: 'people-ops' }],
      ...(this.#policy === undefined ? {} : { policy: this.#policy }), ...(this.#review === undefined ? {} : { review: this.#review }),
    };
    return resolvePipeline(loadPipelineObject(input, this.folder));
  }

  async night(now = '2026-11-23', full = false): Promise<number> {
    return (await runPipeline(await this.pipeline(), { store: this.store, now: new Date(now), full })).summary.run.generation;
  }

  async desk(): Promise<ReviewDesk> {
    return (this.#desk ??= await openDesk(this.location));
  }

  async chunks(): Promise<readonly ChunkView[]> {
    return this.store.listChunks({ at: (await this.store.currentGeneration())?.number ?? 0, limit: 500 });
  }

  /** `path: status` of every chunk, in order. */
  async statuses(): Promise<string[]> {
    return (await this.chunks()).map(({ path, decided }) => `${path}: ${decided.status}`);
  }

  /** Everything of the queue that a query asks for, group by group. */
  async waiting(query: QueueQuery = {}): Promise<QueueItem[]> {
    const desk = await this.desk();
    const items: QueueItem[] = [];
    for (const { key } of (await desk.queue(query, { limit: 200 })).page) items.push(...(await desk.group(key, query)).items);
    return items;
  }

  async close(): Promise<void> {
    await this.#desk?.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const choice = ({ id, evidence }: Pick<QueueItem, 'id' | 'evidence'>): Pick<QueueItem, 'id' | 'evidence'> => ({ id, evidence });

export const ADA = { actor: 'ada' };
export const BOB = { actor: 'bob' };

const sentence = (subject: string): string => `The ${subject} of the building is looked after by the team on the second floor, who write down what they find in the green book.`;
const SUBJECTS = ['lift', 'boiler', 'roof', 'gate', 'garden', 'cellar', 'kitchen', 'stairs'];

/** A page that says something of each subject. */
export const page = (updated: string, subjects: readonly string[] = SUBJECTS, title = 'Care'): string => `---\nupdated: ${updated}\n---\n\n# ${title}\n\n${subjects.map(sentence).join('\n\n')}\n`;
export const subjects = (first: string): string[] => [first, ...SUBJECTS.slice(1)];
