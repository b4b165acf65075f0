import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WinnowError, excerpt, messageOf, type ReadContext } from '../../../core/index.js';
import { codeOf, shown } from '../shared/regular.js';

/** What a LangChain loader yields, as far as it is trusted before it is looked at. */
export interface LoadedDocument {
  readonly pageContent?: unknown;
  readonly metadata?: unknown;
  readonly id?: unknown;
}

/** A loader (`lazyLoad` or `load`), its documents, or a function that gives either. */
export type LoaderLike =
  | { lazyLoad(): AsyncIterable<LoadedDocument> }
  | { load(): Promise<readonly LoadedDocument[]> }
  | readonly LoadedDocument[]
  | AsyncIterable<LoadedDocument>
  | (() => LoaderLike | Promise<LoaderLike>);

export interface ModuleOptions {
  readonly module: string;
  readonly export: string;
  readonly args: readonly unknown[];
  readonly env: readonly string[];
}

/** Documents of anything loader-like, one by one where the loader can. Does not wait for a stuck loader once aborted. */
export async function* documentsOf(given: LoaderLike, { signal, announce }: Pick<ReadContext, 'signal' | 'announce'>): AsyncGenerator<LoadedDocument> {
  const documents = opened(given, announce);
  try {
    for (;;) {
      signal.throwIfAborted();
      const step = await nextUnlessAborted(documents, signal);
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    // Lets the loader close what it opened; not awaited, since it may be stuck.
    documents.return(undefined).catch(() => undefined);
  }
}

/** Not `Promise.race` with one promise for all steps: that would keep every step in memory. */
function nextUnlessAborted(documents: AsyncGenerator<LoadedDocument>, signal: AbortSignal): Promise<IteratorResult<LoadedDocument>> {
  return new Promise((resolvePromise, reject) => {
    const stop = (): void => { reject(signal.reason as Error); };
    signal.addEventListener('abort', stop, { once: true });
    documents.next().then(resolvePromise, reject).finally(() => { signal.removeEventListener('abort', stop); });
  });
}

async function* opened(given: LoaderLike, announce: ReadContext['announce']): AsyncGenerator<LoadedDocument> {
  const loader = typeof given === 'function' ? await given() : given;
  if (typeof loader === 'function') throw new WinnowError('source-failed', 'Unexpected function from the loader factory, expected a loader or documents');
  if ('lazyLoad' in loader && typeof loader.lazyLoad === 'function') yield* loader.lazyLoad();
  else if ('load' in loader && typeof loader.load === 'function') {
    const documents = await loader.load();
    announce?.(documents.length);
    yield* documents;
  } else if (Symbol.asyncIterator in loader || Symbol.iterator in loader) yield* loader as AsyncIterable<LoadedDocument>;
  else throw new WinnowError('source-failed', 'Unexpected value from the loader factory, expected a loader with `load()` or documents');
}

/**
 * Imports a module and makes the loader it exports: a class is constructed with `args`, a function is called with them, anything
 * else is taken as it is. Fails with `package-missing` or `source-failed`.
 */
export async function loaderFrom(options: ModuleOptions, baseDir: string): Promise<LoaderLike> {
  const loaded = await importFrom(options.module, baseDir);
  if (!Object.hasOwn(loaded, options.export)) {
    const there = Object.keys(loaded).sort().slice(0, 20).join(', ');
    throw new WinnowError('source-failed', `${shown(options.module)} has no export ${shown(options.export)}; it has ${there === '' ? 'none' : there}`);
  }
  const found = loaded[options.export];
  if (typeof found !== 'function') return found as LoaderLike;
  const args = options.args.map((arg) => withEnvironment(arg, options.env));
  return isLoaderClass(found) ? new found(...args) : (found as (...args: unknown[]) => LoaderLike | Promise<LoaderLike>)(...args);
}

/** Classes are told from factories by what their instances can do, or by being written as one. */
function isLoaderClass(value: object): value is new (...args: unknown[]) => LoaderLike {
  const prototype: unknown = 'prototype' in value ? value.prototype : null;
  if (prototype === null || typeof prototype !== 'object') return false;
  return 'load' in prototype || 'lazyLoad' in prototype || Function.prototype.toString.call(value).startsWith('class');
}

/** Puts `${NAME}` in strings, at any depth, for the environment variables that are allowed by name. */
function withEnvironment(value: unknown, allowed: readonly string[]): unknown {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/gu, (_all, name: string) => variable(name, allowed));
  if (Array.isArray(value)) return value.map((inner) => withEnvironment(inner, allowed));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withEnvironment(inner, allowed)]));
}

/** A message without the values of the environment variables that `args` may use. */
export function withoutEnvironment(message: string, names: readonly string[]): string {
  return names.reduce((text, name) => {
    const value = process.env[name] ?? '';
    return value.length < 4 ? text : text.replaceAll(value, `\${${name}}`);
  }, message);
}

function variable(name: string, allowed: readonly string[]): string {
  if (!allowed.includes(name)) {
    throw new WinnowError('source-failed', `\`\${${name}}\` is used in \`args\` but not listed in \`env\``, { next: `Add ${name} to \`env\`.` });
  }
  const value = process.env[name];
  if (value === undefined) throw new WinnowError('source-failed', `The environment variable ${name} is not set`, { next: `Set ${name}.` });
  return value;
}

async function importFrom(module: string, baseDir: string): Promise<Readonly<Record<string, unknown>>> {
  const isFile = module.startsWith('.') || module.startsWith('/');
  const specifier = isFile ? pathToFileURL(resolve(baseDir, module)).href : installedAt(module, baseDir) ?? module;
  try {
    return (await import(specifier)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const missing = missingPackage(error);
    if (missing !== null) {
      throw new WinnowError('package-missing', `${shown(module)} needs the package ${missing}, which is not installed`, {
        cause: error, next: `npm install ${missing}`,
      });
    }
    if (isFile && codeOf(error) === 'ERR_MODULE_NOT_FOUND') throw new WinnowError('source-missing', `Cannot find ${shown(module)}`, { cause: error });
    throw new WinnowError('source-failed', `Cannot load ${shown(module)}: ${excerpt(messageOf(error), 300)}`, { cause: error });
  }
}

/** The module as the pipeline's own project has it installed; `null` = look where Winnow is installed. */
function installedAt(module: string, baseDir: string): string | null {
  try {
    return pathToFileURL(createRequire(join(baseDir, 'pipeline.js')).resolve(module)).href;
  } catch {
    return null;
  }
}

/** The package a failed import wanted; `null` when the failure was about something else. */
function missingPackage(error: unknown): string | null {
  const code = codeOf(error);
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return null;
  const found = /Cannot find (?:package|module) '([^']{1,214})'/u.exec(messageOf(error));
  const name = found?.[1];
  if (name === undefined || name.startsWith('.') || name.startsWith('/') || name.includes(':') || name.includes('\\')) return null;
  return name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/');
}
