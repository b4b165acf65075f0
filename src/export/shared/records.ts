import { canonicalJson, itemHash, vectorHash, type JsonObject, type SnapshotItem } from '../../core/index.js';
import { filterFields } from './filter-fields.js';
import { hashBySketch } from './vector-sketch.js';

/** Stands for the hash of what tells an item otherwise than we would. */
export const OTHERWISE = 'told otherwise';

/** Under which key of its flat metadata an item's own metadata stand whole, as canonical JSON, which escapes what UTF-8 cannot hold. */
export const WHOLE = 'winnow';
/** Under which its text stands as a JSON string where UTF-8 cannot hold it (lone surrogates). */
export const EXACT = 'winnow_text';

/** Under which the sketch of its vector stands, in stores that do not give a vector back as it was given (`sketchOf`). */
export const SKETCH = 'winnow_vector';

/** An item as a store holds it that takes texts and flat metadata. `null` = nothing under this key. */
export interface FlatRecord {
  readonly text: string;
  readonly metadata: Readonly<Record<string, string | number | null>>;
}

export function flatRecord({ text, metadata }: Pick<SnapshotItem, 'text' | 'metadata'>, sketch: string | null = null): FlatRecord {
  return { text: text.toWellFormed(), metadata: { ...filterFields(metadata), [WHOLE]: canonicalJson(metadata), [EXACT]: text.isWellFormed() ? null : JSON.stringify(text), [SKETCH]: sketch } };
}

/** What a store gives back of an item. */
export interface FoundRecord {
  readonly id: string;
  readonly text: unknown;
  readonly metadata: unknown;
  readonly vector?: readonly number[] | null;
}

/** The hash of the item that a store holds, if it is told as we would tell it; else `OTHERWISE`. */
export function hashOfRecord({ id, text, metadata, vector }: FoundRecord): string {
  try {
    const found = Object.fromEntries(Object.entries(metadata as JsonObject).filter(([, value]) => value !== null));
    const whole = parsed(found[WHOLE]) as JsonObject;
    const exact: unknown = found[EXACT] === undefined ? text : parsed(found[EXACT]);
    if (typeof exact !== 'string') return OTHERWISE;
    const sketch = typeof found[SKETCH] === 'string' ? found[SKETCH] : null;
    const due = flatRecord({ text: exact, metadata: whole }, sketch);
    const flat = Object.fromEntries(Object.entries(due.metadata).filter(([, value]) => value !== null));
    if (due.text !== text || canonicalJson(flat) !== canonicalJson(found)) return OTHERWISE;
    const json = canonicalJson({ id, metadata: whole, text: exact });
    if (vector === undefined || vector === null) return itemHash(json);
    return itemHash(json, sketch === null ? vectorHash(Float32Array.from(vector)) : hashBySketch(sketch, vector) ?? OTHERWISE);
  } catch {
    return OTHERWISE;
  }
}

function parsed(json: unknown): unknown {
  if (typeof json !== 'string') throw new TypeError('not JSON');
  return JSON.parse(json);
}
