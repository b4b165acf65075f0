import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { WinnowError, messageOf, nearest } from '../core/index.js';
import { SCHEDULE_KEYS, notifyPart, pipelineSchema, type PipelineDefinition, type PipelineInput } from './schema.js';


/** A checked pipeline and where its paths are relative to. */
export interface LoadedPipeline {
  readonly definition: PipelineDefinition;
  /** Absolute path of the file; `null` when defined in TypeScript. */
  readonly file: string | null;
  readonly baseDir: string;
}

/** What of a pipeline says who is told. */
export interface NotifyPart extends Pick<PipelineDefinition, 'name' | 'notify' | 'plugins'> {
  /** The pipeline in messages. */
  readonly where: string;
  readonly baseDir: string;
}

/** `read[0].with.root` */
export function keyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`), '');
}

/** One line an issue: where, what is wrong, and for an unknown key the one that was probably meant. */
export function describeIssues(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[], known: (path: readonly PropertyKey[]) => readonly string[]): string[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'invalid_union') return describeIssues(issue.errors.find(isMeant) ?? issue.errors[0] ?? [], path, known);
    if (issue.code !== 'unrecognized_keys') return [`${keyPath(path) || 'pipeline'}: ${issue.message}`];
    return issue.keys.map((key) => {
      const meant = nearest(key, known(path));
      return `${keyPath([...path, key])}: unknown key${meant === null ? '' : `, did you mean \`${meant}\`?`}`;
    });
  });
}

/** Whether it is the kind of value that was written, with faults in it: of several kinds its faults help, not those of the others. */
function isMeant(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every((issue) => (issue.path.length === 0 ? issue.code === 'unrecognized_keys' : issue.code !== 'invalid_type' || issue.input !== undefined));
}

const TOP_KEYS = Object.keys(pipelineSchema.shape);

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return TOP_KEYS;
  if (path[0] === 'read') return ['name', 'use', 'with', 'authority', 'owner', 'access'];
  if (path[0] === 'policy') return ['reject', 'quarantine'];
  if (path[0] === 'review') return ['audit'];
  if (path[0] === 'limits') return ['maxItemBytes', 'maxTextChars', 'parseTimeoutMs', 'parseMemoryMb', 'parserProcesses', 'joinWorkers'];
  if (path[0] === 'schedule') return SCHEDULE_KEYS;
  if (path[0] === 'notify') return path[2] === 'review' ? ['waiting', 'waitingDays'] : ['use', 'with', 'name', 'on', 'remindAfterHours', 'review'];
  return ['use', 'with', 'name'];
}

/** Checks a pipeline object. Fails with `pipeline-invalid`, naming every wrong key. */
export function checkPipeline(input: unknown, where: string): PipelineDefinition {
  const parsed = pipelineSchema.safeParse(input);
  if (!parsed.success) throw new WinnowError('pipeline-invalid', [`${where} is not a valid pipeline`, ...describeIssues(parsed.error.issues, [], knownKeys)].join('\n  '));
  const names = parsed.data.read.map((entry) => entry.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new WinnowError('pipeline-invalid', `${where} is not a valid pipeline\n  read: two sources are named \`${twice}\``);
  return parsed.data;
}

/** The same object a YAML file holds, with types. Checked when it is run. */
export function definePipeline(pipeline: PipelineInput): PipelineInput {
  return pipeline;
}

function parseYaml(text: string, file: string): unknown {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const fault = document.errors[0];
  if (fault !== undefined) throw new WinnowError('pipeline-unreadable', `${file}: ${fault.message.split('\n')[0] ?? ''}`, { cause: fault });
  return document.toJS({ maxAliasCount: 100 }) as unknown;
}

/** Reads and checks a pipeline file. Fails with `pipeline-not-found`, `pipeline-unreadable`, `pipeline-invalid`. */
export function loadPipelineFile(path: string): LoadedPipeline {
  const file = resolve(path);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new WinnowError('pipeline-not-found', `cannot read the pipeline ${path}: ${messageOf(error)}`, { cause: error });
  }
  return { definition: checkPipeline(parseYaml(text, path), path), file, baseDir: dirname(file) };
}

/** Whom a pipeline file tells, though the rest of it may be invalid; `null` = that is not to be known. */
export function loadNotifyPart(path: string): NotifyPart | null {
  try {
    return { ...notifyPart.parse(parseYaml(readFileSync(resolve(path), 'utf8'), path)), where: path, baseDir: dirname(resolve(path)) };
  } catch {
    return null;
  }
}

/** A pipeline given as an object; relative paths are relative to `baseDir` (default: the working directory). */
export function loadPipelineObject(input: PipelineInput, baseDir = process.cwd()): LoadedPipeline {
  return { definition: checkPipeline(input, 'the pipeline'), file: null, baseDir: resolve(baseDir) };
}

/** Where a pipeline's store lies unless told otherwise: `.winnow/<name>.db` beside its file. */
export function defaultStorePath(pipeline: LoadedPipeline): string {
  return resolve(pipeline.baseDir, '.winnow', `${basename(pipeline.definition.name)}.db`);
}
