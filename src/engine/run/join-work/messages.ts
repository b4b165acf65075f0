import type { ErrorCode } from '../../../core/index.js';
import type { Entered, VerifyRequest, WorkRequest, WorkResults } from './work.js';

/** Which join a thread works for from now on: a built-in one, or one of a plugin's module (its URL). */
export interface LoadMessage {
  readonly kind: 'load';
  readonly load: number;
  readonly id: string;
  readonly plugin: string | null;
  readonly options: unknown;
}

/** Common keys in memory that all threads share, numbered, so that a thread makes a set of them once. */
export interface SharedKeys {
  readonly number: number;
  readonly keys: Float64Array;
}

export type TaskRequest = Exclude<WorkRequest, VerifyRequest> | (Omit<VerifyRequest, 'common'> & { readonly common: SharedKeys });

export type ToThread =
  | LoadMessage
  | { readonly kind: 'task'; readonly task: number; readonly request: TaskRequest }
  | { readonly kind: 'frequencies'; readonly question: number; readonly found: ReadonlyMap<string, number> };

/** An error on its way between threads; `code` of a `WinnowError`. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: ErrorCode | null;
}

/** Lists of numbers as one, whose memory changes hands; `ends` has where each ends. */
export interface NumberLists {
  readonly values: Float64Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

export type TaskResult =
  | { readonly did: 'count'; readonly frequencies: ReadonlyMap<string, number>; readonly documentTerms: NumberLists }
  | { readonly did: 'enter'; readonly entered: readonly Omit<Entered, 'keys'>[]; readonly keys: NumberLists }
  | { readonly did: 'verify'; readonly edges: WorkResults['verify'] };

export type FromThread =
  | { readonly kind: 'loaded'; readonly load: number }
  | { readonly kind: 'unloadable'; readonly load: number; readonly message: string }
  | { readonly kind: 'done'; readonly task: number; readonly result: TaskResult }
  | { readonly kind: 'failed'; readonly task: number; readonly error: ThreadError }
  /** Asks for the epoch's frequencies of these terms; `null` = of all. */
  | { readonly kind: 'frequencies'; readonly question: number; readonly terms: readonly string[] | null };

export function packNumbers(lists: readonly (readonly number[])[]): NumberLists {
  const ends = new Uint32Array(lists.length);
  let end = 0;
  for (const [at, list] of lists.entries()) ends[at] = end += list.length;
  const values = new Float64Array(end);
  for (const [at, list] of lists.entries()) values.set(list, (ends[at] ?? 0) - list.length);
  return { values, ends };
}

export function unpackNumbers({ values, ends }: NumberLists): number[][] {
  return Array.from(ends, (end, at) => [...values.subarray(ends[at - 1] ?? 0, end)]);
}
