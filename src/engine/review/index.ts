import { WinnowError } from '../../core/index.js';
import type { ReviewDesk } from './types.js';

export type * from './types.js';

/** Opens a desk on the store at `location`. */
export async function openDesk(location: string): Promise<ReviewDesk> {
  throw new WinnowError('store-not-found', `there is no review desk for ${location} yet`);
}
