import { z } from 'zod';
import { WinnowError, messageOf } from './errors.js';
import { excerpt } from './text.js';

/** The name of an environment variable. What it holds stands in no pipeline, store or log. */
export const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/u, 'expected the name of an environment variable');

/** What an environment variable holds; `null` where none is named. Throws `usage` for one that is not set. */
export function secretOf(env: string | undefined, what: string, who = 'the target'): string | null {
  if (env === undefined) return null;
  const value = process.env[env];
  if (value === undefined || value === '') throw new WinnowError('usage', `${who} needs ${what} in the environment variable ${env}, which is not set`, { next: `export ${env}=…` });
  return value;
}

/** The same fault in words, without these, and without the objects it hung on; `code`, `name` and other plain marks that `keep` names stay. */
export function withoutSecrets(error: unknown, secrets: readonly string[], keep: readonly string[] = ['code']): Error {
  const text = secrets.filter((secret) => secret !== '').reduce((said, secret) => said.replaceAll(secret, '***'), messageOf(error));
  const marks = error instanceof Error ? keep.flatMap((mark) => {
    const value: unknown = Reflect.get(error, mark);
    return typeof value === 'string' || typeof value === 'number' ? [[mark, value] as const] : [];
  }) : [];
  return Object.assign(new Error(excerpt(text, 400)), Object.fromEntries(marks));
}
