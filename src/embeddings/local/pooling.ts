import type { LocalModel } from '../../core/index.js';
import type { Hidden } from './package.js';

/** Below this a vector has no direction to keep (torch, `functional.normalize`, eps). */
const LEAST_LENGTH = 1e-12;

/** One vector a text from those of its tokens; where `mask` is 0 stands padding, on either side. */
export function pooled({ dims, data }: Hidden, mask: ArrayLike<bigint>, { pooling, normalize }: Pick<LocalModel, 'pooling' | 'normalize'>): number[][] {
  const [texts = 0, tokens = 0, width = 0] = dims;
  return Array.from({ length: texts }, (_, text) => {
    const own = Array.from({ length: tokens }, (__, at) => text * tokens + at).filter((at) => mask[at] !== 0n);
    const taken = takenBy(pooling, own);
    const vector = Array.from({ length: width }, (__, at) => taken.reduce((sum, token) => sum + (data[token * width + at] ?? 0), 0) / taken.length);
    return normalize ? scaled(vector) : vector;
  });
}

function takenBy(pooling: LocalModel['pooling'], own: readonly number[]): readonly number[] {
  switch (pooling) {
    case 'mean': return own;
    case 'cls': return own.slice(0, 1);
    case 'last_token': return own.slice(-1);
  }
}

function scaled(vector: readonly number[]): number[] {
  const length = Math.max(LEAST_LENGTH, Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)));
  return vector.map((value) => value / length);
}
