import { isDeepStrictEqual } from 'node:util';
import { canonicalJson, itemHash, vectorHash, type Json, type JsonObject, type SnapshotItem } from '../../core/index.js';
import { EXACT, OTHERWISE, SKETCH, WHOLE } from '../shared/records.js';
import { hashBySketch } from '../shared/vector-sketch.js';

/** What of an item Qdrant holds beside its vector. `content` and `metadata` are where LangChain's store looks. */
export function payloadOf({ text, metadata }: Pick<SnapshotItem, 'text' | 'metadata'>, sketch: string | null): JsonObject {
  return {
    content: text.toWellFormed(), metadata: sendable(metadata),
    ...(isHeld(metadata) ? {} : { [WHOLE]: canonicalJson(metadata) }),
    ...(text.isWellFormed() ? {} : { [EXACT]: JSON.stringify(text) }),
    ...(sketch === null ? {} : { [SKETCH]: sketch }),
  };
}

/** A point as it is given back. */
export interface FoundPoint {
  readonly id: string;
  readonly payload: unknown;
  /** `null` = it has none. */
  readonly vector: readonly number[] | null;
}

/** The hash of the item that a point holds, if it is told as we would tell it; else `OTHERWISE`. `sketched` = vectors come back at another length. */
export function hashOfPoint({ id, payload, vector }: FoundPoint, sketched: boolean): string {
  try {
    const found = payload as Record<string, unknown>;
    const sketch = typeof found[SKETCH] === 'string' ? found[SKETCH] : null;
    if ((sketch !== null) !== (sketched && vector !== null)) return OTHERWISE;
    const metadata = (found[WHOLE] === undefined ? found['metadata'] : read(found[WHOLE])) as JsonObject;
    const text: unknown = found[EXACT] === undefined ? found['content'] : read(found[EXACT]);
    if (typeof text !== 'string' || !isAlike(found, payloadOf({ text, metadata }, sketch))) return OTHERWISE;
    const json = canonicalJson({ id, metadata, text });
    if (vector === null) return itemHash(json);
    return itemHash(json, sketch === null ? vectorHash(Float32Array.from(vector)) : hashBySketch(sketch, vector) ?? OTHERWISE);
  } catch {
    return OTHERWISE;
  }
}

const read = (json: unknown): unknown => (typeof json === 'string' ? JSON.parse(json) : undefined);

/** Whether this comes back as it was sent: strings are UTF-8 in Rust. */
function isHeld(value: Json): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isSafeInteger(value) || isShort(value);
  if (value === null || typeof value !== 'object') return true;
  return Array.isArray(value) ? value.every((inner: Json) => isHeld(inner)) : Object.entries(value).every(([key, inner]) => key.isWellFormed() && isHeld(inner));
}

/** Of 15 digits at most and no exponent. Rust's parser of JSON (serde_json) reads a number as whole digits over a power of ten, which is right to the last bit as long as both are whole at 64 bits (2^53, 10^22). */
const isShort = (value: number): boolean => /^-?\d*\.\d*$/u.test(String(value)) && String(value).replace(/[-.]/gu, '').replace(/^0+/u, '').length <= 15;

/** With U+FFFD for what UTF-8 cannot hold. In order of the keys, so that of two which become the same the same one stays. */
function sendable(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((inner: Json) => sendable(inner));
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key.toWellFormed(), sendable((value as JsonObject)[key] ?? null)]));
}

/** Equal, but for last bits of numbers that JSON does not carry for certain. */
function isAlike(found: unknown, due: Json): boolean {
  if (typeof due === 'number' && !Number.isSafeInteger(due)) {
    return (typeof found === 'number' || typeof found === 'bigint') && Math.abs(Number(found) - due) <= Math.abs(due) * 2 ** -50;
  }
  if (due === null || typeof due !== 'object') return found === due;
  if (typeof found !== 'object' || found === null || Array.isArray(found) !== Array.isArray(due)) return false;
  return isDeepStrictEqual(Object.keys(found).sort(), Object.keys(due).sort()) && Object.entries(due).every(([key, inner]) => isAlike(Reflect.get(found, key), inner));
}
