import { canonicalJson, itemHash, vectorHash, type JsonObject, type SnapshotItem } from '../../core/index.js';
import { FILTER_FIELDS, filterFields } from './filter-fields.js';
import { hashBySketch } from './vector-sketch.js';

/** Stands for the hash of what tells an item otherwise than we would. */
export const OTHERWISE = 'told otherwise';

/** Under which key of its flat metadata an item's own metadata stand whole, as canonical JSON, which escapes what UTF-8 cannot hold. */
export const WHOLE = 'winnow';
/** Under which its text stands as a JSON string where some stores cannot hold it (NUL, lone surrogates). */
export const EXACT = 'winnow_text';

/** Under which the sketch of its vector stands, in stores that do not give a vector back as it was given (`sketchOf`). */
export const SKETCH = 'winnow_vector';

/** Chroma takes a 0 for a whole number, and compares it with 0.5 as with 0: filters by a least score would find it. */
const ALMOST_NOTHING = 0.000_01;
const REAL: ReadonlySet<string> = new Set(FILTER_FIELDS.filter(({ kind }) => kind === 'real').map(({ name }) => name));

const KEYS: ReadonlySet<string> = new Set([...FILTER_FIELDS.map(({ name }) => name), WHOLE, EXACT, SKETCH]);

/** An item as a store holds it that takes texts and flat metadata. `null` = nothing under this key. */
export interface FlatRecord {
  readonly text: string;
  readonly metadata: Readonly<Record<string, string | number | null>>;
}

export function flatRecord({ text, metadata }: Pick<SnapshotItem, 'text' | 'metadata'>, sketch: string | null = null): FlatRecord {
  const fields = Object.fromEntries(Object.entries(filterFields(metadata)).map(([name, value]) => [name, typeof value === 'string' ? holdable(value) : value === 0 && REAL.has(name) ? ALMOST_NOTHING : value]));
  const held = holdable(text);
  return { text: held, metadata: { ...fields, [WHOLE]: canonicalJson(metadata), [EXACT]: held === text ? null : JSON.stringify(text), [SKETCH]: sketch } };
}

/** Without what some stores hold in no text: NUL and lone surrogates. */
const holdable = (text: string): string => text.replace(/\u0000|\p{Surrogate}/gu, '\uFFFD');

/** What a store gives back of an item. */
export interface FoundRecord {
  readonly id: string;
  readonly text: unknown;
  readonly metadata: unknown;
  readonly vector?: readonly number[] | null;
}

/**
 * The hash of the item that a store holds, if it is told as we would tell it; else `OTHERWISE`. With `others`, for stores of others' making, keys that are not ours are left
 * out of account, and a vector that is not given back is taken to be the one that was sketched.
 */
export function hashOfRecord({ id, text, metadata, vector }: FoundRecord, { others = false } = {}): string {
  try {
    const found = Object.fromEntries(Object.entries(metadata as JsonObject).filter(([key, value]) => value !== null && (!others || KEYS.has(key))));
    const whole = parsed(found[WHOLE]) as JsonObject;
    const exact: unknown = found[EXACT] === undefined ? text : parsed(found[EXACT]);
    if (typeof exact !== 'string') return OTHERWISE;
    const sketch = typeof found[SKETCH] === 'string' ? found[SKETCH] : null;
    const due = flatRecord({ text: exact, metadata: whole }, sketch);
    const flat = Object.fromEntries(Object.entries(due.metadata).filter(([, value]) => value !== null));
    if (due.text !== text || canonicalJson(flat) !== canonicalJson(found)) return OTHERWISE;
    const json = canonicalJson({ id, metadata: whole, text: exact });
    if (others && sketch === null) return itemHash(json); // the store embeds by itself
    if (vector === undefined || vector === null) return sketch === null || !others ? itemHash(json) : itemHash(json, sketch.split(' ')[0]);
    return itemHash(json, sketch === null ? vectorHash(Float32Array.from(vector)) : hashBySketch(sketch, vector) ?? OTHERWISE);
  } catch {
    return OTHERWISE;
  }
}

function parsed(json: unknown): unknown {
  if (typeof json !== 'string') throw new TypeError('not JSON');
  return JSON.parse(json);
}
