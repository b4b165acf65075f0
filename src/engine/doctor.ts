import { existsSync } from 'node:fs';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ERRORS, asWinnowError, isWinnowError, messageOf, type ErrorCode, type Store } from '../core/index.js';
import { loadPipelineFile, resolvePipeline } from '../config/index.js';
import { openSqliteStore } from '../store/sqlite/index.js';
import { planRepair, type RepairPlan } from './backup/index.js';
import { checkFiles } from './check/index.js';
import { networkNamespace } from './parser-host/network.js';
import { locateStore, type StoreQuery } from './corpus.js';
import { silent, type ProgressSink } from './run/index.js';

export interface DoctorCheck {
  readonly name: string;
  /** `skipped`: there was nothing to check. */
  readonly state: 'ok' | 'wrong' | 'skipped';
  readonly detail: string;
  /** What to do about it. */
  readonly next: string | null;
}

export interface DoctorReport {
  readonly checks: readonly DoctorCheck[];
  /** What would mend a damaged store; `null` = it is not damaged, or there is none. */
  readonly repair: RepairPlan | null;
  /** 5 when the store is at fault, else 1 when anything is. */
  readonly exitCode: 0 | 1 | 5;
}

const ok = (name: string, detail: string): DoctorCheck => ({ name, state: 'ok', detail, next: null });
const skipped = (name: string, detail: string): DoctorCheck => ({ name, state: 'skipped', detail, next: null });
const wrong = (name: string, detail: string, next: string): DoctorCheck => ({ name, state: 'wrong', detail, next });

/** Checks the environment, then the store that is meant, if any. Changes nothing in it. */
export async function diagnose(query: StoreQuery, progress: ProgressSink = silent): Promise<DoctorReport> {
  progress.stage('checking the environment');
  const environment = [nodeCheck(), await guarded('folder for temporary files', temporaryFolder), await guarded('parsers', parserCheck)];
  const pipeline = query.pipelineFile === undefined ? [] : [await guarded('pipeline', () => pipelineCheck(query.pipelineFile ?? ''))];
  progress.stage('checking the store');
  const store = await storeChecks(query);
  progress.end();
  const checks = [...environment, ...pipeline, ...store];
  const exitCode = store.some(({ state }) => state === 'wrong') ? 5 : checks.some(({ state }) => state === 'wrong') ? 1 : 0;
  return { checks, repair: await repairOf(query), exitCode };
}

/** A store that cannot be found or opened for other reasons than damage is told of by its check. */
async function repairOf(query: StoreQuery): Promise<RepairPlan | null> {
  try {
    const location = locateStore(query);
    return existsSync(location) ? await planRepair(location) : null;
  } catch {
    return null;
  }
}

/** A check that throws is one that failed: its error says what is wrong and what to do. */
async function guarded(name: string, check: () => Promise<string>): Promise<DoctorCheck> {
  try {
    return ok(name, await check());
  } catch (error) {
    return wrong(name, messageOf(error), asWinnowError(error, 'internal').next);
  }
}

function nodeCheck(): DoctorCheck {
  const manifest = createRequire(import.meta.url)('../../package.json') as { engines: { node: string } };
  const needed = manifest.engines.node.replace(/^>=/u, '');
  const [have, least] = [process.versions.node, needed].map((text) => text.split('.').map(Number));
  const order = (least ?? []).map((part, index) => (have?.[index] ?? 0) - part).find((difference) => difference !== 0) ?? 0;
  const detail = `Node.js ${process.versions.node}, at least ${needed} needed`;
  return order >= 0 ? ok('Node.js', detail) : wrong('Node.js', detail, `Install Node.js ${needed} or newer.`);
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'winnow-doctor-'));
  await rm(folder, { recursive: true });
  return `${tmpdir()} can be written`;
}

/** Parses a document of its own through everything that a run uses: SQLite, the parser processes, the default blocks. */
async function parserCheck(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'winnow-doctor-'));
  try {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(folder, 'sound.md'), '# A sound page\n\nThe doctor reads this page to see that documents can be read.\n');
    const { documents, failures } = await checkFiles({ paths: ['.'], cwd: folder });
    const [failure] = failures;
    if (failure !== undefined) throw new Error(`${failure.code}: ${failure.message}`);
    if (documents.total !== 1) throw new Error(`${documents.total} documents were read, expected 1`);
    const network = networkNamespace() === null ? 'without sockets (this system gives no network namespace)' : 'in a network namespace of their own';
    return `SQLite opens, parser processes start, ${network}, a document was read`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pipelineCheck(file: string): Promise<string> {
  const pipeline = await resolvePipeline(loadPipelineFile(file));
  return `${pipeline.name}: ${pipeline.sources.length} sources, ${pipeline.exports.length} export targets`;
}

/** Having none is fine; not being able to tell which one is meant is not. */
const NO_STORE: ReadonlySet<ErrorCode> = new Set(['store-not-found']);

async function storeChecks(query: StoreQuery): Promise<DoctorCheck[]> {
  let location: string;
  try {
    location = locateStore(query);
  } catch (error) {
    if (isWinnowError(error) && NO_STORE.has(error.code)) return [skipped('store', error.message)];
    return [wrong('store', messageOf(error), asWinnowError(error, 'internal').next)];
  }
  if (!existsSync(location)) return [skipped('store', `there is none at ${location} yet`)];
  let store: Store;
  try {
    store = openSqliteStore(location, { create: false });
  } catch (error) {
    return [wrong('store', messageOf(error), nextOf(error))];
  }
  try {
    return [await rightsCheck(location), ...(await contentChecks(store))];
  } finally {
    await store.close();
  }
}

const REPAIR = 'Run `winnow doctor --repair`; what it would do is said below.';

function nextOf(error: unknown): string {
  const { code, next } = asWinnowError(error, 'store-damaged');
  return code === 'store-damaged' ? REPAIR : next;
}

async function rightsCheck(location: string): Promise<DoctorCheck> {
  try {
    await access(location, constants.R_OK | constants.W_OK);
    await access(dirname(location), constants.W_OK);
    return ok('rights on the store', `${location} can be written`);
  } catch (error) {
    return wrong('rights on the store', messageOf(error), ERRORS['store-unwritable'].next);
  }
}

async function contentChecks(store: Store): Promise<DoctorCheck[]> {
  const name = 'store';
  try {
    const problems = await store.check();
    const holder = await store.leaseHolder();
    const bound = await store.pipeline();
    const generation = await store.currentGeneration();
    return [
      problems.length === 0
        ? ok(name, `${store.location}: books balance, intervals and decision log are sound`)
        : wrong(name, problems.map(({ code, message }) => `${code}: ${message}`).join('; '), REPAIR),
      ok('corpus', `pipeline ${bound?.name ?? 'none yet'}, ${generation === null ? 'nothing published yet' : `generation ${generation.number}, ${generation.counts.chunks.total} chunks`}`),
      ok('lease', holder === null ? 'no run is under way' : `run ${holder.runId} (process ${holder.pid} on ${holder.host}) is under way since ${holder.since}`),
      ...(bound?.file === null || bound === null ? [] : [await rememberedFile(bound.file)]),
    ];
  } catch (error) {
    return [wrong(name, messageOf(error), nextOf(error))];
  }
}

async function rememberedFile(file: string): Promise<DoctorCheck> {
  if (!existsSync(file)) return skipped('pipeline of the store', `${file} is no longer there; the store keeps a copy`);
  return guarded('pipeline of the store', () => pipelineCheck(file));
}
