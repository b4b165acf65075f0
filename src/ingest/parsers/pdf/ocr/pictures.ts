import type { Paint, PageContent } from '../content.js';
import type { Pixels } from './raster.js';

/** Where pdf.js keeps what a page's list only names. */
export interface ObjectStore {
  has(id: string): boolean;
  get(id: string, callback?: (value: unknown) => void): unknown;
}

/** The pixels of a page's pictures. Those that cannot be decoded have none. `waitMs`: for pictures that pdf.js never tells of. */
export async function pixelsOf(content: PageContent, objects: ObjectStore, common: ObjectStore, waitMs: number): Promise<ReadonlyMap<Paint, Pixels>> {
  const found = new Map<Paint, Pixels>();
  for (const paint of content.paints) {
    const source = paint.picture?.source;
    const named = typeof source === 'string' ? source : dataOf(source);
    const value = typeof named === 'string' ? await objectOf(named.startsWith('g_') ? common : objects, named, waitMs) : source;
    if (isPixels(value)) found.set(paint, value);
  }
  return found;
}

function dataOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'data' in value ? value.data : null;
}

/** A row cut short reads as black or white; nothing is read past the end. */
function isPixels(value: unknown): value is Pixels {
  if (typeof value !== 'object' || value === null || !('width' in value) || !('height' in value) || !('data' in value)) return false;
  const { width, height, data } = value;
  return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0 && (data instanceof Uint8Array || data instanceof Uint8ClampedArray);
}

async function objectOf(store: ObjectStore, id: string, waitMs: number): Promise<unknown> {
  if (store.has(id)) return store.get(id);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      resolve(null);
    }, waitMs);
  });
  const value = await Promise.race([late, new Promise((resolve) => store.get(id, resolve))]);
  clearTimeout(timer);
  return value;
}
