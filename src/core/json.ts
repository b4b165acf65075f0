/** A JSON value, as kept in the store and written to exports. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/**
 * JSON with object keys in order of their UTF-16 units at every depth, so that equal values give equal bytes
 * (after RFC 8785; numbers and strings as `JSON.stringify` writes them). `undefined` members are left out.
 */
export function canonicalJson(value: unknown): string {
  // The engine writes objects whose keys are in order already twice as fast as we do.
  return (isCanonical(value) ? JSON.stringify(value) : written(value)) ?? 'null';
}

/** Whether `JSON.stringify` writes keys in order all the way down. */
function isCanonical(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isCanonical);
  if ('toJSON' in value) return false;
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last || !isCanonical((value as Record<string, unknown>)[key])) return false;
    last = key;
  }
  return true;
}

/** `undefined` for what JSON has no word for, as `JSON.stringify` says it. */
function written(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return written((value as { toJSON(): unknown }).toJSON());
  if (Array.isArray(value)) return `[${value.map((inner) => written(inner) ?? 'null').join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const inner = written((value as Record<string, unknown>)[key]);
    if (inner !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${inner}`;
  }
  return `{${members}}`;
}

/**
 * Turns an untrusted value (front matter, record fields, loader metadata) into plain JSON: dates become
 * ISO strings, functions and symbols go, depth and size are capped, and no key can reach a prototype.
 */
export function toJson(value: unknown, depth = 8): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null; // -0 is 0 in JSON
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (typeof value !== 'object' || depth === 0) return null;
  if (Array.isArray(value)) return value.slice(0, 1000).map((item) => toJson(item, depth - 1));
  const out: Record<string, Json> = Object.create(null) as Record<string, Json>;
  for (const [key, inner] of Object.entries(value).slice(0, 1000)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype' || inner === undefined) continue;
    out[key] = toJson(inner, depth - 1);
  }
  return { ...out };
}

/** `toJson` for a value that must be an object; anything else gives `{}`. */
export function toJsonObject(value: unknown): JsonObject {
  const json = toJson(value);
  return json !== null && typeof json === 'object' && !Array.isArray(json) ? (json as JsonObject) : {};
}
