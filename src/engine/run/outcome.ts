import { WinnowError, asWinnowError, messageOf, type ErrorCode, type ItemFailure, type ItemKey, type ItemResult } from '../../core/index.js';

/** What became of one item. */
export type Outcome =
  /** `fingerprint`: the new one; absent = it has not changed either. */
  | { kind: 'unchanged'; key: ItemKey; documents: number; fingerprint?: string | null; by: 'fingerprint' | 'bytes' }
  | { kind: 'failed-again'; key: ItemKey; documents: number }
  | { kind: 'failed'; failure: ItemFailure; documents: number; attempts: number }
  | { kind: 'purged'; documents: number }
  | { kind: 'parsed'; result: ItemResult; purged: number };

/** Text that an outcome holds until it is stored. */
export function charsOf(outcome: Outcome): number {
  return outcome.kind === 'parsed' ? sum(outcome.result.documents.map((document) => document.text.length)) : 0;
}

/** How many documents an outcome speaks for; what becomes of them is counted where it is done, so that the books can disagree. */
export function documentsOf(outcome: Outcome): number {
  if (outcome.kind === 'parsed') return outcome.result.documents.length;
  if (outcome.kind === 'purged') return 0;
  return outcome.kind === 'unchanged' ? outcome.documents : Math.max(1, outcome.documents);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export function failureOf(error: unknown, code: ErrorCode): { code: string; message: string } {
  const known = error instanceof WinnowError ? error : asWinnowError(error, code);
  return { code: known.code, message: messageOf(known).slice(0, 2000) };
}
