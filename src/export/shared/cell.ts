import { canonicalJson, type Json } from '../../core/index.js';

/** A value of the metadata as a text that any store takes: no lone surrogates, JSON for what is neither text nor absent. */
export function textCell(value: Json | undefined): string | null {
  if (value === null || value === undefined) return null;
  return (typeof value === 'string' ? value : canonicalJson(value)).toWellFormed();
}
