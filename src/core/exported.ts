import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { WinnowError, messageOf, type ErrorCode } from './errors.js';
import { excerpt } from './text.js';

/** Options of a block that is handed something a module exports. */
export const exportedOptions = {
  module: z.string().min(1).max(1024),
  export: z.string().min(1).max(200).default('default'),
  args: z.array(z.json()).default([]).describe('Arguments; `${NAME}` in a string is an environment variable listed in `env`'),
  env: z.array(z.string().regex(/^\w+$/u)).default([]).describe('Environment variables that `args` may use'),
};

export interface ExportedOptions {
  readonly module: string;
  readonly export: string;
  readonly args: readonly unknown[];
  readonly env: readonly string[];
}

/** How failures are named. */
interface Codes {
  readonly failed: ErrorCode;
  /** For a file that is not there. */
  readonly missing: ErrorCode;
}

/**
 * Imports a module and makes what it exports: a class (one that is written as one, or whose instances can do one of `methods`) is constructed with `args`, a function is
 * called with them, anything else is taken as it is. Packages are looked up beside the pipeline file, then beside Winnow.
 * @throws WinnowError `package-missing`, or as `codes` has it
 */
export async function exportedFrom(options: ExportedOptions, baseDir: string, { codes, methods }: { readonly codes: Codes; readonly methods: readonly string[] }): Promise<unknown> {
  const loaded = await importFrom(options.module, baseDir, codes);
  if (!Object.hasOwn(loaded, options.export)) {
    const there = Object.keys(loaded).sort().slice(0, 20).join(', ');
    throw new WinnowError(codes.failed, `${shown(options.module)} has no export ${shown(options.export)}; it has ${there === '' ? 'none' : there}`);
  }
  const found = loaded[options.export];
  if (typeof found !== 'function') return found;
  const args = options.args.map((arg) => withEnvironment(arg, options.env, codes.failed));
  return isClass(found, methods) ? new found(...args) : (found as (...args: unknown[]) => unknown)(...args);
}

/** Classes are told from factories by what their instances can do, or by being written as one. */
function isClass(value: object, methods: readonly string[]): value is new (...args: unknown[]) => unknown {
  const prototype: unknown = 'prototype' in value ? value.prototype : null;
  if (prototype === null || typeof prototype !== 'object') return false;
  return methods.some((method) => method in prototype) || Function.prototype.toString.call(value).startsWith('class');
}

/** Puts `${NAME}` in strings, at any depth, for the environment variables that are allowed by name. */
function withEnvironment(value: unknown, allowed: readonly string[], failed: ErrorCode): unknown {
  if (typeof value === 'string') return value.replace(/\$\{(\w+)\}/gu, (_all, name: string) => variable(name, allowed, failed));
  if (Array.isArray(value)) return value.map((inner) => withEnvironment(inner, allowed, failed));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withEnvironment(inner, allowed, failed)]));
}

/** A message without the values of the environment variables that `args` may use. */
export function withoutEnvironment(message: string, names: readonly string[]): string {
  return names.reduce((text, name) => {
    const value = process.env[name] ?? '';
    return value.length < 4 ? text : text.replaceAll(value, `\${${name}}`);
  }, message);
}

function variable(name: string, allowed: readonly string[], failed: ErrorCode): string {
  if (!allowed.includes(name)) {
    throw new WinnowError(failed, `\`\${${name}}\` is used in \`args\` but not listed in \`env\``, { next: `Add ${name} to \`env\`.` });
  }
  const value = process.env[name];
  if (value === undefined) throw new WinnowError(failed, `The environment variable ${name} is not set`, { next: `Set ${name}.` });
  return value;
}

async function importFrom(module: string, baseDir: string, codes: Codes): Promise<Readonly<Record<string, unknown>>> {
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
    if (isFile && codeOf(error) === 'ERR_MODULE_NOT_FOUND') throw new WinnowError(codes.missing, `Cannot find ${shown(module)}`, { cause: error });
    throw new WinnowError(codes.failed, `Cannot load ${shown(module)}: ${excerpt(messageOf(error), 300)}`, { cause: error });
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

const shown = (name: string): string => `"${excerpt(name, 300)}"`;

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
